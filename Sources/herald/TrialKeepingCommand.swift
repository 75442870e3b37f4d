import ArgumentParser
import Foundation
import Store
import Trial

/// `herald check`.
struct TrialCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Hold a trial against its audit trail: every row, every line, every scan.",
    discussion: """
      Nothing is changed, and no account is needed. Exit status 0 where nothing was changed or lost past \
      the program, 1 where something was: each is named.
      """
  )

  @Option(
    help: ArgumentHelp("The trial's folder; HERALD_TRIAL where left out.", valueName: "folder")
  )
  var trial: String?

  @Option(
    help: ArgumentHelp(
      "A head of the trail that herald audit --anchor wrote: it has to be part of it still.",
      valueName: "file"
    )
  )
  var anchor: String?

  func run() throws {
    guard let folder = trial ?? TrialAccess.environment("HERALD_TRIAL") else {
      throw ValidationError("say which trial: --trial FOLDER, or HERALD_TRIAL")
    }
    try Outcome.of {
      let anchor = try anchor.map {
        try JSONDecoder().decode(AuditAnchor.self, from: Data(contentsOf: URL(filePath: $0)))
      }
      let check = try StoreCheck(folder: folder, anchor: anchor) {
        Terminal.show(progress: "checking \($0)")
      }
      Terminal.clearProgress()
      print(check.plainText(folder))
      guard check.isSound else { throw Outcome.failed }
    }
  }
}

extension StoreCheck {
  /// What was checked and found, for a person.
  func plainText(_ folder: String) -> String {
    var lines = [
      "\(folder): \(entryCount) lines of the audit trail, \(rowCount) rows, \(objectCount) objects of "
        + "\((Double(objectByteCount) / 1e6).fixed(1)) MB"
    ]
    if let head {
      lines.append("head of the trail: entry \(head.number) of \(head.at), \(head.hash)")
    }
    for finding in findings where finding.severity == .damage { lines.append("DAMAGE  \(finding)") }
    for finding in findings where finding.severity == .note { lines.append("note    \(finding)") }
    lines.append(
      isSound
        ? "sound: nothing was changed or lost past the program"
        : "NOT SOUND: keep the folder as it is, and restore the last backup into a new one"
    )
    return lines.joined(separator: "\n")
  }
}

/// `herald backup`.
struct TrialBackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copy a trial while it is in use, and check the copy."
  )

  @OptionGroup
  var access: TrialAccess

  @Option(help: ArgumentHelp("The copy's folder; new.", valueName: "folder"))
  var out: String

  func run() throws {
    try Outcome.of {
      let (store, session) = try access.signIn()
      let check = try store.backUp(as: session, to: out) {
        Terminal.show(progress: "backup: \($0)")
      }
      Terminal.clearProgress()
      print(check.plainText(out))
    }
  }
}

/// `herald restore`.
struct TrialRestoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Make a trial of a backup, in a new folder, and check it."
  )

  @Argument(help: ArgumentHelp("The backup's folder.", valueName: "backup"))
  var backup: String

  @Option(help: ArgumentHelp("The trial's folder; new.", valueName: "folder"))
  var out: String

  func run() throws {
    try Outcome.of {
      let check = try TrialStore.restore(backup, to: out) {
        Terminal.show(progress: "restore: \($0)")
      }
      Terminal.clearProgress()
      print(check.plainText(out))
    }
  }
}
