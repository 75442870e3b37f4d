/// A positron emitter, as the table that ships with this package knows it.
///
/// The table serves to check a header, never to fill it: a half-life that isn't in the header is
/// entered by a person or there is no SUV.
public struct Nuclide: Sendable, Equatable, Codable {
  /// The name, "Zr-89".
  public let name: String
  /// The half-life, in seconds.
  public let halfLifeSeconds: Double
  /// The half-life's uncertainty in the source, in seconds: one standard deviation, or half of the
  /// last digit given.
  public let halfLifeUncertaintySeconds: Double
  /// Positrons per decay.
  public let positronFraction: Double
  /// The codes of DICOM CID 4020, "63360001 SCT", the current one first.
  public let codes: [String]
  /// Where the numbers come from.
  public let source: String

  /// The nuclides of the table.
  ///
  /// - Source: per row, see ``source``; codes of DICOM PS3.16 CID 4020, with their SNOMED-RT
  ///   forerunners.
  public static let all: [Nuclide] = {
    guard case .array(let rows)? = JSONValue(PackageResources.nuclides_json) else {
      preconditionFailure("nuclides.json is no JSON array")
    }
    return rows.map(Nuclide.init(row:))
  }()

  /// The nuclide with a code, or nil where the table has none.
  ///
  /// The old schemes SNM3 and 99SDM hold the codes of SRT.
  ///
  /// - Parameters:
  ///   - value: the code's value, "C-111A1".
  ///   - scheme: the coding scheme's designator, "SRT".
  /// - Returns: the nuclide, or nil.
  /// - Source: DICOM PS3.16 CID 4020; PS3.16 chapter 8 for the old designators.
  public static func coded(_ value: String, scheme: String) -> Nuclide? {
    let old = ["SNM3", "99SDM", "SNM"].contains(scheme) ? "SRT" : scheme
    return all.first { $0.codes.contains("\(value) \(old)") }
  }

  /// Whether a half-life is this nuclide's: within 0.5 %, or within twice the source's uncertainty
  /// where that is more.
  ///
  /// - Parameter seconds: the half-life, in seconds.
  /// - Returns: whether it agrees.
  /// - Source: the 0.5 % is a decision of this package (docs/decisions/0003).
  public func agrees(withHalfLifeSeconds seconds: Double) -> Bool {
    let tolerance = max(0.005 * halfLifeSeconds, 2 * halfLifeUncertaintySeconds)
    return abs(seconds - halfLifeSeconds) <= tolerance
  }
}

extension Nuclide {
  init(row: JSONValue) {
    guard case .object(let members) = row,
      case .string(let name)? = members["name"],
      case .number(let halfLife)? = members["halfLifeSeconds"], halfLife > 0,
      case .number(let uncertainty)? = members["halfLifeUncertaintySeconds"],
      case .number(let positrons)? = members["positronFraction"],
      case .array(let codes)? = members["codes"],
      case .string(let source)? = members["source"]
    else { preconditionFailure("a row of nuclides.json lacks a member") }
    self.name = name
    self.source = source
    halfLifeSeconds = halfLife
    halfLifeUncertaintySeconds = uncertainty
    positronFraction = positrons
    self.codes = codes.map { code in
      guard case .string(let text) = code else {
        preconditionFailure("a code of nuclides.json is no text")
      }
      return text
    }
  }
}
