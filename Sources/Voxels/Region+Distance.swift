extension Region {
  /// The distance from each voxel's centre to the nearest centre of a voxel of the region, in mm.
  ///
  /// Zero within the region, infinite everywhere where the region is empty. The distance inside a region
  /// to what lies outside is `complement.distances()`; beyond the grid there is nothing then.
  ///
  /// The nearest of a row is found along the row; then along columns and slices the lower envelope of
  /// the parabolas that the squared distances so far stand for.
  ///
  /// - Returns: exact distances, rounded to single precision.
  /// - Throws: ``GridError/shearedAxes(_:)`` where the axes aren't perpendicular.
  /// - Source: Felzenszwalb and Huttenlocher, Distance transforms of sampled functions, Theory Comput
  ///   2012;8:415.
  public func distances() throws(GridError) -> Volume<Millimeters> {
    guard grid.affine.isOrthogonal else { throw .shearedAxes(grid.affine) }
    let size = grid.size
    let spacing = grid.spacingMillimeters
    let table = RowTable(self)
    let slice = size.x * size.y
    // Along rows and columns, slice by slice; then along slices, a row of pillars at a time.
    var squares = Slabs.fill(blocks: size.z, of: slice, with: Float.infinity) { slices, output in
      var sweep = Sweep(length: size.y, spacing: spacing.y)
      for k in slices {
        let start = (k - slices.lowerBound) * slice
        var hasRuns = false
        for j in 0..<size.y {
          let inRow = table.runs(inRow: j + k * size.y)
          guard !inRow.isEmpty else { continue }
          hasRuns = true
          let row = (j + k * size.y) * size.x
          fillRow(inRow, row, spacing.x, &output, start + j * size.x)
        }
        guard hasRuns else { continue }
        sweep.replaceLines(
          of: &output,
          start: start,
          width: size.x,
          stride: size.x,
          takingRoots: false
        )
      }
    }
    unsafe squares.withUnsafeMutableBufferPointer { buffer in
      // Each slab of rows sweeps pillars of its own.
      nonisolated(unsafe) let buffer = unsafe buffer
      _ = Slabs.map(size.y, voxels: grid.voxelCount) { rows in
        var sweep = Sweep(length: size.z, spacing: spacing.z)
        var output = unsafe buffer.mutableSpan
        for j in rows {
          sweep.replaceLines(
            of: &output,
            start: j * size.x,
            width: size.x,
            stride: slice,
            takingRoots: true
          )
        }
      }
    }
    return Volume(grid: grid, values: squares)
  }

  /// The squared distances along a row to the nearest of its runs.
  private func fillRow(
    _ inRow: Range<Int>,
    _ row: Int,
    _ spacing: Double,
    _ output: inout MutableSpan<Float>,
    _ start: Int
  ) {
    var gapStart = 0
    for number in inRow {
      let run = runs[number].offsets
      let (first, end) = (run.lowerBound - row, run.upperBound - row)
      let hasLeft = number > inRow.lowerBound
      for column in gapStart..<first {
        let steps = hasLeft ? min(column - gapStart + 1, first - column) : first - column
        output[start + column] = Float(Double(steps * steps) * (spacing * spacing))
      }
      for column in first..<end { output[start + column] = 0 }
      gapStart = end
    }
    for column in gapStart..<grid.size.x {
      let steps = column - gapStart + 1
      output[start + column] = Float(Double(steps * steps) * (spacing * spacing))
    }
  }
}
