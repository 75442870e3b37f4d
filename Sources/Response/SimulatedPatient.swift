import Glibc
import Lesions
import Statistics

/// A patient of a simulated cohort: a typical uptake, a spread, and lesions drawn from both.
struct SimulatedPatient {
  /// The edges of the simulation's classes, in SUVbw.
  typealias Edges = (grey: Double, positive: Double)

  private let distribution: HeterogeneityCoverage.Distribution
  /// The logarithm of the median, or for gamma of the scale.
  private let location: Double
  /// The standard deviation of the logarithms, or for gamma the shape.
  private let spread: Double

  /// The spreads that patients have, each as often.
  private static func spreads(_ distribution: HeterogeneityCoverage.Distribution) -> [Double] {
    switch distribution {
    case .logNormal: [0.4, 0.6, 0.8]
    case .gamma: [6, 3, 1.6]
    case .twoKinds: [0.2, 0.3, 0.4]
    }
  }

  /// The mean and the standard deviation of patients' locations.
  private static let locations = (mean: log(5.0), deviation: 0.5)
  /// How many of two kinds are hot, and how much hotter, as a logarithm.
  private static let hot = (share: 1.0 / 3, excess: log(4.0))

  init(_ distribution: HeterogeneityCoverage.Distribution, _ random: inout RandomNumbers) {
    let spreads = Self.spreads(distribution)
    self.init(
      distribution,
      location: Self.locations.mean + Self.locations.deviation * random.normal(),
      spread: spreads[random.below(spreads.count)]
    )
  }

  private init(
    _ distribution: HeterogeneityCoverage.Distribution,
    location: Double,
    spread: Double
  ) {
    self.distribution = distribution
    self.location = distribution == .gamma ? location - log(spread) : location
    self.spread = spread
  }

  // MARK: Lesions

  /// Lesions; the first is the primary tumour, and volumes run over two decades.
  func lesions(_ count: Int, _ edges: Edges, _ random: inout RandomNumbers) -> [AssessedLesion] {
    (0..<count).map { number in
      let uptake = uptake(&random)
      return AssessedLesion(
        label: "\(number + 1)",
        site: AnatomicalSite(code: nil, meaning: "site \(random.below(4))"),
        isPrimary: number == 0,
        volumeMilliliters: exp(1 + random.normal()),
        uptake: uptake,
        receptorClass: uptake >= edges.positive
          ? .positive : uptake >= edges.grey ? .grey : .negative
      )
    }
  }

  private func uptake(_ random: inout RandomNumbers) -> Double {
    switch distribution {
    case .logNormal: exp(location + spread * random.normal())
    case .gamma: exp(location) * random.gamma(spread)
    case .twoKinds:
      exp(
        location + (random.uniform() < Self.hot.share ? Self.hot.excess : 0)
          + spread * random.normal()
      )
    }
  }

  // MARK: Truth

  /// The kinds of lesion: how many, and the mean of their logarithms.
  private var kinds: [(share: Double, location: Double)] {
    distribution == .twoKinds
      ? [(1 - Self.hot.share, location), (Self.hot.share, location + Self.hot.excess)]
      : [(1, location)]
  }

  private func probability(below uptake: Double) -> Double {
    if distribution == .gamma {
      return ChiSquared(2 * spread).cdf(2 * uptake / exp(location))
    }
    return kinds.reduce(0) {
      $0 + $1.share * Normal.cdf((log(uptake) - $1.location) / spread)
    }
  }

  /// The probabilities of negative, grey and positive.
  private func classes(_ edges: Edges) -> [Double] {
    let (low, high) = (probability(below: edges.grey), probability(below: edges.positive))
    return [low, high - low, 1 - high]
  }

  /// The variance of the logarithms.
  private var logVariance: Double {
    switch distribution {
    case .logNormal: return spread * spread
    case .gamma: return trigamma(spread)
    case .twoKinds:
      return spread * spread
        + Self.hot.share * (1 - Self.hot.share) * Self.hot.excess * Self.hot.excess
    }
  }

  private var meanLog: Double {
    distribution == .gamma
      ? location + digamma(spread) : kinds.reduce(0) { $0 + $1.share * $1.location }
  }

  private var coefficientOfVariation: Double {
    switch distribution {
    case .logNormal: return LogNormalSample.coefficientOfVariation(sigma: spread)
    case .gamma: return 1 / spread.squareRoot()
    case .twoKinds:
      let first = kinds.reduce(0) { $0 + $1.share * exp($1.location + spread * spread / 2) }
      let second = kinds.reduce(0) { $0 + $1.share * exp(2 * ($1.location + spread * spread)) }
      return (second / (first * first) - 1).squareRoot()
    }
  }

