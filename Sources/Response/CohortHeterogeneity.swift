import Glibc
import Lesions
import Statistics

/// How unequal lesions are within the patients of a cohort, and where their variance lies.
///
/// Patients are the units that are drawn: lesions of one patient are not independent of each other.
public struct CohortHeterogeneity: Sendable {
  /// A patient's lesions at a visit.
  public struct Patient: Sendable {
    /// The patient.
    public let name: String
    /// The lesions.
    public let lesions: [AssessedLesion]

    /// A patient's lesions at a visit.
    ///
    /// - Parameters:
    ///   - name: the patient.
    ///   - lesions: the lesions.
    public init(name: String, lesions: [AssessedLesion]) {
      self.name = name
      self.lesions = lesions
    }
  }

  /// How endpoints are made.
  public struct Settings: Hashable, Sendable, Codable {
    /// The level of the intervals.
    public var level = 0.95
    /// The seed of the resamples.
    public var seed: UInt64 = 1
    /// The number of resamples.
    public var resamples = 1999
    /// Whether the mixed model is fitted, which takes longest: once more for each patient.
    public var fitsModel = true
    /// The fewest patients that an interval is given for.
    public var smallestPatients = 10

    /// Intervals of 95 %.
    public init() {}
  }

  /// The cohort's numbers; their count is of patients.
  public let endpoints: [Endpoint]

  /// The endpoints of a cohort.
  ///
  /// - Parameters:
  ///   - patients: each patient once.
  ///   - subject: the cohort's name, such as its tracer.
  ///   - settings: the level, the seed and the resamples.
  public init(_ patients: [Patient], subject: String = "", settings: Settings = Settings()) {
    var list = EndpointList(.cohort, subject)
    list.add("patients", "counted", count: patients.count, smallest: 0, of: "patients") {
      .number(Double(patients.count), nil)
    }
    let lesions = patients.reduce(0) { $0 + $1.lesions.count }
    list.add("lesions", "counted", count: patients.count, smallest: 0, of: "patients") {
      .number(Double(lesions), nil)
    }
    list.addSpread(of: patients, settings)
    list.addLogNormality(of: patients, settings)
    list.addShares(of: patients, settings)
    list.addDiscordantPatients(of: patients, settings)
    list.addVarianceShares(of: patients, settings)
    endpoints = list.endpoints
  }
}

extension CohortHeterogeneity.Patient {
  /// The natural logarithms of uptake; nil where one has none.
  fileprivate var logs: [Double]? {
    let uptakes = lesions.compactMap(\.uptake)
    return uptakes.allSatisfy { $0 > 0 } ? uptakes.map { log($0) } : nil
  }

  fileprivate var told: [AssessedLesion] { lesions.filter { $0.receptorClass.reason == nil } }
}

extension EndpointList {
  private typealias Patient = CohortHeterogeneity.Patient

  /// The spread of lesions within patients: pooled on logarithms, given as CoV, Gini and ratio.
  fileprivate mutating func addSpread(
    of patients: [CohortHeterogeneity.Patient],
    _ settings: CohortHeterogeneity.Settings
  ) {
    let parts = patients.compactMap(\.logs).filter { $0.count > 1 }.map { logs -> Ratio.Part in
      let deviation = Moments(logs).standardDeviation
      let freedom = Double(logs.count - 1)
      return Ratio.Part(above: deviation * deviation * freedom, below: freedom)
    }
    let interval = Ratio.interval(of: parts, settings, scale: .logarithm)
    let variance = Ratio(of: parts).value
    func addSpread(_ name: String, _ method: String, _ quantity: (Double) -> Double) {
      add(
        name,
        "\(method), of the variance of log uptake pooled within patients",
        count: parts.count,
        smallest: settings.smallestPatients,
        of: "patients with two lesions"
      ) {
        .number(
          quantity(variance.squareRoot()),
          interval?.mapped { quantity($0.squareRoot()) }
        )
      }
    }
    addSpread("typical_cov", "sqrt(exp(s²) - 1)") {
      LogNormalSample.coefficientOfVariation(sigma: $0)
    }
    addSpread("typical_gini", "2 Phi(s / sqrt 2) - 1") { LogNormalSample.gini(sigma: $0) }
  }

