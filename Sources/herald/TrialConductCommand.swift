import ArgumentParser
import Foundation
import Store
import Trial

/// `herald dose`.
struct TrialDoseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dose",
    abstract: "Record and list administrations of a tracer.",
    subcommands: [RecordEntry<Administration>.self, RecordList<Administration>.self]
  )
}

/// `herald biopsy`.
struct TrialBiopsyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "biopsy",
    abstract: "Record and list biopsies with their receptor status.",
    subcommands: [RecordEntry<Biopsy>.self, RecordList<Biopsy>.self]
  )
}

/// `herald lab`.
struct TrialLabCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lab",
    abstract: "Record and list laboratory results.",
    subcommands: [RecordEntry<LabResult>.self, RecordList<LabResult>.self]
  )
}

/// `herald event`.
struct TrialEventCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "event",
    abstract: "Record and list adverse events.",
    subcommands: [RecordEntry<AdverseEvent>.self, RecordList<AdverseEvent>.self]
  )
}

extension Administration: CommandRecord {
  static let abstract = "Record a tracer's administration."
  static let columns = [
    "participant", "visit", "tracer", "injected", "assayed MBq", "residual MBq", "extravasation",
  ]
  var cells: [String?] {
    [
      participant, visit, tracer, injectedAt.description, assayedMegabecquerels.fixed(1),
      residualMegabecquerels?.fixed(1) ?? "not measured", extravasation.rawValue,
    ]
  }
  var next: String? {
    if residualMegabecquerels == nil {
      return
        "the rest in syringe and line was not recorded: the net activity is in doubt; add it by "
        + "herald dose record --correct \(id) --residual-megabecquerels ... --residual-at ... --why ..."
    }
    return calibratorClockOffsetSeconds == nil
      ? "the dose calibrator's clock was not compared with the scanner's; add "
        + "--calibrator-clock-offset-seconds by --correct \(id)"
      : nil
  }
}

extension Biopsy: CommandRecord {
  static let abstract = "Record a biopsy, with immunohistochemistry and in situ hybridization."
  static let columns = [
    "participant", "specimen", "taken", "site", "tumor", "IHC", "ISH", "lesion",
  ]
  var cells: [String?] {
    let ish = [
      ishRatio.map { "ratio \($0.fixed(2))" }, ishCopyNumber.map { "copies \($0.fixed(1))" },
    ].compactMap { $0 }.joined(separator: ", ")
    return [
      participant, specimen, takenOn.description, site, tumor.rawValue, ihc?.rawValue ?? "not done",
      ish.isEmpty ? "not done" : ish, lesion ?? "not linked",
    ]
  }
  var next: String? {
    lesion == nil
      ? "the lesion that it was taken from is not named; link it by herald biopsy record --correct \(id) "
        + "--lesion ... --why ..."
      : nil
  }
}

extension LabResult: CommandRecord {
  static let abstract = "Record a laboratory result."
  static let columns = ["participant", "test", "date", "result", "reference", "flag", "visit"]
  var cells: [String?] {
    let number = value.map { "\(comparator.map { "\($0.rawValue) " } ?? "")\($0) \(unit ?? "")" }
    let range: String? =
      switch (referenceLow, referenceHigh) {
      case (let low?, let high?): "\(low) to \(high)"
      case (let low?, nil): "from \(low)"
      case (nil, let high?): "up to \(high)"
      case (nil, nil): nil
      }
    return [participant, test, date.description, number ?? text, range, flag, visit]
  }
}

extension AdverseEvent: CommandRecord {
  static let abstract = "Record an adverse event."
  static let columns = [
    "participant", "event", "began", "ended", "grade", "serious", "tracer", "outcome",
  ]
  var cells: [String?] {
    [
      participant, term, onset.description, end?.description, "\(grade)", seriousness.rawValue,
      relation.rawValue, outcome.rawValue,
    ]
  }
  var next: String? {
    if seriousness != .no {
      return "a serious event has to be reported to sponsor and ethics committee within their time "
        + "limits; Herald reports nothing by itself"
    }
    return relation == .notAssessed
      ? "the investigator has to judge the relation to the tracer: herald event record --correct \(id) "
        + "--relation ... --why ..."
      : nil
  }
}
