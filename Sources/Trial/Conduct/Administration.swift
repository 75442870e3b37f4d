/// A tracer's administration: what was in the syringe, what stayed in it, and when.
public struct Administration: EnteredRecord {
  /// Whether tracer went beside the vein.
  public enum Extravasation: String, CaseIterable, Codable, Sendable {
    /// None was seen.
    case none
    /// It is possible.
    case suspected
    /// It was seen.
    case seen
    /// Nobody looked.
    case notAssessed = "not assessed"
  }

  /// Which table it is a row of.
  public static let kind = RecordKind.administration

  /// The record's id.
  public var id: String
  /// The participant's screening number.
  public var participant: String
  /// The visit at which it was given.
  public var visit: String
  /// The tracer, by the protocol's id.
  public var tracer: String
  /// The batch.
  public var batch: String?
  /// The activity in the syringe, in MBq, at ``assayedAt``.
  public var assayedMegabecquerels: Double
  /// When the syringe was measured, by the dose calibrator's clock.
  public var assayedAt: ZonedInstant
  /// The activity left in syringe and line, in MBq, at ``residualAt``; nil where not measured.
  public var residualMegabecquerels: Double?
  /// When the residual was measured, by the dose calibrator's clock.
  public var residualAt: ZonedInstant?
  /// When the injection began, by the injection room's clock.
  public var injectedAt: ZonedInstant
  /// What the dose calibrator's clock was ahead of the scanner's, in s; nil where not compared.
  public var calibratorClockOffsetSeconds: Double?
  /// What the injection room's clock was ahead of the scanner's, in s; nil where not compared.
  public var injectionClockOffsetSeconds: Double?
  /// The mass of the tracer given, in µg; nil where not known.
  public var massMicrograms: Double?
  /// Where the needle was.
  public var route: String?
  /// Whether tracer went beside the vein.
  public var extravasation: Extravasation
  /// The activity that went beside the vein, in MBq; nil where not known.
  public var extravasatedMegabecquerels: Double?
  /// What else there is to say.
  public var comment: String?
  /// Whether the entry was made in error, and counts for nothing.
  public var isVoid: Bool

  /// An administration.
  ///
  /// - Parameters:
  ///   - participant: the screening number.
  ///   - visit: the visit.
  ///   - tracer: the tracer, by the protocol's id.
  ///   - assayedMegabecquerels: the activity in the syringe, in MBq.
  ///   - assayedAt: when it was measured.
  ///   - injectedAt: when the injection began.
  ///   - extravasation: whether tracer went beside the vein.
  public init(
    participant: String,
    visit: String,
    tracer: String,
    assayedMegabecquerels: Double,
    assayedAt: ZonedInstant,
    injectedAt: ZonedInstant,
    extravasation: Extravasation
  ) {
    id = ""
    self.participant = participant
    self.visit = visit
    self.tracer = tracer
    self.assayedMegabecquerels = assayedMegabecquerels
    self.assayedAt = assayedAt
    self.injectedAt = injectedAt
    self.extravasation = extravasation
    isVoid = false
  }

  /// Reads the fields.
  public init?(_ form: inout EntryForm) {
    let participant = form.code("participant", .required, "screening number")
    let visit = form.code("visit", .required, "the visit at which it was given")
    let tracer = form.code("tracer", .required, "the tracer, by the protocol's id")
    let batch = form.text("batch", .optional, "the batch")
    let assayed = form.number(
      "assayedMegabecquerels",
      .required,
      "activity in the syringe",
      unit: "MBq",
      in: 0.1...20_000
    )
    let assayedAt = form.instant("assayedAt", .required, "when the syringe was measured")
    let residual = form.number(
      "residualMegabecquerels",
      .optional,
      "activity left in syringe and line",
      unit: "MBq",
      in: 0...20_000
    )
    let residualAt = form.instant("residualAt", .optional, "when the rest was measured")
    let injectedAt = form.instant("injectedAt", .required, "when the injection began")
    let calibratorOffset = form.number(
      "calibratorClockOffsetSeconds",
      .optional,
      "what the dose calibrator's clock is ahead of the scanner's",
      unit: "s",
      in: -86_400...86_400
    )
    let injectionOffset = form.number(
      "injectionClockOffsetSeconds",
      .optional,
      "what the injection room's clock is ahead of the scanner's",
      unit: "s",
      in: -86_400...86_400
    )
    let mass = form.number(
      "massMicrograms",
      .optional,
      "mass of tracer given",
      unit: "ug",
      in: 0...1_000_000
    )
    let route = form.text("route", .optional, "where the needle was")
    let extravasation: Extravasation? = form.choice(
      "extravasation",
      .required,
      "whether tracer went beside the vein"
    )
    let extravasated = form.number(
      "extravasatedMegabecquerels",
      .optional,
      "activity that went beside the vein",
      unit: "MBq",
      in: 0...20_000
    )
    let comment = form.text("comment", .optional, "anything else")
    if let residual {
      if residualAt == nil { form.fault("residualAt", "say when the rest was measured") }
      if let assayed, residual >= assayed {
        form.fault("residualMegabecquerels", "no less than what was in the syringe")
      }
    } else if residualAt != nil {
      form.fault("residualMegabecquerels", "is missing, though its time is given")
    }
    if let residualAt, let injectedAt, residualAt.seconds(until: injectedAt) > 0,
      calibratorOffset == nil
    {
      form.fault("residualAt", "is before the injection; give the clocks' offsets if they differ")
    }
    if let assayedAt, let injectedAt, abs(assayedAt.seconds(until: injectedAt)) > 86_400 {
      form.fault("assayedAt", "is more than a day from the injection")
    }
    if let extravasated, let assayed, extravasated > assayed {
      form.fault("extravasatedMegabecquerels", "more than what was in the syringe")
    }
    guard let participant, let visit, let tracer, let assayed, let assayedAt, let injectedAt,
      let extravasation
    else { return nil }
    self.init(
      participant: participant,
      visit: visit,
      tracer: tracer,
      assayedMegabecquerels: assayed,
      assayedAt: assayedAt,
      injectedAt: injectedAt,
      extravasation: extravasation
    )
    self.batch = batch
    residualMegabecquerels = residual
    self.residualAt = residualAt
    calibratorClockOffsetSeconds = calibratorOffset
    injectionClockOffsetSeconds = injectionOffset
    massMicrograms = mass
    self.route = route
    extravasatedMegabecquerels = extravasated
    self.comment = comment
  }
}
