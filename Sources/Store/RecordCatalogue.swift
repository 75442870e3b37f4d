import FoundationEssentials
import GRDB
import Glibc
public import Trial

/// Registry records in one SQLite file, indexed by what they are about.
public struct RecordCatalogue: Sendable {
  private let database: DatabaseQueue

  /// Opens a catalogue for reading.
  ///
  /// - Parameter path: what ``make(at:ofLines:progress:)`` made.
  /// - Throws: ``CatalogueError/notACatalogue(_:)``, or GRDB's `DatabaseError`.
  public init(path: String) throws {
    var configuration = Configuration()
    configuration.readonly = true
    guard FileManager.default.isReadableFile(atPath: path) else {
      throw CatalogueError.notACatalogue(path)
    }
    do {
      database = try DatabaseQueue(path: path, configuration: configuration)
      let isOne = try database.read { database in
        try database.tableExists("posting") && database.tableExists("record")
          && database.columns(in: "record").contains { $0.name == "profile" }
      }
      guard isOne else { throw CatalogueError.notACatalogue(path) }
    } catch let error as DatabaseError where error.resultCode == .SQLITE_NOTADB {
      throw CatalogueError.notACatalogue(path)
    }
  }

  /// How many records it holds.
  public func count() throws -> Int {
    try database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM record") ?? 0 }
  }

  /// The records most like one, the most alike first; the record itself, by its identifier, is left out.
  ///
  /// - Parameters:
  ///   - record: the trial that others are compared with.
  ///   - most: how many are wanted.
  /// - Returns: at most that many.
  /// - Throws: GRDB's `DatabaseError`.
  public func related(to record: RegistryRecord, most: Int) throws -> [RelatedRecord] {
    try database.read { database in
      let lengths = try self.lengths(database)
      let wanted = try database.makeStatement(
        sql: "SELECT count, packed FROM posting WHERE word = ?"
      )
      let ranked = try RelatedTrial.ranked(like: record, most: most + 1, lengths: lengths) { word in
        try Row.fetchOne(wanted, arguments: [word]).map { row in
          RecordIndex.Postings(count: row["count"], packed: [UInt8](row["packed"] as Data))
        }
      }
      let wantedProfile = try database.makeStatement(
        sql: "SELECT profile FROM record WHERE number = ?"
      )
      let others = try ranked.compactMap { related -> RelatedRecord? in
        let json = try String.fetchOne(wantedProfile, arguments: [related.record])
        guard let profile = try json.map(RecordProfile.init(json:)), profile.nctID != record.nctID
        else { return nil }
        return RelatedRecord(profile: profile, related: related, to: record)
      }
      return Array(others.prefix(most))
    }
  }

  private func lengths(_ database: Database) throws -> [Float] {
    let bytes = [UInt8](try Data.fetchOne(database, sql: "SELECT lengths FROM vector") ?? Data())
    return stride(from: 0, to: bytes.count - 3, by: 4).map { place in
      Float(
        bitPattern: UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8
          | UInt32(bytes[place + 2]) << 16 | UInt32(bytes[place + 3]) << 24
      )
    }
  }
}