  /// Whether uptake is log-normal within patients, as most of each one's intervals take it to be.
  fileprivate mutating func addLogNormality(
    of patients: [CohortHeterogeneity.Patient],
    _ settings: CohortHeterogeneity.Settings
  ) {
    let normality = PooledNormality(patients.compactMap(\.logs))
    add(
      "log_normality_p",
      "skewness and kurtosis of log uptake within patients, pooled (Fisher 1930); a small p says that "
        + "patients' intervals made for log-normal uptake (range, hottest over coldest, geometric mean) "
        + "may be too narrow",
      count: normality?.samples ?? 0,
      smallest: settings.smallestPatients,
      of: "patients with three lesions"
    ) {
      normality.map { .number($0.probability, nil) }
        ?? .reason("no patient has three lesions of different uptake")
    }
  }

  /// The share of positive lesions, and the mean share of positive volume.
  fileprivate mutating func addShares(
    of patients: [CohortHeterogeneity.Patient],
    _ settings: CohortHeterogeneity.Settings
  ) {
    let told = patients.map(\.told).filter { !$0.isEmpty }
    let counts = told.map { lesions in
      Ratio.Part(
        above: Double(lesions.count { $0.receptorClass == .positive }),
        below: Double(lesions.count)
      )
    }
    add(
      "positive_share",
      "positive lesions over those that can be told; patients resampled (Obuchowski 1998)",
      count: counts.count,
      smallest: settings.smallestPatients,
      of: "patients with a lesion that can be told"
    ) { .number(Ratio(of: counts).value, Ratio.interval(of: counts, settings, scale: .share)) }
    let volumes = told.map { lesions -> Ratio.Part in
      let positive = lesions.filter { $0.receptorClass == .positive }
      let part = positive.reduce(0) { $0 + $1.volumeMilliliters }
      return Ratio.Part(above: part / lesions.reduce(0) { $0 + $1.volumeMilliliters }, below: 1)
    }.filter(\.above.isFinite)
    add(
      "mean_positive_volume_share",
      "mean over patients of each one's share of positive volume; patients resampled",
      count: volumes.count,
      smallest: settings.smallestPatients,
      of: "patients with a lesion that can be told"
    ) { .number(Ratio(of: volumes).value, Ratio.interval(of: volumes, settings, scale: .share)) }
  }

  /// The shares of patients whose lesions are of different classes.
  ///
  /// - Source: Gui 2025, doi 10.1093/oncolo/oyae188: heterogeneity between primary tumour and
  ///   metastasis, and among metastases, as shares of patients.
  fileprivate mutating func addDiscordantPatients(
    of patients: [CohortHeterogeneity.Patient],
    _ settings: CohortHeterogeneity.Settings
  ) {
    /// Whether a patient's lesions differ; nil where that can't be told.
    func add(
      _ name: String,
      _ method: String,
      _ differs: (CohortHeterogeneity.Patient) -> Bool?
    ) {
      let answers = patients.compactMap(differs)
      self.add(
        name,
        method,
        count: answers.count,
        smallest: 5,
        of: "patients of whom it can be told"
      ) {
        let share = Double(answers.count { $0 }) / Double(answers.count)
        return .number(
          share,
          Proportion.wilson(share, of: Double(answers.count), level: settings.level)
        )
      }
    }
    func clear(_ lesions: [AssessedLesion], primary: Bool) -> [ReceptorClass] {
      lesions.filter { $0.isPrimary == primary }.map(\.receptorClass)
        .filter { $0 == .positive || $0 == .negative }
    }
    add(
      "patients_with_both_classes_share",
      "patients with a positive and a negative lesion, of those with two clear lesions"
    ) { patient in
      let classes =
        clear(patient.lesions, primary: true) + clear(patient.lesions, primary: false)
      return classes.count > 1 ? Set(classes).count > 1 : nil
    }
    add(
      "patients_primary_metastasis_discordant_share",
      "patients with a metastasis of another class than the primary tumour"
    ) { patient in
      let primary = Set(clear(patient.lesions, primary: true))
      let metastases = clear(patient.lesions, primary: false)
      guard primary.count == 1, !metastases.isEmpty else { return nil }
      return metastases.contains { !primary.contains($0) }
    }
    add(
      "patients_metastases_discordant_share",
      "patients with metastases of both classes, of those with two clear ones"
    ) { patient in
      let metastases = clear(patient.lesions, primary: false)
      return metastases.count > 1 ? Set(metastases).count > 1 : nil
    }
  }

