import FoundationEssentials
import GRDB
import Trial

/// A trial's store held against itself: the file, the audit trail, every row and every scan.
public struct StoreCheck: Sendable {
  /// Something found.
  public struct Finding: Equatable, Sendable, CustomStringConvertible {
    /// How bad it is.
    public enum Severity: String, Sendable {
      /// Something was changed or lost.
      case damage
      /// Something to know, and no harm.
      case note
    }

    /// How bad it is.
    public let severity: Severity
    /// Where, such as `administration D7`.
    public let place: String
    /// What.
    public let words: String
    /// The finding as one line without participants, people and names of files: what may be shown
    /// to whoever can read the folder.
    public let unnamed: String

    /// The finding as one line.
    public var description: String { "\(place): \(words)" }

    init(_ severity: Severity, _ place: CheckText, _ words: CheckText) {
      self.severity = severity
      self.place = place.full
      self.words = words.full
      unnamed = "\(place.unnamed): \(words.unnamed)"
    }
  }

  /// What was found.
  public private(set) var findings: [Finding] = []
  /// The number of lines of the audit trail that were gone through.
  public private(set) var entryCount = 0
  /// The number of rows that were held against the audit trail.
  public private(set) var rowCount = 0
  /// The number of objects that were hashed.
  public private(set) var objectCount = 0
  /// What the objects hold, in bytes.
  public private(set) var objectByteCount = 0
  /// The head of the audit trail.
  public private(set) var head: AuditAnchor?

  /// Whether nothing was changed or lost.
  public var isSound: Bool { !findings.contains { $0.severity == .damage } }

  /// Checks a trial, without changing anything.
  ///
  /// - Parameters:
  ///   - folder: the trial's folder.
  ///   - anchor: an earlier head of the audit trail, which has to be part of it still.
  ///   - progress: called with what is being checked.
  /// - Throws: ``StoreError`` where there is no file, or it can't be read at all.
  public init(
    folder: String,
    anchor: AuditAnchor? = nil,
    progress: (String) -> Void = { _ in }
  ) throws {
    let path = TrialStore.databasePath(in: folder)
    guard FileManager.default.fileExists(atPath: path) else {
      throw StoreError.notATrial(path: folder)
    }
    let objects = ObjectStore(folder: folder + "/objects")
    do {
      let reader = try Self.reader(path)
      if reader.ignoresLog, FileManager.default.fileExists(atPath: path + "-wal") {
        note("the file", "can't be written to; what stands only in the log beside it was not read")
      }
      try reader.queue.read { database in
        progress("the file")
        try file(database)
        progress("the audit trail")
        let last = try chain(database, anchor)
        progress("the rows")
        try rows(database, last)
        try documents(database)
        try reads(database)
        progress("the scans")
        try measurements(database)
        try scans(database, objects, progress)
        head = try TrialStore.head(in: database)
      }
    } catch let error as DatabaseError {
      damage("the file", "can't be read any further: \(error.message ?? "\(error)")")
    }
  }

  /// Opens the file for reading alone; on a disk that can't be written to, as it stands there.
  private static func reader(
    _ path: String
  ) throws -> (queue: DatabaseQueue, ignoresLog: Bool) {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(10)
    do {
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      _ = try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_master") }
      return (queue, false)
    } catch let error as DatabaseError
      where [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode)
    {
      let escaped = path.replacing("%", with: "%25").replacing("?", with: "%3f")
        .replacing("#", with: "%23")
      let queue = try DatabaseQueue(
        path: "file:\(escaped)?immutable=1",
        configuration: configuration
      )
      return (queue, true)
    }
  }

  mutating func damage(_ place: CheckText, _ words: CheckText) {
    findings.append(Finding(.damage, place, words))
  }

  private mutating func note(_ place: CheckText, _ words: CheckText) {
    findings.append(Finding(.note, place, words))
  }

  /// A record by its kind and id; people give the ids of participants and accounts.
  private static func place(_ kind: RecordKind, _ id: String) -> CheckText {
    switch kind {
    case .participant, .account: "\(kind.title) \(told: id, else: "(not named here)")"
    default: "\(kind.title) \(id)"
    }
  }

  // MARK: The file

  private mutating func file(_ database: Database) throws {
    for line in try String.fetchAll(database, sql: "PRAGMA integrity_check") where line != "ok" {
      damage("the file", "\(line)")
    }
    for row in try Row.fetchAll(database, sql: "PRAGMA foreign_key_check") {
      let (table, rowid, parent): (String, Int64?, String) = (row[0], row[1], row[2])
      damage(
        "\(table), row \(rowid.map(String.init) ?? "?")",
        "names a \(parent) that isn't there"
      )
    }
    let expected = try DatabaseQueue()
    let (applied, all) = (try Self.migrations(database), Schema.migrator.migrations)
    // A file of an earlier version is held against that version's schema.
    if let last = applied.last, applied.count < all.count,
      applied == Array(all.prefix(applied.count))
    {
      try Schema.migrator.migrate(expected, upTo: last)
      note("the schema", "is an earlier version's; whatever opens the trial brings it up to date")
    } else {
      try Schema.migrator.migrate(expected)
      if applied != all { damage("the schema", "its list of migrations isn't this version's") }
    }
    let statements = try expected.read(Self.schema)
    let found = try Self.schema(database)
    for (name, sql) in statements.sorted(by: { $0.key < $1.key }) where found[name] != sql {
      damage("the schema", "\(name) is \(found[name] == nil ? "missing" : "not what Herald made")")
    }
    for name in found.keys.sorted()
    where statements[name] == nil && !name.hasPrefix("table sqlite_stat") {
      damage("the schema", "\(name) is none of Herald's")
    }
  }

