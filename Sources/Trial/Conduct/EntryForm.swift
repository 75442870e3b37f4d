/// The fields of a record as a person wrote them, and what is wrong with them: all of it at once.
///
/// A form that is read for listing gives the list of its fields instead.
public struct EntryForm: Sendable {
  /// A field that can be filled in.
  public struct Field: Equatable, Sendable {
    /// Its name: the column in CSV files and in the table.
    public let name: String
    /// What it says, and in which unit.
    public let meaning: String
    /// How it is written.
    public let form: String
    /// Whether it has to be given.
    public let isRequired: Bool

    /// The option of the command line that it is given by.
    public var option: String {
      "--"
        + name.reduce(into: "") { text, letter in
          if letter.isUppercase, let last = text.last, last != "-" { text += "-" }
          text += letter.lowercased()
        }
    }
  }

  /// Something wrong with a field.
  public struct Fault: Equatable, Sendable, CustomStringConvertible {
    /// The field's name.
    public let field: String
    /// What is wrong.
    public let reason: String

    /// Something wrong with a field.
    ///
    /// - Parameters:
    ///   - field: the field's name.
    ///   - reason: what is wrong.
    public init(field: String, reason: String) { (self.field, self.reason) = (field, reason) }

    /// The fault as one line.
    public var description: String { "\(field): \(reason)" }
  }

  /// Whether a field has to be given.
  public enum Need: Sendable {
    /// It has to be given.
    case required
    /// It may be left out.
    case optional
  }

  /// What is wrong so far.
  public private(set) var faults: [Fault] = []
  /// The moment of entry, by the store's clock; nothing may lie after it.
  public let now: ZonedInstant

  private let values: [String: String]
  private let isListing: Bool
  private var fields: [Field] = []

  /// A form as it was written.
  ///
  /// - Parameters:
  ///   - values: the fields by name; an empty text is a field that isn't given.
  ///   - now: the moment of entry.
  public init(_ values: [String: String], now: ZonedInstant) {
    self.values = values
    self.now = now
    isListing = false
  }

  private init() {
    values = [:]
    now = ZonedInstant(millisecondsSince1970: 0)
    isListing = true
  }

  /// The fields of a record, in the order in which they are read.
  ///
  /// - Parameter record: the record's type.
  /// - Returns: the fields.
  public static func fields<Record: EnteredRecord>(of record: Record.Type) -> [Field] {
    var form = EntryForm()
    _ = record.init(&form)
    return form.fields
  }

  /// Reads a record, and refuses fields that it doesn't have.
  ///
  /// - Parameters:
  ///   - record: the record's type.
  ///   - values: the fields by name.
  ///   - now: the moment of entry.
  /// - Returns: the record, or everything that is wrong.
  public static func read<Record: EnteredRecord>(
    _ record: Record.Type,
    from values: [String: String],
    now: ZonedInstant
  ) -> Result<Record, EntryFaults> {
    var form = EntryForm(values, now: now)
    let read = record.init(&form)
    guard let read, form.faults.isEmpty else { return .failure(EntryFaults(form.faults)) }
    return .success(read)
  }

  /// Notes what is wrong.
  ///
  /// - Parameters:
  ///   - field: the field's name.
  ///   - reason: what is wrong.
  public mutating func fault(_ field: String, _ reason: String) {
    if !isListing { faults.append(Fault(field: field, reason: reason)) }
  }

  // MARK: Kinds of fields

  /// Words.
  public mutating func text(
    _ name: String,
    _ need: Need,
    _ meaning: String,
    form: String = "text"
  ) -> String? {
    guard let text = given(name, need, meaning, form) else { return nil }
    guard text.utf8.count <= 4000 else { return refuse(name, "longer than 4,000 bytes") }
    guard !text.unicodeScalars.contains(where: { $0.value < 32 && $0 != "\n" && $0 != "\t" }) else {
      return refuse(name, "holds a control character")
    }
    return text
  }

  /// A short name that stands for something: letters, digits, `.`, `_`, `-`, `/` and `+`.
  public mutating func code(_ name: String, _ need: Need, _ meaning: String) -> String? {
    guard let text = given(name, need, meaning, "code") else { return nil }
    let isSound =
      text.utf8.count <= 64
      && text.unicodeScalars.allSatisfy {
        $0.isASCII
          && ($0.properties.isAlphabetic || ("0"..."9").contains($0)
            || "._-/+".unicodeScalars.contains($0))
      }
    return isSound
      ? text
      : refuse(name, "'\(text)' is no code; use up to 64 letters, digits, '.', '_', '-', '/', '+'")
  }

  /// A day that isn't in the future.
  public mutating func date(_ name: String, _ need: Need, _ meaning: String) -> CivilDate? {
    guard let date = day(name, need, meaning) else { return nil }
    // A day ahead is the present of some zone.
    return date <= today.adding(days: 1)
      ? date : refuse(name, "\(date) lies in the future; today is \(today)")
  }

  /// A day, past or to come.
  public mutating func day(_ name: String, _ need: Need, _ meaning: String) -> CivilDate? {
    guard let text = given(name, need, meaning, "2026-03-01") else { return nil }
    guard let date = CivilDate(text) else { return refuse(name, Self.noDate(text)) }
    return isPlausible(date.year) ? date : refuse(name, "\(text) is too far away to be meant")
  }

