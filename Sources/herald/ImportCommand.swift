import ArgumentParser
import Foundation
import Store
import Trial

/// `herald import`: scans into the trial.
struct ImportCommand: TrialStep {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Take scans into a trial: store, file, measure.",
    discussion: """
      Each study is stored as it was received and filed under the participant whose subject id or \
      screening number its headers state, at the visit that its day and tracer belong to. What isn't \
      clear waits in quarantine with the reasons (herald quarantine). Then what the protocol asks for is \
      computed, with the recorded administration. The same folder again changes nothing; a program \
      killed at any moment leaves whole studies or none.
      """
  )

  @OptionGroup
  var access: TrialAccess

  @Argument(help: ArgumentHelp("The folder with DICOM.", valueName: "folder"))
  var folder: String

  @Flag(help: "File the scans only; herald measure computes later.")
  var fileOnly = false

  func work(in store: TrialStore, as session: Session) throws {
    let report = try store.importScans(
      as: session,
      from: folder,
      progress: { Terminal.show(progress: $0) },
      done: { outcome in
        Terminal.clearProgress()
        print(outcome.line)
      }
    )
    for file in report.refusedFiles { Terminal.say("not read: \(file)") }
    if report.studies.isEmpty {
      Terminal.say("herald: \(folder) holds no study that can be read")
    }
    if !fileOnly {
      let filed = report.studies.compactMap { outcome -> String? in
        switch outcome {
        case .filed(let scan), .known(let scan): scan.id
        case .quarantined: nil
        }
      }
      let outdated = Set(
        try store.unmeasured(as: session).filter { $0.earlier != nil }.map(\.scan.id)
      )
      try store.measure(as: session, scans: filed.filter { !outdated.contains($0) }) {
        print($0.line)
      }
      for scan in filed where outdated.contains(scan) {
        Terminal.say("what \(scan) rests on was corrected: herald measure \(scan) --why ...")
      }
    }
    let waiting = report.studies.count {
      if case .quarantined(let study) = $0 { study.status == .waiting } else { false }
    }
    if waiting > 0 { Terminal.say("next: herald quarantine list") }
    if !report.refusedFiles.isEmpty { throw Outcome.failed }
  }
}

/// `herald measure`: what the protocol asks for of scans.
struct MeasureCommand: TrialStep {
  static let configuration = CommandConfiguration(
    commandName: "measure",
    abstract: "Compute what the protocol asks for of a trial's scans.",
    discussion: """
      Of scans that have no measurement yet, and of those whose recorded dose, weight or protocol was \
      corrected since. An earlier measurement stays; the new one names it and the reason.
      """
  )

  @OptionGroup
  var access: TrialAccess

  @Argument(help: ArgumentHelp("The scans; all that need it where none is named.", valueName: "id"))
  var scans: [String] = []

  @Option(help: ArgumentHelp("The reason, where an earlier one gives way.", valueName: "text"))
  var why: String?

  func work(in store: TrialStore, as session: Session) throws {
    let measured = try store.measure(
      as: session,
      scans: scans.isEmpty ? nil : scans,
      why: why
    ) { print($0.line) }
    if measured.isEmpty { print("every measurement rests on what is recorded now") }
  }
}

/// `herald quarantine`.
struct QuarantineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quarantine",
    abstract: "Studies that were taken in and wait for a decision.",
    subcommands: [ListQuarantine.self, ReleaseFromQuarantine.self]
  )
}

/// `herald quarantine list`.
struct ListQuarantine: TrialStep {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "The studies that wait, each with the reasons and what can be done."
  )

  @OptionGroup
  var access: TrialAccess

  @Flag(help: "Those that were filed after all, too.")
  var all = false

  func work(in store: TrialStore, as session: Session) throws {
    let studies = try store.quarantine(as: session, all: all)
    if studies.isEmpty { print("nothing is in quarantine") }
    for study in studies {
      let state = study.status == .filed ? ", filed as scan \(study.scan ?? "?")" : ""
      print(
        "\(study.id)  \(study.studyDate?.description ?? "no day")  \(study.modalities)  names "
          + "\(study.named.isEmpty ? "nobody" : study.named), \(study.fileCount) files\(state)"
      )
      for reason in study.reasons.split(separator: "\n") { print("     \(reason)") }
    }
  }
}

/// `herald quarantine release`.
struct ReleaseFromQuarantine: TrialStep {
  static let configuration = CommandConfiguration(
    commandName: "release",
    abstract: "File a study under a participant's visit, by your decision and with the reason."
  )

  @OptionGroup
  var access: TrialAccess

  @Argument(help: ArgumentHelp("The study's id in quarantine.", valueName: "id"))
  var id: String

  @Option(help: ArgumentHelp("The participant.", valueName: "screening number"))
  var asParticipant: String

  @Option(help: ArgumentHelp("The visit.", valueName: "visit"))
  var visit: String

  @Option(help: ArgumentHelp("The tracer, by the protocol's id.", valueName: "id"))
  var tracer: String?

  @Option(help: ArgumentHelp("The reason.", valueName: "text"))
  var why: String

  func work(in store: TrialStore, as session: Session) throws {
    let scan = try store.release(
      as: session,
      id,
      participant: asParticipant,
      visit: visit,
      tracer: tracer,
      why: why
    )
    print(ImportReport.Outcome.filed(scan).line)
    try store.measure(as: session, scans: [scan.id]) { print($0.line) }
  }
}

extension ImportReport.Outcome {
  /// What became of the study, as one line.
  var line: String {
    func place(_ scan: ReceivedScan) -> String {
      "scan \(scan.id): \(scan.participant), \(scan.visit), \(scan.studyDate), "
        + "\(scan.tracer ?? scan.modalities), \(scan.fileCount) files"
    }
    switch self {
    case .filed(let scan): return "filed        \(place(scan))"
    case .known(let scan): return "known        \(place(scan))"
    case .quarantined(let study) where study.status == .filed:
      return "known        study \(study.id) was filed as scan \(study.scan ?? "?") before"
    case .quarantined(let study):
      return "quarantined  study \(study.id): "
        + study.reasons.split(separator: "\n").joined(separator: "\n             ")
    }
  }
}

extension ScanMeasurement {
  /// What came of it, as one line, without a number that would unblind.
  var line: String {
    switch status {
    case .measured:
      "measured     \(id) of scan \(scan): \(participant), \(visit)"
        + (deviations.map { "; departs from the protocol: \($0.replacing("\n", with: "; "))" } ?? "")
    case .refused: "refused      \(id) of scan \(scan): \(refusal ?? refusalCode ?? "")"
    }
  }
}
