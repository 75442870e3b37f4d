import Glibc
import Lesions
import Statistics

/// How unequal a patient's lesions are at a visit, each number with its interval.
///
/// The lesions seen stand for the patient's lesions: an interval says where the number would lie with
/// all of them, or with as many others. Three to ten lesions carry no distribution of their own: CoV and
/// Gini have an interval that holds where uptake is log-normal between a patient's lesions and where it
/// is gamma, other numbers one for log-normal uptake; docs/validation says how they hold where it is
/// neither.
public struct PatientHeterogeneity: Sendable {
  /// How endpoints are made.
  public struct Settings: Hashable, Sendable, Codable {
    /// The level of the intervals.
    public var level = 0.95
    /// The seed of drawn intervals.
    public var seed: UInt64 = 1

    /// Intervals of 95 %.
    public init() {}
  }

  /// The numbers of the patient, and then those of each site.
  public let endpoints: [Endpoint]

  /// The endpoints of a patient's lesions.
  ///
  /// - Parameters:
  ///   - lesions: the lesions at one visit, with their classes.
  ///   - metric: the metric of their uptake.
  ///   - settings: the level and the seed.
  public init(
    _ lesions: [AssessedLesion],
    metric: ReceptorRule.Metric,
    settings: Settings = Settings()
  ) {
    var list = EndpointList(.patient)
    list.addUptake(of: lesions, metric: metric, settings)
    list.addClasses(of: lesions, settings)
    list.addPrimary(against: lesions, settings)
    list.addVariance(betweenSitesOf: lesions, settings)
    endpoints =
      list.endpoints
      + Self.sites(of: lesions).flatMap { name, members in
        var site = EndpointList(.site, name)
        site.addCount(members.count, metric: metric, uptakes: members.compactMap(\.uptake))
        site.addGeometricMean(of: members.compactMap(\.uptake), metric: metric, settings)
        site.addPositiveShare(of: members, settings)
        return site.endpoints
      }
  }

  /// The lesions of each named site, the sites in the order in which they first occur.
  static func sites(of lesions: [AssessedLesion]) -> [(String, [AssessedLesion])] {
    var order: [String] = []
    var members: [String: [AssessedLesion]] = [:]
    for lesion in lesions {
      guard let site = lesion.site?.meaning else { continue }
      if members[site] == nil { order.append(site) }
      members[site, default: []].append(lesion)
    }
    return order.map { ($0, members[$0] ?? []) }
  }
}

extension EndpointList {
  private typealias Settings = PatientHeterogeneity.Settings

  /// The count of lesions.
  mutating func addCount(_ count: Int, metric: ReceptorRule.Metric, uptakes: [Double]) {
    add("lesions", "counted; a count of what was found has no interval", count: count, smallest: 0)
    {
      .number(Double(count), nil)
    }
    add(
      "lesions_measured",
      "lesions with a \(metric.rawValue); counted",
      count: count,
      smallest: 0
    ) { .number(Double(uptakes.count), nil) }
  }

  /// The typical uptake: the geometric mean, which is the median of a log-normal distribution.
  ///
  /// Three to five lesions of two kinds are often all of one, and nothing in them tells; intervals that
  /// hold there are too wide to use (docs/decisions/0019). So the method says it.
  mutating func addGeometricMean(
    of uptakes: [Double],
    metric: ReceptorRule.Metric,
    _ settings: PatientHeterogeneity.Settings
  ) {
    add(
      "geometric_mean",
      unit: "g/ml{SUVbw}",
      "geometric mean of \(metric.rawValue); interval: where lesions are of two kinds (receptor lost in "
        + "part) it holds too seldom, one of 95 % in 91 of 100 patients",
      count: uptakes.count,
      smallest: 3
    ) {
      guard let sample = LogNormalSample(uptakes) else { return .notAboveZero }
      return .number(exp(sample.meanLog), sample.geometricMeanInterval(level: settings.level))
    }
  }