  private static func migrations(_ database: Database) throws -> [String] {
    try String.fetchAll(database, sql: "SELECT identifier FROM grdb_migrations ORDER BY rowid")
  }

  private static func schema(_ database: Database) throws -> [String: String] {
    let rows = try Row.fetchAll(
      database,
      sql: "SELECT type || ' ' || name AS name, ifnull(sql, '') AS sql FROM sqlite_master"
    )
    return Dictionary(uniqueKeysWithValues: rows.map { ($0["name"], $0["sql"]) })
  }

  // MARK: The audit trail

  /// The number and the content's hash of each record's last entry, by kind and id.
  private typealias LastEntries = [String: [String: (number: Int64, content: String)]]

  /// Goes through the chain, and gives what each record ought to be.
  private mutating func chain(
    _ database: Database,
    _ anchor: AuditAnchor?
  ) throws -> LastEntries {
    var last: LastEntries = [:]
    var (previous, number) = (AuditEntry.origin, Int64(0))
    var time: ZonedInstant?
    var isAnchored = anchor == nil
    let rows = try Row.fetchCursor(database, sql: "SELECT * FROM audit ORDER BY number")
    while let row = try rows.next() {
      entryCount += 1
      let found: Int64 = row["number"]
      number += 1
      if found != number {
        damage("audit entry \(number)", "is missing; the next one is \(found)")
        number = found
      }
      let entry: AuditEntry
      do {
        entry = try AuditEntry(row: row)
      } catch {
        damage("audit entry \(number)", "can't be read\(told: ": \(error)")")
        previous = row["hash"] as String? ?? previous
        continue
      }
      if entry.previous != previous {
        damage(
          "audit entry \(number)",
          "doesn't follow the entry before it: one of both was changed"
        )
      }
      let text: String = row["at"]
      if entry.hash(after: entry.previous) != entry.hash || text != entry.at.millisecondText {
        let step = ", \(entry.account), \(entry.action)\(entry.record.map { " \($0)" } ?? "")"
        damage(
          "audit entry \(number)",
          "was changed: its content isn't what its hash says (\(entry.at)\(told: step))"
        )
      }
      if let time, entry.at.seconds(until: time) > 0, entry.action != TrialStore.acceptedClock {
        damage(
          "audit entry \(number)",
          "is earlier, \(entry.at), than the entry before it, \(time)"
        )
      }
      (previous, time) = (entry.hash, entry.at)
      if let kind = entry.kind, let record = entry.record, let new = entry.new,
        RecordKind(rawValue: kind) != nil
      {
        if last[kind]?[record]?.content != entry.old.map(sha256) {
          damage("audit entry \(number)", "the value before isn't what the trail says it was")
        }
        last[kind, default: [:]][record] = (number, sha256(new))
      }
      if let anchor, anchor.number == number {
        isAnchored = true
        if anchor.hash != entry.hash {
          damage(
            "audit entry \(number)",
            "isn't the one that was anchored: the trail was made anew"
          )
        }
      }
    }
    if !isAnchored, let anchor {
      damage(
        "the audit trail",
        """
        ends at entry \(number), but entry \(anchor.number) of \(anchor.at) was anchored: its end was \
        cut off
        """
      )
    }
    return last
  }

  // MARK: The rows

  private mutating func rows(
    _ database: Database,
    _ last: LastEntries
  ) throws {
    for kind in RecordKind.allCases {
      var expected = last[kind.rawValue] ?? [:]
      let rows = try Row.fetchCursor(database, sql: "SELECT * FROM \(kind.rawValue)")
      while let row = try rows.next() {
        rowCount += 1
        let id: String = row["id"] as String? ?? "(without id)"
        let place = Self.place(kind, id)
        guard let entry = expected.removeValue(forKey: id) else {
          damage(
            place,
            "is in no audit entry: it was put in past the program, or its id was changed"
          )
          continue
        }
        if sha256(RowContent(row).json) != entry.content {
          damage(
            place,
            "was changed past the program: it isn't what audit entry \(entry.number) says"
          )
        }
      }
      for (id, entry) in expected.sorted(by: { $0.value.number < $1.value.number }) {
        damage(
          Self.place(kind, id),
          "is gone, though audit entry \(entry.number) stored it"
        )
      }
    }
  }

