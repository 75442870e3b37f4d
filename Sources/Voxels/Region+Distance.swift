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
      var envelope = Envelope(count: size.y, spacing: spacing.y)
      var panel = Panel(length: size.y)
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
        panel.sweep(&output, start: start, width: size.x, stride: size.x, envelope: &envelope)
      }
    }
    guard size.z > 1 else { return Volume(grid: grid, values: roots(squares)) }
    unsafe squares.withUnsafeMutableBufferPointer { buffer in
      // Each slab of rows sweeps pillars of its own.
      nonisolated(unsafe) let buffer = unsafe buffer
      _ = Slabs.map(size.y, voxels: grid.voxelCount) { rows in
        var envelope = Envelope(count: size.z, spacing: spacing.z)
        var panel = Panel(length: size.z)
        var output = unsafe buffer.mutableSpan
        for j in rows {
          panel.sweep(
            &output,
            start: j * size.x,
            width: size.x,
            stride: slice,
            envelope: &envelope,
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

  private func roots(_ squares: [Float]) -> [Float] { squares.map { $0.squareRoot() } }
}

/// Some neighbouring lines across rows, laid out one after another.
private struct Panel {
  private static let lines = 16
  private let length: Int
  private var values: [Float]

  init(length: Int) {
    self.length = length
    values = [Float](repeating: 0, count: length * Self.lines)
  }

  /// Replaces the values of all lines that cross a row by the lower envelope of their parabolas.
  mutating func sweep(
    _ output: inout MutableSpan<Float>,
    start: Int,
    width: Int,
    stride: Int,
    envelope: inout Envelope,
    takingRoots: Bool = false
  ) {
    var first = 0
    while first < width {
      let count = min(Self.lines, width - first)
      for place in 0..<length {
        let source = start + place * stride + first
        for line in 0..<count { values[line &* length &+ place] = output[source &+ line] }
      }
      for line in 0..<count { envelope.replace(&values, at: line * length) }
      for place in 0..<length {
        let target = start + place * stride + first
        for line in 0..<count {
          let square = values[line &* length &+ place]
          output[target &+ line] = takingRoots ? square.squareRoot() : square
        }
      }
      first += count
    }
  }
}

/// The lower envelope of parabolas over a line of places.
private struct Envelope {
  private let spacing: Double
  /// 1 / (2 n) for each n, so that no division is left in the loop.
  private let halves: [Double]
  private var places: [Int]
  private var heights: [Double]
  private var starts: [Double]

  init(count: Int, spacing: Double) {
    self.spacing = spacing
    halves = (0..<max(2, count)).map { $0 == 0 ? 0 : 1 / (2 * Double($0)) }
    places = [Int](repeating: 0, count: count)
    heights = [Double](repeating: 0, count: count)
    starts = [Double](repeating: 0, count: count + 1)
  }

  /// Replaces each value of a line by the lowest of all parabolas there.
  mutating func replace(_ values: inout [Float], at start: Int) {
    let count = places.count
    let unit = 1 / (spacing * spacing)
    let square = Float(spacing * spacing)
    // In units of the spacing a parabola at q is (x - q)^2 + height.
    var last = -1
    for place in 0..<count {
      let value = values[start + place]
      guard value < .infinity else { continue }
      let height = Double(value) * unit
      var from = -Double.infinity
      while last >= 0 {
        let steps = place &- places[last]
        from =
          (height - heights[last]) * halves[steps] + Double(place &+ places[last]) * 0.5
        if from > starts[last] { break }
        last &-= 1
        from = -Double.infinity
      }
      last &+= 1
      places[last] = place
      heights[last] = height
      starts[last] = from
    }
    guard last >= 0 else { return }
    starts[last + 1] = .infinity
    var current = 0
    for place in 0..<count {
      while starts[current &+ 1] < Double(place) { current &+= 1 }
      let steps = Double(place &- places[current])
      values[start + place] = Float(steps * steps + heights[current]) * square
    }
  }
}
