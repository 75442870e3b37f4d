extension RegistryRecord {
  /// The record as plain text for a terminal.
  ///
  /// - Parameters:
  ///   - related: trials like it, for a section of their own.
  ///   - width: the columns that lines are filled to.
  /// - Returns: lines with ends.
  public func plainText(related: [RelatedRecord] = [], width: Int = 96) -> String {
    var lines = wrapped(briefTitle, width: width, indent: "")
    if let official = text("identificationModule.officialTitle"), official != briefTitle {
      lines += wrapped(official, width: width, indent: "")
    }
    lines.append(
      [nctID, text("identificationModule.acronym")].compactMap { $0 }.joined(separator: ", ")
    )
    for section in sections(related: related) {
      lines += ["", section.title.uppercased()]
      for block in section.blocks { lines += self.lines(of: block, width: width, indent: "  ") }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func lines(of block: RecordSection.Block, width: Int, indent: String) -> [String] {
    switch block {
    case .fact(let name, let value):
      return wrapped("\(name): \(value)", width: width, indent: indent)
    case .items(let items):
      return items.flatMap { wrapped("- \($0)", width: width, indent: indent) }
    case .text(let text):
      return RecordMarkup.pieces(text).flatMap { piece in
        switch piece {
        case .paragraph(let text): wrapped(text, width: width, indent: indent, hanging: "")
        case .item(let depth, let mark, let text):
          wrapped(
            "\(mark) \(text)",
            width: width,
            indent: indent + String(repeating: "  ", count: depth + 1)
          )
        }
      }
    case .part(let title, let blocks):
      return wrapped(title, width: width, indent: indent)
        + blocks.flatMap { lines(of: $0, width: width, indent: indent + "    ") }
    case .table(let head, let rows):
      return rows.flatMap { row in
        let cells = zip(head, row).filter { !$1.isEmpty }.map { name, value in
          name.isEmpty || name == head.first ? value : "\(name.lowercased()) \(value)"
        }
        return wrapped("- " + cells.joined(separator: "; "), width: width, indent: indent)
      }
    }
  }
}
