import Glibc

/// Repeatable random numbers: the same seed and stream give the same numbers on every machine.
///
/// Whole-number arithmetic only, so no mathematical library has a say. A stream is a separate
/// sequence under one seed (one for each slice, say), so that the numbers don't depend on who draws
/// first.
///
/// - Source: xoshiro256**, Blackman and Vigna, ACM Trans Math Softw 2021;47:36; its state is filled
///   by SplitMix64, as they advise.
package struct RandomNumbers: Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// The numbers of a stream under a seed.
  package init(seed: UInt64, stream: UInt64) {
    var filler = SplitMix64(state: seed)
    filler = SplitMix64(state: filler.next() ^ stream)
    state = (filler.next(), filler.next(), filler.next(), filler.next())
  }

  /// The numbers that follow a state, not all of it zero.
  package init(state: (UInt64, UInt64, UInt64, UInt64)) { self.state = state }

  /// The next 64 random bits.
  package mutating func next() -> UInt64 {
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
  package mutating func nearlyNormal() -> Float {
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
package struct SplitMix64: Sendable {
  private var state: UInt64

  /// The numbers that follow a state.
  package init(state: UInt64) { self.state = state }

  /// The next 64 bits.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}

extension RandomNumbers {
  /// A number uniform on 0 up to, but not including, 1, in steps of 2^-53.
  package mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A whole number uniform on 0 up to, but not including, a bound.
  ///
  /// - Parameter bound: above 0.
  /// - Returns: 0 to bound - 1, each as likely.
  /// - Source: Lemire, ACM Trans Model Comput Simul 2019;29:3: unbiased, by rejection.
  package mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0, "a bound above 0")
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let least = (0 &- bound) % bound
      while product.low < least { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }

  /// A normal number of mean 0 and variance 1.
  ///
  /// - Source: the polar method, Marsaglia and Bray, SIAM Rev 1964;6:260.
  package mutating func normal() -> Double {
    while true {
      let u = 2 * uniform() - 1
      let v = 2 * uniform() - 1
      let square = u * u + v * v
      if square > 0, square < 1 { return u * (-2 * log(square) / square).squareRoot() }
    }
  }
}

private func rotated(_ bits: UInt64, by count: UInt64) -> UInt64 {
  bits << count | bits >> (64 - count)
}
