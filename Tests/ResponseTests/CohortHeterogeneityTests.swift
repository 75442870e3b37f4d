import Foundation
import Statistics
import Testing

@testable import Response

struct CohortHeterogeneityTests {
  /// Twelve patients of three lesions, uptake e to the power of simple numbers.
  private let patients = (0..<12).map { patient in
    CohortHeterogeneity.Patient(
      name: "\(patient)",
      lesions: [-0.5, 0, 0.5].enumerated().map { place, step in
        lesion(
          "\(place)",
          exp(1 + 0.1 * Double(patient % 4) + step * (patient < 6 ? 1 : 2)),
          place == 2 ? .positive : patient % 3 == 0 ? .notEvaluable("small") : .negative,
          volume: Double(place + 1),
          site: ["Liver", "Bone", "Lung"][(place + patient) % 3],
          primary: place == 0
        )
      }
    )
  }

  private func numbers(_ settings: CohortHeterogeneity.Settings) -> [String: Endpoint] {
    Dictionary(
      uniqueKeysWithValues: CohortHeterogeneity(patients, settings: settings).endpoints
        .map { ($0.name, $0) }
    )
  }

  private var quick: CohortHeterogeneity.Settings {
    var settings = CohortHeterogeneity.Settings()
    settings.resamples = 199
    return settings
  }

  @Test func `A cohort's numbers are those of their formulas`() throws {
    let found = numbers(quick)
    func value(_ name: String) throws -> Double { try #require(found[name]?.value, "\(name)") }
    // Variances of the logarithms: 0.25 in six patients, 1 in six.
    #expect(abs(try value("typical_cov") - expm1(0.625).squareRoot()) < 1e-9)
    // A third of the patients: one lesion, positive. The rest: one of three.
    #expect(abs(try value("positive_share") - 12.0 / 28) < 1e-12)
    #expect(abs(try value("mean_positive_volume_share") - (4 + 8 * 0.5) / 12) < 1e-12)
    #expect(try value("patients_with_both_classes_share") == 1)
    #expect(try value("patients_primary_metastasis_discordant_share") == 1)
    #expect(found["patients_primary_metastasis_discordant_share"]?.count == 8)
    let shares = try ["patient", "site", "lesion"].map { try value("variance_share_\($0)") }
    #expect(abs(shares.reduce(0, +) - 1) < 1e-9)
  }

  @Test func `The same seed gives the same intervals`() {
    #expect(numbers(quick) == numbers(quick))
    var other = quick
    other.seed = 2
    #expect(numbers(other) != numbers(quick))
  }

  @Test func `Too few patients have a reason`() {
    let few = CohortHeterogeneity(Array(patients.prefix(4)), settings: quick).endpoints
    let cov = few.first { $0.name == "typical_cov" }
    #expect(cov?.value == nil)
    #expect(cov?.reason == "4 patients with two lesions, and 10 are the fewest")
  }

  @Test func `A clustered share has Obuchowski's standard error`() {
    // Three patients: 1 of 2, 3 of 3, 0 of 4. p = 4 / 9.
    let ratio = Ratio(of: [
      .init(above: 1, below: 2), .init(above: 3, below: 3), .init(above: 0, below: 4),
    ])
    let p = 4.0 / 9
    let squares = pow(1 - 2 * p, 2) + pow(3 - 3 * p, 2) + pow(4 * p, 2)
    #expect(abs(ratio.value - p) < 1e-15)
    #expect(abs(ratio.standardError - (1.5 * squares / 81).squareRoot()) < 1e-15)
  }

  @Test func `Simulated truths are what large samples show`() {
    for distribution in HeterogeneityCoverage.Distribution.allCases {
      var random = RandomNumbers(seed: 4, stream: 9)
      let patient = SimulatedPatient(distribution, &random)
      let lesions = patient.lesions(20_000, (grey: 4, positive: 6), &random)
      let truths = patient.truths(of: Array(lesions.prefix(3)), (grey: 4, positive: 6))
      let uptakes = lesions.compactMap(\.uptake)
      func expect(_ name: String, _ found: Double, within tolerance: Double) {
        let truth = truths[name] ?? .nan
        #expect(abs(found - truth) < tolerance, "\(distribution) \(name): \(found), not \(truth)")
      }
      let cov = Dispersion.coefficientOfVariation(uptakes)
      expect("cov", cov, within: 0.03 * cov)
      expect("gini", Dispersion.gini(uptakes), within: 0.01)
      let positive = Double(lesions.count { $0.receptorClass == .positive }) / 20_000
      expect("positive_share", positive, within: 0.012)
      let logs = uptakes.map { log($0) }
      let mean = exp(Moments(logs).mean)
      expect("geometric_mean", mean, within: 0.03 * mean)
    }
  }
}
