/// How values between voxel centres are found.
public enum Interpolation: Sendable {
  /// The value of the voxel that holds the position; on a border between voxels the later one's.
  case nearest
  /// Linear along each axis between the eight surrounding centres.
  case linear
}

extension Volume {
  /// The volume's values at the voxel centres of another grid.
  ///
  /// A position within half a voxel of the outermost centres takes their values; one further out takes
  /// `outside`. Positions within a ten-millionth of a voxel of a centre take its value unchanged, so
  /// that resampling to the same grid changes nothing. Weights are in single precision. A value that is
  /// not a number reaches only positions for which it has a weight.
  ///
  /// Grids whose axes are parallel, flipped or not, take a faster path with the same result but for
  /// rounding.
  ///
  /// - Parameters:
  ///   - target: the grid to sample at.
  ///   - outside: the value beyond this volume.
  ///   - interpolation: how values between centres are found.
  /// - Returns: a volume on the target grid.
  public func resampled(
    to target: Grid,
    outside: Float,
    interpolation: Interpolation
  ) -> Volume {
    let map = IndexMap(from: target.affine, to: grid.affine)
    let axes = (0..<3).map { axis in
      (0..<target.size[axis]).map { place in
        AxisSample(
          map.origin[axis] + map.steps[axis][axis] * Double(place),
          count: grid.size[axis],
          interpolation
        )
      }
    }
    let isParallel = map.isParallel(on: target)
    return Volume(
      grid: target,
      values: Slabs.fill(blocks: target.rowCount, of: target.size.x, with: outside) {
        rows,
        output in
        if isParallel {
          sampleParallel(axes, rows, target, &output)
        } else {
          sampleObliquely(map, rows, target, interpolation, &output)
        }
      }
    )
  }

  private func sampleParallel(
    _ axes: [[AxisSample]],
    _ rows: Range<Int>,
    _ target: Grid,
    _ output: inout MutableSpan<Float>
  ) {
    let width = target.size.x
    guard let first = axes[0].firstIndex(where: \.isInside),
      let last = axes[0].lastIndex(where: \.isInside)
    else { return }
    let ends = [axes[0][first], axes[0][last]]
    let lowest = min(ends[0].lower, ends[1].lower)
    let count = max(ends[0].upper, ends[1].upper) - lowest + 1
    let weights = axes[0][first...last].map(\.weight)
    let lower = axes[0][first...last].map { Int32($0.lower - lowest) }
    let upper = axes[0][first...last].map { Int32($0.upper - lowest) }
    let values = values.span
    var blended = [Float](repeating: 0, count: count)
    for row in rows {
      let (y, z) = (axes[1][row % target.size.y], axes[2][row / target.size.y])
      guard y.isInside, z.isInside else { continue }
      func stretch(_ j: Int, _ k: Int) -> Range<Int> {
        let start = grid.offset(of: SIMD3(lowest, j, k))
        return start..<start + count
      }
      blend(
        values.extracting(stretch(y.lower, z.lower)),
        values.extracting(stretch(y.upper, z.lower)),
        values.extracting(stretch(y.lower, z.upper)),
        values.extracting(stretch(y.upper, z.upper)),
        y,
        z,
        &blended
      )
      let start = (row - rows.lowerBound) * width + first
      var line = output._mutatingExtracting(start..<start + weights.count)
      pick(blended.span, lower.span, upper.span, weights.span, &line)
    }
  }

  /// Blends four rows that surround a row of positions.
  private func blend(
    _ a: Span<Float>,
    _ b: Span<Float>,
    _ c: Span<Float>,
    _ d: Span<Float>,
    _ y: AxisSample,
    _ z: AxisSample,
    _ blended: inout [Float]
  ) {
    let count = blended.count
    precondition(a.count == count && b.count == count && c.count == count && d.count == count)
    var line = blended.mutableSpan
    // Without a weight a row isn't read, so that what is not a number stays where it is.
    switch (y.weight == 0, z.weight == 0) {
    case (true, true): for i in 0..<count { line[i] = a[i] }
    case (false, true): for i in 0..<count { line[i] = a[i] + y.weight * (b[i] - a[i]) }
    case (true, false): for i in 0..<count { line[i] = a[i] + z.weight * (c[i] - a[i]) }
    case (false, false):
      for i in 0..<count {
        let near = a[i] + y.weight * (b[i] - a[i])
        let far = c[i] + y.weight * (d[i] - c[i])
        line[i] = near + z.weight * (far - near)
      }
    }
  }

