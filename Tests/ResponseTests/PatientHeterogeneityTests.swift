import Foundation
import Lesions
import Statistics
import Testing
import Voxels

@testable import Response

/// Lesions by uptake, class and volume.
func lesion(
  _ label: String,
  _ uptake: Double?,
  _ receptorClass: ReceptorClass,
  volume: Double = 1,
  site: String? = nil,
  primary: Bool = false
) -> AssessedLesion {
  AssessedLesion(
    label: label,
    site: site.map { AnatomicalSite(code: nil, meaning: $0) },
    isPrimary: primary,
    volumeMilliliters: volume,
    uptake: uptake,
    receptorClass: receptorClass
  )
}

struct PatientHeterogeneityTests {
  private let lesions = [
    lesion("1", 8, .positive, volume: 4, site: "Breast", primary: true),
    lesion("2", 4, .grey, volume: 1, site: "Bone"),
    lesion("3", 2, .negative, volume: 2, site: "Bone"),
    lesion("4", 16, .positive, volume: 3, site: "Liver"),
    lesion("5", 5, .notEvaluable("too small"), volume: 9, site: "Bone"),
  ]

  private func numbers(_ lesions: [AssessedLesion]) -> [String: Endpoint] {
    Dictionary(
      uniqueKeysWithValues: PatientHeterogeneity(lesions, metric: .suvMax).endpoints
        .filter { $0.scope == .patient }.map { ($0.name, $0) }
    )
  }

  @Test func `Five lesions have the numbers of pencil and paper`() throws {
    let found = numbers(lesions)
    func value(_ name: String) throws -> Double { try #require(found[name]?.value, "\(name)") }
    #expect(try value("lesions") == 5)
    #expect(try value("hottest") == 16)
    #expect(try value("coldest") == 2)
    #expect(try value("range") == 14)
    #expect(try value("hottest_over_coldest") == 8)
    // 8, 4, 2, 16, 5: mean 7, squares 1 + 9 + 25 + 81 + 4 = 120.
    #expect(abs(try value("cov") - 30.0.squareRoot() / 7) < 1e-12)
    // The differences of all pairs: 64.
    #expect(abs(try value("gini") - 64.0 / (5 * 4 * 7)) < 1e-12)
    #expect(abs(try value("geometric_mean") - pow(8 * 4 * 2 * 16 * 5, 0.2)) < 1e-12)
    #expect(try value("positive_share") == 0.5)
    #expect(try value("positive_volume_share") == 0.7)
    #expect(try value("grey_share") == 0.25)
    #expect(abs(try value("class_entropy") - 1.5) < 1e-12)
    #expect(try value("not_evaluable") == 1)
    // The geometric mean of 4, 2, 16, 5 over 8.
    #expect(abs(try value("metastases_over_primary") - pow(640, 0.25) / 8) < 1e-12)
    #expect(abs(try value("metastases_discordant_share") - 2.0 / 3) < 1e-12)
  }

  @Test func `The one interval that holds too seldom under two kinds of lesion says so`() {
    let methods = numbers(lesions).values.filter { $0.method.contains("two kinds") }
    #expect(methods.map(\.name) == ["geometric_mean"])
  }

  @Test func `Intervals hold their values`() throws {
    for endpoint in numbers(lesions).values {
      guard let value = endpoint.value, let interval = endpoint.interval else { continue }
      #expect(interval.contains(value), "\(endpoint.name)")
    }
    let cov = try #require(numbers(lesions)["cov"]?.interval)
    let logs = Moments([8.0, 4, 2, 16, 5].map { log($0) })
    // The upper end is the log-normal's. R: sd(log(x)) * sqrt(4 / qchisq(.025, 4)), as sqrt(exp(s²) - 1)
    let high = logs.standardDeviation * (4 / 0.4844185570879299).squareRoot()
    #expect(abs(cov.upper - expm1(high * high).squareRoot()) < 1e-9)
    // The lower end is the gamma's, below the log-normal's.
    let low = logs.standardDeviation * (4 / 11.143286781877796).squareRoot()
    #expect(cov.lower < expm1(low * low).squareRoot())
  }

  @Test func `Uptake of neither distribution has its number, and no interval beside it`() throws {
    // One lesion hardly takes up: on logarithms it outweighs the fifteen others.
    let straggler = ([0.8] + (0..<15).map { 6 + 0.6 * Double($0) }).enumerated().map {
      lesion("\($0)", $1, .positive)
    }
    let cov = try #require(numbers(straggler)["cov"])
    // numpy: std(ddof=1) / mean.
    #expect(abs(try #require(cov.value) - 0.363997753694063) < 1e-12)
    #expect(cov.interval == nil && cov.reason == nil)
    #expect(cov.method.hasSuffix("uptake is neither log-normal nor gamma between these lesions"))
  }

  @Test func `What can't be told has a reason and no zero`() {
    let found = numbers([
      lesion("1", 8, .notEvaluable("no rule")), lesion("2", 4, .notEvaluable("no rule")),
    ])
    #expect(found["positive_share"]?.value == nil)
    #expect(found["positive_share"]?.reason == "0 lesions, and 3 are the fewest")
    #expect(found["cov"]?.reason == "2 lesions, and 3 are the fewest")
    #expect(found["metastases_over_primary"]?.value == nil)
    #expect(numbers([])["coldest"]?.value == nil)
    let cold = numbers([
      lesion("1", 0, .negative), lesion("2", 4, .negative), lesion("3", 4, .negative),
    ])
    #expect(cold["cov"]?.reason == "an uptake is not above 0")
    #expect(cold["positive_share"]?.value == 0)
  }

  @Test func `Each site has its own rows`() {
    let sites = PatientHeterogeneity(lesions, metric: .suvMax).endpoints
      .filter { $0.scope == .site }
    #expect(sites.filter { $0.name == "lesions" }.map(\.subject) == ["Breast", "Bone", "Liver"])
    #expect(sites.filter { $0.name == "lesions" }.map(\.value) == [1, 3, 1])
    let bone = sites.first { $0.subject == "Bone" && $0.name == "geometric_mean" }
    #expect(abs((bone?.value ?? 0) - cbrt(40)) < 1e-12)
  }

  @Test func `Order doesn't matter, nor does the unit of uptake`() throws {
    let found = numbers(lesions)
    let reversed = numbers(lesions.reversed())
    let doubled = numbers(
      lesions.map {
        AssessedLesion(
          label: $0.label,
          site: $0.site,
          isPrimary: $0.isPrimary,
          volumeMilliliters: $0.volumeMilliliters,
          uptake: $0.uptake.map { 2 * $0 },
          receptorClass: $0.receptorClass
        )
      }
    )
    for (name, endpoint) in found {
      let value = try #require(endpoint.value)
      let other = try #require(reversed[name]?.value)
      #expect(abs(other - value) <= 1e-12 * abs(value), "\(name)")
      let scale = endpoint.unit.hasPrefix("g/ml") ? 2.0 : 1
      let scaled = try #require(doubled[name]?.value)
      #expect(abs(scaled - scale * value) <= 1e-12 * abs(scaled), "\(name)")
    }
  }
}

struct ReceptorClassTests {
  private func assessment(_ tracer: String = "68Ga-HER2-affibody", minutes: Double? = 120) throws
    -> ReceptorAssessment
  {
    ReceptorAssessment(
      try #require(try ReceptorRule.shipped().first { $0.id == "HER2:68Ga-MZHER2:2h" }),
      tracer: tracer,
      uptakeMinutes: minutes
    )
  }

