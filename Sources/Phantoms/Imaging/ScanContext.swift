/// Who was scanned, when, and with what: what headers say beside the images.
public struct ScanContext: Sendable {
  /// The participant's number, from 1.
  public let participant: Int
  /// The visit's name.
  public let visit: String
  /// The tracer, by its profile's name.
  public let tracer: String
  /// The invented person, the day and the identifiers.
  public var study: SimulatedStudy
  /// The injection, as it truly was.
  public var administration: SimulatedAdministration
  /// When the PET starts.
  public var scanStart: Timestamp
  /// How long each bed position is measured, in s.
  public var secondsPerBed: Double

  /// A scan of a participant at a visit.
  ///
  /// - Parameters:
  ///   - participant: the participant's number, from 1.
  ///   - visit: the visit's name.
  ///   - tracer: the tracer, by its profile's name.
  ///   - study: the invented person, the day and the identifiers.
  ///   - administration: the injection, as it truly was.
  ///   - scanStart: when the PET starts.
  ///   - secondsPerBed: how long each bed position is measured, in s.
  public init(
    participant: Int,
    visit: String,
    tracer: String,
    study: SimulatedStudy,
    administration: SimulatedAdministration,
    scanStart: Timestamp,
    secondsPerBed: Double
  ) {
    self.participant = participant
    self.visit = visit
    self.tracer = tracer
    self.study = study
    self.administration = administration
    self.scanStart = scanStart
    self.secondsPerBed = secondsPerBed
  }

  /// From injection to scan, in h.
  public var uptakeHours: Double {
    scanStart.seconds(since: administration.start) / 3600
  }
}