  /// Takes the values at positions along a blended row.
  private func pick(
    _ blended: Span<Float>,
    _ lower: Span<Int32>,
    _ upper: Span<Int32>,
    _ weights: Span<Float>,
    _ line: inout MutableSpan<Float>
  ) {
    let count = line.count
    precondition(lower.count == count && upper.count == count && weights.count == count)
    for i in 0..<count {
      let low = blended[Int(lower[i])]
      let high = blended[Int(upper[i])]
      line[i] = lower[i] == upper[i] ? low : low + weights[i] * (high - low)
    }
  }

  private func sampleObliquely(
    _ map: IndexMap,
    _ rows: Range<Int>,
    _ target: Grid,
    _ interpolation: Interpolation,
    _ output: inout MutableSpan<Float>
  ) {
    let step = map.steps[0]
    for row in rows {
      let start =
        map.origin + map.steps[1] * Double(row % target.size.y)
        + map.steps[2] * Double(row / target.size.y)
      let first = (row - rows.lowerBound) * target.size.x
      var line = output._mutatingExtracting(first..<first + target.size.x)
      for i in 0..<line.count {
        let place = start + step * Double(i)
        if interpolation == .linear, let value = valueBetween(place) {
          line[i] = value
        } else if let value = value(at: place, interpolation) {
          line[i] = value
        }
      }
    }
  }

  /// The value well between eight voxels; nil near a centre's plane, at the edge, beyond it, and where the
  /// value is not a number.
  @inline(__always)
  private func valueBetween(_ place: SIMD3<Double>) -> Float? {
    let (columns, rows, slices) = (grid.size.x, grid.size.y, grid.size.z)
    guard place.x > 0, place.y > 0, place.z > 0, place.x < Double(columns &- 1),
      place.y < Double(rows &- 1), place.z < Double(slices &- 1)
    else { return nil }
    let (i, j, k) = (Int(place.x), Int(place.y), Int(place.z))
    let (x, y, z) = (place.x - Double(i), place.y - Double(j), place.z - Double(k))
    let near = min(x, y, z, 1 - max(x, y, z))
    guard near >= 1e-7 else { return nil }
    let offset = i &+ columns &* (j &+ rows &* k)
    let slice = columns &* rows
    return unsafe values.withUnsafeBufferPointer { values in
      @inline(__always) func along(_ offset: Int) -> Float {
        let low = unsafe values[offset]
        return unsafe low + Float(x) * (values[offset &+ 1] - low)
      }
      @inline(__always) func across(_ offset: Int) -> Float {
        let low = along(offset)
        return low + Float(y) * (along(offset &+ columns) - low)
      }
      let low = across(offset)
      let value = low + Float(z) * (across(offset &+ slice) - low)
      return value.isNaN ? nil : value
    }
  }

  /// The value at any place; nil beyond the volume.
  private func value(at place: SIMD3<Double>, _ interpolation: Interpolation) -> Float? {
    let x = AxisSample(place.x, count: grid.size.x, interpolation)
    let y = AxisSample(place.y, count: grid.size.y, interpolation)
    let z = AxisSample(place.z, count: grid.size.z, interpolation)
    guard x.isInside, y.isInside, z.isInside else { return nil }
    func along(_ j: Int, _ k: Int) -> Float {
      let low = self[SIMD3(x.lower, j, k)]
      return x.lower == x.upper ? low : low + x.weight * (self[SIMD3(x.upper, j, k)] - low)
    }
    func across(_ k: Int) -> Float {
      let low = along(y.lower, k)
      return y.lower == y.upper ? low : low + y.weight * (along(y.upper, k) - low)
    }
    let low = across(z.lower)
    return z.lower == z.upper ? low : low + z.weight * (across(z.upper) - low)
  }
}
