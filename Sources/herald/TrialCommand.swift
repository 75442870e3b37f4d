import ArgumentParser
import Foundation
import Store
import Trial

/// `herald trial`.
struct TrialCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trial",
    abstract: "Make a trial, show it, amend its protocol.",
    discussion: """
      A trial is one folder: trial.sqlite holds participants, visits, reads, accounts and the audit \
      trail; objects/ the scans as they were received.
      """,
    subcommands: [
      CreateTrial.self, ImportRegistryRecord.self, ShowTrial.self, AmendTrial.self,
      DecideReading.self, RehearseTrial.self,
    ]
  )
}

/// The first account of a trial.
struct FirstAccount: ParsableArguments {
  @Option(
    help: ArgumentHelp("The name of the first account: an administrator.", valueName: "account")
  )
  var account: String

  @Option(help: ArgumentHelp("The administrator's own name.", valueName: "name"))
  var name: String

  /// The account with a password from HERALD_PASSWORD, or asked for twice.
  func made() throws -> (account: String, fullName: String, password: String) {
    (
      account, name,
      try Password.askTwice("New password of \(account)", variable: "HERALD_PASSWORD")
    )
  }
}

extension ProtocolVersion {
  /// A protocol as a trial adopts it.
  init(_ plan: TrialProtocol, reason: String) {
    self.init(
      id: plan.version,
      protocolID: plan.id,
      sha256: plan.sha256,
      document: String(decoding: plan.text, as: UTF8.self),
      amends: plan.amends?.version,
      reason: reason
    )
  }
}

/// `herald trial create`.
struct CreateTrial: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create",
    abstract: "Make a trial in a new folder, under a protocol.",
    discussion: """
      The first account is an administrator, who makes the others (herald account add) and enters no \
      data. Its password is asked for, or comes from HERALD_PASSWORD.
      """
  )

  @Argument(help: ArgumentHelp("The trial's folder; new or empty.", valueName: "folder"))
  var folder: String

  @Option(name: .customLong("protocol"), help: TrialProtocol.help)
  var plan: String

  @OptionGroup
  var first: FirstAccount

  func run() throws {
    try Outcome.of {
      let plan = try TrialProtocol.named(plan)
      _ = try TrialStore.create(
        folder: folder,
        trial: TrialIdentity(
          id: plan.registryID ?? plan.id,
          title: plan.title,
          registryID: plan.registryID,
          createdAt: StoreClock.system.now()
        ),
        protocol: ProtocolVersion(plan, reason: "the first version"),
        administrator: try first.made()
      )
      print("made \(folder): \(plan.title), protocol \(plan.id) version \(plan.version)")
      if !plan.openPoints.isEmpty {
        Terminal.say(
          "the protocol leaves \(plan.openPoints.count) points to the site: herald protocol check "
            + "\(self.plan) lists them; fill them in as a new version and adopt it by herald trial amend"
        )
      }
      Terminal.say(
        "next: herald account add --trial \(folder) --as \(first.account) NAME --name ... --role "
          + "coordinator"
      )
    }
  }
}

/// `herald trial import-record`.
struct ImportRegistryRecord: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import-record",
    abstract: "Make a trial of a registry record (ClinicalTrials.gov API v2, JSON).",
    discussion: """
      The record is kept with every field; it names no protocol as data, so the trial screens nobody \
      until one is adopted: herald trial amend.
      """
  )

  @OptionGroup
  var source: RecordSource

  @Option(help: ArgumentHelp("The trial's folder; new or empty.", valueName: "folder"))
  var into: String

  @OptionGroup
  var first: FirstAccount

  func run() throws {
    try Outcome.of {
      let record = try source.record()
      _ = try TrialStore.create(
        folder: into,
        trial: TrialIdentity(
          id: record.nctID,
          title: record.briefTitle,
          registryID: record.nctID,
          registryRecord: record.root.json,
          createdAt: StoreClock.system.now()
        ),
        protocol: nil,
        administrator: try first.made()
      )
      print("made \(into) of the record \(record.nctID): \(record.briefTitle)")
      Terminal.say(
        "next: an investigator adopts a protocol: herald trial amend --trial \(into) --as ... --protocol "
          + "ID-or-FILE --why ..."
      )
    }
  }
}

/// `herald trial show`.
struct ShowTrial: TrialStep {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "The trial: its title, its protocol's versions, its decisions."
  )

  @OptionGroup
  var access: TrialAccess

  func work(in store: TrialStore, as session: Session) throws {
    let trial = try store.identity(as: session)
    print("\(trial.id): \(trial.title)")
    print("  made \(trial.createdAt), registry \(trial.registryID ?? "none")")
    for version in try store.records(ProtocolVersion.self, as: session) {
      print(
        "  protocol \(version.protocolID) version \(version.id)"
          + (version.id == trial.protocolVersion ? " (screens now)" : "")
          + ": \(version.reason); SHA-256 \(version.sha256)"
      )
    }
    for decision in try store.records(CriterionReading.self, as: session) {
      print(
        "  from \(decision.date) '\(decision.question)' is read as '\(decision.reading)': "
          + "\(decision.reason) (\(decision.decidedBy))"
      )
    }
  }
}

/// `herald trial amend`.
struct AmendTrial: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "amend",
    abstract: "Adopt a version of the protocol for those who are screened from now on.",
    discussion: """
      Participants stay under the version that they were screened with; herald participant migrate moves \
      one, with a reason.
      """
  )

  @OptionGroup
  var access: TrialAccess

  @Option(name: .customLong("protocol"), help: TrialProtocol.help)
  var plan: String

  @Option(help: ArgumentHelp("The reason.", valueName: "text"))
  var why: String

  func run() throws {
    try Outcome.of {
      let plan = try TrialProtocol.named(plan)
      let (store, session) = try access.signIn()
      try store.adopt(as: session, ProtocolVersion(plan, reason: why), why: why)
      print("adopted protocol \(plan.id) version \(plan.version), SHA-256 \(plan.sha256)")
    }
  }
}

/// `herald trial decide`.
struct DecideReading: TrialStep {
  static let configuration = CommandConfiguration(
    commandName: "decide",
    abstract: "Record how the site reads ambiguous words of a criterion.",
    discussion: """
      Such as NCT04547309's age: its text says "> 18 years", its field "18 Years". The question and its \
      readings stand in the protocol; herald participant assess shows them.
      """
  )

  @OptionGroup
  var access: TrialAccess

  @Argument(help: ArgumentHelp("The question's id.", valueName: "question"))
  var question: String

  @Argument(help: ArgumentHelp("The id of the reading that holds.", valueName: "reading"))
  var reading: String

  @Option(
    name: .customLong("from"),
    help: ArgumentHelp("The day from which it holds.", valueName: "2026-03-01"),
    transform: { text in
      guard let date = CivilDate(text) else {
        throw ValidationError("--from '\(text)' is no day; write it as 2026-03-01")
      }
      return date
    }
  )
  var from: CivilDate

  @Option(help: ArgumentHelp("The reason.", valueName: "text"))
  var why: String

  func work(in store: TrialStore, as session: Session) throws {
    try store.decide(as: session, question, reading: reading, from: from, why: why)
    print("from \(from) '\(question)' is read as '\(reading)'")
  }
}
