/// A reference region asked for on the command line: a tissue and where it lies.
public struct ReferenceRequest: Hashable, Sendable {
  /// Which tissue.
  public let tissue: ReferenceTissue
  /// Where the region is to be placed.
  public let placement: ReferencePlacement

  /// The form on the command line.
  public static let grammar =
    "TISSUE:X,Y,Z[,diameter=MM][,length=MM] in LPS mm, where TISSUE is "
    + ReferenceTissue.allCases.map(\.rawValue).joined(separator: ", ")

  /// The reference region that a text of the command line names.
  ///
  /// `liver:-62,10,-310` is PERCIST's sphere of 3 cm, `blood-pool:5,40,-250` its cylinder of 1 by
  /// 2 cm along z. Other tissues need a `diameter`; with a `length` the region is a cylinder along z.
  ///
  /// - Parameter text: such as `spleen:60,30,-300,diameter=20`.
  /// - Throws: ``PointTextError`` with what was found and what to write.
  public init(parsing text: String) throws(PointTextError) {
    let point = try PointText(text, form: Self.grammar)
    guard let tissue = ReferenceTissue(rawValue: point.name.lowercased()) else {
      throw PointTextError(text: text, fault: "'\(point.name)' is not known", form: Self.grammar)
    }
    var sizes = point.settings
    var diameter = sizes.removeValue(forKey: "diameter")
    var length = sizes.removeValue(forKey: "length")
    if let unknown = sizes.keys.min() {
      throw PointTextError(text: text, fault: "'\(unknown)' is not known here", form: Self.grammar)
    }
    switch tissue {
    case .liver where length == nil: diameter = diameter ?? 30
    case .bloodPool:
      diameter = diameter ?? 10
      length = length ?? 20
    default: break
    }
    guard let diameter, diameter > 0, (length ?? 1) > 0 else {
      let fault = "it needs a diameter above zero, and a length above zero where one is given"
      throw PointTextError(text: text, fault: fault, form: Self.grammar)
    }
    self.tissue = tissue
    placement =
      length.map {
        .cylinder(
          center: point.position,
          axis: SIMD3(0, 0, 1),
          diameterMillimeters: diameter,
          lengthMillimeters: $0
        )
      } ?? .sphere(center: point.position, diameterMillimeters: diameter)
  }
}

extension Seed {
  /// The form on the command line.
  public static let grammar = "[LABEL:]X,Y,Z in LPS mm"

  /// The seed that a text of the command line names.
  ///
  /// - Parameters:
  ///   - text: such as `node 3:-41.5,12,-220` or `-41.5,12,-220`.
  ///   - label: the name of a seed that has none of its own.
  /// - Throws: ``PointTextError`` with what was found and what to write.
  public init(parsing text: String, label: String) throws(PointTextError) {
    let point = try PointText(text, form: Self.grammar)
    guard point.settings.isEmpty else {
      throw PointTextError(text: text, fault: "it has more than three numbers", form: Self.grammar)
    }
    self.init(label: point.name.isEmpty ? label : point.name, position: point.position)
  }
}

/// A text that should name a point, and what is wrong with it.
public struct PointTextError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The text.
  public let text: String
  /// What is wrong.
  public let fault: String
  /// What to write.
  public let form: String

  /// What was found, and what to write instead.
  public var description: String { "'\(text)': \(fault); write \(form)" }
}

/// `name:x,y,z,key=value,...`; the name may be missing or hold colons itself.
private struct PointText {
  let name: String
  let position: SIMD3<Double>
  let settings: [String: Double]

  init(_ text: String, form: String) throws(PointTextError) {
    let colon = text.lastIndex(of: ":")
    name = colon.map { text[..<$0].trimmed } ?? ""
    let rest = colon.map { text[text.index(after: $0)...] } ?? text[...]
    var numbers: [Double] = []
    var settings: [String: Double] = [:]
    for item in rest.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = item.split(separator: "=", maxSplits: 1)
      guard let number = Double((sides.last ?? "").trimmed), number.isFinite else {
        throw PointTextError(text: text, fault: "'\(item.trimmed)' is not a number", form: form)
      }
      if sides.count == 2 {
        settings[sides[0].trimmed.lowercased()] = number
      } else {
        numbers.append(number)
      }
    }
    guard numbers.count == 3 else {
      let fault = "it has \(numbers.count) coordinates, not three"
      throw PointTextError(text: text, fault: fault, form: form)
    }
    position = SIMD3(numbers[0], numbers[1], numbers[2])
    self.settings = settings
  }
}
