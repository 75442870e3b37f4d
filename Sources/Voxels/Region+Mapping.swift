extension Region {
  /// A region on another grid than it was drawn on.
  public struct Mapped: Hashable, Sendable {
    /// The voxels on the other grid.
    public let region: Region
    /// Whether the grids' voxels coincide, so that each voxel kept its place.
    public let isExact: Bool
    /// The voxels that lie outside the other grid.
    public let lostVoxelCount: Int
  }

  /// The region on another grid.
  ///
  /// Where the grids' voxels coincide (centres within a tenth of a voxel), be the axes permuted or
  /// flipped, each voxel keeps its place. Else each voxel of the other grid is inside whose centre's
  /// nearest voxel of this region's grid is, ties upward.
  ///
  /// - Parameter grid: the other grid, in the same patient coordinates.
  /// - Returns: the region there, whether that was exact, and what was lost.
  public func mapped(onto grid: Grid) -> Mapped {
    if let lattice = LatticeMap(from: self.grid, to: grid) {
      let region = lattice.region(self)
      return Mapped(
        region: region,
        isExact: true,
        lostVoxelCount: voxelCount - region.voxelCount
      )
    }
    return Mapped(
      region: resampled(to: grid),
      isExact: false,
      lostVoxelCount: voxelsOutside(self, of: grid)
    )
  }
}

/// A map between two grids whose voxels coincide: axes permuted, flipped and shifted.
private struct LatticeMap {
  private let source: Grid
  private let target: Grid
  /// The target index of source voxel (0, 0, 0).
  private let origin: SIMD3<Int>
  /// The steps in the target of a step along each source axis.
  private let steps: [SIMD3<Int>]

  /// How far, in voxels, coinciding voxel centres may lie apart.
  private static let tolerance = 0.1

  /// The map between two grids; nil where their voxels don't coincide.
  init?(from source: Grid, to target: Grid) {
    func targetIndex(_ index: SIMD3<Double>) -> SIMD3<Double> {
      target.affine.voxel(at: source.affine.position(ofVoxel: index))
    }
    let zero = targetIndex(.zero)
    let origin = zero.rounded(.toNearestOrAwayFromZero)
    var steps: [SIMD3<Double>] = []
    for axis in 0..<3 {
      var unit = SIMD3<Double>.zero
      unit[axis] = 1
      let step = (targetIndex(unit) - zero).rounded(.toNearestOrAwayFromZero)
      guard abs(step.x) + abs(step.y) + abs(step.z) == 1 else { return nil }
      steps.append(step)
    }
    guard dot(steps[0], cross(steps[1], steps[2])) != 0 else { return nil }
    let last = SIMD3<Double>(
      Double(source.size.x - 1),
      Double(source.size.y - 1),
      Double(source.size.z - 1)
    )
    for corner in 0..<8 {
      let index = SIMD3<Double>(
        corner & 1 == 0 ? 0 : last.x,
        corner & 2 == 0 ? 0 : last.y,
        corner & 4 == 0 ? 0 : last.z
      )
      let exact = origin + steps[0] * index.x + steps[1] * index.y + steps[2] * index.z
      let off = targetIndex(index) - exact
      let worst = max(abs(off.x), abs(off.y), abs(off.z))
      guard worst <= Self.tolerance, abs(exact.x) + abs(exact.y) + abs(exact.z) < 1e9 else {
        return nil
      }
    }
    self.source = source
    self.target = target
    self.origin = SIMD3<Int>(Int(origin.x), Int(origin.y), Int(origin.z))
    self.steps = steps.map { SIMD3<Int>(Int($0.x), Int($0.y), Int($0.z)) }
  }

  /// The same voxels on the target grid; those outside it are lost.
  func region(_ region: Region) -> Region {
    if source.size == target.size, origin == .zero, steps[0].x == 1, steps[1].y == 1 {
      return Region(grid: target, sortedRuns: region.runs)
    }
    var runs: [Region.Run] = []
    for run in region.runs {
      let first = source.index(at: Int(run.start))
      var index = origin &+ steps[0] &* first.x &+ steps[1] &* first.y &+ steps[2] &* first.z
      if steps[0].x == 1 {
        let lower = max(0, index.x)
        let upper = min(target.size.x, index.x + Int(run.count))
        guard lower < upper, contains(SIMD3(lower, index.y, index.z)) else { continue }
        runs.append(
          Region.Run(
            start: target.offset(of: SIMD3(lower, index.y, index.z)),
            count: upper - lower
          )
        )
        continue
      }
      for _ in 0..<run.count {
        if contains(index) { runs.append(Region.Run(start: target.offset(of: index), count: 1)) }
        index &+= steps[0]
      }
    }
    return Region(grid: target, runs: runs)
  }

  private func contains(_ index: SIMD3<Int>) -> Bool { target.contains(index) }
}

extension Grid {
  /// Whether an index is one of the grid's.
  fileprivate func contains(_ index: SIMD3<Int>) -> Bool {
    index.x >= 0 && index.y >= 0 && index.z >= 0
      && index.x < size.x && index.y < size.y && index.z < size.z
  }

  /// The index of the voxel nearest to a fractional index, ties upward.
  fileprivate func nearest(_ index: SIMD3<Double>) -> SIMD3<Int> {
    let far = SIMD3<Double>(repeating: 1e9)
    let rounded = pointwiseMax(-far, pointwiseMin(far, (index + 0.5).rounded(.down)))
    return SIMD3(Int(rounded.x), Int(rounded.y), Int(rounded.z))
  }
}

/// The voxels of a region whose centres lie outside a grid.
private func voxelsOutside(_ region: Region, of grid: Grid) -> Int {
  region.runs.reduce(0) { sum, run in
    sum
      + run.offsets.count { offset in
        let position = region.grid.position(of: region.grid.index(at: offset))
        return !grid.contains(grid.nearest(grid.affine.voxel(at: position)))
      }
  }
}
