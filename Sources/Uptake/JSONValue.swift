/// A JSON text's value: just enough to read the tables that ship with this package.
enum JSONValue: Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// Reads a whole JSON text, or gives nil where it is none.
  ///
  /// - Source: RFC 8259; of the escapes, `\u` isn't read.
  init?(_ bytes: [UInt8]) {
    var reader = Reader(bytes: bytes)
    guard let value = reader.value(depth: 0) else { return nil }
    reader.skipSpace()
    guard reader.position == bytes.count else { return nil }
    self = value
  }

  private struct Reader {
    let bytes: [UInt8]
    var position = 0

    mutating func skipSpace() {
      while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
        position += 1
      }
    }

    /// Steps over a character, where it is the next after spaces.
    mutating func take(_ character: Character) -> Bool {
      skipSpace()
      guard position < bytes.count, bytes[position] == character.asciiValue else { return false }
      position += 1
      return true
    }

    mutating func take(word: String) -> Bool {
      guard bytes[position...].starts(with: word.utf8) else { return false }
      position += word.utf8.count
      return true
    }

    mutating func value(depth: Int) -> JSONValue? {
      guard depth < 32 else { return nil }
      if take("\"") { return string().map(JSONValue.string) }
      if take("[") { return array(depth: depth) }
      if take("{") { return object(depth: depth) }
      if take(word: "null") { return .null }
      if take(word: "true") { return .bool(true) }
      if take(word: "false") { return .bool(false) }
      let start = position
      while position < bytes.count, "+-.eE0123456789".utf8.contains(bytes[position]) {
        position += 1
      }
      return Double(String(decoding: bytes[start..<position], as: UTF8.self)).map(JSONValue.number)
    }

    mutating func array(depth: Int) -> JSONValue? {
      if take("]") { return .array([]) }
      var values: [JSONValue] = []
      repeat {
        guard let next = value(depth: depth + 1) else { return nil }
        values.append(next)
      } while take(",")
      return take("]") ? .array(values) : nil
    }

    mutating func object(depth: Int) -> JSONValue? {
      if take("}") { return .object([:]) }
      var members: [String: JSONValue] = [:]
      repeat {
        guard take("\""), let key = string(), take(":"), let next = value(depth: depth + 1) else {
          return nil
        }
        members[key] = next
      } while take(",")
      return take("}") ? .object(members) : nil
    }

    /// The rest of a string whose opening quote has been read.
    mutating func string() -> String? {
      var text: [UInt8] = []
      while position < bytes.count {
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
        case UInt8(ascii: "\\"):
          guard position < bytes.count else { return nil }
          let escapes: [UInt8: UInt8] = [
            0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x6E: 0x0A, 0x74: 0x09, 0x72: 0x0D,
          ]
          guard let escaped = escapes[bytes[position]] else { return nil }
          text.append(escaped)
          position += 1
        default: text.append(byte)
        }
      }
      return nil
    }
  }
}
