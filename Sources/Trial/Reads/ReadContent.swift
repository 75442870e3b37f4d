/// What a reader says of a scan: of the participant, and of each lesion.
///
/// Lesions carry the numbers that the scan's analysis gave them; a lesion that the analysis doesn't
/// have is named by the reader as `new-1`, `new-2`, with its place.
public struct ReadContent: Sendable, Hashable, Codable {
  /// The participant's receptor class.
  public var receptorClass: ReadClass
  /// The participant's grade on the protocol's visual scale; nil where none was given.
  public var grade: Int?
  /// How sure the reader is, 1 (not at all) to 5 (entirely); nil where nothing was said.
  public var confidence: Int?
  /// Why the scan can't be read; nil where it can.
  public var notEvaluableReason: String?
  /// What else the reader says.
  public var comment: String?
  /// The lesions, in the order of their names.
  public var lesions: [LesionRead]

  /// What a reader says of a scan.
  ///
  /// - Parameters:
  ///   - receptorClass: the participant's receptor class.
  ///   - grade: the participant's grade.
  ///   - confidence: how sure the reader is, 1 to 5.
  ///   - notEvaluableReason: why the scan can't be read.
  ///   - comment: what else the reader says.
  ///   - lesions: the lesions, in any order.
  public init(
    receptorClass: ReadClass,
    grade: Int? = nil,
    confidence: Int? = nil,
    notEvaluableReason: String? = nil,
    comment: String? = nil,
    lesions: [LesionRead]
  ) {
    self.receptorClass = receptorClass
    self.grade = grade
    self.confidence = confidence
    self.notEvaluableReason = notEvaluableReason
    self.comment = comment
    self.lesions = lesions.sorted { LesionRead.precedes($0.lesion, $1.lesion) }
  }

  /// A lesion by its name; nil where the reader said nothing of it.
  ///
  /// - Parameter name: the lesion's name.
  /// - Returns: what was said of it.
  public func lesion(_ name: String) -> LesionRead? { lesions.first { $0.lesion == name } }
}

/// What a reader says of a lesion.
public struct LesionRead: Sendable, Hashable, Codable {
  /// The lesion: its number in the scan's analysis, or `new-1` for one that the reader adds.
  public var lesion: String
  /// Whether it is a lesion; false for one that the analysis took for one and the reader doesn't.
  public var isPresent: Bool
  /// Its grade on the protocol's visual scale; nil where it isn't present.
  public var grade: Int?
  /// Its receptor class: the grade's; nil where it isn't present.
  public var receptorClass: ReadClass?
  /// Where it is; needed for a lesion that the reader adds.
  public var site: String?
  /// What else the reader says.
  public var comment: String?

  /// What a reader says of a lesion.
  ///
  /// - Parameters:
  ///   - lesion: the lesion's name.
  ///   - isPresent: whether it is a lesion.
  ///   - grade: its grade.
  ///   - receptorClass: its receptor class.
  ///   - site: where it is.
  ///   - comment: what else the reader says.
  public init(
    lesion: String,
    isPresent: Bool,
    grade: Int? = nil,
    receptorClass: ReadClass? = nil,
    site: String? = nil,
    comment: String? = nil
  ) {
    self.lesion = lesion
    self.isPresent = isPresent
    self.grade = grade
    self.receptorClass = receptorClass
    self.site = site
    self.comment = comment
  }

  /// Whether a lesion's name stands before another's: numbers by size, then the readers' own.
  static func precedes(_ a: String, _ b: String) -> Bool {
    switch (Int(a), Int(b)) {
    case (let a?, let b?): a < b
    case (.some, nil): true
    case (nil, .some): false
    case (nil, nil): (a.utf8.count, a) < (b.utf8.count, b)
    }
  }

  /// Whether the reader added it.
  public var isAdded: Bool { Int(lesion) == nil }
}
