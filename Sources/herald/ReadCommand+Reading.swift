import ArgumentParser
import Foundation
import Store
import Trial

/// What a reader says, by options or as a file.
struct ReadOptions: ParsableArguments {
  @Option(
    name: .customLong("class"),
    help: ArgumentHelp(
      "The participant: " + ReadClass.allCases.map(\.rawValue).joined(separator: ", ") + ".",
      valueName: "class"
    )
  )
  var receptorClass: String?

  @Option(help: ArgumentHelp("The participant's grade on the visual scale.", valueName: "n"))
  var grade: String?

  @Option(help: ArgumentHelp("How sure you are, 1 to 5.", valueName: "n"))
  var confidence: String?

  @Option(help: ArgumentHelp("Why the scan can't be read.", valueName: "text"))
  var notEvaluable: String?

  @Option(help: ArgumentHelp("What else there is to say.", valueName: "text"))
  var comment: String?

  @Option(
    help: ArgumentHelp(
      "A lesion, once for each: its grade, or absent; then where it is, then a comment, as "
        + "3=4 or 5=absent or \"new-1=3,liver segment 4,close to the dome\".",
      valueName: "lesion"
    )
  )
  var lesion: [String] = []

  @Option(
    help: ArgumentHelp(
      "Reads as CSV: a line without lesion for the participant, one for each lesion; columns "
        + ReadForm.fields.joined(separator: ", ") + ".",
      valueName: "file"
    )
  )
  var csv: String?

  @Option(
    help: ArgumentHelp(
      "Reads as JSON: an object for a case, or an array of them, with the same names and an array "
        + "lesions.",
      valueName: "file"
    )
  )
  var json: String?

  /// Whether anything is said.
  var isEmpty: Bool {
    csv == nil && json == nil && lesion.isEmpty
      && [receptorClass, grade, confidence, notEvaluable, comment].allSatisfy { $0 == nil }
  }

  /// The reads as they were written.
  func forms(of code: String?) throws -> [ReadForm] {
    let isByOptions =
      !lesion.isEmpty
      || [receptorClass, grade, confidence, notEvaluable, comment].contains { $0 != nil }
    guard [csv != nil, json != nil, code != nil].count(where: \.self) == 1 else {
      throw ValidationError("give a case's code with options, or --csv, or --json")
    }
    guard isByOptions == (code != nil) else {
      throw ValidationError(
        code == nil
          ? "a file says everything: it takes no options beside it"
          : "say what you see: --class, and --lesion for each lesion"
      )
    }
    if let csv {
      return try Self.sound(
        ReadForm.reads(in: CSVTable(Array(Data(contentsOf: URL(filePath: csv)))))
      )
    }
    if let json {
      return try Self.sound(
        ReadForm.reads(inJSON: Array(Data(contentsOf: URL(filePath: json))))
      )
    }
    let given: [(String, String?)] = [
      ("case", code), ("receptorClass", receptorClass), ("grade", grade),
      ("confidence", confidence), ("notEvaluableReason", notEvaluable), ("comment", comment),
    ]
    let participant = Dictionary(
      uniqueKeysWithValues: given.compactMap { name, value in value.map { (name, $0) } }
    )
    let rows = [ReadForm.Row(values: participant)] + (try lesion.map(Self.row))
    return [ReadForm(caseCode: (code ?? "").uppercased(), rows: rows)]
  }

  private static func sound(
    _ read: (reads: [ReadForm], faults: [ReadForm.Fault])
  ) throws -> [ReadForm] {
    guard read.faults.isEmpty else { throw EntryRefusal(read.faults) }
    return read.reads
  }

  private static func row(_ text: String) throws -> ReadForm.Row {
    let sides = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard sides.count == 2, !sides[0].isEmpty else {
      throw ValidationError("'\(text)' is no lesion; write 3=4, 5=absent or new-1=3,liver")
    }
    let said = sides[1].split(separator: ",", maxSplits: 2, omittingEmptySubsequences: false)
      .map(String.init)
    var values = ["lesion": String(sides[0])]
    if said[0] == "absent" {
      values["present"] = "no"
    } else {
      values["present"] = "yes"
      values["grade"] = said[0]
    }
    if said.count > 1 { values["site"] = said[1] }
    if said.count > 2 { values["comment"] = said[2] }
    return ReadForm.Row(values: values)
  }
}

