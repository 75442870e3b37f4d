/// Writes a record's protocol part element by element, and remembers which values found a place.
struct UploadWriter {
  /// A value of the record and where it is.
  struct Node {
    let value: RecordValue
    /// Names with points between them below the protocol section; `[]` after an array's.
    let path: String
  }

  let protocolSection: Node
  /// How many values of each path were written.
  private var written: [String: Int] = [:]
  /// The elements that the schema demands and the record lacks.
  private(set) var missing: [String] = []

  init(record: RegistryRecord) {
    protocolSection = Node(value: record.root["protocolSection"] ?? .object([]), path: "")
  }

  /// The node at a path below a node; nil where there is none.
  func node(_ path: String, in node: Node? = nil) -> Node? {
    let node = node ?? protocolSection
    return node.value.value(at: path).map { Node(value: $0, path: joined(node.path, path)) }
  }

  /// The elements of an array at a path below a node.
  func each(_ path: String, in node: Node? = nil) -> [Node] {
    guard let array = self.node(path, in: node) else { return [] }
    return array.value.elements.map { Node(value: $0, path: array.path + "[]") }
  }

  /// The text at a path below a node, counted as written.
  mutating func take(_ path: String, in node: Node? = nil) -> String? {
    guard let found = self.node(path, in: node), let text = found.value.text else { return nil }
    written[found.path, default: 0] += 1
    return text
  }

  /// The texts of an array at a path below a node, counted as written.
  mutating func takeEach(_ path: String, in node: Node? = nil) -> [String] {
    let texts = each(path, in: node)
    for text in texts where text.value.text != nil { written[text.path, default: 0] += 1 }
    return texts.compactMap(\.value.text)
  }

  /// The text at a path, or an empty one that is noted as missing: the schema demands the element.
  mutating func need(_ path: String, in node: Node? = nil, as element: String) -> String {
    if let text = take(path, in: node) { return text }
    lacks(element)
    return ""
  }

  /// Notes an element that the schema demands and the record lacks.
  mutating func lacks(_ element: String) { missing.append(element) }

  /// Yes or no, in the schema's letters.
  mutating func takeYesNo(_ path: String, in node: Node? = nil) -> String? {
    take(path, in: node)?.lowercased()
  }

  /// Notes that the value at a path is told by what was written.
  mutating func isTold(_ path: String, in node: Node? = nil) { _ = take(path, in: node) }

  /// Adds up the values below a value that were not written.
  func countUnheld(
    _ value: RecordValue,
    at path: String,
    into counts: inout [(path: String, count: Int)]
  ) {
    var totals: [(path: String, count: Int)] = []
    Self.count(value, at: path, into: &totals)
    counts += totals.compactMap { path, count in
      let left = count - (written[path] ?? 0)
      return left > 0 ? (path, left) : nil
    }
  }

  private static func count(
    _ value: RecordValue,
    at path: String,
    into totals: inout [(path: String, count: Int)]
  ) {
    switch value {
    case .object(let members):
      for member in members {
        count(
          member.value,
          at: path.isEmpty ? member.name : "\(path).\(member.name)",
          into: &totals
        )
      }
    case .array(let elements):
      for element in elements { count(element, at: "\(path)[]", into: &totals) }
    case .null: break
    case .bool, .number, .string:
      if let index = totals.firstIndex(where: { $0.path == path }) {
        totals[index].count += 1
      } else {
        totals.append((path, 1))
      }
    }
  }

  private func joined(_ path: String, _ name: String) -> String {
    path.isEmpty ? name : "\(path).\(name)"
  }
}

/// The registry's codes in the upload schema's words.
enum UploadWords {
  /// A code with each word's first letter large; the schema's own spelling where it differs.
  static func words(_ code: String) -> String {
    if let known = exceptions[code] { return known }
    return code.split(separator: "_").map {
      $0.prefix(1).uppercased() + $0.dropFirst().lowercased()
    }
    .joined(separator: " ")
  }

  /// Phases as one text.
  static func phase(_ codes: [String]) -> String {
    switch codes {
    case ["EARLY_PHASE1"]: "Early Phase 1"
    case ["NA"]: "N/A"
    default:
      "Phase "
        + codes.map { $0.hasPrefix("PHASE") ? String($0.dropFirst(5)) : $0 }.joined(separator: "/")
    }
  }

  private static let exceptions = [
    "ACTIVE_NOT_RECRUITING": "Active, not recruiting",
    "NOT_YET_RECRUITING": "Not yet recruiting",
    "ENROLLING_BY_INVITATION": "Enrolling by invitation",
    "NO_LONGER_RECRUITING": "No longer recruiting",
    "ESTIMATED": "Anticipated", "NON_RANDOMIZED": "Non-randomized", "NA": "N/A",
    "BIOLOGICAL": "Biological/Vaccine", "PROCEDURE": "Procedure/Surgery",
    "ECOLOGIC_OR_COMMUNITY": "Ecologic or Community", "CASE_CONTROL": "Case-Control",
    "CASE_ONLY": "Case-Only", "CASE_CROSSOVER": "Case-Crossover", "FAMILY_BASED": "Family-Based",
    "CROSS_SECTIONAL": "Cross-Sectional", "SAMPLES_WITH_DNA": "Samples With DNA",
    "SAMPLES_WITHOUT_DNA": "Samples Without DNA",
    "NON_PROBABILITY_SAMPLE": "Non-Probability Sample",
    "SPONSOR_INVESTIGATOR": "Sponsor-Investigator", "SUB_INVESTIGATOR": "Sub-Investigator",
    "NIH": "NIH Grant Number", "OTHER_GRANT": "Other Grant/Funding Number",
    "REGISTRY": "Registry Identifier", "EUDRACT_NUMBER": "EudraCT Number",
  ]
}
