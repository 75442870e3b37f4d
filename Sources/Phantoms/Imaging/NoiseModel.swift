import Glibc
import Statistics
package import Voxels

/// Noise as iterative reconstructions make it.
///
/// A voxel's value is its mean times a gamma-like number whose coefficient of variation falls with the
/// fourth root of the mean, correlated over a few millimetres; never negative. Outside the body, where
/// the mean is 0, a trace of positive noise is left inside the scanner's bore.
///
/// - Source: gamma statistics Mou et al., PMC3649042; a normal number becomes a gamma-like one by
///   Wilson and Hilferty, Proc Natl Acad Sci 1931;17:684. Exponent, caps and the trace outside the
///   body are assumed, near one measured FDG scan.
package struct NoiseModel: Hashable, Sendable {
  /// The standard deviation over the mean of a voxel whose mean is ``referenceSUV``.
  package var coefficient: Double
  /// The uptake at which the coefficient holds: the liver's.
  package var referenceSUV: Double
  /// The full width at half maximum of the filter that correlates the noise, in mm.
  package var filterMillimeters: Double
  /// What the coefficient is multiplied by in each slice; 1 everywhere when empty.
  package var axialFactors: [Double] = []
  /// The trace outside the body, in SUVbw.
  package var backgroundSUV = 0.012

  /// Noise of a coefficient of variation at an uptake, correlated by a filter.
  package init(coefficient: Double, referenceSUV: Double, filterMillimeters: Double) {
    self.coefficient = coefficient
    self.referenceSUV = referenceSUV
    self.filterMillimeters = filterMillimeters
  }

  /// An image with noise.
  ///
  /// - Parameters:
  ///   - mean: the image without; axes at right angles.
  ///   - seed: decides the noise, with the stream.
  ///   - stream: one for each image of a seed.
  /// - Returns: the image with noise, not negative.
  package func applied(to mean: Volume<SUVbw>, seed: UInt64, stream: UInt64) -> Volume<SUVbw> {
    guard coefficient > 0 else { return mean }
    let grid = mean.grid
    let noise = CorrelatedNoise(
      filterMillimeters: filterMillimeters,
      grid: grid
    ).values(seed: seed, stream: stream)
    let perSlice = grid.size.x * grid.size.y
    let bore = Bore(of: grid)
    let values = filledSlices(grid.size.z, of: perSlice) { slice, out in
      let axial = axialFactors.isEmpty ? 1 : axialFactors[slice]
      let size = Float(coefficient * axial)
      let reference = Float(referenceSUV)
      let background = Float(backgroundSUV * axial)
      let mean = mean.values.span.extracting(slice * perSlice..<(slice + 1) * perSlice)
      let noise = noise.span.extracting(slice * perSlice..<(slice + 1) * perSlice)
      for row in 0..<grid.size.y {
        let inside = bore.columns(ofRow: row)
        for column in inside {
          let index = column + grid.size.x * row
          let value = max(0, mean[index])
          let z = noise[index]
          var noisy = background * abs(z)
          if value > 1e-4 {
            let local = size * min(3, (reference / value).squareRoot().squareRoot())
            let root = 1 - local * local / 9 + local * z / 3
            noisy = max(0, value * root * root * root) + noisy * max(0, 1 - 10 * value)
          }
          out[index] = noisy
        }
      }
    }
    return Volume(grid: grid, values: values)
  }
}

/// The circle of a scanner's transverse field of view: what lies outside is exactly 0.
private struct Bore: Sendable {
  let size: SIMD3<Int>

  init(of grid: Grid) { size = grid.size }

  func columns(ofRow row: Int) -> Range<Int> {
    let (a, b) = (Double(size.x) / 2, Double(size.y) / 2)
    let y = (Double(row) + 0.5 - b) / b
    let half = a * max(0, 1 - y * y).squareRoot()
    let first = Int((a - half).rounded(.up))
    return first..<max(first, Int((a + half).rounded(.down)))
  }
}

/// Nearly normal noise of mean 0 and variance 1, correlated by a round Gaussian filter.
///
/// White noise reaches beyond the grid, so that edges are as noisy as the middle.
struct CorrelatedNoise: Sendable {
  let filter: GaussianBlur
  let size: SIMD3<Int>

  init(filterMillimeters: Double, grid: Grid) {
    filter = GaussianBlur(
      fullWidthMillimeters: filterMillimeters,
      spacingMillimeters: grid.spacingMillimeters
    )
    size = grid.size
  }

  /// The noise of a seed and stream; every slice is drawn by itself.
  func values(seed: UInt64, stream: UInt64) -> [Float] {
    let margin = filter.margin
    let wide = size &+ 2 &* margin
    let white = filledSlices(wide.z, of: wide.x * wide.y) { slice, out in
      var numbers = RandomNumbers(seed: seed, stream: stream &+ UInt64(slice))
      for index in 0..<wide.x * wide.y { out[index] = numbers.nearlyNormal() }
    }
    let smooth = filter.applied(to: white, size: wide)
    let scale = Float(1 / filter.sumOfSquares.squareRoot())
    return filledSlices(size.z, of: size.x * size.y) { slice, out in
      for row in 0..<size.y {
        let from = margin.x + wide.x * (row + margin.y + wide.y * (slice + margin.z))
        for column in 0..<size.x { out[column + size.x * row] = scale * smooth[from + column] }
      }
    }
  }
}
