import Glibc
import Statistics
import Voxels

/// A simulated participant: a body, its tumours, and what every tracer does in it at every visit.
///
/// The same plan and number give the same participant, however many others there are.
public struct Participant: Sendable {
  /// The number in the cohort, from 1.
  public let number: Int
  /// The identifier.
  public let id: String
  /// Sex, size, mass and age.
  public let build: Build
  /// The body.
  public let anatomy: Anatomy
  /// How the lesions share their HER2.
  public let type: ParticipantType
  /// What treatment does.
  public let course: CourseKind
  /// Whether the treatment holds trastuzumab.
  public let isOnTrastuzumab: Bool
  /// The lesions, those that appear later too.
  public let lesions: [SimulatedLesion]
  /// What was biopsied, and how it was read.
  public let biopsies: [Biopsy]
  /// The volume of each tissue of the whole body, in mL.
  public let tissueVolumes: [Tissue: Double]

  let plan: CohortPlan
  let statistics: CohortStatistics
  /// All tracers that Herald knows, in the order of their table.
  let tracers: [Biodistribution]
  let persons: [String: PersonalUptake]
  let liverUnderTreatment: Double

  /// The participant of a number.
  ///
  /// - Parameters:
  ///   - number: the number, from 1.
  ///   - plan: the cohort.
  /// - Throws: ``PhantomError`` for a tracer that isn't known, or a cohort without visits or tracers.
  public init(number: Int, of plan: CohortPlan) throws(PhantomError) {
    try self.init(number: number, of: plan, bodyMillimeters: 4)
  }

  /// The participant of a number, whose tissues are measured in voxels of a size.
  init(number: Int, of plan: CohortPlan, bodyMillimeters: Double) throws(PhantomError) {
    let tracers = try Biodistribution.shipped()
    let statistics = try CohortStatistics.shipped()
    guard !plan.visits.isEmpty, !plan.tracers.isEmpty, plan.participants > 0 else {
      throw .emptyCohort
    }
    for tracer in plan.tracers where !tracers.contains(where: { $0.id == tracer }) {
      throw .unknownTracer(tracer, known: tracers.map(\.id))
    }
    let draw = ParticipantDraw(number: number, of: plan, statistics, tracers: tracers)
    func random(_ purpose: ParticipantDraw.Purpose, _ index: Int = 0) -> RandomNumbers {
      ParticipantDraw.random(seed: plan.seed, number: number, purpose, index: index)
    }
    var seeds = random(.anatomy)
    let anatomy = Anatomy(draw.build, seed: seeds.next(), stream: UInt64(number))
    let body = anatomy.tissues(
      on: try Self.wholeBodyGrid(of: anatomy, millimeters: bodyMillimeters)
    )
    let volumes = body.volumesMilliliters

    var persons: [String: PersonalUptake] = [:]
    var surroundings: [String: [Compartment: Double]] = [:]
    for (index, tracer) in tracers.enumerated() where plan.tracers.contains(tracer.id) {
      var draws = random(.organs, index)
      let variant = tracer.variants.first { $0.id == plan.variants[tracer.id] }
      let person = Self.person(tracer, variant, draw.build, volumes, &draws)
      persons[tracer.id] = person
      surroundings[tracer.id] = tracer.uptake(
        of: person,
        atHours: tracer.uptake.hours,
        build: draw.build,
        variant: variant
      )
    }

    let placer = LesionPlacer(
      body: body,
      places: { anatomy.places(for: $0) },
      tissues: { anatomy.tissues(on: $0) },
      statistics: statistics
    )
    let solver = LesionSolver(
      statistics: statistics,
      plan: plan,
      tracers: tracers.filter { plan.tracers.contains($0.id) },
      surroundings: surroundings
    )
    var placing = random(.placing)
    var lesions: [SimulatedLesion] = []
    for placed in try placer.placed(draw.lesions, &placing) {
      let visits = try solver.visits(
        of: placed.draw,
        in: placed.lesion,
        shrinking: placed.shrinking
      )
      lesions.append(placed.lesion.renumbered(lesions.count + 1, visits: visits))
    }
    var readings = random(.biopsies)
    self.number = number
    id = "SIM-\(plan.cancer == .breast ? "B" : "G")-\(Self.padded(number))"
    build = draw.build
    self.anatomy = anatomy
    type = draw.type
    course = draw.course
    isOnTrastuzumab = draw.isOnTrastuzumab && plan.isTreated
    biopsies = Biopsy.taken(of: lesions, plan, statistics, &readings)
    self.lesions = lesions
    tissueVolumes = volumes
    self.plan = plan
    self.statistics = statistics
    self.tracers = tracers
    self.persons = persons
    liverUnderTreatment = draw.liverUnderTreatment
  }

  /// A person whose activity balance closes without stretching muscle and fat beyond belief.
  private static func person(
    _ tracer: Biodistribution,
    _ variant: Biodistribution.Variant?,
    _ build: Build,
    _ volumes: [Tissue: Double],
    _ random: inout RandomNumbers
  ) -> PersonalUptake {
    var person = PersonalUptake(of: tracer, &random)
    for attempt in 0..<60 {
      let uptake = tracer.uptake(
        of: person,
        atHours: tracer.uptake.hours,
        build: build,
        variant: variant
      )
      let excreted = tracer.meanExcretedShare(atHours: tracer.uptake.hours, variant: variant)
      let closed = tracer.closed(
        uptake,
        of: person,
        volumes: volumes,
        excreted: min(0.9, excreted * person.excretion),
        massKilograms: build.massKilograms
      )
      let believed = attempt < 30 ? TissueUptake.usualRest : TissueUptake.plausibleRest
      if believed.contains(closed.restFactor) { break }
      person = PersonalUptake(of: tracer, &random)
    }
    return person
  }

  private static func padded(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// The tracer of a name among those of the plan.
  func tracer(_ id: String) throws(PhantomError) -> (index: Int, tracer: Biodistribution) {
    guard plan.tracers.contains(id), let index = tracers.firstIndex(where: { $0.id == id }) else {
      throw .unknownTracer(id, known: plan.tracers)
    }
    return (index, tracers[index])
  }

  /// How a scan came about.
  ///
  /// - Parameters:
  ///   - tracer: the tracer, by name.
  ///   - visit: the visit.
  /// - Returns: the injection.
  /// - Throws: ``PhantomError/unknownTracer(_:known:)``.
  public func injection(of tracer: String, at visit: Visit) throws(PhantomError)
    -> SimulatedInjection
  {
    let (index, tracer) = try self.tracer(tracer)
    var random = random(.scan, visit, index)
    return SimulatedInjection(
      tracer,
      massKilograms: build.massKilograms,
      statistics.retest,
      &random
    )
  }

  /// Random numbers for one scan; a visit's are its own, whatever other visits there are.
  func random(_ purpose: ParticipantDraw.Purpose, _ visit: Visit, _ tracer: Int) -> RandomNumbers {
    ParticipantDraw.random(
      seed: plan.seed,
      number: number,
      purpose,
      index: Int((visit.week * 7).rounded()) << 4 | tracer
    )
  }
}

extension SimulatedLesion {
  /// The lesion with its final number and its visits.
  func renumbered(_ number: Int, visits: [LesionVisit]) -> SimulatedLesion {
    var lesion = SimulatedLesion(
      number: number,
      site: site,
      place: place,
      side: side,
      isPrimary: isPrimary,
      shape: shape,
      pathology: pathology,
      pattern: pattern,
      isAvidForFDG: isAvidForFDG,
      hosts: hosts,
      visits: visits
    )
    lesion.limits = limits
    return lesion
  }
}
