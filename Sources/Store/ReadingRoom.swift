import GRDB
public import Trial

/// Where a reader or an adjudicator works: all that their session can ask of a trial.
///
/// Everything that it shows comes out of the views of ``BlindedRow``, each asked for the person's own
/// rows: there is no way from here to another table, and no way to take a condition off. What
/// the protocol hides is not in the rows.
public struct ReadingRoom: Sendable {
  private let store: TrialStore
  private let session: Session
  private let action: TrialAction

  /// The reading room of a person.
  ///
  /// - Parameters:
  ///   - store: the trial.
  ///   - session: who works.
  public init(_ store: TrialStore, as session: Session) {
    self.store = store
    self.session = session
    action = session.may(.adjudicate) ? .adjudicate : .read
  }

  // MARK: Seeing

  /// The person's cases, in their own order; a second read only once its washout is over.
  ///
  /// - Returns: the cases.
  /// - Throws: ``StoreError``.
  public func cases() throws -> [BlindedCase] {
    try look("worklist") { try $0.all(BlindedCase.self) }
  }

  /// A case, with everything that can be known of it.
  ///
  /// - Parameter code: the case's code.
  /// - Returns: the case, the lesions that its analysis found, and the person's own read of it.
  /// - Throws: ``StoreError``; another person's case is as unknown as one that doesn't exist.
  public func open(
    _ code: String
  ) throws -> (known: BlindedCase, lesions: [BlindedLesion], read: BlindedRead?) {
    try look("case \(code)") { desk in
      (
        try desk.known(code), try desk.all(BlindedLesion.self, code),
        try desk.all(BlindedRead.self, code).first
      )
    }
  }

  /// What the readers of an adjudicator's case said, and in what of it they differ.
  ///
  /// - Parameter code: the case's code.
  /// - Returns: the reads without whose they are, and the differences that are to be settled.
  /// - Throws: ``StoreError``.
  public func statements(
    on code: String
  ) throws -> (statements: [BlindedStatement], differences: [ReadDifference]) {
    // To see reads is noted in the audit trail before they are shown.
    try store.change(as: session, may: .adjudicate, "view: reads of case \(code)") { try $0.log() }
    return try look("case \(code)") { desk in
      _ = try desk.known(code)
      let statements = try desk.all(BlindedStatement.self, code)
      let rule = statements.first?.rule ?? []
      return (statements, ReadDifference.between(statements.map(\.content), by: rule))
    }
  }

  // MARK: Writing

  /// Submits reads: all of them, or none and everything that is wrong with them.
  ///
  /// A read that was submitted before is corrected, with a reason; a locked one is refused.
  ///
  /// - Parameters:
  ///   - forms: the reads as they were written.
  ///   - why: why a read that was submitted before changes.
  /// - Returns: the codes of the cases.
  /// - Throws: ``EntryRefusal`` with every fault of every read; ``StoreError``.
  @discardableResult
  public func submit(_ forms: [ReadForm], why: String? = nil) throws -> [String] {
    try store.change(as: session, may: action, "submit read", why: why) { change in
      let desk = Desk(database: change.database, account: session.account, now: change.now)
      var faults: [EntryRefusal.Fault] = []
      var seen: Set<String> = []
      for form in forms {
        let line = form.rows.first?.line
        func fault(_ reason: String) {
          faults.append(.init(line: line, fault: .init(field: "case", reason: reason)))
        }
        guard let known = try desk.all(BlindedCase.self, form.caseCode).first else {
          fault(Desk.unknown(form.caseCode))
          continue
        }
        guard seen.insert(form.caseCode).inserted else {
          fault("\(form.caseCode) stands twice")
          continue
        }
        guard known.status != ScanRead.Status.locked.rawValue else {
          fault(
            "the read of \(form.caseCode) is locked and can't change; an administrator can unlock it "
              + "with a reason: herald read unlock"
          )
          continue
        }
        let lesions = try desk.all(BlindedLesion.self, form.caseCode)
        let (content, found) = form.content(
          scale: known.scale,
          lesions: lesions.map { String($0.number) },
          now: change.now
        )
        faults += EntryRefusal(found).faults
        guard let content, faults.isEmpty else { continue }
        try store.keep(content, of: desk.assignment(form.caseCode), &change)
      }
      guard faults.isEmpty else { throw EntryRefusal(faults: faults) }
      return forms.map(\.caseCode)
    }
  }