  private mutating func documents(_ database: Database) throws {
    for version in try TrialStore.all(ProtocolVersion.self, in: database)
    where sha256(version.document) != version.sha256 {
      damage("protocol version \(version.id)", "its text isn't the one that was adopted")
    }
    for signature in try TrialStore.all(Signature.self, in: database) {
      guard let kind = RecordKind(rawValue: signature.signedKind) else { continue }
      let row = try Row.fetchOne(
        database,
        sql: "SELECT * FROM \(signature.signedKind) WHERE id = ?",
        arguments: [signature.signedID]
      )
      if row.map({ sha256(RowContent($0).json) }) != signature.contentSHA256 {
        note(
          "signature \(signature.id)",
          """
          \(told: "of \(signature.printedName) ")is no longer valid: \(Self.place(kind, signature.signedID)) \
          was changed after it was signed
          """
        )
      }
    }
  }

  // MARK: The scans

  private mutating func scans(
    _ database: Database,
    _ objects: ObjectStore,
    _ progress: (String) -> Void
  ) throws {
    let (names, temporary, strangers) = try objects.contents()
    var damaged: Set<String> = []
    for name in names {
      let found: (sha256: String, byteCount: Int)
      do {
        found = try objects.hash(of: objects.path(of: name), copyingTo: nil)
      } catch {
        damaged.insert(name)
        damage("object \(name)", "\("\(error)")")
        continue
      }
      objectCount += 1
      objectByteCount += found.byteCount
      if objectCount.isMultiple(of: 200) { progress("the scans: \(objectCount) of \(names.count)") }
      if found.sha256 != name {
        damaged.insert(name)
        damage("object \(name)", "its bytes were changed: their SHA-256 is \(found.sha256)")
      }
    }
    let known = Set(names)
    var used: Set<String> = []
    for (place, sha256) in try Self.manifests(database) {
      used.insert(sha256)
      guard known.contains(sha256) else {
        damage(place, "its list of files, object \(sha256), is missing")
        continue
      }
      guard !damaged.contains(sha256),
        let manifest = ObjectManifest(
          parsing: String(decoding: try objects.bytes(of: sha256), as: UTF8.self)
        )
      else {
        damage(place, "its list of files can't be read")
        continue
      }
      for entry in manifest.entries {
        used.insert(entry.sha256)
        if !known.contains(entry.sha256) {
          damage(place, "the file\(told: " \(entry.name)"), object \(entry.sha256), is missing")
        } else if damaged.contains(entry.sha256) {
          damage(place, "the file\(told: " \(entry.name)"), object \(entry.sha256), was changed")
        }
      }
    }
    let unused = known.subtracting(used).count
    if unused > 0 {
      note(
        "objects",
        "\(unused) belong to no scan (kept from an import that was interrupted, or other)"
      )
    }
    for name in temporary {
      note(
        "objects/incoming/\(name)",
        "left by an interrupted import; the next import takes it away"
      )
    }
    for name in strangers { note("objects/\(name)", "is none of Herald's files") }
  }

  /// What names files: scans, studies in quarantine, results; each with the list of its files.
  private static func manifests(
    _ database: Database
  ) throws -> [(place: CheckText, sha256: String)] {
    var all: [(CheckText, String)] = []
    for scan in try TrialStore.all(ReceivedScan.self, in: database) {
      let whose = " of \(scan.participant), \(scan.visit)"
      all.append(("scan \(scan.id)\(told: whose)", scan.manifestSHA256))
    }
    for study in try TrialStore.all(QuarantinedStudy.self, in: database) {
      all.append(("study \(study.id) in quarantine", study.manifestSHA256))
    }
    for measured in try TrialStore.all(ScanMeasurement.self, in: database) {
      guard let result = measured.resultSHA256 else { continue }
      all.append(("measurement \(measured.id) of scan \(measured.scan)", result))
    }
    return all
  }

  /// Holds the rows of lesions, patient values and heterogeneity against the measurements that they
  /// belong to.
  private mutating func measurements(_ database: Database) throws {
    for measured in try TrialStore.all(ScanMeasurement.self, in: database) {
      guard let expected = measured.rowsSHA256 else { continue }
      let place: CheckText = "measurement \(measured.id) of scan \(measured.scan)"
      let id = try Int64.fetchOne(
        database,
        sql: "SELECT id FROM scan WHERE measurement = ?",
        arguments: [measured.id]
      )
      guard let id else {
        damage(place, "its rows in the tables of results are gone")
        continue
      }
      rowCount += 1
      if sha256(try ScanRows(ofScan: id, in: database).text) != expected {
        damage(place, "a number in the tables of results was changed past the program")
      }
    }
    // What no measurement vouches for has no business in a trial's tables of results.
    for (table, condition) in [
      ("scan", "measurement IS NULL"), ("heterogeneity", "scanID IS NULL"), ("feature", "TRUE"),
      ("featureSettings", "TRUE"),
    ] {
      let count = try Int.fetchOne(
        database,
        sql: "SELECT count(*) FROM \(table) WHERE \(condition)"
      )
      guard let count, count > 0 else { continue }
      damage(
        "the tables of results",
        "\(count) row\(count == 1 ? "" : "s") of \(table) belong to no measurement of the trial"
      )
    }
  }
}
