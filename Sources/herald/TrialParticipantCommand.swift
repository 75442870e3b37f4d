import ArgumentParser
import Foundation
import Store
import Trial

/// `herald participant`.
struct TrialParticipantCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "participant",
    abstract: "Screen, enrol, withdraw, list and show participants.",
    subcommands: [
      RecordEntry<Participant>.self, ScreeningData.self, ScreeningLesions.self,
      AssessParticipant.self, EnrolParticipant.self, FailScreening.self, WithdrawParticipant.self,
      CompleteParticipant.self, ListParticipants.self, ShowParticipant.self,
      MigrateParticipant.self, SignParticipant.self,
    ]
  )
}

/// `herald participant datum`.
struct ScreeningData: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "datum",
    abstract: "Record and list what is known for the eligibility criteria.",
    subcommands: [RecordEntry<ScreeningDatum>.self, RecordList<ScreeningDatum>.self]
  )
}

/// `herald participant lesion`.
struct ScreeningLesions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lesion",
    abstract: "Record and list lesions measured at screening.",
    subcommands: [RecordEntry<ScreeningLesion>.self, RecordList<ScreeningLesion>.self]
  )
}

/// Whom, and on which day.
struct ParticipantStep: ParsableArguments {
  @Argument(help: ArgumentHelp("The participant.", valueName: "screening number"))
  var participant: String

  @Option(
    help: ArgumentHelp("The day.", valueName: "2026-03-01"),
    transform: { text in
      guard let date = CivilDate(text) else {
        throw ValidationError("--on '\(text)' is no day; write it as 2026-03-01")
      }
      return date
    }
  )
  var on: CivilDate
}

/// `herald participant assess`.
struct AssessParticipant: TrialStep {
  static let configuration = CommandConfiguration(
    commandName: "assess",
    abstract: "Judge a participant's eligibility, criterion by criterion."
  )

  @OptionGroup
  var access: TrialAccess

  @OptionGroup
  var step: ParticipantStep

  func work(in store: TrialStore, as session: Session) throws {
    let found = try store.assess(as: session, step.participant, on: step.on)
    print(
      "\(step.participant) on \(found.date), by protocol version \(found.protocolVersion): "
        + "\(found.conclusion.rawValue)\n"
    )
    for judgement in found.judgements {
      let mark =
        switch judgement.passes {
        case .met: "passes "
        case .notMet: "FAILS  "
        case .unknown: "unknown"
        }
      let indent = String(repeating: " ", count: 14)
      func say(_ text: String) {
        for line in wrapped(text, width: 96, indent: indent) { print(line) }
      }
      let head = wrapped(
        "\(judgement.kind.rawValue): \(judgement.text)",
        width: 96,
        indent: indent,
        hanging: ""
      )
      print("\(mark)  \(judgement.criterion.padded(to: 4)) \(head[0].dropFirst(indent.count))")
      for line in head.dropFirst() { print(line) }
      for reason in judgement.reasons { say(reason) }
      // Several answers may rest on one document.
      let sources = judgement.data.map { datum in
        [
          datum.source, datum.date?.description ?? "undated",
          datum.by == datum.source ? nil : datum.by,
        ]
        .compactMap(\.self).joined(separator: ", ")
      }
      for source in sources.reduce(into: [String](), { if !$0.contains($1) { $0.append($1) } }) {
        say("from \(source)")
      }
    }
    switch found.conclusion {
    case .eligible:
      Terminal.say("next: herald participant enrol \(step.participant) --on ... --subject ...")
    case .notEligible:
      Terminal.say("next: herald participant fail \(step.participant) --on ... --why ...")
    case .undetermined:
      Terminal.say(
        "next: record what is unknown: herald participant datum record --participant "
          + "\(step.participant) ..."
      )
    }
  }
}

/// `herald participant enrol`.
struct EnrolParticipant: TrialStep {
  static let configuration = CommandConfiguration(
    commandName: "enrol",
    abstract: "Enrol a participant who is eligible on that day.",
    aliases: ["enroll"]
  )

  @OptionGroup
  var access: TrialAccess

  @OptionGroup
  var step: ParticipantStep

  @Option(help: ArgumentHelp("The subject id.", valueName: "id"))
  var subject: String

