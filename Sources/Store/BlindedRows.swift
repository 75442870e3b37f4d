public import GRDB
public import Trial

/// What a blinded person's session can select: a view of the schema that has no column for what is
/// hidden, and rows of their own alone.
protocol BlindedRow: FetchableRecord, Decodable, Sendable {
  /// The view.
  static var view: String { get }
  /// Its columns, as they are selected.
  static var columns: [String] { get }
  /// The order of its rows.
  static var order: String { get }
}

/// A case of a person's worklist, under the code that they know it by.
///
/// Whose scan it is, is not in it; what the protocol hides is nil.
public struct BlindedCase: Sendable, Equatable, Decodable, FetchableRecord, BlindedRow {
  static let view = "blindedCase"
  static let columns = [
    "caseCode", "part", "status", "endpoint", "scale", "tracer", "visit", "site", "sex",
    "birthYear", "pathology", "companions",
  ]
  static let order = "sequence, position, caseCode"

  /// The code.
  public let caseCode: String
  /// As what the person reads.
  public let part: ReadAssignment.Part
  /// `to read`, `submitted` or `locked`.
  public let status: String
  /// The endpoint that the read is for.
  public let endpoint: String?
  /// The visual scale.
  public let scale: VisualScale
  /// The tracer.
  public let tracer: String?
  /// The visit; nil where the protocol hides other visits or the treatment.
  public let visit: String?
  /// The site; nil where the protocol hides it.
  public let site: String?
  /// The participant's sex; nil where the protocol hides clinical data.
  public let sex: String?
  /// The participant's year of birth; nil where the protocol hides clinical data.
  public let birthYear: Int?
  /// The biopsies' immunohistochemistry; nil where the protocol hides it, or there is none.
  public let pathology: String?
  /// The person's other cases of the same body; nil where the protocol hides them, or there are none.
  public let companions: String?
}

/// A lesion that a case's analysis found: what there is to say of it before anybody has read it.
public struct BlindedLesion: Sendable, Equatable, Decodable, FetchableRecord, BlindedRow {
  static let view = "blindedLesion"
  static let columns = [
    "caseCode", "number", "site", "volumeMilliliters", "suvMax", "suvMean", "suvPeak",
  ]
  static let order = "caseCode, number"

  /// The case's code.
  public let caseCode: String
  /// The lesion's number.
  public let number: Int
  /// Where it is, as the analysis has it.
  public let site: String?
  /// Its volume, in ml.
  public let volumeMilliliters: Double
  /// Its largest SUVbw.
  public let suvMax: Double?
  /// Its mean SUVbw.
  public let suvMean: Double?
  /// Its SUVpeak.
  public let suvPeak: Double?
}

/// A person's own read of a case.
public struct BlindedRead: Sendable, Equatable, Decodable, FetchableRecord, BlindedRow {
  static let view = "blindedRead"
  static let columns = [
    "caseCode", "status", "receptorClass", "grade", "confidence", "notEvaluableReason", "comment",
    "lesions",
  ]
  static let order = "caseCode"

  /// The case's code.
  public let caseCode: String
  /// Whether it can change.
  public let status: ScanRead.Status
  /// What the person says.
  public let content: ReadContent

  /// A row of the view.
  public init(from decoder: any Decoder) throws {
    let row = try decoder.container(keyedBy: Key.self)
    caseCode = try row.decode(String.self, forKey: .caseCode)
    status = try row.decode(ScanRead.Status.self, forKey: .status)
    content = try ReadContent(from: decoder)
  }

  private enum Key: CodingKey {
    case caseCode
    case status
  }
}

/// What one of the readers of a case said, as an adjudicator sees it: without whose it is.
public struct BlindedStatement: Sendable, Equatable, Decodable, FetchableRecord, BlindedRow {
  static let view = "blindedStatement"
  static let columns = [
    "caseCode", "number", "receptorClass", "grade", "confidence", "notEvaluableReason", "comment",
    "lesions", "disagreement",
  ]
  static let order = "caseCode, number"

  /// The case's code.
  public let caseCode: String
  /// Which read of the case it is, from 1; the same reader has other numbers in other cases.
  public let number: Int
  /// What the reader says.
  public let content: ReadContent
  /// Which differences are settled.
  public let rule: [ReadingDesign.Disagreement]

  /// A row of the view.
  public init(from decoder: any Decoder) throws {
    let row = try decoder.container(keyedBy: Key.self)
    caseCode = try row.decode(String.self, forKey: .caseCode)
    number = try row.decode(Int.self, forKey: .number)
    rule = try row.decode(String.self, forKey: .disagreement).split(separator: ",")
      .compactMap { .init(rawValue: String($0)) }
    content = try ReadContent(from: decoder)
  }

  private enum Key: CodingKey {
    case caseCode
    case number
    case disagreement
  }
}
