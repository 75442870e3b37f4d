import Glibc

/// Whether small samples, each with a mean and a spread of its own, are normal, all taken together.
///
/// Three to ten values tell nothing of their distribution; those of many patients together do. Each
/// sample gives its skewness and its kurtosis, whose mean and variance under normality are known for any
/// size, whatever the sample's own mean and spread; their sums over the samples are nearly normal.
public struct PooledNormality: Sendable {
  /// The number of samples of three values or more that vary.
  public let samples: Int
  /// The pooled skewness over its standard error under normality; below 0 where low values straggle.
  public let skewness: Double
  /// The pooled kurtosis beyond a normal sample's, over its standard error; 0 where no sample has four
  /// values.
  public let kurtosis: Double
  /// The probability that normal samples are as far from what is expected of them, or further.
  public let probability: Double

  /// The test of some samples.
  ///
  /// - Parameter samples: the samples; those of fewer than three values, or of equal ones, tell nothing.
  /// - Source: Fisher RA, Proc R Soc Lond A 1930;130:16 (moments of g1 and g2 in normal samples);
  ///   D'Agostino RB, Pearson ES, Biometrika 1973;60:613 (the sum of both squares).
  public init?(_ samples: [[Double]]) {
    var count = 0
    var third = (sum: 0.0, variance: 0.0)
    var fourth = (sum: 0.0, variance: 0.0)
    for sample in samples where sample.count > 2 {
      let n = Double(sample.count)
      let mean = sample.reduce(0, +) / n
      let moments = sample.reduce(into: (0.0, 0.0, 0.0)) { sums, value in
        let d = value - mean
        sums.0 += d * d / n
        sums.1 += d * d * d / n
        sums.2 += d * d * d * d / n
      }
      guard moments.0 > 0 else { continue }
      count += 1
      third.sum += moments.1 / (moments.0 * moments.0.squareRoot())
      third.variance += 6 * (n - 2) / ((n + 1) * (n + 3))
      fourth.sum += moments.2 / (moments.0 * moments.0) - 3 * (n - 1) / (n + 1)
      fourth.variance +=
        24 * n * (n - 2) * (n - 3) / ((n + 1) * (n + 1) * (n + 3) * (n + 5))
    }
    guard count > 0 else { return nil }
    self.samples = count
    skewness = third.sum / third.variance.squareRoot()
    kurtosis = fourth.variance > 0 ? fourth.sum / fourth.variance.squareRoot() : 0
    let squares = skewness * skewness + kurtosis * kurtosis
    probability =
      fourth.variance > 0 ? exp(-squares / 2) : 1 - ChiSquared(1).cdf(skewness * skewness)
  }
}