  private var gini: Double {
    if distribution == .gamma {
      return exp(logGamma(spread + 0.5) - logGamma(spread + 1)) / Double.pi.squareRoot()
    }
    // E|X - Y| over pairs of kinds, by the partial means of log-normal pairs.
    let means = kinds.map { exp($0.location + spread * spread / 2) }
    var differences = 0.0
    for (a, first) in kinds.enumerated() {
      for (b, second) in kinds.enumerated() {
        let apart = first.location - second.location
        let greater =
          means[a] * Normal.cdf((apart + spread * spread) / (spread * 2.0.squareRoot()))
          + means[b] * Normal.cdf((spread * spread - apart) / (spread * 2.0.squareRoot()))
        differences += first.share * second.share * (2 * greater - means[a] - means[b])
      }
    }
    return differences / (2 * zip(kinds, means).reduce(0) { $0 + $1.0.share * $1.1 })
  }

  /// What a patient's intervals should hold.
  func truths(of lesions: [AssessedLesion], _ edges: Edges) -> [String: Double] {
    let shares = classes(edges)
    var truths = [
      "geometric_mean": exp(meanLog),
      "cov": coefficientOfVariation,
      "gini": gini,
      "class_entropy": shares.reduce(0) { $1 > 0 ? $0 - $1 * log2($1) : $0 },
      "positive_share": shares[2],
      "positive_volume_share": shares[2],
      "grey_share": shares[1],
      "metastases_over_primary": 1,
    ]
    let primary = [ReceptorClass.negative, .grey, .positive]
      .firstIndex(of: lesions[0].receptorClass)
    if let primary { truths["metastases_discordant_share"] = 1 - shares[primary] }
    if distribution == .logNormal {
      let typical = LogNormalSample.expectedRange(of: lesions.count)
      truths["hottest_over_coldest"] = exp(spread * typical)
      truths["range"] = 2 * exp(location) * sinh(spread * typical / 2)
    }
    return truths
  }

  /// What a cohort's intervals should hold: means over all patients that could be drawn.
  static func cohortTruths(
    _ plan: HeterogeneityCoverage.Plan,
    _ edges: Edges
  ) -> [String: Double] {
    let variance = mean(plan.distribution) { $0.logVariance }
    let sigma = variance.squareRoot()
    let positive = mean(plan.distribution) { $0.classes(edges)[2] }
    /// A share of patients: the expectation of one probability over that of another.
    func share(_ part: ([Double], Int) -> Double, of whole: ([Double], Int) -> Double) -> Double {
      var sums = (0.0, 0.0)
      for count in plan.lesions {
        sums.0 += mean(plan.distribution) { part($0.classes(edges), count) }
        sums.1 += mean(plan.distribution) { whole($0.classes(edges), count) }
      }
      return sums.0 / sums.1
    }
    /// That there are both classes among n lesions, and that two of n are clear.
    func both(_ p: [Double], _ n: Int) -> Double {
      let n = Double(n)
      return 1 - pow(1 - p[0], n) - pow(1 - p[2], n) + pow(p[1], n)
    }
    func twoClear(_ p: [Double], _ n: Int) -> Double {
      1 - pow(p[1], Double(n)) - Double(n) * (1 - p[1]) * pow(p[1], Double(n - 1))
    }
    return [
      "typical_cov": LogNormalSample.coefficientOfVariation(sigma: sigma),
      "typical_gini": LogNormalSample.gini(sigma: sigma),
      "positive_share": positive,
      "mean_positive_volume_share": positive,
      "patients_with_both_classes_share": share(both, of: twoClear),
      "patients_metastases_discordant_share": share(
        { both($0, $1 - 1) },
        of: { twoClear($0, $1 - 1) }
      ),
      "patients_primary_metastasis_discordant_share": share(
        { p, n in
          let others = Double(n - 1)
          return p[2] * (1 - pow(1 - p[0], others)) + p[0] * (1 - pow(1 - p[2], others))
        },
        of: { p, n in (1 - p[1]) * (1 - pow(p[1], Double(n - 1))) }
      ),
      "variance_share_patient": locations.deviation * locations.deviation
        / (locations.deviation * locations.deviation + variance),
      "variance_share_lesion": variance / (locations.deviation * locations.deviation + variance),
    ]
  }

  /// The mean of a quantity over all patients that could be drawn.
  private static func mean(
    _ distribution: HeterogeneityCoverage.Distribution,
    _ quantity: (SimulatedPatient) -> Double
  ) -> Double {
    let spreads = spreads(distribution)
    let steps = 240
    var (sum, weight) = (0.0, 0.0)
    for step in 0...steps {
      let z = -6 + 12 * Double(step) / Double(steps)
      let density = exp(-z * z / 2)
      weight += density
      for spread in spreads {
        let patient = SimulatedPatient(
          distribution,
          location: locations.mean + locations.deviation * z,
          spread: spread
        )
        sum += density * quantity(patient) / Double(spreads.count)
      }
    }
    return sum / weight
  }
}
