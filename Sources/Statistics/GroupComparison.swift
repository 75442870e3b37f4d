/// The difference of two means, with one spread for both groups.
package struct MeanDifference {
  /// The mean of the first group minus that of the second.
  package let value: Double
  private let standardError: Double
  private let degreesOfFreedom: Double

  /// Compares two groups.
  ///
  /// - Parameters:
  ///   - group: the group; at least one value.
  ///   - other: the group that it is compared with; at least one value, three in both together.
  /// - Source: Student's two-sample t, Fisher RA, Metron 1925;5:90.
  package init(of group: [Double], from other: [Double]) {
    let (a, b) = (Moments(group), Moments(other))
    value = a.mean - b.mean
    degreesOfFreedom = Double(a.count + b.count - 2)
    func squares(_ values: [Double], _ mean: Double) -> Double {
      values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }
    let variance = (squares(group, a.mean) + squares(other, b.mean)) / degreesOfFreedom
    standardError = (variance * (1 / Double(a.count) + 1 / Double(b.count))).squareRoot()
  }

  /// The interval of the difference.
  package func interval(level: Double) -> Interval {
    let half = StudentT(degreesOfFreedom).quantile((1 + level) / 2) * standardError
    return Interval(lower: value - half, upper: value + half, level: level, method: "t, exact")
  }
}

/// How much of a variance lies between groups of unequal size.
///
/// - Source: Thomas JD, Hultquist RA, Ann Stat 1978;6:582: the unweighted mean square of the group
///   means, with the harmonic mean of the sizes; exact where the groups are equally large.
package struct VarianceBetweenGroups {
  /// The variance between groups; 0 where the groups differ less than chance makes them.
  package let between: Double
  /// The variance within groups.
  package let within: Double
  private let ratio: Double
  private let size: Double
  private let freedom: (between: Double, within: Double)

  /// The share of the variance that lies between groups.
  package var share: Double { between + within > 0 ? between / (between + within) : .nan }

  /// Compares groups: at least two, one of them with at least two values.
  package init(_ groups: [[Double]]) {
    let moments = groups.map(Moments.init)
    let count = groups.reduce(0) { $0 + $1.count }
    freedom = (Double(groups.count - 1), Double(count - groups.count))
    size = Double(groups.count) / groups.reduce(0) { $0 + 1 / Double($1.count) }
    within =
      zip(groups, moments).reduce(0) { sum, next in
        next.0.reduce(sum) { $0 + ($1 - next.1.mean) * ($1 - next.1.mean) }
      } / freedom.within
    let spread = Moments(moments.map(\.mean)).standardDeviation
    ratio = size * spread * spread / within
    between = max(0, spread * spread - within / size)
  }

  /// The interval of the share, by F.
  package func shareInterval(level: Double) -> Interval {
    func share(_ quantile: Double) -> Double {
      let variances = max(0, (ratio / quantile - 1) / size)
      return variances / (1 + variances)
    }
    let f = FisherF(freedom.between, freedom.within)
    return Interval(
      lower: share(f.quantile((1 + level) / 2)),
      upper: share(f.quantile((1 - level) / 2)),
      level: level,
      method: "F of unweighted means"
    )
  }
}
