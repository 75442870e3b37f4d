/// The classes by which a reader grades uptake by eye, as the protocol lists them.
public struct VisualScale: Sendable, Hashable, Codable {
  /// A class of the scale.
  public struct Grade: Sendable, Hashable, Codable {
    /// Its number.
    public let value: Int
    /// What a reader sees.
    public let title: String
    /// The receptor class that a lesion of this grade has.
    public let receptor: ReadClass

    /// A class of a scale.
    ///
    /// - Parameters:
    ///   - value: its number.
    ///   - title: what a reader sees.
    ///   - receptor: the receptor class that a lesion of this grade has.
    public init(value: Int, title: String, receptor: ReadClass) {
      self.value = value
      self.title = title
      self.receptor = receptor
    }
  }

  /// The classes, from the least uptake to the most; their numbers rise.
  public let grades: [Grade]

  /// A scale.
  ///
  /// - Parameter grades: the classes, from the least uptake to the most.
  public init(_ grades: [Grade]) { self.grades = grades }

  /// The class of a number; nil where the scale has none.
  ///
  /// - Parameter value: the number.
  /// - Returns: the class.
  public func grade(_ value: Int) -> Grade? { grades.first { $0.value == value } }

  /// The scale as one line.
  public var text: String {
    grades.map { "\($0.value) \($0.title) = \($0.receptor.rawValue)" }.joined(separator: "; ")
  }
}

/// What a reader says of the receptor: of a lesion, or of the participant.
public enum ReadClass: String, Sendable, Hashable, Codable, CaseIterable {
  /// The receptor isn't seen.
  case negative
  /// It can't be decided between the two.
  case equivocal
  /// The receptor is seen.
  case positive
  /// The scan doesn't allow a reading.
  case notEvaluable = "not-evaluable"
}
