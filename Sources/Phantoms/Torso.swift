/// The outline of a body: hips, waist, chest, shoulders, neck, head; superelliptical in cross-section.
///
/// A point is inside where |x / a(z)|^2.5 + |y / b(z)|^2.5 ≤ 1. The half axes a and b are given at
/// heights; between these a² and b² follow a monotone cubic, so that the crown is round.
/// Coordinates are LPS mm about the body's own centre: x to the left, y to the back, z to the head.
struct Torso: Sendable {
  /// Half axes at a height, in mm.
  struct Section: Sendable {
    let z: Double
    let lateral: Double
    let anteroposterior: Double
  }

  /// From hips to crown, about the size of a person of 1.65 m.
  static let sections = [
    Section(z: -330, lateral: 158, anteroposterior: 100),
    Section(z: -250, lateral: 170, anteroposterior: 108),
    Section(z: -120, lateral: 142, anteroposterior: 98),
    Section(z: 0, lateral: 156, anteroposterior: 110),
    Section(z: 100, lateral: 170, anteroposterior: 112),
    Section(z: 165, lateral: 182, anteroposterior: 92),
    Section(z: 205, lateral: 110, anteroposterior: 68),
    Section(z: 230, lateral: 60, anteroposterior: 60),
    Section(z: 255, lateral: 60, anteroposterior: 64),
    Section(z: 290, lateral: 72, anteroposterior: 88),
    Section(z: 330, lateral: 74, anteroposterior: 94),
    Section(z: 372, lateral: 8, anteroposterior: 10),
  ]

  /// The heights between which there is a body, in mm.
  static let heights = -330.0...372.0

  /// The largest half axes of ``sections``, in mm.
  private static let widest = (lateral: 182.0, depth: 112.0)

  /// a² at every millimetre of height.
  private let lateralSquares: [Double]
  /// b² at every millimetre of height.
  private let depthSquares: [Double]

  init() {
    let z = Self.sections.map(\.z)
    let lateral = MonotoneCubic(z, Self.sections.map { $0.lateral * $0.lateral })
    let depth = MonotoneCubic(z, Self.sections.map { $0.anteroposterior * $0.anteroposterior })
    let steps = Int(Self.heights.upperBound - Self.heights.lowerBound)
    let heights = (0...steps).map { Self.heights.lowerBound + Double($0) }
    lateralSquares = heights.map { lateral.value(at: $0) }
    depthSquares = heights.map { depth.value(at: $0) }
  }

  /// The half axes at a height, in mm; zero above and below the body.
  func halfAxes(atHeight z: Double) -> (lateral: Double, depth: Double) {
    guard Self.heights.contains(z) else { return (0, 0) }
    let place = z - Self.heights.lowerBound
    let step = min(Int(place), lateralSquares.count - 2)
    let t = place - Double(step)
    let lateral = lateralSquares[step] * (1 - t) + lateralSquares[step + 1] * t
    let depth = depthSquares[step] * (1 - t) + depthSquares[step + 1] * t
    return (lateral.squareRoot(), depth.squareRoot())
  }

  /// Whether a point, in mm about the body's centre, is inside.
  func contains(_ x: Double, _ y: Double, _ z: Double) -> Bool {
    let axes = halfAxes(atHeight: z)
    return axes.lateral > 0 && Self.level(x / axes.lateral) + Self.level(y / axes.depth) <= 1
  }

  /// Whether all points within a distance of a point are on its side of the surface.
  ///
  /// Cautious: may answer false though they are.
  func isClear(_ point: SIMD3<Double>, within distance: Double) -> Bool {
    if abs(point.x) > Self.widest.lateral + distance || abs(point.y) > Self.widest.depth + distance
    {
      return true
    }
    let middle = halfAxes(atHeight: point.z)
    let below = halfAxes(atHeight: point.z - distance)
    let above = halfAxes(atHeight: point.z + distance)
    let margin = 1.5 * distance
    let thin = min(middle.lateral, below.lateral, above.lateral) - margin
    let flat = min(middle.depth, below.depth, above.depth) - margin
    if thin > 0, flat > 0, Self.level(point.x / thin) + Self.level(point.y / flat) < 1 {
      return true
    }
    let wide = max(middle.lateral, below.lateral, above.lateral) + margin
    let deep = max(middle.depth, below.depth, above.depth) + margin
    return Self.level(point.x / wide) + Self.level(point.y / deep) > 1
  }

  /// |t|^2.5, by square root alone.
  private static func level(_ t: Double) -> Double { t * t * abs(t).squareRoot() }
}

/// A curve through points that rises and falls only where they do.
///
/// - Source: Fritsch and Butland, SIAM J Sci Stat Comput 1984;5:300 (harmonic mean of slopes).
private struct MonotoneCubic {
  let x: [Double]
  let y: [Double]
  let slopes: [Double]

  /// The curve through points; x ascending, at least three.
  init(_ x: [Double], _ y: [Double]) {
    self.x = x
    self.y = y
    let secants = (1..<x.count).map { i -> Double in (y[i] - y[i - 1]) / (x[i] - x[i - 1]) }
    let inner = (1..<secants.count).map { i -> Double in
      let a = secants[i - 1]
      let b = secants[i]
      return a * b <= 0 ? 0 : 2 * a * b / (a + b)
    }
    slopes = [0] + inner + [secants[secants.count - 1]]
  }

  func value(at point: Double) -> Double {
    let i = max(0, min(x.count - 2, (x.firstIndex { $0 > point } ?? x.count) - 1))
    let h = x[i + 1] - x[i]
    let t = (point - x[i]) / h
    let a = y[i] * (1 + 2 * t) + h * slopes[i] * t
    let b = y[i + 1] * (3 - 2 * t) + h * slopes[i + 1] * (t - 1)
    return a * (1 - t) * (1 - t) + b * t * t
  }
}
