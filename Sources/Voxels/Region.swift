/// A set of voxels of a grid, held as runs along the column axis.
///
/// Runs are sorted by where they start, never touch (two adjacent voxels of one row are in one run)
/// and never cross the end of a row; so two regions are equal exactly when they hold the same voxels.
public struct Region: Hashable, Sendable {
  /// Consecutive voxels of one row.
  public struct Run: Hashable, Sendable {
    /// The storage offset of the first voxel.
    public let start: Int32
    /// The number of voxels, at least 1.
    public let count: Int32

    /// The run of `count` voxels from offset `start`.
    public init(start: Int, count: Int) {
      self.start = Int32(start)
      self.count = Int32(count)
    }

    /// The storage offsets of the run's voxels.
    public var offsets: Range<Int> { Int(start)..<Int(start) + Int(count) }
  }

  /// The grid whose voxels these are.
  public let grid: Grid
  /// The runs, in storage order.
  public let runs: [Run]

  /// A region of runs that already are sorted, within rows and apart.
  package init(grid: Grid, sortedRuns: [Run]) {
    self.grid = grid
    runs = sortedRuns
  }

  /// The number of voxels.
  public var voxelCount: Int { runs.reduce(0) { $0 + Int($1.count) } }

  /// The volume as voxel count times voxel volume, in mL.
  public var volumeMilliliters: Double { Double(voxelCount) * grid.voxelVolumeMilliliters }

  /// Whether the region holds no voxel.
  public var isEmpty: Bool { runs.isEmpty }
}
