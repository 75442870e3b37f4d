/// When a criterion's statement is true: a rule on data.
public indirect enum EligibilityRule: Hashable, Sendable {
  /// All of the rules.
  case all([EligibilityRule])
  /// One of the rules at least.
  case any([EligibilityRule])
  /// The opposite of a rule.
  case not(EligibilityRule)
  /// The age in completed years on the day of assessment.
  case age(Bounds)
  /// A coded datum is one of these.
  case code(DatumName, oneOf: [String], valid: Validity)
  /// A measured datum lies within bounds.
  case quantity(DatumName, Bounds, valid: Validity)
  /// A question is answered with yes.
  case yes(DatumName, valid: Validity)
  /// So many measurable lesions at least, by RECIST 1.1 on CT or MR.
  case measurableLesions(atLeast: Int, valid: Validity)
  /// A person of the role answers the question with yes, in their own judgement.
  case judgement(DatumName, by: TrialRole)
  /// The record's words can be read in several ways; the site decides between them.
  case readings(Readings)
  /// The rule is the site's to fill in; until then a person's judgement answers the question.
  case open(DatumName, String)

  /// The name of a datum, such as `ECOG`.
  public typealias DatumName = String

  /// How long a datum holds: up to so many days before the assessment; nil where the protocol sets
  /// no limit.
  public typealias Validity = Stated<Int>?

  /// Bounds on a number; each nil where there is none.
  public struct Bounds: Hashable, Sendable {
    /// The number is this or higher.
    public var atLeast: Double?
    /// The number is higher than this.
    public var above: Double?
    /// The number is this or lower.
    public var atMost: Double?
    /// The number is lower than this.
    public var below: Double?
    /// The unit, as UCUM writes it.
    public var unit: String

    /// Bounds on a number.
    public init(
      atLeast: Double? = nil,
      above: Double? = nil,
      atMost: Double? = nil,
      below: Double? = nil,
      unit: String
    ) {
      self.atLeast = atLeast
      self.above = above
      self.atMost = atMost
      self.below = below
      self.unit = unit
    }
  }

  /// Words that can be read in several ways.
  public struct Readings: Hashable, Sendable {
    /// One way to read them.
    public struct Reading: Hashable, Sendable {
      /// What names the reading.
      public let id: String
      /// The reading in words.
      public let text: String
      /// The rule that it means.
      public let rule: EligibilityRule
    }

    /// What names the question.
    public let id: String
    /// What is in conflict.
    public let question: String
    /// The ways to read it.
    public let options: [Reading]
    /// The id of the reading that holds; open until the site decides.
    public let chosen: Stated<String>
  }
}

/// An eligibility criterion of a protocol.
public struct EligibilityCriterion: Hashable, Sendable {
  /// Which way a criterion works.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// Who takes part meets it.
    case inclusion
    /// Who takes part does not meet it.
    case exclusion
  }

  /// What names the criterion, such as `I1`.
  public let id: String
  /// Which way it works.
  public let kind: Kind
  /// The record's words.
  public let text: String
  /// When its statement is true.
  public let rule: EligibilityRule
  /// Where it comes from.
  public let provenance: Provenance
}
