import ArgumentParser
import Foundation
import Store
import Trial

/// `herald visit`.
struct TrialVisitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "visit",
    abstract: "Schedule, record and list visits.",
    subcommands: [ScheduleVisits.self, RecordEntry<Visit>.self, RecordList<Visit>.self]
  )
}

/// `herald visit schedule`.
struct ScheduleVisits: TrialStep {
  static let configuration = CommandConfiguration(
    commandName: "schedule",
    abstract: "Plan a participant's visits as the protocol says.",
    discussion: """
      Each visit's day counts from consent, enrolment or another visit. A visit whose day the protocol \
      leaves to the site is named and not planned: plan it by herald visit record --status planned \
      --due-date ... --window-start ... --window-end .... Run again, it plans anew what depends on a day \
      that has moved.
      """
  )

  @OptionGroup
  var access: TrialAccess

  @Option(help: ArgumentHelp("The participant.", valueName: "screening number"))
  var participant: String

  func work(in store: TrialStore, as session: Session) throws {
    var table = TextTable(["visit", "due", "from", "to", "state"])
    for result in try store.schedule(as: session, participant) {
      switch result {
      case .planned(let visit): table.add(visit.days + ["planned"])
      case .unchanged(let visit): table.add(visit.days + ["\(visit.status.rawValue), unchanged"])
      case .open(let visit, let reason): table.add([visit, "", "", "", "not planned: \(reason)"])
      }
    }
    print(table.text(ifEmpty: "the protocol has no visits"))
  }
}

extension Visit: CommandRecord {
  static let abstract = "Record a visit: planned, done or missed."
  static let columns = [
    "participant", "visit", "state", "due", "window", "took place", "kg", "ECOG",
  ]

  fileprivate var days: [String?] {
    [visit, dueDate?.description, windowStart?.description, windowEnd?.description]
  }

  var cells: [String?] {
    let window = windowStart.flatMap { start in windowEnd.map { "\(start) to \($0)" } }
    let isOutside = date.map { day in
      windowStart.map { day < $0 } ?? false || windowEnd.map { day > $0 } ?? false
    }
    return [
      participant, visit, status.rawValue, dueDate?.description, window,
      date.map { "\($0)\(isOutside == true ? " (outside its window)" : "")" },
      weightKilograms?.fixed(1), ecog.map(String.init),
    ]
  }

  var next: String? {
    status == .done && weightKilograms == nil
      ? "the weight of the scan's day is missing; SUV needs it: herald visit record --correct \(id) "
        + "--weight-kilograms ... --why ..."
      : nil
  }
}
