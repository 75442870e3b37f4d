import Yams

/// A protocol's text as a tree whose nodes know their line and column.
struct ProtocolDocument {
  /// The document's mapping; nil where the text is no mapping.
  let root: Node?
  /// The keys that stand several times in one mapping, and where the text is no YAML.
  let faults: [ProtocolFault]

  /// Reads a text.
  ///
  /// A key that stands twice does not end the reading: it is put aside, character for character, and
  /// what follows keeps its line and column.
  init(_ text: String) {
    // An alias could stand for more values than can be gone through: none is looked up.
    var text = text.replacing("*", with: Self.asterisk)
    var faults: [ProtocolFault] = []
    var root: Node?
    reading: while true {
      do {
        var node = try Yams.compose(yaml: text)
        if text.contains(Self.asterisk), let found = node {
          let aliases = Self.aliases(in: found)
          faults += aliases
          guard aliases.isEmpty else { break reading }
          // Nothing in it is an alias: its asterisks are text.
          text = text.replacing(Self.asterisk, with: "*")
          node = try Yams.compose(yaml: text)
        }
        root = node
        if node?.mapping == nil {
          faults.append(
            ProtocolFault(
              line: node?.mark?.line ?? 1,
              column: node?.mark?.column ?? 1,
              path: "",
              found: node == nil ? "nothing" : FieldReader.kind(of: node),
              expected: "keys with values, the first of them 'herald-protocol: 1'"
            )
          )
        }
        break reading
      } catch YamlError.duplicatedKeysInMapping(let names, let context) {
        let name = names.first ?? ""
        faults.append(
          ProtocolFault(
            line: context.mark.line,
            column: context.mark.column,
            path: "'\(name.replacing(Self.asterisk, with: "*"))'",
            found: "the key more than once",
            expected: "each key once"
          )
        )
        guard faults.count * text.utf8.count <= Self.mostBytesReread else {
          faults.append(
            ProtocolFault(
              line: context.mark.line,
              column: context.mark.column,
              path: "",
              found: "so many keys more than once that the rest is not looked for",
              expected: "each key once"
            )
          )
          break reading
        }
        guard let rest = Self.putAside(name, at: context.mark, in: text, number: faults.count)
        else { break reading }
        text = rest
      } catch {
        faults.append(Self.fault(of: error))
        break reading
      }
    }
    self.root = root
    self.faults = faults
  }

  /// How much of the text is read again where keys stand twice: a text of 20 kB four hundred times.
  private static let mostBytesReread = 1 << 23

  /// What stands in the text for `*` until it is known that none begins an alias.
  private static let asterisk = "\u{F8FF}"

  /// The places where an alias stands.
  private static func aliases(in node: Node) -> [ProtocolFault] {
    switch node {
    case .scalar(let scalar):
      guard scalar.style == .plain, scalar.string.hasPrefix(asterisk) else { return [] }
      return [
        ProtocolFault(
          line: scalar.mark?.line ?? 1,
          column: scalar.mark?.column ?? 1,
          path: "",
          found: "the alias '\(scalar.string.replacing(asterisk, with: "*"))'",
          expected: "the value itself: a protocol says what it means where it is meant"
        )
      ]
    case .sequence(let sequence): return sequence.flatMap(aliases)
    case .mapping(let mapping):
      return mapping.flatMap { aliases(in: $0.key) + aliases(in: $0.value) }
    case .alias: return []
    }
  }

  /// Whether a key was put aside as one that stands several times.
  static func isPutAside(_ key: String) -> Bool {
    key.unicodeScalars.first.map { (0xE000...0xF8FF).contains($0.value) } ?? false
  }

  /// The text with the key at a mark replaced by as many private-use characters.
  private static func putAside(_ key: String, at mark: Mark, in text: String, number: Int)
    -> String?
  {
    var scalars = Array(text.unicodeScalars)
    let key = Array(key.unicodeScalars)
    guard number < 6000, let stand = Unicode.Scalar(0xE000 + UInt32(number)), !key.isEmpty else {
      return nil
    }
    var position = 0
    var line = 1
    while line < mark.line, position < scalars.count {
      if scalars[position] == "\n" { line += 1 }
      position += 1
    }
    position += mark.column - 1
    if position < scalars.count, scalars[position] == "\"" || scalars[position] == "'" {
      position += 1
    }
    guard position + key.count <= scalars.count,
      Array(scalars[position..<position + key.count]) == key
    else { return nil }
    for offset in key.indices { scalars[position + offset] = stand }
    var rest = String.UnicodeScalarView()
    rest.append(contentsOf: scalars)
    return String(rest)
  }

  private static func fault(of error: any Error) -> ProtocolFault {
    let (mark, problem): (Mark?, String) =
      switch error {
      case YamlError.scanner(_, let problem, let mark, _): (mark, problem)
      case YamlError.parser(_, let problem, let mark, _): (mark, problem)
      case YamlError.composer(_, let problem, let mark, _): (mark, problem)
      case YamlError.reader(let problem, _, _, _): (nil, problem)
      default: (nil, "\(error)")
      }
    return ProtocolFault(
      line: mark?.line ?? 1,
      column: mark?.column ?? 1,
      path: "",
      found: problem.replacing(asterisk, with: "*"),
      expected: "YAML 1.1"
    )
  }
}
