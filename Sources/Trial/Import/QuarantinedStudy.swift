/// A study that is kept, but filed nowhere until a person has decided.
public struct QuarantinedStudy: TrialRecord {
  /// What became of it.
  public enum Status: String, CaseIterable, Codable, Sendable {
    /// It waits for a decision.
    case waiting
    /// It was filed after all.
    case filed
  }

  /// Which table it is a row of.
  public static let kind = RecordKind.quarantinedStudy

  /// The record's id.
  public var id: String
  /// The Study Instance UID.
  public var studyInstanceUID: String
  /// Whom its headers name, with commas between.
  public var named: String
  /// The day on which it was made; nil where the header has none.
  public var studyDate: CivilDate?
  /// The modalities, with commas between.
  public var modalities: String
  /// The tracer, by the protocol's id, as far as it can be told.
  public var tracer: String?
  /// The doubts' codes, with commas between.
  public var codes: String
  /// The doubts in words, a line each.
  public var reasons: String
  /// The number of files.
  public var fileCount: Int
  /// What the files hold together, in bytes.
  public var byteCount: Int
  /// The SHA-256 of the manifest, in hexadecimal.
  public var manifestSHA256: String
  /// What became of it.
  public var status: Status
  /// The scan that it was filed as.
  public var scan: String?

  /// A study that is kept, but filed nowhere.
  ///
  /// - Parameters:
  ///   - study: what its headers say.
  ///   - doubts: why it can't be filed.
  ///   - manifest: the files.
  ///   - manifestSHA256: the SHA-256 of the manifest as it is stored.
  public init(
    _ study: IncomingStudy,
    doubts: [FilingDoubt],
    manifest: ObjectManifest,
    manifestSHA256: String
  ) {
    id = ""
    studyInstanceUID = study.studyInstanceUID
    named = Set(study.subjectIDs + study.patientIDs).sorted().joined(separator: ", ")
    studyDate = study.date
    modalities = study.modalities.joined(separator: ",")
    codes = doubts.map(\.code.rawValue).joined(separator: ",")
    reasons = doubts.map(\.description).joined(separator: "\n")
    fileCount = manifest.entries.count
    byteCount = manifest.entries.reduce(0) { $0 + $1.byteCount }
    self.manifestSHA256 = manifestSHA256
    status = .waiting
  }
}
