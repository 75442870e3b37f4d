import GRDB
public import Trial

/// What lines of the audit trail are looked for; nil for any.
public struct AuditQuery: Sendable {
  /// The account.
  public var account: String?
  /// What the action's name holds.
  public var action: String?
  /// The kind of record.
  public var kind: RecordKind?
  /// The record's id.
  public var record: String?
  /// The participant that the record belongs to.
  public var participant: String?
  /// Words that stand in the values or the reason.
  public var words: String?
  /// From which day on, in UTC.
  public var from: CivilDate?
  /// Up to which day, in UTC.
  public var to: CivilDate?

  /// Any line.
  public init() {}
}

/// The head of the audit trail: what a person writes down to find a tail that was cut off.
public struct AuditAnchor: Equatable, Sendable, Codable {
  /// The trial.
  public let trial: String
  /// The last entry's number.
  public let number: Int64
  /// The last entry's hash, in hexadecimal.
  public let hash: String
  /// The last entry's time.
  public let at: ZonedInstant

  /// The head of a trail.
  ///
  /// - Parameters:
  ///   - trial: the trial.
  ///   - number: the last entry's number.
  ///   - hash: the last entry's hash.
  ///   - at: the last entry's time.
  public init(trial: String, number: Int64, hash: String, at: ZonedInstant) {
    self.trial = trial
    self.number = number
    self.hash = hash
    self.at = at
  }
}

extension TrialStore {
  /// Goes through the lines of the audit trail that are looked for, in order.
  ///
  /// - Parameters:
  ///   - session: who asks.
  ///   - query: what is looked for.
  ///   - isExport: whether the lines leave the program; the trail says so.
  ///   - body: called with each line.
  /// - Throws: ``StoreError``, or what the body throws.
  public func audit(
    as session: Session,
    _ query: AuditQuery,
    isExport: Bool = false,
    _ body: (AuditEntry) throws -> Void
  ) throws {
    if isExport {
      try change(as: session, may: .seeAudit, "export the audit trail") { try $0.log() }
    }
    try read(as: session, may: .seeAudit, "audit trail") { database in
      var conditions: [String] = []
      var arguments: [any DatabaseValueConvertible] = []
      func add(_ condition: String, _ value: (any DatabaseValueConvertible)?) {
        guard let value else { return }
        conditions.append(condition)
        arguments.append(value)
      }
      add("account = ?", query.account)
      add("instr(action, ?)", query.action)
      add("kind = ?", query.kind?.rawValue)
      add("record = ?", query.record)
      add("at >= ?", query.from.map { "\($0)T" })
      add("at < ?", query.to.map { "\($0.adding(days: 1))T" })
      if let words = query.words {
        conditions.append(
          "(instr(ifnull(old, ''), ?) OR instr(ifnull(new, ''), ?) OR instr(ifnull(why, ''), ?))"
        )
        arguments += [words, words, words]
      }
      if let participant = query.participant {
        conditions.append(
          """
          ((kind = 'participant' AND record = ?)
            OR json_extract(ifnull(new, old), '$.participant') = ?)
          """
        )
        arguments += [participant, participant]
      }
      let condition = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
      let lines = try AuditEntry.fetchCursor(
        database,
        sql: "SELECT * FROM audit \(condition) ORDER BY number",
        arguments: StatementArguments(arguments)
      )
      while let line = try lines.next() { try body(line) }
    }
  }

  /// The head of the audit trail.
  ///
  /// - Parameter session: who asks.
  /// - Returns: the anchor of everything up to now.
  /// - Throws: ``StoreError``.
  public func anchor(as session: Session) throws -> AuditAnchor {
    try change(as: session, may: .keepStore, "anchor the audit trail") { try $0.log() }
    return try read(Self.head)
  }

  static func head(in database: Database) throws -> AuditAnchor {
    let row = try Row.fetchOne(
      database,
      sql: "SELECT number, hash, at FROM audit ORDER BY number DESC LIMIT 1"
    )
    let trial = try String.fetchOne(database, sql: "SELECT id FROM trial") ?? ""
    guard let row else {
      return AuditAnchor(
        trial: trial,
        number: 0,
        hash: AuditEntry.origin,
        at: ZonedInstant(millisecondsSince1970: 0)
      )
    }
    return AuditAnchor(
      trial: trial,
      number: row["number"],
      hash: row["hash"],
      at: try ZonedInstant(parsing: row["at"])
    )
  }
}
