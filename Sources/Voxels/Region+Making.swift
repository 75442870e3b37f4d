extension Region {
  /// The region of the given runs.
  ///
  /// Runs may come in any order, overlap, touch, and go past the end of a row into the next one.
  ///
  /// - Parameters:
  ///   - grid: the grid whose voxels these are.
  ///   - runs: consecutive voxels in storage order.
  /// - Precondition: each run lies within the grid's storage.
  public init(grid: Grid, runs: [Run]) {
    var builder = RunBuilder(grid: grid)
    for run in runs.sorted(by: { $0.start < $1.start }) where run.count > 0 {
      precondition(run.start >= 0 && run.offsets.upperBound <= grid.voxelCount, "a run on the grid")
      builder.append(run.offsets)
    }
    self.init(grid: grid, sortedRuns: builder.runs)
  }

  /// The region of the voxels whose mask value isn't zero.
  ///
  /// - Parameters:
  ///   - grid: the grid whose voxels these are.
  ///   - mask: a value for each voxel, column index fastest.
  /// - Precondition: `mask.count == grid.voxelCount`.
  public init(grid: Grid, mask: [UInt8]) {
    precondition(mask.count == grid.voxelCount, "a mask value for each voxel")
    let columns = grid.size.x
    let voxels = mask.span
    let slabs = Slabs.map(grid.rowCount, voxels: mask.count) { rows in
      var runs: [Run] = []
      for row in rows {
        var start: Int?
        for offset in row * columns..<(row + 1) * columns {
          if voxels[offset] != 0 {
            if start == nil { start = offset }
          } else if let first = start {
            runs.append(Run(start: first, count: offset - first))
            start = nil
          }
        }
        if let first = start {
          runs.append(Run(start: first, count: (row + 1) * columns - first))
        }
      }
      return runs
    }
    self.init(grid: grid, sortedRuns: Array(slabs.joined()))
  }

  /// The region of the voxels that satisfy a condition.
  ///
  /// - Parameters:
  ///   - grid: the grid whose voxels these are.
  ///   - isInside: whether the voxel at an index belongs to the region.
  public init(grid: Grid, where isInside: (SIMD3<Int>) -> Bool) {
    self.init(box: VoxelBox(lower: .zero, upper: grid.size), of: grid, where: isInside)
  }

  /// The region of the voxels of a box that satisfy a condition.
  package init(box: VoxelBox, of grid: Grid, where isInside: (SIMD3<Int>) -> Bool) {
    var builder = RunBuilder(grid: grid)
    for k in box.lower.z..<box.upper.z {
      for j in box.lower.y..<box.upper.y {
        let row = grid.offset(of: SIMD3(0, j, k))
        for i in box.lower.x..<box.upper.x where isInside(SIMD3(i, j, k)) {
          builder.append(row + i..<row + i + 1)
        }
      }
    }
    self.init(grid: grid, sortedRuns: builder.runs)
  }

  /// The region of all voxels of a box.
  ///
  /// - Parameters:
  ///   - grid: the grid whose voxels these are.
  ///   - box: the indices of the voxels.
  /// - Precondition: the box lies within the grid.
  public init(grid: Grid, box: VoxelBox) {
    precondition(
      all(box.lower .>= .zero) && all(box.upper .<= grid.size) && all(box.lower .<= box.upper),
      "a box within the grid"
    )
    var runs: [Run] = []
    if box.lower.x < box.upper.x {
      for k in box.lower.z..<box.upper.z {
        for j in box.lower.y..<box.upper.y {
          let start = grid.offset(of: SIMD3(box.lower.x, j, k))
          runs.append(Run(start: start, count: box.upper.x - box.lower.x))
        }
      }
    }
    self.init(grid: grid, sortedRuns: runs)
  }

  /// The region that holds every voxel of a grid.
  public static func whole(_ grid: Grid) -> Region {
    Region(grid: grid, box: VoxelBox(lower: .zero, upper: grid.size))
  }

  /// The region that holds no voxel of a grid.
  public static func empty(_ grid: Grid) -> Region { Region(grid: grid, sortedRuns: []) }

  /// A value for each voxel, 1 inside and 0 outside, column index fastest.
  public var mask: [UInt8] {
    var mask = [UInt8](repeating: 0, count: grid.voxelCount)
    var voxels = mask.mutableSpan
    for run in runs {
      for offset in run.offsets { voxels[offset] = 1 }
    }
    return mask
  }
}

/// Makes sorted runs out of ranges that come in order of their start, joining those that overlap or
/// touch and cutting at the end of a row.
struct RunBuilder {
  private let columns: Int
  private(set) var runs: [Region.Run] = []

  init(grid: Grid) { columns = grid.size.x }

  /// Adds the voxels of a range that starts no earlier than the last one added.
  mutating func append(_ range: Range<Int>) {
    var start = range.lowerBound
    if let last = runs.last?.offsets {
      if range.upperBound <= last.upperBound { return }
      start = max(start, last.upperBound)
      if start == last.upperBound, start % columns != 0 {
        start = last.lowerBound
        runs.removeLast()
      }
    }
    while start < range.upperBound {
      let end = min(range.upperBound, (start / columns + 1) * columns)
      runs.append(Region.Run(start: start, count: end - start))
      start = end
    }
  }
}

extension Grid {
  /// The number of rows in all slices.
  var rowCount: Int { size.y * size.z }
}
