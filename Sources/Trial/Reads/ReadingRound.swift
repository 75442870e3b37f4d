/// Scans that were given to readers together, with the rules that hold for their reads.
///
/// The rules are those of the protocol's version at that moment: an amendment doesn't change reads
/// that were assigned before.
public struct ReadingRound: TrialRecord {
  /// Whether scans are read for the first time.
  public enum Purpose: String, Sendable, Hashable, Codable, CaseIterable {
    /// The reads that count.
    case primary
    /// The same scans once more by the same readers: how well a reader agrees with themselves.
    case reread = "re-read"
  }

  /// Which table it is a row of.
  public static let kind = RecordKind.readingRound

  /// The record's id.
  public var id: String
  /// Whether scans are read for the first time.
  public var purpose: Purpose
  /// The round whose scans are read once more; nil for a first read.
  public var rereads: String?
  /// The protocol's endpoint that the reads are for; nil where none was named.
  public var endpoint: String?
  /// The visit whose scans are read.
  public var visit: String
  /// The tracer whose scans are read; nil for every tracer.
  public var tracer: String?
  /// The seed of the readers' orders and of the case codes, 16 hexadecimal digits.
  public var seed: String
  /// The accounts of a scan's readers, with commas between; a successor stands in the place of who left.
  public var readers: String
  /// Who settles differences; nil where nobody does.
  public var adjudicator: String?
  /// How differences are settled.
  public var resolution: ReadingDesign.Resolution
  /// What readers don't see, with commas between.
  public var hidden: String
  /// The days between two reads of a scan by a reader; nil for a first read.
  public var washoutDays: Int?
  /// The visual scale.
  public var scale: VisualScale
  /// Which differences are settled, with commas between.
  public var disagreement: String
  /// The protocol's version.
  public var protocolVersion: String

  /// A round.
  ///
  /// - Parameters:
  ///   - purpose: whether scans are read for the first time.
  ///   - rereads: the round whose scans are read once more.
  ///   - endpoint: the protocol's endpoint.
  ///   - visit: the visit.
  ///   - tracer: the tracer; nil for every one.
  ///   - seed: the seed of orders and codes.
  ///   - readers: the readers' accounts.
  ///   - adjudicator: who settles differences.
  ///   - rules: the protocol's reading design, with nothing left open.
  ///   - protocolVersion: the protocol's version.
  public init(
    purpose: Purpose,
    rereads: String? = nil,
    endpoint: String?,
    visit: String,
    tracer: String?,
    seed: UInt64,
    readers: [String],
    adjudicator: String?,
    rules: ReadingRules,
    protocolVersion: String
  ) {
    id = ""
    self.purpose = purpose
    self.rereads = rereads
    self.endpoint = endpoint
    self.visit = visit
    self.tracer = tracer
    let digits = String(seed, radix: 16)
    self.seed = String(repeating: "0", count: 16 - digits.count) + digits
    self.readers = readers.joined(separator: ",")
    self.adjudicator = adjudicator
    resolution = rules.resolution
    hidden = rules.hidden.map(\.rawValue).joined(separator: ",")
    washoutDays = rules.washoutDays
    scale = rules.scale
    disagreement = rules.disagreement.map(\.rawValue).joined(separator: ",")
    self.protocolVersion = protocolVersion
  }

  /// The readers' accounts.
  public var readerAccounts: [String] { readers.split(separator: ",").map(String.init) }

  /// Which differences are settled.
  public var disagreements: [ReadingDesign.Disagreement] {
    disagreement.split(separator: ",").compactMap { .init(rawValue: String($0)) }
  }
}

/// The protocol's reading design with everything said that reads need.
public struct ReadingRules: Sendable, Hashable {
  /// How many readers read each scan.
  public let readers: Int
  /// How differences are settled.
  public let resolution: ReadingDesign.Resolution
  /// What readers don't see.
  public let hidden: [ReadingDesign.Hidden]
  /// The days between two reads of a scan by a reader; nil where the scans are read for the first time.
  public let washoutDays: Int?
  /// The visual scale.
  public let scale: VisualScale
  /// Which differences are settled.
  public let disagreement: [ReadingDesign.Disagreement]

  /// The rules of a design.
  ///
  /// - Parameters:
  ///   - design: the protocol's reading design.
  ///   - purpose: whether scans are read for the first time; a washout is needed for the second alone.
  /// - Throws: ``TrialProtocolError/open(_:_:)`` where the protocol leaves something to the site.
  public init(_ design: ReadingDesign, for purpose: ReadingRound.Purpose) throws {
    readers = try design.readers.required("reading.readers")
    hidden = try design.hidden.required("reading.hidden")
    scale = try design.scale.required("reading.scale")
    // A single reader has nobody to differ from.
    resolution =
      readers == 1
      ? design.resolution.value ?? .consensus
      : try design.resolution.required("reading.resolution")
    disagreement =
      readers == 1 ? [] : try design.disagreement.required("reading.disagreement")
    washoutDays =
      purpose == .reread ? try design.washoutDays.required("reading.washout") : nil
  }
}
