import Foundation
import Testing

@testable import Statistics

struct JackknifeTests {
  @Test func `The jackknife of a mean has the standard error of a mean`() throws {
    // Where the angle is a mean of n numbers, its error is s / sqrt n: Student's interval.
    let values = [0.31, 0.52, 0.47, 0.66, 0.38, 0.59]
    let n = Double(values.count)
    @Sendable func share(_ angle: Double) -> Double { pow(sin(angle), 2) }
    let leftOut = Jackknife.leftOut(of: values.count) { places in
      share(places.reduce(0) { $0 + values[$1] } / Double(places.count))
    }
    let mean = values.reduce(0, +) / n
    let interval = try #require(
      Jackknife.shareInterval(of: share(mean), leftOut: leftOut, level: 0.95)
    )
    let deviation = sqrt(values.reduce(0) { $0 + pow($1 - mean, 2) } / (n - 1))
    // The table's t for five degrees of freedom, 97.5 %.
    let half = 2.570581836 * deviation / sqrt(n)
    #expect(abs(interval.lower - share(mean - half)) < 1e-9)
    #expect(abs(interval.upper - share(mean + half)) < 1e-9)
  }

  @Test func `A share's interval stays within 0 and 1`() throws {
    let low = try #require(
      Jackknife.shareInterval(of: 0.02, leftOut: [0, 0.01, 0.09, 0.02], level: 0.95)
    )
    #expect(low.lower == 0 && low.upper < 1)
    let high = try #require(
      Jackknife.shareInterval(of: 0.97, leftOut: [1, 0.9, 0.99, 0.97], level: 0.95)
    )
    #expect(high.lower > 0 && high.upper == 1)
  }

  @Test func `Estimates that don't vary, or aren't numbers, have no interval`() {
    #expect(Jackknife.shareInterval(of: 0, leftOut: [0, 0, 0], level: 0.95) == nil)
    #expect(Jackknife.shareInterval(of: 0.5, leftOut: [0.4, .nan, 0.6], level: 0.95) == nil)
  }
}

struct PooledNormalityTests {
  /// Cohorts of 40 patients with 3 to 10 values, each with a mean and a spread of its own.
  private func probabilities(_ cohorts: Int, _ value: (inout RandomNumbers) -> Double) -> [Double] {
    (0..<cohorts).compactMap { cohort in
      var random = RandomNumbers(seed: 11, stream: UInt64(cohort))
      let samples = (0..<40).map { _ in
        let (mean, spread) = (random.normal(), 0.2 + random.uniform())
        return (0..<3 + random.below(8)).map { _ in mean + spread * value(&random) }
      }
      return PooledNormality(samples)?.probability
    }
  }

  @Test func `Normal samples of any mean and spread are rarely taken for others`() {
    let found = probabilities(2000) { $0.normal() }
    let share = Double(found.count { $0 < 0.05 }) / 2000
    // Four standard errors of a share of 0.05.
    #expect(abs(share - 0.05) < 4 * sqrt(0.05 * 0.95 / 2000))
  }

  @Test func `Logarithms of exponential samples are told from normal ones`() {
    let found = probabilities(200) { log(-log(1 - $0.uniform())) }
    #expect(found.count { $0 < 0.05 } > 160)
  }

  @Test func `Skewness and kurtosis are those of their definitions`() throws {
    // 0, 0, 3: m2 = 2, m3 = 2, so g1 = 1 / sqrt 2, of variance 6 / 24.
    let one = try #require(PooledNormality([[0, 0, 3]]))
    #expect(abs(one.skewness - sqrt(2)) < 1e-12)
    #expect(one.kurtosis == 0)
    // Two samples that mirror each other have no skewness; 0, 0, 0, 4 has a kurtosis of 7/3, where a
    // normal sample of four has 9/5 in the mean, with variance 24 * 4 * 2 / (25 * 7 * 9).
    let two = try #require(PooledNormality([[0, 0, 0, 4], [0, 4, 4, 4]]))
    #expect(abs(two.skewness) < 1e-12)
    let error = sqrt(2 * 24.0 * 4 * 2 / (25 * 7 * 9))
    #expect(abs(two.kurtosis - 2 * (7.0 / 3 - 9.0 / 5) / error) < 1e-12)
    #expect(abs(two.probability - exp(-two.kurtosis * two.kurtosis / 2)) < 1e-15)
  }

  @Test func `Samples that tell nothing give nothing`() {
    #expect(PooledNormality([]) == nil)
    #expect(PooledNormality([[1, 2], [3, 3, 3]]) == nil)
  }
}
