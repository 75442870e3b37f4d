/// A report of measurements: TID 1500, with a group of numbers for each lesion and for the patient.
///
/// - Source: DICOM PS3.16 TID 1500, 1411, 1419, 1501.
public struct MeasurementReport: Sendable, Equatable {
  /// The title: what the report is about.
  public var title: Code
  /// The procedure that was reported on.
  public var procedure: Code
  /// The groups of measurements, in the report's order.
  public var groups: [MeasurementGroup]

  /// A report of measurements.
  ///
  /// - Parameters:
  ///   - title: what the report is about.
  ///   - procedure: the procedure that was reported on.
  ///   - groups: the groups of measurements.
  public init(
    title: Code = Code.Report.petMeasurementReport,
    procedure: Code = Code.Report.petWholeBody,
    groups: [MeasurementGroup]
  ) {
    self.title = title
    self.procedure = procedure
    self.groups = groups
  }
}

/// The measurements of one lesion, or of the patient.
public struct MeasurementGroup: Sendable, Equatable {
  /// A statement that is no number.
  public struct Evaluation: Hashable, Sendable {
    /// What is stated.
    public let concept: Code
    /// The statement.
    public let value: Value

    /// What a statement holds.
    public enum Value: Hashable, Sendable {
      /// A code.
      case code(Code)
      /// A text.
      case text(String)
    }

    /// A statement that is no number.
    ///
    /// - Parameters:
    ///   - concept: what is stated.
    ///   - value: the statement.
    public init(concept: Code, value: Value) {
      self.concept = concept
      self.value = value
    }
  }

  /// The segment of a segmentation that was measured.
  public struct SegmentReference: Hashable, Sendable {
    /// The segmentation.
    public let segmentation: InstanceReference
    /// The segment's number.
    public let number: Int

    /// A segment of a segmentation.
    ///
    /// - Parameters:
    ///   - segmentation: the segmentation.
    ///   - number: the segment's number.
    public init(segmentation: InstanceReference, number: Int) {
      self.segmentation = segmentation
      self.number = number
    }
  }

  /// The lesion's identity through visits.
  public var tracking: Segment.Tracking
  /// What was found; nil where the report states none.
  public var finding: Code?
  /// Where it was found; nil where the report states none.
  public var site: Segment.Site?
  /// The segment that was measured; nil for the patient's group.
  public var segment: SegmentReference?
  /// The series that the segment was drawn on.
  public var sourceSeriesInstanceUID: String?
  /// The map from stored values to the measured quantity.
  public var realWorldValueMap: InstanceReference?
  /// The method of all measurements that state none of their own.
  public var method: Code?
  /// The reading session.
  public var activitySession: String?
  /// The visit.
  public var timePoint: String?
  /// The numbers.
  public var measurements: [ReportedMeasurement]
  /// Statements that are no numbers.
  public var evaluations: [Evaluation]

  /// The measurements of one lesion, or of the patient.
  ///
  /// - Parameters:
  ///   - tracking: the lesion's identity through visits.
  ///   - finding: what was found, or nil.
  ///   - site: where it was found, or nil.
  ///   - segment: the segment that was measured; nil for the patient's group.
  ///   - sourceSeriesInstanceUID: the series that the segment was drawn on.
  ///   - realWorldValueMap: the map from stored values to the measured quantity, or nil.
  ///   - method: the method of all measurements that state none of their own, or nil.
  ///   - activitySession: the reading session, or nil.
  ///   - timePoint: the visit, or nil.
  ///   - measurements: the numbers.
  ///   - evaluations: statements that are no numbers.
  public init(
    tracking: Segment.Tracking,
    finding: Code? = nil,
    site: Segment.Site? = nil,
    segment: SegmentReference? = nil,
    sourceSeriesInstanceUID: String? = nil,
    realWorldValueMap: InstanceReference? = nil,
    method: Code? = nil,
    activitySession: String? = nil,
    timePoint: String? = nil,
    measurements: [ReportedMeasurement],
    evaluations: [Evaluation] = []
  ) {
    self.tracking = tracking
    self.finding = finding
    self.site = site
    self.segment = segment
    self.sourceSeriesInstanceUID = sourceSeriesInstanceUID
    self.realWorldValueMap = realWorldValueMap
    self.method = method
    self.activitySession = activitySession
    self.timePoint = timePoint
    self.measurements = measurements
    self.evaluations = evaluations
  }

