import Glibc

/// How often each grey level occurs in a region, from level 1 to the highest.
///
/// - Source: IBSI 3.4 (ZVCW).
struct IntensityHistogram: Sendable {
  let distribution: IntensityDistribution
  private let counts: [Int]
  private let total: Double

  static let family = "Intensity histogram"

  /// The histogram of a region's levels; nil where it has none.
  init?(_ region: DiscretizedRegion) {
    var counts = [Int](repeating: 0, count: region.levelCount)
    for level in region.levels where level > 0 { counts[Int(level) - 1] += 1 }
    let values = region.levels.compactMap { $0 > 0 ? Double($0) : nil }
    guard let distribution = IntensityDistribution(values) else { return nil }
    self.distribution = distribution
    self.counts = counts
    total = Double(values.count)
  }

  /// The most frequent level; of several the one closest to the mean, and then the lower.
  var mode: Double {
    let most = counts.max() ?? 0
    let candidates = counts.indices.filter { counts[$0] == most }.map { Double($0 + 1) }
    let mean = distribution.mean
    return candidates.min { abs($0 - mean) < abs($1 - mean) } ?? 1
  }

  /// The probabilities of the levels that occur.
  private var probabilities: [Double] { counts.filter { $0 > 0 }.map { Double($0) / total } }

  var entropy: Double { -probabilities.reduce(0) { $0 + $1 * log2($1) } }
  var uniformity: Double { probabilities.reduce(0) { $0 + $1 * $1 } }

  /// The steepest rise or fall of the counts from level to level, and the lowest level where it is:
  /// by central differences, at the ends by the difference to the neighbour.
  private func gradient(
    _ isSteeper: (Double, Double) -> Bool
  ) throws(Feature.NotComputed) -> (value: Double, level: Double) {
    guard distribution.variance > 0 else { throw .undefined("there is one grey level") }
    let last = counts.count - 1
    var best: (value: Double, level: Double)?
    for index in counts.indices {
      let (before, after) = (max(0, index - 1), min(last, index + 1))
      let slope = Double(counts[after] - counts[before]) / Double(after - before)
      if best.map({ isSteeper(slope, $0.value) }) ?? true { best = (slope, Double(index + 1)) }
    }
    guard let best else { throw .undefined("there is one grey level") }
    return best
  }

  private func steepestRise() throws(Feature.NotComputed) -> (value: Double, level: Double) {
    try gradient(>)
  }

  private func steepestFall() throws(Feature.NotComputed) -> (value: Double, level: Double) {
    try gradient(<)
  }

  static let definitions: [FeatureDefinition<IntensityHistogram>] = [
    .init("X6K6", "Mean", "ih_mean") { $0.distribution.mean },
    .init("CH89", "Variance", "ih_var") { $0.distribution.variance },
    .init("88K1", "Skewness", "ih_skew") { (h) throws(Feature.NotComputed) in
      try h.distribution.skewness()
    },
    .init("C3I7", "(Excess) kurtosis", "ih_kurt") { (h) throws(Feature.NotComputed) in
      try h.distribution.excessKurtosis()
    },
    .init("WIFQ", "Median", "ih_median") { $0.distribution.median },
    .init("1PR8", "Minimum", "ih_min") { $0.distribution.minimum },
    .init("GPMT", "10th percentile", "ih_p10") { $0.distribution.percentile(10) },
    .init("OZ0C", "90th percentile", "ih_p90") { $0.distribution.percentile(90) },
    .init("3NCY", "Maximum", "ih_max") { $0.distribution.maximum },
    .init("AMMC", "Mode", "ih_mode") { $0.mode },
    .init("WR0O", "Interquartile range", "ih_iqr") { $0.distribution.interquartileRange },
    .init("5Z3W", "Range", "ih_range") { $0.distribution.maximum - $0.distribution.minimum },
    .init("D2ZX", "Mean absolute deviation", "ih_mad") {
      $0.distribution.meanDistance(from: $0.distribution.mean)
    },
    .init("WRZB", "Robust mean absolute deviation", "ih_rmad") {
      (h) throws(Feature.NotComputed) in try h.distribution.robustMeanAbsoluteDeviation()
    },
    .init("4RNL", "Median absolute deviation", "ih_medad") {
      $0.distribution.meanDistance(from: $0.distribution.median)
    },
    .init("CWYJ", "Coefficient of variation", "ih_cov") { (h) throws(Feature.NotComputed) in
      try h.distribution.coefficientOfVariation()
    },
    .init("SLWD", "Quartile coefficient of dispersion", "ih_qcod") {
      (h) throws(Feature.NotComputed) in try h.distribution.quartileCoefficientOfDispersion()
    },
    .init("TLU2", "Entropy", "ih_entropy") { $0.entropy },
    .init("BJ5W", "Uniformity", "ih_uniformity") { $0.uniformity },
    .init("12CE", "Maximum histogram gradient", "ih_max_grad") {
      (h) throws(Feature.NotComputed) in try h.steepestRise().value
    },
    .init("8E6O", "Maximum histogram gradient intensity", "ih_max_grad_g") {
      (h) throws(Feature.NotComputed) in try h.steepestRise().level
    },
    .init("VQB3", "Minimum histogram gradient", "ih_min_grad") {
      (h) throws(Feature.NotComputed) in try h.steepestFall().value
    },
    .init("RHQZ", "Minimum histogram gradient intensity", "ih_min_grad_g") {
      (h) throws(Feature.NotComputed) in try h.steepestFall().level
    },
  ]
}
