import Glibc

/// A pillar whose cross-section changes with height: the trunk, its wall, the cavity within.
///
/// At each height the outline is |x/a|^2.5 + |y/b|^2.5 = 1, with one half depth b to the front and
/// another to the back.
struct Column: Sendable {
  /// Half width and half depths at a height, in mm; the front depth counts forward.
  struct Section: Sendable {
    var z: Float
    var width: Float
    var front: Float
    var back: Float

    init(_ z: Float, _ width: Float, _ front: Float, _ back: Float) {
      self.z = z
      self.width = width
      self.front = front
      self.back = back
    }
  }

  static let step: Float = 4

  let bottom: Float
  let top: Float
  /// (half width, front, back) every ``step`` mm from the bottom.
  private let outline: [SIMD3<Float>]

  /// The column through sections, lowest first.
  init(_ sections: [Section]) {
    bottom = sections[0].z
    top = sections[sections.count - 1].z
    let heights = sections.map(\.z)
    let width = SmoothCurve(heights, sections.map { $0.width * $0.width })
    let front = SmoothCurve(heights, sections.map { $0.front * $0.front })
    let back = SmoothCurve(heights, sections.map { $0.back * $0.back })
    let steps = Int(((top - bottom) / Self.step).rounded(.up)) + 1
    outline = (0...steps).map { index -> SIMD3<Float> in
      let z = min(heights[0] + Float(index) * Self.step, heights[heights.count - 1])
      let squares = SIMD3(width.value(at: z), front.value(at: z), back.value(at: z))
      return squares.squareRoot()
    }
  }

  /// Half width, front and back depth at a height; of the nearest end beyond the ends.
  @inline(__always)
  func axes(at z: Float) -> SIMD3<Float> {
    let place = min(max(z - bottom, 0), top - bottom) / Self.step
    let index = min(Int(place), outline.count - 2)
    let t = place - Float(index)
    return outline[index] * (1 - t) + outline[index + 1] * t
  }

  /// The distance of a point from the surface, in mm; negative inside.
  @inline(__always)
  func distance(_ p: SIMD3<Float>) -> Float {
    let axes = axes(at: p.z)
    let a = axes.x
    let b = p.y < 0 ? axes.y : axes.z
    let u = abs(p.x) / a
    let v = abs(p.y) / b
    let u15 = u * u.squareRoot()
    let v15 = v * v.squareRoot()
    let power = u15 * u + v15 * v
    let narrow = min(a, b)
    var side = -narrow
    if power > 1e-5 {
      let g = powf(power, 0.4)
      let across = u15 / a
      let deep = v15 / b
      let rise = (across * across + deep * deep).squareRoot() / (g * g.squareRoot())
      side = max((g - 1) / rise, -narrow)
    }
    let end = max(bottom - p.z, p.z - top)
    if end <= 0 { return max(side, end) }
    let out = max(side, 0)
    return (out * out + end * end).squareRoot()
  }

  /// The point of the surface at a height, in the direction of an angle from the back (0) over the
  /// left side (π/2) to the front (π), moved outward by some mm.
  func point(at z: Float, angle: Float, outward: Float = 0) -> SIMD3<Float> {
    let axes = axes(at: z)
    let x = sinf(angle)
    let y = cosf(angle)
    let a = axes.x + outward
    let b = (y < 0 ? axes.y : axes.z) + outward
    let power = powf(abs(x) / a, 2.5) + powf(abs(y) / b, 2.5)
    let reach = powf(power, -0.4)
    return SIMD3(x * reach, y * reach, z)
  }

  /// A box around the column.
  var bounds: Bounds {
    var wide = SIMD3<Float>.zero
    for axes in outline { wide = pointwiseMax(wide, axes) }
    return Bounds(
      lower: SIMD3(-wide.x, -wide.y, bottom),
      upper: SIMD3(wide.x, wide.z, top)
    )
  }
}

/// A curve through points that rises and falls only where they do.
///
/// - Source: Fritsch and Butland, SIAM J Sci Stat Comput 1984;5:300 (harmonic mean of slopes).
struct SmoothCurve: Sendable {
  let x: [Float]
  let y: [Float]
  private let slopes: [Float]

  /// The curve through points; x ascending, at least two.
  init(_ x: [Float], _ y: [Float]) {
    self.x = x
    self.y = y
    let secants = (1..<x.count).map { index -> Float in
      (y[index] - y[index - 1]) / (x[index] - x[index - 1])
    }
    let inner = (1..<max(secants.count, 1)).map { index -> Float in
      let a = secants[index - 1]
      let b = secants[index]
      return a * b <= 0 ? 0 : 2 * a * b / (a + b)
    }
    slopes = [secants[0]] + inner + [secants[secants.count - 1]]
  }

  /// The value at a place; the nearest end's beyond the ends.
  func value(at place: Float) -> Float {
    let point = min(max(place, x[0]), x[x.count - 1])
    let i = max(0, min(x.count - 2, (x.firstIndex { $0 > point } ?? x.count) - 1))
    let h = x[i + 1] - x[i]
    let t = (point - x[i]) / h
    let a = y[i] * (1 + 2 * t) + h * slopes[i] * t
    let b = y[i + 1] * (3 - 2 * t) + h * slopes[i + 1] * (t - 1)
    return a * (1 - t) * (1 - t) + b * t * t
  }
}