  /// Number, range, spread and inequality of uptake.
  mutating func addUptake(
    of lesions: [AssessedLesion],
    metric: ReceptorRule.Metric,
    _ settings: PatientHeterogeneity.Settings
  ) {
    let uptakes = lesions.compactMap(\.uptake)
    let count = uptakes.count
    let sample = LogNormalSample(uptakes)
    let level = settings.level
    let name = metric.rawValue
    addCount(lesions.count, metric: metric, uptakes: uptakes)
    addGeometricMean(of: uptakes, metric: metric, settings)
    let (coldest, hottest) = (uptakes.min() ?? .nan, uptakes.max() ?? .nan)
    add("hottest", unit: "g/ml{SUVbw}", "highest \(name); measured", count: count, smallest: 1) {
      .number(hottest, nil)
    }
    add("coldest", unit: "g/ml{SUVbw}", "lowest \(name); measured", count: count, smallest: 1) {
      .number(coldest, nil)
    }
    let typical = LogNormalSample.expectedRange(of: max(count, 2))
    add(
      "range",
      unit: "g/ml{SUVbw}",
      "hottest minus coldest \(name); interval: of the range typical of \(count) lesions",
      count: count,
      smallest: 3
    ) {
      guard let sample else { return .notAboveZero }
      return .number(
        hottest - coldest,
        sample.interval(level: level, seed: settings.seed) { mu, sigma in
          2 * exp(mu) * sinh(sigma * typical / 2)
        }
      )
    }
    add(
      "hottest_over_coldest",
      "ratio of \(name); interval: of the ratio typical of \(count) lesions",
      count: count,
      smallest: 3
    ) {
      guard let sample else { return .notAboveZero }
      return .number(
        hottest / coldest,
        sample.interval(level: level) { exp(typical * $0) }
      )
    }
    addSpread(
      "cov",
      "standard deviation (n - 1) over mean of \(name)",
      of: uptakes,
      level: level,
      Dispersion.coefficientOfVariation,
      LogNormalSample.coefficientOfVariation,
      GammaSample.coefficientOfVariation
    )
    addSpread(
      "gini",
      "Gini coefficient of \(name), times n / (n - 1)",
      of: uptakes,
      level: level,
      Dispersion.gini,
      LogNormalSample.gini,
      GammaSample.gini
    )
  }

  /// A spread over the mean, with an interval that holds where uptake is log-normal and where it is gamma:
  /// three to ten lesions don't tell which.
  ///
  /// Where it is either, the lesions' own number lies within but for one in a hundred patients at most;
  /// where it lies outside, there is no interval, and the method says so.
  private mutating func addSpread(
    _ name: String,
    _ method: String,
    of uptakes: [Double],
    level: Double,
    _ measured: ([Double]) -> Double,
    _ ofSigma: (Double) -> Double,
    _ ofShape: (Double) -> Double
  ) {
    let value = measured(uptakes)
    var interval: Interval?
    if let logNormal = LogNormalSample(uptakes), let gamma = GammaSample(uptakes) {
      interval = logNormal.interval(level: level, risingWithSpread: ofSigma)
        .extended(
          by: gamma.interval(level: level, fallingWithShape: ofShape),
          method: "log-normal or gamma, the further end"
        )
    }
    let isAboveZero = interval != nil
    // Lesions of one uptake are equal but for rounding.
    let isNeither = interval.map { value < $0.lower - 1e-9 || value > $0.upper + 1e-9 } ?? false
    if isNeither { interval = nil }
    add(
      name,
      isNeither
        ? "\(method); no interval: uptake is neither log-normal nor gamma between these lesions"
        : method,
      count: uptakes.count,
      smallest: 3
    ) { isAboveZero ? .number(value, interval) : .notAboveZero }
  }

  /// Classes: their entropy, and the shares of positive lesions and of positive volume.
  mutating func addClasses(of lesions: [AssessedLesion], _ settings: PatientHeterogeneity.Settings)
  {
    let counts = [ReceptorClass.negative, .grey, .positive].map { wanted in
      lesions.count { $0.receptorClass == wanted }
    }
    let evaluable = counts.reduce(0, +)
    let reason = lesions.lazy.compactMap(\.receptorClass.reason).first
    add(
      "class_entropy",
      unit: "bit",
      "Shannon entropy over negative, grey and positive lesions",
      count: evaluable,
      smallest: 3
    ) {
      .number(
        Dispersion.entropy(counts),
        Dispersion.entropyInterval(counts, level: settings.level)
      )
    }
    addPositiveShare(of: lesions, settings)
    addShare("grey", counts[1], of: evaluable, settings)
    add(
      "not_evaluable",
      reason.map { "lesions that the rule can't tell: \($0)" }
        ?? "lesions that the rule can't tell; counted",
      count: lesions.count,
      smallest: 0
    ) { .number(Double(lesions.count - evaluable), nil) }
  }

  /// The share of positive lesions by count and by volume, of those that can be told.
  mutating func addPositiveShare(
    of lesions: [AssessedLesion],
    _ settings: PatientHeterogeneity.Settings
  ) {
    let told = lesions.filter { $0.receptorClass.reason == nil }
    let doubts = told.compactMap(\.doubt)
    let doubt = doubts.first.map { "; in doubt for \(doubts.count): \($0)" } ?? ""
    addShare(
      "positive",
      told.count { $0.receptorClass == .positive },
      of: told.count,
      settings,
      doubt: doubt
    )
    addVolumeShare(
      "positive_volume",
      told.map { ($0.volumeMilliliters, $0.receptorClass == .positive) },
      settings,
      doubt: doubt
    )
  }

