/// A person's account.
public struct Account: TrialRecord {
  /// Which table it is a row of.
  public static let kind = RecordKind.account

  /// The name that the person signs in with.
  public var id: String
  /// The person's name, as it is printed beside a signature.
  public var fullName: String
  /// The password's hash (Argon2id, in the form of libsodium).
  public var passwordHash: String
  /// When the password was set.
  public var passwordSetAt: ZonedInstant
  /// Whether the person has to set a password of their own before anything else.
  public var mustChangePassword: Bool
  /// Whether the account may be used.
  public var isActive: Bool

  /// A person's account.
  ///
  /// - Parameters:
  ///   - id: the name that the person signs in with.
  ///   - fullName: the person's name.
  ///   - passwordHash: the password's hash.
  ///   - passwordSetAt: when the password was set.
  ///   - mustChangePassword: whether it is somebody else's choice.
  public init(
    id: String,
    fullName: String,
    passwordHash: String,
    passwordSetAt: ZonedInstant,
    mustChangePassword: Bool
  ) {
    self.id = id
    self.fullName = fullName
    self.passwordHash = passwordHash
    self.passwordSetAt = passwordSetAt
    self.mustChangePassword = mustChangePassword
    isActive = true
  }
}

/// A role that an account holds, or held.
public struct AccountRole: TrialRecord {
  /// Which table it is a row of.
  public static let kind = RecordKind.accountRole

  /// The record's id.
  public var id: String
  /// The account.
  public var account: String
  /// The role.
  public var role: TrialRole
  /// Whether it is held now.
  public var isHeld: Bool

  /// A role that an account holds from now on.
  ///
  /// - Parameters:
  ///   - account: the account.
  ///   - role: the role.
  public init(account: String, role: TrialRole) {
    id = ""
    self.account = account
    self.role = role
    isHeld = true
  }
}

/// Which passwords are accepted, and for how long.
///
/// - Source: 21 CFR 11.300 (b) and (d): passwords are revised periodically; attempts at unauthorized
///   use are detected. NIST SP 800-63B 5.1.1.2: length, no rules of composition.
public enum PasswordPolicy {
  /// The least number of characters.
  public static let minimumLength = 12
  /// The days after which a new password has to be set.
  public static let maximumAgeDays = 365
  /// The failures in a row after which an account is locked.
  public static let failuresUntilLock = 5
  /// The minutes for which it stays locked after the last failure.
  public static let lockMinutes = 15

  /// What is wrong with a password.
  ///
  /// - Parameters:
  ///   - password: the password.
  ///   - account: the account's name.
  ///   - fullName: the person's name.
  /// - Returns: what is wrong; nil where nothing is.
  public static func fault(of password: String, account: String, fullName: String) -> String? {
    if password.count < minimumLength { return "it is shorter than \(minimumLength) characters" }
    if password.utf8.count > 1024 { return "it is longer than 1,024 bytes" }
    if Set(password).count < 5 { return "it has fewer than five different characters" }
    let lowered = password.lowercased()
    if [account, fullName].contains(where: { $0.count > 2 && lowered.contains($0.lowercased()) }) {
      return "it holds the account's or the person's name"
    }
    return nil
  }
}
