import CSodium

/// Passwords by Argon2id (libsodium, interactive limits: 64 MiB, two passes).
enum PasswordHash {
  /// The hash of a password, with a salt of its own.
  static func make(of password: String) throws -> String {
    var hash = [CChar](repeating: 0, count: Int(sodium_hash_bytes))
    let length = UInt64(password.utf8.count)
    let isMade = unsafe hash.withUnsafeMutableBufferPointer { room in
      unsafe password.withCString {
        unsafe sodium_hash_password(room.baseAddress, $0, length)
      }
    }
    guard isMade == 0 else {
      throw StoreError.refused("there is not enough memory (64 MiB) to hash a password")
    }
    return String(decoding: hash.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Whether a password is the one of a hash.
  static func isRight(_ password: String, for hash: String) -> Bool {
    let length = UInt64(password.utf8.count)
    return unsafe hash.withCString { hash in
      unsafe password.withCString { unsafe sodium_verify_password(hash, $0, length) }
    } == 0
  }

  /// A hash of no account's password, so that an unknown account takes as long as a known one.
  static func spendTime(on password: String) throws { _ = try make(of: password) }
}
