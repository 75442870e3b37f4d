import Dispatch
import Glibc

/// The bootstrap: how an estimate would vary, from the data themselves.
///
/// Each resample draws from its own stream of random numbers, so a seed gives the same interval on
/// any number of threads. The units that are drawn have to be independent of each other: lesions of
/// one patient, or patients of a cohort, never the lesions of several patients together.
public struct Bootstrap: Sendable {
  /// How an interval is read off the resamples.
  public enum Method: String, Sendable, CaseIterable {
    /// The quantiles of the resampled estimates.
    case percentile
    /// The quantiles corrected for bias and skewness.
    case bca = "BCa"
    /// The quantiles of the resampled estimates over their own standard errors.
    case studentised
  }

  /// The seed of all draws.
  public var seed: UInt64
  /// The number of resamples.
  public var resamples: Int

  /// A bootstrap.
  ///
  /// - Parameters:
  ///   - seed: the seed of all draws.
  ///   - resamples: the number of resamples; 1999 settle two digits of a 95 % interval.
  public init(seed: UInt64, resamples: Int = 1999) {
    self.seed = seed
    self.resamples = resamples
  }

  /// The estimates over resamples of units.
  ///
  /// - Parameters:
  ///   - count: the number of units; a resample draws as many, with replacement.
  ///   - estimate: the estimate of some units, by their places; NaN where it has none.
  /// - Returns: one estimate for each resample, in order.
  package func replicates<Estimate: Sendable>(
    of count: Int,
    _ estimate: @Sendable ([Int]) -> Estimate
  ) -> [Estimate] {
    replicates { random in estimate((0..<count).map { _ in random.below(count) }) }
  }

  /// The estimates over two-stage resamples: patients are drawn, and lesions within each.
  ///
  /// - Parameters:
  ///   - sizes: the number of lesions of each patient.
  ///   - estimate: the estimate of drawn patients, each with the places of its drawn lesions.
  /// - Returns: one estimate for each resample, in order.
  /// - Source: Davison AC, Hinkley DV, Bootstrap Methods and their Application, 1997, 3.8; drawing at
  ///   both stages with replacement errs towards wider intervals.
  package func twoStageReplicates(
    of sizes: [Int],
    _ estimate: @Sendable ([(patient: Int, lesions: [Int])]) -> Double
  ) -> [Double] {
    replicates { random in
      estimate(
        sizes.indices.map { _ in
          let patient = random.below(sizes.count)
          return (patient, (0..<sizes[patient]).map { _ in random.below(sizes[patient]) })
        }
      )
    }
  }

  private func replicates<Estimate: Sendable>(
    _ draw: @Sendable (inout RandomNumbers) -> Estimate
  ) -> [Estimate] {
    let count = resamples
    return unsafe [Estimate](unsafeUninitializedCapacity: count) { buffer, filled in
      nonisolated(unsafe) let buffer = unsafe buffer
      DispatchQueue.concurrentPerform(iterations: count) { resample in
        var random = RandomNumbers(seed: seed, stream: UInt64(resample))
        unsafe buffer.initializeElement(at: resample, to: draw(&random))
      }
      filled = count
    }
  }

  /// The interval of an estimate over units.
  ///
  /// - Parameters:
  ///   - count: the number of units, at least 2.
  ///   - level: the confidence level.
  ///   - method: percentile or BCa; studentised is ``studentisedInterval(of:level:_:)``.
  ///   - estimate: the estimate of some units, by their places.
  /// - Returns: the interval; nil where fewer than nine in ten resamples have an estimate, or it
  ///   never varies.
  /// - Source: Efron B, Tibshirani RJ, An Introduction to the Bootstrap, 1993, 13.3, 14.3.
  public func interval(
    of count: Int,
    level: Double,
    method: Method,
    _ estimate: @Sendable ([Int]) -> Double
  ) -> Interval? {
    let found = replicates(of: count, estimate).filter(\.isFinite)
    guard found.count * 10 >= resamples * 9 else { return nil }
    return Self.interval(
      of: estimate(Array(0..<count)),
      replicates: found,
      leftOut: method == .bca
        ? (0..<count).map { left in estimate((0..<count).filter { $0 != left }) } : nil,
      level: level
    )
  }

