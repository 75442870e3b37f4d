import ArgumentParser
import Foundation
import Store
import Trial

/// `herald status`: where the trial stands.
struct StatusCommand: TrialStep {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Who is due, what is missing, what is blocked and by what; how enrolment goes.",
    discussion: """
      Each line says what to do next. Readers and adjudicators see the trial in counts, and their own \
      worklist.
      """
  )

  @OptionGroup
  var access: TrialAccess

  @Option(
    help: ArgumentHelp("The day; today where left out.", valueName: "2026-03-01"),
    transform: { text in
      guard let date = CivilDate(text) else {
        throw ValidationError("--on '\(text)' is no day; write it as 2026-03-01")
      }
      return date
    }
  )
  var on: CivilDate?

  @Flag(help: "Every line, however many.")
  var all = false

  @Flag(help: "What is to be done, as CSV.")
  var csv = false

  @Flag(help: "Everything, as JSON.")
  var json = false

  func validate() throws {
    if csv, json { throw ValidationError("--csv or --json, not both") }
  }

  func work(in store: TrialStore, as session: Session) throws {
    let status = try store.status(as: session, on: on)
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      print(String(decoding: try encoder.encode(status), as: UTF8.self))
    } else if csv {
      print(status.csv, terminator: "")
    } else {
      print(status.page(all: all))
      if session.may(.read) || session.may(.adjudicate) {
        let cases = try ReadingRoom(store, as: session).cases()
        let open = cases.filter { $0.status != "locked" }
        print("\nYour reads: \(cases.count - open.count) of \(cases.count) locked")
        if !open.isEmpty { print("  next: herald read list") }
      }
    }
  }
}

extension TrialStatus {
  /// The status as a page for the terminal.
  fileprivate func page(all: Bool) -> String {
    var lines = ["\(trial): \(title)", "on \(date)", ""]
    let share = target.map { target in
      " of \(target) (\((100 * Double(enrolled) / Double(max(1, target))).fixed(0)) %)"
    }
    lines.append("Enrolled     \(enrolled)\(share ?? ", the protocol states no target")")
    lines.append("Screened     \(screened)")
    for state in Participant.Status.allCases {
      if let count = statuses[state.rawValue] {
        lines.append(
          "  \(state.rawValue.padded(to: 14)) \("\(count)".padded(to: 4, onTheLeft: true))"
        )
      }
    }
    if !failures.isEmpty {
      let words = failures.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }
      lines.append("  failed by    \(words.joined(separator: ", "))")
    }
    lines.append(
      "Visits       \(visitsInWindow) in their window, \(visitsOutOfWindow) outside, "
        + "\(visitsMissed) missed"
        + (visitsWithoutWindow > 0 ? ", \(visitsWithoutWindow) without a window" : "")
    )
    lines.append("Scans        \(scansMeasured) of \(scans) measured")
    lines += chart
    for kind in [StatusItem.Kind.blocked, .overdue, .missing, .due] {
      let found = items.filter { $0.kind == kind }
      guard !found.isEmpty else { continue }
      lines += ["", "\(kind.rawValue.capitalized) (\(found.count))"]
      for item in all ? found[...] : found.prefix(12) {
        let place = [item.participant, item.visit].compactMap { $0 }.joined(separator: " ")
        lines.append("  \(place.isEmpty ? "" : place + ": ")\(item.what)")
        lines.append("      \(item.command)")
      }
      if !all, found.count > 12 {
        lines.append("  … \(found.count - 12) more: herald status --all, or --csv")
      }
    }
    return lines.joined(separator: "\n")
  }

  /// Enrolment by month, a bar for each, sites apart by their letters.
  private var chart: [String] {
    guard !enrolment.isEmpty else { return [] }
    let sites = Set(enrolment.map(\.site)).sorted()
    let months = Set(enrolment.map(\.month)).sorted()
    let letters = Dictionary(uniqueKeysWithValues: zip(sites, "█▓▒░#*+=o~"))
    let counts = Dictionary(
      grouping: enrolment,
      by: \.month
    ).mapValues { Dictionary(uniqueKeysWithValues: $0.map { ($0.site, $0.count) }) }
    let most = months.map { (counts[$0] ?? [:]).values.reduce(0, +) }.max() ?? 1
    let scale = max(1, (most + 39) / 40)
    var total = 0
    var lines = [
      "",
      "Enrolment by month ("
        + sites.map { "\(letters[$0] ?? "?") site \($0)" }.joined(separator: ", ")
        + (scale > 1 ? "; a sign is \(scale))" : ")"),
      "  month    new   all",
    ]
    for month in months {
      let here = counts[month] ?? [:]
      total += here.values.reduce(0, +)
      let bar = sites.map { site in
        String(repeating: letters[site] ?? "?", count: ((here[site] ?? 0) + scale - 1) / scale)
      }.joined()
      let count = here.values.reduce(0, +)
      lines.append(
        "  \(month)  \("\(count)".padded(to: 3, onTheLeft: true))  "
          + "\("\(total)".padded(to: 4, onTheLeft: true))  \(bar)"
      )
    }
    return lines
  }

  /// What is to be done, as CSV.
  fileprivate var csv: String {
    func field(_ text: String?) -> String {
      let text = text ?? ""
      return text.contains { ",\"\n\r".contains($0) }
        ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }
    let rows = items.map { item in
      [
        item.kind.rawValue, item.participant, item.visit, item.day?.description, item.code,
        item.what, item.command,
      ].map(field).joined(separator: ",")
    }
    return (["kind,participant,visit,day,code,what,command"] + rows).map { $0 + "\r\n" }.joined()
  }
}
