import Voxels

/// A scan at the size of organs: cubes of 4 mm along the patient's axes, i to the left, j to the back,
/// k to the head, however the scanner laid its own.
struct BodyScan: Sendable {
  /// The length of a voxel's edge, in mm: finer than any organ that is looked for, coarse enough to
  /// average the CT's noise away.
  static let spacing = 4.0
  /// What CT voxels hold where there is no CT; air is above it.
  static let noCT: Float = -3000

  let grid: Grid
  /// SUVbw as it is, and smoothed with sigma 4 mm.
  let suv: Volume<SUVbw>
  let smoothSUV: Volume<SUVbw>
  /// Hounsfield units, ``noCT`` where there are none; nil where there is no CT at all.
  let ct: Volume<Hounsfield>?
  /// The same, smoothed with sigma 4 mm.
  let smoothCT: Volume<Hounsfield>?

  /// The scan on cubes of 4 mm that hold the part of the PET that shows anything.
  init(suv fine: Volume<SUVbw>, ct fineCT: Volume<Hounsfield>?) throws(LesionsError) {
    do {
      let wide = fine.averaged(onto: try Self.cubes(over: fine.grid), outside: 0)
      let shown = wide.region(atLeast: 0.1).removingComponents(smallerThan: 50, .faces)
      guard let box = shown.boundingBox else { throw LesionsError.noBody }
      let margin = SIMD3(4, 4, 0)
      let kept = box.grown(by: margin, within: wide.grid)
      let lower = SIMD3(kept.lower.x, kept.lower.y, 0)
      let upper = SIMD3(kept.upper.x, kept.upper.y, wide.grid.size.z)
      grid = try wide.grid.cut(to: VoxelBox(lower: lower, upper: upper))
      suv = wide.resampled(to: grid, outside: 0, interpolation: .nearest)
      smoothSUV = try suv.smoothed(sigmaMillimeters: Self.spacing)
      ct = fineCT.map { [grid] in $0.averaged(onto: grid, outside: Self.noCT) }
      smoothCT = try ct?.smoothed(sigmaMillimeters: Self.spacing)
    } catch let error as LesionsError {
      throw error
    } catch {
      throw .badSetting("PET grid", Double(fine.grid.voxelCount))
    }
  }

  /// The cubes that cover another grid's voxel centres.
  private static func cubes(over fine: Grid) throws(GridError) -> Grid {
    let last = SIMD3(Double(fine.size.x - 1), Double(fine.size.y - 1), Double(fine.size.z - 1))
    var lower = SIMD3(repeating: Double.infinity)
    var upper = -lower
    for corner in 0..<8 {
      let index = SIMD3(
        corner & 1 == 0 ? 0 : last.x,
        corner & 2 == 0 ? 0 : last.y,
        corner & 4 == 0 ? 0 : last.z
      )
      let position = fine.affine.position(ofVoxel: index)
      lower = pointwiseMin(lower, position)
      upper = pointwiseMax(upper, position)
    }
    let size = ((upper - lower) / spacing).rounded(.up) + 1
    return try Grid(
      size: SIMD3(Int(size.x), Int(size.y), Int(size.z)),
      affine: Affine(
        columnStep: SIMD3(spacing, 0, 0),
        rowStep: SIMD3(0, spacing, 0),
        sliceStep: SIMD3(0, 0, spacing),
        origin: lower
      )
    )
  }

  /// The number of voxels along a distance in mm.
  static func steps(_ millimeters: Double) -> Int { Int((millimeters / spacing).rounded()) }
}

extension Grid {
  /// The grid of a box of this one's voxels.
  fileprivate func cut(to box: VoxelBox) throws(GridError) -> Grid {
    try Grid(
      size: box.size,
      affine: Affine(
        columnStep: affine.columnStep,
        rowStep: affine.rowStep,
        sliceStep: affine.sliceStep,
        origin: position(of: box.lower)
      )
    )
  }
}
