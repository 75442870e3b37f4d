/// A scan that a person is to read, under a code that tells nothing of whose it is.
public struct ReadAssignment: TrialRecord {
  /// As what the person reads.
  public enum Part: String, Sendable, Hashable, Codable, CaseIterable {
    /// By themselves, without knowing what others say.
    case reader
    /// Where readers differ: sees what they said, not who said it.
    case adjudicator
  }

  /// Which table it is a row of.
  public static let kind = RecordKind.readAssignment

  /// The record's id.
  public var id: String
  /// The round.
  public var round: String
  /// The reader's account.
  public var account: String
  /// As what the person reads.
  public var part: Part
  /// The scan.
  public var scan: String
  /// The place in the person's own order, from 1; nil for an adjudication, which comes when it comes.
  public var position: Int?
  /// The code that the person knows the case by; another one for each person and each read.
  public var caseCode: String
  /// The assignment whose scan is read once more by the same person; nil for a first read.
  public var rereads: String?
  /// Whether it was taken back, and counts for nothing.
  public var isVoid: Bool

  /// A scan to read.
  ///
  /// - Parameters:
  ///   - round: the round.
  ///   - account: the reader's account.
  ///   - part: as what the person reads.
  ///   - scan: the scan.
  ///   - position: the place in the person's own order.
  ///   - caseCode: the code.
  ///   - rereads: the assignment whose scan is read once more.
  public init(
    round: String,
    account: String,
    part: Part,
    scan: String,
    position: Int?,
    caseCode: String,
    rereads: String? = nil
  ) {
    id = ""
    self.round = round
    self.account = account
    self.part = part
    self.scan = scan
    self.position = position
    self.caseCode = caseCode
    self.rereads = rereads
    isVoid = false
  }
}
