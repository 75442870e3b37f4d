import Testing

@testable import Uptake

struct FormulaTests {
  // By hand: F 120 kg, 160 cm gives James 45.15, Janmahasatian 55.0 kg (clinical sheet 3a).
  // 1.07 120 - 148 (120/160)^2 = 128.4 - 83.25 = 45.15.
  // 9270 120 / (8780 + 244 46.875) = 1112400 / 20217.5 = 55.0216.
  @Test func `lean body mass of a woman of 120 kg and 160 cm`() {
    let james = BodySize.leanBodyMassJames128(sex: .female, weightKilograms: 120, heightMeters: 1.6)
    let janma = BodySize.leanBodyMassJanmahasatian(
      sex: .female,
      weightKilograms: 120,
      heightMeters: 1.6
    )
    #expect(abs(james - 45.15) < 1e-9)
    #expect(abs(janma - 1_112_400 / 20_217.5) < 1e-9)
  }

  // 71 kg, 163 cm: 78.1 - 128 0.1897324 = 53.81425; 658170 / (6680 + 216 26.72287) = 52.8594...
  @Test func `lean body mass of a man of 71 kg and 163 cm`() {
    let james = BodySize.leanBodyMassJames128(sex: .male, weightKilograms: 71, heightMeters: 1.63)
    #expect(abs(james - 53.81425) < 1e-5)
    // The quotients of the shared sarcoma study: 5.995874 / 7.910675, 5.889104 / 7.910675.
    #expect(abs(james / 71 - 5.995874 / 7.910675) < 1e-6)
    let janma = BodySize.leanBodyMassJanmahasatian(
      sex: .male,
      weightKilograms: 71,
      heightMeters: 1.63
    )
    #expect(abs(janma / 71 - 5.889104 / 7.910675) < 1e-6)
    let ideal = BodySize.idealBodyWeight(sex: .male, heightMeters: 1.63)
    #expect(abs(ideal / 71 - 6.647195 / 7.910675) < 1e-6)
    let area = BodySize.surfaceArea(weightKilograms: 71, heightMeters: 1.63)
    #expect(abs(area * 10 / 71 - 1.967625 / 7.910675) < 1e-6)
  }

  @Test func `Morgan's formula differs from James' for men only, by 8 (W over H) squared`() {
    let size = (weightKilograms: 80.0, heightMeters: 1.8)
    for sex in PatientSex.allCases {
      let difference =
        BodySize.leanBodyMassMorgan(
          sex: sex,
          weightKilograms: size.weightKilograms,
          heightMeters: size.heightMeters
        )
        - BodySize.leanBodyMassJames128(
          sex: sex,
          weightKilograms: size.weightKilograms,
          heightMeters: size.heightMeters
        )
      let share = sex == .male ? 1.0 : sex == .other ? 0.5 : 0
      #expect(abs(difference - share * 8 * (80.0 / 180) * (80.0 / 180)) < 1e-12)
    }
  }

  // The mean over the frame by Simpson's rule, inverted: an oracle without the closed form.
  @Test(arguments: [
    (6586.2, 300.0), (75.0, 300.0), (122.24, 600.0), (4062.6, 1.0), (282_276.0, 1800.0),
    (6586.2, 3600.0), (1223.1, 86_400.0),
  ])
  func `the mean-activity time agrees with numerical integration`(
    halfLife: Double,
    duration: Double
  ) {
    let steps = 200_000
    var sum = 0.0
    for step in 0...steps {
      let weight = step == 0 || step == steps ? 1.0 : step % 2 == 1 ? 4.0 : 2.0
      sum +=
        weight
        * Decay.remaining(
          after: duration * Double(step) / Double(steps),
          halfLifeSeconds: halfLife
        )
    }
    let mean = sum / (3 * Double(steps))
    let time = Decay.averageCountRateTime(durationSeconds: duration, halfLifeSeconds: halfLife)
    #expect(
      relativeDifference(Decay.remaining(after: time, halfLifeSeconds: halfLife), mean) < 1e-9
    )
  }

  @Test func `the series joins the logarithm without a step`() {
    // lambda T just below and above 1e-6: T/2 either way, to parts in 1e6.
    let halfLife = 6586.2
    for decays in [0.999e-6, 1.001e-6] {
      let duration = decays * halfLife / 0.6931471805599453
      let time = Decay.averageCountRateTime(durationSeconds: duration, halfLifeSeconds: halfLife)
      #expect(relativeDifference(time, duration / 2 - decays * duration / 24) < 1e-9)
    }
    #expect(Decay.averageCountRateTime(durationSeconds: 0, halfLifeSeconds: halfLife) == 0)
  }

  @Test func `the table of nuclides has its codes once, and cites every row`() throws {
    #expect(Nuclide.all.count == 12)
    let codes = Nuclide.all.flatMap(\.codes)
    #expect(Set(codes).count == codes.count)
    #expect(Nuclide.all.allSatisfy { $0.source.count > 10 && $0.positronFraction < 1 })
    // ICRP 107: 109.77 min, 67.71 min, 12.700 h, 78.41 h.
    #expect(Nuclide.coded("77004003", scheme: "SCT")?.halfLifeSeconds == 109.77 * 60)
    #expect(Nuclide.coded("C-131A3", scheme: "SNM3")?.halfLifeSeconds == 4062.6)
    #expect(Nuclide.coded("3932008", scheme: "SCT")?.halfLifeSeconds == 12.7 * 3600)
    #expect(Nuclide.coded("63360001", scheme: "SCT")?.halfLifeSeconds == 78.41 * 3600)
    #expect(Nuclide.coded("63360001", scheme: "SRT") == nil)
  }

  @Test func `half-lives in use agree with the table, and 68.3 min for Ga-68 doesn't`() throws {
    let gallium = try #require(Nuclide.coded("35337001", scheme: "SCT"))
    #expect(gallium.agrees(withHalfLifeSeconds: 4057.7))
    #expect(gallium.agrees(withHalfLifeSeconds: 67.83 * 60))
    #expect(!gallium.agrees(withHalfLifeSeconds: 68.3 * 60))
    let fluorine = try #require(Nuclide.coded("C-111A1", scheme: "SRT"))
    #expect(fluorine.agrees(withHalfLifeSeconds: 6588))
    #expect(!fluorine.agrees(withHalfLifeSeconds: 4062.6))
  }

  @Test func `reads JSON, and nothing else`() {
    func json(_ text: String) -> JSONValue? { JSONValue(Array(text.utf8)) }
    #expect(
      json(#" {"a": [1, -2.5e3, "x\"y", null, true], "b": {}} "#)
        == .object([
          "a": .array([.number(1), .number(-2500), .string("x\"y"), .null, .bool(true)]),
          "b": .object([:]),
        ])
    )
    for bad in ["", "[1,]", "{\"a\"}", "[1] x", "\"open", "{1:2}", "[", "nul", "\"\\"] {
      #expect(json(bad) == nil, "\(bad)")
    }
    #expect(json(String(repeating: "[", count: 100_000)) == nil)
  }

  @Test(arguments: [
    (0.00042748316, 5, "4.2748e-4"), (99.995, 4, "100.0"), (1234567.0, 4, "1.235e6"),
    (-0.5, 2, "-0.50"), (0, 3, "0"), (9.9999, 3, "10.0"), (368.08, 6, "368.080"),
    (999_999.9, 6, "1.00000e6"),
  ])
  func `writes numbers with significant digits`(number: Double, digits: Int, text: String) {
    #expect(significant(number, digits) == text)
  }
}
