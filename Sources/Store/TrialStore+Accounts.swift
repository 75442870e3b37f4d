import GRDB
public import Trial

extension TrialStore {
  /// Signs a person in; success and failure go into the audit trail.
  ///
  /// - Parameters:
  ///   - account: the account's name.
  ///   - password: the password.
  /// - Returns: the session.
  /// - Throws: ``StoreError/signInRefused(reason:)``; a wrong name and a wrong password read the same.
  public func signIn(_ account: String, password: String) throws -> Session {
    let known = try verified(account, password: password)
    if known.mustChangePassword {
      throw StoreError.signInRefused(
        reason: "\(account) has to set a password of their own first: herald account password"
      )
    }
    let age = known.passwordSetAt.seconds(until: clock.now()) / 86_400
    if age > Double(PasswordPolicy.maximumAgeDays) {
      throw StoreError.signInRefused(
        reason:
          "the password of \(account) is older than \(PasswordPolicy.maximumAgeDays) days; set a "
          + "new one: herald account password"
      )
    }
    let failures = try read { try Self.failures(of: known.id, in: $0).count }
    let roles = try read { try Self.roles(of: known.id, in: $0) }
    let session = Session(
      account: known.id,
      fullName: known.fullName,
      roles: roles,
      failedAttempts: failures
    )
    try transact(session, Self.signedIn) { try $0.log(kind: "account", record: known.id) }
    return session
  }

  /// Sets a person's own password; for that the present one is needed.
  ///
  /// - Parameters:
  ///   - account: the account's name.
  ///   - old: the present password.
  ///   - new: the new one.
  /// - Throws: ``StoreError``.
  public func changePassword(of account: String, from old: String, to new: String) throws {
    let known = try verified(account, password: old)
    try Self.checkPassword(new, known.id, known.fullName)
    guard old != new else { throw StoreError.refused("the new password is the present one") }
    let hash = try PasswordHash.make(of: new)
    let session = Session(account: known.id, fullName: known.fullName, roles: [])
    try transact(session, "set password") { change in
      var account = try change.record(Account.self, known.id)
      account.passwordHash = hash
      account.passwordSetAt = change.now
      account.mustChangePassword = false
      try change.advance(account)
    }
  }

  /// Makes an account; the person has to set a password of their own before anything else.
  ///
  /// - Parameters:
  ///   - session: who does it.
  ///   - account: the account's name.
  ///   - fullName: the person's name.
  ///   - password: the first password.
  ///   - roles: the roles.
  /// - Throws: ``StoreError``.
  public func addAccount(
    as session: Session,
    _ account: String,
    fullName: String,
    password: String,
    roles: [TrialRole]
  ) throws {
    try Self.checkName(account)
    guard !fullName.isEmpty else { throw StoreError.refused("give the person's name: --name") }
    try Self.checkPassword(password, account, fullName)
    let hash = try PasswordHash.make(of: password)
    try change(as: session, may: .manageAccounts, "add account") { change in
      try change.insert(
        Account(
          id: account,
          fullName: fullName,
          passwordHash: hash,
          passwordSetAt: change.now,
          mustChangePassword: true
        )
      )
      for role in roles { try Self.grant(role, to: account, &change) }
    }
  }

  /// Gives an account a role.
  ///
  /// - Parameters:
  ///   - session: who does it.
  ///   - role: the role.
  ///   - account: the account's name.
  ///   - why: why.
  /// - Throws: ``StoreError``.
  public func grant(as session: Session, _ role: TrialRole, to account: String, why: String?) throws
  {
    try change(as: session, may: .manageAccounts, "grant role", why: why) { change in
      try Self.grant(role, to: try change.record(Account.self, account).id, &change)
    }
  }

  /// Takes a role from an account.
  ///
  /// - Parameters:
  ///   - session: who does it.
  ///   - role: the role.
  ///   - account: the account's name.
  ///   - why: why; needed.
  /// - Throws: ``StoreError``.
  public func revoke(
    as session: Session,
    _ role: TrialRole,
    from account: String,
    why: String?
  ) throws {
    try change(as: session, may: .manageAccounts, "revoke role", why: why) { change in
      guard var held = try Self.held(role, by: account, change.database), held.isHeld else {
        throw StoreError.refused("\(account) doesn't hold the role \(role.rawValue)")
      }
      held.isHeld = false
      try change.correct(held)
      try Self.keepAdministrator(change.database)
    }
  }

