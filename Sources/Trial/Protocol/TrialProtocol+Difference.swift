import Yams

extension TrialProtocol {
  /// One point in which two versions of a protocol differ.
  public struct Difference: Sendable, Hashable {
    /// The place in the document, such as `visits[baseline].timing`.
    public let path: String
    /// What stood there before; nil where nothing did.
    public let before: String?
    /// What stands there now; nil where nothing does.
    public let after: String?
  }

  /// In what this version differs from another one.
  ///
  /// - Parameter other: the version before.
  /// - Returns: the differences: what was changed or added in this document's order, then what was
  ///   taken out.
  /// - Throws: a YAML error where a text that was read once can't be read again.
  public func differences(from other: TrialProtocol) throws -> [Difference] {
    let before = try other.statements()
    let after = try statements()
    let old = Dictionary(before) { first, _ in first }
    let new = Dictionary(after) { first, _ in first }
    let changed = after.compactMap { path, words -> Difference? in
      old[path] == words ? nil : Difference(path: path, before: old[path], after: words)
    }
    let removed = before.compactMap { path, words -> Difference? in
      new[path] == nil ? Difference(path: path, before: words, after: nil) : nil
    }
    return changed + removed
  }

  /// The differences from another version as text for a person.
  ///
  /// - Parameters:
  ///   - other: the version before.
  ///   - width: the columns that lines are filled to.
  /// - Returns: lines with ends.
  /// - Throws: a YAML error where a text that was read once can't be read again.
  public func differenceText(from other: TrialProtocol, width: Int = 96) throws -> String {
    let differences = try differences(from: other)
    var lines = [
      "\(other.id) version \(other.version) of \(other.date)  SHA-256 \(other.sha256)",
      "\(id) version \(version) of \(date)  SHA-256 \(sha256)",
    ]
    if let amends { lines += wrapped("Reason: \(amends.reason)", width: width, indent: "") }
    if amends?.version != other.version, sha256 != other.sha256 {
      let named = amends.map { "version \($0.version)" } ?? "no version"
      lines += wrapped(
        "Note: the second names \(named) as the one that it amends.",
        width: width,
        indent: ""
      )
    }
    if id != other.id { lines.append("Note: these are two trials' protocols.") }
    guard !differences.isEmpty else {
      lines += [
        "",
        sha256 == other.sha256
          ? "No difference: the same bytes." : "No difference but in comments or layout.",
      ]
      return lines.joined(separator: "\n") + "\n"
    }
    for difference in differences {
      lines += ["", difference.path]
      for (mark, words) in [("-", difference.before), ("+", difference.after)] {
        guard let words else { continue }
        lines += wrapped("\(mark) \(words)", width: width, indent: "  ")
      }
    }
    let count = differences.count
    lines += ["", "\(count) difference\(count == 1 ? "" : "s")"]
    return lines.joined(separator: "\n") + "\n"
  }

  /// Everything that the document states: each place with its words, in order.
  private func statements() throws -> [(String, String)] {
    guard let root = try Yams.compose(yaml: String(decoding: text, as: UTF8.self)) else {
      return []
    }
    var found: [(String, String)] = []
    Self.collect(root, "", into: &found)
    return found
  }

  private static func collect(_ node: Node, _ path: String, into found: inout [(String, String)]) {
    if let words = line(of: node) {
      found.append((path, words))
    } else if let mapping = node.mapping {
      for (key, value) in mapping {
        let name = key.scalar?.string ?? "?"
        collect(value, path.isEmpty ? name : "\(path).\(name)", into: &found)
      }
    } else if let sequence = node.sequence {
      for (number, entry) in sequence.enumerated() {
        let id = entry.mapping?["id"]?.scalar?.string ?? entry.mapping?["name"]?.scalar?.string
        collect(entry, "\(path)[\(id ?? "\(number + 1)")]", into: &found)
      }
    }
  }

  /// A node that is best said in one line: a scalar, a list of scalars, or a statement with its source.
  private static func line(of node: Node) -> String? {
    if let scalar = node.scalar { return scalar.string }
    if let sequence = node.sequence {
      let words = sequence.compactMap(\.scalar?.string)
      return words.count == sequence.count ? "[\(words.joined(separator: ", "))]" : nil
    }
    guard let mapping = node.mapping, mapping["id"] == nil else { return nil }
    let words = mapping.compactMap { key, value in
      line(of: value).map {
        "\(key.scalar?.string ?? "?"): \(value.mapping == nil ? $0 : "(\($0))")"
      }
    }
    return words.count == mapping.count ? words.joined(separator: ", ") : nil
  }
}