  /// Locks reads with the person's signature: from then on they can't change.
  ///
  /// The person signs in once more: account and password make the signature, which holds the hash of
  /// the read as it is locked. Where every reader of a scan has locked and they differ in what
  /// the protocol has settled, the adjudicator gets the case in the same step.
  ///
  /// - Parameters:
  ///   - codes: the cases; nil for every case that is submitted and not locked.
  ///   - password: the person's password.
  /// - Returns: the codes of the cases, each with its signature.
  /// - Throws: ``StoreError``.
  @discardableResult
  public func lock(
    _ codes: [String]?,
    password: String
  ) throws -> [(caseCode: String, signature: Signature)] {
    let signer = try store.signIn(session.account, password: password)
    return try store.change(as: signer, may: action, "lock read") { change in
      let desk = Desk(database: change.database, account: signer.account, now: change.now)
      let all = try desk.all(BlindedCase.self)
      let chosen =
        try codes?.map { try desk.known($0.uppercased()).caseCode }
        ?? all.filter { $0.status == ScanRead.Status.submitted.rawValue }.map(\.caseCode)
      guard !chosen.isEmpty else {
        throw StoreError.refused("no read is submitted and not locked; nothing was locked")
      }
      return try chosen.map { code in
        (code, try store.lock(desk.assignment(code), by: signer, &change))
      }
    }
  }

  private func look<Result>(_ name: String, _ body: (Desk) throws -> Result) throws -> Result {
    try store.read(as: session, may: action, name) { database in
      try body(Desk(database: database, account: session.account, now: store.clock.now()))
    }
  }
}

extension EntryRefusal {
  /// Everything that is wrong with reads as they were written.
  ///
  /// - Parameter faults: what is wrong.
  public init(_ faults: [ReadForm.Fault]) {
    self.init(faults: faults.map { .init(line: $0.line, fault: $0.fault) })
  }
}

/// The rows of one person, and no others, inside a transaction.
private struct Desk {
  let database: Database
  let account: String
  let now: ZonedInstant

  /// The person's rows of a view.
  func all<Row: BlindedRow>(_ type: Row.Type, _ code: String? = nil) throws -> [Row] {
    try Row.fetchAll(
      database,
      sql: """
        SELECT \(Row.columns.joined(separator: ", ")) FROM \(Row.view)
        WHERE account = :account AND (:code IS NULL OR caseCode = :code) AND caseCode IN (
          SELECT caseCode FROM blindedCase
          WHERE account = :account AND openFrom <= julianday(:now))
        ORDER BY \(Row.order)
        """,
      arguments: ["account": account, "code": code, "now": now.utc.description]
    )
  }

  func known(_ code: String) throws -> BlindedCase {
    guard let found = try all(BlindedCase.self, code).first else {
      throw StoreError.refused("case \(code) " + Self.unknown(code))
    }
    return found
  }

  static func unknown(_ code: String) -> String {
    "'\(code)' is not on your worklist; herald read list shows it"
  }

  /// The assignment behind a code, for the store alone: nothing of it is given out.
  func assignment(_ code: String) throws -> ReadAssignment {
    _ = try known(code)
    let found = try Stored<ReadAssignment>.fetchOne(
      database,
      sql: "SELECT * FROM readAssignment WHERE caseCode = ? AND account = ? AND NOT isVoid",
      arguments: [code, account]
    )
    guard let found else { throw StoreError.refused("case \(code) " + Self.unknown(code)) }
    return found.record
  }
}
