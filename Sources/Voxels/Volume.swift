/// Voxel values of one unit on a grid.
public struct Volume<Unit: VoxelUnit>: Sendable {
  /// Where the voxels lie.
  public let grid: Grid
  /// The values, `grid.voxelCount` of them, column index fastest.
  public var values: [Float] {
    didSet { precondition(values.count == grid.voxelCount, "a value for each voxel") }
  }

  /// A volume with the given values.
  ///
  /// - Parameters:
  ///   - grid: where the voxels lie.
  ///   - values: one value for each voxel, column index fastest.
  /// - Precondition: `values.count == grid.voxelCount`.
  public init(grid: Grid, values: [Float]) {
    precondition(values.count == grid.voxelCount, "a value for each voxel")
    self.grid = grid
    self.values = values
  }

  /// The value of a voxel.
  public subscript(index: SIMD3<Int>) -> Float { values[grid.offset(of: index)] }
}
