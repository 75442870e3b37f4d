extension RecordValue {
  /// Reads a whole JSON text.
  ///
  /// - Parameter bytes: UTF-8, without a byte order mark.
  /// - Throws: ``RegistryRecordError/notJSON(line:column:reason:)`` at the first fault.
  public init(json bytes: [UInt8]) throws(RegistryRecordError) {
    var reader = JSONReader(bytes: bytes)
    self = try reader.value(depth: 0)
    try reader.end()
  }
}

/// Reads a JSON text from its first byte to its last.
private struct JSONReader {
  let bytes: [UInt8]
  var position = 0

  /// Records are at most 12 deep; a stranger's file must not exhaust the stack.
  static let deepest = 128

  mutating func value(depth: Int) throws(RegistryRecordError) -> RecordValue {
    guard depth < Self.deepest else { throw fault("nested deeper than \(Self.deepest)") }
    skipSpace()
    guard position < bytes.count else { throw fault("the text ends where a value is expected") }
    switch bytes[position] {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  mutating func end() throws(RegistryRecordError) {
    skipSpace()
    guard position == bytes.count else { throw fault("more text after the value") }
  }

  private mutating func object(depth: Int) throws(RegistryRecordError) -> RecordValue {
    position += 1
    var members: [RecordValue.Member] = []
    if takes("}") { return .object(members) }
    repeat {
      skipSpace()
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
        throw fault("a member's name in quotes is expected")
      }
      let name = try string()
      guard takes(":") else { throw fault("a colon is expected after \"\(name)\"") }
      members.append(.init(name: name, value: try value(depth: depth + 1)))
    } while takes(",")
    guard takes("}") else { throw fault("a comma or a closing brace is expected") }
    return .object(members)
  }

  private mutating func array(depth: Int) throws(RegistryRecordError) -> RecordValue {
    position += 1
    var elements: [RecordValue] = []
    if takes("]") { return .array(elements) }
    repeat { elements.append(try value(depth: depth + 1)) } while takes(",")
    guard takes("]") else { throw fault("a comma or a closing bracket is expected") }
    return .array(elements)
  }

  private mutating func string() throws(RegistryRecordError) -> String {
    position += 1
    var text: [UInt8] = []
    while true {
      let start = position
      position = bytes[start...].firstIndex { $0 == 0x22 || $0 == 0x5C || $0 < 0x20 } ?? bytes.count
      text += bytes[start..<position]
      guard position < bytes.count else { throw fault("the text ends inside a string") }
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        guard let string = String(validating: text, as: UTF8.self) else {
          throw fault("a string that is not UTF-8")
        }
        return string
      case UInt8(ascii: "\\"): text += Array(String(try escaped()).utf8)
      default: throw fault("a control character inside a string")
      }
    }
  }

  /// The character that an escape sequence stands for.
  private mutating func escaped() throws(RegistryRecordError) -> Unicode.Scalar {
    position += 1
    guard position < bytes.count else { throw fault("the text ends inside a string") }
    let character = bytes[position]
    position += 1
    switch character {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let first = try fourDigits()
      if let scalar = Unicode.Scalar(first) { return scalar }
      // Half of a surrogate pair: the other half must follow.
      guard (0xD800..<0xDC00).contains(first), position + 1 < bytes.count,
        bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u")
      else { throw fault("half a surrogate pair") }
      position += 2
      let second = try fourDigits()
      guard (0xDC00..<0xE000).contains(second),
        let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
      else { throw fault("half a surrogate pair") }
      return scalar
    default: throw fault("an escape sequence that JSON doesn't know")
    }
  }

  private mutating func fourDigits() throws(RegistryRecordError) -> UInt32 {
    let end = position + 4
    guard end <= bytes.count,
      bytes[position..<end].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let value = UInt32(String(decoding: bytes[position..<end], as: UTF8.self), radix: 16)
    else { throw fault("four hexadecimal digits are expected after \\u") }
    position = end
    return value
  }

  private mutating func number() throws(RegistryRecordError) -> RecordValue {
    let start = position
    if position < bytes.count, bytes[position] == UInt8(ascii: "-") { position += 1 }
    let whole = position
    guard digits() > 0, bytes[whole] != UInt8(ascii: "0") || position == whole + 1 else {
      position = start
      throw fault("a value is expected")
    }
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      position += 1
      guard digits() > 0 else { throw fault("digits are expected after the point") }
    }
    if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      if position < bytes.count, [UInt8(ascii: "+"), UInt8(ascii: "-")].contains(bytes[position]) {
        position += 1
      }
      guard digits() > 0 else { throw fault("digits are expected in the exponent") }
    }
    return .number(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  /// Steps over digits.
  private mutating func digits() -> Int {
    let start = position
    while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position])
    {
      position += 1
    }
    return position - start
  }

  private mutating func word(_ word: String, _ value: RecordValue) throws(RegistryRecordError)
    -> RecordValue
  {
    guard bytes[position...].starts(with: word.utf8) else { throw fault("a value is expected") }
    position += word.utf8.count
    return value
  }

  private mutating func takes(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      let byte = bytes[position]
      guard byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D else { return }
      position += 1
    }
  }

  private func fault(_ reason: String) -> RegistryRecordError {
    let before = bytes[..<min(position, bytes.count)]
    let line = before.count { $0 == 0x0A } + 1
    let column = before.reversed().prefix { $0 != 0x0A }.count + 1
    return .notJSON(line: line, column: column, reason: reason)
  }
}
