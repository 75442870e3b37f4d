public import Trial

/// The fields of a record as they were written, and where.
public struct Entry: Sendable {
  /// The line of the file that they stand in; nil for one from the command line.
  public let line: Int?
  /// The fields by name.
  public let values: [String: String]

  /// The fields of a record.
  ///
  /// - Parameters:
  ///   - line: the line of the file that they stand in.
  ///   - values: the fields by name.
  public init(line: Int? = nil, values: [String: String]) {
    self.line = line
    self.values = values
  }
}

/// Everything that is wrong with what was to be recorded; nothing of it was stored.
public struct EntryRefusal: Error, Equatable, Sendable, CustomStringConvertible {
  /// Something wrong, and on which line.
  public struct Fault: Equatable, Sendable {
    /// The line; nil where the entry came from the command line, or the table as a whole is meant.
    public let line: Int?
    /// What is wrong.
    public let fault: EntryForm.Fault
  }

  /// What is wrong, in the order of the lines.
  public let faults: [Fault]

  /// The number of entries at fault.
  public var entryCount: Int { Set(faults.map(\.line)).count }

  /// What is wrong, a line each.
  public var description: String {
    let lines = faults.map { fault in
      (fault.line.map { "line \($0): " } ?? "") + fault.fault.description
    }
    return "nothing was stored; \(faults.count) fault\(faults.count == 1 ? "" : "s")"
      + (faults.contains { $0.line != nil }
        ? " in \(entryCount) line\(entryCount == 1 ? "" : "s")" : "")
      + ":\n" + lines.map { "  \($0)" }.joined(separator: "\n")
  }
}

extension CSVTable {
  /// The lines as entries of a kind of record.
  ///
  /// - Parameter type: the record's type.
  /// - Returns: an entry for each line.
  /// - Throws: ``EntryRefusal`` where a column is unknown, doubled or missing, or a line has too many or
  ///   too few values.
  public func entries<Record: EnteredRecord>(of type: Record.Type) throws -> [Entry] {
    let fields = EntryForm.fields(of: type)
    var faults: [EntryRefusal.Fault] = []
    func fault(_ line: Int?, _ field: String, _ reason: String) {
      faults.append(.init(line: line, fault: .init(field: field, reason: reason)))
    }
    let known = fields.map(\.name)
    for name in header where !known.contains(name) {
      fault(
        1,
        name.isEmpty ? "(empty)" : name,
        "is no column; there are: " + known.joined(separator: ", ")
      )
    }
    for name in Set(header) where header.count(where: { $0 == name }) > 1 {
      fault(1, name, "stands twice in the header")
    }
    for field in fields where field.isRequired && !header.contains(field.name) {
      fault(1, field.name, "the column is missing (\(field.meaning); \(field.form))")
    }
    for line in lines where line.fields.count != header.count {
      fault(
        line.number,
        "(line)",
        "has \(line.fields.count) values, the header \(header.count) names"
      )
    }
    guard faults.isEmpty else { throw EntryRefusal(faults: faults) }
    return lines.map { line in
      Entry(
        line: line.number,
        values: Dictionary(uniqueKeysWithValues: zip(header, line.fields))
      )
    }
  }
}
