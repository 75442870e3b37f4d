import Voxels

/// Grows regions of connected voxels from single voxels of one volume.
///
/// It keeps one bit per voxel for all growths together, and clears only what it set.
struct RegionGrower {
  private let volume: Volume<SUVbw>
  private let neighbors: [(row: Int, slice: Int, spread: Int)]
  private var visited: [UInt64]

  init(_ volume: Volume<SUVbw>, connectivity: Connectivity) {
    self.volume = volume
    visited = [UInt64](repeating: 0, count: (volume.grid.voxelCount + 63) / 64)
    var rows: [(row: Int, slice: Int, spread: Int)] = []
    for slice in -1...1 {
      for row in -1...1 where (row, slice) != (0, 0) {
        let isDiagonal = row != 0 && slice != 0
        switch connectivity {
        case .faces: if !isDiagonal { rows.append((row, slice, 0)) }
        case .edges: rows.append((row, slice, isDiagonal ? 0 : 1))
        case .corners: rows.append((row, slice, 1))
        }
      }
    }
    neighbors = rows
  }

  /// What was grown, and whether the reach held it back.
  struct Growth {
    var region: Region
    var isCut: Bool
  }

  /// The voxels connected to `start` whose values lie in an interval, bounds included.
  ///
  /// - Parameters:
  ///   - start: where to begin; nothing grows when its own value is outside the interval.
  ///   - interval: the values that belong; NaN never does.
  ///   - reach: how far the region may extend; nil for the whole volume.
  /// - Returns: the region, and whether it was cut off.
  mutating func grow(
    from start: SIMD3<Int>,
    through interval: ClosedRange<Float>,
    within reach: Reach?
  ) -> Growth {
    let grid = volume.grid
    var found: [Region.Run] = []
    var pending: [(row: Int, slice: Int, columns: Range<Int>)] = []
    var isCut = false
    scan(
      start.x..<start.x + 1,
      row: start.y,
      slice: start.z,
      interval,
      reach,
      &pending,
      &isCut
    )
    while let run = pending.popLast() {
      found.append(
        Region.Run(
          start: grid.offset(of: SIMD3(run.columns.lowerBound, run.row, run.slice)),
          count: run.columns.count
        )
      )
      for neighbor in neighbors {
        let row = run.row + neighbor.row
        let slice = run.slice + neighbor.slice
        guard row >= 0, row < grid.size.y, slice >= 0, slice < grid.size.z else { continue }
        let lower = max(0, run.columns.lowerBound - neighbor.spread)
        let upper = min(grid.size.x, run.columns.upperBound + neighbor.spread)
        scan(lower..<upper, row: row, slice: slice, interval, reach, &pending, &isCut)
      }
    }
    for run in found {
      for offset in run.offsets { visited[offset >> 6] &= ~(1 << UInt64(offset & 63)) }
    }
    found.sort { $0.start < $1.start }
    return Growth(region: Region(grid: grid, sortedRuns: found), isCut: isCut)
  }

  /// Takes up every run of fitting, unvisited voxels that meets some columns of a row.
  private mutating func scan(
    _ columns: Range<Int>,
    row: Int,
    slice: Int,
    _ interval: ClosedRange<Float>,
    _ reach: Reach?,
    _ pending: inout [(row: Int, slice: Int, columns: Range<Int>)],
    _ isCut: inout Bool
  ) {
    let grid = volume.grid
    let base = grid.offset(of: SIMD3(0, row, slice))
    let volume = volume
    let values = volume.values.span
    let whole = 0..<grid.size.x
    let allowed = reach?.columns(of: row, slice: slice, on: grid) ?? whole
    var column = columns.lowerBound
    while column < columns.upperBound {
      guard interval.contains(values[base + column]) else {
        column += 1
        continue
      }
      guard allowed.contains(column) else {
        isCut = true
        column += 1
        continue
      }
      guard !isVisited(base + column) else {
        column += 1
        continue
      }
      var lower = column
      while lower > allowed.lowerBound, interval.contains(values[base + lower - 1]) { lower -= 1 }
      var upper = column + 1
      while upper < allowed.upperBound, interval.contains(values[base + upper]) { upper += 1 }
      for offset in base + lower..<base + upper {
        visited[offset >> 6] |= 1 << UInt64(offset & 63)
      }
      // What goes on just beyond the reach was cut off there.
      for outside in [lower - 1, upper] where whole.contains(outside) && !allowed.contains(outside)
      {
        if interval.contains(values[base + outside]) { isCut = true }
      }
      pending.append((row, slice, lower..<upper))
      column = upper
    }
  }

  private func isVisited(_ offset: Int) -> Bool {
    visited[offset >> 6] & (1 << UInt64(offset & 63)) != 0
  }
}
