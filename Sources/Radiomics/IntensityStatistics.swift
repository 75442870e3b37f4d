/// The distribution of the intensities of a region, or of their levels.
///
/// - Source: IBSI 3.3 and 3.4.
struct IntensityDistribution: Sendable {
  private let sorted: [Double]
  private let moments: Moments

  /// The distribution of values; nil where there are none.
  init?(_ values: [Double]) {
    guard let moments = Moments(values) else { return nil }
    self.moments = moments
    sorted = values.sorted()
  }

  var mean: Double { moments.mean }
  var variance: Double { moments.variance }
  var minimum: Double { sorted[0] }
  var maximum: Double { sorted[sorted.count - 1] }
  var median: Double { percentile(50) }
  var interquartileRange: Double { percentile(75) - percentile(25) }
  var energy: Double { sorted.reduce(0) { $0 + $1 * $1 } }
  var rootMeanSquare: Double { (energy / Double(sorted.count)).squareRoot() }

  /// A percentile: linear between the two nearest ranks, the lowest value being 0 and the highest 100.
  func percentile(_ percent: Double) -> Double {
    let place = percent / 100 * Double(sorted.count - 1)
    let floor = Int(place)
    let fraction = place - Double(floor)
    guard fraction > 0 else { return sorted[floor] }
    return sorted[floor] + fraction * (sorted[floor + 1] - sorted[floor])
  }

  func skewness() throws(Feature.NotComputed) -> Double {
    guard variance > 0 else { throw .undefined("all intensities are equal") }
    return moments.third / (variance * variance.squareRoot())
  }

  func excessKurtosis() throws(Feature.NotComputed) -> Double {
    guard variance > 0 else { throw .undefined("all intensities are equal") }
    return moments.fourth / (variance * variance) - 3
  }

  /// The mean distance from a value.
  func meanDistance(from value: Double) -> Double {
    sorted.reduce(0) { $0 + abs($1 - value) } / Double(sorted.count)
  }

  /// The mean distance from their mean of the values from the 10th to the 90th percentile, both
  /// included.
  func robustMeanAbsoluteDeviation() throws(Feature.NotComputed) -> Double {
    let (low, high) = (percentile(10), percentile(90))
    let kept = IntensityDistribution(sorted.filter { $0 >= low && $0 <= high })
    guard let kept else { throw .undefined("no value lies between the percentiles") }
    return kept.meanDistance(from: kept.mean)
  }

  func coefficientOfVariation() throws(Feature.NotComputed) -> Double {
    guard mean != 0 else { throw .undefined("the mean is 0") }
    return variance.squareRoot() / mean
  }

  func quartileCoefficientOfDispersion() throws(Feature.NotComputed) -> Double {
    let sum = percentile(75) + percentile(25)
    guard sum != 0 else { throw .undefined("the quartiles add up to 0") }
    return interquartileRange / sum
  }
}

/// The family of intensity statistics.
///
/// - Source: IBSI 3.3 (UHIW).
enum IntensityStatistics {
  static let family = "Statistics"

  static let definitions: [FeatureDefinition<IntensityDistribution>] = [
    .init("Q4LE", "Mean", "stat_mean", .intensity) { $0.mean },
    .init("ECT3", "Variance", "stat_var", .squaredIntensity) { $0.variance },
    .init("KE2A", "Skewness", "stat_skew") { (d) throws(Feature.NotComputed) in try d.skewness() },
    .init("IPH6", "(Excess) kurtosis", "stat_kurt") { (d) throws(Feature.NotComputed) in
      try d.excessKurtosis()
    },
    .init("Y12H", "Median", "stat_median", .intensity) { $0.median },
    .init("1GSF", "Minimum", "stat_min", .intensity) { $0.minimum },
    .init("QG58", "10th percentile", "stat_p10", .intensity) { $0.percentile(10) },
    .init("8DWT", "90th percentile", "stat_p90", .intensity) { $0.percentile(90) },
    .init("84IY", "Maximum", "stat_max", .intensity) { $0.maximum },
    .init("SALO", "Interquartile range", "stat_iqr", .intensity) { $0.interquartileRange },
    .init("2OJQ", "Range", "stat_range", .intensity) { $0.maximum - $0.minimum },
    .init("4FUA", "Mean absolute deviation", "stat_mad", .intensity) {
      $0.meanDistance(from: $0.mean)
    },
    .init("1128", "Robust mean absolute deviation", "stat_rmad", .intensity) {
      (d) throws(Feature.NotComputed) in try d.robustMeanAbsoluteDeviation()
    },
    .init("N72L", "Median absolute deviation", "stat_medad", .intensity) {
      $0.meanDistance(from: $0.median)
    },
    .init("7TET", "Coefficient of variation", "stat_cov") { (d) throws(Feature.NotComputed) in
      try d.coefficientOfVariation()
    },
    .init("9S40", "Quartile coefficient of dispersion", "stat_qcod") {
      (d) throws(Feature.NotComputed) in try d.quartileCoefficientOfDispersion()
    },
    .init("N8CA", "Energy", "stat_energy", .squaredIntensity) { $0.energy },
    .init("5ZWQ", "Root mean square", "stat_rms", .intensity) { $0.rootMeanSquare },
  ]
}
