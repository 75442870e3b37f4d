import FoundationEssentials

/// What an outside detector was made for: the tracers, scanners and centres that its makers held it
/// against.
///
/// A detector without a card isn't run: nobody could say whether its result means anything here.
public struct ScopeCard: Codable, Sendable, Equatable {
  /// The detector's name.
  public let name: String
  /// Its version.
  public let version: String
  /// Where its performance is described.
  public let reference: String
  /// The tracers it was made for, by the ids of Herald's profiles.
  public let tracers: [String]
  /// The scanners' ManufacturerModelNames it was held against; empty where its makers don't say.
  public let scanners: [String]
  /// The centres' InstitutionNames it was held against; empty where its makers don't say.
  public let centres: [String]
  /// The modalities it needs: `PT`, or `PT` and `CT`.
  public let modalities: [String]

  /// Reads a card.
  ///
  /// - Parameter path: a JSON file with all of the card's fields.
  /// - Throws: ``AnalysisError/unusableDetector(_:)`` when it can't be read or leaves something open.
  public init(path: String) throws {
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: URL(filePath: path)))
    } catch {
      throw AnalysisError.unusableDetector(
        "\(path) is no scope card: it has to be JSON with name, version, reference, tracers, "
          + "scanners, centres and modalities (\(Self.words(error)))"
      )
    }
    for (field, isEmpty) in [
      ("name", name.isEmpty), ("version", version.isEmpty), ("reference", reference.isEmpty),
      ("tracers", tracers.isEmpty), ("modalities", modalities.isEmpty),
    ] where isEmpty {
      throw AnalysisError.unusableDetector("\(path): the scope card's '\(field)' is empty")
    }
  }

  /// What of a scan lies outside the card, in words; none where it covers the scan.
  ///
  /// - Parameters:
  ///   - tracer: the id of the tracer's profile, or nil where it isn't known.
  ///   - scanner: the ManufacturerModelName.
  ///   - centre: the InstitutionName.
  ///   - hasCT: whether there is a CT in the same space.
  /// - Returns: a sentence for each.
  public func gaps(tracer: String?, scanner: String?, centre: String?, hasCT: Bool) -> [String] {
    func gap(_ what: String, _ found: String?, _ known: [String]) -> String? {
      guard !known.isEmpty, !known.contains(found ?? "") else { return nil }
      return "\(name) \(version) is used outside its scope: made for \(what) "
        + "\(known.joined(separator: ", ")), and this scan's is \(found ?? "not stated")"
    }
    var gaps = [
      gap("tracer", tracer, tracers), gap("scanner", scanner, scanners),
      gap("centre", centre, centres),
    ].compactMap { $0 }
    if modalities.contains("CT"), !hasCT {
      gaps.append(
        "\(name) \(version) is used outside its scope: it needs a CT, and there is none here"
      )
    }
    return gaps
  }

  private static func words(_ error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, _): "'\(key.stringValue)' is missing"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "'\(context.codingPath.map(\.stringValue).joined(separator: "."))' is of another type"
    case is DecodingError: "it is not JSON"
    default: "it can't be read"
    }
  }
}
