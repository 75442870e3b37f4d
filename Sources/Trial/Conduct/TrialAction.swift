/// Something that a person may be allowed to do in a trial.
public enum TrialAction: String, CaseIterable, Codable, Hashable, Sendable {
  /// See who takes part, visits, doses, events: the conduct, which tells readers too much.
  case seeConduct = "see the conduct"
  /// See biopsies and laboratory results: what reads are compared with.
  case seeReference = "see the reference standard"
  /// See what everybody may: the protocol, the trial's state in counts.
  case seeTrial = "see the trial"
  /// Screen, enrol, withdraw, complete.
  case manageParticipants = "manage participants"
  /// Schedule and record visits, laboratory results, adverse events and biopsies.
  case recordConduct = "record the conduct"
  /// Record administrations.
  case recordDoses = "record administrations"
  /// Take scans in, release them from quarantine, compute.
  case importScans = "import scans"
  /// See scans, certificates and measurements.
  case seeMeasurements = "see measurements"
  /// Sign as responsible for a participant's data.
  case signConduct = "sign the conduct"
  /// Adopt a version of the protocol, migrate participants.
  case amendProtocol = "amend the protocol"
  /// Assign reads.
  case assignReads = "assign reads"
  /// Submit and lock one's own reads.
  case read
  /// Decide where reads differ.
  case adjudicate
  /// Unlock a read.
  case unlockReads = "unlock reads"
  /// See all reads and their agreement.
  case seeReads = "see all reads"
  /// See how far readers agree, and not what they said.
  case seeAgreement = "see the readers' agreement"
  /// Take data out, with the keys that unblind.
  case exportData = "export data"
  /// See and export the audit trail.
  case seeAudit = "see the audit trail"
  /// Add and lock accounts, give and take roles.
  case manageAccounts = "manage accounts"
  /// Back up, anchor the audit trail, accept the clock.
  case keepStore = "keep the store"
}

extension TrialRole {
  /// What the role allows: least privilege, as a table.
  ///
  /// - Source: 21 CFR 11.10 (d), (g); ICH E6(R3) 4.3.
  public var actions: Set<TrialAction> {
    switch self {
    case .coordinator:
      [
        .seeTrial, .seeConduct, .seeReference, .manageParticipants, .recordConduct, .recordDoses,
        .importScans, .assignReads,
      ]
    case .investigator:
      [
        .seeTrial, .seeConduct, .seeReference, .manageParticipants, .recordConduct, .recordDoses,
        .seeMeasurements, .signConduct, .amendProtocol,
      ]
    case .physicist:
      [.seeTrial, .seeConduct, .recordDoses, .importScans, .seeMeasurements]
    case .reader: [.seeTrial, .read]
    case .adjudicator: [.seeTrial, .adjudicate]
    case .statistician:
      [
        .seeTrial, .seeConduct, .seeReference, .seeMeasurements, .seeReads, .seeAgreement,
        .exportData,
      ]
    case .monitor:
      [.seeTrial, .seeConduct, .seeReference, .seeMeasurements, .seeAudit]
    case .administrator:
      [.seeTrial, .seeAudit, .manageAccounts, .keepStore, .unlockReads, .seeAgreement]
    }
  }

  /// Whether the role sees nothing that would tell a blinded person more than the images.
  public var isBlinded: Bool { self == .reader || self == .adjudicator }

  /// Why an account that holds this role can't hold another one; nil where it can.
  ///
  /// Blinded roles stand alone, and so does the administrator: who keeps the accounts enters no data.
  ///
  /// - Parameter other: the other role.
  /// - Returns: the reason.
  public func conflict(with other: TrialRole) -> String? {
    guard self != other else { return nil }
    for role in [self, other] where role == .administrator {
      return "an administrator keeps accounts and the store, and holds no other role"
    }
    for role in [self, other] where role.isBlinded {
      return "a blinded \(role.rawValue) holds no other role"
    }
    return nil
  }
}
