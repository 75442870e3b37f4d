import ArgumentParser
import Foundation
import Lesions
import Pipeline
import Uptake

/// `herald edit`: what a person changes about the regions of a result.
struct EditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit",
    abstract: "Change the regions of a result, and measure them again.",
    usage: """
      herald edit <result> accept <region> ...
      herald edit <result> reject <region> ... [--class physiological]
      herald edit <result> relabel <region> [--label <text>] [--site <text>] [--class <class>]
      herald edit <result> split <region> --point <x,y,z> --point <x,y,z> ...
      herald edit <result> split <region> --plane <x,y,z,nx,ny,nz>
      herald edit <result> merge <region> <region> ...
      herald edit <result> clip <region> --box <x,y,z,x,y,z> | --sphere <x,y,z,radius> | \
      --plane <x,y,z,nx,ny,nz> | --region <region> [--outside]
      herald edit <result> grow <region> --mm <distance>
      herald edit <result> shrink <region> --mm <distance>
      herald edit <result> redraw <region> --method <method> [--point <x,y,z>] [--within]
      herald edit <result> draw <label> --method <method> --point <x,y,z>
      herald edit <result> undo
      herald edit <result> --list
      """,
    discussion: """
      A region is named by its label, or by its place as '#3'. Places are LPS millimetres. Tables, \
      report, segmentation and picture are written anew, whole or not at all; the first state stays in \
      the result's folder 'original', and every edit, with the values before it, in 'edits.jsonl'. \
      'undo' takes back the last edit that stands.

      Methods: \(SegmentationMethod.grammar).
      """
  )

  @Argument(help: "The folder of a result.", completion: .directory)
  var result: String

  @Argument(help: "What to do, and the regions to do it to.")
  var operation: [String] = []

  @Flag(help: "Show the edits so far; change nothing.")
  var list = false

  @OptionGroup(title: "How")
  var how: EditOptions

  @Option(help: ArgumentHelp("Who edits; by default the system's user.", valueName: "name"))
  var by: String?

  @Option(help: ArgumentHelp("Why.", valueName: "words"))
  var reason: String?

  @Option(
    help: ArgumentHelp(
      "Where the scan lies; by default where it lay when it was analyzed.",
      valueName: "folder"
    )
  )
  var scan: String?

  @Option(help: ArgumentHelp("Draw the hottest so many lesions.", valueName: "number"))
  var lesionPictures: Int = 10

  func validate() throws {
    if lesionPictures < 0 { throw ValidationError("--lesion-pictures is 0 or more") }
    if !list { _ = try how.operation(operation, normalizedBy: { _ in .suvbw }) }
    if list, !operation.isEmpty {
      throw ValidationError("--list changes nothing: leave out '\(operation[0])'")
    }
  }

  func run() throws {
    try Outcome.of {
      var edited = try EditedResult(folder: result, scan: scan)
      if list {
        print(
          edited.records.isEmpty ? "no edits" : edited.records.map(\.text).joined(separator: "\n")
        )
        return
      }
      let analysis = try edited.analysis()
      let operation = try how.operation(operation) { normalization in
        try analysis.scale(normalization ?? analysis.request.normalization)
      }
      let moment = Moment.now
      let record = try edited.apply(
        operation,
        by: by ?? NSUserName(),
        at: moment,
        reason: reason ?? ""
      )
      try edited.publish(at: moment) { $0.pictures($1, hottest: lesionPictures) }
      print(record.text)
      print("Written  \(result)")
      print(Program.researchUse)
    }
  }
}

extension EditRecord {
  /// The edit for a person: what, by whom, when and why, then each region before and after.
  var text: String {
    var lines = ["\(number)  \(operation)"]
    lines.append("   by \(by), \(at)" + (reason.isEmpty ? "" : ": \(reason)"))
    for change in changes {
      switch (change.before, change.after) {
      case (let before?, let after?):
        lines.append("   \(before.text) → \(after.text(besides: before))")
      case (let before?, nil): lines.append("   \(before.text) is gone")
      case (nil, let after?): lines.append("   \(after.text) is new")
      case (nil, nil): break
      }
    }
    return lines.joined(separator: "\n")
  }
}

extension EditRecord.Values {
  /// The region's name, class, volume and SUVmax.
  var text: String { "\(label): \(category.rawValue), \(numbers)" }

  private var numbers: String {
    "\(volumeMilliliters.fixed(2)) mL, SUVmax \(maximum.value.map { $0.fixed(2) } ?? "-")"
  }

  /// What of it differs from an earlier state.
  func text(besides before: EditRecord.Values) -> String {
    var parts: [String] = []
    if label != before.label { parts.append("'\(label)'") }
    if site != before.site { parts.append("site \(site?.meaning ?? "none")") }
    if category != before.category { parts.append(category.rawValue) }
    if numbers != before.numbers || parts.isEmpty { parts.append(numbers) }
    return parts.joined(separator: ", ")
  }
}
