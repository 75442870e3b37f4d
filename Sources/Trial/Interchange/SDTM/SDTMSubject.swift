/// A participant as the tabulations see it: the key, and the days that others count from.
struct SDTMSubject {
  let participant: Participant
  let usubjid: String
  /// The first and the last injection.
  let firstExposure: ZonedInstant?
  let lastExposure: ZonedInstant?
  let enrolled: CivilDate?
  /// The day on which the participation ended; nil while it goes on.
  let ended: CivilDate?
  let death: PartialDate?

  init(_ participant: Participant, in contents: TrialContents) {
    self.participant = participant
    usubjid = "\(contents.trial.id)-\(participant.id)"
    let injections = contents.administrations
      .filter { $0.participant == participant.id && !$0.isVoid }.map(\.injectedAt)
      .sorted { $0.millisecondsSince1970 < $1.millisecondsSince1970 }
    firstExposure = injections.first
    lastExposure = injections.last
    let course = contents.statusChanges.filter { $0.participant == participant.id }
    enrolled = course.last { $0.status == .enrolled }?.date
    ended = course.last { $0.status.next.isEmpty }?.date
    death = contents.adverseEvents
      .first { $0.participant == participant.id && !$0.isVoid && $0.outcome == .fatal }
      .flatMap(\.end)
  }

  /// The day that study days count from: that of the first injection.
  var reference: CivilDate? { firstExposure?.date }

  /// A day's number: the reference day is 1, the day before it -1, and there is no 0.
  ///
  /// - Source: CDISC SDTMIG 3.4, 4.4.4.
  func studyDay(_ date: CivilDate?) -> RecordValue? {
    guard let date, let reference else { return nil }
    let days = date.days(since: reference)
    return .number(String(days >= 0 ? days + 1 : days))
  }

  /// The epoch of a day: screening before enrolment; the protocol names no other.
  func epoch(_ date: CivilDate?) -> RecordValue? {
    guard let date else { return nil }
    if let enrolled, date >= enrolled { return nil }
    return .string("SCREENING")
  }

  /// The age at consent in completed years; nil where the birth date leaves two.
  var age: Int? {
    let youngest = Self.years(from: participant.birthDate.latest, to: participant.consentDate)
    let oldest = Self.years(from: participant.birthDate.earliest, to: participant.consentDate)
    return youngest == oldest ? youngest : nil
  }

  private static func years(from birth: CivilDate, to date: CivilDate) -> Int {
    date.year - birth.year - ((date.month, date.day) < (birth.month, birth.day) ? 1 : 0)
  }
}

extension RecordValue {
  /// A text; nil without one.
  static func text(_ text: String?) -> RecordValue? {
    text.flatMap { $0.isEmpty ? nil : .string($0) }
  }

  /// A number in its shortest form; nil without one.
  static func number(_ number: Double?) -> RecordValue? {
    guard let number, number.isFinite else { return nil }
    let text = number.description
    return .number(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
  }

  /// A whole number; nil without one.
  static func number(_ number: Int?) -> RecordValue? { number.map { .number(String($0)) } }
}
