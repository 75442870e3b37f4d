extension Volume {
  /// The connected part, of the voxels whose value reaches a level, that holds a seed voxel.
  ///
  /// The same as the seed's component of ``region(atLeast:within:)``, but only the part itself and its
  /// border are looked at.
  ///
  /// - Parameters:
  ///   - seed: the voxel to start from.
  ///   - level: the smallest value inside, in the volume's unit; a value equal to it is in.
  ///   - connectivity: which voxels are neighbours.
  ///   - region: only voxels of this region are taken; any voxel where it is nil.
  /// - Returns: the connected part; empty where the seed itself isn't in.
  /// - Precondition: the seed lies on the grid, and the region on the same grid.
  public func region(
    grownFrom seed: SIMD3<Int>,
    atLeast level: Float,
    _ connectivity: Connectivity,
    within region: Region? = nil
  ) -> Region {
    precondition(all(seed .>= .zero) && all(seed .< grid.size), "a seed on the grid")
    precondition(region?.grid ?? grid == grid, "a region of the volume's grid")
    let width = grid.size.x
    let voxels = values.span
    func isInside(_ offset: Int) -> Bool {
      voxels[offset] >= level && (region?.contains(offset) ?? true)
    }
    var found: [Int: [Range<Int>]] = [:]
    var front: [(row: Int, columns: Range<Int>)] = []
    func take(_ column: Int, row: Int) -> Range<Int> {
      var start = column
      var end = column + 1
      while start > 0, isInside(row * width + start - 1) { start -= 1 }
      while end < width, isInside(row * width + end) { end += 1 }
      found[row, default: []].append(start..<end)
      front.append((row, start..<end))
      return start..<end
    }
    guard isInside(grid.offset(of: seed)) else { return .empty(grid) }
    _ = take(seed.x, row: seed.y + seed.z * grid.size.y)
    while let (row, columns) = front.popLast() {
      for neighbour in connectivity.rows {
        let j = row % grid.size.y + neighbour.rows
        let k = row / grid.size.y + neighbour.slices
        guard let other = grid.row(j, k), other != row else { continue }
        var column = max(0, columns.lowerBound + neighbour.columns.lowerBound)
        let end = min(width, columns.upperBound + neighbour.columns.upperBound)
        while column < end {
          if let known = found[other]?.first(where: { $0.contains(column) }) {
            column = known.upperBound
          } else if isInside(other * width + column) {
            column = take(column, row: other).upperBound
          } else {
            column += 1
          }
        }
      }
    }
    let runs = found.flatMap { row, spans in
      spans.map { Region.Run(start: row * width + $0.lowerBound, count: $0.count) }
    }
    return Region(grid: grid, runs: runs)
  }
}
