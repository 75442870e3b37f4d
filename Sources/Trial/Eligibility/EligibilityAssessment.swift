/// Whether a statement is true, as far as is known.
///
/// - Source: the strong three-valued logic of Kleene, Introduction to Metamathematics, 1952, § 64.
public enum Verdict: String, Hashable, Sendable, Codable, CaseIterable {
  /// The statement is true.
  case met
  /// The statement is false.
  case notMet = "not met"
  /// The data don't tell.
  case unknown

  /// True where both are; false where one is false, whatever the other.
  public static func && (left: Verdict, right: Verdict) -> Verdict {
    left == .notMet || right == .notMet ? .notMet : left == .met && right == .met ? .met : .unknown
  }

  /// True where one is, whatever the other; false where both are.
  public static func || (left: Verdict, right: Verdict) -> Verdict { !(!left && !right) }

  /// The opposite; what is unknown stays so.
  public static prefix func ! (verdict: Verdict) -> Verdict {
    switch verdict {
    case .met: .notMet
    case .notMet: .met
    case .unknown: .unknown
    }
  }

  /// What a plain truth is.
  public init(_ isTrue: Bool) { self = isTrue ? .met : .notMet }
}

/// One criterion's judgement: whether its statement is true, why, and on which data.
public struct CriterionJudgement: Hashable, Sendable, Codable {
  /// The criterion's id.
  public let criterion: String
  /// Which way it works.
  public let kind: EligibilityCriterion.Kind
  /// The record's words.
  public let text: String
  /// Whether its statement is true: an exclusion criterion that is met excludes.
  public let verdict: Verdict
  /// Why, one line for each rule that was asked.
  public let reasons: [String]
  /// The data that it rests on, with date, source and person.
  public let data: [Datum]

  /// Whether the criterion stands in the way, lets pass, or can't be told.
  public var passes: Verdict { kind == .inclusion ? verdict : !verdict }
}

/// Which reading of a criterion's words the site decided for, and who did when.
public struct ReadingDecision: Hashable, Sendable, Codable {
  /// The question's id in the protocol.
  public let question: String
  /// The reading's id.
  public let reading: String
  /// Who decided.
  public let by: String
  /// When.
  public let date: CivilDate
  /// Why.
  public let reason: String

  /// A decision for a reading.
  public init(question: String, reading: String, by: String, date: CivilDate, reason: String) {
    self.question = question
    self.reading = reading
    self.by = by
    self.date = date
    self.reason = reason
  }
}

/// Whether a participant may take part, by one version of a protocol on one day.
public struct EligibilityAssessment: Hashable, Sendable, Codable {
  /// What follows.
  public enum Conclusion: String, Hashable, Sendable, Codable {
    /// Every inclusion criterion is met and no exclusion criterion is.
    case eligible
    /// An inclusion criterion is not met, or an exclusion criterion is.
    case notEligible = "not eligible"
    /// Nothing stands in the way, but not all is known; or the protocol has no criteria yet.
    case undetermined
  }

  /// The protocol's id.
  public let protocolID: String
  /// The protocol's version.
  public let protocolVersion: String
  /// The SHA-256 of the protocol's text.
  public let protocolSHA256: String
  /// The day that was judged for.
  public let date: CivilDate
  /// Who judged.
  public let by: String
  /// Each criterion's judgement, in the protocol's order.
  public let judgements: [CriterionJudgement]
  /// The readings of ambiguous words that were decided for.
  public let decisions: [ReadingDecision]

  /// What follows.
  public var conclusion: Conclusion {
    guard !judgements.isEmpty else { return .undetermined }
    return switch judgements.map(\.passes).reduce(.met, &&) {
    case .met: .eligible
    case .notMet: .notEligible
    case .unknown: .undetermined
    }
  }

  /// The criteria that stand in the way.
  public var failures: [CriterionJudgement] { judgements.filter { $0.passes == .notMet } }
  /// The criteria that can't be told.
  public var unknowns: [CriterionJudgement] { judgements.filter { $0.passes == .unknown } }
}
