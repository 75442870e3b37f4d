/// How far raters agree on items, in classes from 0 up, with an interval that knows which items belong
/// together.
///
/// Items of one cluster, such as the lesions of a participant, aren't independent: the variance is
/// summed over clusters, not over items.
public struct RaterAgreement: Sendable, Hashable {
  /// How much two different classes count as agreement.
  public enum Weights: String, Sendable, CaseIterable {
    /// Not at all.
    case unweighted
    /// Less by each class between them: `1 - |i - j| / (k - 1)`.
    case linear
    /// Less by the square of it: `1 - ((i - j) / (k - 1))²`.
    case quadratic

    func weight(_ i: Int, _ j: Int, of count: Int) -> Double {
      guard i != j else { return 1 }
      let apart = Double(abs(i - j)) / Double(max(count - 1, 1))
      return switch self {
      case .unweighted: 0
      case .linear: 1 - apart
      case .quadratic: 1 - apart * apart
      }
    }
  }

  /// The coefficient; nil where chance alone already explains everything (all in one class).
  public let value: Double?
  /// Its interval; nil where the coefficient or its variance can't be told.
  public let interval: Interval?
  /// The standard error; nil where it can't be told.
  public let standardError: Double?
  /// The number of items.
  public let count: Int
  /// The number of clusters.
  public let clusterCount: Int

  /// The share of items that two raters class the same.
  ///
  /// Wilson's interval; the lesions of few participants count as fewer trials: as many as would have
  /// the variance that the clusters show.
  ///
  /// - Parameters:
  ///   - a: the first rater's classes.
  ///   - b: the second rater's classes, of the same items.
  ///   - clusters: which cluster each item belongs to; nil where each stands for itself.
  ///   - level: the confidence level.
  /// - Returns: the share; without items no value.
  /// - Source: Wilson EB, J Am Stat Assoc 1927;22:209; effective number: Kish L, Survey Sampling, 1965.
  public static func share(
    _ a: [Int],
    _ b: [Int],
    clusters: [Int]? = nil,
    level: Double
  ) -> RaterAgreement {
    let agreed = zip(a, b).map { $0 == $1 ? 1.0 : 0.0 }
    let sums = ClusterSums(agreed, clusters)
    guard !agreed.isEmpty else { return RaterAgreement(count: 0, clusterCount: 0) }
    let share = sums.mean
    let variance = sums.varianceOfMean
    // Without any variance (all agree, or none) the clusters are the trials.
    let trials =
      clusters == nil
      ? Double(agreed.count)
      : variance > 0
        ? min(Double(agreed.count), share * (1 - share) / variance) : Double(sums.clusterCount)
    return RaterAgreement(
      value: share,
      interval: Proportion.wilson(share, of: trials, level: level),
      standardError: variance.squareRoot(),
      count: agreed.count,
      clusterCount: sums.clusterCount
    )
  }

  /// Cohen's kappa of two raters, weighted or not.
  ///
  /// `(po - pe) / (1 - pe)`, with the large-sample variance around a kappa that isn't 0. With
  /// clusters their sums take the items' place, `C / (C - 1)` of them, and Student's t with
  /// `C - 1` degrees of freedom the normal distribution's.
  ///
  /// - Parameters:
  ///   - a: the first rater's classes, each at least 0 and below the number of classes.
  ///   - b: the second rater's classes, of the same items.
  ///   - classCount: the number of classes.
  ///   - weights: how much two different classes count as agreement.
  ///   - clusters: which cluster each item belongs to; nil where each stands for itself.
  ///   - level: the confidence level.
  /// - Returns: kappa.
  /// - Source: Cohen J, Educ Psychol Meas 1960;20:37 and Psychol Bull 1968;70:213; variance: Fleiss JL,
  ///   Cohen J, Everitt BS, Psychol Bull 1969;72:323; clusters: Yang Z, Zhou M, Stat Med 2014;33:2612.
  public static func cohen(
    _ a: [Int],
    _ b: [Int],
    classCount: Int,
    weights: Weights = .unweighted,
    clusters: [Int]? = nil,
    level: Double
  ) -> RaterAgreement {
    precondition(a.count == b.count, "two raters rate the same items")
    guard !a.isEmpty else { return RaterAgreement(count: 0, clusterCount: 0) }
    let n = Double(a.count)
    var (rows, columns) = (
      [Double](repeating: 0, count: classCount), [Double](repeating: 0, count: classCount)
    )
    for (i, j) in zip(a, b) {
      rows[i] += 1 / n
      columns[j] += 1 / n
    }
    func weight(_ i: Int, _ j: Int) -> Double { weights.weight(i, j, of: classCount) }
    // What a class of one rater counts on average against the other's classes.
    let classes = 0..<classCount
    let meanOfRow = classes.map { i in classes.reduce(0) { $0 + columns[$1] * weight(i, $1) } }
    let meanOfColumn = classes.map { j in classes.reduce(0) { $0 + rows[$1] * weight($1, j) } }
    let observed = zip(a, b).reduce(0) { $0 + weight($1.0, $1.1) } / n
    let expected = classes.reduce(0) { $0 + rows[$1] * meanOfRow[$1] }
    return coefficient(observed, expected, clusters, count: a.count, level: level) { kappa in
      zip(a, b).map { i, j in
        (weight(i, j) - (meanOfRow[i] + meanOfColumn[j]) * (1 - kappa)) / (1 - expected)
      }
    }
  }

