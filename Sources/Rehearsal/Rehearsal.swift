import DICOM
import FoundationEssentials
import Store
public import Trial

/// A whole trial gone through on simulated participants: NCT04547309 from the first screening to the
/// last locked read.
///
/// Every step is the library call that the command makes too, by the account that may make it; there
/// is no other way into the file. The clock is the rehearsal's: every day is simulated, and the audit
/// trail's zone says so. The same plan gives the same records; what the file draws itself (the
/// passwords' salts, the sessions' names) and the time of handing over differ.
public struct Rehearsal {
  let plan: RehearsalPlan
  let store: TrialStore
  let clock: RehearsalClock
  let staff: RehearsalStaff
  let courses: [SimulatedCourse]
  let progress: (String) -> Void
  let scratch: String
  var summary = RehearsalSummary()
  var bodies: [Int: SimulatedBody] = [:]
  var made: [String: String] = [:]
  var scanEvents: [Event] = []
  var nextSubject = 1
  var withdrawn: Set<Int> = []
  var passwordsSet: CivilDate

  /// The protocol of the rehearsal: the public record, with what it leaves open assumed.
  ///
  /// - Throws: `TrialProtocolError` where its text is at fault.
  public static func trialProtocol() throws -> TrialProtocol {
    try TrialProtocol(yaml: PackageResources.nct04547309_rehearsal_yaml)
  }

  /// Goes through a trial.
  ///
  /// - Parameters:
  ///   - folder: the trial's folder; new or empty.
  ///   - plan: what to go through.
  ///   - progress: called with what is being done.
  /// - Returns: what was made.
  /// - Throws: ``StoreError`` and what the steps throw; the folder stays as far as it came.
  public static func run(
    in folder: String,
    _ plan: RehearsalPlan,
    progress: @escaping (String) -> Void = { _ in }
  ) throws -> RehearsalSummary {
    var rehearsal = try Rehearsal(folder, plan, progress)
    defer { try? FileManager.default.removeItem(atPath: rehearsal.scratch) }
    try rehearsal.conduct()
    try rehearsal.read()
    rehearsal.summary.days = "\(SimulatedCourse.start) to \(rehearsal.clock.now.date)"
    // Handing over: from here on the trial's clock is this computer's, and the passwords are of today.
    try RehearsalStaff.renewPasswords(in: try TrialStore(folder: folder))
    return rehearsal.summary
  }

  private init(
    _ folder: String,
    _ plan: RehearsalPlan,
    _ progress: @escaping (String) -> Void
  ) throws {
    self.plan = plan
    self.progress = progress
    clock = RehearsalClock(SimulatedCourse.start.adding(days: -7))
    guard let shipped = try TrialProtocol.shipped("nct04547309") else {
      throw StoreError.refused("the shipped protocol is missing")
    }
    store = try TrialStore.create(
      folder: folder,
      trial: TrialIdentity(
        id: "NCT04547309-REHEARSAL",
        title: "Rehearsal on simulated participants: \(shipped.title)",
        registryID: shipped.registryID,
        createdAt: clock.now
      ),
      protocol: Self.version(shipped, reason: "what the public record says"),
      administrator: (
        RehearsalStaff.administratorName, "Simulated Administrator", RehearsalStaff.password
      ),
      clock: clock.clock
    )
    staff = try RehearsalStaff(joining: store, clock)
    let assumed = try Self.trialProtocol()
    let reason = "a rehearsal: what the record leaves open is assumed"
    try store.adopt(
      as: staff.investigator,
      Self.version(assumed, reason: reason),
      why: reason
    )
    courses = SimulatedCourse.all(plan)
    passwordsSet = clock.now.date
    let number = UInt64.random(in: 0...UInt64.max)
    scratch =
      FileManager.default.temporaryDirectory.appending(path: "herald-rehearsal-\(number)").path
  }

  private static func version(_ plan: TrialProtocol, reason: String) -> ProtocolVersion {
    ProtocolVersion(
      id: plan.version,
      protocolID: plan.id,
      sha256: plan.sha256,
      document: String(decoding: plan.text, as: UTF8.self),
      amends: plan.amends?.version,
      reason: reason
    )
  }

  // MARK: The course of events

  /// Something that happens on a day.
  struct Event: Sendable {
    enum Kind: Sendable {
      case screening, decision
      case visit(Int)
      case missed(Int)
      case scan(Int)
      case correction(Int)
      case end
      case withdrawal
    }

    let day: CivilDate
    let minute: Int
    let course: Int
    let kind: Kind
  }

  private var events: [Event] {
    var events: [Event] = []
    for (place, course) in courses.enumerated() {
      func add(_ day: CivilDate, _ minute: Int, _ kind: Event.Kind) {
        events.append(Event(day: day, minute: minute, course: place, kind: kind))
      }
      add(course.consent, 9 * 60, .screening)
      add(course.enrolment, 10 * 60, .decision)
      guard course.failure == nil else { continue }
      for (number, visit) in course.visits.enumerated() {
        guard let day = visit.day else {
          // It is known to be missed when its window is over.
          let over = course.baseline.adding(days: 7 * visit.week + 25)
          if course.withdrawal.map({ over < $0 }) ?? true { add(over, 11 * 60, .missed(number)) }
          continue
        }
        if let withdrawal = course.withdrawal, day >= withdrawal { continue }
        add(day, 17 * 60, .visit(number))
        if plan.scans != .none { add(day, 18 * 60, .scan(number)) }
        if number == 0, course.mistake != nil {
          add(day.adding(days: 9), 9 * 60, .correction(number))
        }
      }
      if let day = course.withdrawal {
        add(day, 12 * 60, .withdrawal)
      } else {
        add(course.baseline.adding(days: 200), 15 * 60, .end)
      }
    }
    return events.sorted { ($0.day, $0.minute, $0.course) < ($1.day, $1.minute, $1.course) }
  }

  private mutating func conduct() throws {
    let events = events
    scanEvents = events.filter { if case .scan = $0.kind { true } else { false } }
    for (number, event) in events.enumerated() {
      clock.advance(to: RehearsalClock.instant(event.day, minute: event.minute))
      if event.day.days(since: passwordsSet) > 300 {
        try RehearsalStaff.renewPasswords(in: store)
        passwordsSet = event.day
      }
      if number.isMultiple(of: 10) {
        progress(
          "\(event.day): \(summary.screened) screened, \(summary.enrolled) enrolled, "
            + "\(summary.scans) scans"
        )
      }
      try happen(event)
    }
    try measure()
  }

  private mutating func happen(_ event: Event) throws {
    let course = courses[event.course]
    switch event.kind {
    case .screening: try screen(course)
    case .decision: try decide(course)
    case .visit(let number): try visit(course, number)
    case .missed(let number): try miss(course, number)
    case .scan(let number): try takeIn(course, number, event)
    case .correction(let number): try putRight(course, number)
    case .withdrawal:
      try store.move(
        as: staff.coordinator,
        course.id,
        to: .withdrawn,
        on: event.day,
        why: course.withdrawalReason
      )
      summary.withdrawn += 1
    case .end:
      try store.move(as: staff.coordinator, course.id, to: .completed, on: event.day, why: nil)
      try store.sign(
        Participant.self,
        course.id,
        meaning: .approval,
        account: staff.investigator.account,
        password: RehearsalStaff.password
      )
      summary.completed += 1
      summary.signatures += 1
    }
  }
}
