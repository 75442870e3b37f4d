import DICOM
import FoundationEssentials
import Store
import Trial

extension Rehearsal {
  private func key(_ course: SimulatedCourse, _ number: Int) -> String {
    "\(course.id)-\(course.visits[number].name)"
  }

  /// A scan comes in: it is imported, and measured with the others of these days.
  mutating func takeIn(_ course: SimulatedCourse, _ number: Int, _ event: Event) throws {
    let key = key(course, number)
    if made[key] == nil { try makeScans(from: event) }
    guard let folder = made.removeValue(forKey: key) else { return }
    let report = try store.importScans(as: staff.physicist, from: folder)
    try FileManager.default.removeItem(atPath: folder)
    for outcome in report.studies {
      switch outcome {
      case .filed: summary.scans += 1
      case .quarantined: summary.quarantined += 1
      case .known: break
      }
    }
    if summary.scans.isMultiple(of: 6) { try measure() }
  }

  /// Makes the scans that come next, several at a time.
  private mutating func makeScans(from event: Event) throws {
    guard
      let first = scanEvents.firstIndex(where: { $0.course == event.course && $0.day == event.day })
    else { return }
    let next = scanEvents[first...].prefix(2 * DICOMFolder.availableProcessorCount)
    var orders: [(key: String, body: SimulatedBody, order: ScanOrder)] = []
    for event in next {
      guard case .scan(let number) = event.kind else { continue }
      let course = courses[event.course]
      let key = key(course, number)
      guard made[key] == nil else { continue }
      let digits = try subjectID(of: course)
      let minute = Self.injectionMinute(course, number)
      orders.append(
        (
          key, try body(of: course),
          ScanOrder(
            visit: course.visits[number].name,
            patientID: number == 0 && course.mistake == .otherPatientID ? digits + "X" : digits,
            birthDate: try birthDate(of: course),
            injectedAt: RehearsalClock.instant(event.day, minute: minute),
            minute: minute,
            isWeightMissing: number == 0 && course.mistake == .weightMissing
          )
        )
      )
    }
    let work = orders
    let scratch = scratch
    let results = concurrentMap(work.count, threads: DICOMFolder.availableProcessorCount) { place in
      Result { try work[place].body.write(work[place].order, to: "\(scratch)/\(work[place].key)") }
    }
    for (order, result) in zip(work, results) {
      try result.get()
      made[order.key] = "\(scratch)/\(order.key)"
    }
  }

  /// The screening number: subject ids are given on the day of enrolment, scans are made ahead of it.
  private func subjectID(of course: SimulatedCourse) throws -> String { course.id }

  /// Computes what the protocol asks for of the scans that wait.
  mutating func measure(why: String? = nil) throws {
    let measured = try store.measure(
      as: staff.physicist,
      why: why,
      threads: DICOMFolder.availableProcessorCount
    )
    summary.measurements += measured.count
    summary.refused += measured.count { $0.status == .refused }
  }

  /// What was found to be wrong is put right, with the reason.
  mutating func putRight(_ course: SimulatedCourse, _ number: Int) throws {
    guard let mistake = course.mistake else { return }
    let visit = course.visits[number]
    switch mistake {
    case .clockAhead: return
    case .otherPatientID:
      guard plan.scans != .none else { return }
      let waiting = try store.quarantine(as: staff.physicist).filter { $0.named == course.id + "X" }
      for study in waiting {
        let scan = try store.release(
          as: staff.physicist,
          study.id,
          participant: course.id,
          visit: visit.name,
          tracer: course.tracer,
          why: "the operator mistyped the id; worklist of the day compared"
        )
        summary.scans += scan.id.isEmpty ? 0 : 1
      }
      try measure()
    case .weightMissing:
      try measure()
      let person = plan.scans == .none ? nil : try body(of: course)
      let record = try store.records(Visit.self, as: staff.coordinator, of: course.id)
        .first { $0.visit == visit.name }
      guard let record else { return }
      let why = "weight taken from the nurse's sheet"
      _ = try store.correct(
        as: staff.coordinator,
        Visit.self,
        record.id,
        [
          "weightKilograms": person.map { "\($0.weightKilograms)" } ?? "61.5",
          "heightCentimeters": person.map { "\($0.heightCentimeters)" } ?? "160",
        ],
        why: why
      )
      try measure(why: why)
    case .doseMistyped:
      try measure()
      let record = try store.records(Administration.self, as: staff.coordinator, of: course.id)
        .first { $0.visit == visit.name }
      guard let record else { return }
      let person = plan.scans == .none ? nil : try body(of: course)
      let right = try administration(course, number, person, mistyped: false)
      let why = "the decimal point was misplaced; dose calibrator's printout compared"
      _ = try store.correct(
        as: staff.coordinator,
        Administration.self,
        record.id,
        right.filter { ["assayedMegabecquerels", "residualMegabecquerels"].contains($0.key) },
        why: why
      )
      try measure(why: why)
    }
  }
}
