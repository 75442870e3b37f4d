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
    let size = grid.size
    let values = values.span
    for row in rows {
      let start =
        map.origin + map.steps[1] * Double(row % target.size.y)
        + map.steps[2] * Double(row / target.size.y)
      for i in 0..<target.size.x {
        let place = start + map.steps[0] * Double(i)
        let x = AxisSample(place.x, count: size.x, interpolation)
        guard x.isInside else { continue }
        let y = AxisSample(place.y, count: size.y, interpolation)
        let z = AxisSample(place.z, count: size.z, interpolation)
        guard y.isInside, z.isInside else { continue }
        func along(_ row: Int) -> Float {
          let low = values[row &+ x.lower]
          return x.lower == x.upper ? low : low + x.weight * (values[row &+ x.upper] - low)
        }
        func across(_ k: Int) -> Float {
          let slice = k &* size.y
          let low = along((slice &+ y.lower) &* size.x)
          guard y.lower != y.upper else { return low }
          return low + y.weight * (along((slice &+ y.upper) &* size.x) - low)
        }
        let low = across(z.lower)
        let value = z.lower == z.upper ? low : low + z.weight * (across(z.upper) - low)
        output[(row - rows.lowerBound) * target.size.x + i] = value
      }
    }
  }
}

extension Region {
  /// The voxels of another grid whose centres lie in a voxel of this region.
  ///
  /// - Parameter target: the grid to sample at.
  /// - Returns: the region on the target grid; on a border between voxels the later one counts.
  public func resampled(to target: Grid) -> Region {
    guard let box = boundingBox else { return .empty(target) }
    let map = IndexMap(from: target.affine, to: grid.affine)
    let back = IndexMap(from: grid.affine, to: target.affine)
    // The corners of the region's box on the target grid.
    var lower = SIMD3(repeating: Double.infinity)
    var upper = -lower
    for x in [box.lower.x, box.upper.x] {
      for y in [box.lower.y, box.upper.y] {
        for z in [box.lower.z, box.upper.z] {
          let corner = back.place(SIMD3(Double(x), Double(y), Double(z)) - 0.5)
          lower = pointwiseMin(lower, corner)
          upper = pointwiseMax(upper, corner)
        }
      }
    }
    var first = SIMD3<Int>.zero
    var end = SIMD3<Int>.zero
    for axis in 0..<3 {
      let count = Double(target.size[axis])
      first[axis] = Int(min(count, max(0, lower[axis] - 1)))
      end[axis] = Int(min(count, max(Double(first[axis]), upper[axis] + 2)))
    }
    return Region(box: VoxelBox(lower: first, upper: end), of: target) { index in
      let place = map.place(SIMD3(Double(index.x), Double(index.y), Double(index.z)))
      let x = AxisSample(place.x, count: grid.size.x, .nearest)
      let y = AxisSample(place.y, count: grid.size.y, .nearest)
      let z = AxisSample(place.z, count: grid.size.z, .nearest)
      return x.isInside && y.isInside && z.isInside
        && contains(grid.offset(of: SIMD3(x.lower, y.lower, z.lower)))
    }
  }
}

/// Where voxel indices of one grid lie among those of another.
struct IndexMap: Sendable {
  /// The place of voxel (0, 0, 0).
  let origin: SIMD3<Double>
  /// The change of place with each index.
  let steps: [SIMD3<Double>]

  init(from source: Affine, to target: Affine) {
    let start = target.voxel(at: source.origin)
    origin = start
    steps = [source.columnStep, source.rowStep, source.sliceStep].map {
      target.voxel(at: target.origin + $0)
    }
  }

  func place(_ index: SIMD3<Double>) -> SIMD3<Double> {
    origin + steps[0] * index.x + steps[1] * index.y + steps[2] * index.z
  }

  /// Whether each index moves along its own axis alone, to a ten-millionth of a voxel over the grid.
  func isParallel(on grid: Grid) -> Bool {
    (0..<3).allSatisfy { axis in
      (0..<3).allSatisfy { other in
        axis == other || abs(steps[axis][other]) * Double(grid.size[axis]) < 1e-7
      }
    }
  }
}

/// The two voxels of an axis between which a place lies, and the weight of the second.
struct AxisSample: Sendable {
  let lower: Int
  let upper: Int
  let weight: Float
  /// Whether the place lies within half a voxel of the axis's voxels.
  let isInside: Bool

  @inline(__always)
  init(_ place: Double, count: Int, _ interpolation: Interpolation) {
    let last = Double(count &- 1)
    isInside = place >= -0.5 - 1e-7 && place <= last + 0.5 + 1e-7
    guard isInside else {
      (lower, upper, weight) = (0, 0, 0)
      return
    }
    let place = max(0, min(last, place))
    let nearest = Int(place + 0.5)
    if interpolation == .nearest || abs(place - Double(nearest)) < 1e-7 {
      lower = min(nearest, count &- 1)
      upper = lower
      weight = 0
    } else {
      lower = Int(place)
      upper = lower &+ 1
      weight = Float(place - Double(lower))
    }
  }
}
