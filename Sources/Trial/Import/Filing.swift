/// Where a study belongs, or why that isn't clear.
public enum Filing: Equatable, Sendable {
  /// It belongs to a participant's visit.
  case filed(Place)
  /// A person has to decide.
  case doubtful([FilingDoubt])

  /// A participant's visit.
  public struct Place: Equatable, Sendable {
    /// The screening number.
    public let participant: String
    /// The visit.
    public let visit: String
    /// The tracer, by the protocol's id; nil where it can't be told and nobody has to know it.
    public let tracer: String?

    /// A participant's visit.
    ///
    /// - Parameters:
    ///   - participant: the screening number.
    ///   - visit: the visit.
    ///   - tracer: the tracer.
    public init(participant: String, visit: String, tracer: String?) {
      self.participant = participant
      self.visit = visit
      self.tracer = tracer
    }
  }
}

/// What the trial knows when a study is filed.
public struct FilingContext: Sendable {
  /// The trial.
  public var trial: TrialIdentity
  /// Everybody who was screened.
  public var participants: [Participant]
  /// The participants' courses.
  public var courses: [StatusChange]
  /// Their visits.
  public var visits: [Visit]
  /// What was administered.
  public var administrations: [Administration]
  /// The protocol's versions.
  public var protocols: [String: TrialProtocol]

  /// What the trial knows.
  ///
  /// - Parameters:
  ///   - trial: the trial.
  ///   - participants: everybody who was screened.
  ///   - courses: the participants' courses.
  ///   - visits: their visits.
  ///   - administrations: what was administered.
  ///   - protocols: the protocol's versions.
  public init(
    trial: TrialIdentity,
    participants: [Participant],
    courses: [StatusChange],
    visits: [Visit],
    administrations: [Administration],
    protocols: [String: TrialProtocol]
  ) {
    self.trial = trial
    self.participants = participants
    self.courses = courses
    self.visits = visits
    self.administrations = administrations
    self.protocols = protocols
  }

  /// Finds where a study belongs.
  ///
  /// The participant is the one whose subject id or screening number the headers state, in Clinical
  /// Trial Subject ID or in PatientID, and nobody else may be named. The visit is the one at which the
  /// tracer was administered that day, else the one that took place that day, else the one whose
  /// window holds the day. Whatever contradicts the trial's records is a doubt; nothing is guessed.
  ///
  /// - Parameter study: the study.
  /// - Returns: the place, or every doubt.
  /// - Source: DICOM PS3.3 C.7.1.3, C.7.2.3 (clinical trial attributes).
  public func filing(of study: IncomingStudy) -> Filing {
    var search = FilingSearch(context: self, study: study)
    return search.filing()
  }
}
