import Glibc

/// A few values above 0 that are taken to be of a gamma distribution, which straggles towards low
/// values on a logarithmic scale, where a log-normal one is even.
///
/// Its spread relative to its mean is decided by its shape alone, and so is the distribution of the
/// logarithm of arithmetic over geometric mean: from that follows an interval that is exact but for the
/// form of that logarithm's distribution.
public struct GammaSample: Sendable {
  /// The number of values.
  public let count: Int
  /// The natural logarithm of arithmetic over geometric mean; 0 where all values are equal.
  public let logMeanRatio: Double

  /// A sample.
  ///
  /// - Parameter values: the values; nil is given where there are fewer than two, or one isn't above 0.
  public init?(_ values: [Double]) {
    guard values.count > 1, values.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    let n = Double(values.count)
    count = values.count
    // Over the mean, so that equal values have no rest by rounding.
    let mean = values.reduce(0, +) / n
    logMeanRatio = max(0, -values.reduce(0) { $0 + log($1 / mean) } / n)
  }

  /// The interval of a quantity that falls as the shape rises, as spread does.
  ///
  /// - Parameters:
  ///   - level: the confidence level.
  ///   - quantity: the quantity of a shape; asked for infinity where all values are equal.
  /// - Returns: the quantity of the shapes for which a ratio as large, or as small, has a probability of
  ///   half of what is left by the level.
  /// - Source: Bain LJ, Engelhardt M, Technometrics 1975;17:353 (the ratio as a multiple of chi-squared);
  ///   here with the ratio's exact mean and variance.
  public func interval(level: Double, fallingWithShape quantity: (Double) -> Double) -> Interval {
    let tail = (1 - level) / 2
    return Interval(
      lower: quantity(shape(where: 1 - tail)),
      upper: quantity(shape(where: tail)),
      level: level,
      method: "gamma"
    )
  }

  /// The shape for which a ratio up to the sample's has a probability.
  private func shape(where probability: Double) -> Double {
    guard logMeanRatio > 1e-14 else { return .infinity }
    // The greater the shape, the smaller the ratio is like to be. The bounds are far beyond any sample.
    var (low, high) = (log(1e-6), log(1e15))
    for _ in 0..<64 {
      let middle = (low + high) / 2
      if Self.probability(ofRatioUpTo: logMeanRatio, shape: exp(middle), count: count) < probability
      {
        low = middle
      } else {
        high = middle
      }
    }
    return exp((low + high) / 2)
  }

  /// The probability of a logarithm of arithmetic over geometric mean up to a value.
  ///
  /// The sum of the values and the ratio are independent (Basu 1955), so the ratio's cumulants are
  /// differences of known ones: mean `psi(n k) - log n - psi(k)`, variance `psi'(k) / n - psi'(n k)`. A
  /// gamma distribution with these two stands for the ratio's; it is the true one as the shape grows.
  static func probability(ofRatioUpTo ratio: Double, shape: Double, count: Int) -> Double {
    let n = Double(count)
    let mean: Double
    let variance: Double
    if shape > 1e4 {
      // The differences would lose their digits: chi-squared with n - 1 over 2 n k.
      mean = (n - 1) / (2 * n * shape)
      variance = (n - 1) / (2 * n * n * shape * shape)
    } else {
      mean = digamma(n * shape) - log(n) - digamma(shape)
      variance = trigamma(shape) / n - trigamma(n * shape)
    }
    return ChiSquared(2 * mean * mean / variance).cdf(2 * ratio * mean / variance)
  }

  /// The coefficient of variation of a gamma distribution: `1 / sqrt k`.
  ///
  /// - Parameter shape: the shape k.
  /// - Returns: the ratio of standard deviation to mean.
  public static func coefficientOfVariation(shape: Double) -> Double { 1 / shape.squareRoot() }

  /// The Gini coefficient of a gamma distribution: `Gamma(k + 1/2) / (Gamma(k + 1) sqrt pi)`.
  ///
  /// - Parameter shape: the shape k.
  /// - Returns: the coefficient, 0 to 1.
  /// - Source: McDonald JB, Jensen BC, J Am Stat Assoc 1979;74:856.
  public static func gini(shape: Double) -> Double {
    // From there on the difference of logarithms has lost its digits, and the limit is exact.
    if shape > 1e8 { return 1 / (Double.pi * shape).squareRoot() }
    return exp(logGamma(shape + 0.5) - logGamma(shape + 1)) / Double.pi.squareRoot()
  }
}
