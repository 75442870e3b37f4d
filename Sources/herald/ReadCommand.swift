import ArgumentParser
import Foundation
import Store
import Trial

/// `herald read`: blinded reads of scans.
struct ReadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read",
    abstract: "Assign, read, lock and adjudicate scans, blinded as the protocol says.",
    discussion: """
      A coordinator assigns the scans of a visit; each reader gets them in a random order of their own, \
      under codes that tell nothing of whose they are. A reader lists, shows, submits and locks; an \
      adjudicator decides where locked reads differ in what the protocol has settled. How many \
      readers, how differences are settled, what is hidden, the washout, the visual scale and which \
      differences count: the protocol's section reading.
      """,
    subcommands: [
      AssignReads.self, ReassignReads.self, ListReads.self, ShowRead.self, SubmitRead.self,
      LockReads.self,
      UnlockRead.self, AdjudicateRead.self, ReadAgreementCommand.self, ReadOutcomes.self,
    ]
  )
}

/// `herald read assign`.
struct AssignReads: TrialStep {
  static let configuration = CommandConfiguration(
    commandName: "assign",
    abstract: "Give the scans of a visit to readers, or a round's scans to them once more.",
    discussion: """
      Scans of enrolled participants that were not assigned before for the same endpoint. The \
      seed of the orders and codes is drawn, or given, and stays in the trial's file and its audit \
      trail. --again takes a round's scans for a second read by the same readers: each comes onto \
      a reader's list when the protocol's washout after that reader's own first read is over, under \
      another code, and looks like any other case.
      """
  )

  @OptionGroup
  var access: TrialAccess

  @Option(help: ArgumentHelp("The visit whose scans are read.", valueName: "visit"))
  var visit: String?

  @Option(help: ArgumentHelp("Scans with this tracer alone.", valueName: "tracer"))
  var tracer: String?

  @Option(help: ArgumentHelp("The protocol's endpoint that the reads are for.", valueName: "id"))
  var endpoint: String?

  @Option(help: ArgumentHelp("A reader's account; once for each.", valueName: "account"))
  var reader: [String] = []

  @Option(help: ArgumentHelp("Who settles differences.", valueName: "account"))
  var adjudicator: String?

  @Option(help: ArgumentHelp("Assign this round's scans for a second read.", valueName: "round"))
  var again: String?

  @Option(
    help: ArgumentHelp("With --again: so many of the scans, drawn at random.", valueName: "n")
  )
  var count: Int?

  @Option(help: ArgumentHelp("The seed of orders and codes; drawn where left out.", valueName: "n"))
  var seed: UInt64?

  func validate() throws {
    if again != nil {
      guard visit == nil, tracer == nil, endpoint == nil, reader.isEmpty, adjudicator == nil else {
        throw ValidationError("--again takes visit, tracer, endpoint and readers from the round")
      }
    } else {
      guard visit != nil, !reader.isEmpty else {
        throw ValidationError("say which visit and who reads: --visit VISIT --reader ACCOUNT ...")
      }
      guard count == nil else { throw ValidationError("--count goes with --again") }
    }
  }

  func work(in store: TrialStore, as session: Session) throws {
    let (round, scans): (ReadingRound, Int)
    if let again {
      (round, scans) = try store.assignRereads(as: session, of: again, count: count, seed: seed)
    } else {
      var request = ReadRequest(visit: visit ?? "", readers: reader)
      request.tracer = tracer
      request.endpoint = endpoint
      request.adjudicator = adjudicator
      request.seed = seed
      (round, scans) = try store.assignReads(as: session, request)
    }
    let readers = round.readerAccounts
    print(
      "round \(round.id): \(scans) scan\(scans == 1 ? "" : "s") of \(round.visit) to "
        + readers.joined(separator: ", ")
        + (round.adjudicator.map { "; differences to \($0)" } ?? "")
    )
    if let days = round.washoutDays {
      print("second reads: each \(days) d after the reader's own first read was locked")
    }
    print("hidden from them: \(round.hidden.isEmpty ? "nothing" : round.hidden), and other reads")
    Terminal.say("next: each reader: herald read list")
  }
}

/// `herald read reassign`.
struct ReassignReads: TrialStep {
  static let configuration = CommandConfiguration(
    commandName: "reassign",
    abstract: "Give what a reader or an adjudicator hasn't locked to another one.",
    discussion: """
      For a person who leaves. What they have locked counts on; the other cases are taken back, and \
      their successor gets the scans in a random order of their own under new codes, from the round's \
      seed. Without --to a round of second reads is taken back: those are by who read first.
      """
  )

  @OptionGroup
  var access: TrialAccess

  @Option(help: ArgumentHelp("The round.", valueName: "round"))
  var round: String

  @Option(help: ArgumentHelp("Who leaves.", valueName: "account"))
  var from: String

  @Option(help: ArgumentHelp("Who reads in their place.", valueName: "account"))
  var to: String?

  @Option(help: ArgumentHelp("The reason.", valueName: "text"))
  var why: String

