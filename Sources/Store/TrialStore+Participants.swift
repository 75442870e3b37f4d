import GRDB
public import Trial

extension TrialStore {
  /// Moves a participant on: enrolled, failed the screening, withdrawn, completed.
  ///
  /// Enrolment, and a screen failure by criteria, rest on an assessment of that day under the
  /// participant's own protocol version: who isn't eligible isn't enrolled.
  ///
  /// - Parameters:
  ///   - session: who does it.
  ///   - id: the screening number.
  ///   - status: the status that begins.
  ///   - date: the day on which it begins.
  ///   - subjectID: the subject id; for enrolment alone.
  ///   - why: the reason; a screen failure and a withdrawal need one.
  /// - Returns: the participant as of now.
  /// - Throws: ``StoreError``.
  @discardableResult
  public func move(
    as session: Session,
    _ id: String,
    to status: Participant.Status,
    on date: CivilDate,
    subjectID: String? = nil,
    why: String?
  ) throws -> Participant {
    try change(as: session, may: .manageParticipants, status.step, why: why) { change in
      var participant = try change.record(Participant.self, id)
      guard !participant.isVoid else { throw StoreError.refused("\(id) is void") }
      guard participant.status.next.contains(status) else {
        let open = participant.status.next
        throw StoreError.refused(
          "\(id) is \(participant.status.rawValue) and can't become \(status.rawValue)"
            + (open.isEmpty ? "" : ", but \(open.map(\.rawValue).joined(separator: " or "))")
            + (open.contains(.screenFailed) && status == .withdrawn
              ? ", which includes consent withdrawn before enrolment" : "")
        )
      }
      guard date >= participant.statusDate else {
        throw StoreError.refused(
          "\(date) is before \(id) became \(participant.status.rawValue), \(participant.statusDate)"
        )
      }
      guard date <= change.now.date.adding(days: 1) else {
        throw StoreError.refused("\(date) lies in the future; it is \(change.now)")
      }
      if status == .screenFailed || status == .withdrawn, (why ?? "").isEmpty {
        throw StoreError.noReason(
          what: "a \(status == .withdrawn ? "withdrawal" : "screen failure")"
        )
      }
      var assessment: EligibilityAssessment?
      if status == .enrolled || status == .screenFailed {
        assessment = try assess(participant, on: date, by: session, in: change.database)
      }
      if status == .enrolled, let assessment {
        guard let subjectID, !subjectID.isEmpty else {
          throw StoreError.refused("give the subject id: --subject")
        }
        guard assessment.conclusion == .eligible else { throw Ineligible(id, assessment) }
        participant.subjectID = subjectID
      }
      participant.status = status
      participant.statusDate = date
      try change.advance(participant)
      try change.insert(
        StatusChange(
          participant: id,
          status: status,
          date: date,
          reason: why,
          criteria: assessment.flatMap { found in
            found.failures.isEmpty ? nil : found.failures.map(\.criterion).joined(separator: ",")
          },
          assessment: try assessment.map(Self.json),
          protocolVersion: participant.protocolVersion
        )
      )
      return participant
    }
  }

  /// The participants, with every step of their course.
  ///
  /// - Parameter session: who asks.
  /// - Returns: the participants in the order of screening.
  /// - Throws: ``StoreError``.
  public func screeningLog(
    as session: Session
  ) throws -> [(participant: Participant, course: [StatusChange])] {
    try read(as: session, may: .seeConduct, "screening log") { database in
      let steps = Dictionary(
        grouping: try Self.all(StatusChange.self, in: database),
        by: \.participant
      )
      return try Self.all(Participant.self, in: database).map { ($0, steps[$0.id] ?? []) }
    }
  }

  // MARK: The protocol

  /// The trial.
  ///
  /// - Parameter session: who asks.
  /// - Returns: what names it.
  /// - Throws: ``StoreError``.
  public func identity(as session: Session) throws -> TrialIdentity {
    try read(as: session, may: .seeTrial, "trial") { database in
      guard let trial = try Self.all(TrialIdentity.self, in: database).first else {
        throw StoreError.notATrial(path: folder)
      }
      return trial
    }
  }

