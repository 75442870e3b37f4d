import Foundation

/// A table that the program wrote: RFC 4180, read by a reader of the tests' own.
struct Table {
  let header: [String]
  let rows: [[String: String]]

  init(path: String) throws {
    let lines = Self.records(try String(contentsOfFile: path, encoding: .utf8))
    let header = lines.first ?? []
    self.header = header
    rows = lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
  }

  private static func records(_ text: String) -> [[String]] {
    var records: [[String]] = []
    var record: [String] = []
    var field = ""
    var isQuoted = false
    var scalars = Array(text.unicodeScalars)[...]
    while let scalar = scalars.popFirst() {
      if isQuoted {
        if scalar == "\"", scalars.first == "\"" {
          field.unicodeScalars.append("\"")
          scalars.removeFirst()
        } else if scalar == "\"" {
          isQuoted = false
        } else {
          field.unicodeScalars.append(scalar)
        }
      } else if scalar == "\"" {
        isQuoted = true
      } else if scalar == "," {
        record.append(field)
        field = ""
      } else if scalar == "\r" {
        continue
      } else if scalar == "\n" {
        records.append(record + [field])
        record = []
        field = ""
      } else {
        field.unicodeScalars.append(scalar)
      }
    }
    return records
  }
}
