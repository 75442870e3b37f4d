import FoundationEssentials
import GRDB
import Glibc
import Trial

extension TrialStore {
  /// Makes a copy of the trial while it is in use, checks it, and only then gives it its name.
  ///
  /// - Parameters:
  ///   - session: who does it.
  ///   - target: the folder for the copy; it must not exist.
  ///   - progress: called with what is being done.
  /// - Returns: what the check of the copy found; the copy is sound.
  /// - Throws: ``StoreError``; then there is no copy.
  public func backUp(
    as session: Session,
    to target: String,
    progress: (String) -> Void = { _ in }
  ) throws -> StoreCheck {
    try read { try Self.allowed(session, .keepStore, in: $0) }
    let check = try Self.copy(folder, to: target, progress) { staged in
      let copy = try DatabaseQueue(path: Self.databasePath(in: staged))
      try Self.translating(target) { try database.pool.backup(to: copy) }
      try copy.close()
    }
    try change(as: session, may: .keepStore, "back up") { change in
      try change.log(
        new: "{\"entry\":\(check.head?.number ?? 0),\"head\":\"\(check.head?.hash ?? "")\","
          + "\"objects\":\(check.objectCount)}"
      )
    }
    return check
  }

  /// Makes a trial of a copy: in a new folder, checked before it gets its name.
  ///
  /// - Parameters:
  ///   - backup: the copy's folder.
  ///   - target: the folder for the trial; it must not exist.
  ///   - clock: the clock that times are taken from.
  ///   - progress: called with what is being done.
  /// - Returns: what the check found; the trial is sound.
  /// - Throws: ``StoreError``; then there is no new trial.
  public static func restore(
    _ backup: String,
    to target: String,
    clock: StoreClock = .system,
    progress: (String) -> Void = { _ in }
  ) throws -> StoreCheck {
    guard FileManager.default.fileExists(atPath: databasePath(in: backup)) else {
      throw StoreError.notATrial(path: backup)
    }
    let check = try copy(backup, to: target, progress) { staged in
      for suffix in ["", "-wal"] {
        let source = databasePath(in: backup) + suffix
        guard FileManager.default.fileExists(atPath: source) else { continue }
        try FileManager.default.copyItem(
          atPath: source,
          toPath: databasePath(in: staged) + suffix
        )
      }
      // Brings a log beside the file into it.
      let database = try DatabaseQueue(path: databasePath(in: staged))
      try database.inDatabase { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
      try database.close()
    }
    let restored = try TrialStore(folder: target, clock: clock)
    let session = Session(account: "(restore)", fullName: "", roles: [])
    try restored.transact(session, "restore", clockSetBack: .hold) { change in
      try change.log(new: "{\"entry\":\(check.head?.number ?? 0)}")
    }
    try restored.database.close()
    return check
  }

  /// Refuses what none of an account's present roles allows.
  static func allowed(_ session: Session, _ action: TrialAction, in database: Database) throws {
    let roles = try roles(of: session.account, in: database)
    guard roles.contains(where: { $0.actions.contains(action) }) else {
      throw StoreError.notAllowed(account: session.account, action: action, roles: roles)
    }
  }

  /// Copies a trial's folder under a temporary name, checks the copy, and renames it.
  private static func copy(
    _ source: String,
    to target: String,
    _ progress: (String) -> Void,
    database: (String) throws -> Void
  ) throws -> StoreCheck {
    let files = FileManager.default
    let target = target.hasSuffix("/") ? String(target.dropLast()) : target
    guard !files.fileExists(atPath: target) else { throw StoreError.exists(path: target) }
    let staged = target + ".herald-incoming"
    if files.fileExists(atPath: staged) { try files.removeItem(atPath: staged) }
    do {
      try files.createDirectory(atPath: staged, withIntermediateDirectories: true)
    } catch { throw StoreError.readOnly(path: target) }
    do {
      progress("the file")
      try database(staged)
      let (from, to) = (
        ObjectStore(folder: source + "/objects"), ObjectStore(folder: staged + "/objects")
      )
      try to.prepare()
      let names = try from.contents().objects
      _ = try to.put(files: names.map(from.path)) { done in
        if done.isMultiple(of: 200) { progress("the scans: \(done) of \(names.count)") }
      }
      progress("checking the copy")
      let check = try StoreCheck(folder: staged)
      guard check.isSound else {
        throw StoreError.damaged(
          path: source,
          reason: "the copy isn't sound: "
            + check.findings.filter { $0.severity == .damage }.prefix(5).map(\.unnamed)
            .joined(separator: "; ")
        )
      }
      try synchronize(staged, asFileSystem: true)
      guard unsafe rename(staged, target) == 0 else { throw StoreError.readOnly(path: target) }
      try synchronize(URL(filePath: target).deletingLastPathComponent().path, asFileSystem: false)
      return check
    } catch {
      if files.fileExists(atPath: staged) { try files.removeItem(atPath: staged) }
      throw error
    }
  }

  private static func synchronize(_ folder: String, asFileSystem: Bool) throws {
    try ObjectStore(folder: folder).synchronize(folder, wholeFileSystem: asFileSystem)
  }
}
