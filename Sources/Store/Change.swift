package import GRDB
public import Trial

/// A step in the trial's file: whatever it stores goes into the audit trail in the same transaction.
///
/// There is no other way to write a record.
public struct Change {
  /// The database inside the transaction, for reading, and for rows that no person enters.
  package let database: Database
  /// Whose step it is.
  public let session: Session
  /// When, by the store's clock; never before the last entry.
  public let now: ZonedInstant
  /// Why, where a reason was given.
  public let why: String?

  private let action: String
  private let zone: String
  private var lastNumber: Int64
  private var lastHash: String
  private var lastNumbers: [RecordKind: Int] = [:]

  init(
    _ database: Database,
    _ session: Session,
    now: ZonedInstant,
    zoneName: String,
    action: String,
    why: String?
  ) throws {
    self.database = database
    self.session = session
    self.now = now
    self.action = action
    self.why = why
    let offset = ZonedInstant(millisecondsSince1970: 0, offsetMinutes: now.offsetMinutes)
    zone = "\(offset.description.dropFirst(19)) \(zoneName)"
    let last = try Row.fetchOne(
      database,
      sql: "SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1"
    )
    lastNumber = last?["number"] ?? 0
    lastHash = last?["hash"] ?? AuditEntry.origin
  }

  /// Stores a new record.
  ///
  /// - Parameter record: the record; where the store numbers its kind, the id is given here.
  /// - Returns: the record as it is stored.
  /// - Throws: ``StoreError/duplicate(kind:reason:)``, or an error of the file.
  @discardableResult
  public mutating func insert<Record: TrialRecord>(_ record: Record) throws -> Record {
    var record = record
    if record.id.isEmpty, !Record.kind.letter.isEmpty {
      record.id = "\(Record.kind.letter)\(try nextNumber(Record.kind))"
    }
    let content = try RowContent(record)
    let names = content.columns.keys.sorted()
    let columns = names.map { "\"\($0)\"" }.joined(separator: ", ")
    let places = names.map { _ in "?" }.joined(separator: ", ")
    do {
      try database.cachedStatement(
        sql: "INSERT INTO \(Record.kind.rawValue) (\(columns)) VALUES (\(places))"
      ).execute(arguments: StatementArguments(names.map { content.columns[$0] ?? .null }))
    } catch let error as DatabaseError
      where [.SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY].contains(
        error.extendedResultCode
      )
    {
      throw StoreError.duplicate(kind: Record.kind, reason: Self.duplicate(error, content))
    }
    if !Record.kind.letter.isEmpty { lastNumbers[Record.kind, default: 0] += 1 }
    try log(kind: Record.kind.rawValue, record: record.id, old: nil, new: content.json)
    return record
  }

  /// Stores what follows in the ordinary course, such as a planned visit that took place.
  ///
  /// - Parameter record: the record as it is from now on.
  /// - Throws: ``StoreError/notFound(kind:id:)``, ``StoreError/duplicate(kind:reason:)``.
  public mutating func advance<Record: TrialRecord>(_ record: Record) throws {
    try update(record)
  }

  /// Stores a correction; the value before stays in the audit trail.
  ///
  /// - Parameter record: the record as it ought to be.
  /// - Throws: ``StoreError/noReason(what:)``, ``StoreError/notFound(kind:id:)``,
  ///   ``StoreError/duplicate(kind:reason:)``.
  public mutating func correct<Record: TrialRecord>(_ record: Record) throws {
    guard let why, !why.isEmpty else {
      throw StoreError.noReason(what: "a correction of \(Record.kind.title) \(record.id)")
    }
    try update(record)
  }

  /// The record of an id.
  ///
  /// - Parameters:
  ///   - type: the record's type.
  ///   - id: the id.
  /// - Returns: the record.
  /// - Throws: ``StoreError/notFound(kind:id:)``.
  public func record<Record: TrialRecord>(_ type: Record.Type, _ id: String) throws -> Record {
    guard let found = try row(Record.kind, id) else {
      throw StoreError.notFound(kind: Record.kind, id: id)
    }
    return try Stored<Record>(row: found).record
  }

