import Glibc
import Voxels

/// A focus beside like places of the same body.
///
/// Vessels, marrow, muscles and glands go on above and below, and are there on both sides; disease is
/// mostly neither: it takes up more than they do, or there is more of it.
struct FocusComparison: Sendable {
  /// Its uptake over the highest about the place that mirrors it; nan in the body's middle, and outside.
  let overMirror: Double
  /// Its uptake over the usual of the highest near it in the slices above.
  let overAbove: Double
  /// The same of the slices below.
  let overBelow: Double
  /// How much about it takes up what its edge does, over how much about the place that mirrors it.
  let bulkOverMirror: Double
  /// Its section, at the uptake of its edge, over the usual one of the slices above.
  let sectionOverAbove: Double
  /// The same of the slices below.
  let sectionOverBelow: Double

  /// How far about the mirrored place is looked, in mm.
  private static let mirrorReach = 12.0
  /// How near in its plane, and how far above and below, is looked, in mm.
  private static let alongReach = 9.0
  static let along = 18.0...45.0
  /// How far what takes up as much is counted, in mm: a node beside its vessel, and the vessel.
  private static let bulkReach = 18.0
  /// Nearer to the body's middle a place is its own mirror, in mm.
  static let middleReach = 14.0

  /// - Parameters:
  ///   - position: the highest place of the focus, in LPS mm.
  ///   - edge: the uptake of its edge, in SUVbw.
  ///   - uptake: the uptake at the finest scale.
  ///   - middle: the column of the body's middle, in LPS mm.
  init(
    at position: SIMD3<Double>,
    edge: Double,
    on uptake: Volume<SUVbw>,
    middle: Double
  ) {
    let step = uptake.grid.spacingMillimeters
    func highest(about place: SIMD3<Double>, _ reach: SIMD3<Double>) -> Double? {
      var highest: Float?
      uptake.forEach(about: place, within: reach) { highest = max(highest ?? 0, $0) }
      return highest.map(Double.init)
    }
    /// How many voxels of an ellipsoid reach the edge; nil where none lies in the scan.
    func bulk(about place: SIMD3<Double>, _ reach: SIMD3<Double>) -> Double? {
      var (all, high) = (0, 0)
      uptake.forEach(about: place, within: reach) {
        all += 1
        if Double($0) >= edge { high += 1 }
      }
      return all > 0 ? Double(high) : nil
    }
    let heights = stride(from: Self.along.lowerBound, through: Self.along.upperBound, by: step.z)
    func usual(_ sign: Double, _ value: (SIMD3<Double>) -> Double?) -> Double? {
      let all = heights.compactMap { value(position + SIMD3(0, 0, sign * $0)) }.sorted()
      return all.isEmpty ? nil : all[all.count / 2]
    }
    let own = highest(about: position, SIMD3(repeating: 4)) ?? 0
    func ratio(_ other: Double?) -> Double { other.map { own / max($0, 0.05) } ?? .nan }
    func ratio(_ own: Double?, _ other: Double?) -> Double {
      guard let own, let other else { return .nan }
      // What a few voxels make doesn't count.
      return (own + 5) / (other + 5)
    }
    let side = position.x - middle
    let mirrored = SIMD3(middle - side, position.y, position.z)
    if abs(side) < Self.middleReach {
      (overMirror, bulkOverMirror) = (.nan, .nan)
    } else {
      let reach = SIMD3(repeating: Self.bulkReach)
      overMirror = ratio(highest(about: mirrored, SIMD3(repeating: Self.mirrorReach)))
      bulkOverMirror = ratio(bulk(about: position, reach), bulk(about: mirrored, reach))
    }
    let near = SIMD3(Self.alongReach, Self.alongReach, step.z / 2)
    overAbove = ratio(usual(1) { highest(about: $0, near) })
    overBelow = ratio(usual(-1) { highest(about: $0, near) })
    let disc = SIMD3(Self.bulkReach, Self.bulkReach, step.z / 2)
    let section = [-step.z, 0, step.z]
      .compactMap { bulk(about: position + SIMD3(0, 0, $0), disc) }.max()
    sectionOverAbove = ratio(section, usual(1) { bulk(about: $0, disc) })
    sectionOverBelow = ratio(section, usual(-1) { bulk(about: $0, disc) })
  }
}

extension Volume where Unit == SUVbw {
  /// Every voxel of an ellipsoid about a place.
  fileprivate func forEach(
    about place: SIMD3<Double>,
    within reach: SIMD3<Double>,
    _ body: (Float) -> Void
  ) {
    let step = grid.spacingMillimeters
    let center = grid.affine.voxel(at: place)
    let low = pointwiseMax((center - reach / step).rounded(.up), .zero)
    let high = pointwiseMin(
      (center + reach / step).rounded(.down),
      SIMD3(Double(grid.size.x - 1), Double(grid.size.y - 1), Double(grid.size.z - 1))
    )
    guard all(low .<= high) else { return }
    for k in Int(low.z)...Int(high.z) {
      for j in Int(low.y)...Int(high.y) {
        for i in Int(low.x)...Int(high.x) {
          let arm = (SIMD3(Double(i), Double(j), Double(k)) - center) * step / (reach + 1e-6)
          if dot(arm, arm) <= 1 { body(self[SIMD3(i, j, k)]) }
        }
      }
    }
  }

  /// How round the uptake's peak is at a voxel: its least curvature over its greatest, from 0 of a
  /// tube or a sheet to 1 of a ball; nan at the edge of the volume and where it is no peak.
  ///
  /// - Source: the Hessian's eigenvalues, as in Frangi et al., Multiscale vessel enhancement
  ///   filtering, MICCAI 1998.
  func roundness(at voxel: SIMD3<Int>) -> Double {
    guard all(voxel .> .zero), all(voxel .< grid.size &- 1) else { return .nan }
    func value(_ x: Int, _ y: Int, _ z: Int) -> Double {
      Double(self[voxel &+ SIMD3(x, y, z)])
    }
    let middle = 2 * value(0, 0, 0)
    let along = SIMD3(
      middle - value(1, 0, 0) - value(-1, 0, 0),
      middle - value(0, 1, 0) - value(0, -1, 0),
      middle - value(0, 0, 1) - value(0, 0, -1)
    )
    let across = SIMD3(
      value(1, -1, 0) + value(-1, 1, 0) - value(1, 1, 0) - value(-1, -1, 0),
      value(0, 1, -1) + value(0, -1, 1) - value(0, 1, 1) - value(0, -1, -1),
      value(1, 0, -1) + value(-1, 0, 1) - value(1, 0, 1) - value(-1, 0, -1)
    )
    let bends = RegionAxes.eigenvalues(along, across / 4)
    return bends[0] > 0 ? max(-1, bends[2] / bends[0]) : .nan
  }
}
