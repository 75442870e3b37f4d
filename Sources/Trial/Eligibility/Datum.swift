/// One thing that is known of a participant: what, when, from where, by whom.
public struct Datum: Hashable, Sendable, Codable {
  /// How a stated number relates to the true one, as laboratories write it.
  public enum Comparator: String, Hashable, Sendable, Codable, CaseIterable {
    /// It is the number.
    case equal = "="
    /// It is the number or higher.
    case atLeast = ">="
    /// It is higher than the number.
    case above = ">"
    /// It is the number or lower.
    case atMost = "<="
    /// It is lower than the number.
    case below = "<"
  }

  /// What is known.
  public enum Value: Hashable, Sendable, Codable {
    /// The answer to a question.
    case yes(Bool)
    /// A code, such as `1` for ECOG or `positive` for a receptor.
    case code(String)
    /// A number with its unit, and how it relates to the true one.
    case quantity(Quantity, Comparator)
    /// A day, or what is known of it.
    case date(PartialDate)
    /// Lesions that were measured.
    case lesions([MeasuredLesion])
    /// It was asked for and is not known, for this reason.
    case unknown(String)
  }

  /// What it is called in the protocol's rules, such as `birth date`.
  public let name: String
  /// What is known.
  public let value: Value
  /// The day that it is true of: of the sample, the scan, the judgement; nil where not known.
  public let date: CivilDate?
  /// The document that says it.
  public let source: String
  /// Who judged or recorded it.
  public let by: String
  /// The role in which they did; nil where that was not said.
  public let role: TrialRole?

  /// One thing that is known of a participant.
  ///
  /// - Parameters:
  ///   - name: what it is called in the protocol's rules.
  ///   - value: what is known.
  ///   - date: the day that it is true of; nil where not known.
  ///   - source: the document that says it.
  ///   - by: who judged or recorded it.
  ///   - role: the role in which they did.
  public init(
    _ name: String,
    _ value: Value,
    date: CivilDate?,
    source: String,
    by: String,
    role: TrialRole? = nil
  ) {
    self.name = name
    self.value = value
    self.date = date
    self.source = source
    self.by = by
    self.role = role
  }
}

/// A lesion that was measured on CT or MR, as RECIST 1.1 asks for.
public struct MeasuredLesion: Hashable, Sendable, Codable {
  /// What kind of lesion it is, as far as measurability depends on it.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// A lymph node: its short axis counts.
    case node
    /// A lesion of soft tissue, or of bone with a soft tissue component.
    case softTissue = "soft-tissue"
    /// A blastic bone lesion: never measurable.
    case blasticBone = "blastic-bone"
    /// Leptomeningeal disease, ascites, effusion, lymphangitic spread, a mere cyst: never measurable.
    case trulyNonMeasurable = "truly-non-measurable"
  }

  /// What it was measured on.
  public enum Modality: String, Hashable, Sendable, Codable, CaseIterable {
    /// Computed tomography.
    case ct = "CT"
    /// Magnetic resonance.
    case mr = "MR"
    /// Anything else.
    case other
  }

  /// The lesion's name.
  public let label: String
  /// What kind it is.
  public let kind: Kind
  /// What it was measured on.
  public let modality: Modality
  /// The longest diameter, in mm.
  public let longestDiameterMillimeters: Double?
  /// The short axis, in mm.
  public let shortAxisMillimeters: Double?
  /// The slice thickness, in mm.
  public let sliceThicknessMillimeters: Double?
  /// Whether it lies where radiation was given, without progression since; nil where not known.
  public let isIrradiated: Bool?

  /// A lesion that was measured.
  ///
  /// - Parameters:
  ///   - label: the lesion's name.
  ///   - kind: what kind it is.
  ///   - modality: what it was measured on.
  ///   - longestDiameterMillimeters: the longest diameter.
  ///   - shortAxisMillimeters: the short axis.
  ///   - sliceThicknessMillimeters: the slice thickness.
  ///   - isIrradiated: whether it lies where radiation was given, without progression since.
  public init(
    label: String,
    kind: Kind,
    modality: Modality,
    longestDiameterMillimeters: Double?,
    shortAxisMillimeters: Double?,
    sliceThicknessMillimeters: Double?,
    isIrradiated: Bool?
  ) {
    self.label = label
    self.kind = kind
    self.modality = modality
    self.longestDiameterMillimeters = longestDiameterMillimeters
    self.shortAxisMillimeters = shortAxisMillimeters
    self.sliceThicknessMillimeters = sliceThicknessMillimeters
    self.isIrradiated = isIrradiated
  }
}
