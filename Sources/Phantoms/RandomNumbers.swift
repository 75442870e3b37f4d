/// Repeatable random numbers: the same seed and stream give the same numbers on every machine.
///
/// Whole-number arithmetic only, so no mathematical library has a say. A stream is a separate
/// sequence under one seed (one for each slice, say), so that the numbers don't depend on who draws
/// first.
///
/// - Source: xoshiro256**, Blackman and Vigna, ACM Trans Math Softw 2021;47:36; its state is filled
///   by SplitMix64, as they advise.
struct RandomNumbers {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// The numbers of a stream under a seed.
  init(seed: UInt64, stream: UInt64) {
    var filler = SplitMix64(state: seed)
    filler = SplitMix64(state: filler.next() ^ stream)
    state = (filler.next(), filler.next(), filler.next(), filler.next())
  }

  /// The numbers that follow a state, not all of it zero.
  init(state: (UInt64, UInt64, UInt64, UInt64)) { self.state = state }

  /// The next 64 random bits.
  mutating func next() -> UInt64 {
    let result = rotated(state.1 &* 5, by: 7) &* 9
    let t = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= t
    state.3 = rotated(state.3, by: 45)
    return result
  }

  /// A nearly normal number of mean 0 and variance 1, within ±6.
  ///
  /// The sum of twelve uniform 16-bit numbers (Irwin-Hall): exact on every machine, and after a
  /// filter over several voxels not to be told from a normal number.
  mutating func nearlyNormal() -> Float {
    var sum: UInt64 = 0
    for _ in 0..<3 {
      let bits = next()
      sum &+= (bits & 0xFFFF) &+ (bits >> 16 & 0xFFFF) &+ (bits >> 32 & 0xFFFF) &+ bits >> 48
    }
    // Each number is uniform on 0...65535: mean 65535 / 2, variance (65536² - 1) / 12.
    return (Float(sum) - 12 * 32767.5) / 65536
  }
}

/// Turns a number into another that looks unrelated; fills states and makes identifiers.
///
/// - Source: SplitMix64, Steele, Lea and Flood, OOPSLA 2014.
struct SplitMix64 {
  var state: UInt64

  /// The next 64 bits.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}

private func rotated(_ bits: UInt64, by count: UInt64) -> UInt64 {
  bits << count | bits >> (64 - count)
}

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
