import Glibc

/// A few values above 0 whose logarithms are taken to be normal, as uptake of lesions nearly is.
///
/// With three to ten lesions no interval without a model covers what it claims; under this one, spread
/// has exact intervals, and any other quantity has one that is nearly so.
public struct LogNormalSample: Sendable {
  /// The number of values.
  public let count: Int
  /// The mean of the natural logarithms.
  public let meanLog: Double
  /// The standard deviation of the natural logarithms, with n - 1.
  public let standardDeviationLog: Double

  /// A sample.
  ///
  /// - Parameter values: the values; nil is given where there are fewer than two, or one isn't above 0.
  public init?(_ values: [Double]) {
    guard values.count > 1, values.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    let moments = Moments(values.map { log($0) })
    count = moments.count
    meanLog = moments.mean
    standardDeviationLog = moments.standardDeviation
  }

  /// The degrees of freedom.
  private var freedom: Double { Double(count - 1) }

  /// The interval of a quantity that rises with the standard deviation of the logarithms: exact.
  ///
  /// - Parameters:
  ///   - level: the confidence level.
  ///   - method: its name.
  ///   - quantity: the quantity of a standard deviation of the logarithms.
  /// - Returns: the quantity at both ends of `s * sqrt((n - 1) / chi²)`.
  /// - Source: the distribution of a normal sample's variance, Hald A, Statistical Theory, 1952, 11.
  public func interval(
    level: Double,
    method: String = "log-normal, exact",
    risingWithSpread quantity: (Double) -> Double
  ) -> Interval {
    let chi = ChiSquared(freedom)
    let tail = (1 - level) / 2
    return Interval(
      lower: quantity(standardDeviationLog * (freedom / chi.quantile(1 - tail)).squareRoot()),
      upper: quantity(standardDeviationLog * (freedom / chi.quantile(tail)).squareRoot()),
      level: level,
      method: method
    )
  }

  /// The coefficient of variation of a log-normal distribution: `sqrt(exp(sigma²) - 1)`.
  ///
  /// - Parameter sigma: the standard deviation of the logarithms.
  /// - Returns: the ratio of standard deviation to mean.
  /// - Source: Aitchison J, Brown JAC, The Lognormal Distribution, 1957, 2.3.
  public static func coefficientOfVariation(sigma: Double) -> Double {
    expm1(sigma * sigma).squareRoot()
  }

  /// The Gini coefficient of a log-normal distribution: `2 Phi(sigma / sqrt 2) - 1`.
  ///
  /// - Parameter sigma: the standard deviation of the logarithms.
  /// - Returns: the coefficient, 0 to 1.
  /// - Source: Aitchison J, Brown JAC, The Lognormal Distribution, 1957, 11.3.
  public static func gini(sigma: Double) -> Double { erf(sigma / 2) }

  /// The interval of the geometric mean, which is the median of a log-normal distribution: exact.
  ///
  /// - Parameter level: the confidence level.
  /// - Returns: `exp(mean ± t s / sqrt n)`.
  /// - Source: Student, Biometrika 1908;6:1, on logarithms.
  public func geometricMeanInterval(level: Double) -> Interval {
    let half =
      StudentT(freedom).quantile((1 + level) / 2) * standardDeviationLog
      / Double(count).squareRoot()
    return Interval(
      lower: exp(meanLog - half),
      upper: exp(meanLog + half),
      level: level,
      method: "log-normal, exact (t on logarithms)"
    )
  }

  /// The interval of any quantity of the distribution, by its generalised pivot.
  ///
  /// Draws `sigma* = s sqrt((n - 1) / chi²)` and `mu* = mean - z sigma* / sqrt n`, and takes the
  /// quantiles of the quantity over them.
  ///
  /// - Parameters:
  ///   - level: the confidence level.
  ///   - seed: the seed of the draws; the same seed gives the same interval.
  ///   - draws: the number of draws.
  ///   - quantity: the quantity of the mean and the standard deviation of the logarithms.
  /// - Returns: the interval.
  /// - Source: Krishnamoorthy K, Mathew T, J Stat Plan Inference 2003;115:103; Weerahandi S, J Am Stat
  ///   Assoc 1993;88:899.
  public func interval(
    level: Double,
    seed: UInt64,
    draws: Int = 4000,
    of quantity: (_ mu: Double, _ sigma: Double) -> Double
  ) -> Interval {
    var random = RandomNumbers(seed: seed, stream: UInt64(count))
    let root = Double(count).squareRoot()
    let values = (0..<draws).map { _ in
      let chi = random.chiSquared(count - 1)
      let sigma = standardDeviationLog * (freedom / chi).squareRoot()
      return quantity(meanLog - random.normal() * sigma / root, sigma)
    }.sorted()
    let tail = (1 - level) / 2
    return Interval(
      lower: values.quantile(tail),
      upper: values.quantile(1 - tail),
      level: level,
      method: "log-normal, generalised pivot"
    )
  }

  /// How many standard deviations lie between the least and the greatest of n normal values, in the
  /// mean: the integral of `1 - Phi^n - (1 - Phi)^n`.
  ///
  /// - Parameter count: the number of values, at least 2.
  /// - Returns: 1.128 for 2, 2.326 for 5, 3.078 for 10.
  /// - Source: Tippett LHC, Biometrika 1925;17:364.
  public static func expectedRange(of count: Int) -> Double {
    // Simpson's rule on -8...8; beyond it nothing is left.
    let steps = 640
    let width = 16 / Double(steps)
    var sum = 0.0
    for step in 0...steps {
      let below = Normal.cdf(-8 + Double(step) * width)
      let value = 1 - pow(below, Double(count)) - pow(1 - below, Double(count))
      sum += (step == 0 || step == steps ? 1 : step % 2 == 0 ? 2 : 4) * value
    }
    return sum * width / 3
  }
}

extension RandomNumbers {
  /// A number of the chi-squared distribution: a sum of squared normal numbers.
  mutating func chiSquared(_ degreesOfFreedom: Int) -> Double {
    var sum = 0.0
    for _ in 0..<degreesOfFreedom {
      let z = normal()
      sum += z * z
    }
    return sum
  }
}

extension [Double] {
  /// The quantile of sorted values, linear between them.
  ///
  /// - Source: Hyndman RJ, Fan Y, Am Stat 1996;50:361, definition 7.
  func quantile(_ probability: Double) -> Double {
    let place = probability * Double(count - 1)
    let below = Int(place)
    guard below + 1 < count else { return self[count - 1] }
    let part = place - Double(below)
    return part == 0 ? self[below] : self[below] + part * (self[below + 1] - self[below])
  }
}
