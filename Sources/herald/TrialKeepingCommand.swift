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
      Nothing is changed, and no account is needed: then findings name records by their numbers, and \
      neither participants nor people nor files. --as an account that may see the audit trail names them \
      too. Exit status 0 where nothing was changed or lost past the program, 1 where something was.
      """
  )

  @OptionGroup
  var access: TrialAccess

  @Option(
    help: ArgumentHelp(
      "A head of the trail that herald audit --anchor wrote: it has to be part of it still.",
      valueName: "file"
    )
  )
  var anchor: String?

  func run() throws {
    let folder = try access.folder()
    try Outcome.of {
      // Only where it is asked for: a check has to work where accounts are damaged.
      let names = access.account != nil
      if names {
        let (store, session) = try access.signIn()
        try store.read(as: session, may: .seeAudit, "check with names") { _ in }
      }
      let anchor = try anchor.map {
        try JSONDecoder().decode(AuditAnchor.self, from: Data(contentsOf: URL(filePath: $0)))
      }
      let check = try StoreCheck(folder: folder, anchor: anchor) {
        Terminal.show(progress: "checking \($0)")
      }
      Terminal.clearProgress()
      print(check.plainText(folder, names: names))
      guard check.isSound else { throw Outcome.failed }
    }
  }
}

extension StoreCheck {
  /// What was checked and found, for a person.
  ///
  /// - Parameters:
  ///   - folder: the trial's folder.
  ///   - names: whether the person may be told of participants and people.
  /// - Returns: the text.
  func plainText(_ folder: String, names: Bool = false) -> String {
    func line(_ finding: Finding) -> String { names ? finding.description : finding.unnamed }
    var lines = [
      "\(folder): \(entryCount) lines of the audit trail, \(rowCount) rows, \(objectCount) objects of "
        + "\((Double(objectByteCount) / 1e6).fixed(1)) MB"
    ]
    if let head {
      lines.append("head of the trail: entry \(head.number) of \(head.at), \(head.hash)")
    }
    for finding in findings where finding.severity == .damage {
      lines.append("DAMAGE  \(line(finding))")
    }
    for finding in findings where finding.severity == .note {
      lines.append("note    \(line(finding))")
    }
    if !names, findings.contains(where: { $0.unnamed != $0.description }) {
      lines.append("participants, people and files by name: herald check --as ACCOUNT")
    }
    lines.append(
      isSound
        ? "sound: nothing was changed or lost past the program"
        : "NOT SOUND: keep the folder as it is, and restore the last backup into a new one"
    )
    return lines.joined(separator: "\n")
  }
}

/// `herald backup`.
struct TrialBackupCommand: TrialStep {
  static let configuration = CommandConfiguration(
    commandName: "backup",
    abstract: "Copy a trial while it is in use, and check the copy."
  )

  @OptionGroup
  var access: TrialAccess

  @Option(help: ArgumentHelp("The copy's folder; new.", valueName: "folder"))
  var out: String

  func work(in store: TrialStore, as session: Session) throws {
    let check = try store.backUp(as: session, to: out) {
      Terminal.show(progress: "backup: \($0)")
    }
    Terminal.clearProgress()
    print(check.plainText(out, names: true))
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
