extension Region {
  /// The region with all neighbours of its voxels.
  ///
  /// - Parameters:
  ///   - connectivity: which voxels are neighbours.
  ///   - times: how often to dilate; 0 leaves the region as it is.
  /// - Returns: the dilated region; nothing grows beyond the grid.
  public func dilated(_ connectivity: Connectivity, times: Int = 1) -> Region {
    (0..<max(0, times)).reduce(self) { region, _ in region.dilated(by: connectivity.rows) }
  }

  /// The voxels of the region all of whose neighbours are in the region.
  ///
  /// What lies beyond the grid counts as outside: a voxel at the grid's edge is eroded.
  ///
  /// - Parameters:
  ///   - connectivity: which voxels are neighbours.
  ///   - times: how often to erode; 0 leaves the region as it is.
  /// - Returns: the eroded region.
  public func eroded(_ connectivity: Connectivity, times: Int = 1) -> Region {
    (0..<max(0, times)).reduce(self) { region, _ in region.eroded(by: connectivity.rows) }
  }

  /// The voxels whose centres lie no further than a distance from the centre of a voxel of the region.
  ///
  /// - Parameter radius: in mm; a negative one is taken as 0.
  /// - Returns: the dilated region; nothing grows beyond the grid.
  public func dilated(byMillimeters radius: Double) -> Region {
    dilated(by: ballRows(radius: max(0, radius), affine: grid.affine))
  }

  /// The voxels of the region whose distance to the nearest centre outside it is more than `radius`.
  ///
  /// What lies beyond the grid counts as outside.
  ///
  /// - Parameter radius: in mm; a negative one is taken as 0.
  /// - Returns: the eroded region.
  public func eroded(byMillimeters radius: Double) -> Region {
    eroded(by: ballRows(radius: max(0, radius), affine: grid.affine))
  }

  /// The region with its holes: the voxels that no path outside the region joins to the grid's edge.
  ///
  /// - Parameter background: which voxels a path outside the region may step between.
  /// - Returns: the region without holes.
  public func filledHoles(background: Connectivity = .faces) -> Region {
    guard let box = boundingBox else { return self }
    let outside = Region(grid: grid, box: box).subtracting(self)
    let holes = outside.components(background).filter { part in
      guard let reach = part.boundingBox else { return false }
      return all(reach.lower .> box.lower) && all(reach.upper .< box.upper)
    }
    return union(Region.union(holes, on: grid))
  }

  /// The voxels of the region that have a neighbour outside it; the grid's edge counts as outside.
  ///
  /// - Parameter connectivity: which voxels are neighbours.
  /// - Returns: the surface, one voxel thick.
  public func surface(_ connectivity: Connectivity) -> Region {
    subtracting(eroded(connectivity))
  }

  private func dilated(by element: [NeighbourRow]) -> Region {
    guard let box = boundingBox else { return self }
    let width = grid.size.x
    let table = RowTable(self)
    let margin = element.reduce(SIMD3(0, 0, 0)) {
      SIMD3(0, max($0.y, abs($1.rows)), max($0.z, abs($1.slices)))
    }
    let reached = box.grown(by: margin, within: grid)
    var builder = RunBuilder(grid: grid)
    var spans: [Range<Int>] = []
    for k in reached.lower.z..<reached.upper.z {
      for j in reached.lower.y..<reached.upper.y {
        spans.removeAll(keepingCapacity: true)
        let rowStart = grid.offset(of: SIMD3(0, j, k))
        for part in element {
          guard let row = grid.row(j - part.rows, k - part.slices) else { continue }
          for run in table.runs(inRow: row) {
            let span = columns(ofRun: run, inRow: row)
            let start = max(0, span.lowerBound + part.columns.lowerBound)
            let end = min(width, span.upperBound + part.columns.upperBound)
            if start < end { spans.append(rowStart + start..<rowStart + end) }
          }
        }
        spans.sort { $0.lowerBound < $1.lowerBound }
        for span in spans { builder.append(span) }
      }
    }
    return Region(grid: grid, sortedRuns: builder.runs)
  }

  private func eroded(by element: [NeighbourRow]) -> Region {
    let width = grid.size.x
    let table = RowTable(self)
    var builder = RunBuilder(grid: grid)
    for row in table.rows {
      var left = table.runs(inRow: row).map { columns(ofRun: $0, inRow: row) }
      for part in element {
        guard !left.isEmpty else { break }
        guard let other = grid.row(row % grid.size.y + part.rows, row / grid.size.y + part.slices)
        else {
          left = []
          break
        }
        let shrunk = table.runs(inRow: other).compactMap { run -> Range<Int>? in
          let span = columns(ofRun: run, inRow: other)
          let start = span.lowerBound - part.columns.lowerBound
          let end = span.upperBound - part.columns.upperBound
          return start < end ? start..<end : nil
        }
        left = intersection(left, shrunk)
      }
      for span in left {
        builder.append(row * width + span.lowerBound..<row * width + span.upperBound)
      }
    }
    return Region(grid: grid, sortedRuns: builder.runs)
  }

  /// The columns of a run.
  private func columns(ofRun run: Int, inRow row: Int) -> Range<Int> {
    let start = Int(runs[run].start) - row * grid.size.x
    return start..<start + Int(runs[run].count)
  }

  /// What two sorted lists of columns share.
  private func intersection(_ first: [Range<Int>], _ second: [Range<Int>]) -> [Range<Int>] {
    var shared: [Range<Int>] = []
    var a = 0
    var b = 0
    while a < first.count, b < second.count {
      let start = max(first[a].lowerBound, second[b].lowerBound)
      let end = min(first[a].upperBound, second[b].upperBound)
      if start < end { shared.append(start..<end) }
      if first[a].upperBound < second[b].upperBound { a += 1 } else { b += 1 }
    }
    return shared
  }
}

extension Grid {
  /// The number of a row, counted through all slices; nil beyond the grid.
  func row(_ j: Int, _ k: Int) -> Int? {
    guard j >= 0, j < size.y, k >= 0, k < size.z else { return nil }
    return j + k * size.y
  }
}
