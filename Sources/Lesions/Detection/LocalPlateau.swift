import Voxels

/// The highest of a region's values within a distance of any voxel about it.
struct LocalPlateau {
  /// The voxels that lie within the distance of the region's box.
  let place: Region

  private let box: VoxelBox
  private let values: [Double]
  private let ball: [SIMD3<Int>]
  private let size: SIMD3<Int>

  /// The plateau of a region; nil where it is empty.
  ///
  /// - Parameters:
  ///   - values: a value for each voxel of the region, in storage order.
  ///   - region: the region.
  ///   - reach: how far a value counts, in mm.
  init?(of values: [Double], in region: Region, reach: Double) {
    guard let inner = region.boundingBox else { return nil }
    let grid = region.grid
    let spacing = grid.spacingMillimeters
    let margin = SIMD3(
      Int((reach / spacing.x).rounded(.down)),
      Int((reach / spacing.y).rounded(.down)),
      Int((reach / spacing.z).rounded(.down))
    )
    let box = inner.grown(by: margin, within: grid)
    var field = [Double](repeating: -.infinity, count: box.size.x * box.size.y * box.size.z)
    for (offset, value) in zip(region.offsets, values) {
      let index = grid.index(at: offset) &- box.lower
      field[index.x + box.size.x * (index.y + box.size.y * index.z)] = value
    }
    var ball: [SIMD3<Int>] = []
    for k in -margin.z...margin.z {
      for j in -margin.y...margin.y {
        for i in -margin.x...margin.x {
          let arm =
            grid.affine.columnStep * Double(i) + grid.affine.rowStep * Double(j)
            + grid.affine.sliceStep * Double(k)
          if length(arm) <= reach { ball.append(SIMD3(i, j, k)) }
        }
      }
    }
    self.box = box
    self.values = field
    self.ball = ball
    size = box.size
    place = Region(grid: grid, box: box)
  }

  /// The highest value within the distance of a voxel; nil where there is none.
  func highest(near voxel: SIMD3<Int>) -> Double? {
    let middle = voxel &- box.lower
    var best = -Double.infinity
    for step in ball {
      let index = middle &+ step
      guard all(index .>= .zero), all(index .< size) else { continue }
      best = max(best, values[index.x + size.x * (index.y + size.y * index.z)])
    }
    return best.isFinite ? best : nil
  }
}
