/// The registry's text marks: paragraphs, numbered and dotted lists, and backslash escapes.
///
/// - Source: the API's `markupFormat=markdown`, as its records use it.
enum RecordMarkup {
  /// A piece of marked text.
  enum Piece: Hashable {
    case paragraph(String)
    /// An item of a list: how deep it is, its mark, its text.
    case item(depth: Int, mark: String, String)
  }

  /// The pieces of a text.
  ///
  /// A line that starts with `*`, `-`, `•` or a number and a point or bracket is an item; other lines
  /// go on with what they follow, and an empty line ends it.
  static func pieces(_ text: String) -> [Piece] {
    var pieces: [Piece] = []
    var goesOn = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let depth = line.prefix { $0 == " " }.count / 2
      let words = line.drop { $0 == " " }
      if words.allSatisfy(\.isWhitespace) {
        goesOn = false
      } else if let (mark, rest) = item(words) {
        pieces.append(.item(depth: depth, mark: mark, unescaped(rest)))
        goesOn = true
      } else if goesOn, let last = pieces.popLast() {
        switch last {
        case .paragraph(let before): pieces.append(.paragraph("\(before) \(unescaped(words))"))
        case .item(let depth, let mark, let before):
          pieces.append(.item(depth: depth, mark: mark, "\(before) \(unescaped(words))"))
        }
      } else {
        pieces.append(.paragraph(unescaped(words)))
        goesOn = true
      }
    }
    return pieces
  }

  private static func item(_ words: Substring) -> (mark: String, rest: Substring)? {
    guard let space = words.firstIndex(of: " ") else { return nil }
    let mark = words[..<space]
    let rest = words[space...].drop { $0 == " " }
    if ["*", "-", "•", "·"].contains(mark) { return ("•", rest) }
    let number = mark.dropLast()
    guard mark.last == "." || mark.last == ")", !number.isEmpty, number.count <= 3,
      number.allSatisfy(\.isNumber)
    else { return nil }
    return ("\(number).", rest)
  }

  /// Text without the backslashes before punctuation.
  private static func unescaped(_ text: Substring) -> String {
    var plain = ""
    var isEscaped = false
    for character in text {
      if character == "\\", !isEscaped {
        isEscaped = true
        continue
      }
      if isEscaped, !character.isPunctuation, !character.isSymbol { plain.append("\\") }
      plain.append(character)
      isEscaped = false
    }
    return isEscaped ? plain + "\\" : plain
  }
}
