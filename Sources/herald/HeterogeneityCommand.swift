import ArgumentParser
import Foundation
import Response
import Statistics
import Pipeline
import Voxels

/// `herald heterogeneity`: how unequal the lesions of a result are, and where two tracers disagree.
struct HeterogeneityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "heterogeneity",
    abstract:
      "How unequal the lesions of a result are, with intervals; and where two tracers disagree.",
    discussion: """
      Reads a folder that herald analyze wrote, and tells heterogeneity anew: by another receptor \
      rule, with the primary tumour named, at another level. With --against, a second result of the \
      same patient (HER2 against FDG), it adds the four cells of agreement by count and by volume. \
      Lesions that share a voxel are one, where both scans are in one frame of reference; else name \
      the pairs with --pairs.

      A number that can't be told has its reason, and the smallest number of lesions that it needs.
      """
  )

  @Argument(help: "A result of herald analyze.", completion: .directory)
  var result: String

  @Option(help: ArgumentHelp("A second result, of another tracer.", valueName: "folder"))
  var against: String?

  @Option(help: ArgumentHelp("The second result's receptor rule.", valueName: "rule"))
  var otherRule: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Lesions that are one, by their labels in both results.",
      valueName: "first=second"
    )
  )
  var pairs: [String] = []

  @Option(help: ArgumentHelp("Write the table here too.", valueName: "heterogeneity.csv"))
  var out: String?

  @OptionGroup(title: "Heterogeneity")
  var heterogeneity: HeterogeneityOptions

  func validate() throws {
    if against == nil, otherRule != nil || !pairs.isEmpty {
      throw ValidationError("--other-rule and --pairs belong to --against")
    }
    _ = try labelPairs()
    _ = try requests()
  }

  func run() throws {
    try Outcome.of {
      let folder = try ResultFolder(path: result)
      let found: Heterogeneity
      var endpoints: [Endpoint] = []
      if let against {
        let comparison = try HeterogeneityComparison(
          folder,
          try ResultFolder(path: against),
          requests: try requests(),
          pairs: pairs.isEmpty ? nil : try labelPairs()
        )
        found = comparison.first
        endpoints = comparison.discordance.endpoints
      } else {
        let suv = try folder.uptake()
        found = try Heterogeneity(
          of: folder.measurements,
          regions: try folder.regions(on: suv.grid).regions,
          on: suv,
          scan: folder.scan,
          try heterogeneity.request()
        )
      }
      if let out {
        var table = HeterogeneityTable(
          trailing: found.provenance + [
            ("tracer", folder.tracer?.id ?? ""),
            ("series_instance_uid", folder.seriesInstanceUID),
            ("input_sha256", folder.inputSHA256), ("herald_version", Program.version),
          ]
        )
        table.append(found)
        table.append(endpoints)
        try Data(table.text.utf8).write(to: URL(filePath: out), options: .atomic)
      }
      print(found.assessment.words)
      print((found.patientEndpoints + endpoints).text)
    }
  }

  private func requests() throws -> (first: Heterogeneity.Request, second: Heterogeneity.Request) {
    let first = try heterogeneity.request()
    var second = first
    second.rule = try otherRule.map(HeterogeneityOptions.rule)
    second.primary = []
    return (first, second)
  }

  private func labelPairs() throws -> [(first: String, second: String)] {
    try pairs.map { text in
      let sides = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard sides.count == 2 else {
        throw ValidationError("--pairs '\(text)': write FIRST=SECOND, by the lesions' labels")
      }
      return (sides[0], sides[1])
    }
  }
}

extension ReceptorAssessment {
  /// The rule in a line, or why there is none.
  var words: String {
    guard let rule else { return "no receptor rule: \(reason ?? "")" }
    let cutOff =
      cutOffSUVbw.map { "\(rule.metric.rawValue) \($0.fixed(2)) and above" }
      ?? "not applied: \(reason ?? "")"
    return "\(rule.receptor)-positive by \(rule.id) (\(rule.confidence.rawValue)): \(cutOff)"
  }
}

extension [Endpoint] {
  /// A number a line, in columns: name, value, interval, what it is made from.
  var text: String {
    let width = reduce(0) { Swift.max($0, $1.fullName.count) }
    return map { endpoint in
      let name = endpoint.fullName.padded(to: width)
      guard let value = endpoint.value else {
        return "\(name)  not computed: \(endpoint.reason ?? "")"
      }
      let number = Endpoint.short(value).padded(to: 10, onTheLeft: true)
      let range = endpoint.interval.map {
        "  \(Endpoint.short($0.lower)) to \(Endpoint.short($0.upper))"
      }
      return name + number + (range ?? "").padded(to: 24) + "  n = \(endpoint.count)"
    }.joined(separator: "\n")
  }
}

extension Endpoint {
  fileprivate var fullName: String { subject.isEmpty ? name : "\(subject): \(name)" }

  fileprivate static func short(_ value: Double) -> String {
    guard value.isFinite else { return "no bound" }
    return value == value.rounded() && abs(value) < 1e6
      ? "\(Int(value))" : String(format: abs(value) < 100 ? "%.3g" : "%.0f", value)
  }
}
