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
    unsafe values.withUnsafeBufferPointer { values in
      let source = unsafe LinearSampler(values: values, size: grid.size)
      for row in rows {
        let start =
          map.origin + map.steps[1] * Double(row % target.size.y)
          + map.steps[2] * Double(row / target.size.y)
        let first = (row - rows.lowerBound) * target.size.x
        var line = output._mutatingExtracting(first..<first + target.size.x)
        for i in 0..<line.count {
          let place = start + step * Double(i)
          if interpolation == .linear, let value = source.value(between: place) {
            line[i] = value
          } else if let value = source.value(at: place, interpolation) {
            line[i] = value
          }
        }
      }
    }
  }
}

/// Reads values at fractional indices.
@safe
private struct LinearSampler {
  private let values: UnsafeBufferPointer<Float>
  private let columns: Int
  private let slice: Int
  private let last: SIMD3<Double>

  init(values: UnsafeBufferPointer<Float>, size: SIMD3<Int>) {
    precondition(values.count == size.x * size.y * size.z, "a value for each voxel")
    unsafe self.values = unsafe values
    columns = size.x
    slice = size.x * size.y
    last = SIMD3(Double(size.x - 1), Double(size.y - 1), Double(size.z - 1))
  }

  /// The value well between eight voxels; nil near a centre's plane, at the edge, beyond it, and where the
  /// value is not a number.
  @inline(__always)
  func value(between place: SIMD3<Double>) -> Float? {
    guard place.x > 0, place.y > 0, place.z > 0, place.x < last.x, place.y < last.y,
      place.z < last.z
    else { return nil }
    let (i, j, k) = (Int(place.x), Int(place.y), Int(place.z))
    let (x, y, z) = (place.x - Double(i), place.y - Double(j), place.z - Double(k))
    let margin = 1e-7
    guard x >= margin, y >= margin, z >= margin, x <= 1 - margin, y <= 1 - margin, z <= 1 - margin
    else { return nil }
    let offset = i &+ columns &* j &+ slice &* k
    let near = across(offset, Float(x), Float(y))
    let far = across(offset &+ slice, Float(x), Float(y))
    let value = near + Float(z) * (far - near)
    return value.isNaN ? nil : value
  }

  /// The value at any place; nil beyond the volume.
  ///
  /// Voxels of no weight are not read.
  @inline(__always)
  func value(at place: SIMD3<Double>, _ interpolation: Interpolation) -> Float? {
    let x = AxisSample(place.x, count: columns, interpolation)
    let y = AxisSample(place.y, count: Int(last.y) &+ 1, interpolation)
    let z = AxisSample(place.z, count: Int(last.z) &+ 1, interpolation)
    guard x.isInside, y.isInside, z.isInside else { return nil }
    let rows = (columns &* y.lower, columns &* y.upper)
    func across(_ slice: Int) -> Float {
      let near = along(slice &+ rows.0, x)
      return rows.0 == rows.1 ? near : near + y.weight * (along(slice &+ rows.1, x) - near)
    }
    let near = across(slice &* z.lower)
    return z.lower == z.upper ? near : near + z.weight * (across(slice &* z.upper) - near)
  }

  @inline(__always)
  private func along(_ row: Int, _ x: AxisSample) -> Float {
    let low = unsafe values[row &+ x.lower]
    return x.lower == x.upper ? low : unsafe low + x.weight * (values[row &+ x.upper] - low)
  }

  @inline(__always)
  private func across(_ offset: Int, _ x: Float, _ y: Float) -> Float {
    let near = along(offset, x)
    return near + y * (along(offset &+ columns, x) - near)
  }

  @inline(__always)
  private func along(_ offset: Int, _ x: Float) -> Float {
    let low = unsafe values[offset]
    return unsafe low + x * (values[offset &+ 1] - low)
  }
}
