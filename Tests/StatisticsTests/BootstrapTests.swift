import Foundation
import Testing

@testable import Statistics

struct BootstrapTests {
  /// 999 replicates of statistics.R.
  private var replicates: [Double] {
    (1...999).map { k in
      let quantile = Normal.quantile((Double(k) - 0.37) / 999.26)
      return exp(0.5 * quantile) + 0.1 * sin(Double(k))
    }
  }
  private let sample = [1.2, 3.4, 2.2, 8.9, 4.1, 0.7, 5.5]

  @Test func `Percentiles are those of R's boot`() throws {
    let interval = try #require(
      Bootstrap.interval(of: 1.05, replicates: replicates, leftOut: nil, level: 0.95)
    )
    #expect(abs(interval.lower - 0.355597765615539) < 1e-9)
    #expect(abs(interval.upper - 2.66462443398731) < 1e-9)
  }

  @Test func `BCa is that of R's boot`() throws {
    let leftOut = sample.indices.map { left in
      Dispersion.coefficientOfVariation(sample.indices.filter { $0 != left }.map { sample[$0] })
    }
    let interval = try #require(
      Bootstrap.interval(of: 1.05, replicates: replicates, leftOut: leftOut, level: 0.95)
    )
    #expect(abs(interval.lower - 0.396161140478219) < 1e-8)
    #expect(abs(interval.upper - 2.946692392152412) < 1e-8)
  }

  @Test func `The resamples of a mean have its mean and its variance over n`() {
    let values = sample
    let means = Bootstrap(seed: 7, resamples: 5000).replicates(of: values.count) { places in
      places.reduce(0) { $0 + values[$1] } / Double(places.count)
    }
    let moments = Moments(means)
    let n = Double(values.count)
    let spread = Moments(values).standardDeviation * ((n - 1) / n / n).squareRoot()
    #expect(abs(moments.mean - Moments(values).mean) < 4 * spread / 5000.0.squareRoot())
    #expect(abs(moments.standardDeviation / spread - 1) < 0.05)
  }

  @Test func `A seed gives the same resamples each time, another seed others`() {
    let values = sample
    @Sendable func mean(_ places: [Int]) -> Double { places.reduce(0) { $0 + values[$1] } }
    let first = Bootstrap(seed: 1, resamples: 200).replicates(of: 7, mean)
    #expect(first == Bootstrap(seed: 1, resamples: 200).replicates(of: 7, mean))
    #expect(first != Bootstrap(seed: 2, resamples: 200).replicates(of: 7, mean))
    // The first resamples don't depend on how many follow.
    #expect(first == Array(Bootstrap(seed: 1, resamples: 900).replicates(of: 7, mean).prefix(200)))
  }

  @Test func `A studentised interval of a normal mean is nearly Student's`() throws {
    var random = RandomNumbers(seed: 3, stream: 0)
    let values = (0..<60).map { _ in random.normal() }
    let interval = try #require(
      Bootstrap(seed: 5, resamples: 1500).studentisedInterval(of: 60, level: 0.95) { places in
        let moments = Moments(places.map { values[$0] })
        return (moments.mean, moments.standardDeviation / Double(places.count).squareRoot())
      }
    )
    let moments = Moments(values)
    let half = StudentT(59).quantile(0.975) * moments.standardDeviation / 60.0.squareRoot()
    #expect(abs(interval.lower - (moments.mean - half)) < 0.15 * half)
    #expect(abs(interval.upper - (moments.mean + half)) < 0.15 * half)
  }

  @Test func `Two stages vary more than one`() {
    // Equal patients: only the lesions within them vary.
    let lesions = [[1.0, 2, 3], [1, 2, 3], [1, 2, 3]]
    let found = Bootstrap(seed: 9, resamples: 3000).twoStageReplicates(of: [3, 3, 3]) { drawn in
      drawn.reduce(0) { sum, unit in
        sum + unit.lesions.reduce(0) { $0 + lesions[unit.patient][$1] } / 9
      }
    }
    #expect(abs(Moments(found).standardDeviation / (2.0 / 27).squareRoot() - 1) < 0.05)
  }

  @Test func `An estimate that never varies has no interval`() {
    #expect(
      Bootstrap(seed: 1, resamples: 99).interval(of: 4, level: 0.95, method: .bca) { _ in 1 } == nil
    )
  }
}
