import Store
import Trial

extension Rehearsal {
  /// The body of a participant; made once.
  mutating func body(of course: SimulatedCourse) throws -> SimulatedBody {
    if let known = bodies[course.number] { return known }
    let made = try SimulatedBody(course, seed: plan.seed)
    bodies[course.number] = made
    return made
  }

  private func entries(_ values: [[String: String]]) -> [Entry] { values.map { Entry(values: $0) } }

  /// Consent, what the criteria need, and the screening visit.
  mutating func screen(_ course: SimulatedCourse) throws {
    var sex = course.sex
    if plan.scans != .none, course.failure == nil { sex = try body(of: course).sex }
    _ = try store.enter(
      as: staff.coordinator,
      Participant.self,
      entries([
        [
          "id": course.id, "site": course.site, "sex": sex,
          "birthDate": try birthDate(of: course).description, "consentVersion": "1.0",
          "consentDate": course.consent.description,
        ]
      ])
    )
    _ = try store.enter(as: staff.coordinator, ScreeningDatum.self, entries(course.screening))
    _ = try store.enter(as: staff.coordinator, ScreeningLesion.self, entries([course.lesion]))
    _ = try store.enter(
      as: staff.coordinator,
      LabResult.self,
      entries([
        [
          "participant": course.id, "test": "ALT", "date": course.consent.description,
          "value": course.failure == .liver ? "164" : "32", "unit": "U/L", "referenceHigh": "40",
          "laboratory": "simulated laboratory",
        ]
      ])
    )
    _ = try store.schedule(as: staff.coordinator, course.id)
    _ = try store.enter(
      as: staff.coordinator,
      Visit.self,
      entries([
        [
          "participant": course.id, "visit": "screening", "status": "done",
          "date": course.consent.description,
        ]
      ])
    )
    summary.screened += 1
  }

  /// The birth date: of the body where there is one.
  mutating func birthDate(of course: SimulatedCourse) throws -> CivilDate {
    var course = course
    if plan.scans != .none, course.failure == nil {
      course.ageYears = try body(of: course).ageYears
    }
    return course.birthDate
  }

  /// Enrolment, or the screen failure, by what the assessment says.
  mutating func decide(_ course: SimulatedCourse) throws {
    if course.failure == .refusal {
      _ = try store.enter(as: staff.coordinator, ScreeningDatum.self, entries([course.refusal]))
    }
    let assessment = try store.assess(as: staff.coordinator, course.id, on: course.enrolment)
    guard assessment.conclusion == .eligible else {
      try store.move(
        as: staff.coordinator,
        course.id,
        to: .screenFailed,
        on: course.enrolment,
        why: assessment.failures.flatMap(\.reasons).first ?? "not all is known"
      )
      return
    }
    let digits = String(nextSubject)
    try store.move(
      as: staff.coordinator,
      course.id,
      to: .enrolled,
      on: course.enrolment,
      subjectID: "HER2-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits,
      why: nil
    )
    nextSubject += 1
    summary.enrolled += 1
    _ = try store.schedule(as: staff.coordinator, course.id)
  }

  /// The minute of the day at which a participant is injected.
  static func injectionMinute(_ course: SimulatedCourse, _ number: Int) -> Int {
    9 * 60 + (course.number * 7 + number * 13) % 150
  }

  /// A visit with a scan: weight, administration, biopsy, laboratory, events.
  mutating func visit(_ course: SimulatedCourse, _ number: Int) throws {
    let visit = course.visits[number]
    guard let day = visit.day else { return }
    let person = plan.scans == .none ? nil : try body(of: course)
    var values = [
      "participant": course.id, "visit": visit.name, "status": "done", "date": day.description,
      "ecog": course.number % 3 == 0 ? "1" : "0",
    ]
    if !(number == 0 && course.mistake == .weightMissing) {
      values["weightKilograms"] =
        person.map { "\($0.weightKilograms)" } ?? "\(52 + course.number % 30)"
      values["heightCentimeters"] =
        person.map { "\($0.heightCentimeters)" } ?? "\(152 + course.number % 25)"
    }
    _ = try store.enter(as: staff.coordinator, Visit.self, entries([values]))
    if number == 0 { _ = try store.schedule(as: staff.coordinator, course.id) }
    _ = try store.enter(
      as: staff.coordinator,
      Administration.self,
      entries([try administration(course, number, person, mistyped: true)])
    )
    try recordBiopsies(course, visit, day, person)
    _ = try store.enter(
      as: staff.coordinator,
      LabResult.self,
      entries([
        [
          "participant": course.id, "test": "creatinine", "date": day.description,
          "visit": visit.name, "value": "\(52 + (course.number * 5 + number) % 30)",
          "unit": "umol/L", "referenceLow": "45", "referenceHigh": "84",
          "laboratory": "simulated laboratory",
        ]
      ])
    )
    if number == 0, let event = course.event {
      let onset = day
      _ = try store.enter(
        as: staff.coordinator,
        AdverseEvent.self,
        entries([
          [
            "participant": course.id, "term": event.term, "onset": onset.description,
            "end": onset.description, "grade": "\(event.grade)", "seriousness": "not serious",
            "relation": event.grade == 1 ? "possible" : "unlikely", "outcome": "recovered",
            "visit": visit.name,
          ]
        ])
      )
    }
    summary.visits += 1
  }