  /// The interval of an estimate from its replicates.
  ///
  /// - Parameters:
  ///   - estimate: the estimate of all units.
  ///   - replicates: the resampled estimates.
  ///   - leftOut: the estimates with each unit left out, for BCa; nil for percentiles.
  ///   - level: the confidence level.
  /// - Returns: the interval; nil where the estimate never varies.
  /// - Source: Efron B, J Am Stat Assoc 1987;82:171 (BCa); Davison and Hinkley 1997, 5.3.2, with
  ///   quantiles between order statistics on the normal scale (their equation 5.8).
  package static func interval(
    of estimate: Double,
    replicates: [Double],
    leftOut: [Double]? = nil,
    level: Double
  ) -> Interval? {
    let sorted = replicates.sorted()
    guard let least = sorted.first, let most = sorted.last, least < most else { return nil }
    let tails = [(1 - level) / 2, (1 + level) / 2]
    guard let leftOut else {
      return Interval(
        lower: sorted.normalQuantile(tails[0]),
        upper: sorted.normalQuantile(tails[1]),
        level: level,
        method: "bootstrap, percentile"
      )
    }
    let below = sorted.reduce(0) { $0 + ($1 < estimate ? 1 : $1 == estimate ? 0.5 : 0) }
    let bias = Normal.quantile(below / Double(sorted.count))
    let mean = leftOut.reduce(0, +) / Double(leftOut.count)
    let (cubes, squares) = leftOut.reduce((0.0, 0.0)) { sums, value in
      let d = mean - value
      return (sums.0 + d * d * d, sums.1 + d * d)
    }
    guard bias.isFinite, cubes.isFinite, squares > 0 else { return nil }
    let acceleration = cubes / (6 * squares * squares.squareRoot())
    let ends = tails.map { tail -> Double in
      let z = bias + Normal.quantile(tail)
      return sorted.normalQuantile(Normal.cdf(bias + z / (1 - acceleration * z)))
    }
    return Interval(lower: ends[0], upper: ends[1], level: level, method: "bootstrap, BCa")
  }

  /// The interval of an estimate that has a standard error, by the bootstrap's own t.
  ///
  /// - Parameters:
  ///   - count: the number of units, at least 3.
  ///   - level: the confidence level.
  ///   - estimate: the estimate of some units and its standard error.
  /// - Returns: `estimate - t* se` at both tails of `t* = (replicate - estimate) / se*`; nil where
  ///   fewer than nine in ten resamples have one.
  /// - Source: Davison AC, Hinkley DV, 1997, 5.2.1.
  public func studentisedInterval(
    of count: Int,
    level: Double,
    _ estimate: @Sendable ([Int]) -> (value: Double, standardError: Double)
  ) -> Interval? {
    let whole = estimate(Array(0..<count))
    guard whole.standardError > 0 else { return nil }
    let found = replicates(of: count) { places in
      let drawn = estimate(places)
      return (drawn.value - whole.value) / drawn.standardError
    }.filter(\.isFinite).sorted()
    guard found.count * 10 >= resamples * 9 else { return nil }
    let tail = (1 - level) / 2
    return Interval(
      lower: whole.value - found.normalQuantile(1 - tail) * whole.standardError,
      upper: whole.value - found.normalQuantile(tail) * whole.standardError,
      level: level,
      method: "bootstrap, studentised"
    )
  }
}

extension [Double] {
  /// The quantile of sorted replicates at `(B + 1) p`, between order statistics on the normal scale.
  ///
  /// - Source: Davison AC, Hinkley DV, 1997, equation 5.8.
  fileprivate func normalQuantile(_ probability: Double) -> Double {
    let place = probability * Double(count + 1)
    let rank = Int(place)
    guard rank >= 1 else { return self[0] }
    guard rank < count else { return self[count - 1] }
    let z = { (r: Int) in Normal.quantile(Double(r) / Double(self.count + 1)) }
    let part = (Normal.quantile(probability) - z(rank)) / (z(rank + 1) - z(rank))
    return self[rank - 1] + part * (self[rank] - self[rank - 1])
  }
}
