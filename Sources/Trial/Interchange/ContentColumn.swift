/// A column of a trial's data: what its values say, in which form and unit.
public struct ContentColumn: Hashable, Sendable {
  /// What a column's values are.
  public enum Values: Hashable, Sendable {
    /// Words.
    case text
    /// Whole numbers.
    case integer
    /// Numbers, in a unit where they have one.
    case number(unit: String?)
    /// Days.
    case date
    /// Days of which only the year, or year and month, may be known.
    case partialDate
    /// Moments with their zone.
    case dateTime
    /// `true` or `false`.
    case yesNo
    /// One of several words.
    case choice([String])
  }

  /// The column's name.
  public let name: String
  /// What a value says.
  public let meaning: String
  /// What the values are.
  public let values: Values
  /// Whether each row has a value.
  public let isRequired: Bool
  /// Whether people enter it; Herald does otherwise.
  public let isEntered: Bool

  /// A column that Herald fills.
  init(_ name: String, _ meaning: String, _ values: Values = .text, isRequired: Bool = true) {
    self.name = name
    self.meaning = meaning
    self.values = values
    self.isRequired = isRequired
    isEntered = false
  }

  /// A column that people fill by a form's field.
  init(_ field: EntryForm.Field) {
    name = field.name
    meaning = field.meaning
    values = Values(form: field.form)
    isRequired = field.isRequired
    isEntered = true
  }

  /// The unit of its numbers; nil where they have none.
  public var unit: String? {
    if case .number(let unit) = values { unit } else { nil }
  }

  /// The words that it may hold; none where it isn't bound to a list.
  public var codes: [String] {
    if case .choice(let codes) = values { codes } else { [] }
  }
}

extension ContentColumn.Values {
  /// The values that an entry form describes by how they are written.
  init(form: String) {
    self =
      switch form {
      case "text", "code": .text
      case "number": .number(unit: nil)
      case "yes or no": .yesNo
      case "2026-03-01": .date
      case "1961-04-30, 1961-04 or 1961": .partialDate
      case "2026-03-01T09:15:00+08:00": .dateTime
      case _ where form.hasPrefix("number, "):
        .number(unit: String(form.dropFirst("number, ".count)))
      case _ where form.wholeMatch(of: /-?\d+ to -?\d+/) != nil: .integer
      default: .choice(form.split(separator: ", ").map(String.init))
      }
  }

  /// The kind of value in one word.
  public var word: String {
    switch self {
    case .text: "text"
    case .integer: "integer"
    case .number: "number"
    case .date: "date"
    case .partialDate: "partial date"
    case .dateTime: "date and time"
    case .yesNo: "true or false"
    case .choice: "code"
    }
  }
}
