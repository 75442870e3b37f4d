/// A box of voxel indices: from `lower` up to, but not including, `upper`.
public struct VoxelBox: Hashable, Sendable {
  /// The smallest index along each axis.
  public let lower: SIMD3<Int>
  /// One past the largest index along each axis.
  public let upper: SIMD3<Int>

  /// The box from `lower` up to, but not including, `upper`.
  public init(lower: SIMD3<Int>, upper: SIMD3<Int>) {
    self.lower = lower
    self.upper = upper
  }

  /// The number of voxels along each axis.
  public var size: SIMD3<Int> { upper &- lower }

  /// The part of the box that lies within a grid, after growing it by a margin on all sides.
  package func grown(by margin: SIMD3<Int>, within grid: Grid) -> VoxelBox {
    VoxelBox(
      lower: pointwiseMax(lower &- margin, .zero),
      upper: pointwiseMin(upper &+ margin, grid.size)
    )
  }
}

extension Region {
  /// The smallest box that holds the region; nil where the region is empty.
  public var boundingBox: VoxelBox? {
    guard let first = runs.first, let last = runs.last else { return nil }
    let slice = grid.size.x * grid.size.y
    var lower = SIMD3(Int.max, Int.max, Int(first.start) / slice)
    var upper = SIMD3(0, 0, Int(last.start) / slice + 1)
    for run in runs {
      let index = grid.index(at: Int(run.start))
      lower.x = min(lower.x, index.x)
      upper.x = max(upper.x, index.x + Int(run.count))
      lower.y = min(lower.y, index.y)
      upper.y = max(upper.y, index.y + 1)
    }
    return VoxelBox(lower: lower, upper: upper)
  }

  /// The mean position of the voxel centres, in LPS mm; nil where the region is empty.
  public var centroid: SIMD3<Double>? {
    guard !isEmpty else { return nil }
    var sum = SIMD3<Int>.zero
    var count = 0
    for run in runs {
      let index = grid.index(at: Int(run.start))
      let length = Int(run.count)
      sum.x += index.x * length + length * (length - 1) / 2
      sum.y += index.y * length
      sum.z += index.z * length
      count += length
    }
    let mean = SIMD3(Double(sum.x), Double(sum.y), Double(sum.z)) / Double(count)
    return grid.affine.position(ofVoxel: mean)
  }

  /// Whether the voxel stored at an offset belongs to the region.
  ///
  /// - Parameter offset: the voxel's place in storage.
  /// - Returns: false also for offsets outside the grid.
  public func contains(_ offset: Int) -> Bool {
    // The last run that starts at or before the offset.
    var low = 0
    var high = runs.count
    while low < high {
      let middle = (low + high) / 2
      if Int(runs[middle].start) <= offset { low = middle + 1 } else { high = middle }
    }
    return low > 0 && runs[low - 1].offsets.contains(offset)
  }

  /// Whether the voxel at an index belongs to the region.
  ///
  /// - Parameter index: the voxel's column, row and slice.
  /// - Returns: false also for indices outside the grid.
  public func contains(_ index: SIMD3<Int>) -> Bool {
    all(index .>= .zero) && all(index .< grid.size) && contains(grid.offset(of: index))
  }

  /// The storage offsets of all voxels, in storage order.
  public var offsets: some Sequence<Int> & Sendable { runs.lazy.flatMap(\.offsets) }

  /// Calls a function for each run, with the index of the run's first voxel.
  ///
  /// - Parameter body: takes the first voxel's column, row and slice, and the number of voxels along i.
  public func forEachSpan(_ body: (SIMD3<Int>, Int) -> Void) {
    for run in runs { body(grid.index(at: Int(run.start)), Int(run.count)) }
  }
}
