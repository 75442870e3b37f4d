import Voxels

/// A focus beside like places of the same body: its uptake over theirs.
///
/// Vessels, marrow, muscles and glands go on above and below, and are there on both sides; disease is
/// mostly neither.
struct FocusComparison: Sendable {
  /// Over the highest uptake about the place that mirrors it; nan in the body's middle, and outside.
  let overMirror: Double
  /// Over the usual of the highest uptakes near it in the slices above.
  let overAbove: Double
  /// The same of the slices below.
  let overBelow: Double

  /// How far about the mirrored place is looked, in mm.
  private static let mirrorReach = 12.0
  /// How near in its plane, and how far above and below, is looked, in mm.
  private static let alongReach = 9.0
  private static let along = 18.0...45.0
  /// Nearer to the body's middle a place is its own mirror, in mm.
  private static let middleReach = 14.0

  /// - Parameters:
  ///   - position: the highest place of the focus, in LPS mm.
  ///   - uptake: the uptake at the finest scale.
  ///   - middle: the column of the body's middle, in LPS mm.
  init(at position: SIMD3<Double>, on uptake: Volume<SUVbw>, middle: Double) {
    let grid = uptake.grid
    let step = grid.spacingMillimeters
    func highest(about place: SIMD3<Double>, _ reach: SIMD3<Double>) -> Double? {
      let center = grid.affine.voxel(at: place)
      let low = pointwiseMax((center - reach / step).rounded(.up), .zero)
      let high = pointwiseMin(
        (center + reach / step).rounded(.down),
        SIMD3(Double(grid.size.x - 1), Double(grid.size.y - 1), Double(grid.size.z - 1))
      )
      guard all(low .<= high) else { return nil }
      var highest: Float?
      for k in Int(low.z)...Int(high.z) {
        for j in Int(low.y)...Int(high.y) {
          for i in Int(low.x)...Int(high.x) {
            let arm = (SIMD3(Double(i), Double(j), Double(k)) - center) * step / (reach + 1e-6)
            guard dot(arm, arm) <= 1 else { continue }
            highest = max(highest ?? 0, uptake[SIMD3(i, j, k)])
          }
        }
      }
      return highest.map(Double.init)
    }
    let own = highest(about: position, SIMD3(repeating: 4)) ?? 0
    func ratio(_ other: Double?) -> Double { other.map { own / max($0, 0.05) } ?? .nan }
    let side = position.x - middle
    let mirrored = SIMD3(middle - side, position.y, position.z)
    overMirror =
      abs(side) < Self.middleReach
      ? .nan : ratio(highest(about: mirrored, SIMD3(repeating: Self.mirrorReach)))
    func usual(_ sign: Double) -> Double? {
      let heights = stride(from: Self.along.lowerBound, through: Self.along.upperBound, by: step.z)
      let all = heights.compactMap { height in
        highest(
          about: position + SIMD3(0, 0, sign * height),
          SIMD3(Self.alongReach, Self.alongReach, step.z / 2)
        )
      }.sorted()
      return all.isEmpty ? nil : all[all.count / 2]
    }
    overAbove = ratio(usual(1))
    overBelow = ratio(usual(-1))
  }
}
