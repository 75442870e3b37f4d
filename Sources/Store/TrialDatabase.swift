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
