import Glibc

/// From the places of a standard man of 1.74 m and 73 kg to those of one body.
///
/// Standard places are mm: x to the patient's left, y to the back, z to the head, from the middle
/// of the perineum. Height stretches z; build widens x and y; a woman's chest is narrower than a
/// man's, her pelvis hardly.
struct Frame: Sendable {
  /// By how much heights up to the base of the neck grow.
  let height: Float
  /// By how much the skeleton and the organs grow across.
  let breadth: Float
  /// By how much muscle is thicker than the standard man's.
  var muscle: Float
  /// By how much the head grows.
  let head: Float
  /// The body mass index, in kg/m².
  let bodyMassIndex: Float
  let isFemale: Bool
  /// The mass of fatty tissue that goes with the build, in kg.
  let adiposeKilograms: Float
  private let widths: SmoothCurve
  private let depths: SmoothCurve

  /// Heights of the standard man, in mm: the sole, the base of the neck, the vertex.
  static let sole: Float = -800
  static let neck: Float = 700
  static let vertex: Float = 941

  init(_ build: Build) {
    let isFemale = build.sex == .female
    self.isFemale = isFemale
    head = isFemale ? 0.955 : 1
    let top = (Self.vertex - Self.neck) * head
    height = (Float(build.heightMeters) * 1000 - top) / (Self.neck - Self.sole)
    bodyMassIndex = Float(build.bodyMassIndex)
    // Lean mass beside that of the reference woman or man, spread over the height.
    let lean = Self.leanMassKilograms(build)
    // Fatty tissue is fat to 85 %.
    adiposeKilograms =
      max(Float(build.massKilograms) - lean, 0.08 * Float(build.massKilograms)) / 0.85
    let reference = isFemale ? Float(39.6) : 56.8
    let referenceHeight: Float = isFemale ? (1630 - top) / 1500 : (1760 - top) / 1500
    let girth = (lean / reference * referenceHeight / height).squareRoot()
    breadth = 1 + 0.45 * (girth - 1) + (isFemale ? 0 : 0.006)
    muscle = girth * (isFemale ? 0.83 : 1)
    let heights: [Float] = [-800, -300, 60, 150, 240, 320, 500, 600, 680, 740, 941]
    if isFemale {
      widths = SmoothCurve(
        heights,
        [0.94, 0.95, 0.985, 0.99, 0.94, 0.89, 0.885, 0.88, 0.89, 0.955, 0.955]
      )
      depths = SmoothCurve(
        heights,
        [0.93, 0.93, 0.95, 0.94, 0.92, 0.91, 0.9, 0.89, 0.9, 0.955, 0.955]
      )
    } else {
      widths = SmoothCurve([-800, 941], [1, 1])
      depths = SmoothCurve([-800, 941], [1, 1])
    }
  }

  /// The lean body mass, in kg.
  ///
  /// - Source: Janmahasatian et al., Clin Pharmacokinet 2005;44:1051.
  private static func leanMassKilograms(_ build: Build) -> Float {
    let index = Float(build.bodyMassIndex)
    let mass = Float(build.massKilograms)
    return switch build.sex {
    case .female: 9270 * mass / (8780 + 244 * index)
    case .male: 9270 * mass / (6680 + 216 * index)
    }
  }

  /// The body's height of a standard height.
  func z(_ z: Float) -> Float {
    z <= Self.neck ? z * height : Self.neck * height + (z - Self.neck) * head
  }

  /// The standard height of a body's height.
  func standardHeight(_ z: Float) -> Float {
    let neck = Self.neck * height
    return z <= neck ? z / height : Self.neck + (z - neck) / head
  }

  /// By how much the body is wider than the standard man at a standard height.
  func width(_ z: Float) -> Float { widths.value(at: z) * breadth(z) }

  /// By how much the body is deeper than the standard man at a standard height.
  func depth(_ z: Float) -> Float { depths.value(at: z) * breadth(z) }