  func work(in store: TrialStore, as session: Session) throws {
    try store.move(
      as: session,
      step.participant,
      to: .enrolled,
      on: step.on,
      subjectID: subject,
      why: nil
    )
    print("enrolled \(step.participant) as \(subject) on \(step.on)")
    Terminal.say("next: herald visit schedule --participant \(step.participant)")
  }
}

/// `herald participant fail`.
struct FailScreening: TrialStep {
  static let configuration = CommandConfiguration(
    commandName: "fail",
    abstract: "Record a screen failure; the criteria that stand in the way are kept with it."
  )

  @OptionGroup
  var access: TrialAccess

  @OptionGroup
  var step: ParticipantStep

  @Option(help: ArgumentHelp("The reason.", valueName: "text"))
  var why: String

  func work(in store: TrialStore, as session: Session) throws {
    try store.move(as: session, step.participant, to: .screenFailed, on: step.on, why: why)
    print("\(step.participant) failed screening on \(step.on): \(why)")
  }
}

/// `herald participant withdraw`.
struct WithdrawParticipant: TrialStep {
  static let configuration = CommandConfiguration(
    commandName: "withdraw",
    abstract: "Record that a participant stops; what was recorded stays."
  )

  @OptionGroup
  var access: TrialAccess

  @OptionGroup
  var step: ParticipantStep

  @Option(help: ArgumentHelp("The reason.", valueName: "text"))
  var why: String

  func work(in store: TrialStore, as session: Session) throws {
    try store.move(as: session, step.participant, to: .withdrawn, on: step.on, why: why)
    print("\(step.participant) withdrew on \(step.on): \(why)")
  }
}

/// `herald participant complete`.
struct CompleteParticipant: TrialStep {
  static let configuration = CommandConfiguration(
    commandName: "complete",
    abstract: "Record that a participant came to the end of the trial."
  )

  @OptionGroup
  var access: TrialAccess

  @OptionGroup
  var step: ParticipantStep

  func work(in store: TrialStore, as session: Session) throws {
    try store.move(as: session, step.participant, to: .completed, on: step.on, why: nil)
    print("\(step.participant) completed the trial on \(step.on)")
  }
}

/// `herald participant list`.
struct ListParticipants: TrialStep {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "The screening log: everybody screened, with status and reasons."
  )

  @OptionGroup
  var access: TrialAccess

  func work(in store: TrialStore, as session: Session) throws {
    var table = TextTable([
      "screening", "subject", "site", "sex", "born", "consent", "status", "since", "protocol",
      "reason",
    ])
    let log = try store.screeningLog(as: session)
    for (participant, course) in log {
      let last = course.last
      let reason = [last?.criteria, last?.reason].compactMap { $0 }.joined(separator: ": ")
      table.add([
        participant.id, participant.subjectID, participant.site, participant.sex.rawValue,
        participant.birthDate.description, participant.consentDate.description,
        participant.isVoid ? "void" : participant.status.rawValue,
        participant.statusDate.description, participant.protocolVersion, reason,
      ])
    }
    print(table.text(ifEmpty: "nobody was screened yet: herald participant screen"))
    let counts = Dictionary(
      grouping: log.filter { !$0.participant.isVoid },
      by: \.participant.status
    )
    Terminal.say(
      Participant.Status.allCases.compactMap { status in
        counts[status].map { "\($0.count) \(status.rawValue)" }
      }.joined(separator: ", ")
    )
  }
}

/// `herald participant show`.
struct ShowParticipant: TrialStep {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Everything that is recorded of a participant."
  )

  @OptionGroup
  var access: TrialAccess

  @Argument(help: ArgumentHelp("The participant.", valueName: "screening number"))
  var participant: String

  func work(in store: TrialStore, as session: Session) throws {
    let found = try store.records(Participant.self, as: session, of: participant)
    guard let person = found.first else {
      throw StoreError.notFound(kind: .participant, id: participant)
    }
    print("\(person.id)\(person.subjectID.map { ", subject \($0)" } ?? "")")
    print(
      "  site \(person.site), sex \(person.sex.rawValue), born \(person.birthDate), consent "
        + "\(person.consentDate) (form \(person.consentVersion)), protocol \(person.protocolVersion)"
    )
    for step in try store.records(StatusChange.self, as: session, of: participant) {
      print("  \(step.date)  \(step.status.rawValue)\(step.reason.map { ": \($0)" } ?? "")")
    }
    for (signature, isValid) in try store.signatures(
      as: session,
      of: Participant.self,
      participant
    ) {
      print(
        "  signed by \(signature.printedName), \(signature.signedAt), \(signature.meaning.rawValue)"
          + (isValid ? "" : "; NO LONGER VALID: the record was changed since")
      )
    }
    try section(Visit.self, store, session)
    try section(Administration.self, store, session)
    try section(AdverseEvent.self, store, session)
    if session.may(.seeReference) {
      try section(ScreeningDatum.self, store, session)
      try section(ScreeningLesion.self, store, session)
      try section(LabResult.self, store, session)
      try section(Biopsy.self, store, session)
    }
  }

  private func section<Record: CommandRecord>(
    _ type: Record.Type,
    _ store: TrialStore,
    _ session: Session
  ) throws {
    var table = TextTable(["id"] + Record.columns.dropFirst())
    for record in try store.records(type, as: session, of: participant) {
      table.add([record.isVoid ? "\(record.id) (void)" : record.id] + record.cells.dropFirst())
    }
    print("\n\(Record.kind.plural)")
    print(table.text(ifEmpty: "  none"))
  }
}

