import Foundation
import Testing

@testable import Statistics

struct GammaSampleTests {
  @Test(arguments: [(1.6, 3), (3, 5), (6, 10), (0.7, 8)])
  func `The ratio of means has the distribution of drawn samples`(shape: Double, count: Int) {
    var random = RandomNumbers(seed: 5, stream: UInt64(count))
    let drawn = 20_000
    let probabilities = (0..<drawn).compactMap { _ -> Double? in
      let values = (0..<count).map { _ in random.gamma(shape) }
      return GammaSample(values).map {
        GammaSample.probability(ofRatioUpTo: $0.logMeanRatio, shape: shape, count: count)
      }
    }
    // The probability of a value drawn is uniform: so many lie below each level. Half a hundredth beyond
    // four standard errors is left to the form that stands for the distribution.
    for level in [0.025, 0.1, 0.5, 0.9, 0.975] {
      let share = Double(probabilities.count { $0 < level }) / Double(drawn)
      let error = 4 * sqrt(level * (1 - level) / Double(drawn))
      #expect(abs(share - level) < error + 0.005, "\(level): \(share)")
    }
  }

  @Test func `For a large shape the ratio is chi-squared, near and beyond the change of formula`() {
    // The table's chi-squared with five degrees of freedom.
    let table = [(1.145476, 0.05), (4.351460, 0.5), (11.070498, 0.95)]
    for shape in [9.9e3, 1.1e4, 1e6] {
      for (chi, expected) in table {
        let found = GammaSample.probability(
          ofRatioUpTo: chi / (2 * 6 * shape),
          shape: shape,
          count: 6
        )
        #expect(abs(found - expected) < 1e-4)
      }
    }
  }

  @Test func `Ends are those that scipy finds`() throws {
    // scipy: brentq over gammainc of the ratio's exact mean and variance, 1 / sqrt(shape).
    let values = [0.8] + (0..<15).map { 6 + 0.6 * Double($0) }
    let interval = try #require(GammaSample(values))
      .interval(level: 0.95, fallingWithShape: GammaSample.coefficientOfVariation)
    #expect(abs(interval.lower - 0.38692395884356295) < 1e-8)
    #expect(abs(interval.upper - 0.7787318091870008) < 1e-8)
  }

  @Test func `Spread is that of the distribution`() {
    // The exponential distribution: CoV 1, Gini 1/2. Of shape 2: Gini 3/8.
    #expect(GammaSample.coefficientOfVariation(shape: 1) == 1)
    #expect(abs(GammaSample.gini(shape: 1) - 0.5) < 1e-14)
    #expect(abs(GammaSample.gini(shape: 2) - 0.375) < 1e-14)
    // Nearly normal: the Gini coefficient is CoV over sqrt pi, on both sides of the change of formula.
    for shape in [0.9e8, 1.1e8] {
      #expect(abs(GammaSample.gini(shape: shape) * (Double.pi * shape).squareRoot() - 1) < 1e-6)
    }
  }

  @Test func `Equal values have no spread, and scale changes nothing`() throws {
    let equal = try #require(GammaSample([3.3, 3.3, 3.3]))
    let none = equal.interval(level: 0.95, fallingWithShape: GammaSample.coefficientOfVariation)
    #expect(none.lower == 0 && none.upper == 0)
    let values = [1.0, 4, 2.5, 9]
    let one = try #require(GammaSample(values))
    let other = try #require(GammaSample(values.map { $0 * 1024 }))
    #expect(one.logMeanRatio == other.logMeanRatio)
    #expect(GammaSample([1, 0]) == nil && GammaSample([1]) == nil)
  }
}
