import Crypto

/// The seed of the participants that a method is finally held against.
///
/// It follows from the method's name, which changes whenever the method does: nobody can have tuned a
/// method to participants that its own name draws.
public enum HeldOutSeed {
  /// What follows the method's name where it is hashed.
  public static let suffix = ", held-out participants"

  /// The first eight bytes, the highest first, of the SHA-256 of a method's name and ``suffix``.
  ///
  /// - Parameter method: the method's name.
  /// - Returns: the seed.
  public static func seed(of method: String) -> UInt64 {
    SHA256.hash(data: Array((method + suffix).utf8)).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }
}
