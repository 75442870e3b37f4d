/// Intervals of a share.
public enum Proportion {
  /// Wilson's score interval.
  ///
  /// Centre `(p + z²/2n) / (1 + z²/n)`, half-width
  /// `z/(1 + z²/n) * sqrt(p(1 - p)/n + z²/4n²)`. The number need not be whole: with the effective
  /// number of weighted trials it is the interval of a weighted share.
  ///
  /// - Parameters:
  ///   - share: the share found, 0 to 1.
  ///   - count: the number of trials, above 0.
  ///   - level: the confidence level.
  /// - Returns: the interval, within 0...1.
  /// - Source: Wilson EB, J Am Stat Assoc 1927;22:209.
  public static func wilson(_ share: Double, of count: Double, level: Double) -> Interval {
    let z = Normal.quantile((1 + level) / 2)
    let shrink = 1 / (1 + z * z / count)
    let center = (share + z * z / (2 * count)) * shrink
    let half =
      z * shrink * (share * (1 - share) / count + z * z / (4 * count * count)).squareRoot()
    return Interval(
      lower: share == 0 ? 0 : max(0, center - half),
      upper: share == 1 ? 1 : min(1, center + half),
      level: level,
      method: "Wilson"
    )
  }

  /// Clopper's and Pearson's exact interval, which covers at least its level.
  ///
  /// - Parameters:
  ///   - successes: the number of successes.
  ///   - count: the number of trials, above 0.
  ///   - level: the confidence level.
  /// - Returns: the interval, within 0...1.
  /// - Source: Clopper CJ, Pearson ES, Biometrika 1934;26:404.
  public static func clopperPearson(
    _ successes: Int,
    of count: Int,
    level: Double
  ) -> Interval {
    let (x, n) = (Double(successes), Double(count))
    let tail = (1 - level) / 2
    return Interval(
      lower: successes == 0 ? 0 : Beta(x, n - x + 1).quantile(tail),
      upper: successes == count ? 1 : Beta(x + 1, n - x).quantile(1 - tail),
      level: level,
      method: "Clopper-Pearson"
    )
  }

  /// The number of equal trials that weighted ones are worth: `(sum w)² / sum w²`.
  ///
  /// - Parameter weights: the weights, none below 0.
  /// - Returns: the number, between 1 and the count of weights; 0 without a weight.
  /// - Source: Kish L, Survey Sampling, 1965, 8.2.
  public static func effectiveCount(_ weights: [Double]) -> Double {
    let sum = weights.reduce(0, +)
    let squares = weights.reduce(0) { $0 + $1 * $1 }
    return squares > 0 ? sum * sum / squares : 0
  }
}
