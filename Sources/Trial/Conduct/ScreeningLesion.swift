/// A lesion that was measured on CT or MR at screening, as RECIST 1.1 asks for.
public struct ScreeningLesion: EnteredRecord {
  /// Which table it is a row of.
  public static let kind = RecordKind.screeningLesion

  /// The record's id.
  public var id: String
  /// The participant's screening number.
  public var participant: String
  /// The lesion's name.
  public var lesion: String
  /// What kind of lesion it is.
  public var lesionKind: MeasuredLesion.Kind
  /// What it was measured on.
  public var modality: MeasuredLesion.Modality
  /// The day of the images.
  public var date: CivilDate
  /// The longest diameter, in mm.
  public var longestDiameterMillimeters: Double?
  /// The short axis, in mm.
  public var shortAxisMillimeters: Double?
  /// The slice thickness, in mm.
  public var sliceThicknessMillimeters: Double?
  /// Whether it lies where radiation was given, without progression since; nil where not known.
  public var isIrradiated: Bool?
  /// The document that says it.
  public var source: String
  /// Who measured.
  public var measuredBy: String
  /// Whether the entry was made in error, and counts for nothing.
  public var isVoid: Bool

  /// The lesion as the eligibility rules see it.
  public var measured: MeasuredLesion {
    MeasuredLesion(
      label: lesion,
      kind: lesionKind,
      modality: modality,
      longestDiameterMillimeters: longestDiameterMillimeters,
      shortAxisMillimeters: shortAxisMillimeters,
      sliceThicknessMillimeters: sliceThicknessMillimeters,
      isIrradiated: isIrradiated
    )
  }

  /// Reads the fields.
  public init?(_ form: inout EntryForm) {
    let participant = form.code("participant", .required, "screening number")
    let lesion = form.text("lesion", .required, "the lesion's name")
    let kind: MeasuredLesion.Kind? = form.choice("lesionKind", .required, "what kind it is")
    let modality: MeasuredLesion.Modality? = form.choice("modality", .required, "measured on")
    let date = form.date("date", .required, "day of the images")
    let size = 0.1...500.0
    let longest = form.number(
      "longestDiameterMillimeters",
      .optional,
      "longest diameter",
      unit: "mm",
      in: size
    )
    let short = form.number("shortAxisMillimeters", .optional, "short axis", unit: "mm", in: size)
    let slice = form.number(
      "sliceThicknessMillimeters",
      .optional,
      "slice thickness",
      unit: "mm",
      in: 0.1...50
    )
    let irradiated = form.yesNo(
      "isIrradiated",
      .optional,
      "irradiated before, without progression since"
    )
    let source = form.text("source", .required, "the document that says it")
    let measuredBy = form.text("measuredBy", .required, "who measured")
    if let longest, let short, short > longest {
      form.fault("shortAxisMillimeters", "is longer than the longest diameter")
    }
    guard let participant, let lesion, let kind, let modality, let date, let source,
      let measuredBy
    else { return nil }
    id = ""
    self.participant = participant
    self.lesion = lesion
    lesionKind = kind
    self.modality = modality
    self.date = date
    longestDiameterMillimeters = longest
    shortAxisMillimeters = short
    sliceThicknessMillimeters = slice
    isIrradiated = irradiated
    self.source = source
    self.measuredBy = measuredBy
    isVoid = false
  }
}
