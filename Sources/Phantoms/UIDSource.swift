import Statistics

/// Unique identifiers that a seed decides: the same seed and role give the same identifier.
///
/// - Source: DICOM PS3.5 B.2 (the root 2.25 of identifiers made of a 128-bit number).
struct UIDSource: Sendable {
  /// What all identifiers of one simulated study have in common.
  let seed: UInt64

  /// The identifier of a part.
  ///
  /// - Parameters:
  ///   - role: what the part is, for example "PET series".
  ///   - index: its number among those of the same role.
  /// - Returns: the identifier, at most 44 characters.
  func uid(_ role: String, _ index: Int = 0) -> String {
    // FNV-1a of the role's bytes.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in role.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    var bits = RandomNumbers(seed: seed ^ hash, stream: UInt64(truncatingIfNeeded: index))
    var high = bits.next()
    var low = bits.next()
    // The version (4) and variant bits of a random UUID.
    high = high & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
    low = low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
    return "2.25.\(UInt128(high) << 64 | UInt128(low))"
  }
}
