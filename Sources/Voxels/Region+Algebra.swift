extension Region {
  /// The voxels of this region or another one.
  ///
  /// - Parameter other: a region of the same grid.
  /// - Returns: the union.
  /// - Precondition: both regions lie on one grid.
  public func union(_ other: Region) -> Region { combined(with: other) { $0 || $1 } }

  /// The voxels of both this region and another one.
  ///
  /// - Parameter other: a region of the same grid.
  /// - Returns: the intersection.
  /// - Precondition: both regions lie on one grid.
  public func intersection(_ other: Region) -> Region { combined(with: other) { $0 && $1 } }

  /// The voxels of this region that aren't in another one.
  ///
  /// - Parameter other: a region of the same grid.
  /// - Returns: the difference.
  /// - Precondition: both regions lie on one grid.
  public func subtracting(_ other: Region) -> Region { combined(with: other) { $0 && !$1 } }

  /// The voxels of exactly one of this region and another one.
  ///
  /// - Parameter other: a region of the same grid.
  /// - Returns: the symmetric difference.
  /// - Precondition: both regions lie on one grid.
  public func symmetricDifference(_ other: Region) -> Region { combined(with: other) { $0 != $1 } }

  /// The voxels of the grid that aren't in this region.
  public var complement: Region { Region.whole(grid).subtracting(self) }

  /// The voxels of any of several regions.
  ///
  /// - Parameters:
  ///   - regions: regions of one grid, in any order, overlapping or not.
  ///   - grid: their grid.
  /// - Returns: the union; empty where there are no regions.
  /// - Precondition: all regions lie on the grid.
  public static func union(_ regions: some Sequence<Region>, on grid: Grid) -> Region {
    var runs: [Run] = []
    for region in regions {
      precondition(region.grid == grid, "regions of one grid")
      runs += region.runs
    }
    return Region(grid: grid, runs: runs)
  }

  /// Whether no voxel is in both this region and another one.
  ///
  /// - Parameter other: a region of the same grid.
  /// - Returns: true where the intersection is empty.
  public func isDisjoint(with other: Region) -> Bool { intersection(other).isEmpty }

  /// Whether each voxel of this region is in another one too.
  ///
  /// - Parameter other: a region of the same grid.
  /// - Returns: true where nothing is left after subtracting the other one.
  public func isSubset(of other: Region) -> Bool { subtracting(other).isEmpty }

  /// Sweeps over both regions' edges in storage order and keeps the voxels that `keep` wants.
  private func combined(with other: Region, keep: (Bool, Bool) -> Bool) -> Region {
    precondition(grid == other.grid, "regions of one grid")
    var builder = RunBuilder(grid: grid)
    var here = EdgeWalk(runs)
    var there = EdgeWalk(other.runs)
    var position = 0
    while !here.isDone || !there.isDone {
      let next = min(here.nextEdge, there.nextEdge)
      if keep(here.isInside, there.isInside), position < next { builder.append(position..<next) }
      here.pass(next)
      there.pass(next)
      position = next
    }
    return Region(grid: grid, sortedRuns: builder.runs)
  }
}

/// A walk over the edges of runs: where they begin and end.
private struct EdgeWalk {
  private let runs: [Region.Run]
  private var run = 0
  private(set) var isInside = false
  private(set) var nextEdge = Int.max

  init(_ runs: [Region.Run]) {
    self.runs = runs
    if let first = runs.first { nextEdge = Int(first.start) }
  }

  var isDone: Bool { run == runs.count }

  /// Steps over the next edge where it lies at `offset`.
  mutating func pass(_ offset: Int) {
    // Two runs of adjacent rows may end and begin at the same offset.
    while nextEdge == offset {
      if isInside { run += 1 }
      isInside.toggle()
      nextEdge =
        if isDone { Int.max } else {
          isInside ? runs[run].offsets.upperBound : Int(runs[run].start)
        }
    }
  }
}
