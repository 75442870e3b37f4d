/// A JSON value that keeps what decoders lose: the order of an object's members, and a number's digits.
///
/// A registry record goes in and out unchanged, with the fields that this version doesn't know.
///
/// - Source: RFC 8259.
public enum RecordValue: Hashable, Sendable {
  case null
  case bool(Bool)
  /// A number, as it is spelled.
  case number(String)
  case string(String)
  case array([RecordValue])
  /// Members in their order; a name that comes twice is kept twice.
  case object([Member])

  /// A name of an object with its value.
  public struct Member: Hashable, Sendable {
    /// The name.
    public let name: String
    /// The value.
    public let value: RecordValue
  }

  /// The value of an object's first member of a name; nil where there is none.
  public subscript(name: String) -> RecordValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// The elements of an array; none of anything else.
  public var elements: [RecordValue] {
    guard case .array(let elements) = self else { return [] }
    return elements
  }

  /// A text, a number's digits, or yes or no; nil for null, arrays and objects.
  public var text: String? {
    switch self {
    case .string(let text), .number(let text): text
    case .bool(let isSo): isSo ? "Yes" : "No"
    case .null, .array, .object: nil
    }
  }
}

extension RecordValue {
  /// The value as compact JSON text: no spaces, and only what must be escaped is.
  public var json: String {
    var bytes: [UInt8] = []
    write(into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func write(into bytes: inout [UInt8]) {
    switch self {
    case .null: bytes += "null".utf8
    case .bool(let isSo): bytes += (isSo ? "true" : "false").utf8
    case .number(let digits): bytes += digits.utf8
    case .string(let string): RecordValue.write(string, into: &bytes)
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        element.write(into: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        RecordValue.write(member.name, into: &bytes)
        bytes.append(UInt8(ascii: ":"))
        member.value.write(into: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  private static func write(_ string: String, into bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    let needsNoEscape = string.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }
    if needsNoEscape {
      bytes += string.utf8
    } else {
      for byte in string.utf8 {
        switch byte {
        case 0x22: bytes += "\\\"".utf8
        case 0x5C: bytes += "\\\\".utf8
        case 0x0A: bytes += "\\n".utf8
        case 0x0D: bytes += "\\r".utf8
        case 0x09: bytes += "\\t".utf8
        case 0x08: bytes += "\\b".utf8
        case 0x0C: bytes += "\\f".utf8
        case 0..<0x10: bytes += "\\u000\(String(byte, radix: 16))".utf8
        case 0x10..<0x20: bytes += "\\u00\(String(byte, radix: 16))".utf8
        default: bytes.append(byte)
        }
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
