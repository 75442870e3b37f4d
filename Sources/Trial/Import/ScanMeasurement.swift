/// What was computed of a scan, as the protocol asks for; or why nothing could be.
///
/// A scan is measured anew where a fact that it rests on was corrected: both measurements stay, and
/// the new one says why.
public struct ScanMeasurement: TrialRecord {
  /// What came of it.
  public enum Status: String, CaseIterable, Codable, Sendable {
    /// There are numbers.
    case measured
    /// A number would have been a guess.
    case refused
  }

  /// Which table it is a row of.
  public static let kind = RecordKind.scanMeasurement

  /// The record's id.
  public var id: String
  /// The scan.
  public var scan: String
  /// The participant's screening number.
  public var participant: String
  /// The visit.
  public var visit: String
  /// The tracer, by the protocol's id.
  public var tracer: String?
  /// What came of it.
  public var status: Status
  /// The refusal's code; nil where there are numbers.
  public var refusalCode: String?
  /// The refusal in words, with what can be done; nil where there are numbers.
  public var refusal: String?
  /// The PET series that was measured.
  public var seriesInstanceUID: String?
  /// The SHA-256 of the files that the numbers come from.
  public var inputSHA256: String?
  /// The administration that the SUV rests on; nil where the header's own facts hold.
  public var administration: String?
  /// The SHA-256 of what the trial's records and the protocol say of the scan.
  public var factsSHA256: String
  /// The protocol's version.
  public var protocolVersion: String
  /// The SHA-256 of the protocol's text.
  public var protocolSHA256: String
  /// The program and its version.
  public var program: String
  /// The activity at the moment of injection, in MBq.
  public var activityMegabecquerels: Double?
  /// From injection to the scan, in min.
  public var uptakeMinutes: Double?
  /// The number of lesions that count.
  public var lesionCount: Int?
  /// Of them, those that are receptor-positive.
  public var positiveCount: Int?
  /// The participant's receptor class at this scan, by the protocol's aggregation; nil where there is
  /// no number.
  public var receptorClass: String?
  /// Why the class is what it is.
  public var receptorReason: String?
  /// Where the scan departs from the protocol, a line each.
  public var deviations: String?
  /// What is in doubt, a line each.
  public var caveats: String?
  /// The SHA-256 of the result's manifest: tables, record, DICOM objects.
  public var resultSHA256: String?
  /// The SHA-256 of its rows in the tables of lesions, patient values and heterogeneity.
  public var rowsSHA256: String?
  /// The measurement whose place it takes.
  public var replaces: String?
  /// Whether it is the one that holds.
  public var isCurrent: Bool

  /// A measurement, or a refusal, of a scan.
  ///
  /// - Parameters:
  ///   - scan: the scan.
  ///   - status: what came of it.
  ///   - factsSHA256: the SHA-256 of what the records and the protocol say.
  ///   - trial: the protocol that asks for it.
  ///   - program: the program and its version.
  public init(
    of scan: ReceivedScan,
    status: Status,
    factsSHA256: String,
    under trial: TrialProtocol,
    program: String
  ) {
    id = ""
    self.scan = scan.id
    participant = scan.participant
    visit = scan.visit
    tracer = scan.tracer
    self.status = status
    self.factsSHA256 = factsSHA256
    protocolVersion = trial.version
    protocolSHA256 = trial.sha256
    self.program = program
    isCurrent = true
  }
}
