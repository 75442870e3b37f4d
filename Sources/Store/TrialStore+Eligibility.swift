import FoundationEssentials
package import GRDB
public import Trial

/// Why a person can't be enrolled: the assessment, criterion by criterion.
public struct Ineligible: Error, Sendable, CustomStringConvertible {
  /// The screening number.
  public let participant: String
  /// The assessment.
  public let assessment: EligibilityAssessment

  init(_ participant: String, _ assessment: EligibilityAssessment) {
    self.participant = participant
    self.assessment = assessment
  }

  /// What stands in the way, and what isn't known.
  public var description: String {
    var lines = [
      "\(participant) can't be enrolled: \(assessment.conclusion.rawValue) on \(assessment.date)"
    ]
    for judgement in assessment.failures {
      lines.append("  \(judgement.criterion) stands in the way: \(judgement.text)")
      lines += judgement.reasons.map { "     \($0)" }
    }
    for judgement in assessment.unknowns {
      lines.append("  \(judgement.criterion) can't be told: \(judgement.text)")
      lines += judgement.reasons.map { "     \($0)" }
    }
    if !assessment.unknowns.isEmpty {
      lines.append(
        "  record what is missing: herald participant datum --participant \(participant) ..."
      )
    }
    return lines.joined(separator: "\n")
  }
}

extension TrialStore {
  /// A version of the protocol.
  ///
  /// - Parameters:
  ///   - session: who asks.
  ///   - version: the version; nil for the one under which participants are screened now.
  /// - Returns: the protocol.
  /// - Throws: ``StoreError/notFound(kind:id:)``, or what is wrong with the document.
  public func trialProtocol(as session: Session, version: String? = nil) throws -> TrialProtocol {
    try read(as: session, may: .seeTrial, "protocol") { database in
      guard
        let version = try version
          ?? String.fetchOne(database, sql: "SELECT protocolVersion FROM trial")
      else { throw StoreError.refused("the trial has no protocol yet: herald trial amend") }
      return try Self.trialProtocol(version, in: database)
    }
  }

  /// A version of the protocol, inside a reading.
  package static func trialProtocol(
    _ version: String,
    in database: Database
  ) throws -> TrialProtocol {
    let document = try String.fetchOne(
      database,
      sql: "SELECT document FROM protocolVersion WHERE id = ?",
      arguments: [version]
    )
    guard let document else { throw StoreError.notFound(kind: .protocolVersion, id: version) }
    return try TrialProtocol(yaml: Array(document.utf8))
  }

  /// Judges a participant by the ten criteria, or however many the participant's protocol has.
  ///
  /// - Parameters:
  ///   - session: who judges.
  ///   - id: the screening number.
  ///   - date: the day that is judged for; nil for today.
  /// - Returns: the assessment.
  /// - Throws: ``StoreError``.
  public func assess(
    as session: Session,
    _ id: String,
    on date: CivilDate? = nil
  ) throws -> EligibilityAssessment {
    try read(as: session, may: .seeReference, "eligibility of \(id)") { database in
      guard let participant = try Self.all(Participant.self, of: id, in: database).first else {
        throw StoreError.notFound(kind: .participant, id: id)
      }
      return try assess(participant, on: date ?? clock.now().date, by: session, in: database)
    }
  }

  func assess(
    _ participant: Participant,
    on date: CivilDate,
    by session: Session,
    in database: Database
  ) throws -> EligibilityAssessment {
    EligibilityAssessment(
      of: try Self.data(of: participant, in: database),
      on: date,
      under: try Self.trialProtocol(participant.protocolVersion, in: database),
      by: session.fullName,
      decisions: try Stored<CriterionReading>.fetchAll(
        database,
        sql: "SELECT * FROM criterionReading ORDER BY date, rowid"
      ).map(\.record.decision)
    )
  }

  /// Records how the site reads ambiguous words of a criterion.
  ///
  /// - Parameters:
  ///   - session: who decides.
  ///   - question: the question's id in the protocol.
  ///   - reading: the id of the reading that holds.
  ///   - date: the day from which it holds.
  ///   - why: why; needed.
  /// - Throws: ``StoreError``.
  public func decide(
    as session: Session,
    _ question: String,
    reading: String,
    from date: CivilDate,
    why: String?
  ) throws {
    let name = "decide how a criterion is read"
    try change(as: session, may: .amendProtocol, name, why: why) { change in
      guard let why, !why.isEmpty else { throw StoreError.noReason(what: "a decision") }
      guard
        let version = try String.fetchOne(
          change.database,
          sql: "SELECT protocolVersion FROM trial"
        )
      else { throw StoreError.refused("the trial has no protocol yet: herald trial amend") }
      let questions = try Self.trialProtocol(version, in: change.database).criteria
        .flatMap(\.rule.questions)
      guard let asked = questions.first(where: { $0.id == question }) else {
        throw StoreError.refused(
          "the protocol asks no question '\(question)'; it asks: "
            + questions.map(\.id).joined(separator: ", ")
        )
      }
      guard asked.options.contains(where: { $0.id == reading }) else {
        throw StoreError.refused(
          "'\(reading)' is no reading of \(question); there are: "
            + asked.options.map { "\($0.id) (\($0.text))" }.joined(separator: "; ")
        )
      }
      try change.insert(
        CriterionReading(
          ReadingDecision(
            question: question,
            reading: reading,
            by: session.fullName,
            date: date,
            reason: why
          )
        )
      )
    }
  }

  /// What is known of a participant, as the rules take it.
  private static func data(of participant: Participant, in database: Database) throws -> [Datum] {
    let consent = "consent form, version \(participant.consentVersion)"
    var data = [
      Datum(
        "birth date",
        .date(participant.birthDate),
        date: participant.consentDate,
        source: "participant record",
        by: "participant record"
      ),
      Datum(
        "consent given",
        .yes(true),
        date: participant.consentDate,
        source: consent,
        by: "participant record"
      ),
    ]
    data += try all(ScreeningDatum.self, of: participant.id, in: database)
      .filter { !$0.isVoid }.map(\.asDatum)
    let lesions = try all(ScreeningLesion.self, of: participant.id, in: database)
      .filter { !$0.isVoid }
    for (date, measured) in Dictionary(grouping: lesions, by: \.date).sorted(by: { $0.key < $1.key }
    ) {
      data.append(
        Datum(
          "lesions",
          .lesions(measured.map(\.measured)),
          date: date,
          source: Set(measured.map(\.source)).sorted().joined(separator: "; "),
          by: Set(measured.map(\.measuredBy)).sorted().joined(separator: ", ")
        )
      )
    }
    return data
  }

  static func json(_ assessment: EligibilityAssessment) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(assessment), as: UTF8.self)
  }
}

extension EligibilityRule {
  /// The questions about ambiguous words that the rule asks.
  fileprivate var questions: [Readings] {
    switch self {
    case .all(let rules), .any(let rules): rules.flatMap(\.questions)
    case .not(let rule): rule.questions
    case .readings(let readings): [readings] + readings.options.flatMap(\.rule.questions)
    default: []
    }
  }
}
