/// Why a study can't be filed under a participant and a visit without a person's decision.
public struct FilingDoubt: Hashable, Sendable, Codable, CustomStringConvertible {
  /// The kinds of doubt, stable across versions.
  public enum Code: String, Hashable, Sendable, Codable, CaseIterable {
    /// The headers name another trial.
    case otherTrial = "other-trial"
    /// The headers name nobody of the trial.
    case noParticipant = "no-participant"
    /// The headers name several people.
    case severalParticipants = "several-participants"
    /// The participant's entry was made in error.
    case participantVoid = "participant-void"
    /// The participant was not enrolled.
    case notEnrolled = "not-enrolled"
    /// The study was made before the participant's enrolment.
    case beforeEnrolment = "before-enrolment"
    /// The study was made after the participant's withdrawal.
    case afterWithdrawal = "after-withdrawal"
    /// The headers' sex is not the participant's.
    case otherSex = "other-sex"
    /// The headers' birth date can't be the participant's.
    case otherBirthDate = "other-birth-date"
    /// The study has no day, or several.
    case noDate = "no-date"
    /// No visit of the participant is near the study's day.
    case noVisit = "no-visit"
    /// Several visits could be meant.
    case severalVisits = "several-visits"
    /// The headers name another visit than the day does.
    case otherVisit = "other-visit"
    /// There is no PET in it.
    case noPET = "no-pet"
    /// The tracer can't be told.
    case tracerUnclear = "tracer-unclear"
    /// The tracer is none of the protocol's.
    case tracerNotInProtocol = "tracer-not-in-protocol"
    /// The protocol has no scan with this tracer at the visit.
    case tracerNotAtVisit = "tracer-not-at-visit"
    /// The headers' tracer is not the one that was recorded as given.
    case otherTracer = "other-tracer"
    /// The study was filed before, with other files.
    case filedOtherwise = "filed-otherwise"
    /// Files of the study can't be read, or contradict each other.
    case filesRefused = "files-refused"
  }

  /// The kind.
  public let code: Code
  /// What was found.
  public let words: String
  /// What a person can do.
  public let remedy: String

  /// A doubt.
  ///
  /// - Parameters:
  ///   - code: the kind.
  ///   - words: what was found.
  ///   - remedy: what a person can do.
  public init(_ code: Code, _ words: String, _ remedy: String) {
    self.code = code
    self.words = words
    self.remedy = remedy
  }

  /// What was found and what can be done.
  public var description: String { "\(words): \(remedy)" }
}
