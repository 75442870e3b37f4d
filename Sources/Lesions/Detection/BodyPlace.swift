import Voxels

/// Where in the body a place lies, by the landmarks that were found: in mm, nan where one is missing.
struct BodyPlace: Sendable {
  /// How deep under the skin.
  let depth: Double
  /// How far from the middle of the body, to either side.
  let aside: Double
  /// How far before the middle of the spine.
  let beforeSpine: Double
  /// How far above the highest place of the lungs.
  let aboveLungs: Double
  /// How far above the lowest place of the lungs.
  let aboveLungBase: Double
  /// How far above the middle of the bladder, or of the hip bones.
  let abovePelvis: Double
  /// How far from the first or last slice of the scan.
  let fromEnd: Double
}

/// The landmarks of a scan's body.
struct BodyLandmarks: Sendable {
  /// The column of the body's middle, in LPS mm.
  let middle: Double
  private let depth: Volume<Millimeters>?
  private let spine: (rows: [Int: Double], usual: Double)
  private let lungs: ClosedRange<Double>?
  private let pelvis: Double
  private let scan: Grid

  /// The landmarks that a scan's organs give.
  ///
  /// - Parameters:
  ///   - organs: where the organs lie.
  ///   - lattice: the search lattice.
  init(_ organs: OrganMap, on lattice: Grid) {
    let grid = organs.grid
    func height(_ slice: Int) -> Double { grid.position(of: SIMD3(0, 0, slice)).z }
    middle =
      organs[.vertebrae]?.centroid?.x ?? organs.body?.centroid?.x
      ?? grid.position(of: SIMD3(grid.size.x / 2, 0, 0)).x
    do throws(GridError) {
      depth = try organs.body?.resampled(to: lattice).complement.distances()
    } catch {
      preconditionFailure("the search lattice is upright: \(error)")
    }
    var sums: [Int: (sum: Double, count: Double)] = [:]
    for run in organs[.vertebrae]?.resampled(to: lattice).runs ?? [] {
      let position = lattice.position(of: lattice.index(at: Int(run.start)))
      let slice = lattice.index(at: Int(run.start)).z
      let old = sums[slice] ?? (0, 0)
      sums[slice] = (old.sum + position.y * Double(run.count), old.count + Double(run.count))
    }
    spine = (sums.mapValues { $0.sum / $0.count }, organs[.vertebrae]?.centroid?.y ?? .nan)
    let heights = [Organ.lungLeft, .lungRight].compactMap { organs[$0]?.boundingBox }
      .flatMap { [height($0.lower.z), height($0.upper.z - 1)] }
    lungs = heights.min().flatMap { low in heights.max().map { low...$0 } }
    pelvis = (organs[.urinaryBladder] ?? organs[.pelvis])?.centroid?.z ?? .nan
    scan = grid
  }

  /// Where a position in LPS mm lies.
  func place(of position: SIMD3<Double>) -> BodyPlace {
    let voxel = depth?.grid.nearestVoxel(to: position)
    let slice = scan.affine.voxel(at: position).z
    let row = (voxel?.z).flatMap { spine.rows[$0] } ?? spine.usual
    return BodyPlace(
      depth: voxel.flatMap { depth?[$0] }.map(Double.init) ?? .nan,
      aside: abs(position.x - middle),
      beforeSpine: row - position.y,
      aboveLungs: position.z - (lungs?.upperBound ?? .nan),
      aboveLungBase: position.z - (lungs?.lowerBound ?? .nan),
      abovePelvis: position.z - pelvis,
      fromEnd: min(slice, Double(scan.size.z - 1) - slice) * scan.spacingMillimeters.z
    )
  }
}
