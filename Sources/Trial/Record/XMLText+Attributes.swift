extension XMLText {
  /// Attributes in their order, each after a space; those without a value are left out.
  static func attributes(_ pairs: KeyValuePairs<String, String?>) -> String {
    pairs.map { name, value in value.map { " \(name)=\"\(attribute($0))\"" } ?? "" }.joined()
  }

  /// An element that holds nothing.
  mutating func empty(_ name: String, _ pairs: KeyValuePairs<String, String?>) {
    element(name, Self.attributes(pairs), text: nil)
  }

  /// An attribute's value: line ends and tabs are kept, which a reader would make into spaces.
  private static func attribute(_ text: String) -> String {
    let escaped = escaped(text)
    guard escaped.utf8.contains(where: { $0 < 0x20 }) else { return escaped }
    return escaped.replacing("\t", with: "&#9;").replacing("\r\n", with: "&#13;&#10;")
      .replacing("\n", with: "&#10;").replacing("\r", with: "&#13;")
  }

  /// An element with a text in the language of the documents.
  mutating func translated(_ name: String, _ text: String) {
    element(name) { $0.element("TranslatedText", " xml:lang=\"en\"", text: text) }
  }
}
