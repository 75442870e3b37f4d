import Testing
import Trial

@Suite struct TrialRoleTests {
  /// Who may do what, as agreed: a letter for each role that may.
  ///
  /// c coordinator, i investigator, p physicist, r reader, a adjudicator, s statistician, m monitor,
  /// A administrator.
  private static let table: [TrialAction: String] = [
    .seeTrial: "ciprasmA", .seeConduct: "cipsm", .seeReference: "cism", .manageParticipants: "ci",
    .recordConduct: "ci", .recordDoses: "cip", .importScans: "cp", .seeMeasurements: "ipsm",
    .signConduct: "i", .amendProtocol: "i", .assignReads: "c", .read: "r", .adjudicate: "a",
    .unlockReads: "A", .seeReads: "s", .seeAgreement: "sA", .exportData: "s", .seeAudit: "mA",
    .manageAccounts: "A", .keepStore: "A",
  ]
  private static let letters: [TrialRole: Character] = [
    .coordinator: "c", .investigator: "i", .physicist: "p", .reader: "r", .adjudicator: "a",
    .statistician: "s", .monitor: "m", .administrator: "A",
  ]

  @Test func `Every role may do what the table says, and nothing else`() throws {
    for role in TrialRole.allCases {
      let letter = try #require(Self.letters[role], "\(role) is not in the table")
      for action in TrialAction.allCases {
        let who = try #require(Self.table[action], "\(action) is not in the table")
        #expect(role.actions.contains(action) == who.contains(letter), "\(role) \(action)")
      }
    }
  }

  @Test func `A blinded role sees no conduct, no reference standard and no other read`() {
    let hidden: Set<TrialAction> = [
      .seeConduct, .seeReference, .seeMeasurements, .seeReads, .seeAudit, .exportData,
    ]
    for role in TrialRole.allCases where role.isBlinded {
      #expect(role.actions.isDisjoint(with: hidden))
    }
  }

  @Test func `A blinded role and the administrator stand alone; others go together`() {
    for role in TrialRole.allCases {
      for other in TrialRole.allCases where other != role {
        let isApart = [role, other].contains { $0.isBlinded || $0 == .administrator }
        #expect((role.conflict(with: other) != nil) == isApart, "\(role) \(other)")
      }
      #expect(role.conflict(with: role) == nil)
    }
  }

  @Test(arguments: [
    ("short words", false), ("aaaaaaaaaaaaaa", false), ("cora is my name", false),
    ("I am Cora Coord here", false), ("correct horse battery", true),
    ("пароль на двенадцать", true),
  ])
  func `A password is long, varied and without the name`(_ password: String, _ isFine: Bool) {
    let fault = PasswordPolicy.fault(of: password, account: "cora", fullName: "Cora Coord")
    #expect((fault == nil) == isFine)
  }
}
