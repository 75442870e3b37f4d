import Glibc
import Phantoms
import Trial

/// The body behind a simulated participant, and the scans that are made of it.
struct SimulatedBody: Sendable {
  private let person: Phantoms.Participant
  private let tracer: String
  private let setup: ScanSetup

  init(_ course: SimulatedCourse, seed: UInt64) throws {
    let visits = try course.visits.map { try Phantoms.Visit(text: $0.name) }
    var plan = CohortPlan(
      participants: course.number,
      visits: visits,
      tracers: [course.tracer],
      seed: seed
    )
    plan.population = .eastAsian
    person = try Phantoms.Participant(number: course.number, of: plan)
    tracer = course.tracer
    setup = ScanSetup(system: .coarse)
  }

  var sex: String { person.build.sex == .female ? "F" : "M" }
  var ageYears: Int { Int(person.build.ageYears) }
  var weightKilograms: Double { (person.build.massKilograms * 10).rounded() / 10 }
  var heightCentimeters: Double { (person.build.heightMeters * 1000).rounded() / 10 }

  /// A biopsy, as pathology reports it.
  struct Report: Sendable {
    let lesion: Int
    let site: String
    let visit: String
    let ihc: String
    let ratio: Double?
    let copies: Double?
  }

  var biopsies: [Report] {
    person.biopsies.map { biopsy in
      Report(
        lesion: biopsy.lesion,
        site: person.lesions.first { $0.number == biopsy.lesion }?.place ?? "not stated",
        visit: biopsy.visit,
        ihc: biopsy.immunohistochemistry.rawValue,
        ratio: biopsy.hybridization?.ratio,
        copies: biopsy.hybridization?.copyNumber
      )
    }
  }

  /// What was in the body and what stayed in the syringe at the moment of injection, in MBq.
  func injection(at visit: String) throws -> (net: Double, residual: Double) {
    let injection = try person.injection(of: tracer, at: try Phantoms.Visit(text: visit))
    return (injection.netMegabecquerels, injection.residualMegabecquerels)
  }

  /// What is left of the tracer's activity after some seconds.
  func remaining(afterSeconds seconds: Double) -> Double {
    guard let agent = SimulatedTracer.named(tracer) else { return 1 }
    return exp2(-seconds / agent.halfLifeSeconds)
  }

  /// Makes a scan and writes it as DICOM.
  func write(
    _ order: ScanOrder,
    to folder: String
  ) throws {
    let visit = try Phantoms.Visit(text: order.visit)
    var setup = setup
    if order.isWeightMissing { setup.faults.insert(.weightMissing) }
    let truth = try person.truth(at: visit, tracer: tracer, setup: setup)
    let scan = try person.scan(truth, at: visit, setup: setup)
    var context = try person.context(at: visit, tracer: tracer)
    let day = order.injectedAt.date
    let minute = order.minute
    let injected = Timestamp(day.year, day.month, day.day, minute / 60, minute % 60)
    let uptake = try person.injection(of: tracer, at: visit).uptakeHours
    context.administration.start = injected
    context.scanStart = injected.advanced(bySeconds: uptake * 3600)
    context.study.patient.id = order.patientID
    context.study.patient.birthDate = String(order.birthDate.description.filter { $0 != "-" })
    context.study.start = context.scanStart.advanced(bySeconds: -300)
    try scan.write(to: folder, as: context)
  }
}

/// A scan that is to be made.
struct ScanOrder: Sendable {
  let visit: String
  let patientID: String
  let birthDate: CivilDate
  let injectedAt: ZonedInstant
  /// The minute of the day at which the tracer was injected.
  let minute: Int
  let isWeightMissing: Bool
}
