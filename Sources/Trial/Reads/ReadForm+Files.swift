extension ReadForm {
  /// The reads of a table: its rows by their case, in the order in which the cases come.
  ///
  /// - Parameter table: the table.
  /// - Returns: the reads, and what is wrong with the table as a whole.
  public static func reads(in table: CSVTable) -> (reads: [ReadForm], faults: [Fault]) {
    var faults: [Fault] = []
    func fault(_ line: Int, _ field: String, _ reason: String) {
      faults.append(Fault(line: line, fault: .init(field: field, reason: reason)))
    }
    for name in table.header where !fields.contains(name) {
      fault(1, name, "is no column; there are: " + fields.joined(separator: ", "))
    }
    for name in Set(table.header) where table.header.count(where: { $0 == name }) > 1 {
      fault(1, name, "stands twice in the header")
    }
    for name in ["case", "receptorClass"] where !table.header.contains(name) {
      fault(1, name, "the column is missing")
    }
    for line in table.lines where line.fields.count != table.header.count {
      fault(
        line.number,
        "(line)",
        "has \(line.fields.count) values, the header \(table.header.count) names"
      )
    }
    guard faults.isEmpty else { return ([], faults) }
    let rows = table.lines.map { line in
      Row(
        line: line.number,
        values: Dictionary(uniqueKeysWithValues: zip(table.header, line.fields))
      )
    }
    for row in rows where row.caseCode.isEmpty { fault(row.line ?? 0, "case", "is missing") }
    return (faults.isEmpty ? byCase(rows) : [], faults)
  }

  /// The reads of a JSON document: an object for a case, or an array of them, each with its `lesions`.
  ///
  /// - Parameter json: the document's bytes.
  /// - Returns: the reads, and what is wrong with the document as a whole.
  /// - Throws: ``RegistryRecordError`` where it isn't JSON.
  public static func reads(inJSON json: [UInt8]) throws -> (reads: [ReadForm], faults: [Fault]) {
    let root = try RecordValue(json: json)
    var faults: [Fault] = []
    var rows: [Row] = []
    let cases = if case .array(let elements) = root { elements } else { [root] }
    func row(_ value: RecordValue, _ place: String, _ others: [String: String]) -> [String: String]
    {
      guard case .object(let members) = value else {
        faults.append(.init(line: nil, fault: .init(field: place, reason: "is no object")))
        return others
      }
      var values = others
      for member in members where member.name != "lesions" {
        if values[member.name] != nil {
          faults.append(
            .init(line: nil, fault: .init(field: member.name, reason: "stands twice in \(place)"))
          )
        }
        switch member.value {
        case .null: break
        case .array, .object:
          faults.append(
            .init(line: nil, fault: .init(field: member.name, reason: "is neither text nor number"))
          )
        default: values[member.name] = member.value.text
        }
      }
      return values
    }
    for (number, value) in cases.enumerated() {
      let place = "read \(number + 1)"
      let participant = row(value, place, [:])
      guard let code = participant["case"], !code.trimmed.isEmpty else {
        faults.append(
          .init(line: nil, fault: .init(field: "case", reason: "is missing in \(place)"))
        )
        continue
      }
      rows.append(Row(values: participant))
      let lesions = value["lesions"] ?? .array([])
      guard case .array(let elements) = lesions else {
        faults.append(.init(line: nil, fault: .init(field: "lesions", reason: "is no array")))
        continue
      }
      for (index, lesion) in elements.enumerated() {
        let values = row(lesion, "lesion \(index + 1) of \(place)", ["case": code])
        if (values["lesion"] ?? "").trimmed.isEmpty {
          faults.append(
            .init(
              line: nil,
              fault: .init(field: "lesion", reason: "lesion \(index + 1) of \(place) has no name")
            )
          )
        }
        rows.append(Row(values: values))
      }
    }
    return (faults.isEmpty ? byCase(rows) : [], faults)
  }

  private static func byCase(_ rows: [Row]) -> [ReadForm] {
    var order: [String] = []
    var grouped: [String: [Row]] = [:]
    for row in rows {
      if grouped[row.caseCode] == nil { order.append(row.caseCode) }
      grouped[row.caseCode, default: []].append(row)
    }
    return order.map { ReadForm(caseCode: $0, rows: grouped[$0] ?? []) }
  }
}

extension ReadForm.Row {
  /// The case's code, as it is stored.
  fileprivate var caseCode: String { (values["case"] ?? "").trimmed.uppercased() }
}
