public import Voxels

/// The grids of one scan: the images' own, and the one that tissue and activity are drawn on.
///
/// The tissue grid has pixels of twice the CT's size where four of them meet, over the body alone, so
/// that one drawing of the anatomy serves PET and CT.
public struct ScanGrids: Hashable, Sendable {
  /// The PET's voxels.
  public let pet: Grid
  /// The CT's voxels.
  public let ct: Grid
  /// The voxels that tissue and activity are drawn on.
  public let tissue: Grid

  /// The grids of a system about a body.
  ///
  /// - Parameters:
  ///   - system: the scanner.
  ///   - heights: the scanned heights, in LPS mm.
  ///   - body: a box about the body, in LPS mm.
  ///   - shift: how far the scanner lies from the body's middle and from the heights, in LPS mm.
  /// - Throws: `GridError` when the heights make no grid.
  public init(
    system: PETCTSystem,
    heights: ClosedRange<Double>,
    body: (lower: SIMD3<Double>, upper: SIMD3<Double>),
    shiftedBy shift: SIMD3<Double> = .zero
  ) throws(GridError) {
    let heights = heights.lowerBound + shift.z...heights.upperBound + shift.z
    let middle = (body.lower + body.upper) / 2 + shift
    let axis = SIMD2(middle.x, middle.y)
    pet = try system.petGrid(heights: heights, center: axis)
    // Tissue beyond the PET's ends blurs into it, so the CT reaches further.
    let margin = 18.0
    ct = try system.ctGrid(
      heights: heights.lowerBound - margin...heights.upperBound + margin,
      center: axis
    )
    let pixel = 2 * ct.spacingMillimeters.x
    let parts = max(1, Int((ct.spacingMillimeters.z / 3.4).rounded(.up)))
    let slice = ct.spacingMillimeters.z / Double(parts)
    let corner = ct.affine.origin + SIMD3(0.25, 0.25, 0) * pixel
    func first(_ axis: Int) -> Double { ((body.lower[axis] - corner[axis]) / pixel).rounded(.down) }
    func count(_ axis: Int) -> Int {
      Int(((body.upper[axis] - corner[axis]) / pixel).rounded(.up) - first(axis)) + 1
    }
    tissue = try Grid(
      size: SIMD3(count(0), count(1), ct.size.z * parts),
      affine: Affine(
        columnStep: SIMD3(pixel, 0, 0),
        rowStep: SIMD3(0, pixel, 0),
        sliceStep: SIMD3(0, 0, slice),
        origin: SIMD3(
          corner.x + pixel * first(0),
          corner.y + pixel * first(1),
          ct.affine.origin.z - slice * Double(parts - 1) / 2
        )
      )
    )
  }
}

extension PETCTSystem {
  /// The grids of this system about a body that is known voxel by voxel.
  ///
  /// - Parameters:
  ///   - tissues: the body in coarse voxels, ``Tissue/air`` outside.
  ///   - heights: the scanned heights, in LPS mm.
  ///   - shift: how far the scanner lies from the body's middle and from the heights, in LPS mm.
  /// - Returns: the grids.
  /// - Throws: `GridError` when the heights make no grid.
  package func grids(
    about tissues: TissueMap,
    heights: ClosedRange<Double>,
    shiftedBy shift: SIMD3<Double> = .zero
  ) throws(GridError) -> ScanGrids {
    let grid = tissues.grid
    var lower = SIMD3(repeating: Double.infinity)
    var upper = -lower
    for offset in 0..<grid.voxelCount where tissues.tissues[offset] != Tissue.air.rawValue {
      let place = grid.position(of: grid.index(at: offset))
      lower = pointwiseMin(lower, place)
      upper = pointwiseMax(upper, place)
    }
    guard lower.x <= upper.x else { throw .emptyDimension(.zero) }
    let margin = grid.spacingMillimeters + 4
    return try ScanGrids(
      system: self,
      heights: heights,
      body: (lower - margin, upper + margin),
      shiftedBy: shift
    )
  }
}
