/// What is known of a participant for the eligibility criteria: a datum, its day, its source, who judged.
public struct ScreeningDatum: EnteredRecord {
  /// What kind of value it is.
  public enum Form: String, CaseIterable, Codable, Sendable {
    /// `yes` or `no`.
    case yesNo = "yes-no"
    /// A code of the protocol, such as `positive`.
    case code
    /// A number with its unit.
    case quantity
    /// A date, or what is known of it.
    case date
    /// It was asked for and isn't known; the value is the reason.
    case unknown
  }

  /// Which table it is a row of.
  public static let kind = RecordKind.screeningDatum

  /// The record's id.
  public var id: String
  /// The participant's screening number.
  public var participant: String
  /// What it is called in the protocol's rules, such as `ECOG`.
  public var datum: String
  /// What kind of value it is.
  public var form: Form
  /// The value as it is written.
  public var value: String
  /// The unit of a quantity, as UCUM writes it.
  public var unit: String?
  /// How a quantity relates to the true one, where it isn't the number itself.
  public var comparator: Datum.Comparator?
  /// The day that it is true of; nil where not known.
  public var date: CivilDate?
  /// The document that says it.
  public var source: String
  /// Who judged.
  public var judgedBy: String
  /// The role in which they did.
  public var judgedAs: TrialRole?
  /// Whether the entry was made in error, and counts for nothing.
  public var isVoid: Bool

  /// What is known of a participant.
  ///
  /// - Parameters:
  ///   - participant: the screening number.
  ///   - datum: what it is called in the protocol's rules.
  ///   - form: what kind of value it is.
  ///   - value: the value as it is written.
  ///   - source: the document that says it.
  ///   - judgedBy: who judged.
  public init(
    participant: String,
    datum: String,
    form: Form,
    value: String,
    source: String,
    judgedBy: String
  ) {
    id = ""
    self.participant = participant
    self.datum = datum
    self.form = form
    self.value = value
    self.source = source
    self.judgedBy = judgedBy
    isVoid = false
  }

  /// Reads the fields.
  public init?(_ form: inout EntryForm) {
    let participant = form.code("participant", .required, "screening number")
    let datum = form.text("datum", .required, "the protocol's name of it, such as ECOG")
    let kind: Form? = form.choice("form", .required, "what kind of value it is")
    let value = form.text("value", .required, "the value; of an unknown one, the reason")
    let unit = form.text("unit", .optional, "unit (UCUM) of a quantity")
    let comparator: Datum.Comparator? = form.choice(
      "comparator",
      .optional,
      "how a quantity relates to the true one, where it is a limit"
    )
    let date = form.date("date", .optional, "day that it is true of; empty where not known")
    let source = form.text("source", .required, "the document that says it")
    let judgedBy = form.text("judgedBy", .required, "who judged")
    let judgedAs: TrialRole? = form.choice("judgedAs", .optional, "the role in which they judged")
    switch kind {
    case .yesNo: _ = EntryForm.probe(value, &form) { $0.yesNo("value", .optional, "") }
    case .code: _ = EntryForm.probe(value, &form) { $0.code("value", .optional, "") }
    case .date: _ = EntryForm.probe(value, &form) { $0.partialDate("value", .optional, "") }
    case .quantity:
      _ = EntryForm.probe(value, &form) {
        $0.number("value", .optional, "", unit: "", in: -1e9...1e9)
      }
      if unit == nil { form.fault("unit", "a quantity has a unit; '1' where it has none") }
    case .unknown, nil: break
    }
    if kind != .quantity, unit != nil || comparator != nil {
      form.fault("unit", "unit and comparator belong to a quantity")
    }
    guard let participant, let datum, let kind, let value, let source, let judgedBy else {
      return nil
    }
    self.init(
      participant: participant,
      datum: datum,
      form: kind,
      value: value,
      source: source,
      judgedBy: judgedBy
    )
    self.unit = unit
    self.comparator = comparator
    self.date = date
    self.judgedAs = judgedAs
  }
}

extension EntryForm {
  /// Reads a text as a field of another form, and notes what is wrong with it in this one.
  fileprivate static func probe<Value>(
    _ text: String?,
    _ form: inout EntryForm,
    _ read: (inout EntryForm) -> Value?
  ) -> Value? {
    guard let text else { return nil }
    var other = EntryForm(["value": text], now: form.now)
    let value = read(&other)
    for fault in other.faults { form.fault(fault.field, fault.reason) }
    return value
  }
}
