import Glibc

/// The weights of a Gaussian along one axis of a grid, of sum 1.
struct GaussianKernel: Sendable {
  /// The weights, from -``radius`` to ``radius`` voxels.
  let weights: [Float]
  /// How many voxels the kernel reaches to either side: at least four standard deviations.
  var radius: Int { weights.count / 2 }

  /// The kernel of a full width at half maximum on voxels of a size; the identity for width 0.
  init(fullWidthMillimeters: Double, spacingMillimeters: Double) {
    let sigma = fullWidthMillimeters / (8 * log(2)).squareRoot() / spacingMillimeters
    guard sigma > 0 else {
      weights = [1]
      return
    }
    let radius = Int((4 * sigma).rounded(.up))
    let raw = (-radius...radius).map { exp(-0.5 * Double($0 * $0) / (sigma * sigma)) }
    let sum = raw.reduce(0, +)
    weights = raw.map { Float($0 / sum) }
  }

  /// The sum of the squared weights: by how much the kernel lowers the variance of white noise.
  var sumOfSquares: Double { weights.reduce(0) { $0 + Double($1) * Double($1) } }
}

/// A Gaussian blur of voxels, by one kernel along each axis.
struct GaussianBlur: Sendable {
  let columns: GaussianKernel
  let rows: GaussianKernel
  let slices: GaussianKernel

  /// The blur of a full width at half maximum for voxels of a size, both in mm.
  init(fullWidthMillimeters width: Double, spacingMillimeters spacing: SIMD3<Double>) {
    columns = GaussianKernel(fullWidthMillimeters: width, spacingMillimeters: spacing.x)
    rows = GaussianKernel(fullWidthMillimeters: width, spacingMillimeters: spacing.y)
    slices = GaussianKernel(fullWidthMillimeters: width, spacingMillimeters: spacing.z)
  }

  /// By how much the blur lowers the variance of white noise.
  var sumOfSquares: Double {
    columns.sumOfSquares * rows.sumOfSquares * slices.sumOfSquares
  }

  /// The voxels that the blur needs on each side to fill the rest without an edge.
  var margin: SIMD3<Int> { SIMD3(columns.radius, rows.radius, slices.radius) }

  /// Blurred voxels; outside the volume the voxels of its edge repeat.
  func applied(to values: [Float], size: SIMD3<Int>) -> [Float] {
    let perSlice = size.x * size.y
    let inSlices = filledSlices(size.z, of: perSlice) { slice, out in
      unsafe values.withUnsafeBufferPointer { values in
        let plane = unsafe UnsafeBufferPointer(
          rebasing: values[slice * perSlice..<(slice + 1) * perSlice]
        )
        unsafe blurSlice(plane, size, &out)
      }
    }
    return filledSlices(size.z, of: perSlice) { slice, out in
      let inSlices = inSlices.span
      for (i, weight) in slices.weights.enumerated() {
        let other = min(size.z - 1, max(0, slice + i - slices.radius))
        let source = inSlices.extracting(perSlice * other..<perSlice * (other + 1))
        for index in 0..<perSlice { out[index] += weight * source[index] }
      }
    }
  }

  /// Blurs a slice along its rows and columns.
  private func blurSlice(
    _ plane: UnsafeBufferPointer<Float>,
    _ size: SIMD3<Int>,
    _ out: inout MutableSpan<Float>
  ) {
    let reach = columns.radius
    var line = [Float](repeating: 0, count: size.x + 2 * reach)
    var alongColumns = [Float](repeating: 0, count: size.x * size.y)
    for row in 0..<size.y {
      for place in 0..<line.count {
        line[place] = unsafe plane[row &* size.x &+ min(size.x &- 1, max(0, place &- reach))]
      }
      var sums = alongColumns.mutableSpan
      for (i, weight) in columns.weights.enumerated() {
        let shifted = line.span.extracting(i..<i + size.x)
        for column in 0..<size.x { sums[row &* size.x &+ column] += weight * shifted[column] }
      }
    }
    for row in 0..<size.y {
      for (i, weight) in rows.weights.enumerated() {
        let from = size.x * min(size.y - 1, max(0, row + i - rows.radius))
        let source = alongColumns.span.extracting(from..<from + size.x)
        for column in 0..<size.x { out[row &* size.x &+ column] += weight * source[column] }
      }
    }
  }
}
