/// The site's decision how ambiguous words of a criterion are read; it holds from its day on.
public struct CriterionReading: TrialRecord {
  /// Which table it is a row of.
  public static let kind = RecordKind.criterionReading

  /// The record's id.
  public var id: String
  /// The question's id in the protocol.
  public var question: String
  /// The id of the reading that holds.
  public var reading: String
  /// Who decided.
  public var decidedBy: String
  /// The day from which it holds.
  public var date: CivilDate
  /// Why.
  public var reason: String

  /// A decision, as the store keeps it.
  ///
  /// - Parameter decision: the decision.
  public init(_ decision: ReadingDecision) {
    id = ""
    question = decision.question
    reading = decision.reading
    decidedBy = decision.by
    date = decision.date
    reason = decision.reason
  }

  /// The decision, as the eligibility rules take it.
  public var decision: ReadingDecision {
    ReadingDecision(question: question, reading: reading, by: decidedBy, date: date, reason: reason)
  }
}
