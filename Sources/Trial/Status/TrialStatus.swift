/// Where a trial stands on a day: who is due, what is missing, what is blocked, how enrolment goes.
public struct TrialStatus: Equatable, Sendable, Codable {
  /// Those who were enrolled at a site in a month.
  public struct MonthlyEnrolment: Equatable, Sendable, Codable {
    /// The site's code.
    public let site: String
    /// The month, such as `2026-03`.
    public let month: String
    /// How many.
    public let count: Int
  }

  /// What the trial's records say.
  public struct Records: Sendable {
    /// The trial.
    public var trial: TrialIdentity
    /// The protocol's versions, by version.
    public var protocols: [String: TrialProtocol]
    /// Everybody who was screened.
    public var participants: [Participant] = []
    /// The participants' courses.
    public var courses: [StatusChange] = []
    /// Their visits.
    public var visits: [Visit] = []
    /// What was administered.
    public var administrations: [Administration] = []
    /// The scans.
    public var scans: [ReceivedScan] = []
    /// What was computed of them.
    public var measurements: [ScanMeasurement] = []
    /// The scans whose facts were corrected since they were measured.
    public var outdated: [String] = []
    /// The studies in quarantine.
    public var quarantine: [QuarantinedStudy] = []

    /// What the trial's records say.
    ///
    /// - Parameters:
    ///   - trial: the trial.
    ///   - protocols: the protocol's versions.
    public init(trial: TrialIdentity, protocols: [String: TrialProtocol]) {
      self.trial = trial
      self.protocols = protocols
    }
  }

  /// What names the trial.
  public let trial: String
  /// The title.
  public let title: String
  /// The day.
  public let date: CivilDate
  /// How many are to be enrolled; nil where the protocol leaves it open.
  public let target: Int?
  /// How many were screened.
  public private(set) var screened = 0
  /// How many were ever enrolled.
  public private(set) var enrolled = 0
  /// The participants by where in the trial they are.
  public private(set) var statuses: [String: Int] = [:]
  /// The screen failures by the criterion that stood in the way, `-` where none is named.
  public private(set) var failures: [String: Int] = [:]
  /// Enrolment by site and month, in order.
  public private(set) var enrolment: [MonthlyEnrolment] = []
  /// The visits that took place inside their window.
  public private(set) var visitsInWindow = 0
  /// The visits that took place outside their window.
  public private(set) var visitsOutOfWindow = 0
  /// The visits that took place and have no window.
  public private(set) var visitsWithoutWindow = 0
  /// The visits that were missed.
  public private(set) var visitsMissed = 0
  /// The scans.
  public private(set) var scans = 0
  /// The scans with a measurement that holds.
  public private(set) var scansMeasured = 0
  /// What somebody has to do next: what is blocked first, then what is overdue, missing and due.
  public private(set) var items: [StatusItem] = []

  /// How many days ahead a visit is shown as due.
  public static let daysAhead = 14

  /// Where a trial stands.
  ///
  /// - Parameters:
  ///   - records: what its records say.
  ///   - date: the day.
  public init(of records: Records, on date: CivilDate) {
    trial = records.trial.id
    title = records.trial.title
    self.date = date
    target = records.trial.protocolVersion.flatMap { records.protocols[$0]?.enrolment.value }
    var records = records
    records.participants.removeAll(where: \.isVoid)
    records.visits.removeAll(where: \.isVoid)
    records.administrations.removeAll(where: \.isVoid)
    records.scans.removeAll(where: \.isVoid)
    count(records)
    screening(records)
    visits(records)
    scans(records)
    quarantine(records)
    let order: [StatusItem.Kind] = [.blocked, .overdue, .missing, .due]
    items = order.flatMap { kind in items.filter { $0.kind == kind } }
  }

  /// Without who and what: for people who may see the trial in counts alone.
  public var counts: TrialStatus {
    var counts = self
    counts.items = []
    return counts
  }

  private mutating func count(_ records: Records) {
    screened = records.participants.count
    let sites = Dictionary(uniqueKeysWithValues: records.participants.map { ($0.id, $0.site) })
    for participant in records.participants {
      statuses[participant.status.rawValue, default: 0] += 1
    }
    var months: [String: [String: Int]] = [:]
    for step in records.courses {
      guard let site = sites[step.participant] else { continue }
      switch step.status {
      case .enrolled:
        enrolled += 1
        months[site, default: [:]][String(step.date.description.prefix(7)), default: 0] += 1
      case .screenFailed:
        let criteria = step.criteria?.split(separator: ",").map(String.init) ?? ["-"]
        for criterion in criteria { failures[criterion, default: 0] += 1 }
      case .screening, .withdrawn, .completed: break
      }
    }
    enrolment = months.keys.sorted().flatMap { site in
      (months[site] ?? [:]).sorted { $0.key < $1.key }.map {
        MonthlyEnrolment(site: site, month: $0.key, count: $0.value)
      }
    }
  }

  private mutating func screening(_ records: Records) {
    for participant in records.participants where participant.status == .screening {
      items.append(
        StatusItem(
          .missing,
          participant: participant.id,
          "eligibility: consent was given on \(participant.consentDate), nobody was enrolled or "
            + "failed yet",
          day: participant.consentDate,
          command: "herald participant assess \(participant.id)"
        )
      )
    }
  }

