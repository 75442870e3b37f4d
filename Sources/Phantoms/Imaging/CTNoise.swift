import Glibc
package import Statistics

/// Noise of a low-dose CT: correlated over a soft kernel, and horizontal streaks where much tissue lies
/// from side to side.
///
/// - Source: 18 to 30 HU in the liver at 20 to 50 mAs, 10 to 14 at 80 to 120 (120 kV, 3 mm); 1.4 times
///   as much for 4 cm more water (general knowledge).
package struct CTNoise: Hashable, Sendable {
  /// The standard deviation in a body 26 cm thick, in HU.
  package var standardDeviationHounsfield: Double
  /// The full width at half maximum of the noise's filter, in mm.
  package var filterMillimeters = 1.8

  /// Noise of a tube's product of current and time, in mAs.
  package init(milliampereSeconds: Double, sliceMillimeters: Double) {
    standardDeviationHounsfield =
      11 * (100 / milliampereSeconds).squareRoot() * (3 / sliceMillimeters).squareRoot()
  }

  /// Adds noise to a slice.
  ///
  /// - Parameters:
  ///   - slice: CT numbers, column index fastest.
  ///   - columns: the number of columns.
  ///   - pixel: the distance between columns and between rows, in mm.
  ///   - numbers: the slice's random numbers.
  package func add(
    to slice: inout MutableSpan<Float>,
    columns: Int,
    pixelMillimeters pixel: Double,
    numbers: inout RandomNumbers
  ) {
    let rows = slice.count / columns
    // Water from side to side in each row, in cm; and the area's equivalent diameter.
    var widths = [Double](repeating: 0, count: rows)
    for row in 0..<rows {
      var sum: Float = 0
      for column in 0..<columns {
        sum += max(0, slice[row &* columns &+ column] + 1000)
      }
      widths[row] = Double(sum) / 1000 * pixel / 10
    }
    let area = widths.reduce(0, +) * pixel / 10
    let diameter = 2 * (area / .pi).squareRoot()
    let sigma = standardDeviationHounsfield * exp(0.5 * 0.17 * max(-12, diameter - 26))
    addGrain(sigma, to: &slice, columns, pixel, &numbers)
    addStreaks(widths, to: &slice, columns, pixel, &numbers)
  }

  private func addGrain(
    _ sigma: Double,
    to slice: inout MutableSpan<Float>,
    _ columns: Int,
    _ pixel: Double,
    _ numbers: inout RandomNumbers
  ) {
    let blur = GaussianBlur(
      fullWidthMillimeters: filterMillimeters,
      spacingMillimeters: SIMD3(pixel, pixel, .infinity)
    )
    var white = [Float](repeating: 0, count: slice.count)
    for index in white.indices { white[index] = numbers.nearlyNormal() }
    let grain = blur.applied(to: white, size: SIMD3(columns, slice.count / columns, 1))
    let scale = Float(sigma / blur.sumOfSquares.squareRoot())
    for index in 0..<slice.count { slice[index] += scale * grain[index] }
  }

  /// Photons are few where rays run through shoulders, hips or arms: bands of rows with horizontal
  /// streaks.
  private func addStreaks(
    _ widths: [Double],
    to slice: inout MutableSpan<Float>,
    _ columns: Int,
    _ pixel: Double,
    _ numbers: inout RandomNumbers
  ) {
    let reach = Int(14 / pixel)
    for (row, width) in widths.enumerated() where width > 30 {
      let sigma = Float(
        0.35 * standardDeviationHounsfield * exp(0.5 * 0.17 * (min(46, width) - 34))
      )
      var white = [Float](repeating: 0, count: columns + 2 * reach + 1)
      for place in 0..<white.count { white[place] = numbers.nearlyNormal() }
      var sum: Float = 0
      for place in 0..<2 * reach { sum += white[place] }
      let scale = sigma / Float(2 * reach).squareRoot()
      for column in 0..<columns {
        slice[row &* columns &+ column] += scale * sum
        sum += white[column + 2 * reach] - white[column]
      }
    }
  }
}
