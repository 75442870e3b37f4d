/// What a check says, with the parts that tell of people marked: `"scan S1\(told: " of S-001")"`.
struct CheckText: ExpressibleByStringInterpolation, Sendable {
  /// The whole text.
  let full: String
  /// The text without participants, people and files.
  let unnamed: String

  init(stringLiteral value: String) { (full, unnamed) = (value, value) }

  init(stringInterpolation: StringInterpolation) {
    (full, unnamed) = (stringInterpolation.full, stringInterpolation.unnamed)
  }

  /// Both texts as they grow.
  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var full = ""
    fileprivate var unnamed = ""

    init(literalCapacity: Int, interpolationCount: Int) {}

    mutating func appendLiteral(_ literal: String) {
      full += literal
      unnamed += literal
    }

    mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      appendLiteral(value.description)
    }

    mutating func appendInterpolation(_ text: CheckText) {
      full += text.full
      unnamed += text.unnamed
    }

    /// A part that an account without the right to see it isn't told.
    mutating func appendInterpolation(told value: String, else other: String = "") {
      full += value
      unnamed += other
    }
  }
}
