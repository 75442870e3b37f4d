import Glibc
import Statistics
import Testing

@testable import Phantoms

/// What many drawn participants look like, against the published numbers they were drawn from.
@Suite struct DrawTests {
  static func draws(
    _ count: Int,
    visits: [Visit] = [.baseline, Visit(name: "week-8", week: 8)],
    tracers: [String] = ["68Ga-HER2-affibody", "18F-FDG"],
    cancer: CancerType = .breast,
    isTreated: Bool = true,
    seed: UInt64 = 11
  ) throws -> [ParticipantDraw] {
    let plan = CohortPlan(
      participants: count,
      visits: visits,
      tracers: tracers,
      seed: seed,
      cancer: cancer,
      isTreated: isTreated
    )
    let statistics = try CohortStatistics.shipped()
    let tracers = try Biodistribution.shipped()
    return (1...count).map {
      ParticipantDraw(number: $0, of: plan, statistics, tracers: tracers)
    }
  }

  /// Breast cancer under an affibody and FDG: baseline and week 8.
  static let breast = Result { try draws(1200) }

  static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
  static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
  static func deviation(_ values: [Double]) -> Double {
    let mean = mean(values)
    return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1))
      .squareRoot()
  }

  /// Guo 2021, EJNMMI 48:161: HER2+ 10.7 ± 12.5; a log-normal of these has its 95th percentile at 32.
  @Test func `a thousand HER2-positive gastric primaries have the published SUVmax`() throws {
    let values = try Self.draws(1900, cancer: .gastric).compactMap { draw in
      draw.lesions.first { $0.isPrimary && $0.pathology.status.isPositive }?
        .suvMax["68Ga-HER2-affibody"]
    }
    #expect(values.count > 1000)
    let thousand = Array(values.prefix(1000))
    #expect(abs(Self.mean(thousand) - 10.7) <= 0.8)
    #expect(abs(thousand.sorted()[950] - 32) <= 3.2)
    #expect(abs(Self.median(thousand) - 7.0) <= 0.6)
  }

  @Test(arguments: [
    ("18F-HER2-affibody", HER2Status.threePlus, 19.9, 0.35), ("18F-HER2-affibody", .low, 6.6, 0.55),
    ("64Cu-trastuzumab", .threePlus, 7.4, 0.55), ("64Cu-trastuzumab", .zero, 4.6, 0.50),
    ("18F-FDG", .threePlus, 5.3, 0.60), ("18F-FDG", .low, 10.5, 0.55),
  ])
  func `breast primaries have the published median and spread`(
    row: (String, HER2Status, Double, Double)
  ) throws {
    let logs = try Self.breast.get().compactMap { draw in
      draw.lesions.first { $0.isPrimary && $0.pathology.status == row.1 }?.suvMax[row.0].map(log)
    }
    #expect(logs.count > 60)
    // Four standard errors of a mean of logarithms.
    let error = 4 * row.3 / Double(logs.count).squareRoot()
    #expect(abs(Self.mean(logs) - log(row.2)) < error)
    #expect(abs(Self.deviation(logs) / row.3 - 1) < 3 / (2 * Double(logs.count)).squareRoot())
  }

  /// EJNMMI Res 2019 9:99: 19 ± 14 mm, as a log-normal median 15.3; HER2-low study: 5.2 lesions a patient.
  @Test func `lesions are as many and as large as published`() throws {
    let draws = try Self.breast.get()
    let counts = draws.map { Double($0.lesions.count { $0.firstVisit == 0 }) }
    #expect(abs(Self.median(counts) - 5) <= 1)
    #expect(counts.allSatisfy { $0 >= 1 && $0 <= 60 })
    let lesions = draws.flatMap(\.lesions).filter { $0.firstVisit == 0 }
    let diameters = lesions.map(\.diameterMillimeters)
    #expect((13.5...17.5).contains(Self.median(diameters)))
    #expect((15...21).contains(Self.mean(diameters)))
    #expect(lesions.allSatisfy { $0.volumeMilliliters >= 0.1 && $0.volumeMilliliters <= 60 })
    let sites = Set(lesions.map(\.site))
    // A breast cancer is not a dozen tumours of the breast.
    #expect(draws.allSatisfy { $0.lesions.count { $0.site == .breast } <= 3 })
    #expect(sites.isSuperset(of: [.breast, .axillaryNode, .bone, .liver, .lung, .brain]))
    for lesion in lesions {
      let product = lesion.aspects.x * lesion.aspects.y * lesion.aspects.z
      #expect(abs(product - 1) < 1e-9)
      #expect((1...1.8001).contains(lesion.aspects.x / lesion.aspects.z))
    }
  }

  @Test func `the lesions of one participant are half as far apart as those of several`() throws {
    // ICC of ln SUV by a one-way analysis of variance over participants all HER2-positive.
    let groups = try Self.breast.get().compactMap { draw -> [Double]? in
      guard draw.type == .uniformPositive else { return nil }
      let logs = draw.lesions.filter { $0.pathology.status == .threePlus && $0.site == .bone }
        .compactMap { $0.suvMax["68Ga-HER2-affibody"].map(log) }
      return logs.count >= 2 ? Array(logs.prefix(2)) : nil
    }
    #expect(groups.count > 80)
    let means = groups.map { ($0[0] + $0[1]) / 2 }
    let between = 2 * Self.deviation(means) * Self.deviation(means)
    let within = Self.mean(groups.map { ($0[0] - $0[1]) * ($0[0] - $0[1]) / 2 })
    let icc = (between - within) / (between + within)
    #expect(abs(icc - 0.5) < 0.15, "\(icc)")
  }

  @Test func `participants are uniform, negative or mixed as the table has it`() throws {
    let draws = try Self.breast.get()
    func share(_ isIt: (ParticipantType) -> Bool) -> Double {
      Double(draws.count { isIt($0.type) }) / 1200
    }
    #expect(abs(share { $0 == .uniformPositive } - 0.55) < 0.058)
    #expect(abs(share { $0 == .uniformNegative } - 0.15) < 0.042)
    for draw in draws {
      let positives = draw.lesions.map { $0.pathology.status.isPositive }
      switch draw.type {
      case .uniformPositive: #expect(positives.allSatisfy { $0 })
      case .uniformNegative: #expect(positives.allSatisfy { !$0 })
      case .mixed: break
      }
    }
    let bodies = draws.map(\.build)
    #expect(abs(Self.mean(bodies.map(\.heightMeters)) - 1.558) < 0.008)
    #expect(abs(Self.mean(bodies.map(\.ageYears)) - 52.5) < 1.2)
  }

  @Test func `every fate occurs and does what it says`() throws {
    let visits = [Visit.baseline, Visit(name: "week-8", week: 8)]
    let draws = try Self.draws(700, visits: visits, tracers: ["89Zr-trastuzumab", "18F-FDG"])
    var seen: [Fate: [(first: LesionDraw.State, last: LesionDraw.State)]] = [:]
    for lesion in draws.flatMap(\.lesions) {
      for state in lesion.states { seen[state.fate, default: []].append((lesion.states[0], state)) }
    }
    #expect(Set(seen.keys) == Set(Fate.allCases).subtracting([.unchanged]))
    func median(_ fate: Fate, _ value: (LesionDraw.State) -> Double?) -> Double {
      Self.median((seen[fate] ?? []).compactMap { value($0.last) })
    }
    func growth(_ fate: Fate) -> Double {
      Self.median(
        (seen[fate] ?? []).filter { $0.first.volumeMilliliters > 0 }.map {
          $0.last.volumeMilliliters / $0.first.volumeMilliliters
        }
      )
    }
    // Receptor loss: no HER2, FDG as before, with or without shrinking.
    #expect((seen[.receptorLoss] ?? []).allSatisfy { $0.last.her2Ratio == nil })
    #expect(median(.receptorLoss, \.fdgRatio) > 0.9 && abs(growth(.receptorLoss) - 1) < 0.05)
    #expect((seen[.receptorLossWithShrinking] ?? []).allSatisfy { $0.last.her2Ratio == nil })
    #expect(growth(.receptorLossWithShrinking) < 0.4)
    #expect(median(.progressionByReceptorLoss, \.fdgRatio) > 1.3)
    #expect(growth(.progressionByReceptorLoss) > 1.8)
    #expect(median(.partialResponse, \.fdgRatio) < 0.45 && growth(.partialResponse) < 0.3)
    #expect(median(.progression, \.fdgRatio) > 1.3 && growth(.progression) > 1.8)
    #expect(median(.blocked, \.unoccupied) == 0.5 && abs(growth(.blocked) - 0.857) < 0.06)
    #expect((seen[.vanished] ?? []).allSatisfy { $0.last.volumeMilliliters == 0 })
    #expect((seen[.new] ?? []).allSatisfy { $0.first.fate == .notYetPresent })
  }

  /// sciety.org rs-8736870: a fall by 70.5 % has sensitivity 93.8 and specificity 86.4 %.
  @Test func `a fall by seventy percent tells complete response from the rest as published`() throws
  {
    let lesions = try Self.breast.get().flatMap(\.lesions).filter {
      $0.firstVisit == 0 && $0.pathology.status == .threePlus
    }
    func ratios(_ fates: Set<Fate>) -> [Double] {
      lesions.compactMap { fates.contains($0.states[1].fate) ? $0.states[1].her2Ratio : nil }
    }
    let complete = ratios([.completeResponse])
    let others = ratios([.partialResponse, .stable])
    #expect(complete.count > 150 && others.count > 250)
    let sensitivity = Double(complete.count { $0 < 0.295 }) / Double(complete.count)
    let specificity = Double(others.count { $0 >= 0.295 }) / Double(others.count)
    #expect(abs(sensitivity - 0.938) < 0.04, "\(sensitivity)")
    #expect(abs(specificity - 0.864) < 0.05, "\(specificity)")
  }

  @Test func `an untreated participant repeats within six percent`() throws {
    let ratios = try Self.draws(150, isTreated: false).flatMap(\.lesions).map { lesion in
      #expect(lesion.states[1].fate == .unchanged)
      #expect(lesion.states[1].volumeMilliliters == lesion.volumeMilliliters)
      return log(lesion.states[1].her2Ratio ?? 0)
    }
    #expect(abs(Self.deviation(ratios) - 0.06) < 0.006)
  }

  @Test func `a participant is the same alone and among two hundred, whatever the tracers`() throws
  {
    let one = try Self.draws(7, tracers: ["18F-FDG"])[6]
    let plan = CohortPlan(
      participants: 200,
      visits: [.baseline, Visit(name: "week-8", week: 8)],
      tracers: ["18F-HER2-affibody"],
      seed: 11
    )
    let many = ParticipantDraw(
      number: 7,
      of: plan,
      try CohortStatistics.shipped(),
      tracers: try Biodistribution.shipped()
    )
    #expect(one.build == many.build && one.type == many.type)
    #expect(one.lesions.map(\.volumeMilliliters) == many.lesions.map(\.volumeMilliliters))
    #expect(one.lesions.map(\.suvMax) == many.lesions.map(\.suvMax))
    #expect(one.lesions.map(\.pattern) == many.lesions.map(\.pattern))
  }

  @Test func `tissue shows the status it was drawn for, by the rules of ASCO and CAP`() {
    var random = RandomNumbers(seed: 4, stream: 4)
    for status in HER2Status.allCases {
      for _ in 0..<200 { #expect(Pathology(status, &random).status == status) }
    }
    func ish(_ ratio: Double, _ copies: Double) -> InSituHybridization {
      InSituHybridization(ratio: ratio, copyNumber: copies)
    }
    #expect(ish(2.0, 4.0).isPositive(beside: .twoPlus))
    #expect(!ish(2.5, 3.9).isPositive(beside: .twoPlus))
    #expect(ish(2.5, 3.9).isPositive(beside: .threePlus))
    #expect(ish(1.5, 6.0).isPositive(beside: .twoPlus))
    #expect(!ish(1.5, 6.0).isPositive(beside: .onePlus))
    #expect(!ish(1.5, 5.0).isPositive(beside: .twoPlus))
    #expect(ish(1.5, 5.0).isPositive(beside: .threePlus))
  }

  @Test(arguments: [("baseline", 0.0), ("week-8", 8), ("day-3", 3.0 / 7)])
  func `a visit's name says when it is`(row: (String, Double)) throws {
    #expect(abs(try Visit(text: row.0).week - row.1) < 1e-12)
  }

  @Test(arguments: ["", "later", "week", "week-", "week--1", "baseline-2", "week-nan"])
  func `a visit's name without a time is refused`(text: String) {
    #expect(throws: PhantomError.unknownVisit(text)) { try Visit(text: text) }
  }
}