  /// A day that isn't in the future, or what is known of it.
  public mutating func partialDate(
    _ name: String,
    _ need: Need,
    _ meaning: String
  ) -> PartialDate? {
    guard let text = given(name, need, meaning, "1961-04-30, 1961-04 or 1961") else { return nil }
    guard let date = PartialDate(text) else { return refuse(name, Self.noDate(text)) }
    guard isPlausible(date.year) else { return refuse(name, "\(text) is too far away to be meant") }
    return date.earliest <= today.adding(days: 1)
      ? date : refuse(name, "\(date) lies in the future; today is \(today)")
  }

  /// A moment that isn't in the future, with its zone.
  public mutating func instant(_ name: String, _ need: Need, _ meaning: String) -> ZonedInstant? {
    guard let text = given(name, need, meaning, "2026-03-01T09:15:00+08:00") else { return nil }
    let instant: ZonedInstant
    do { instant = try ZonedInstant(parsing: text) } catch { return refuse(name, "\(error)") }
    guard isPlausible(instant.date.year) else {
      return refuse(name, "\(text) is too far away to be meant")
    }
    return instant.seconds(until: now) >= -60
      ? instant : refuse(name, "\(text) lies in the future; it is \(now)")
  }

  /// A number within what is possible, in its unit.
  public mutating func number(
    _ name: String,
    _ need: Need,
    _ meaning: String,
    unit: String,
    in possible: ClosedRange<Double>
  ) -> Double? {
    guard let text = given(name, need, meaning, unit.isEmpty ? "number" : "number, \(unit)") else {
      return nil
    }
    guard let number = Self.plainNumber(text) else {
      return refuse(name, "'\(text)' is no number; write it with a point, without its unit")
    }
    return possible.contains(number)
      ? number
      : refuse(
        name,
        "\(text) \(unit) is outside what is possible "
          + "(\(Self.plain(possible.lowerBound)) to \(Self.plain(possible.upperBound)) \(unit))"
      )
  }

  /// A whole number within what is possible.
  public mutating func count(
    _ name: String,
    _ need: Need,
    _ meaning: String,
    in possible: ClosedRange<Int>
  ) -> Int? {
    guard
      let text = given(name, need, meaning, "\(possible.lowerBound) to \(possible.upperBound)")
    else { return nil }
    guard let number = Int(text), possible.contains(number) else {
      return refuse(
        name,
        "'\(text)' is no whole number from \(possible.lowerBound) to \(possible.upperBound)"
      )
    }
    return number
  }

  /// Yes or no.
  public mutating func yesNo(_ name: String, _ need: Need, _ meaning: String) -> Bool? {
    guard let text = given(name, need, meaning, "yes or no") else { return nil }
    switch text.lowercased() {
    case "yes", "true", "1": return true
    case "no", "false", "0": return false
    default: return refuse(name, "'\(text)' is neither yes nor no")
    }
  }

  /// One of several words.
  public mutating func choice<Choice: RawRepresentable & CaseIterable>(
    _ name: String,
    _ need: Need,
    _ meaning: String,
    of type: Choice.Type = Choice.self
  ) -> Choice? where Choice.RawValue == String {
    let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    guard let text = given(name, need, meaning, words) else { return nil }
    let found = Choice.allCases.first { $0.rawValue.lowercased() == text.lowercased() }
    return found ?? refuse(name, "'\(text)' is none of: \(words)")
  }

  // MARK: What they stand on

  private var today: CivilDate { now.date }

  private mutating func given(
    _ name: String,
    _ need: Need,
    _ meaning: String,
    _ form: String
  ) -> String? {
    if isListing {
      fields.append(Field(name: name, meaning: meaning, form: form, isRequired: need == .required))
      return nil
    }
    let text = (values[name] ?? "").trimmed
    if text.isEmpty {
      if need == .required { fault(name, "is missing (\(form))") }
      return nil
    }
    return text
  }

  private mutating func refuse<Value>(_ name: String, _ reason: String) -> Value? {
    fault(name, reason)
    return nil
  }

  private func isPlausible(_ year: Int) -> Bool { (1890...2200).contains(year) }

  private static func noDate(_ text: String) -> String {
    let isShaped =
      [7, 10].contains(text.utf8.count)
      && text.utf8.enumerated().allSatisfy { place, byte in
        place == 4 || place == 7 ? byte == UInt8(ascii: "-") : isDigit(byte)
      }
    return isShaped
      ? "the calendar has no \(text)" : "'\(text)' is no date; write it as 2026-03-01"
  }

  /// A number in the plain form: no exponent of a typing error, no comma, no "inf" and no "nan".
  private static func plainNumber(_ text: String) -> Double? {
    guard
      text.utf8.allSatisfy({ isDigit($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") })
    else { return nil }
    return Double(text)
  }

  private static func plain(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : String(number)
  }
}

/// Everything that is wrong with a record that was entered.
public struct EntryFaults: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public let faults: [EntryForm.Fault]

  /// Everything that is wrong with a record that was entered.
  ///
  /// - Parameter faults: what is wrong.
  public init(_ faults: [EntryForm.Fault]) { self.faults = faults }

  /// What is wrong, a line each.
  public var description: String { faults.map(\.description).joined(separator: "\n") }
}

extension String {
  /// The text without white space at its ends.
  var trimmed: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text = text.dropFirst() }
    while text.last?.isWhitespace == true { text = text.dropLast() }
    return String(text)
  }
}
