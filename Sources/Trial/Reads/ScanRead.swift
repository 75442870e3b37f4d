/// A read as it is stored: what a reader said of a scan, and whether it is locked.
///
/// A locked read can't change; an administrator can unlock it with a reason, and what it said before
/// stays in the audit trail.
public struct ScanRead: TrialRecord {
  /// Whether it can change.
  public enum Status: String, Sendable, Hashable, Codable, CaseIterable {
    /// Its reader can still correct it, with a reason.
    case submitted
    /// It is signed and can't change.
    case locked
  }

  /// Which table it is a row of.
  public static let kind = RecordKind.read

  /// The record's id.
  public var id: String
  /// The assignment that it answers.
  public var assignment: String
  /// Whether it can change.
  public var status: Status
  /// The participant's receptor class.
  public var receptorClass: ReadClass
  /// The participant's grade on the visual scale.
  public var grade: Int?
  /// How sure the reader is, 1 to 5.
  public var confidence: Int?
  /// Why the scan can't be read.
  public var notEvaluableReason: String?
  /// What else the reader says.
  public var comment: String?
  /// The lesions; JSON in the table.
  public var lesions: [LesionRead]
  /// The SHA-256 of the input of the analysis whose lesion numbers are meant; nil where there is none.
  public var analysisSHA256: String?
  /// Whether cases before it in the reader's own order were still unread.
  public var isOutOfOrder: Bool
  /// When it was first submitted.
  public var submittedAt: ZonedInstant
  /// When it was locked; nil while it isn't.
  public var lockedAt: ZonedInstant?

  /// A read as it is first submitted.
  ///
  /// - Parameters:
  ///   - assignment: the assignment that it answers.
  ///   - content: what the reader says.
  ///   - analysisSHA256: the SHA-256 of the input of the analysis whose lesion numbers are meant.
  ///   - isOutOfOrder: whether cases before it were still unread.
  ///   - submittedAt: when it is submitted.
  public init(
    assignment: String,
    content: ReadContent,
    analysisSHA256: String?,
    isOutOfOrder: Bool,
    submittedAt: ZonedInstant
  ) {
    id = ""
    self.assignment = assignment
    status = .submitted
    receptorClass = content.receptorClass
    lesions = []
    self.analysisSHA256 = analysisSHA256
    self.isOutOfOrder = isOutOfOrder
    self.submittedAt = submittedAt
    self.content = content
  }

  /// What the reader says.
  public var content: ReadContent {
    get {
      ReadContent(
        receptorClass: receptorClass,
        grade: grade,
        confidence: confidence,
        notEvaluableReason: notEvaluableReason,
        comment: comment,
        lesions: lesions
      )
    }
    set {
      receptorClass = newValue.receptorClass
      grade = newValue.grade
      confidence = newValue.confidence
      notEvaluableReason = newValue.notEvaluableReason
      comment = newValue.comment
      lesions = newValue.lesions
    }
  }
}