  func work(in store: TrialStore, as session: Session) throws {
    let (changed, count) = try store.reassignReads(
      as: session,
      of: round,
      from: from,
      to: to,
      why: why
    )
    let cases = "\(count) case\(count == 1 ? "" : "s")"
    if let to {
      print("round \(changed.id): \(cases) of \(from) to \(to); what \(from) has locked counts on")
      Terminal.say("next: \(to): herald read list")
    } else {
      print("round \(changed.id): \(cases) of \(from) taken back")
    }
  }
}

/// `herald read list`.
struct ListReads: TrialStep {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Your worklist, in your own order; for a coordinator how far everybody is.",
    discussion: """
      A reader sees the codes of their own cases and what the protocol doesn't hide; a coordinator \
      sees counts, and neither codes nor what was read.
      """
  )

  @OptionGroup
  var access: TrialAccess

  @Flag(help: "Only what is still to be read or locked.")
  var open = false

  func work(in store: TrialStore, as session: Session) throws {
    if session.may(.read) || session.may(.adjudicate) {
      let cases = try ReadingRoom(store, as: session).cases()
      return print(worklist(cases.filter { !open || $0.status != "locked" }))
    }
    let rows = try store.readProgress(as: session)
    var table = TextTable([
      "round", "visit", "read", "account", "part", "cases", "to read", "to lock", "locked",
    ])
    for row in rows where !open || row.locked < row.assigned {
      table.add([
        row.round, row.visit, row.purpose == .primary ? "first" : "second", row.account,
        row.part.rawValue, "\(row.assigned)", "\(row.assigned - row.submitted - row.locked)",
        "\(row.submitted)", "\(row.locked)",
      ])
    }
    print(table.text(ifEmpty: "no reads; herald read assign gives scans to readers"))
  }

  private func worklist(_ cases: [BlindedCase]) -> String {
    // Columns that the protocol hides from everybody here aren't shown at all.
    let optional: [(String, (BlindedCase) -> String?)] = [
      ("endpoint", \.endpoint), ("tracer", \.tracer), ("visit", \.visit), ("site", \.site),
      ("same body as", \.companions),
    ]
    let shown = optional.filter { column in cases.contains { column.1($0) != nil } }
    var table = TextTable(["", "case"] + shown.map(\.0) + ["state"])
    for (place, known) in cases.enumerated() {
      table.add(["\(place + 1)", known.caseCode] + shown.map { $0.1(known) } + [known.status])
    }
    let left = cases.count { $0.status == "to read" }
    return table.text(ifEmpty: "nothing is on your list")
      + (left > 0 ? "\n\n\(left) to read; read them in this order" : "")
  }
}

/// `herald read show`.
struct ShowRead: TrialStep {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "One of your cases: what can be known of it, its lesions, your read."
  )

  @OptionGroup
  var access: TrialAccess

  @Argument(help: ArgumentHelp("The case's code.", valueName: "case"))
  var code: String

  func work(in store: TrialStore, as session: Session) throws {
    let (known, lesions, read) = try ReadingRoom(store, as: session).open(code.uppercased())
    print("case \(known.caseCode): \(known.status)")
    let facts: [(String, String?)] = [
      ("tracer", known.tracer), ("visit", known.visit), ("site", known.site),
      ("sex", known.sex), ("year of birth", known.birthYear.map(String.init)),
      ("pathology", known.pathology), ("same body as", known.companions),
    ]
    for (name, value) in facts { if let value { print("  \(name): \(value)") } }
    print("  scale: \(known.scale.text)")
    var table = TextTable(["lesion", "site", "volume, ml", "SUVmax", "SUVmean", "SUVpeak"])
    for lesion in lesions {
      table.add([
        "\(lesion.number)", lesion.site, lesion.volumeMilliliters.fixed(2),
        lesion.suvMax?.fixed(2), lesion.suvMean?.fixed(2), lesion.suvPeak?.fixed(2),
      ])
    }
    print(
      "\n" + table.text(ifEmpty: "no analysis of the scan is stored: lesions are yours to name")
    )
    if let read { print("\nyour read, \(read.status.rawValue):\n" + ReadText.of(read.content)) }
  }
}

/// What a read says, as text.
enum ReadText {
  static func of(_ read: ReadContent) -> String {
    var text = "  participant: \(read.receptorClass.rawValue)"
    if let grade = read.grade { text += ", grade \(grade)" }
    if let confidence = read.confidence { text += ", confidence \(confidence) of 5" }
    for remark in [read.notEvaluableReason, read.comment] {
      if let remark { text += "; \(remark)" }
    }
    for lesion in read.lesions {
      text += "\n  lesion \(lesion.lesion): "
      text +=
        lesion.isPresent
        ? "\(lesion.receptorClass?.rawValue ?? ""), grade \(lesion.grade.map(String.init) ?? "-")"
        : "absent"
      for remark in [lesion.site, lesion.comment] { if let remark { text += "; \(remark)" } }
    }
    return text
  }
}
