/// XML text as it grows: elements open and close in order.
struct XMLText {
  private(set) var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
  private var depth = 0

  /// An element with what it holds; left out where that adds nothing and it is not needed.
  mutating func element(
    _ name: String,
    _ attributes: String = "",
    _ content: (inout XMLText) -> Void
  ) {
    indent()
    text += "<\(name)\(attributes)>\n"
    depth += 1
    content(&self)
    depth -= 1
    indent()
    text += "</\(name)>\n"
  }

  /// An element with a text; left out without one.
  mutating func element(_ name: String, _ value: String?) {
    guard let value else { return }
    indent()
    text += "<\(name)>\(Self.escaped(value))</\(name)>\n"
  }

  /// An element with attributes and a text, or with attributes alone.
  mutating func element(_ name: String, _ attributes: String, text value: String?) {
    indent()
    if let value {
      text += "<\(name)\(attributes)>\(Self.escaped(value))</\(name)>\n"
    } else {
      text += "<\(name)\(attributes)/>\n"
    }
  }

  private mutating func indent() { text += String(repeating: "  ", count: depth) }

  /// Text with the five characters that XML and HTML reserve replaced, and those that XML forbids
  /// left out.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "\t", "\n", "\r": escaped.unicodeScalars.append(scalar)
      case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": break
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
