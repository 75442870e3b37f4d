import ArgumentParser
import Foundation
import Store
import Trial

/// `herald audit`.
struct TrialAuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Search and export the audit trail, anchor its head, accept the clock.",
    discussion: """
      Each line says who did what, when (UTC, with the zone of the clock on the wall), the record before \
      and after, and why. --anchor writes the head of the trail to a file, to be kept apart from the \
      trial (signed, printed): herald check --anchor FILE later finds a trail that was cut off or made anew.
      """
  )

  /// In which form the trail is exported.
  enum Form: String, CaseIterable, ExpressibleByArgument {
    case csv
    case json
  }

  @OptionGroup
  var access: TrialAccess

  @Option(help: ArgumentHelp("What was done to this participant.", valueName: "screening number"))
  var participant: String?

  @Option(help: ArgumentHelp("What was done to this record, such as D7.", valueName: "id"))
  var record: String?

  @Option(help: ArgumentHelp("What this account did.", valueName: "account"))
  var by: String?

  @Option(
    help: ArgumentHelp("Actions with these words, such as \"sign-in refused\".", valueName: "words")
  )
  var action: String?

  @Option(help: ArgumentHelp("Values or reasons with these words.", valueName: "words"))
  var words: String?

  @Option(help: ArgumentHelp("From this day on (UTC).", valueName: "2026-03-01"))
  var from: String?

  @Option(help: ArgumentHelp("Up to this day (UTC).", valueName: "2026-03-31"))
  var to: String?

  @Option(help: "Export the lines in this form.")
  var format: Form?

  @Option(help: ArgumentHelp("Where to export; the terminal where left out.", valueName: "file"))
  var out: String?

  @Option(help: ArgumentHelp("Write the head of the trail to a new file.", valueName: "file"))
  var anchor: String?

  @Flag(help: "Accept that the clock was set back: an administrator's, with --why.")
  var acceptClock = false

  @Option(help: ArgumentHelp("The reason.", valueName: "text"))
  var why: String?

  func run() throws {
    guard out == nil || format != nil else { throw ValidationError("--out needs --format") }
    var query = AuditQuery()
    query.participant = participant
    query.record = record
    query.account = by
    query.action = action
    query.words = words
    query.from = try Self.day(from, "--from")
    query.to = try Self.day(to, "--to")
    try Outcome.of {
      if acceptClock { return try accept() }
      let (store, session) = try access.signIn()
      if let anchor { return try write(try store.anchor(as: session), to: anchor) }
      if let format { return try export(store, session, query, format) }
      var count = 0
      try store.audit(as: session, query) { line in
        count += 1
        print(line.plainText)
      }
      Terminal.say("\(count) line\(count == 1 ? "" : "s")")
    }
  }

  private func accept() throws {
    let account = try access.name()
    let store = try TrialStore(folder: try access.folder())
    try store.acceptClock(account, password: try Password.ask("Password of \(account)"), why: why)
    print("the clock is accepted")
  }

  private func write(_ head: AuditAnchor, to path: String) throws {
    guard !FileManager.default.fileExists(atPath: path) else { throw StoreError.exists(path: path) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    try encoder.encode(head).write(to: URL(filePath: path), options: .atomic)
    print("entry \(head.number) of \(head.at): \(head.hash)")
    Terminal.say(
      "wrote \(path); keep it apart from the trial, and check by herald check --anchor \(path)"
    )
  }

  private func export(
    _ store: TrialStore,
    _ session: Session,
    _ query: AuditQuery,
    _ format: Form
  ) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var lines: [String] = []
    var count = 0
    if format == .csv { lines.append(AuditEntry.csvHeader) }
    try store.audit(as: session, query, isExport: true) { line in
      count += 1
      lines.append(
        format == .csv ? line.csv : String(decoding: try encoder.encode(line), as: UTF8.self)
      )
    }
    let text = lines.joined(separator: "\n") + "\n"
    guard let out else { return print(text, terminator: "") }
    try Data(text.utf8).write(to: URL(filePath: out), options: .atomic)
    Terminal.say("wrote \(out): \(count) lines")
  }

  private static func day(_ text: String?, _ option: String) throws -> CivilDate? {
    guard let text else { return nil }
    guard let date = CivilDate(text) else {
      throw ValidationError("\(option) '\(text)' is no day; write it as 2026-03-01")
    }
    return date
  }
}

extension AuditEntry {
  /// The line for a person: what changed, field by field.
  fileprivate var plainText: String {
    var text = "\(number)  \(at)  (\(zone))  \(account): \(action)"
    if let kind, let record { text += "  \(RecordKind(rawValue: kind)?.title ?? kind) \(record)" }
    let (before, after) = (Self.fields(old), Self.fields(new))
    for name in Set(before.keys).union(after.keys).sorted() where before[name] != after[name] {
      let value = "\(after[name] ?? "(nothing)")"
      text +=
        old == nil
        ? "\n    \(name): \(value)" : "\n    \(name): \(before[name] ?? "(nothing)") -> \(value)"
    }
    if let why { text += "\n    why: \(why)" }
    return text
  }

  private static func fields(_ json: String?) -> [String: String] {
    guard let json else { return [:] }
    do {
      let record = try JSONSerialization.jsonObject(with: Data(json.utf8))
      return (record as? [String: Any] ?? [:]).mapValues { "\($0)" }
    } catch {
      // A line that was tampered with is shown as it is; herald check names it.
      return ["(unreadable)": json]
    }
  }

  fileprivate static let csvHeader =
    "number,at,zone,account,session,action,kind,record,old,new,why,program,previous,hash"

  fileprivate var csv: String {
    [
      "\(number)", "\(at)", zone, account, session, action, kind, record, old, new, why, program,
      previous, hash,
    ].map { field in
      guard let field else { return "" }
      let needsQuotes = field.contains { $0 == "," || $0 == "\"" || $0.isNewline }
      return needsQuotes ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
    }.joined(separator: ",")
  }
}
