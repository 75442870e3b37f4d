/// Voxel values of one unit on a grid.
public struct Volume<Unit: VoxelUnit>: Sendable {
  /// Where the voxels lie.
  public let grid: Grid
  /// The values, `grid.voxelCount` of them, column index fastest.
  ///
  /// Changed in place, also from other modules: an observer would copy all of them for each change.
  public var values: [Float] {
    get { storage }
    _modify {
      yield &storage
      precondition(storage.count == grid.voxelCount, "a value for each voxel")
    }
  }
  private var storage: [Float]

  /// A volume with the given values.
  ///
  /// - Parameters:
  ///   - grid: where the voxels lie.
  ///   - values: one value for each voxel, column index fastest.
  /// - Precondition: `values.count == grid.voxelCount`.
  public init(grid: Grid, values: [Float]) {
    precondition(values.count == grid.voxelCount, "a value for each voxel")
    self.grid = grid
    storage = values
  }

  /// The value of a voxel.
  public subscript(index: SIMD3<Int>) -> Float { values[grid.offset(of: index)] }
}
