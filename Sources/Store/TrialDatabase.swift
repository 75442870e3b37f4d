import FoundationEssentials
import GRDB

/// A trial's SQLite file: what Herald writes, and Python and R open directly.
///
/// One writer at a time; readers go on beside it (write-ahead log). Foreign keys are enforced.
public final class TrialDatabase: Sendable {
  let pool: DatabasePool
  private let path: String

  /// Opens a file, or makes it, and brings its schema up to date.
  ///
  /// - Parameter path: the file.
  /// - Throws: ``StoreError/unusable(path:reason:)``.
  public init(path: String) throws(StoreError) {
    self.path = path
    do {
      var configuration = Configuration()
      configuration.label = "trial"
      configuration.busyMode = .timeout(10)
      pool = try DatabasePool(path: path, configuration: configuration)
      // A commit that was acknowledged survives a power cut: the pool itself would only sync at
      // checkpoints.
      try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
      try Schema.migrator.migrate(pool)
    } catch let error as DatabaseError {
      throw StoreError(error, path: path)
    } catch {
      throw .unusable(path: path, reason: "\(error)")
    }
  }

  /// Opens a file of results alone, or makes it; a trial's is refused, and left as it is.
  ///
  /// In a trial, results are measurements: records that its audit trail covers (decision 0033).
  ///
  /// - Parameter path: the file.
  /// - Throws: ``StoreError/refused(_:)`` for a trial's file; ``StoreError/unusable(path:reason:)``.
  public convenience init(ofResults path: String) throws(StoreError) {
    try Self.refuseTrial(at: path)
    try self.init(path: path)
  }

  private static func refuseTrial(at path: String) throws(StoreError) {
    guard FileManager.default.fileExists(atPath: path) else { return }
    let isTrial: Bool
    do {
      var configuration = Configuration()
      configuration.readonly = true
      configuration.busyMode = .timeout(10)
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      isTrial = try queue.read { try Self.holdsTrial($0) }
    } catch let error as DatabaseError {
      throw StoreError(error, path: path)
    } catch {
      throw .unusable(path: path, reason: "\(error)")
    }
    if isTrial { throw Self.trialRefusal(path) }
  }

  /// Whether a trial was made in the file.
  private static func holdsTrial(_ database: Database) throws -> Bool {
    guard try database.tableExists("trial") else { return false }
    return try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM trial)") ?? false
  }

  private static func trialRefusal(_ path: String) -> StoreError {
    .refused(
      "\(path) is a trial's file: results come into it by herald import and herald measure, as records "
        + "of its audit trail; name another file for these"
    )
  }

  /// Writes results that are no records: into a trial's file never.
  func writeResults(_ work: (Database) throws -> Void) throws(StoreError) {
    let isRefused = try told {
      try pool.write { database in
        if try Self.holdsTrial(database) { return true }
        try work(database)
        return false
      }
    }
    if isRefused { throw Self.trialRefusal(path) }
  }

  /// Closes the file, everything in it and none in a log beside it, so that it can be moved.
  ///
  /// - Throws: ``StoreError/unusable(path:reason:)`` while something else has it open.
  public func close() throws(StoreError) {
    try told {
      try pool.close()
      // Out of write-ahead mode, which the next opening goes back to.
      let last = try DatabaseQueue(path: path)
      try last.inDatabase { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
      try last.close()
    }
  }

  /// Does a piece of work; what SQLite refuses becomes a ``StoreError``.
  func told<Result>(_ work: () throws -> Result) throws(StoreError) -> Result {
    do {
      return try work()
    } catch {
      throw .unusable(path: path, reason: "\(error)")
    }
  }
}
