/// An adverse event.
///
/// - Source: CTCAE v5.0 (grades); ICH E2A (seriousness); CDISC SDTM terminology OUT (C66768).
public struct AdverseEvent: EnteredRecord {
  /// Why an event is serious.
  public enum Seriousness: String, CaseIterable, Codable, Sendable {
    /// It isn't.
    case no = "not serious"
    /// It led to death.
    case death
    /// It was life-threatening.
    case lifeThreatening = "life-threatening"
    /// It led to a stay in hospital, or made one longer.
    case hospitalization
    /// It led to lasting disability.
    case disability
    /// It is a congenital anomaly.
    case congenitalAnomaly = "congenital anomaly"
    /// It is medically important in another way.
    case medicallyImportant = "medically important"
  }

  /// Whether the tracer caused it, as the investigator judges.
  public enum Relation: String, CaseIterable, Codable, Sendable {
    /// It didn't.
    case unrelated
    /// It hardly did.
    case unlikely
    /// It may have.
    case possible
    /// It probably did.
    case probable
    /// It did.
    case definite
    /// Nobody has judged it yet.
    case notAssessed = "not assessed"
  }

  /// What became of it.
  public enum Result: String, CaseIterable, Codable, Sendable {
    /// It is over.
    case recovered
    /// It is over and left something.
    case recoveredWithSequelae = "recovered with sequelae"
    /// It is getting better.
    case recovering
    /// It goes on.
    case notRecovered = "not recovered"
    /// The participant died of it.
    case fatal
    /// It isn't known.
    case unknown
  }

  /// Which table it is a row of.
  public static let kind = RecordKind.adverseEvent

  /// The record's id.
  public var id: String
  /// The participant's screening number.
  public var participant: String
  /// What happened, in the investigator's words.
  public var term: String
  /// The day on which it began, or what is known of it.
  public var onset: PartialDate
  /// The day on which it ended; nil while it goes on.
  public var end: PartialDate?
  /// The CTCAE grade, 1 to 5.
  public var grade: Int
  /// Whether and why it is serious.
  public var seriousness: Seriousness
  /// Whether the tracer caused it.
  public var relation: Relation
  /// What became of it.
  public var outcome: Result
  /// What was done.
  public var action: String?
  /// The visit after which it began; nil where it belongs to none.
  public var visit: String?
  /// MedDRA's preferred term, where the event was coded.
  public var preferredTerm: String?
  /// Whether the entry was made in error, and counts for nothing.
  public var isVoid: Bool

  /// An adverse event.
  ///
  /// - Parameters:
  ///   - participant: the screening number.
  ///   - term: what happened.
  ///   - onset: when it began.
  ///   - grade: the CTCAE grade.
  ///   - seriousness: whether and why it is serious.
  ///   - relation: whether the tracer caused it.
  ///   - outcome: what became of it.
  public init(
    participant: String,
    term: String,
    onset: PartialDate,
    grade: Int,
    seriousness: Seriousness,
    relation: Relation,
    outcome: Result
  ) {
    id = ""
    self.participant = participant
    self.term = term
    self.onset = onset
    self.grade = grade
    self.seriousness = seriousness
    self.relation = relation
    self.outcome = outcome
    isVoid = false
  }

  /// Reads the fields.
  public init?(_ form: inout EntryForm) {
    let participant = form.code("participant", .required, "screening number")
    let term = form.text("term", .required, "what happened, in the investigator's words")
    let onset = form.partialDate("onset", .required, "when it began")
    let end = form.partialDate("end", .optional, "when it ended; empty while it goes on")
    let grade = form.count("grade", .required, "CTCAE v5.0 grade", in: 1...5)
    let seriousness: Seriousness? = form.choice("seriousness", .required, "whether and why serious")
    let relation: Relation? = form.choice("relation", .required, "whether the tracer caused it")
    let outcome: Result? = form.choice("outcome", .required, "what became of it")
    let action = form.text("action", .optional, "what was done")
    let visit = form.code("visit", .optional, "the visit after which it began")
    let preferredTerm = form.text("preferredTerm", .optional, "MedDRA's preferred term")
    if let onset, let end, end.latest < onset.earliest {
      form.fault("end", "\(end) is before the event began, \(onset)")
    }
    if let grade, let seriousness, let outcome {
      let isDeath = [grade == 5, seriousness == .death, outcome == .fatal]
      if isDeath.contains(true), isDeath.contains(false) {
        form.fault("grade", "death is grade 5, seriousness 'death' and outcome 'fatal' together")
      }
    }
    if let outcome, end == nil, outcome == .recovered || outcome == .recoveredWithSequelae {
      form.fault("end", "an event that is over has an end")
    }
    if let outcome, end != nil, outcome == .notRecovered || outcome == .recovering {
      form.fault("end", "an event that goes on has no end")
    }
    guard let participant, let term, let onset, let grade, let seriousness, let relation,
      let outcome
    else { return nil }
    self.init(
      participant: participant,
      term: term,
      onset: onset,
      grade: grade,
      seriousness: seriousness,
      relation: relation,
      outcome: outcome
    )
    self.end = end
    self.action = action
    self.visit = visit
    self.preferredTerm = preferredTerm
  }
}
