import Glibc
import Statistics

/// All that is drawn of a participant before any of it has a place in a body: numbers only, cheap enough
/// for thousands.
struct ParticipantDraw: Sendable {
  let number: Int
  let build: Build
  let type: ParticipantType
  let course: CourseKind
  let isOnTrastuzumab: Bool
  /// What the liver's uptake of a HER2 tracer is multiplied by under treatment.
  let liverUnderTreatment: Double
  let lesions: [LesionDraw]

  /// What a participant's draws are for: each has random numbers of its own, so that one more draw here
  /// changes nothing there.
  enum Purpose: UInt64 {
    case person = 1
    case lesions
    case course
    case uptake
    case anatomy
    case placing
    case organs
    case visit
    case scan
    case texture
    case biopsies
  }

  /// Random numbers of one participant for one purpose.
  ///
  /// - Parameters:
  ///   - seed: the cohort's seed.
  ///   - number: the participant's number; nothing depends on how many others there are.
  ///   - purpose: what they are for.
  ///   - index: which of several.
  /// - Returns: the numbers.
  static func random(seed: UInt64, number: Int, _ purpose: Purpose, index: Int = 0) -> RandomNumbers
  {
    let stream = UInt64(number) << 32 | purpose.rawValue << 24 | UInt64(index & 0xFF_FFFF)
    return RandomNumbers(seed: seed, stream: stream)
  }

  init(number: Int, of plan: CohortPlan, _ statistics: CohortStatistics, tracers: [Biodistribution])
  {
    func random(_ purpose: Purpose) -> RandomNumbers {
      Self.random(seed: plan.seed, number: number, purpose)
    }
    self.number = number
    var person = random(.person)
    build = Self.build(plan, statistics, &person)
    type = Self.type(statistics.participantTypes, &person)
    isOnTrastuzumab = person.uniform() < statistics.treatment.trastuzumabShare
    let liver = statistics.treatment.liver
    liverUnderTreatment = liver.median * exp(liver.sigma * person.normal())
    course = plan.isTreated ? CourseKind(statistics.course, &person) : .unchanged
    var lesions = random(.lesions)
    var drawn = Self.lesions(plan, statistics, type, &lesions)
    var change = random(.course)
    let newcomers = Self.newLesions(plan, statistics, type, course, beside: drawn, &change)
    drawn += newcomers
    let participantScore = change.normal()
    let hasAntibodyTracer = tracers.contains {
      $0.family == .antibody && plan.tracers.contains($0.id)
    }
    for index in drawn.indices {
      drawn[index].followCourse(
        course,
        plan,
        statistics,
        isOnTrastuzumab: isOnTrastuzumab && plan.isTreated,
        hasAntibodyTracer: hasAntibodyTracer,
        participantScore: participantScore,
        &change
      )
    }
    var uptake = random(.uptake)
    Self.drawUptake(of: &drawn, plan, statistics, tracers, &uptake)
    self.lesions = drawn
  }

  private static func build(
    _ plan: CohortPlan,
    _ statistics: CohortStatistics,
    _ random: inout RandomNumbers
  ) -> Build {
    let people = statistics.people
    let isBreast = plan.cancer == .breast
    let share = isBreast ? people.femaleShare.breast : people.femaleShare.gastric
    let sex: Build.Sex = random.uniform() < share ? .female : .male
    let sexes = plan.population == .eastAsian ? people.eastAsian : people.western
    let measures = sex == .female ? sexes.female : sexes.male
    let age = isBreast ? people.age.breast : people.age.gastric
    func within(_ ratio: Ratio, _ limits: ClosedRange<Double>) -> Double {
      while true {
        let value = ratio.center + ratio.spread * random.normal()
        if limits.contains(value) { return value }
      }
    }
    let years = within(age, 19...88).rounded(.down)
    while true {
      let height = (within(measures.height, 140...200) * 10).rounded() / 1000
      let mass = (within(measures.mass, 36...140) * 10).rounded() / 10
      guard (17...42).contains(mass / (height * height)) else { continue }
      return Build(
        sex: sex,
        heightMeters: height,
        massKilograms: mass,
        ageYears: years,
        arms: random.uniform() < 0.85 ? .up : .down
      )
    }
  }

  private static func type(
    _ types: CohortStatistics.ParticipantTypes,
    _ random: inout RandomNumbers
  ) -> ParticipantType {
    let u = random.uniform()
    // The middle of three uniform numbers is Beta(2, 2).
    let middle = [random.uniform(), random.uniform(), random.uniform()].sorted()[1]
    if u < types.uniformPositive { return .uniformPositive }
    if u < types.uniformPositive + types.uniformNegative { return .uniformNegative }
    return .mixed(positiveShare: middle)
  }
}

/// How a participant's lesions share their HER2.
public enum ParticipantType: Codable, Sendable, Hashable {
  /// All lesions are HER2-positive.
  case uniformPositive
  /// None is.
  case uniformNegative
  /// Each lesion is HER2-positive with this probability.
  case mixed(positiveShare: Double)

  func status(
    _ types: CohortStatistics.ParticipantTypes,
    _ random: inout RandomNumbers
  ) -> HER2Status {
    let (u, v) = (random.uniform(), random.uniform())
    let isPositive =
      switch self {
      case .uniformPositive: true
      case .uniformNegative: false
      case .mixed(let share): u < share
      }
    return isPositive
      ? (v < types.threePlusAmongPositive ? .threePlus : .amplified)
      : (v < types.lowAmongNegative ? .low : .zero)
  }
}

/// What treatment does to a participant as a whole; most lesions follow.
public enum CourseKind: String, CaseIterable, Codable, Sendable, Hashable {
  case unchanged
  case completeResponse
  case partialResponse
  case stable
  case progression
  case progressionByReceptorLoss
  case receptorLoss
  case receptorLossWithShrinking

  init(_ course: CohortStatistics.Course, _ random: inout RandomNumbers) {
    let (u, v) = (random.uniform(), random.uniform())
    let kinds = CourseKind.allCases.filter { course.weights[$0.rawValue] != nil }
    let total = kinds.reduce(0) { $0 + (course.weights[$1.rawValue] ?? 0) }
    var sum = 0.0
    let kind =
      kinds.first { kind in
        sum += course.weights[kind.rawValue] ?? 0
        return u * total < sum
      } ?? .stable
    self =
      kind == .progression && v < course.progressionByReceptorLoss
      ? .progressionByReceptorLoss : kind
  }

  var fate: Fate {
    switch self {
    case .unchanged: .unchanged
    case .completeResponse: .completeResponse
    case .partialResponse: .partialResponse
    case .stable: .stable
    case .progression: .progression
    case .progressionByReceptorLoss: .progressionByReceptorLoss
    case .receptorLoss: .receptorLoss
    case .receptorLossWithShrinking: .receptorLossWithShrinking
    }
  }

  /// What a lesion without receptors does where others lose theirs.
  var withoutReceptor: CourseKind {
    switch self {
    case .receptorLoss: .stable
    case .receptorLossWithShrinking: .partialResponse
    case .progressionByReceptorLoss: .progression
    default: self
    }
  }
}
