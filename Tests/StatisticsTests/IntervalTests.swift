import Foundation
import Testing

@testable import Statistics

struct ProportionTests {
  @Test func `Eight of ten has the printed intervals`() {
    // standards.md 12: Wilson 0.4902-0.9433, Clopper-Pearson 0.4439-0.9748
    let wilson = Proportion.wilson(0.8, of: 10, level: 0.95)
    #expect(abs(wilson.lower - 0.4901625) < 1e-6)
    #expect(abs(wilson.upper - 0.9433178) < 1e-6)
    let exact = Proportion.clopperPearson(8, of: 10, level: 0.95)
    #expect(abs(exact.lower - 0.4439045) < 1e-6)
    #expect(abs(exact.upper - 0.9747893) < 1e-6)
  }

  @Test func `None and all reach the end and no further`() {
    #expect(Proportion.wilson(0, of: 5, level: 0.95).lower == 0)
    #expect(Proportion.wilson(1, of: 5, level: 0.95).upper == 1)
    #expect(Proportion.clopperPearson(0, of: 5, level: 0.95).lower == 0)
    // The rule of three's exact form: 1 - 0.025^(1/5).
    let upper = Proportion.clopperPearson(0, of: 5, level: 0.95).upper
    #expect(abs(upper - (1 - pow(0.025, 0.2))) < 1e-12)
  }

  @Test func `Equal weights count each, one heavy weight counts once`() {
    #expect(Proportion.effectiveCount([2, 2, 2]) == 3)
    #expect(abs(Proportion.effectiveCount([1e9, 1, 1]) - 1) < 1e-8)
  }
}

struct DispersionTests {
  @Test func `Gini is that of its definition`() {
    let values = [4.0, 1, 9, 2.5, 2.5]
    let differences = values.reduce(0) { sum, a in
      sum + values.reduce(0) { $0 + abs(a - $1) }
    }
    #expect(abs(Dispersion.gini(values) - differences / (2 * 5 * 4 * 3.8)) < 1e-15)
    #expect(Dispersion.gini([3, 3, 3]) == 0)
    #expect(Dispersion.gini([0, 0, 0, 8]) == 1)
  }

  @Test func `Entropy counts bits`() {
    #expect(Dispersion.entropy([4, 4]) == 1)
    #expect(Dispersion.entropy([2, 2, 2, 2]) == 2)
    #expect(Dispersion.entropy([5, 0, 0]) == 0)
    #expect(abs(Dispersion.entropy([1, 3]) - 0.8112781244591328) < 1e-12)
  }

  @Test func `The interval of an entropy is its profile likelihood's`() {
    // All three of one class: shares p with 6 log p >= -(3.84 + 5.99) / 2 aren't spoken against; the
    // entropy is greatest where the rest is split in halves.
    let interval = Dispersion.entropyInterval([3, 0, 0], level: 0.95)
    let p = exp(-(3.841458820694124 + 5.991464547107979) / 12)
    let greatest = -p * log2(p) - (1 - p) * log2((1 - p) / 2)
    #expect(interval.lower == 0)
    #expect(abs(interval.upper - greatest) < 0.01)
    let wide = Dispersion.entropyInterval([5, 3, 2], level: 0.95)
    let narrow = Dispersion.entropyInterval([50, 30, 20], level: 0.95)
    #expect(wide.lower < narrow.lower && narrow.upper < wide.upper)
    #expect(narrow.contains(Dispersion.entropy([5, 3, 2])))
  }
}

struct LogNormalSampleTests {
  @Test func `The expected range of normal values is Tippett's table`() {
    // d2 of control charts: ISO 7870-2, table of constants.
    for (count, d2) in [(2, 1.128), (3, 1.693), (5, 2.326), (10, 3.078), (25, 3.931)] {
      #expect(abs(LogNormalSample.expectedRange(of: count) - d2) < 5.1e-4)
    }
    #expect(abs(LogNormalSample.expectedRange(of: 2) - 2 / Double.pi.squareRoot()) < 1e-9)
  }

  @Test func `A spread's interval is that of a normal variance`() throws {
    let logs = [0.1, 0.9, 1.4, 2.0, 0.6]
    let sample = try #require(LogNormalSample(logs.map { exp($0) }))
    let interval = sample.interval(level: 0.95) { $0 }
    // R: sd(x) * sqrt(4 / qchisq(c(.975, .025), 4))
    let deviation = Moments(logs).standardDeviation
    #expect(abs(interval.lower - deviation * (4 / 11.143286781877796).squareRoot()) < 1e-12)
    #expect(abs(interval.upper - deviation * (4 / 0.484418557087930).squareRoot()) < 1e-12)
  }

  @Test func `A geometric mean's interval is Student's on logarithms`() throws {
    let sample = try #require(LogNormalSample([1, exp(1), exp(2)]))
    let interval = sample.geometricMeanInterval(level: 0.95)
    // qt(.975, 2) = 4.302652729911275
    #expect(abs(log(interval.upper) - (1 + 4.302652729911275 / 3.0.squareRoot())) < 1e-10)
  }

  @Test func `The generalised pivot agrees with the exact interval where there is one`() throws {
    let sample = try #require(LogNormalSample([2.0, 3.5, 9, 4, 6, 2.2, 7]))
    let exact = sample.geometricMeanInterval(level: 0.95)
    let drawn = sample.interval(level: 0.95, seed: 1, draws: 40_000) { mu, _ in exp(mu) }
    #expect(abs(drawn.lower / exact.lower - 1) < 0.02)
    #expect(abs(drawn.upper / exact.upper - 1) < 0.02)
  }

  @Test func `Closed forms of a log-normal distribution hold in a large sample`() {
    var random = RandomNumbers(seed: 11, stream: 0)
    let values = (0..<40_000).map { _ in exp(0.6 * random.normal()) }
    let cov = LogNormalSample.coefficientOfVariation(sigma: 0.6)
    #expect(abs(Dispersion.coefficientOfVariation(values) / cov - 1) < 0.03)
    #expect(abs(Dispersion.gini(values) / LogNormalSample.gini(sigma: 0.6) - 1) < 0.01)
  }

  @Test func `Values that have no logarithm make no sample`() {
    #expect(LogNormalSample([1]) == nil)
    #expect(LogNormalSample([1, 0, 2]) == nil)
  }
}

struct IntraclassCorrelationTests {
  /// Shrout and Fleiss 1979, table 2.
  private let ratings: [[Double]] = [
    [9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7],
  ]

  @Test(arguments: [
    // Values: pingouin 0.5; intervals as printed by R's psych for the same table.
    (IntraclassCorrelation.oneWay, 0.1657417684, -0.13, 0.72),
    (.agreement, 0.2897637795, 0.02, 0.76),
    (.consistency, 0.7148407148, 0.34, 0.95),
  ])
  func `Shrout and Fleiss's ratings have their correlations`(
    kind: IntraclassCorrelation,
    value: Double,
    lower: Double,
    upper: Double
  ) {
    let found = kind.estimate(of: ratings, level: 0.95)
    #expect(abs(found.value - value) < 1e-9)
    #expect(abs(found.interval.lower - lower) < 0.005)
    #expect(abs(found.interval.upper - upper) < 0.005)
  }
}
