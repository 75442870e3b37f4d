public import Trial

/// A person who has signed in; only the store makes one.
public struct Session: Sendable, Equatable {
  /// The account's name.
  public let account: String
  /// The person's name.
  public let fullName: String
  /// The roles held when signing in; each step asks again.
  public let roles: [TrialRole]
  /// What names the session in the audit trail.
  public let id: String
  /// The failed attempts to sign in since the last success: for the person to notice.
  public let failedAttempts: Int

  /// A session of an account.
  package init(account: String, fullName: String, roles: [TrialRole], failedAttempts: Int = 0) {
    self.account = account
    self.fullName = fullName
    self.roles = roles
    self.failedAttempts = failedAttempts
    var random = SystemRandomNumberGenerator()
    id = hexadecimal((0..<8).map { _ in UInt8.random(in: 0...255, using: &random) })
  }

  /// Whether one of the roles allows something.
  ///
  /// - Parameter action: what.
  /// - Returns: whether it is allowed.
  public func may(_ action: TrialAction) -> Bool {
    roles.contains { $0.actions.contains(action) }
  }
}