  /// The head doesn't grow with the girth.
  private func breadth(_ z: Float) -> Float {
    let t = min(max((z - 660) / 60, 0), 1)
    return breadth * (1 - t) + t
  }

  /// The body's place of a standard place.
  func at(_ x: Float, _ y: Float, _ z: Float) -> SIMD3<Float> {
    SIMD3(x * width(z), y * depth(z), self.z(z))
  }

  /// The body's place of a standard place.
  func at(_ place: SIMD3<Float>) -> SIMD3<Float> { at(place.x, place.y, place.z) }

  /// The body's size of a standard size at a standard height.
  func size(_ size: Float, at z: Float = 400) -> Float {
    size * ((width(z) + depth(z)) / 2 * 0.67 + (z > Self.neck ? head : height) * 0.33)
  }

  /// The body's half axes of standard half axes at a standard height.
  func axes(_ x: Float, _ y: Float, _ z: Float, at height: Float) -> SIMD3<Float> {
    SIMD3(
      x * width(height),
      y * depth(height),
      z * (height > Self.neck ? head : self.height)
    )
  }
}

// MARK: - Solids from standard places

extension Frame {
  /// A rod between standard places.
  func cone(
    _ start: SIMD3<Float>,
    _ end: SIMD3<Float>,
    _ startRadius: Float,
    _ endRadius: Float
  ) -> Solid {
    .cone(at(start), at(end), size(startRadius, at: start.z), size(endRadius, at: end.z))
  }

  /// A ball at a standard place.
  func ball(_ centre: SIMD3<Float>, _ radius: Float) -> Solid {
    .ball(at(centre), size(radius, at: centre.z))
  }

  /// An ellipsoid at a standard place, its axes along the body's.
  func ellipsoid(_ centre: SIMD3<Float>, _ halfAxes: SIMD3<Float>) -> Solid {
    .ellipsoid(at(centre), axes(halfAxes.x, halfAxes.y, halfAxes.z, at: centre.z))
  }

  /// A smooth tube through standard places (x, y, z) with radii (w).
  func tube(_ stations: [SIMD4<Float>], pieces: Int = 4) -> [Solid] {
    tubes(smoothed(stations, pieces: pieces))
  }

  /// Rods between neighbouring standard places (x, y, z) with radii (w).
  func tubes(_ stations: [SIMD4<Float>]) -> [Solid] {
    zip(stations, stations.dropFirst()).map { a, b in
      cone(SIMD3(a.x, a.y, a.z), SIMD3(b.x, b.y, b.z), a.w, b.w)
    }
  }
}

/// More stations on the smooth curve through stations.
///
/// - Source: Catmull and Rom's spline with uniform knots.
func smoothed(_ stations: [SIMD4<Float>], pieces: Int) -> [SIMD4<Float>] {
  guard stations.count > 2, pieces > 1 else { return stations }
  var curve: [SIMD4<Float>] = []
  for index in 0..<stations.count - 1 {
    let b = stations[index]
    let c = stations[index + 1]
    let a = index > 0 ? stations[index - 1] : b + (b - c)
    let d = index + 2 < stations.count ? stations[index + 2] : c + (c - b)
    for piece in 0..<pieces {
      let t = Float(piece) / Float(pieces)
      let cubic = (b - c) * 3 + d - a
      let square = a * 2 - b * 5 + c * 4 - d
      var station = ((cubic * t + square) * t + (c - a)) * (t / 2) + b
      station.w = max(station.w, min(b.w, c.w))
      curve.append(station)
    }
  }
  return curve + [stations[stations.count - 1]]
}

extension SIMD4<Float> {
  /// The same station on the other side of the body.
  var mirrored: SIMD4<Float> { SIMD4(-x, y, z, w) }
  /// The station's place.
  var place: SIMD3<Float> { SIMD3(x, y, z) }
}