  /// Fleiss' kappa of several raters.
  ///
  /// Each item's share of agreeing pairs against what the classes' overall shares would give by
  /// chance. The variance is that of the linearised coefficient over items, or over clusters.
  ///
  /// - Parameters:
  ///   - ratings: for each item the classes that its raters gave: as many raters for each item, at
  ///     least two.
  ///   - classCount: the number of classes.
  ///   - clusters: which cluster each item belongs to; nil where each stands for itself.
  ///   - level: the confidence level.
  /// - Returns: kappa.
  /// - Source: Fleiss JL, Psychol Bull 1971;76:378; variance: Gwet KL, Br J Math Stat Psychol
  ///   2008;61:29 and Educ Psychol Meas 2021;81:781.
  public static func fleiss(
    _ ratings: [[Int]],
    classCount: Int,
    clusters: [Int]? = nil,
    level: Double
  ) -> RaterAgreement {
    guard let raters = ratings.first?.count else {
      return RaterAgreement(count: 0, clusterCount: 0)
    }
    precondition(
      raters > 1 && ratings.allSatisfy { $0.count == raters },
      "as many raters for each item, at least two"
    )
    let (n, r) = (Double(ratings.count), Double(raters))
    var shares = [Double](repeating: 0, count: classCount)
    for item in ratings { for rating in item { shares[rating] += 1 / (n * r) } }
    let agreements = ratings.map { item -> Double in
      var counts = [Double](repeating: 0, count: classCount)
      for rating in item { counts[rating] += 1 }
      return counts.reduce(0) { $0 + $1 * ($1 - 1) } / (r * (r - 1))
    }
    let chances = ratings.map { item in item.reduce(0) { $0 + shares[$1] } / r }
    let observed = agreements.reduce(0, +) / n
    let expected = shares.reduce(0) { $0 + $1 * $1 }
    // Each item for itself is a cluster of its own: with n / (n - 1) and Student's t, as Gwet has it.
    return coefficient(
      observed,
      expected,
      clusters ?? Array(ratings.indices),
      count: ratings.count,
      level: level
    ) { kappa in
      zip(agreements, chances).map { agreement, chance in
        (agreement - 2 * chance * (1 - kappa)) / (1 - expected)
      }
    }
  }

  /// A coefficient corrected for chance, with the items' parts in it, up to a constant.
  private static func coefficient(
    _ observed: Double,
    _ expected: Double,
    _ clusters: [Int]?,
    count: Int,
    level: Double,
    _ parts: (Double) -> [Double]
  ) -> RaterAgreement {
    // Shares that are counted, not measured: what is 1 up to rounding is 1.
    guard expected < 1 - 1e-12 else {
      return RaterAgreement(
        count: count,
        clusterCount: clusters.map { Set($0).count } ?? count
      )
    }
    let kappa = (observed - expected) / (1 - expected)
    let sums = ClusterSums(parts(kappa), clusters)
    guard sums.clusterCount > 1 else {
      return RaterAgreement(value: kappa, count: count, clusterCount: sums.clusterCount)
    }
    let error = sums.varianceOfMean.squareRoot()
    let reach =
      clusters == nil
      ? Normal.quantile((1 + level) / 2)
      : StudentT(Double(sums.clusterCount - 1)).quantile((1 + level) / 2)
    return RaterAgreement(
      value: kappa,
      interval: Interval(
        lower: max(-1, kappa - reach * error),
        upper: min(1, kappa + reach * error),
        level: level,
        method: clusters == nil ? "large-sample" : "large-sample, over clusters"
      ),
      standardError: error,
      count: count,
      clusterCount: sums.clusterCount
    )
  }

  private init(
    value: Double? = nil,
    interval: Interval? = nil,
    standardError: Double? = nil,
    count: Int,
    clusterCount: Int
  ) {
    self.value = value
    self.interval = interval
    self.standardError = standardError
    self.count = count
    self.clusterCount = clusterCount
  }
}

/// The mean of values, and its variance where the values of a cluster may move together.
private struct ClusterSums {
  let mean: Double
  let varianceOfMean: Double
  let clusterCount: Int

  init(_ values: [Double], _ clusters: [Int]?) {
    let n = Double(values.count)
    let mean = values.isEmpty ? 0 : values.reduce(0, +) / n
    self.mean = mean
    guard let clusters else {
      clusterCount = values.count
      varianceOfMean = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n * n)
      return
    }
    precondition(clusters.count == values.count, "each item belongs to a cluster")
    var sums: [Int: Double] = [:]
    for (value, cluster) in zip(values, clusters) { sums[cluster, default: 0] += value - mean }
    clusterCount = sums.count
    let c = Double(sums.count)
    // In the clusters' order, so that the same reads give the same bits.
    let squares = sums.sorted { $0.key < $1.key }.reduce(0) { $0 + $1.value * $1.value }
    varianceOfMean = sums.count > 1 ? squares / (n * n) * c / (c - 1) : 0
  }
}
