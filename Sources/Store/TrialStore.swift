import FoundationEssentials
package import GRDB
import Pipeline
public import Trial

/// The version that the audit trail names.
enum StoreProgram {
  static let version = "herald \(Program.version)"
}

/// A trial on disk: one folder with the trial's SQLite file and the scans as they were received.
///
/// `trial.sqlite` holds the records, the protocol's versions and the audit trail; `objects/` the scans
/// by SHA-256. One program writes at a time, any number read.
public final class TrialStore: Sendable {
  /// The folder.
  public let folder: String
  /// The trial's SQLite file.
  public let database: TrialDatabase
  /// The scans.
  public let objects: ObjectStore
  let clock: StoreClock

  /// The path of the SQLite file in a trial's folder.
  static func databasePath(in folder: String) -> String { folder + "/trial.sqlite" }

  private init(folder: String, database: TrialDatabase, clock: StoreClock) {
    self.folder = folder
    self.database = database
    self.clock = clock
    objects = ObjectStore(folder: folder + "/objects")
  }

  /// Opens a trial.
  ///
  /// - Parameters:
  ///   - folder: the trial's folder.
  ///   - clock: the clock that times are taken from.
  /// - Throws: ``StoreError/notATrial(path:)``, or why the file can't be used.
  public convenience init(folder: String, clock: StoreClock = .system) throws {
    let path = Self.databasePath(in: folder)
    guard FileManager.default.fileExists(atPath: path) else {
      throw StoreError.notATrial(path: folder)
    }
    let database = try Self.translating(folder) { try TrialDatabase(path: path) }
    self.init(folder: folder, database: database, clock: clock)
    guard try read({ try String.fetchOne($0, sql: "SELECT id FROM trial") }) != nil else {
      throw StoreError.notATrial(path: folder)
    }
  }

  /// Makes a trial, with its first account: an administrator.
  ///
  /// - Parameters:
  ///   - folder: the trial's folder; it must not exist, or be empty.
  ///   - trial: what names the trial.
  ///   - document: the first version of its protocol; nil where the trial has none yet.
  ///   - administrator: the first account: its name, the person's name, and a password.
  ///   - clock: the clock that times are taken from.
  /// - Returns: the trial's store.
  /// - Throws: ``StoreError``.
  public static func create(
    folder: String,
    trial: TrialIdentity,
    protocol document: ProtocolVersion?,
    administrator: (account: String, fullName: String, password: String),
    clock: StoreClock = .system
  ) throws -> TrialStore {
    try checkName(administrator.account)
    try checkPassword(administrator.password, administrator.account, administrator.fullName)
    let path = databasePath(in: folder)
    return try translating(folder) {
      try makeRoom(folder)
      let store = TrialStore(folder: folder, database: try TrialDatabase(path: path), clock: clock)
      try store.objects.prepare()
      let hash = try PasswordHash.make(of: administrator.password)
      let session = Session(
        account: administrator.account,
        fullName: administrator.fullName,
        roles: [.administrator]
      )
      try store.transact(session, "create the trial") { change in
        guard try Int.fetchOne(change.database, sql: "SELECT count(*) FROM trial") == 0 else {
          throw StoreError.exists(path: folder)
        }
        var trial = trial
        trial.createdAt = change.now
        trial.protocolVersion = document?.id
        if let document { try change.insert(document) }
        try change.insert(trial)
        try change.insert(
          Account(
            id: administrator.account,
            fullName: administrator.fullName,
            passwordHash: hash,
            passwordSetAt: change.now,
            mustChangePassword: false
          )
        )
        try change.insert(AccountRole(account: administrator.account, role: .administrator))
      }
      return store
    }
  }

  /// An empty folder; one that an interrupted `create` left is as good.
  private static func makeRoom(_ folder: String) throws {
    let files = FileManager.default
    try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let left: Set = [
      "trial.sqlite", "trial.sqlite-wal", "trial.sqlite-shm", "trial.sqlite-journal", "objects",
    ]
    guard try files.contentsOfDirectory(atPath: folder).allSatisfy(left.contains) else {
      throw StoreError.exists(path: folder)
    }
  }

  // MARK: Writing

