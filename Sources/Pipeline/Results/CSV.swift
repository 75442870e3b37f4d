/// A table as comma-separated values: RFC 4180, lines ended by CR LF, UTF-8.
package struct CSV {
  package private(set) var text = ""

  /// A table with these columns.
  package init(header: [String]) { append(header) }

  /// Adds a row.
  package mutating func append(_ fields: [String]) {
    text += fields.map(Self.quoted).joined(separator: ",") + "\r\n"
  }

  /// A field, quoted where it holds a comma, a quote or a line break.
  private static func quoted(_ field: String) -> String {
    guard field.utf8.contains(where: { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D })
    else { return field }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
  }
}
