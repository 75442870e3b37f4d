import Foundation
import Radiomics
import TestSupport

/// A row of the IBSI reference values.
struct Reference: Sendable, CustomStringConvertible {
  let family: String
  let feature: String
  let text: String
  let value: Double
  let tolerance: Double
  let tag: String

  var description: String { tag }

  /// Whether a value meets the reference: within the tolerance, once both are rounded to the three
  /// digits that the reference is given in.
  func isMet(by found: Double) -> Bool {
    guard value != 0 else { return abs(found) <= tolerance }
    let digit = pow(10, (log10(abs(value))).rounded(.down) - 2)
    return abs(found - value) <= tolerance + digit / 2 * (1 + 1e-9)
  }

  /// The texture rows of a table; none where the shared data is absent.
  static func textures(of table: String) -> [Reference] {
    let prefixes = ["cm_", "rlm_", "szm_", "dzm_", "ngt_", "ngl_"]
    return rows(of: table).filter { prefixes.contains(where: $0.tag.hasPrefix) }
  }

  /// The rows of a table that have a value; none where the shared data is absent.
  static func rows(of table: String) -> [Reference] {
    guard let folder = SharedData.folder,
      let text = try? String(
        contentsOf: folder.appendingPathComponent("ibsi-1/\(table).csv"),
        encoding: .utf8
      )
    else { return [] }
    return text.split(whereSeparator: \.isNewline).compactMap { line in
      let fields = fields(of: line)
      guard fields.count == 7, let value = Double(fields[4]) else { return nil }
      return Reference(
        family: fields[1],
        feature: fields[2],
        text: fields[4],
        value: value,
        tolerance: Double(fields[5]) ?? 0,
        tag: fields[6]
      )
    }
  }

  private static func fields(of line: Substring) -> [String] {
    var fields = [""]
    var isQuoted = false
    for character in line {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: fields.append("")
      default: fields[fields.count - 1].append(character)
      }
    }
    return fields
  }
}

extension [Feature] {
  /// The value of the feature with a tag.
  func value(_ tag: String) throws -> Double {
    try result(tag).get()
  }

  /// The value of the feature with a tag, or why it has none.
  func result(_ tag: String) throws -> Result<Double, Feature.NotComputed> {
    guard let feature = first(where: { $0.tag == tag }) else { throw Absent(tag: tag) }
    return feature.value
  }
}

/// No feature has the tag.
struct Absent: Error { let tag: String }