  /// Does a step as a person: rows and their lines of the audit trail in one transaction, or nothing.
  ///
  /// - Parameters:
  ///   - session: who does it.
  ///   - action: what the person has to be allowed to do; a refusal goes into the trail too.
  ///   - name: what the audit trail calls the step, such as `enrol`.
  ///   - why: the reason; corrections need one.
  ///   - body: the step.
  /// - Returns: what the step gives.
  /// - Throws: ``StoreError``, or what the step throws; then nothing is stored.
  public func change<Result>(
    as session: Session,
    may action: TrialAction,
    _ name: String,
    why: String? = nil,
    _ body: (inout Change) throws -> Result
  ) throws -> Result {
    do {
      return try transact(session, name, why: why) { change in
        try Self.allowed(session, action, in: change.database)
        return try body(&change)
      }
    } catch let error as StoreError {
      if case .notAllowed = error { try refuse(session, name, action) }
      throw error
    }
  }

  /// Writes in one transaction, at a time that is never before the last entry's.
  func transact<Result>(
    _ session: Session,
    _ name: String,
    why: String? = nil,
    clockSetBack rule: ClockRule = .refuse,
    _ body: (inout Change) throws -> Result
  ) throws -> Result {
    try Self.translating(folder) {
      try database.pool.write { database in
        var change = try Change(
          database,
          session,
          now: try stamp(database, rule),
          zoneName: clock.zoneName,
          action: name,
          why: why
        )
        return try body(&change)
      }
    }
  }

  /// What becomes of a step while the clock shows a time before the last entry's.
  enum ClockRule {
    /// It is refused.
    case refuse
    /// It is entered at the last entry's time.
    case hold
    /// The clock is right from now on.
    case accept
  }

  private func stamp(_ database: Database, _ rule: ClockRule) throws -> ZonedInstant {
    let now = clock.now()
    let text = try String.fetchOne(
      database,
      sql: "SELECT at FROM audit ORDER BY number DESC LIMIT 1"
    )
    guard let text, rule != .accept else { return now }
    let last = try ZonedInstant(parsing: text)
    let ahead = last.seconds(until: now)
    if ahead < -StoreClock.toleratedStepSeconds, rule == .refuse {
      throw StoreError.clockSetBack(now: now, last: last)
    }
    return ahead >= 0
      ? now
      : ZonedInstant(
        millisecondsSince1970: last.millisecondsSince1970,
        offsetMinutes: now.offsetMinutes
      )
  }

  private func refuse(_ session: Session, _ name: String, _ action: TrialAction) throws {
    try transact(session, "refused: \(name)") { change in
      try change.log(new: "{\"notAllowed\":\"\(action.rawValue)\"}")
    }
  }

  // MARK: Reading

  /// Reads as a person; what unblinds is noted in the audit trail before it is shown.
  ///
  /// - Parameters:
  ///   - session: who reads.
  ///   - action: what the person has to be allowed to do.
  ///   - name: what the audit trail calls it.
  ///   - body: the reading.
  /// - Returns: what it gives.
  /// - Throws: ``StoreError``, or what the reading throws.
  package func read<Result>(
    as session: Session,
    may action: TrialAction,
    _ name: String,
    _ body: (Database) throws -> Result
  ) throws -> Result {
    if action == .seeReference || action == .seeReads {
      try change(as: session, may: action, "view: \(name)") { try $0.log() }
    } else {
      do {
        try read { try Self.allowed(session, action, in: $0) }
      } catch let error as StoreError {
        if case .notAllowed = error { try refuse(session, "view: \(name)", action) }
        throw error
      }
    }
    return try read(body)
  }

  /// Reads without asking who: for the store itself.
  func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
    try Self.translating(folder) { try database.pool.read(body) }
  }

  /// The roles that an account holds; none where it may not be used.
  static func roles(of account: String, in database: Database) throws -> [TrialRole] {
    try String.fetchAll(
      database,
      sql: """
        SELECT role FROM accountRole JOIN account ON account.id = accountRole.account
        WHERE account.id = ? AND isHeld AND isActive ORDER BY role
        """,
      arguments: [account]
    ).compactMap(TrialRole.init(rawValue:))
  }

  /// Turns what SQLite and the file system refuse into words.
  static func translating<Result>(_ path: String, _ work: () throws -> Result) throws -> Result {
    do {
      return try work()
    } catch let error as DatabaseError {
      throw StoreError(error, path: path)
    }
  }
}

extension StoreError {
  /// What SQLite refuses, in words.
  init(_ error: DatabaseError, path: String) {
    switch error.resultCode {
    case .SQLITE_FULL: self = .diskFull(path: path)
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN: self = .readOnly(path: path)
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .damaged(path: path, reason: "\(error)")
    default: self = .unusable(path: path, reason: "\(error)")
    }
  }
}
