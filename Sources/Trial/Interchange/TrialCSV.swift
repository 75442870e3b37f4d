/// A trial's records as CSV files with a data dictionary.
///
/// - Source: RFC 4180, with lines that end in a line feed, in UTF-8.
public enum TrialCSV {
  /// The files by name.
  ///
  /// - Parameter contents: what may be exported.
  /// - Returns: a file for each kind of record, `lesion.csv`, `audit.csv` and `dictionary.csv`.
  /// - Throws: `EncodingError`, which a record of the store doesn't give.
  public static func files(of contents: TrialContents) throws -> [(name: String, text: String)] {
    let tables =
      [
        try ContentTable(kept: [contents.trial]), try ContentTable(kept: contents.protocolVersions),
        try ContentTable(kept: contents.criterionReadings),
      ] + (try contents.tables()) + [
        try ContentTable(kept: contents.readingRounds),
        try ContentTable(kept: contents.readAssignments),
        try ContentTable(kept: contents.signatures),
      ]
    var files = tables.map { table in
      let head = table.columns.map(\.name)
      return (
        name: "\(table.kind.rawValue).csv",
        text: text([head] + table.rows.map { row in head.map { row[$0] ?? "" } })
      )
    }
    let trail = contents.audit.map { line in
      [
        String(line.number), line.at.description, line.account, line.action, line.kind ?? "",
        line.record ?? "", line.old ?? "", line.new ?? "", line.why ?? "", line.hash,
      ]
    }
    files.append((name: "audit.csv", text: text([auditColumns.map(\.name)] + trail)))
    let lesions = contents.measuredLesions.flatMap { lesion in
      lesion.numbers.map { number in
        [
          lesion.scan, lesion.seriesInstanceUID, String(lesion.number), lesion.site ?? "",
          lesion.receptorClass, number.code, number.name,
          RecordValue.number(number.value)?.text ?? "", number.unit, lesion.program,
        ]
      }
    }
    files.append((name: "lesion.csv", text: text([lesionColumns.map(\.name)] + lesions)))
    files.append((name: "dictionary.csv", text: dictionary(tables)))
    return files
  }

  private static func dictionary(_ tables: [ContentTable]) -> String {
    let head = ["file", "column", "meaning", "values", "unit", "codes", "required", "source"]
    let named =
      tables.map { ("\($0.kind.rawValue).csv", $0.columns) } + [
        ("audit.csv", auditColumns), ("lesion.csv", lesionColumns),
      ]
    let lines = named.flatMap { file, columns in
      columns.map { column in
        [
          file, column.name, column.meaning, column.values.word, column.unit ?? "",
          column.codes.joined(separator: "; "), column.isRequired ? "yes" : "no",
          column.isEntered ? "entered" : "kept by Herald",
        ]
      }
    }
    return text([head] + lines)
  }

  private static let lesionColumns = [
    ContentColumn("scan", "the received scan's id"),
    ContentColumn("seriesInstanceUID", "Series Instance UID (0020,000E) of the PET"),
    ContentColumn("number", "the lesion's number in the scan's analysis", .integer),
    ContentColumn("site", "where it is", isRequired: false),
    ContentColumn("receptorClass", "the receptor class by the protocol's rule"),
    ContentColumn("code", "what was measured, in short"),
    ContentColumn("name", "what was measured"),
    ContentColumn("value", "the value", .number(unit: nil)),
    ContentColumn("unit", "its unit (UCUM)"),
    ContentColumn("program", "the program that measured"),
  ]

  private static let auditColumns = [
    ContentColumn("number", "its place in the trail, from 1", .integer),
    ContentColumn("at", "when, in UTC", .dateTime), ContentColumn("account", "whose account"),
    ContentColumn("action", "what was done"),
    ContentColumn("kind", "the kind of record", isRequired: false),
    ContentColumn("record", "the record's id", isRequired: false),
    ContentColumn("old", "the record before, as JSON", isRequired: false),
    ContentColumn("new", "the record after, as JSON", isRequired: false),
    ContentColumn("why", "why", isRequired: false),
    ContentColumn("hash", "SHA-256 that binds the entry to all before it"),
  ]

  /// Lines of fields; a field with a comma, a quote or a line's end is quoted.
  static func text(_ lines: [[String]]) -> String {
    lines.map { $0.map(field).joined(separator: ",") + "\n" }.joined()
  }

  private static func field(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }) else {
      return text
    }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