/// `herald read submit`.
struct SubmitRead: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "submit",
    abstract: "Say what you see: by options for a case, or as CSV or JSON for many.",
    discussion: """
      Each lesion that the scan's analysis found needs an answer; one that you add is new-1, new-2, with \
      its place. A lesion's class is that of its grade, by the protocol. Of several reads either all are \
      stored or none, and everything at fault is named. A read can be corrected with --why until it \
      is locked.

      herald read submit K7M-2QX --class positive --confidence 4 --lesion 1=4 --lesion 2=absent
      """
  )

  @OptionGroup
  var access: TrialAccess

  @Argument(help: ArgumentHelp("The case's code.", valueName: "case"))
  var code: String?

  @OptionGroup
  var said: ReadOptions

  @Option(help: ArgumentHelp("Why a read that was submitted changes.", valueName: "text"))
  var why: String?

  func run() throws {
    try Outcome.of {
      let forms = try said.forms(of: code)
      let (store, session) = try access.signIn()
      let codes = try ReadingRoom(store, as: session).submit(forms, why: why)
      for code in codes { print("submitted the read of case \(code)") }
      Terminal.say("next: herald read lock; a locked read can't change")
    }
  }
}

/// `herald read lock`.
struct LockReads: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lock",
    abstract: "Sign and lock your reads: they can't change any more.",
    discussion: """
      Your account and password make the signature, whose meaning is authorship; it holds the hash of \
      what you said. A locked read counts; where the scan's readers differ, the adjudicator gets the \
      case.
      """
  )

  @OptionGroup
  var access: TrialAccess

  @Argument(help: ArgumentHelp("The cases' codes.", valueName: "case"))
  var codes: [String] = []

  @Flag(help: "Every read that is submitted and not locked.")
  var all = false

  func validate() throws {
    guard all != !codes.isEmpty else {
      throw ValidationError("name the cases, or give --all")
    }
  }

  func run() throws {
    try Outcome.of {
      let account = try access.name()
      let password = try Password.ask("Password of \(account), for the signature")
      let store = try TrialStore(folder: try access.folder())
      let session = try store.signIn(account, password: password)
      let locked = try ReadingRoom(store, as: session).lock(all ? nil : codes, password: password)
      for (code, signature) in locked {
        print(
          "locked case \(code): signed by \(signature.printedName), \(signature.meaning.rawValue), "
            + "\(signature.signedAt)"
        )
      }
    }
  }
}

/// `herald read unlock`.
struct UnlockRead: TrialStep {
  static let configuration = CommandConfiguration(
    commandName: "unlock",
    abstract: "Unlock a read, with a reason: an administrator's step.",
    discussion: """
      What the read said stays in the audit trail, and its signature shows as no longer valid. An \
      adjudication that rests on the read and isn't submitted is taken back; one that is, stands in \
      the way.
      """
  )

  @OptionGroup
  var access: TrialAccess

  @Argument(help: ArgumentHelp("The case's code.", valueName: "case"))
  var code: String

  @Option(help: ArgumentHelp("The reason.", valueName: "text"))
  var why: String

  func work(in store: TrialStore, as session: Session) throws {
    try store.unlockRead(as: session, code, why: why)
    print("unlocked case \(code.uppercased()); its reader can correct it with a reason")
  }
}

/// `herald read adjudicate`.
struct AdjudicateRead: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "adjudicate",
    abstract: "Decide where reads differ: see both without the names, then say what holds.",
    discussion: """
      Without anything else: the cases that differ. With a code: what the readers said, in an order \
      that is another one for each case, and in what they differ. With a code and what holds (as for \
      herald read submit): your decision, which counts for the whole scan once you lock it.
      """
  )

  @OptionGroup
  var access: TrialAccess

  @Argument(help: ArgumentHelp("The case's code.", valueName: "case"))
  var code: String?

  @OptionGroup
  var said: ReadOptions

  @Option(help: ArgumentHelp("Why a decision that was submitted changes.", valueName: "text"))
  var why: String?

  func run() throws {
    try Outcome.of {
      let forms = said.isEmpty ? [] : try said.forms(of: code)
      let (store, session) = try access.signIn()
      guard session.may(.adjudicate) || !session.may(.read) else {
        throw StoreError.notAllowed(
          account: session.account,
          action: .adjudicate,
          roles: session.roles
        )
      }
      let room = ReadingRoom(store, as: session)
      if !forms.isEmpty {
        for code in try room.submit(forms, why: why) { print("decided case \(code)") }
        return Terminal.say("next: herald read lock; the decision counts once it is locked")
      }
      guard let code else { return try list(room) }
      let (statements, differences) = try room.statements(on: code.uppercased())
      print("case \(code.uppercased())")
      for statement in statements {
        print("\nread \(statement.number):\n" + ReadText.of(statement.content))
      }
      print("\nthey differ in")
      for difference in differences { print("  \(difference)") }
    }
  }

  private func list(_ room: ReadingRoom) throws {
    var table = TextTable(["case", "tracer", "state"])
    for known in try room.cases() { table.add([known.caseCode, known.tracer, known.status]) }
    print(table.text(ifEmpty: "no reads differ so far"))
  }
}