  /// Closes an account, or opens it again; nothing that it did is touched.
  ///
  /// - Parameters:
  ///   - session: who does it.
  ///   - account: the account's name.
  ///   - isActive: whether it may be used.
  ///   - why: why; needed.
  /// - Throws: ``StoreError``.
  public func setAccount(
    as session: Session,
    _ account: String,
    isActive: Bool,
    why: String?
  ) throws {
    let name = isActive ? "open account" : "close account"
    try change(as: session, may: .manageAccounts, name, why: why) { change in
      var account = try change.record(Account.self, account)
      account.isActive = isActive
      try change.correct(account)
      try Self.keepAdministrator(change.database)
    }
  }

  /// Gives a person who lost theirs a first password again.
  ///
  /// - Parameters:
  ///   - session: who does it.
  ///   - account: the account's name.
  ///   - password: the first password.
  ///   - why: why; needed.
  /// - Throws: ``StoreError``.
  public func resetPassword(
    as session: Session,
    of account: String,
    to password: String,
    why: String?
  ) throws {
    let hash = try PasswordHash.make(of: password)
    try change(as: session, may: .manageAccounts, "reset password", why: why) { change in
      var account = try change.record(Account.self, account)
      try Self.checkPassword(password, account.id, account.fullName)
      account.passwordHash = hash
      account.passwordSetAt = change.now
      account.mustChangePassword = true
      try change.correct(account)
    }
  }

  /// Accepts that the clock shows an earlier time than the last entry's.
  ///
  /// - Parameters:
  ///   - account: an administrator's account.
  ///   - password: its password.
  ///   - why: why; needed.
  /// - Throws: ``StoreError``.
  public func acceptClock(_ account: String, password: String, why: String?) throws {
    guard let why, !why.isEmpty else { throw StoreError.noReason(what: "accepting the clock") }
    let known = try verified(account, password: password, clockSetBack: .hold)
    let roles = try read { try Self.roles(of: known.id, in: $0) }
    guard roles.contains(where: { $0.actions.contains(.keepStore) }) else {
      throw StoreError.notAllowed(account: account, action: .keepStore, roles: roles)
    }
    let session = Session(account: known.id, fullName: known.fullName, roles: roles)
    try transact(session, Self.acceptedClock, why: why, clockSetBack: .accept) { try $0.log() }
  }

  /// The accounts with the roles that they hold.
  ///
  /// - Parameter session: who asks.
  /// - Returns: the accounts by name.
  /// - Throws: ``StoreError``.
  public func accounts(as session: Session) throws -> [(account: Account, roles: [TrialRole])] {
    try read(as: session, may: .manageAccounts, "accounts") { database in
      try Stored<Account>.fetchAll(database, sql: "SELECT * FROM account ORDER BY id").map {
        let held = try AccountRole.held(by: $0.record.id, in: database)
        return ($0.record, held)
      }
    }
  }

  // MARK: What they stand on

  static let signedIn = "sign in"
  static let signInRefused = "sign-in refused"
  /// An attempt that doesn't count: the lock opens a quarter of an hour after the last one that did.
  static let signInLocked = "sign-in refused while locked"
  static let acceptedClock = "accept the clock"