  @Test(arguments: [
    (5.2, ReceptorClass.negative), (5.23, .grey), (6.6, .grey), (8.34, .grey), (8.35, .positive),
  ])
  func `Around the cut-off lies the grey zone`(uptake: Double, expected: ReceptorClass) throws {
    let found = try assessment().receptorClass(
      ofUptake: uptake,
      volumeMilliliters: 2,
      site: nil
    )
    #expect(found == expected)
  }

  @Test func `A small lesion can be positive but not negative`() throws {
    let rule = try assessment()
    #expect(
      rule.receptorClass(ofUptake: 9, volumeMilliliters: 0.2, site: nil) == .positive
    )
    #expect(
      rule.receptorClass(ofUptake: 3, volumeMilliliters: 0.2, site: nil).reason
        == "below 0.5 mL, where low uptake may be partial volume"
    )
  }

  @Test func `A rule says where it does not apply`() throws {
    let liver = AnatomicalSite(code: "10200004", meaning: "Liver structure")
    func reason(_ assessment: ReceptorAssessment, site: AnatomicalSite? = nil) -> String? {
      assessment.receptorClass(ofUptake: 20, volumeMilliliters: 5, site: site).reason
    }
    #expect(
      reason(try assessment(), site: liver)
        == "the rule HER2:68Ga-MZHER2:2h does not hold in the liver structure"
    )
    #expect(
      reason(try assessment("18F-FDG"))
        == "the rule HER2:68Ga-MZHER2:2h is for 68Ga-HER2-affibody, not for 18F-FDG"
    )
    #expect(
      reason(try assessment(minutes: 60))
        == "the rule HER2:68Ga-MZHER2:2h is for 105 to 135 min after administration, not for 60"
    )
    #expect(
      reason(try assessment(minutes: nil))
        == "the time from administration to the scan is not known"
    )
    #expect(reason(ReceptorAssessment(without: "there is none")) == "there is none")
  }

  @Test func `Where no site is named the class is in doubt, and the shares say so`() throws {
    let affine = Affine(
      columnStep: SIMD3(4, 0, 0),
      rowStep: SIMD3(0, 4, 0),
      sliceStep: SIMD3(0, 0, 4),
      origin: .zero
    )
    let grid = try Grid(size: SIMD3(8, 8, 8), affine: affine)
    let suv = Volume<SUVbw>(grid: grid, values: [Float](repeating: 20, count: 512))
    let sites = [nil, nil, AnatomicalSite(code: nil, meaning: "Breast")]
    let rule = try assessment()
    let lesions = try suv.measured(
      sites.enumerated().map { number, site in
        Lesion(
          label: "\(number)",
          region: Region(grid: grid, runs: [.init(start: 128 * number, count: 64)]),
          site: site,
          method: "drawn"
        )
      }
    ).map { rule.assess($0) }
    #expect(lesions.map(\.receptorClass) == [.positive, .positive, .positive])
    #expect(lesions.map { $0.doubt != nil } == [true, true, false])
    let share = PatientHeterogeneity(lesions, metric: .suvMax).endpoints
      .first { $0.name == "positive_share" }
    #expect(
      share?.method == "lesions over those that can be told; in doubt for 2: its site isn't named, "
        + "and the rule does not hold in the liver"
    )
  }

  @Test func `A rule against the liver takes its mean and its spread`() throws {
    let rule = try #require(try ReceptorRule.shipped().first { $0.tracer == "18F-FDG" })
    let found = ReceptorAssessment(
      rule,
      tracer: "18F-FDG",
      uptakeMinutes: 60,
      references: [.liver: (mean: 2, standardDeviation: 0.25)]
    )
    #expect(found.cutOffSUVbw == 3.5)
    #expect(
      ReceptorAssessment(rule, tracer: "18F-FDG", uptakeMinutes: 60).reason
        == "the rule FDG:18F-FDG:PERCIST compares with the liver, which is not measured"
    )
  }
}
