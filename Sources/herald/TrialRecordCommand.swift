import ArgumentParser
import Foundation
import Store
import Trial

/// A kind of record that people enter, as a command shows it.
protocol CommandRecord: EnteredRecord {
  /// What the command is for.
  static var abstract: String { get }
  /// The header of its list.
  static var columns: [String] { get }
  /// Its line of the list.
  var cells: [String?] { get }
  /// What a person does next.
  var next: String? { get }
}

extension CommandRecord {
  var next: String? { nil }
}

/// `herald … record`: one record by options, or many as CSV; corrections of earlier ones.
struct RecordEntry<Record: CommandRecord>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: Record.kind == .participant ? "screen" : "record",
      abstract: Record.abstract,
      usage: """
        herald … --trial FOLDER --as ACCOUNT --FIELD VALUE ...
        herald … --trial FOLDER --as ACCOUNT --csv FILE
        herald … --trial FOLDER --as ACCOUNT --correct ID --why TEXT --FIELD VALUE ...
        herald … --trial FOLDER --as ACCOUNT --void ID --why TEXT
        """,
      discussion: """
        Fields, as options or as columns of a CSV file (UTF-8, commas, the column's name in brackets); \
        * has to be given:

        \(fieldList)

        Of a CSV file either everything is stored or nothing, and every line at fault is named. A \
        correction gives the fields that change, the reason, and an empty value for what goes away; the \
        earlier values stay in the audit trail.
        """
    )
  }

  private static var fieldList: String {
    EntryForm.fields(of: Record.self).map { field in
      "  \(field.isRequired ? "*" : " ") \(field.option)\n      \(field.meaning) [\(field.name): "
        + "\(field.form)]"
    }.joined(separator: "\n")
  }

  @OptionGroup
  var access: TrialAccess

  @Option(help: ArgumentHelp("Record every line of a CSV file.", valueName: "file"))
  var csv: String?

  @Option(help: ArgumentHelp("Correct this record.", valueName: "id"))
  var correct: String?

  @Option(help: ArgumentHelp("Mark this record as entered in error.", valueName: "id"))
  var void: String?

  @Option(help: ArgumentHelp("Why: of a correction.", valueName: "text"))
  var why: String?

  @Argument(
    parsing: .allUnrecognized,
    help: ArgumentHelp("The fields, each as an option.", valueName: "--field value")
  )
  var fields: [String] = []

  func run() throws {
    let values = try Self.values(fields)
    guard [csv, correct, void].count(where: { $0 != nil }) < 2 else {
      throw ValidationError("give one of --csv, --correct and --void")
    }
    guard csv == nil && void == nil || values.isEmpty else {
      throw ValidationError("--csv and --void take no fields beside them")
    }
    try Outcome.of {
      let entries = try csv.map { try Self.entries(of: $0) }
      let (store, session) = try access.signIn()
      if let void {
        try store.void(as: session, Record.self, void, why: why)
        return print("\(Record.kind.title) \(void) is void; it stays in the audit trail")
      }
      if let correct {
        let record = try store.correct(as: session, Record.self, correct, values, why: why)
        return print(
          "corrected \(Record.kind.title) \(record.id); the earlier values stay in the audit trail"
        )
      }
      let stored = try store.enter(
        as: session,
        Record.self,
        entries ?? [Entry(values: values)]
      )
      if csv != nil {
        print("recorded \(Record.kind.counted(stored.count))")
      }
      for record in stored where csv == nil {
        print("recorded \(Record.kind.title) \(record.id)")
        if let next = record.next { Terminal.say("next: \(next)") }
      }
    }
  }

  /// The lines of a CSV file.
  private static func entries(of path: String) throws -> [Entry] {
    try CSVTable(Array(Data(contentsOf: URL(filePath: path)))).entries(of: Record.self)
  }

  /// Options as fields.
  private static func values(_ words: [String]) throws -> [String: String] {
    let fields = EntryForm.fields(of: Record.self)
    var values: [String: String] = [:]
    var words = words[...]
    while let word = words.popFirst() {
      let sides = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let field = fields.first(where: { $0.option == String(sides[0]) }) else {
        throw ValidationError(
          "'\(word)' is no field; there are: " + fields.map(\.option).joined(separator: ", ")
        )
      }
      guard let value = sides.count == 2 ? String(sides[1]) : words.popFirst() else {
        throw ValidationError("\(word) needs a value")
      }
      guard values.updateValue(value, forKey: field.name) == nil else {
        throw ValidationError("\(field.option) is given twice")
      }
    }
    return values
  }
}

/// `herald … list`: the records of a kind.
struct RecordList<Record: CommandRecord>: TrialStep {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: "list",
      abstract: "List the \(Record.kind.plural); void ones are marked."
    )
  }

  @OptionGroup
  var access: TrialAccess

  @Option(help: ArgumentHelp("Of one participant.", valueName: "screening number"))
  var participant: String?

  func work(in store: TrialStore, as session: Session) throws {
    var table = TextTable(["id"] + Record.columns)
    for record in try store.records(Record.self, as: session, of: participant) {
      table.add([record.isVoid ? "\(record.id) (void)" : record.id] + record.cells)
    }
    print(table.text(ifEmpty: "no \(Record.kind.plural) yet"))
  }
}