  /// The account, where name and password are right and it may be used now.
  private func verified(
    _ name: String,
    password: String,
    clockSetBack rule: ClockRule = .refuse
  ) throws -> Account {
    let known = try read { database in
      try Stored<Account>.fetchOne(
        database,
        sql: "SELECT * FROM account WHERE id = ?",
        arguments: [name]
      )?.record
    }
    let nobody = Session(account: known?.id ?? "(unknown)", fullName: "", roles: [])
    let wrong = StoreError.signInRefused(reason: "the account or the password is wrong")
    func refuse(_ reason: String, _ action: String = Self.signInRefused) throws {
      try transact(nobody, action, why: reason, clockSetBack: rule) {
        try $0.log(kind: "account", record: known?.id)
      }
    }
    guard let known else {
      try PasswordHash.spendTime(on: password)
      try refuse("no such account")
      throw wrong
    }
    let failures = try read { try Self.failures(of: known.id, in: $0) }
    if failures.count >= PasswordPolicy.failuresUntilLock, let last = failures.last {
      let minutes = last.seconds(until: clock.now()) / 60
      guard minutes >= Double(PasswordPolicy.lockMinutes) else {
        try refuse("the account is locked", Self.signInLocked)
        throw StoreError.signInRefused(
          reason: "\(name) is locked after \(failures.count) failed attempts; it opens "
            + "\(PasswordPolicy.lockMinutes) minutes after the last one, or an administrator sets a new "
            + "first password: herald account reset"
        )
      }
    }
    guard PasswordHash.isRight(password, for: known.passwordHash) else {
      try refuse("wrong password")
      throw wrong
    }
    guard known.isActive else {
      try refuse("the account is closed")
      throw StoreError.signInRefused(reason: "the account \(name) is closed")
    }
    return known
  }

  /// The failed attempts since the last success, the last one last.
  private static func failures(of account: String, in database: Database) throws -> [ZonedInstant] {
    try String.fetchAll(
      database,
      sql: """
        SELECT at FROM audit WHERE account = ? AND action = '\(signInRefused)' AND number >
          (SELECT ifnull(max(number), 0) FROM audit WHERE kind = 'account' AND record = ?
            AND action IN ('\(signedIn)', 'reset password'))
        ORDER BY number
        """,
      arguments: [account, account]
    ).map { try ZonedInstant(parsing: $0) }
  }

  private static func grant(
    _ role: TrialRole,
    to account: String,
    _ change: inout Change
  ) throws {
    for held in try AccountRole.held(by: account, in: change.database) {
      if let conflict = role.conflict(with: held) { throw StoreError.refused(conflict) }
    }
    guard var known = try held(role, by: account, change.database) else {
      return _ = try change.insert(AccountRole(account: account, role: role))
    }
    known.isHeld = true
    try change.advance(known)
  }

  private static func held(
    _ role: TrialRole,
    by account: String,
    _ database: Database
  ) throws -> AccountRole? {
    try Stored<AccountRole>.fetchOne(
      database,
      sql: "SELECT * FROM accountRole WHERE account = ? AND role = ?",
      arguments: [account, role.rawValue]
    )?.record
  }

  private static func keepAdministrator(_ database: Database) throws {
    let isLeft = try Bool.fetchOne(
      database,
      sql: """
        SELECT EXISTS (SELECT 1 FROM accountRole JOIN account ON account.id = accountRole.account
          WHERE role = 'administrator' AND isHeld AND isActive)
        """
    )
    if isLeft != true {
      throw StoreError.refused(
        "the trial would have no administrator left; appoint another one first"
      )
    }
  }

  static func checkName(_ account: String) throws {
    let isSound =
      (2...32).contains(account.utf8.count)
      && account.utf8.allSatisfy {
        (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || [0x2e, 0x2d, 0x5f].contains($0)
      }
    guard isSound else {
      throw StoreError.refused(
        "'\(account)' is no account name; use 2 to 32 of a-z, 0-9, '.', '-', '_'"
      )
    }
  }

  static func checkPassword(_ password: String, _ account: String, _ fullName: String) throws {
    if let fault = PasswordPolicy.fault(of: password, account: account, fullName: fullName) {
      throw StoreError.refused("the password of \(account) won't do: \(fault)")
    }
  }
}

extension AccountRole {
  /// The roles that an account holds.
  static func held(by account: String, in database: Database) throws -> [TrialRole] {
    try String.fetchAll(
      database,
      sql: "SELECT role FROM accountRole WHERE account = ? AND isHeld ORDER BY role",
      arguments: [account]
    ).compactMap(TrialRole.init(rawValue:))
  }
}
