import Yams

/// What was found while a protocol was read: its faults and what it leaves open.
final class ProtocolLog {
  var faults: [ProtocolFault] = []
  var open: [TrialProtocol.OpenPoint] = []

  func fault(_ node: Node?, _ path: String, found: String, expected: String) {
    faults.append(
      ProtocolFault(
        line: node?.mark?.line ?? 1,
        column: node?.mark?.column ?? 1,
        path: path,
        found: found,
        expected: expected
      )
    )
  }
}

/// Reads the keys of one mapping; every fault is noted, and reading goes on.
final class FieldReader {
  let node: Node
  let path: String
  let log: ProtocolLog
  private var asked: Set<String> = []

  init(_ node: Node, path: String, log: ProtocolLog) {
    self.node = node
    self.path = path
    self.log = log
  }

  /// The path of a key.
  func path(to key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  /// Whether a key is there.
  func has(_ key: String) -> Bool { node.mapping?[key] != nil }

  /// The node of a key; nil where it isn't there.
  func find(_ key: String) -> Node? {
    asked.insert(key)
    return node.mapping?[key]
  }

  /// The node of a key; a fault where it isn't there.
  func need(_ key: String, _ expected: String) -> Node? {
    if let found = find(key) { return found }
    log.fault(node, path, found: "no '\(key)'", expected: "'\(key)': \(expected)")
    return nil
  }

  func wrong(_ node: Node, _ key: String, _ expected: String) {
    log.fault(node, path(to: key), found: Self.kind(of: node), expected: expected)
  }

  /// What stands at a node, in words.
  static func kind(of node: Node?) -> String {
    switch node {
    case .scalar(let scalar)?: scalar.string.isEmpty ? "nothing" : "'\(scalar.string)'"
    case .mapping?: "keys with values"
    case .sequence?: "a list"
    case .alias?, nil: "nothing"
    }
  }

  // MARK: - Scalars

  /// A text; YAML's numbers and truths count as the text that stands there.
  func text(_ key: String) -> String? {
    need(key, "a text").flatMap { text($0, key) }
  }

  /// A text, or nil where the key isn't there.
  func optionalText(_ key: String) -> String? { find(key).flatMap { text($0, key) } }

  private func text(_ node: Node, _ key: String) -> String? {
    guard let string = node.scalar?.string, string.contains(where: { !$0.isWhitespace }) else {
      wrong(node, key, "a text")
      return nil
    }
    return string
  }

  /// A number.
  func number(_ key: String, in range: ClosedRange<Double> = -1e15...1e15) -> Double? {
    need(key, "a number").flatMap { number($0, key, in: range) }
  }

  /// A number, or nil where the key isn't there.
  func optionalNumber(_ key: String, in range: ClosedRange<Double> = -1e15...1e15) -> Double? {
    find(key).flatMap { number($0, key, in: range) }
  }

  private func number(_ node: Node, _ key: String, in range: ClosedRange<Double>) -> Double? {
    guard let scalar = node.scalar, scalar.style == .plain, let value = Double(scalar.string),
      value.isFinite, scalar.string.allSatisfy({ $0.isNumber || "+-.eE".contains($0) })
    else {
      wrong(node, key, "a number")
      return nil
    }
    guard range.contains(value) else {
      let bounds =
        range.upperBound >= 1e15
        ? "\(Self.plain(range.lowerBound)) or more"
        : "\(Self.plain(range.lowerBound)) to \(Self.plain(range.upperBound))"
      wrong(node, key, "a number, \(bounds)")
      return nil
    }
    return value
  }

  /// A whole number.
  func integer(_ key: String, in range: ClosedRange<Int> = -100_000...100_000) -> Int? {
    need(key, "a whole number").flatMap { integer($0, key, in: range) }
  }

  /// A whole number that a node holds.
  func integer(_ node: Node, _ key: String, in range: ClosedRange<Int>) -> Int? {
    guard let scalar = node.scalar, scalar.style == .plain, let value = Int(scalar.string),
      range.contains(value)
    else {
      wrong(node, key, "a whole number from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return value
  }

  /// `true` or `false`.
  func truth(_ key: String) -> Bool? {
    guard let found = need(key, "true or false") else { return nil }
    switch found.scalar?.string {
    case "true": return true
    case "false": return false
    default:
      wrong(found, key, "true or false")
      return nil
    }
  }

  /// One of an enumeration's values.
  func choice<Choice: RawRepresentable & CaseIterable>(_ key: String, _ type: Choice.Type)
    -> Choice? where Choice.RawValue == String
  {
    need(key, Self.values(type)).flatMap { choice($0, key, type) }
  }

  /// One of an enumeration's values that a node holds.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ node: Node,
    _ key: String,
    _ type: Choice.Type
  ) -> Choice? where Choice.RawValue == String {
    guard let string = node.scalar?.string, let value = Choice(rawValue: string) else {
      wrong(node, key, Self.values(type))
      return nil
    }
    return value
  }

  private static func values<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type) -> String
  where Choice.RawValue == String {
    "one of " + type.allCases.map(\.rawValue).joined(separator: ", ")
  }

  /// A day.
  func date(_ key: String) -> CivilDate? {
    guard let found = need(key, "a day like 2026-01-05") else { return nil }
    guard let date = found.scalar.flatMap({ CivilDate($0.string) }) else {
      wrong(found, key, "a day like 2026-01-05")
      return nil
    }
    return date
  }

  /// One of the units that are allowed.
  func unit(_ allowed: [String]) -> String? {
    guard let found = need("unit", "one of \(allowed.joined(separator: ", "))") else { return nil }
    guard let unit = found.scalar?.string, allowed.contains(unit) else {
      wrong(found, "unit", "one of \(allowed.joined(separator: ", "))")
      return nil
    }
    return unit
  }

  /// Where a value comes from: the keys `confidence` and `source`.
  func provenance() -> Provenance? {
    let confidence = choice("confidence", Confidence.self)
    let source = text("source")
    guard let confidence, let source else { return nil }
    return Provenance(confidence, source)
  }

  // MARK: - Parts

  /// A mapping below a key.
  func section<Value>(_ key: String, _ read: (FieldReader) -> Value?) -> Value? {
    need(key, "keys with values").flatMap { section($0, key, read) }
  }

  /// The mapping that a node holds.
  func section<Value>(_ node: Node, _ key: String, _ read: (FieldReader) -> Value?) -> Value? {
    guard node.mapping != nil else {
      wrong(node, key, "keys with values")
      return nil
    }
    let reader = FieldReader(node, path: path(to: key), log: log)
    let value = read(reader)
    reader.refuseOthers()
    return value
  }

  /// A value that is stated with its source, or left to the site by `site: …`.
  func stated<Value>(_ key: String, _ read: (FieldReader) -> Value?) -> Stated<Value>? {
    need(key, "keys with values, or 'site:' with what the site has to fill in")
      .flatMap { stated($0, key, read) }
  }

  /// A value that a node states or leaves to the site.
  func stated<Value>(_ node: Node, _ key: String, _ read: (FieldReader) -> Value?)
    -> Stated<Value>?
  {
    section(node, key) { reader -> Stated<Value>? in
      if reader.has("site") { return reader.openWords().map { .open($0) } }
      let value = read(reader)
      let provenance = reader.provenance()
      guard let value, let provenance else { return nil }
      return .stated(value, provenance)
    }
  }

  /// The words of `site:`, noted as an open point.
  func openWords() -> String? {
    guard let words = text("site") else { return nil }
    log.open.append(.init(path: path, line: node.mark?.line ?? 1, words: words))
    return words
  }

  /// A list of mappings, or nothing where the key holds `site: …` in place of a list.
  func list<Value>(_ key: String, _ read: (FieldReader) -> Value?) -> [Value] {
    guard let found = need(key, "a list, or 'site:' with what the site has to fill in") else {
      return []
    }
    if found.mapping?["site"] != nil {
      _ = section(found, key) { $0.openWords() }
      return []
    }
    return list(found, key, read)
  }

  /// A list of mappings that a node holds; two with the same `id` are a fault.
  func list<Value>(_ node: Node, _ key: String, _ read: (FieldReader) -> Value?) -> [Value] {
    guard let sequence = node.sequence else {
      wrong(node, key, "a list")
      return []
    }
    var ids: Set<String> = []
    return sequence.enumerated().compactMap { number, entry in
      let id = entry.mapping?["id"]?.scalar?.string ?? entry.mapping?["name"]?.scalar?.string
      let name = "\(key)[\(id ?? "\(number + 1)")]"
      if let id, !ids.insert(id).inserted {
        log.fault(entry, path(to: name), found: "'\(id)' a second time", expected: "each id once")
      }
      return section(entry, name, read)
    }
  }

  /// A list of an enumeration's values.
  func choices<Choice: RawRepresentable & CaseIterable & Hashable>(
    _ key: String,
    _ type: Choice.Type
  ) -> [Choice]? where Choice.RawValue == String {
    texts(key, Self.values(type)).map { nodes in
      var seen: Set<Choice> = []
      return nodes.compactMap { node in
        guard let value = choice(node, key, type) else { return nil }
        if !seen.insert(value).inserted {
          log.fault(
            node,
            path(to: key),
            found: "'\(value.rawValue)' a second time",
            expected: "once"
          )
        }
        return value
      }
    }
  }

  /// A list of texts.
  func texts(_ key: String) -> [String]? {
    texts(key, "texts").map { nodes in nodes.compactMap { text($0, key) } }
  }

  /// The nodes of a list of scalars.
  func texts(_ key: String, _ expected: String) -> [Node]? {
    guard let found = need(key, "a list of \(expected)") else { return nil }
    guard let sequence = found.sequence else {
      wrong(found, key, "a list of \(expected)")
      return nil
    }
    return Array(sequence)
  }

  /// A range with a unit.
  func range(units: [String]) -> QuantityRange? {
    let from = number("from", in: 0...1e15)
    let to = number("to", in: 0...1e15)
    let unit = unit(units)
    guard let from, let to, let unit else { return nil }
    guard from <= to else {
      log.fault(
        find("to"),
        path(to: "to"),
        found: "\(Self.plain(to)), below 'from'",
        expected: "\(Self.plain(from)) or more"
      )
      return nil
    }
    return QuantityRange(from: from, to: to, unit: unit)
  }

  /// Notes every key that nobody asked for.
  private func refuseOthers() {
    for (key, _) in node.mapping ?? [:] {
      let name = key.scalar?.string ?? ""
      guard !asked.contains(name), !ProtocolDocument.isPutAside(name) else { continue }
      log.fault(
        key,
        path,
        found: "the key '\(name)'",
        expected: asked.isEmpty ? "no keys" : "only \(asked.sorted().joined(separator: ", "))"
      )
    }
  }

  /// Ends the reading of the document itself.
  func finish() { refuseOthers() }

  /// A number as a person would write it.
  static func plain(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
  }
}
