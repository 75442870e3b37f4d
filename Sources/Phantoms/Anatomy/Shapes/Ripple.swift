import Statistics

/// Smooth unevenness of wavelengths between 3 and 13 cm, the same everywhere in space after 256 mm.
///
/// Organs read it at places of their own, so that no two surfaces undulate alike.
struct Ripple: Sendable {
  private static let side = 32
  private static let cell: Float = 8

  private let values: [Float]

  /// The unevenness that all bodies share; a body's own places in it make the difference.
  static let shared = Ripple()

  private init() {
    var sum = [Float](repeating: 0, count: Self.side * Self.side * Self.side)
    var numbers = RandomNumbers(seed: 0x5259_5050_4C45, stream: 0)
    for (coarse, weight) in [(4, Float(0.64)), (8, 0.36), (16, 0.06)] {
      let lattice = (0..<coarse * coarse * coarse).map { _ in numbers.nearlyNormal() }
      let factor = Self.side / coarse
      // Smooth weights along one axis: the lattice points on either side, and how far between.
      let places = (0..<Self.side).map { index -> (Int, Int, Float) in
        let t = Float(index % factor) / Float(factor)
        return (index / factor, (index / factor + 1) % coarse, t * t * (3 - 2 * t))
      }
      for (k, z) in places.enumerated() {
        for (j, y) in places.enumerated() {
          for (i, x) in places.enumerated() {
            func row(_ b: Int, _ c: Int) -> Float {
              let start = coarse * (b + coarse * c)
              return lattice[start + x.0] * (1 - x.2) + lattice[start + x.1] * x.2
            }
            let near = row(y.0, z.0) * (1 - y.2) + row(y.1, z.0) * y.2
            let far = row(y.0, z.1) * (1 - y.2) + row(y.1, z.1) * y.2
            sum[i + Self.side * (j + Self.side * k)] += weight * (near * (1 - z.2) + far * z.2)
          }
        }
      }
    }
    values = sum
  }

  /// The unevenness at a place in mm: mean 0, SD about a half.
  @inline(__always)
  func value(_ place: SIMD3<Float>) -> Float {
    let scaled = place / Self.cell
    let floor = scaled.rounded(.down)
    let t = scaled - floor
    let mask = Self.side - 1
    let x0 = Int(floor.x) & mask
    let y0 = (Int(floor.y) & mask) * Self.side
    let z0 = (Int(floor.z) & mask) * Self.side * Self.side
    let x1 = (x0 + 1) & mask
    let y1 = (y0 + Self.side) & (mask * Self.side)
    let z1 = (z0 + Self.side * Self.side) & (mask * Self.side * Self.side)
    func row(_ start: Int) -> Float {
      values[start + x0] * (1 - t.x) + values[start + x1] * t.x
    }
    let near = row(y0 + z0) * (1 - t.y) + row(y1 + z0) * t.y
    let far = row(y0 + z1) * (1 - t.y) + row(y1 + z1) * t.y
    return near * (1 - t.z) + far * t.z
  }
}
