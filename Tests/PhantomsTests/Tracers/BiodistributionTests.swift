import Statistics
import Testing

@testable import Phantoms

@Suite struct BiodistributionTests {
  /// Volumes in mL of the reference woman, from the masses of ICRP 89 over their densities.
  static let referenceWoman: [Tissue: Double] = [
    .fat: 23_700 * 0.8, .visceralFat: 23_700 * 0.2, .muscle: 16_700, .skin: 2_100,
    .corticalBone: 2_600, .lumbarMarrow: 900, .yellowMarrow: 1_800, .softTissue: 1_200,
    .liver: 1_330, .spleen: 123, .pancreas: 114, .leftRenalCortex: 92, .rightRenalCortex: 92,
    .leftRenalMedulla: 38, .rightRenalMedulla: 38, .leftRenalPelvis: 4, .rightRenalPelvis: 4,
    .leftLung: 1_300, .rightLung: 1_500, .heartBlood: 350, .aorta: 100, .veins: 350,
    .leftMyocardium: 160, .rightMyocardium: 60, .greyMatter: 700, .whiteMatter: 420,
    .cerebellum: 130, .stomachWall: 133, .stomachContent: 220, .jejunum: 300, .ileum: 270,
    .smallBowelContent: 270, .colonWall: 340, .colonContent: 310, .bile: 45, .thyroid: 16,
    .leftAdrenal: 6, .rightAdrenal: 6, .parotidGland: 45, .submandibularGland: 20, .uterus: 76,
    .ovary: 10, .leftBreast: 240, .rightBreast: 240, .oesophagus: 33, .urine: 188,
  ]
  static let tracers = [
    "68Ga-HER2-affibody", "18F-HER2-affibody", "68Ga-HER2-nanobody",
    "64Cu-trastuzumab", "89Zr-trastuzumab", "18F-FDG",
  ]

  @Test func `every tracer says what every compartment does, and where it has it from`() throws {
    let shipped = try Biodistribution.shipped()
    #expect(shipped.map(\.id) == Self.tracers)
    for tracer in shipped {
      let rows = tracer.compartments
      #expect(Set(rows.map(\.compartment)) == Set(Compartment.allCases), "\(tracer.id)")
      #expect(rows.count == Compartment.allCases.count)
      #expect(rows.allSatisfy { $0.source.count > 5 && ($0.cv != nil || $0.sigma != nil) })
    }
    for tissue in Tissue.allCases where tissue.compartment == nil {
      #expect([.air, .airway, .bowelGas, .urine, .leftUreter, .rightUreter].contains(tissue))
    }
  }

  /// Table 3.3 of the data sheet: 13.5 (0.35 2^(-t/12) + 0.65 2^(-t/111)) and VT P + Ki ∫P, to two digits.
  @Test(arguments: [
    (1.0, 13.2, 5.3, 5.3, 4.4, 2.0, 0.9), (24, 8.7, 4.2, 3.8, 3.6, 1.4, 0.6),
    (48, 6.8, 4.0, 3.2, 3.4, 1.2, 0.5), (96, 4.8, 4.0, 2.8, 3.4, 1.0, 0.3),
    (120, 4.2, 4.0, 2.6, 3.4, 0.9, 0.3), (168, 3.1, 4.1, 2.4, 3.5, 0.8, 0.2),
  ])
  func `antibody uptake follows the published model`(
    row: (Double, Double, Double, Double, Double, Double, Double)
  ) throws {
    let tracer = try Biodistribution.named("89Zr-trastuzumab")
    let suv = tracer.meanUptake(atHours: row.0, sex: .female)
    // Seven tenths of a kidney are cortex.
    let kidney = 0.7 * suv[.kidneyCortex, default: 0] + 0.3 * suv[.kidneyMedulla, default: 0]
    let found = [
      suv[.blood, default: 0], suv[.liver, default: 0], suv[.spleen, default: 0], kidney,
      suv[.lungs, default: 0], suv[.greyMatter, default: 0],
    ]
    for (value, expected) in zip(found, [row.1, row.2, row.3, row.4, row.5, row.6]) {
      #expect(abs(value - expected) <= max(0.02 * expected, 0.051), "\(row.0) h: \(found)")
    }
  }

  @Test func `plasma's integral is the area under plasma`() throws {
    let plasma = try Biodistribution.named("64Cu-trastuzumab").plasma(nil)
    let steps = 48_000
    let area =
      (0..<steps).reduce(0) { sum, step in
        sum + plasma.concentration(atHours: (Double(step) + 0.5) * 48 / Double(steps))
      } * 48 / Double(steps)
    #expect(abs(plasma.integral(toHours: 48) / area - 1) < 1e-6)
    // 13.5 at the injection, over a plasma share of 0.6.
    #expect(abs(plasma.concentration(atHours: 0) - 22.5) < 1e-4)
  }

  @Test func `a table is straight in the logarithm between its hours and flat beyond`() throws {
    let curve = UptakeCurve.table(hours: [1, 2, 4], female: [8, 2, 2], male: [9, 9, 9])
    let none = Plasma(terms: [], share: 1)
    #expect(abs(curve.suv(atHours: 1.5, sex: .female, plasma: none) - 4) < 1e-12)
    #expect(curve.suv(atHours: 0.2, sex: .female, plasma: none) == 8)
    #expect(curve.suv(atHours: 9, sex: .female, plasma: none) == 2)
    #expect(abs(curve.suv(atHours: 2, sex: .male, plasma: none) - 9) < 1e-12)
  }

