import Dispatch
import Glibc
import Statistics

/// How often the intervals of heterogeneity hold the truth, over simulated cohorts.
///
/// A cohort is patients with a few lesions each: uptake, class and volume are drawn from distributions
/// whose coefficient of variation, shares and variance components are known. Everything goes the way of
/// real lesions: ``PatientHeterogeneity`` and ``CohortHeterogeneity``.
package struct HeterogeneityCoverage: Sendable {
  /// How uptake is spread between a patient's lesions.
  package enum Distribution: String, Sendable, CaseIterable {
    /// Log-normal, as the intervals take it to be.
    case logNormal = "log-normal"
    /// Gamma: less skewed.
    case gamma
    /// Two log-normal kinds of lesion, one in three of them four times as hot: receptor lost in part.
    case twoKinds = "two kinds"
  }

  /// How cohorts are drawn.
  package struct Plan: Sendable {
    package var cohorts = 1000
    package var patients = 40
    package var lesions = 3...10
    package var distribution = Distribution.logNormal
    package var seed: UInt64 = 1
    /// Whether the cohort's own endpoints are made, and the mixed model, which takes longest.
    package var makesCohort = true
    package var makesModel = false
    package init() {}
  }

  /// How often an endpoint's interval held the truth.
  package struct Row: Sendable {
    package let name: String
    package var held = 0
    package var made = 0
    package var below = 0
    package var above = 0
    package var share: Double { Double(held) / Double(max(1, made)) }
  }

  /// The endpoints, in order of their names: of patients first, then of cohorts.
  package let rows: [Row]

  /// Draws cohorts and holds their intervals against the truth.
  package init(_ plan: Plan) {
    let cohorts = unsafe [[Trial]](unsafeUninitializedCapacity: plan.cohorts) { buffer, count in
      nonisolated(unsafe) let buffer = unsafe buffer
      DispatchQueue.concurrentPerform(iterations: plan.cohorts) { number in
        unsafe buffer.initializeElement(at: number, to: Self.trials(plan, UInt64(number)))
      }
      count = plan.cohorts
    }
    var rows: [String: Row] = [:]
    for trial in cohorts.joined() {
      var row = rows[trial.name] ?? Row(name: trial.name)
      row.made += 1
      if trial.interval.contains(trial.truth) {
        row.held += 1
      } else if trial.truth < trial.interval.lower {
        row.below += 1
      } else {
        row.above += 1
      }
      rows[trial.name] = row
    }
    self.rows = rows.values.sorted { $0.name < $1.name }
  }

  private struct Trial: Sendable {
    let name: String
    let interval: Interval
    let truth: Double
  }

  /// The classes of the simulation: below 4, 4 to 6, and 6 and above.
  private static let edges = (grey: 4.0, positive: 6.0)

  /// One cohort: every endpoint with an interval and a known truth.
  private static func trials(_ plan: Plan, _ number: UInt64) -> [Trial] {
    var random = RandomNumbers(seed: plan.seed, stream: number)
    var trials: [Trial] = []
    var patients: [CohortHeterogeneity.Patient] = []
    var settings = PatientHeterogeneity.Settings()
    settings.seed = number
    for place in 0..<plan.patients {
      let patient = SimulatedPatient(plan.distribution, &random)
      let count = plan.lesions.lowerBound + random.below(plan.lesions.count)
      let lesions = patient.lesions(count, edges, &random)
      patients.append(.init(name: "\(place)", lesions: lesions))
      let truths = patient.truths(of: lesions, edges)
      let made = PatientHeterogeneity(lesions, metric: .suvMax, settings: settings)
      for endpoint in made.endpoints where endpoint.scope == .patient {
        guard let interval = endpoint.interval, let truth = truths[endpoint.name] else { continue }
        trials.append(Trial(name: "patient \(endpoint.name)", interval: interval, truth: truth))
      }
    }
    guard plan.makesCohort else { return trials }
    var cohortSettings = CohortHeterogeneity.Settings()
    cohortSettings.seed = number
    cohortSettings.resamples = 999
    cohortSettings.fitsModel = plan.makesModel
    let truths = SimulatedPatient.cohortTruths(plan, edges)
    for endpoint in CohortHeterogeneity(patients, settings: cohortSettings).endpoints {
      guard let interval = endpoint.interval, let truth = truths[endpoint.name] else { continue }
      trials.append(Trial(name: "cohort \(endpoint.name)", interval: interval, truth: truth))
    }
    return trials
  }
}
