/// A table of comma-separated values with a header, as RFC 4180 has it, in UTF-8.
public struct CSVTable: Sendable {
  /// A line of the table.
  public struct Line: Sendable {
    /// Its number in the file, from 1; of a line that holds line breaks, the first one's.
    public let number: Int
    /// Its fields.
    public let fields: [String]
  }

  /// The names of the columns.
  public let header: [String]
  /// The lines after the header, without empty ones.
  public let lines: [Line]

  /// Reads a table.
  ///
  /// A byte order mark of UTF-8 is taken; another encoding is refused, because what it would be read
  /// as is a guess.
  ///
  /// - Parameter bytes: the file's bytes.
  /// - Throws: ``CSVError``.
  public init(_ bytes: [UInt8]) throws(CSVError) {
    var bytes = bytes[...]
    if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) { throw .utf16 }
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { bytes = bytes.dropFirst(3) }
    var reader = CSVReader(bytes)
    guard let first = try reader.next() else { throw .empty }
    let header = first.fields.map(\.trimmed)
    if header.count == 1, let separator = [";", "\t"].first(where: { header[0].contains($0) }) {
      throw .separator(separator == ";" ? "semicolons" : "tabs")
    }
    var lines: [Line] = []
    while let line = try reader.next() { lines.append(line) }
    (self.header, self.lines) = (header, lines)
  }
}

/// Why a file is no table.
public enum CSVError: Error, Equatable, Sendable, CustomStringConvertible {
  /// It is in UTF-16.
  case utf16
  /// A line isn't UTF-8.
  case notUTF8(line: Int)
  /// It holds zero bytes.
  case zeroByte(line: Int)
  /// It has no header.
  case empty
  /// Something else than commas stands between the values.
  case separator(String)
  /// A quotation mark is not closed.
  case openQuote(line: Int)
  /// Something stands after a closed quotation mark.
  case afterQuote(line: Int)

  /// What was found, and what a person can do.
  public var description: String {
    switch self {
    case .utf16: "the file is in UTF-16; save it as \"CSV UTF-8\""
    case .notUTF8(let line):
      "line \(line) is not UTF-8 (Latin-1 or another code page?); save the file as \"CSV UTF-8\""
    case .zeroByte(let line): "line \(line) holds a zero byte; the file is no text in UTF-8"
    case .empty: "the file is empty; its first line has to name the columns"
    case .separator(let what): "the values are separated by \(what); separate them by commas"
    case .openQuote(let line): "the quotation mark that opens on line \(line) is never closed"
    case .afterQuote(let line):
      "on line \(line) something follows a closed quotation mark; double quotation marks within a value"
    }
  }
}

/// Goes through a table, line by line.
private struct CSVReader {
  private let bytes: [UInt8]
  private var place = 0
  private var number = 1

  init(_ bytes: ArraySlice<UInt8>) { self.bytes = Array(bytes) }

  /// The next line that holds anything.
  mutating func next() throws(CSVError) -> CSVTable.Line? {
    while place < bytes.count {
      let line = try record()
      if line.fields.contains(where: { !$0.isEmpty }) { return line }
    }
    return nil
  }

  private mutating func record() throws(CSVError) -> CSVTable.Line {
    let first = number
    var fields: [String] = []
    while true {
      fields.append(try field(first))
      guard place < bytes.count else { break }
      let byte = bytes[place]
      place += 1
      if byte == UInt8(ascii: ",") { continue }
      if byte == UInt8(ascii: "\r"), place < bytes.count, bytes[place] == UInt8(ascii: "\n") {
        place += 1
      }
      number += 1
      break
    }
    return CSVTable.Line(number: first, fields: fields)
  }

  /// A field up to its comma, its line's end, or the file's.
  private mutating func field(_ line: Int) throws(CSVError) -> String {
    guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else {
      let start = place
      while place < bytes.count, !Self.ends(bytes[place]) { place += 1 }
      return try text(bytes[start..<place], line)
    }
    place += 1
    var content: [UInt8] = []
    let opened = number
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      if byte == UInt8(ascii: "\"") {
        guard place < bytes.count, bytes[place] == byte else {
          guard place == bytes.count || Self.ends(bytes[place]) else {
            throw .afterQuote(line: number)
          }
          return try text(content[...], line)
        }
        place += 1
      } else if byte == UInt8(ascii: "\n") {
        number += 1
      }
      content.append(byte)
    }
    throw .openQuote(line: opened)
  }

  private static func ends(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }

  private func text(_ bytes: ArraySlice<UInt8>, _ line: Int) throws(CSVError) -> String {
    if bytes.contains(0) { throw .zeroByte(line: line) }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8(line: line) }
    return text
  }
}
