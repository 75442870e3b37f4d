import ArgumentParser
import Foundation
import Rehearsal
import Trial

/// `herald trial rehearse`: the whole trial on simulated participants.
struct RehearseTrial: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rehearse",
    abstract: "Go through the whole of NCT04547309 on simulated participants.",
    discussion: """
      Screens, enrols, injects, scans, measures, biopsies, follows up, reads and locks, by the same \
      calls as the commands, and leaves a trial that can be opened and explored. Every day, person and \
      scan in it is simulated, and what the public record leaves open is assumed. The same options give \
      the same records.
      """
  )

  @Argument(help: ArgumentHelp("The trial's folder; new or empty.", valueName: "folder"))
  var folder: String

  @Option(
    name: .customLong("protocol"),
    help: "The protocol; nct04547309 is the one that can be rehearsed."
  )
  var plan: String = "nct04547309"

  @Option(help: "Decides everything that is drawn.")
  var seed: UInt64 = 1

  @Option(help: "How many are screened; five of six are enrolled.")
  var participants: Int = 240

  @Option(help: "none, or coarse: PET/CT on voxels of 8 mm.")
  var scans: String = "coarse"

  func validate() throws {
    guard plan.lowercased() == "nct04547309" else {
      throw ValidationError("--protocol '\(plan)' can't be rehearsed; nct04547309 can")
    }
    guard (6...960).contains(participants) else {
      throw ValidationError("--participants is from 6 to 960")
    }
    guard RehearsalPlan.Scans(rawValue: scans) != nil else {
      throw ValidationError("--scans '\(scans)' is neither none nor coarse")
    }
  }

  func run() throws {
    try Outcome.of {
      var plan = RehearsalPlan()
      plan.participants = participants
      plan.seed = seed
      plan.scans = RehearsalPlan.Scans(rawValue: scans) ?? .coarse
      let start = Date()
      let made = try Rehearsal.run(in: folder, plan) { Terminal.show(progress: $0) }
      Terminal.clearProgress()
      let seconds = Date().timeIntervalSince(start)
      print(
        """
        \(folder): NCT04547309 rehearsed on simulated participants, \(made.days)
          \(made.screened) screened, \(made.enrolled) enrolled, \(made.withdrawn) withdrew, \
        \(made.completed) completed
          \(made.visits) visits, \(made.scans) scans, \(made.measurements) measurements \
        (\(made.refused) refused), \(made.quarantined) studies through quarantine
          \(made.reads) reads locked, \(made.adjudicated) of them adjudications, \(made.signatures) \
        signatures
          \((Double(Self.byteCount(folder)) / 1e6).fixed(0)) MB, made in \(seconds.fixed(0)) s
        """
      )
      Terminal.say(
        """
        next: export HERALD_TRIAL=\(folder) HERALD_ACCOUNT=coordinator \
        HERALD_PASSWORD='\(Rehearsal.password)'; herald status
        accounts: \(Rehearsal.accounts.joined(separator: ", "))
        """
      )
    }
  }

  /// What the files below a folder hold.
  private static func byteCount(_ folder: String) -> Int {
    let files = FileManager.default.enumerator(atPath: folder)
    var total = 0
    while let name = files?.nextObject() as? String {
      let attributes = try? FileManager.default.attributesOfItem(atPath: folder + "/" + name)
      if attributes?[.type] as? FileAttributeType == .typeRegular {
        total += attributes?[.size] as? Int ?? 0
      }
    }
    return total
  }
}
