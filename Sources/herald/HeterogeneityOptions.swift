import ArgumentParser
import Foundation
import Response
import Pipeline

/// What heterogeneity is told by, for every command that tells it.
struct HeterogeneityOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "When a lesion counts as receptor-positive: a shipped rule's id, or a JSON file with one; "
        + "without it, the shipped rule of the tracer and the uptake time.",
      valueName: "rule"
    )
  )
  var receptorRule: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("The primary tumour: lesions by their label or site.", valueName: "name")
  )
  var primary: [String] = []

  @Option(help: ArgumentHelp("The level of confidence intervals.", valueName: "share"))
  var level: Double = 0.95

  func validate() throws {
    guard level > 0.5, level < 1 else {
      throw ValidationError("--level is a share between 0.5 and 1, such as 0.95")
    }
  }

  /// The request that the options mean.
  func request() throws -> Heterogeneity.Request {
    var request = Heterogeneity.Request()
    request.rule = try receptorRule.map(Self.rule)
    request.primary = primary
    request.settings.level = level
    return request
  }

  /// A shipped rule by its id, or one of a file.
  static func rule(_ name: String) throws -> ReceptorRule {
    let shipped = try ReceptorRule.shipped()
    if let rule = shipped.first(where: { $0.id == name }) { return rule }
    guard FileManager.default.fileExists(atPath: name) else {
      throw ValidationError(
        "--receptor-rule '\(name)' is neither a file nor one of "
          + shipped.map(\.id).joined(separator: ", ")
      )
    }
    do {
      return try ReceptorRule.decoded(from: Array(Data(contentsOf: URL(filePath: name))))
    } catch {
      throw ValidationError("--receptor-rule \(name): \(error)")
    }
  }
}