  private mutating func visits(_ records: Records) {
    let people = Dictionary(uniqueKeysWithValues: records.participants.map { ($0.id, $0) })
    for visit in records.visits {
      guard let person = people[visit.participant] else { continue }
      switch visit.status {
      case .missed: visitsMissed += 1
      case .planned:
        guard person.status == .enrolled || person.status == .screening else { continue }
        planned(visit)
      case .done:
        if let day = visit.date, let start = visit.windowStart, let end = visit.windowEnd {
          if (start...end).contains(day) { visitsInWindow += 1 } else { visitsOutOfWindow += 1 }
        } else {
          visitsWithoutWindow += 1
        }
        done(visit, of: person, records)
      }
    }
    let planned = Set(records.visits.map(\.participant))
    for person in records.participants
    where person.status == .enrolled && !planned.contains(person.id) {
      items.append(
        StatusItem(
          .missing,
          participant: person.id,
          "no visit is planned",
          day: person.statusDate,
          command: "herald visit schedule --participant \(person.id)"
        )
      )
    }
  }

  private mutating func planned(_ visit: Visit) {
    guard let start = visit.windowStart, let end = visit.windowEnd else { return }
    let command =
      "herald visit record --participant \(visit.participant) --visit \(visit.visit) --status done "
      + "--date ..."
    if date > end {
      items.append(
        StatusItem(
          .overdue,
          participant: visit.participant,
          visit: visit.visit,
          "was due until \(end)",
          day: end,
          command: command + " (or --status missed --comment ...)"
        )
      )
    } else if start <= date.adding(days: Self.daysAhead) {
      items.append(
        StatusItem(
          .due,
          participant: visit.participant,
          visit: visit.visit,
          "from \(start) to \(end)",
          day: end,
          command: command
        )
      )
    }
  }

  /// What belongs to a visit that took place, as the protocol has it.
  private mutating func done(_ visit: Visit, of person: Participant, _ records: Records) {
    guard let trial = records.protocols[person.protocolVersion],
      let step = trial.visits.first(where: { $0.id == visit.visit }), !step.scans.isEmpty
    else { return }
    func missing(_ what: String, _ command: String) {
      items.append(
        StatusItem(
          .missing,
          participant: visit.participant,
          visit: visit.visit,
          what,
          day: visit.date,
          command: command
        )
      )
    }
    if visit.weightKilograms == nil {
      missing(
        "the weight of that day, which SUV needs",
        "herald visit record --correct \(visit.id) --weight-kilograms ... --why ..."
      )
    }
    func isHere(_ participant: String, _ name: String) -> Bool {
      participant == visit.participant && name == visit.visit
    }
    if !records.administrations.contains(where: { isHere($0.participant, $0.visit) }) {
      missing(
        "the administration",
        "herald dose record --participant \(visit.participant) --visit \(visit.visit) ..."
      )
    }
    if !records.scans.contains(where: { isHere($0.participant, $0.visit) }) {
      missing("the scan", "herald import FOLDER")
    }
  }

  private mutating func scans(_ records: Records) {
    scans = records.scans.count
    let current = Dictionary(
      records.measurements.filter(\.isCurrent).map { ($0.scan, $0) }
    ) { $1 }
    for scan in records.scans {
      func item(_ kind: StatusItem.Kind, _ what: String, _ command: String, code: String? = nil) {
        items.append(
          StatusItem(
            kind,
            participant: scan.participant,
            visit: scan.visit,
            what,
            day: scan.studyDate,
            code: code,
            command: command
          )
        )
      }
      guard let measured = current[scan.id] else {
        item(.missing, "scan \(scan.id) is not measured", "herald measure \(scan.id)")
        continue
      }
      if records.outdated.contains(scan.id) {
        item(
          .missing,
          "what measurement \(measured.id) of scan \(scan.id) rests on was corrected since",
          "herald measure \(scan.id) --why ..."
        )
      } else if measured.status == .refused {
        item(
          .blocked,
          "scan \(scan.id): \(measured.refusal ?? "refused")",
          Self.remedy(of: measured, scan),
          code: measured.refusalCode
        )
      } else {
        scansMeasured += 1
      }
    }
  }

  /// The command that answers a refusal.
  private static func remedy(of measured: ScanMeasurement, _ scan: ReceivedScan) -> String {
    switch measured.refusalCode {
    case "E_WEIGHT", "E_SIZE":
      return
        "herald visit record --correct ... --weight-kilograms ... --why ..., then herald measure "
        + scan.id
    case "E_DOSE", "E_ADMIN_TIME", "E_ADMIN_DATE", "E_ENTERED", "E_RECORDS":
      return
        "herald dose record --participant \(scan.participant) --visit \(scan.visit) ..., then herald "
        + "measure \(scan.id)"
    default:
      return "get the series again from the scanner and import it"
    }
  }

  private mutating func quarantine(_ records: Records) {
    for study in records.quarantine where study.status == .waiting {
      items.append(
        StatusItem(
          .blocked,
          "study \(study.id) is in quarantine: "
            + (study.reasons.split(separator: "\n").first.map(String.init) ?? study.codes),
          day: study.studyDate,
          code: study.codes,
          command:
            "herald quarantine release \(study.id) --as-participant ... --visit ... --why ..."
        )
      )
    }
  }
}
