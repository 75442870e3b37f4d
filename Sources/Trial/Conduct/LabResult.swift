/// A laboratory result, as the laboratory reported it.
public struct LabResult: EnteredRecord {
  /// Which table it is a row of.
  public static let kind = RecordKind.labResult

  /// The record's id.
  public var id: String
  /// The participant's screening number.
  public var participant: String
  /// The test, such as `ALT`.
  public var test: String
  /// The day on which the sample was taken.
  public var date: CivilDate
  /// The visit that it belongs to; nil where it belongs to none.
  public var visit: String?
  /// The number; nil where the result is a word.
  public var value: Double?
  /// How the number relates to the true one, where it isn't the number itself.
  public var comparator: Datum.Comparator?
  /// The unit, as UCUM writes it.
  public var unit: String?
  /// The result in words, where it is no number.
  public var text: String?
  /// The lower end of the laboratory's reference range, in the same unit.
  public var referenceLow: Double?
  /// The upper end of the laboratory's reference range, in the same unit.
  public var referenceHigh: Double?
  /// The laboratory.
  public var laboratory: String?
  /// Whether the entry was made in error, and counts for nothing.
  public var isVoid: Bool

  /// A laboratory result.
  ///
  /// - Parameters:
  ///   - participant: the screening number.
  ///   - test: the test.
  ///   - date: the day on which the sample was taken.
  public init(participant: String, test: String, date: CivilDate) {
    id = ""
    self.participant = participant
    self.test = test
    self.date = date
    isVoid = false
  }

  /// Whether the number lies below, in or above the laboratory's range; nil where that isn't known.
  public var flag: String? {
    guard let value, comparator ?? .equal == .equal else { return nil }
    if let referenceLow, value < referenceLow { return "low" }
    if let referenceHigh, value > referenceHigh { return "high" }
    return referenceLow == nil && referenceHigh == nil ? nil : "normal"
  }

  /// Reads the fields.
  public init?(_ form: inout EntryForm) {
    let possible = -1_000_000_000.0...1_000_000_000
    let participant = form.code("participant", .required, "screening number")
    let test = form.code("test", .required, "the test, such as ALT")
    let date = form.date("date", .required, "day on which the sample was taken")
    let visit = form.code("visit", .optional, "the visit that it belongs to")
    let value = form.number("value", .optional, "the number", unit: "", in: possible)
    let comparator: Datum.Comparator? = form.choice(
      "comparator",
      .optional,
      "how the number relates to the true one, where it is a limit"
    )
    let unit = form.text("unit", .optional, "the unit (UCUM); needed with a number")
    let text = form.text("text", .optional, "the result, where it is no number")
    let low = form.number(
      "referenceLow",
      .optional,
      "lower reference limit",
      unit: "",
      in: possible
    )
    let high = form.number(
      "referenceHigh",
      .optional,
      "upper reference limit",
      unit: "",
      in: possible
    )
    let laboratory = form.text("laboratory", .optional, "the laboratory")
    if !form.faults.contains(where: { $0.field == "value" }) {
      if (value == nil) == (text == nil) {
        form.fault("value", "give either a number (value and unit) or a text")
      }
      if value != nil, unit == nil {
        form.fault("unit", "a number has a unit; '1' where it has none")
      }
      if value == nil, comparator != nil { form.fault("comparator", "belongs to a number") }
    }
    if let low, let high, high < low {
      form.fault("referenceHigh", "the reference range would end below its beginning")
    }
    guard let participant, let test, let date else { return nil }
    self.init(participant: participant, test: test, date: date)
    self.visit = visit
    self.value = value
    self.comparator = comparator
    self.unit = unit
    self.text = text
    referenceLow = low
    referenceHigh = high
    self.laboratory = laboratory
  }
}
