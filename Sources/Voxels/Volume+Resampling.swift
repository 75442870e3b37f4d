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
    let inside = axes[0].indices.filter { axes[0][$0].isInside }
    guard let first = inside.first, let last = inside.last else { return }
    let reached = (first...last).flatMap { [axes[0][$0].lower, axes[0][$0].upper] }
    guard let lowest = reached.min(), let highest = reached.max() else { return }
    let columnSamples = axes[0]
    let columns = columnSamples.span
    let values = values.span
    var blend = [Float](repeating: 0, count: highest - lowest + 1)
    var line = blend.mutableSpan
    for row in rows {
      let (y, z) = (axes[1][row % target.size.y], axes[2][row / target.size.y])
      guard y.isInside, z.isInside else { continue }
      func stretch(_ j: Int, _ k: Int) -> Range<Int> {
        let start = grid.offset(of: SIMD3(lowest, j, k))
        return start..<start + highest - lowest + 1
      }
      let a = values.extracting(stretch(y.lower, z.lower))
      let b = values.extracting(stretch(y.upper, z.lower))
      let c = values.extracting(stretch(y.lower, z.upper))
      let d = values.extracting(stretch(y.upper, z.upper))
      if y.lower == y.upper, z.lower == z.upper {
        for i in 0..<line.count { line[i] = a[i] }
      } else {
        for i in 0..<line.count {
          let near = a[i] + y.weight * (b[i] - a[i])
          let far = c[i] + y.weight * (d[i] - c[i])
          line[i] = near + z.weight * (far - near)
        }
      }
      let start = (row - rows.lowerBound) * width
      for i in first...last {
        let x = columns[i]
        let low = line[x.lower &- lowest]
        let high = line[x.upper &- lowest]
        output[start &+ i] = x.lower == x.upper ? low : low + x.weight * (high - low)
      }
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