  /// What was in the syringe and what stayed in it, by the clocks that were read.
  func administration(
    _ course: SimulatedCourse,
    _ number: Int,
    _ person: SimulatedBody?,
    mistyped: Bool
  ) throws -> [String: String] {
    let visit = course.visits[number]
    guard let day = visit.day else { return [:] }
    let ahead = course.mistake == .clockAhead ? 240 : 0
    let minute = Self.injectionMinute(course, number)
    func wall(_ minutes: Int, seconds: Int = 0) -> String {
      RehearsalClock.instant(day, minute: minute + minutes, seconds: seconds).description
    }
    let injection = try person?.injection(at: visit.name)
    let net = injection?.net ?? 180 + Double(course.number % 40)
    let residual = injection?.residual ?? 4
    let assayed = (net + residual) / (person?.remaining(afterSeconds: 600) ?? 0.94)
    let left = residual * (person?.remaining(afterSeconds: 300) ?? 0.97)
    func text(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
    // A slip of the finger: one digit is gone.
    let isMistyped = mistyped && number == 0 && course.mistake == .doseMistyped
    return [
      "participant": course.id, "visit": visit.name, "tracer": course.tracer,
      "batch": "SIM-\(day.description.filter { $0 != "-" })",
      "assayedMegabecquerels": text(isMistyped ? assayed / 10 : assayed),
      "assayedAt": wall(-10),
      "residualMegabecquerels": text(isMistyped ? left / 10 : left),
      "residualAt": wall(5), "injectedAt": wall(0, seconds: ahead),
      "calibratorClockOffsetSeconds": "0", "injectionClockOffsetSeconds": "\(ahead)",
      "route": "left antecubital vein", "extravasation": "none",
    ]
  }

  private mutating func recordBiopsies(
    _ course: SimulatedCourse,
    _ visit: SimulatedCourse.ScanVisit,
    _ day: CivilDate,
    _ person: SimulatedBody?
  ) throws {
    let reports =
      person?.biopsies.filter { $0.visit == visit.name }
      ?? (visit.week == 0
        ? [
          .init(
            lesion: 1,
            site: "breast",
            visit: visit.name,
            ihc: course.number % 5 == 0 ? "2+" : "3+",
            ratio: course.number % 5 == 0 ? 2.6 : nil,
            copies: course.number % 5 == 0 ? 5.5 : nil
          )
        ] : [])
    guard !reports.isEmpty else { return }
    _ = try store.enter(
      as: staff.coordinator,
      Biopsy.self,
      entries(
        reports.enumerated().map { place, report in
          var values = [
            "participant": course.id, "specimen": "\(course.id)-\(visit.name)-\(place + 1)",
            "takenOn": day.adding(days: -1).description, "site": report.site,
            "lesion": "\(report.lesion)", "tumor": "breast", "ihc": report.ihc,
            "treatmentSince": "none", "laboratory": "simulated pathology",
          ]
          values["ishRatio"] = report.ratio.map { "\($0)" }
          values["ishCopyNumber"] = report.copies.map { "\($0)" }
          return values
        }
      )
    )
  }

  /// A visit that didn't take place.
  func miss(_ course: SimulatedCourse, _ number: Int) throws {
    _ = try store.enter(
      as: staff.coordinator,
      Visit.self,
      entries([
        [
          "participant": course.id, "visit": course.visits[number].name, "status": "missed",
          "comment": "did not come (simulated)",
        ]
      ])
    )
  }
}
