public import Lesions
public import Radiomics
public import Response

/// A scan as the database keeps it: its lesions, their features, its heterogeneity.
public struct ScanRecord: Sendable {
  /// A lesion with what was measured of it.
  public struct Lesion: Sendable {
    /// Its running number in the scan.
    public let number: Int
    /// Its numbers.
    public let measurement: LesionMeasurement
    /// Its class, and whether it is the primary tumour; nil for a region that doesn't count.
    public let assessed: AssessedLesion?
    /// Its radiomic features; empty where none were asked for.
    public var features: [Feature]

    /// A lesion with what was measured of it.
    ///
    /// - Parameters:
    ///   - number: its running number in the scan.
    ///   - measurement: its numbers.
    ///   - assessed: its class; nil for a region that doesn't count.
    ///   - features: its radiomic features.
    public init(
      number: Int,
      measurement: LesionMeasurement,
      assessed: AssessedLesion?,
      features: [Feature] = []
    ) {
      self.number = number
      self.measurement = measurement
      self.assessed = assessed
      self.features = features
    }
  }

  /// A number of the patient at the scan, all lesions together.
  public struct PatientValue: Sendable {
    /// The name in tables, such as `total_volume`.
    public let name: String
    /// The number; nil with a ``reason``.
    public let value: Double?
    /// The unit, as UCUM writes it.
    public let unit: String
    /// Why there is no number; nil where there is one.
    public let reason: String?

    /// A number of the patient.
    init(_ name: String, _ measured: Measured, unit: String) {
      self.name = name
      value = measured.value
      self.unit = unit
      reason = measured.reason?.description
    }
  }

  /// The patient.
  public var patient: String
  /// The visit, such as the study's date.
  public var visit: String
  /// The tracer profile's id; nil where it has none.
  public var tracer: String?
  /// StudyInstanceUID.
  public var studyInstanceUID: String
  /// SeriesInstanceUID of the PET.
  public var seriesInstanceUID: String
  /// The SHA-256 of the input; a second record of the same input takes the first one's place.
  public var inputSHA256: String
  /// The version of Herald that measured it.
  public var heraldVersion: String
  /// The lesions.
  public var lesions: [Lesion]
  /// The settings of the features; nil where there are none.
  public var settings: RadiomicsSettings?
  /// The scan's heterogeneity.
  public var endpoints: [Endpoint]
  /// The patient's numbers, all lesions together.
  public var values: [PatientValue] = []

  /// A scan.
  ///
  /// - Parameters:
  ///   - patient: the patient.
  ///   - visit: the visit.
  ///   - tracer: the tracer profile's id.
  ///   - studyInstanceUID: the study.
  ///   - seriesInstanceUID: the PET series.
  ///   - inputSHA256: the hash of the input.
  ///   - heraldVersion: the version that measured it.
  ///   - lesions: the lesions.
  ///   - settings: the settings of the features.
  ///   - endpoints: the scan's heterogeneity.
  public init(
    patient: String,
    visit: String,
    tracer: String?,
    studyInstanceUID: String,
    seriesInstanceUID: String,
    inputSHA256: String,
    heraldVersion: String,
    lesions: [Lesion],
    settings: RadiomicsSettings?,
    endpoints: [Endpoint]
  ) {
    self.patient = patient
    self.visit = visit
    self.tracer = tracer
    self.studyInstanceUID = studyInstanceUID
    self.seriesInstanceUID = seriesInstanceUID
    self.inputSHA256 = inputSHA256
    self.heraldVersion = heraldVersion
    self.lesions = lesions
    self.settings = settings
    self.endpoints = endpoints
  }
}

/// A lesion's features, as they were kept.
public struct LesionFeatures: Sendable {
  /// The patient.
  public let patient: String
  /// The visit.
  public let visit: String
  /// The tracer profile's id; nil where the scan had none.
  public let tracer: String?
  /// The lesion's number in its scan.
  public let number: Int
  /// The lesion's name.
  public let label: String
  /// What the settings are called.
  public let settings: String
  /// The values by their tags; a feature without one is absent.
  public internal(set) var values: [String: Double] = [:]
}
