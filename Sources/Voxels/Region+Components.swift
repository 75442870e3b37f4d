extension Region {
  /// The connected parts of the region, ordered by their first voxel in storage.
  ///
  /// Runs are joined by union-find: within slabs of slices first, then across their borders. The
  /// parts and their order don't depend on the slabs.
  ///
  /// - Parameter connectivity: which voxels are neighbours.
  /// - Returns: the components; none where the region is empty.
  /// - Complexity: about linear in the number of runs.
  /// - Source: Wu, Otoo, Suzuki: Optimizing two-pass connected-component labeling algorithms, Pattern
  ///   Anal Appl 2009;12:117 (union-find); He, Chao, Suzuki: A run-based two-scan labeling algorithm,
  ///   IEEE Trans Image Process 2008;17:749 (runs).
  public func components(_ connectivity: Connectivity) -> [Region] {
    guard let firstRun = runs.first, let lastRun = runs.last else { return [] }
    let table = RowTable(self)
    let slice = grid.size.x * grid.size.y
    let firstSlice = Int(firstRun.start) / slice
    let sliceCount = Int(lastRun.start) / slice + 1 - firstSlice
    let earlier = connectivity.rows.filter { ($0.slices, $0.rows) < (0, 0) }

    var parents = Array(0..<Int32(truncatingIfNeeded: runs.count))
    unsafe runs.withUnsafeBufferPointer { runs in
      unsafe parents.withUnsafeMutableBufferPointer { parents in
        let joiner = unsafe RunJoiner(runs: runs, parents: parents, table: table, grid: grid)
        let starts = Slabs.map(sliceCount, voxels: runs.count * 16) { slices in
          let slices = firstSlice + slices.lowerBound..<firstSlice + slices.upperBound
          for k in slices {
            joiner.join(slice: k, to: earlier) { $0 + k >= slices.lowerBound }
          }
          return slices.lowerBound
        }
        for start in starts.dropFirst() {
          joiner.join(slice: start, to: earlier) { $0 < 0 }
        }
      }
    }
    return collect(parents)
  }

  /// The connected part that holds a voxel; nil where the voxel isn't in the region.
  ///
  /// - Parameters:
  ///   - index: the voxel's column, row and slice.
  ///   - connectivity: which voxels are neighbours.
  /// - Returns: the component of the voxel.
  public func component(containing index: SIMD3<Int>, _ connectivity: Connectivity) -> Region? {
    guard contains(index) else { return nil }
    return components(connectivity).first { $0.contains(index) }
  }

  /// The region without its connected parts of fewer than a number of voxels.
  ///
  /// - Parameters:
  ///   - voxelCount: the smallest number of voxels that stays.
  ///   - connectivity: which voxels are neighbours.
  /// - Returns: the components of at least `voxelCount` voxels, together.
  public func removingComponents(
    smallerThan voxelCount: Int,
    _ connectivity: Connectivity
  ) -> Region {
    let kept = components(connectivity).filter { $0.voxelCount >= voxelCount }
    return Region.union(kept, on: grid)
  }

  /// Sorts the runs into the components that their parents lead to.
  private func collect(_ parents: [Int32]) -> [Region] {
    // A parent never comes after its child, so one pass forward finds each run's component.
    var labels = parents
    var counts: [Int] = []
    for run in 0..<labels.count {
      let parent = Int(labels[run])
      if parent == run {
        labels[run] = Int32(truncatingIfNeeded: counts.count)
        counts.append(1)
      } else {
        let label = labels[parent]
        labels[run] = label
        counts[Int(label)] += 1
      }
    }
    var parts = counts.map { count in
      var part: [Run] = []
      part.reserveCapacity(count)
      return part
    }
    for run in 0..<labels.count { parts[Int(labels[run])].append(runs[run]) }
    return parts.map { Region(grid: grid, sortedRuns: $0) }
  }
}

/// Joins runs of neighbouring rows in a forest in which a parent never comes after its child.
///
/// Safe on several threads as long as each joins runs of slices of its own.
@safe
private struct RunJoiner: @unchecked Sendable {
  let runs: UnsafeBufferPointer<Region.Run>
  let parents: UnsafeMutableBufferPointer<Int32>
  let table: RowTable
  let grid: Grid

  /// Joins each run of a slice to the runs it touches in the given rows before its own.
  func join(slice k: Int, to neighbours: [NeighbourRow], where isWanted: (Int) -> Bool) {
    for neighbour in neighbours where k + neighbour.slices >= 0 && isWanted(neighbour.slices) {
      let step = neighbour.rows + neighbour.slices * grid.size.y
      let reach = Int32(neighbour.columns.upperBound)
      for j in max(0, -neighbour.rows)..<min(grid.size.y, grid.size.y - neighbour.rows) {
        let row = j + k * grid.size.y
        let here = table.runs(inRow: row)
        guard !here.isEmpty else { continue }
        let there = table.runs(inRow: row + step)
        join(here, there, shift: Int32(step * grid.size.x), reach: reach)
      }
    }
  }

  /// Joins the runs of one row to those of another that they touch.
  private func join(_ here: Range<Int>, _ there: Range<Int>, shift: Int32, reach: Int32) {
    var a = here.lowerBound
    var b = there.lowerBound
    while a < here.upperBound, b < there.upperBound {
      let runA = unsafe runs[a]
      let runB = unsafe runs[b]
      let startB = runB.start &- shift
      let endA = runA.start &+ runA.count
      let endB = startB &+ runB.count
      if runA.start < endB &+ reach, startB < endA &+ reach { unite(a, b) }
      if endA < endB { a &+= 1 } else { b &+= 1 }
    }
  }

  private func unite(_ a: Int, _ b: Int) {
    let rootA = root(of: Int32(truncatingIfNeeded: a))
    let rootB = root(of: Int32(truncatingIfNeeded: b))
    if rootA < rootB {
      unsafe parents[Int(rootB)] = rootA
    } else if rootB < rootA {
      unsafe parents[Int(rootA)] = rootB
    }
  }

  private func root(of run: Int32) -> Int32 {
    var run = run
    while true {
      let parent = unsafe parents[Int(run)]
      if parent == run { return run }
      let grandparent = unsafe parents[Int(parent)]
      unsafe parents[Int(run)] = grandparent
      run = grandparent
    }
  }
}

/// Where each row's runs lie among a region's runs.
struct RowTable: Sendable {
  /// The first row that the table covers, counted through all slices.
  private let firstRow: Int
  /// The first run of each row, and one past the last run.
  private let starts: [Int32]

  init(_ region: Region) {
    guard let first = region.runs.first, let last = region.runs.last else {
      firstRow = 0
      starts = [0]
      return
    }
    let columns = region.grid.size.x
    let lastRow = Int(last.start) / columns
    firstRow = Int(first.start) / columns
    var starts: [Int32] = []
    starts.reserveCapacity(lastRow - firstRow + 2)
    var rowStart = firstRow * columns
    for (number, run) in region.runs.enumerated() {
      while Int(run.start) >= rowStart {
        starts.append(Int32(truncatingIfNeeded: number))
        rowStart += columns
      }
    }
    starts.append(Int32(truncatingIfNeeded: region.runs.count))
    self.starts = starts
  }

  /// The rows from the first to the last that has a run.
  var rows: Range<Int> { firstRow..<firstRow + starts.count - 1 }

  /// The places of a row's runs among the region's runs; empty for rows that have none.
  @inline(__always)
  func runs(inRow row: Int) -> Range<Int> {
    guard rows.contains(row) else { return 0..<0 }
    return Int(starts[row - firstRow])..<Int(starts[row - firstRow + 1])
  }
}