  /// The first number of a concept and derivation; nil where the group has none.
  ///
  /// - Parameters:
  ///   - concept: what was measured.
  ///   - derivation: how it was derived from the voxels; nil for a number without derivation.
  /// - Returns: the value in the measurement's unit, or nil.
  public func value(_ concept: Code, _ derivation: Code? = nil) -> Double? {
    measurements.first { $0.concept == concept && $0.derivation == derivation }?.value
  }
}

/// A number with what it measures, how, and its unit.
public struct ReportedMeasurement: Sendable, Equatable {
  /// What was measured.
  public var concept: Code
  /// How it was derived from the voxels; nil where the concept says all.
  public var derivation: Code?
  /// By which method it was measured; nil where the concept says all.
  public var method: Code?
  /// The value; one that isn't finite is left out when the report is written.
  public var value: Double
  /// The unit, in UCUM.
  public var unit: Code

  /// A number with what it measures, how, and its unit.
  ///
  /// - Parameters:
  ///   - concept: what was measured.
  ///   - derivation: how it was derived from the voxels, or nil.
  ///   - value: the value.
  ///   - unit: the unit, in UCUM.
  ///   - method: by which method it was measured, or nil.
  public init(
    _ concept: Code,
    derivation: Code? = nil,
    value: Double,
    unit: Code,
    method: Code? = nil
  ) {
    self.concept = concept
    self.derivation = derivation
    self.method = method
    self.value = value
    self.unit = unit
  }

  /// A standardized uptake value.
  ///
  /// - Parameters:
  ///   - normalization: what the uptake is normalised by.
  ///   - derivation: how it was derived from the voxels.
  ///   - value: the value, in the normalisation's unit.
  ///   - method: the method where it isn't the normalisation's own, as for peaks.
  /// - Returns: the measurement, with the normalisation's quantity and unit.
  public static func suv(
    _ normalization: SUVCoding,
    _ derivation: Code,
    _ value: Double,
    method: Code? = nil
  ) -> ReportedMeasurement {
    ReportedMeasurement(
      normalization.quantity,
      derivation: derivation,
      value: value,
      unit: normalization.unit,
      method: method ?? normalization.method
    )
  }
}

/// The codes of a normalisation of standardized uptake values.
///
/// - Source: DICOM PS3.16 CID 85, codes 126401 to 126406 and 126410 to 126415.
public enum SUVCoding: CaseIterable, Sendable {
  /// By body weight.
  case bodyWeight
  /// By lean body mass after Janmahasatian.
  case leanBodyMassJanmahasatian
  /// By lean body mass after James, multiplier 128.
  case leanBodyMassJames128
  /// By body surface area.
  case bodySurfaceArea
  /// By ideal body weight.
  case idealBodyWeight

  /// The quantity.
  public var quantity: Code {
    switch self {
    case .bodyWeight: Code.Quantity.suvBodyWeight
    case .leanBodyMassJanmahasatian: Code.Quantity.suvLeanBodyMassJanmahasatian
    case .leanBodyMassJames128: Code.Quantity.suvLeanBodyMassJames128
    case .bodySurfaceArea: Code.Quantity.suvBodySurfaceArea
    case .idealBodyWeight: Code.Quantity.suvIdealBodyWeight
    }
  }

  /// The unit.
  public var unit: Code {
    switch self {
    case .bodyWeight: Code.Unit.suvBodyWeight
    case .leanBodyMassJanmahasatian: Code.Unit.suvLeanBodyMassJanmahasatian
    case .leanBodyMassJames128: Code.Unit.suvLeanBodyMassJames128
    case .bodySurfaceArea: Code.Unit.suvBodySurfaceArea
    case .idealBodyWeight: Code.Unit.suvIdealBodyWeight
    }
  }

  /// The method.
  public var method: Code {
    switch self {
    case .bodyWeight: Code.Method.suvBodyWeight
    case .leanBodyMassJanmahasatian: Code.Method.suvLeanBodyMassJanmahasatian
    case .leanBodyMassJames128: Code.Method.suvLeanBodyMassJames128
    case .bodySurfaceArea: Code.Method.suvBodySurfaceArea
    case .idealBodyWeight: Code.Method.suvIdealBodyWeight
    }
  }
}
