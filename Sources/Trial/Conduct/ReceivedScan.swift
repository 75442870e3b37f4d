/// A study of images as it was received, filed under a participant and a visit.
///
/// Its files lie in the object store; the manifest, an object too, names each of them.
public struct ReceivedScan: TrialRecord {
  /// Which table it is a row of.
  public static let kind = RecordKind.receivedScan

  /// The record's id.
  public var id: String
  /// The participant's screening number.
  public var participant: String
  /// The visit.
  public var visit: String
  /// The Study Instance UID.
  public var studyInstanceUID: String
  /// The day on which it was made, by its own header.
  public var studyDate: CivilDate
  /// The modalities, in order, with commas between.
  public var modalities: String
  /// The tracer, by the protocol's id; nil where none is known.
  public var tracer: String?
  /// The number of files.
  public var fileCount: Int
  /// What the files hold together, in bytes.
  public var byteCount: Int
  /// The SHA-256 of the manifest, in hexadecimal.
  public var manifestSHA256: String
  /// Whether the entry was made in error, and counts for nothing.
  public var isVoid: Bool

  /// A study of images as it was received.
  ///
  /// - Parameters:
  ///   - participant: the screening number.
  ///   - visit: the visit.
  ///   - studyInstanceUID: the Study Instance UID.
  ///   - studyDate: the day on which it was made.
  ///   - modalities: the modalities, with commas between.
  ///   - tracer: the tracer; nil where none is known.
  ///   - manifest: the files.
  ///   - manifestSHA256: the SHA-256 of the manifest as it is stored.
  public init(
    participant: String,
    visit: String,
    studyInstanceUID: String,
    studyDate: CivilDate,
    modalities: String,
    tracer: String?,
    manifest: ObjectManifest,
    manifestSHA256: String
  ) {
    id = ""
    self.participant = participant
    self.visit = visit
    self.studyInstanceUID = studyInstanceUID
    self.studyDate = studyDate
    self.modalities = modalities
    self.tracer = tracer
    fileCount = manifest.entries.count
    byteCount = manifest.entries.reduce(0) { $0 + $1.byteCount }
    self.manifestSHA256 = manifestSHA256
    isVoid = false
  }
}

/// The files of a scan: each with its SHA-256, its length and the name that it came under.
///
/// As text: a line each, `sha256  bytes  name`, in the order of the names.
public struct ObjectManifest: Equatable, Sendable {
  /// A file.
  public struct Entry: Equatable, Sendable {
    /// The SHA-256 of its bytes, in hexadecimal.
    public let sha256: String
    /// Its length.
    public let byteCount: Int
    /// The name that it came under, relative to the folder that was imported.
    public let name: String

    /// A file.
    ///
    /// - Parameters:
    ///   - sha256: the SHA-256 of its bytes, in hexadecimal.
    ///   - byteCount: its length.
    ///   - name: the name that it came under.
    public init(sha256: String, byteCount: Int, name: String) {
      self.sha256 = sha256
      self.byteCount = byteCount
      self.name = name
    }
  }

  /// The files, in the order of their names.
  public let entries: [Entry]

  /// The files of a scan.
  ///
  /// - Parameter entries: the files, in any order.
  public init(_ entries: [Entry]) {
    self.entries = entries.sorted { ($0.name, $0.sha256) < ($1.name, $1.sha256) }
  }

  /// A manifest out of its text; nil where it is none.
  ///
  /// - Parameter text: the text.
  public init?(parsing text: String) {
    var entries: [Entry] = []
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: "  ", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3, parts[0].utf8.count == 64, let count = Int(parts[1]) else {
        return nil
      }
      entries.append(Entry(sha256: String(parts[0]), byteCount: count, name: String(parts[2])))
    }
    self.entries = entries
  }

  /// The manifest as text.
  public var text: String {
    entries.map { "\($0.sha256)  \($0.byteCount)  \($0.name)\n" }.joined()
  }
}