/// `herald participant migrate`.
struct MigrateParticipant: TrialStep {
  static let configuration = CommandConfiguration(
    commandName: "migrate",
    abstract: "Put a participant under another version of the protocol."
  )

  @OptionGroup
  var access: TrialAccess

  @Argument(help: ArgumentHelp("The participant.", valueName: "screening number"))
  var participant: String

  @Option(help: ArgumentHelp("The version.", valueName: "version"))
  var to: String

  @Option(help: ArgumentHelp("The reason.", valueName: "text"))
  var why: String

  func work(in store: TrialStore, as session: Session) throws {
    try store.migrate(as: session, participant, to: to, why: why)
    print("\(participant) is under protocol version \(to) now")
  }
}

/// `herald participant sign`.
struct SignParticipant: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign",
    abstract: "Sign a participant's record as it is now, with account and password."
  )

  @OptionGroup
  var access: TrialAccess

  @Argument(help: ArgumentHelp("The participant.", valueName: "screening number"))
  var participant: String

  @Option(
    help: ArgumentHelp(
      "What the signature means: "
        + Signature.Meaning.allCases.map(\.rawValue).joined(separator: ", ") + "."
    ),
    transform: choice("--meaning")
  )
  var meaning: Signature.Meaning

  func run() throws {
    try Outcome.of {
      let account = try access.name()
      let store = try TrialStore(folder: try access.folder())
      let signature = try store.sign(
        Participant.self,
        participant,
        meaning: meaning,
        account: account,
        password: try Password.ask("Password of \(account), to sign")
      )
      print(
        "signed \(participant): \(signature.printedName), \(signature.signedAt), \(meaning.rawValue), "
          + "SHA-256 \(signature.contentSHA256)"
      )
    }
  }
}

extension Participant: CommandRecord {
  static let abstract = "Screen a person who gave consent."
  static let columns = ["site", "status"]
  var cells: [String?] { [site, status.rawValue] }
  var next: String? {
    "record what the criteria ask for: herald participant datum record --participant \(id) ...; then "
      + "herald participant assess \(id) --on ..."
  }
}

extension ScreeningDatum: CommandRecord {
  static let abstract = "Record what is known for an eligibility criterion."
  static let columns = ["participant", "datum", "value", "of", "source", "judged by"]
  var cells: [String?] {
    [
      participant, datum,
      [comparator?.rawValue, value, unit == "1" ? nil : unit].compactMap { $0 }
        .joined(separator: " ")
        + (form == .unknown ? " (not known)" : ""),
      date?.description, source, judgedBy + (judgedAs.map { ", \($0.rawValue)" } ?? ""),
    ]
  }
  var next: String? { "herald participant assess \(participant) --on ..." }
}

extension ScreeningLesion: CommandRecord {
  static let abstract = "Record a lesion measured on CT or MR at screening."
  static let columns = [
    "participant", "lesion", "kind", "on", "of", "longest mm", "short mm", "slice mm",
  ]
  var cells: [String?] {
    [
      participant, lesion, lesionKind.rawValue, modality.rawValue, date.description,
      longestDiameterMillimeters?.fixed(1), shortAxisMillimeters?.fixed(1),
      sliceThicknessMillimeters?.fixed(1),
    ]
  }
  var next: String? { "herald participant assess \(participant) --on ..." }
}
