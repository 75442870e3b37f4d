import ArgumentParser
import Foundation
import Statistics
import Store
import Trial

/// `herald read agreement`.
struct ReadAgreementCommand: TrialStep {
  static let configuration = CommandConfiguration(
    commandName: "agreement",
    abstract: "How far readers agree with each other and with themselves, with intervals.",
    discussion: """
      Shares of agreement, Cohen's kappa (for grades also with linear weights) for pairs and for first \
      against second reads, Fleiss' kappa for three and more. Locked reads alone. Lesions of a \
      participant aren't independent: intervals are made over participants. For statistician and \
      administrator; hidden from readers until every read of the round is locked.
      """
  )

  @OptionGroup
  var access: TrialAccess

  @Option(help: ArgumentHelp("This round alone.", valueName: "round"))
  var round: String?

  @Option(help: ArgumentHelp("The confidence level of the intervals.", valueName: "level"))
  var level = 0.95

  @Option(help: ArgumentHelp("Write the figures as CSV.", valueName: "file"))
  var csv: String?

  func validate() throws {
    guard level > 0.5, level < 1 else {
      throw ValidationError("--level is a share above 0.5 and below 1, such as 0.95")
    }
  }

  func work(in store: TrialStore, as session: Session) throws {
    let rounds = try store.readAgreement(as: session, round: round, level: level)
    var lines = ["round,item,between,figure,value,lower,upper,level,method,items,participants"]
    for round in rounds {
      var table = TextTable(["", "between", "figure", "value", "interval", "n", "participants"])
      for row in round.agreement.rows where row.estimate.count > 0 {
        let (estimate, interval) = (row.estimate, row.estimate.interval)
        table.add([
          row.item.rawValue, row.between, row.figure,
          estimate.value?.fixed(3) ?? "none: all in one class",
          interval.map { "\($0.lower.fixed(3)) to \($0.upper.fixed(3))" },
          "\(estimate.count)", "\(estimate.clusterCount)",
        ])
        let cells: [String] = [
          round.round, "\"\(row.item.rawValue)\"", "\"\(row.between)\"", "\"\(row.figure)\"",
          estimate.value.map { "\($0)" } ?? "", interval.map { "\($0.lower)" } ?? "",
          interval.map { "\($0.upper)" } ?? "", "\(level)",
          "\"\(interval?.method ?? "")\"", "\(estimate.count)", "\(estimate.clusterCount)",
        ]
        lines.append(cells.joined(separator: ","))
      }
      print(
        "round \(round.round), \(round.visit)\(round.tracer.map { ", \($0)" } ?? ""): "
          + "\(round.locked) of \(round.assigned) reads locked; \(round.scanCount) scans read by all"
          + (round.adjudicated.map { ", \($0) of them to the adjudicator" } ?? "")
      )
      print(table.text(ifEmpty: "  nothing to compare yet") + "\n")
    }
    if rounds.isEmpty { print("no reads are assigned yet") }
    if let csv {
      try Data((lines.joined(separator: "\n") + "\n").utf8)
        .write(to: URL(filePath: csv), options: .atomic)
      Terminal.say("wrote \(csv)")
    }
  }
}

/// `herald read outcome`.
struct ReadOutcomes: TrialStep {
  static let configuration = CommandConfiguration(
    commandName: "outcome",
    abstract: "What the reads of every scan come to: agreed, by majority, adjudicated, or open.",
    discussion: "For who may see all reads. What nobody has settled is open, and never filled in."
  )

  @OptionGroup
  var access: TrialAccess

  @Option(help: ArgumentHelp("This round alone.", valueName: "round"))
  var round: String?

  @Option(help: ArgumentHelp("Write participants and lesions as CSV.", valueName: "file"))
  var csv: String?

  func work(in store: TrialStore, as session: Session) throws {
    let outcomes = try store.readOutcomes(as: session, round: round)
    var table = TextTable([
      "round", "participant", "visit", "tracer", "class", "how", "lesions", "open",
    ])
    var lines = ["round,participant,visit,tracer,scan,lesion,present,class,how"]
    func add(_ row: TrialStore.ScanOutcome, _ cells: [String]) {
      let common = [row.round, row.participant, row.visit, row.tracer ?? "", row.scan]
      lines.append((common + cells).map { "\"\($0)\"" }.joined(separator: ","))
    }
    for row in outcomes {
      let outcome = row.outcome
      table.add([
        row.round, row.participant, row.visit, row.tracer,
        outcome.participant.value?.rawValue ?? "", outcome.participant.manner,
        "\(outcome.lesions.count { $0.decision.value?.isPresent == true })",
        "\(outcome.lesions.count { $0.decision.value == nil })",
      ])
      add(
        row,
        ["", "", outcome.participant.value?.rawValue ?? "", outcome.participant.manner]
      )
      for (lesion, decision) in outcome.lesions {
        add(
          row,
          [
            lesion, decision.value.map { $0.isPresent ? "yes" : "no" } ?? "",
            decision.value?.receptorClass?.rawValue ?? "", decision.manner,
          ]
        )
      }
    }
    print(table.text(ifEmpty: "no reads are assigned yet"))
    if let csv {
      try Data((lines.joined(separator: "\n") + "\n").utf8)
        .write(to: URL(filePath: csv), options: .atomic)
      Terminal.say("wrote \(csv)")
    }
  }
}
