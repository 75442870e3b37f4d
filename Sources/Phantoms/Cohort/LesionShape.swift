import Glibc
import Statistics
import Voxels

/// A lobulated ellipsoid: a surface around a centre, at a distance that depends on the direction.
///
/// The shape alone has no size: `radius(of:)` says at which scale a point comes to lie on the surface.
public struct LesionShape: Codable, Sendable, Hashable {
  /// The centre, in LPS mm.
  public internal(set) var center: SIMD3<Double>
  /// The relative semi-axes; their product is one.
  public let aspects: SIMD3<Double>
  /// The directions of the semi-axes: three perpendicular unit vectors.
  public let axes: [SIMD3<Double>]
  /// The smooth bumps and dents of the surface.
  public let lobes: [Lobe]

  /// A bump of the surface, or a dent.
  public struct Lobe: Codable, Sendable, Hashable {
    /// Where on the unit sphere it is.
    public let direction: SIMD3<Double>
    /// How high it is, over the radius; negative for a dent.
    public let height: Double
    /// How sharp it is: it falls as exp(sharpness (cos angle - 1)).
    public let sharpness: Double
  }

  init(center: SIMD3<Double>, aspects: SIMD3<Double>, axes: [SIMD3<Double>], lobes: [Lobe]) {
    self.center = center
    self.aspects = aspects
    self.axes = axes
    self.lobes = lobes
  }

  /// A shape drawn around a centre.
  ///
  /// - Parameters:
  ///   - center: the centre, in LPS mm.
  ///   - aspects: the relative semi-axes, the longest first.
  ///   - normal: what the shortest axis points along, for a lesion that lies flat; nil for any
  ///     direction.
  ///   - heights: how high bumps are, over the radius.
  ///   - random: where the bumps come from.
  init(
    center: SIMD3<Double>,
    aspects: SIMD3<Double>,
    normal: SIMD3<Double>?,
    lobeHeights heights: Span,
    _ random: inout RandomNumbers
  ) {
    self.center = center
    self.aspects = aspects
    let short = normal ?? random.direction()
    var other = random.direction()
    while abs(dot(other, short)) > 0.9 { other = random.direction() }
    let first = cross(other, short) / length(cross(other, short))
    axes = [first, cross(short, first), short]
    let count = 4 + random.below(4)
    lobes = (0..<count).map { index in
      let height = heights.draw(&random)
      return Lobe(
        direction: random.direction(),
        height: index % 3 == 2 ? -0.6 * height : height,
        sharpness: 3 + 5 * random.uniform()
      )
    }
  }

  /// A sphere.
  init(sphereAt center: SIMD3<Double>) {
    self.init(
      center: center,
      aspects: SIMD3(1, 1, 1),
      axes: [SIMD3(1, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1)],
      lobes: []
    )
  }

  /// A point seen from the centre along the axes, each in its semi-axis.
  private func local(_ point: SIMD3<Double>) -> SIMD3<Double> {
    let p = point - center
    return SIMD3(dot(p, axes[0]), dot(p, axes[1]), dot(p, axes[2])) / aspects
  }

  /// The scale, in mm, at which a point lies on the surface.
  func radius(of point: SIMD3<Double>) -> Double {
    let q = local(point)
    let distance = length(q)
    return distance == 0 ? 0 : distance / bulge(q / distance)
  }

  /// How far a point is along a direction, over the scale.
  func side(of point: SIMD3<Double>, along direction: SIMD3<Double>, scale: Double) -> Double {
    dot(local(point), direction) / scale
  }

  private func bulge(_ direction: SIMD3<Double>) -> Double {
    lobes.reduce(1) { $0 + $1.height * exp($1.sharpness * (dot(direction, $1.direction) - 1)) }
  }

  /// The volume at scale one, in mm³: a third of the mean cube of the surface's distance, times 4 pi.
  var unitVolume: Double {
    // A Fibonacci spiral covers the sphere evenly.
    let count = 4000
    var sum = 0.0
    for index in 0..<count {
      let z = 1 - (2 * Double(index) + 1) / Double(count)
      let angle = 2.399963229728653 * Double(index)
      let r = (1 - z * z).squareRoot()
      let b = bulge(SIMD3(r * cos(angle), r * sin(angle), z))
      sum += b * b * b
    }
    return 4 * .pi / 3 * sum / Double(count) * aspects.x * aspects.y * aspects.z
  }

  /// The scale at which the shape has a volume, in mm.
  func scale(forMilliliters volume: Double) -> Double { cbrt(1000 * volume / unitVolume) }

  /// No point of the shape is farther from the centre than this many times the scale.
  var reach: Double {
    let bumps = lobes.reduce(1) { $0 + max(0, $1.height) }
    return bumps * max(aspects.x, aspects.y, aspects.z)
  }

  /// A bound on how fast `radius(of:)` grows with distance, per mm: how near the surface can be.
  var steepness: Double {
    let dents = lobes.reduce(1) { $0 + min(0, $1.height) }
    // A lobe of height h and sharpness s is nowhere steeper than h s^½ e^-½ (at small angles).
    let slope = lobes.reduce(0) { $0 + abs($1.height) * ($1.sharpness).squareRoot() * 0.61 }
    let narrow = min(aspects.x, aspects.y, aspects.z)
    return (1 + slope / dents) / (narrow * dents)
  }
}
