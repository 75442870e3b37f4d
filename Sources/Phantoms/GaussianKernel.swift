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
    let alongColumns = filledSlices(size.z, of: size.x * size.y) { slice, out in
      for row in 0..<size.y {
        let start = size.x * (row + size.y * slice)
        for column in 0..<size.x {
          var sum: Float = 0
          for (i, weight) in columns.weights.enumerated() {
            let from = min(size.x - 1, max(0, column + i - columns.radius))
            sum += weight * values[start + from]
          }
          out[column + size.x * row] = sum
        }
      }
    }
    let alongRows = filledSlices(size.z, of: size.x * size.y) { slice, out in
      let start = size.x * size.y * slice
      for row in 0..<size.y {
        for (i, weight) in rows.weights.enumerated() {
          let from = start + size.x * min(size.y - 1, max(0, row + i - rows.radius))
          for column in 0..<size.x {
            out[column + size.x * row] += weight * alongColumns[from + column]
          }
        }
      }
    }
    return filledSlices(size.z, of: size.x * size.y) { slice, out in
      for (i, weight) in slices.weights.enumerated() {
        let other = min(size.z - 1, max(0, slice + i - slices.radius))
        let from = size.x * size.y * other
        for index in 0..<size.x * size.y {
          out[index] += weight * alongRows[from + index]
        }
      }
    }
  }
}