  /// Adopts a version of the protocol: participants are screened under it from now on; those screened
  /// before stay under theirs.
  ///
  /// - Parameters:
  ///   - session: who does it.
  ///   - version: the version.
  ///   - why: why; needed.
  /// - Throws: ``StoreError``.
  public func adopt(as session: Session, _ version: ProtocolVersion, why: String?) throws {
    try change(as: session, may: .amendProtocol, "adopt protocol", why: why) { change in
      guard let why, !why.isEmpty else { throw StoreError.noReason(what: "an amendment") }
      guard sha256(version.document) == version.sha256 else {
        throw StoreError.refused("the protocol's SHA-256 is not that of its text")
      }
      guard var trial = try Self.all(TrialIdentity.self, in: change.database).first else {
        throw StoreError.notATrial(path: folder)
      }
      try change.insert(version)
      trial.protocolVersion = version.id
      try change.advance(trial)
    }
  }

  /// Puts a participant under another version of the protocol.
  ///
  /// - Parameters:
  ///   - session: who does it.
  ///   - id: the screening number.
  ///   - version: the version.
  ///   - why: why; needed.
  /// - Throws: ``StoreError``.
  public func migrate(
    as session: Session,
    _ id: String,
    to version: String,
    why: String?
  ) throws {
    try change(as: session, may: .amendProtocol, "migrate participant", why: why) { change in
      var participant = try change.record(Participant.self, id)
      participant.protocolVersion = try change.record(ProtocolVersion.self, version).id
      try change.correct(participant)
    }
  }

  // MARK: Signatures

  /// Signs a record as it is now, with account and password.
  ///
  /// - Parameters:
  ///   - type: the kind of record.
  ///   - id: the record's id.
  ///   - meaning: what the signature means.
  ///   - account: the signer's account.
  ///   - password: the signer's password, given at the moment of signing.
  ///   - action: what the signer has to be allowed to do.
  /// - Returns: the signature.
  /// - Throws: ``StoreError``.
  @discardableResult
  public func sign<Record: TrialRecord>(
    _ type: Record.Type,
    _ id: String,
    meaning: Signature.Meaning,
    account: String,
    password: String,
    may action: TrialAction = .signConduct
  ) throws -> Signature {
    let session = try signIn(account, password: password)
    return try change(as: session, may: action, "sign") { change in
      let record = try change.record(type, id)
      return try change.insert(
        Signature(
          signedKind: Record.kind.rawValue,
          signedID: record.id,
          contentSHA256: sha256(try RowContent(record).json),
          account: session.account,
          printedName: session.fullName,
          meaning: meaning,
          signedAt: change.now
        )
      )
    }
  }

  /// The signatures of a record, each with whether the record is still what was signed.
  ///
  /// - Parameters:
  ///   - session: who asks.
  ///   - type: the kind of record.
  ///   - id: the record's id.
  /// - Returns: the signatures in order.
  /// - Throws: ``StoreError``.
  public func signatures<Record: TrialRecord>(
    as session: Session,
    of type: Record.Type,
    _ id: String
  ) throws -> [(signature: Signature, isValid: Bool)] {
    try read(as: session, may: Record.kind.seeing, "signatures") { database in
      let row = try Row.fetchOne(
        database,
        sql: "SELECT * FROM \(Record.kind.rawValue) WHERE id = ?",
        arguments: [id]
      )
      let content = row.map { sha256(RowContent($0).json) }
      return try Stored<Signature>.fetchAll(
        database,
        sql: "SELECT * FROM signature WHERE signedKind = ? AND signedID = ? ORDER BY rowid",
        arguments: [Record.kind.rawValue, id]
      ).map { ($0.record, $0.record.contentSHA256 == content) }
    }
  }
}

extension Participant.Status {
  /// What the audit trail calls the step into it.
  fileprivate var step: String {
    switch self {
    case .screening: "screen"
    case .screenFailed: "fail screening"
    case .enrolled: "enrol"
    case .withdrawn: "withdraw"
    case .completed: "complete"
    }
  }
}