  @Test func `the liver holds nine percent of an affibody, and kidneys and liver are hottest`()
    throws
  {
    let tracer = try Biodistribution.named("68Ga-HER2-affibody")
    for hours in [1.0, 2, 4] {
      let suv = tracer.meanUptake(atHours: hours, sex: .female)
      let share = suv[.liver, default: 0] * 1400 / 60_000
      #expect(abs(share - 0.09) < 0.008)
      let hottest = suv.filter { $0.key != .renalPelvis }.sorted { $0.value > $1.value }
      #expect(hottest.prefix(3).map(\.key) == [.kidneyCortex, .kidneyMedulla, .liver])
    }
  }

  @Test(arguments: tracers)
  func `a mean woman's activity is all accounted for without stretching muscle and fat`(
    id: String
  ) throws {
    let tracer = try Biodistribution.named(id)
    let build = Build(sex: .female, heightMeters: 1.63, massKilograms: 60, ageYears: 50, arms: .up)
    for factor in [0.5, 1, 1.6] {
      let hours = tracer.uptake.hours * factor
      let uptake = tracer.uptake(of: .mean, atHours: hours, build: build)
      let closed = tracer.closed(
        uptake,
        of: .mean,
        volumes: Self.referenceWoman,
        excreted: tracer.meanExcretedShare(atHours: hours),
        massKilograms: 60
      )
      let sum = Self.referenceWoman.reduce(0) { $0 + $1.value * (closed.suv[$1.key] ?? 0) }
      #expect(abs(sum / 60_000 + closed.voidedShare - 1) < 1e-9)
      #expect(closed.voidedShare <= closed.excretedShare)
      // The bladder is never hotter than its limit beside the kidneys.
      let kidney = uptake[.kidneyCortex, default: 0]
      #expect(closed.suv[.urine, default: 0] <= tracer.bladder.mostOverKidney * kidney + 1e-9)
      #expect(TissueUptake.plausibleRest.contains(closed.restFactor), "\(closed.restFactor)")
    }
  }

  @Test func `people differ by the spread of the table, about its mean`() throws {
    let tracer = try Biodistribution.named("68Ga-HER2-affibody")
    var random = RandomNumbers(seed: 3, stream: 1)
    let people = (0..<4000).map { _ in PersonalUptake(of: tracer, &random) }
    func moments(_ compartment: Compartment) -> (mean: Double, cv: Double) {
      let values = people.map { $0.factors[compartment, default: 0] }
      let mean = values.reduce(0, +) / Double(values.count)
      let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
      return (mean, variance.squareRoot() / mean)
    }
    // Four standard errors of a mean and of a coefficient of variation of 4000.
    for (compartment, cv) in [(Compartment.liver, 0.25), (.blood, 0.20), (.smallBowel, 0.50)] {
      let (mean, found) = moments(compartment)
      #expect(abs(mean - 1) < 4 * cv / 4000.0.squareRoot())
      #expect(abs(found / cv - 1) < 0.08, "\(compartment): \(found)")
    }
    #expect(people.allSatisfy { $0.factors[.kidneyCortex] == $0.factors[.kidneyMedulla] })
  }

  @Test func `a HER2-positive lesion fills while a negative one washes out`() throws {
    let affibody = try Biodistribution.named("68Ga-HER2-affibody")
    let ratio =
      affibody.lesionFactor(atHours: 3, positive: true)
      / affibody.lesionFactor(atHours: 1, positive: true)
    #expect((1.2...1.4).contains(ratio))
    #expect(affibody.lesionFactor(atHours: 4, positive: false) < 1)
    #expect(affibody.lesionFactor(atHours: 2, positive: false) == 1)
    let fdg = try Biodistribution.named("fdg")
    #expect(abs(fdg.lesionFactor(atHours: 1 + 1.0 / 6, positive: false) - 1.05) < 1e-12)
  }

  @Test func `a smooth field is about normal, alike nearby and not far away`() {
    let field = SmoothField(seed: 9, correlationMillimeters: 6)
    var random = RandomNumbers(seed: 1, stream: 2)
    var (sum, squares, near, far) = (0.0, 0.0, 0.0, 0.0)
    let count = 20_000
    for _ in 0..<count {
      let p = SIMD3(random.uniform(), random.uniform(), random.uniform()) * 2000 - 1000
      let value = field[p]
      sum += value
      squares += value * value
      near += value * field[p + SIMD3(1, 0, 0)]
      far += value * field[p + SIMD3(0, 18, 0)]
    }
    let n = Double(count)
    #expect(abs(sum / n) < 0.04)
    #expect(abs(squares / n - 1) < 0.05)
    #expect(near / n > 0.8)
    #expect(abs(far / n) < 0.05)
  }

  @Test func `an unknown tracer is refused with those that are known`() {
    #expect(throws: PhantomError.unknownTracer("99mTc-HER2", known: Self.tracers)) {
      try Biodistribution.named("99mTc-HER2")
    }
  }
}