  /// How much of the variance of log uptake lies between patients, between sites, and between the
  /// lesions of one site of a patient.
  fileprivate mutating func addVarianceShares(
    of patients: [CohortHeterogeneity.Patient],
    _ settings: CohortHeterogeneity.Settings
  ) {
    let rows = VarianceRows(patients)
    guard settings.fitsModel else { return }
    let method = "linear mixed model of log uptake, REML; interval: jackknife over patients"
    let result = rows.shares(settings)
    for (place, name) in ["patient", "site", "lesion"].enumerated() {
      add(
        "variance_share_\(name)",
        name == "site" ? "\(method), the sites as they are" : method,
        count: rows.patientCount,
        smallest: settings.smallestPatients,
        of: "patients with a lesion at a named site"
      ) {
        switch result {
        case .success(let shares): .number(shares[place].value, shares[place].interval)
        case .failure(let error): .reason("\(error)")
        }
      }
    }
  }
}

/// A ratio of sums over patients.
struct Ratio {
  /// What a patient adds above and below.
  struct Part: Sendable {
    let above: Double
    let below: Double
  }

  /// The scale on which an interval is made.
  enum Scale {
    /// For variances.
    case logarithm
    /// For shares of 0 to 1.
    case share
  }

  let value: Double
  /// The standard error over patients.
  ///
  /// - Source: Obuchowski NA, Stat Med 1998;17:1495: `J/(J - 1) sum (x - p n)² / N²`.
  let standardError: Double

  init(of parts: some Collection<Part>) {
    let below = parts.reduce(0) { $0 + $1.below }
    let value = parts.reduce(0) { $0 + $1.above } / below
    let squares = parts.reduce(0) { sum, part in
      let rest = part.above - value * part.below
      return sum + rest * rest
    }
    let count = Double(parts.count)
    self.value = value
    standardError = (count / (count - 1) * squares).squareRoot() / below
  }

  /// The interval, by the studentised bootstrap over patients.
  ///
  /// - Returns: nil where the patients are too few or too alike.
  static func interval(
    of parts: [Part],
    _ settings: CohortHeterogeneity.Settings,
    scale: Scale
  ) -> Interval? {
    guard parts.count > 2 else { return nil }
    let bootstrap = Bootstrap(seed: settings.seed, resamples: settings.resamples)
    let found = bootstrap.studentisedInterval(of: parts.count, level: settings.level) { places in
      let ratio = Ratio(of: places.map { parts[$0] })
      return switch scale {
      case .logarithm: (log(ratio.value), ratio.standardError / ratio.value)
      case .share: (ratio.value, ratio.standardError)
      }
    }
    return switch scale {
    case .logarithm: found?.mapped { exp($0) }
    case .share: found?.mapped { min(1, max(0, $0)) }
    }
  }
}

/// Log uptake with its patient and its site.
private struct VarianceRows {
  private var groups: [(response: [Double], sites: [Int])] = []
  private let sites: Int

  var patientCount: Int { groups.count }

  init(_ patients: [CohortHeterogeneity.Patient]) {
    var numbers: [String: Int] = [:]
    for patient in patients {
      var group: (response: [Double], sites: [Int]) = ([], [])
      for lesion in patient.lesions {
        guard let uptake = lesion.uptake, uptake > 0, let site = lesion.site?.meaning
        else { continue }
        let number = numbers[site] ?? numbers.count
        numbers[site] = number
        group.response.append(log(uptake))
        group.sites.append(number)
      }
      if !group.response.isEmpty { groups.append(group) }
    }
    sites = numbers.count
  }

  /// The shares of patient, site and lesion, each with its interval.
  func shares(
    _ settings: CohortHeterogeneity.Settings
  ) -> Result<[(value: Double, interval: Interval?)], MixedModelError> {
    guard groups.count >= settings.smallestPatients else {
      return .failure(.tooFew(groups.count))
    }
    let whole: [Double]
    do throws(MixedModelError) {
      whole = try shares(of: Array(groups.indices))
    } catch {
      return .failure(error)
    }
    let leftOut = Jackknife.leftOut(of: groups.count) { places -> [Double]? in
      do throws(MixedModelError) { return try shares(of: places) } catch { return nil }
    }.compactMap { $0 }
    return .success(
      whole.indices.map { place in
        let interval = Jackknife.shareInterval(
          of: whole[place],
          leftOut: leftOut.map { $0[place] },
          level: settings.level
        )
        return (whole[place], leftOut.count == groups.count ? interval : nil)
      }
    )
  }

  /// The shares over some patients, by their places.
  private func shares(of drawn: [Int]) throws(MixedModelError) -> [Double] {
    let response = drawn.flatMap { groups[$0].response }
    let patients = drawn.enumerated().flatMap { place, group in
      groups[group].response.map { _ in place }
    }
    let model = try MixedModel(
      response,
      fixed: [response.map { _ in 1 }],
      factors: [patients, drawn.flatMap { groups[$0].sites }]
    )
    return model.shares + [1 - model.shares.reduce(0, +)]
  }
}
