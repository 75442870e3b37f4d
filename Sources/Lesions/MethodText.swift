/// The parts of a method as it is written on the command line: `name`, `name:value`,
/// `name:key=value,key=value` or `name:value,key=value`.
struct MethodText {
  let whole: String
  let name: String
  private var value: String?
  private var settings: [(key: String, value: String)] = []

  init(_ text: String) throws(MethodTextError) {
    whole = text
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    name = parts[0].trimmed.lowercased()
    guard parts.count == 2 else { return }
    for (position, item) in parts[1].split(separator: ",").enumerated() {
      let sides = item.split(separator: "=", maxSplits: 1)
      if sides.count == 2 {
        settings.append((sides[0].trimmed.lowercased(), sides[1].trimmed))
      } else if position == 0 {
        value = item.trimmed
      } else {
        throw .malformed(text, "'\(item)' is not of the form key=value")
      }
    }
  }

  /// The plain number after the colon, or nil.
  mutating func takeValue() throws(MethodTextError) -> Double? {
    guard let taken = value else { return nil }
    value = nil
    return try number(taken)
  }

  /// The number of a key, or nil.
  mutating func take(_ key: String) throws(MethodTextError) -> Double? {
    guard let at = settings.firstIndex(where: { $0.key == key }) else { return nil }
    return try number(settings.remove(at: at).value)
  }

  /// Throws when something was written that nobody asked for.
  func finish(expecting form: String) throws(MethodTextError) {
    if let value { throw .malformed(whole, "'\(value)' is not expected; write \(form)") }
    if let first = settings.first {
      throw .malformed(whole, "'\(first.key)' is not known here; write \(form)")
    }
  }

  private func number(_ text: String) throws(MethodTextError) -> Double {
    guard let number = Double(text), number.isFinite else {
      throw .malformed(whole, "'\(text)' is not a number")
    }
    return number
  }
}

/// Why a method's text can't be used.
public enum MethodTextError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The method's name is not known.
  case unknownMethod(String)
  /// The text can't be read: the text, and what is wrong.
  case malformed(String, String)
  /// A parameter has to be given and wasn't: the text, and what to write.
  case missing(String, String)
  /// A parameter is outside what makes sense: the text, and what is allowed.
  case outOfRange(String, String)

  /// What was found, and what to write instead.
  public var description: String {
    switch self {
    case .unknownMethod(let text):
      "'\(text)' is not a segmentation method; known are \(SegmentationMethod.grammar)"
    case .malformed(let text, let fault): "method '\(text)': \(fault)"
    case .missing(let text, let form): "method '\(text)' is incomplete: \(form)"
    case .outOfRange(let text, let allowed): "method '\(text)': \(allowed)"
    }
  }
}

extension StringProtocol {
  /// The text without spaces at either end.
  var trimmed: String {
    var rest = self[...]
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
