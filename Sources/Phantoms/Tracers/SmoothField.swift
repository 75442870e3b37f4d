import Glibc
import Statistics

/// A smooth random number at every point of space, about normal with mean 0 and variance 1.
///
/// The same point has the same number on every grid: random values on a lattice of fixed spacing,
/// interpolated between.
struct SmoothField: Sendable {
  private let seed: UInt64
  private let perMillimeter: Double

  /// A field of a seed, whose values are alike over a number of millimetres.
  init(seed: UInt64, correlationMillimeters: Double) {
    self.seed = seed
    perMillimeter = 1 / correlationMillimeters
  }

  subscript(point: SIMD3<Double>) -> Double {
    let place = point * perMillimeter
    let base = place.rounded(.down)
    let part = place - base
    // Smoothstep, so that no edge of the lattice shows.
    let t = part * part * (3 - 2 * part)
    let cell = SIMD3(Int(base.x), Int(base.y), Int(base.z))
    var sum = 0.0
    var squares = 0.0
    for corner in 0..<8 {
      let step = SIMD3(corner & 1, corner >> 1 & 1, corner >> 2)
      let weight =
        (step.x == 1 ? t.x : 1 - t.x) * (step.y == 1 ? t.y : 1 - t.y)
        * (step.z == 1 ? t.z : 1 - t.z)
      sum += weight * value(at: cell &+ step)
      squares += weight * weight
    }
    // Between lattice points the mean of eight would vary less than at one.
    return sum / squares.squareRoot()
  }

  private func value(at cell: SIMD3<Int>) -> Double {
    var key = seed
    for coordinate in [cell.x, cell.y, cell.z] {
      key = (key ^ UInt64(bitPattern: Int64(coordinate))) &* 0x9E37_79B9_7F4A_7C15
      key ^= key >> 29
    }
    var mixer = SplitMix64(state: key)
    let bits = mixer.next()
    // The sum of four uniform 16-bit numbers: mean 2 * 65535, variance 4 * (65536² - 1) / 12.
    let sum = (bits & 0xFFFF) &+ (bits >> 16 & 0xFFFF) &+ (bits >> 32 & 0xFFFF) &+ bits >> 48
    return (Double(sum) - 131_070) / 37_837.2
  }
}
