import Glibc

extension Volume {
  /// The volume smoothed by a Gaussian that is round in millimetres.
  ///
  /// The Gaussian is sampled at voxel centres, cut at 4 sigma and normalised; beyond the grid the
  /// nearest voxel's value goes on. Where the sigma is below an eighth of an axis's spacing, that axis
  /// is left as it is. A value that is not a number spreads to all that it reaches.
  ///
  /// - Parameter sigma: the standard deviation, in mm; 2.3548 times smaller than the full width at
  ///   half maximum. Zero or less leaves the volume as it is.
  /// - Returns: the smoothed volume.
  /// - Throws: ``GridError/shearedAxes(_:)`` where the axes aren't perpendicular.
  public func smoothed(sigmaMillimeters sigma: Double) throws(GridError) -> Volume {
    guard grid.affine.isOrthogonal else { throw .shearedAxes(grid.affine) }
    let spacing = grid.spacingMillimeters
    var result = values
    if let weights = gaussian(sigma: sigma / spacing.x) {
      result = smoothedAlongRows(result, weights)
    }
    let size = grid.size
    if let weights = gaussian(sigma: sigma / spacing.y) {
      result = smoothedAcrossRows(result, weights) { row, step in
        let j = row % size.y
        return row - j + min(max(0, j + step), size.y - 1)
      }
    }
    if let weights = gaussian(sigma: sigma / spacing.z) {
      result = smoothedAcrossRows(result, weights) { row, step in
        let k = row / size.y
        return row % size.y + size.y * min(max(0, k + step), size.z - 1)
      }
    }
    return Volume(grid: grid, values: result)
  }

  private func smoothedAlongRows(_ values: [Float], _ weights: [Double]) -> [Float] {
    let width = grid.size.x
    let reach = weights.count / 2
    return Slabs.fill(blocks: grid.rowCount, of: width, with: 0) { rows, output in
      let values = values.span
      var line = [Double](repeating: 0, count: width + 2 * reach)
      var sums = [Double](repeating: 0, count: width)
      for row in rows {
        let source = values.extracting(row * width..<(row + 1) * width)
        for place in 0..<line.count {
          line[place] = Double(source[min(max(0, place - reach), width - 1)])
        }
        add(line.span, weights, to: &sums)
        let start = (row - rows.lowerBound) * width
        for i in 0..<width { output[start &+ i] = Float(sums[i]) }
      }
    }
  }

  /// Adds up the line shifted by each weight's place.
  private func add(_ line: Span<Double>, _ weights: [Double], to sums: inout [Double]) {
    var sums = sums.mutableSpan
    for i in 0..<sums.count { sums[i] = 0 }
    for (shift, weight) in weights.enumerated() {
      let shifted = line.extracting(shift..<shift + sums.count)
      for i in 0..<sums.count { sums[i] += weight * shifted[i] }
    }
  }

  private func smoothedAcrossRows(
    _ values: [Float],
    _ weights: [Double],
    rowAt: @Sendable (Int, Int) -> Int
  ) -> [Float] {
    let width = grid.size.x
    let reach = weights.count / 2
    return Slabs.fill(blocks: grid.rowCount, of: width, with: 0) { rows, output in
      let values = values.span
      var lines = [Double](repeating: 0, count: width)
      var sums = lines.mutableSpan
      for row in rows {
        for i in 0..<width { sums[i] = 0 }
        for (place, weight) in weights.enumerated() {
          let other = rowAt(row, place - reach)
          let source = values.extracting(other * width..<(other + 1) * width)
          for i in 0..<width { sums[i] += weight * Double(source[i]) }
        }
        let start = (row - rows.lowerBound) * width
        for i in 0..<width { output[start &+ i] = Float(sums[i]) }
      }
    }
  }
}

/// A sampled Gaussian of sum 1, an odd number of weights; nil where it is one voxel only.
private func gaussian(sigma: Double) -> [Double]? {
  guard sigma >= 0.125 else { return nil }
  let reach = Int(4 * sigma + 0.5)
  let weights = (-reach...reach).map { exp(-Double($0 * $0) / (2 * sigma * sigma)) }
  let sum = weights.reduce(0, +)
  return weights.map { $0 / sum }
}