extension RecordCatalogue {
  /// Makes a catalogue of records, all of them or none.
  ///
  /// - Parameters:
  ///   - path: the SQLite file to be; an earlier one is replaced when the new one is whole.
  ///   - nextLine: the next line, which is one record's JSON; nil after the last. What it throws ends the
  ///     making.
  ///   - progress: called now and then with how many records were read.
  /// - Returns: how many records it holds.
  /// - Throws: ``CatalogueError/faults(_:count:)`` where lines are at fault; GRDB's `DatabaseError`.
  public static func make(
    at path: String,
    ofLines nextLine: () throws -> RecordLine?,
    progress: (Int) -> Void = { _ in }
  ) throws -> Int {
    let files = FileManager.default
    let partial = "\(path).partial-\(ProcessInfo.processInfo.processIdentifier)"
    try? files.removeItem(atPath: partial)
    defer { try? files.removeItem(atPath: partial) }
    var configuration = Configuration()
    configuration.prepareDatabase { database in
      // The file is renamed when it is whole: no journal is needed before.
      try database.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
    }
    let database = try DatabaseQueue(path: partial, configuration: configuration)
    var index = RecordIndex()
    var faults: [String] = []
    var faultCount = 0
    try database.write { database in
      try database.execute(sql: Self.schema)
      let insert = try database.makeStatement(
        sql: "INSERT INTO record (number, nctID, profile) VALUES (?, ?, ?)"
      )
      var places: [String: String] = [:]
      while let line = try nextLine() {
        do {
          let record = try RegistryRecord(json: line.bytes)
          if let earlier = places.updateValue(line.place, forKey: record.nctID) {
            throw CatalogueError.repeated(record.nctID, earlier: earlier)
          }
          try insert.execute(arguments: [
            index.recordCount, record.nctID, RecordProfile(of: record).json,
          ])
          index.add(record)
        } catch let error where error is RegistryRecordError || error is CatalogueError {
          faultCount += 1
          if faults.count < 20 { faults.append("\(line.place): \(error)") }
        }
        if index.recordCount % 1000 == 0 { progress(index.recordCount) }
      }
      guard faultCount == 0 else { throw CatalogueError.faults(faults, count: faultCount) }
      try write(index, to: database)
    }
    try database.close()
    // One rename: whoever reads the earlier catalogue goes on with it.
    guard unsafe rename(partial, path) == 0 else {
      throw CatalogueError.notWritable(path, unsafe String(cString: strerror(errno)))
    }
    return index.recordCount
  }

  private static func write(_ index: RecordIndex, to database: Database) throws {
    let insert = try database.makeStatement(
      sql: "INSERT INTO posting (word, count, packed) VALUES (?, ?, ?)"
    )
    for word in index.postings.keys.sorted() {
      guard let postings = index.postings[word],
        RecordIndex.isTelling(postings.count, among: index.recordCount)
      else { continue }
      try insert.execute(arguments: [word, postings.count, Data(postings.packed)])
    }
    var bytes = Data(capacity: 4 * index.recordCount)
    for length in index.lengths {
      for shift in 0..<4 {
        bytes.append(UInt8(truncatingIfNeeded: length.bitPattern >> (8 * UInt32(shift))))
      }
    }
    try database.execute(sql: "INSERT INTO vector (lengths) VALUES (?)", arguments: [bytes])
  }

  private static let schema = """
    CREATE TABLE record (number INTEGER PRIMARY KEY, nctID TEXT NOT NULL UNIQUE,
      profile TEXT NOT NULL);
    CREATE TABLE posting (word TEXT NOT NULL PRIMARY KEY, count INTEGER NOT NULL, packed BLOB NOT NULL);
    CREATE TABLE vector (lengths BLOB NOT NULL);
    """
}

/// One line of a file of records.
public struct RecordLine: Sendable {
  /// The file and the line's number, for people.
  public let place: String
  /// The line's bytes, without its end.
  public let bytes: [UInt8]

  /// A line.
  public init(place: String, bytes: [UInt8]) {
    self.place = place
    self.bytes = bytes
  }
}

/// Why a catalogue can't be made or read.
public enum CatalogueError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file is no catalogue.
  case notACatalogue(String)
  /// A record came before.
  case repeated(String, earlier: String)
  /// Lines are at fault; nothing was stored.
  case faults([String], count: Int)
  /// The file can't be written.
  case notWritable(String, String)

  /// The reason, and what a person can do.
  public var description: String {
    switch self {
    case .notACatalogue(let path):
      "\(path) is no catalogue of records: make one with `herald record index`"
    case .repeated(let id, let earlier): "\(id) came before, at \(earlier)"
    case .faults(let faults, let count):
      "\(count) line(s) at fault, nothing was stored:\n  " + faults.joined(separator: "\n  ")
        + (count > faults.count ? "\n  ... and \(count - faults.count) more" : "")
    case .notWritable(let path, let reason): "\(path) can't be written: \(reason)"
    }
  }
}
