extension Volume {
  /// The volume's means over the voxels of a coarser grid.
  ///
  /// Along an axis on which the other grid is coarser, a voxel takes the mean over its extent; else
  /// it is interpolated linearly between centres. Voxels whose extent lies beyond this volume take
  /// `outside`. Grids whose axes aren't parallel are sampled at voxel centres instead.
  ///
  /// - Parameters:
  ///   - target: the coarser grid.
  ///   - outside: the value beyond this volume.
  /// - Returns: a volume on the target grid.
  package func averaged(onto target: Grid, outside: Float) -> Volume {
    let map = IndexMap(from: target.affine, to: grid.affine)
    guard map.isParallel(on: target) else {
      return resampled(to: target, outside: outside, interpolation: .linear)
    }
    let axes = (0..<3).map { axis in
      (0..<target.size[axis]).map { place in
        AxisMean(
          around: map.origin[axis] + map.steps[axis][axis] * Double(place),
          width: abs(map.steps[axis][axis]),
          count: grid.size[axis]
        )
      }
    }
    return Volume(
      grid: target,
      values: Slabs.fill(blocks: target.rowCount, of: target.size.x, with: outside) {
        rows,
        output in
        average(axes, rows, target, &output)
      }
    )
  }

  private func average(
    _ axes: [[AxisMean]],
    _ rows: Range<Int>,
    _ target: Grid,
    _ output: inout MutableSpan<Float>
  ) {
    let values = values.span
    var line = [Float](repeating: 0, count: grid.size.x)
    for row in rows {
      let (y, z) = (axes[1][row % target.size.y], axes[2][row / target.size.y])
      guard !y.weights.isEmpty, !z.weights.isEmpty else { continue }
      for i in 0..<line.count { line[i] = 0 }
      var sums = line.mutableSpan
      for (slice, sliceWeight) in z.weighted {
        for (j, rowWeight) in y.weighted {
          let start = grid.offset(of: SIMD3(0, j, slice))
          add(values.extracting(start..<start + grid.size.x), rowWeight * sliceWeight, to: &sums)
        }
      }
      let first = (row - rows.lowerBound) * target.size.x
      for i in 0..<target.size.x {
        let x = axes[0][i]
        guard !x.weights.isEmpty else { continue }
        var sum: Float = 0
        for step in 0..<x.weights.count { sum += x.weights[step] * sums[x.first &+ step] }
        output[first + i] = sum
      }
    }
  }

  @inline(__always)
  private func add(_ row: Span<Float>, _ weight: Float, to sums: inout MutableSpan<Float>) {
    let count = sums.count
    precondition(row.count == count)
    for i in 0..<count { sums[i] += weight * row[i] }
  }
}

/// The voxels of an axis that a wider voxel covers, with their shares of it; none beyond the axis.
private struct AxisMean: Sendable {
  let first: Int
  let weights: [Float]

  init(around place: Double, width: Double, count: Int) {
    guard place > -0.5 - width / 2, place < Double(count) - 0.5 + width / 2 else {
      (first, weights) = (0, [])
      return
    }
    guard width > 1 else {
      let sample = AxisSample(
        max(0, min(Double(count - 1), place)),
        count: count,
        .linear
      )
      first = sample.lower
      weights = sample.lower == sample.upper ? [1] : [1 - sample.weight, sample.weight]
      return
    }
    let lower = max(place - width / 2, -0.5)
    let upper = min(place + width / 2, Double(count) - 0.5)
    let low = max(0, min(count - 1, Int((lower + 0.5).rounded(.down))))
    let high = max(low, min(count - 1, Int((upper + 0.5).rounded(.up)) - 1))
    first = low
    weights = (low...high).map { voxel in
      let overlap = min(upper, Double(voxel) + 0.5) - max(lower, Double(voxel) - 0.5)
      return Float(max(0, overlap) / (upper - lower))
    }
  }

  /// The voxels with their shares.
  var weighted: some Sequence<(Int, Float)> {
    weights.enumerated().lazy.map { (first + $0.offset, $0.element) }
  }
}