  /// Notes a step that changes no record, or rows that aren't records.
  ///
  /// - Parameters:
  ///   - kind: what it was done to.
  ///   - record: its id.
  ///   - old: what was before, as JSON.
  ///   - new: what is now, as JSON.
  /// - Throws: an error of the file.
  public mutating func log(
    kind: String? = nil,
    record: String? = nil,
    old: String? = nil,
    new: String? = nil
  ) throws {
    let (number, at) = (lastNumber + 1, now.millisecondText)
    let fields: [String?] = [
      zone, session.account, session.id, action, kind, record, old, new, why, StoreProgram.version,
    ]
    let hash = AuditEntry.hash(number: number, at: at, fields, previous: lastHash)
    var arguments: [(any DatabaseValueConvertible)?] = [number, at]
    arguments += fields.map { $0 as (any DatabaseValueConvertible)? }
    arguments += [lastHash, hash]
    try database.cachedStatement(
      sql: """
        INSERT INTO audit (number, at, zone, account, session, action, kind, record, old, new, why,
          program, previous, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: StatementArguments(arguments))
    (lastNumber, lastHash) = (number, hash)
  }

  private mutating func update<Record: TrialRecord>(_ record: Record) throws {
    guard let found = try row(Record.kind, record.id) else {
      throw StoreError.notFound(kind: Record.kind, id: record.id)
    }
    let (old, new) = (RowContent(found), try RowContent(record))
    guard old.json != new.json else { return }
    let names = found.columnNames.filter { $0 != "id" }
    do {
      try database.cachedStatement(
        sql: "UPDATE \(Record.kind.rawValue) SET "
          + names.map { "\"\($0)\" = ?" }.joined(separator: ", ") + " WHERE id = ?"
      ).execute(
        arguments: StatementArguments(
          names.map { new.columns[$0] ?? .null } + [record.id.databaseValue]
        )
      )
    } catch let error as DatabaseError where error.extendedResultCode == .SQLITE_CONSTRAINT_UNIQUE {
      throw StoreError.duplicate(kind: Record.kind, reason: Self.duplicate(error, new))
    }
    try log(kind: Record.kind.rawValue, record: record.id, old: old.json, new: new.json)
  }

  private func row(_ kind: RecordKind, _ id: String) throws -> Row? {
    try Row.fetchOne(
      database.cachedStatement(sql: "SELECT * FROM \(kind.rawValue) WHERE id = ?"),
      arguments: [id]
    )
  }

  private mutating func nextNumber(_ kind: RecordKind) throws -> Int {
    if lastNumbers[kind] == nil {
      lastNumbers[kind] = try Int.fetchOne(
        database,
        sql: "SELECT ifnull(max(CAST(substr(id, 2) AS INTEGER)), 0) FROM \(kind.rawValue)"
      )
    }
    return (lastNumbers[kind] ?? 0) + 1
  }

  /// What was there already: SQLite names the columns, the record has their values.
  private static func duplicate(_ error: DatabaseError, _ content: RowContent) -> String {
    let message = error.message ?? ""
    let named =
      message.split(separator: ":").last?.split(separator: ",")
      .compactMap { $0.split(separator: ".").last.map(String.init) } ?? []
    let values = named.compactMap { name -> String? in
      content.columns[name].flatMap { value in
        String.fromDatabaseValue(value).map { "\(name) \($0)" }
      }
    }
    if !values.isEmpty { return values.joined(separator: ", ") }
    let first = [
      "participant", "specimen", "term", "test", "tracer", "datum", "lesion", "date", "onset",
      "injectedAt",
    ]
    return first.compactMap { name in
      content.columns[name].flatMap(String.fromDatabaseValue).map { "\(name) \($0)" }
    }.joined(separator: ", ")
  }
}