  /// A share by count.
  mutating func addShare(
    _ name: String,
    _ part: Int,
    of whole: Int,
    _ settings: PatientHeterogeneity.Settings,
    doubt: String = ""
  ) {
    add(
      "\(name)_share",
      "lesions over those that can be told\(doubt)",
      count: whole,
      smallest: 3
    ) {
      let share = Double(part) / Double(whole)
      return .number(share, Proportion.wilson(share, of: Double(whole), level: settings.level))
    }
  }

  /// A share by volume; its interval is for the lesions' volumes as they are.
  mutating func addVolumeShare(
    _ name: String,
    _ lesions: [(volume: Double, isIn: Bool)],
    _ settings: PatientHeterogeneity.Settings,
    doubt: String = ""
  ) {
    let whole = lesions.reduce(0) { $0 + $1.volume }
    add(
      "\(name)_share",
      "volume over that of lesions that can be told; interval: Wilson's of (sum V)²/sum V² lesions"
        + doubt,
      count: lesions.count,
      smallest: 3
    ) {
      guard whole > 0 else { return .reason("the lesions have no volume") }
      let share = lesions.reduce(0) { $0 + ($1.isIn ? $1.volume : 0) } / whole
      let effective = Proportion.effectiveCount(lesions.map(\.volume))
      return .number(share, Proportion.wilson(share, of: effective, level: settings.level))
    }
  }

  /// Metastases against the primary tumour: uptake and class.
  mutating func addPrimary(
    against lesions: [AssessedLesion],
    _ settings: PatientHeterogeneity.Settings
  ) {
    let primary = lesions.filter(\.isPrimary)
    let metastases = lesions.filter { !$0.isPrimary }
    let uptakes = [primary, metastases].map { $0.compactMap(\.uptake) }
    let missing: EndpointList.Outcome? =
      primary.isEmpty
      ? .reason("no lesion is named the primary tumour")
      : metastases.isEmpty ? .reason("there is no metastasis") : nil
    add(
      "metastases_over_primary",
      "ratio of geometric means; interval by t on logarithms, one spread for both",
      count: uptakes[0].count + uptakes[1].count,
      smallest: 4
    ) {
      if let missing { return missing }
      guard (uptakes[0] + uptakes[1]).allSatisfy({ $0 > 0 }) else { return .notAboveZero }
      let groups = uptakes.map { $0.map { log($0) } }
      let difference = MeanDifference(of: groups[1], from: groups[0])
      return .number(
        exp(difference.value),
        difference.interval(level: settings.level).mapped { exp($0) }
      )
    }
    let told = metastases.filter { $0.receptorClass.reason == nil }
    let primaryClasses = Set(primary.map(\.receptorClass).filter { $0.reason == nil })
    add(
      "metastases_discordant_share",
      "metastases of another class than the primary tumour, over those that can be told",
      count: told.count,
      smallest: 3
    ) {
      if let missing { return missing }
      guard let primaryClass = primaryClasses.first, primaryClasses.count == 1 else {
        return .reason("the primary tumour's class can't be told, or there are several")
      }
      let share =
        Double(told.count { $0.receptorClass != primaryClass }) / Double(told.count)
      return .number(share, Proportion.wilson(share, of: Double(told.count), level: settings.level))
    }
  }

  /// The share of the variance of log uptake that lies between sites.
  mutating func addVariance(
    betweenSitesOf lesions: [AssessedLesion],
    _ settings: PatientHeterogeneity.Settings
  ) {
    let groups = PatientHeterogeneity.sites(of: lesions)
      .map { $0.1.compactMap(\.uptake) }.filter { !$0.isEmpty }
    let count = groups.reduce(0) { $0 + $1.count }
    add(
      "between_sites_variance_share",
      "one-way random effects on log uptake; 0 where sites differ less than lesions of one do",
      count: count,
      smallest: 5
    ) {
      guard groups.count > 1 else {
        return .reason("the lesions are of one site, or of none named")
      }
      guard count >= groups.count + 2 else {
        return .reason("nearly every lesion is alone at its site")
      }
      guard groups.allSatisfy({ $0.allSatisfy { $0 > 0 } }) else { return .notAboveZero }
      let found = VarianceBetweenGroups(groups.map { $0.map { log($0) } })
      return .number(found.share, found.shareInterval(level: settings.level))
    }
  }
}

extension EndpointList.Outcome {
  /// An uptake that has no logarithm.
  static let notAboveZero = Self.reason("an uptake is not above 0")
}
