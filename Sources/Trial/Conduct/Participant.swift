/// A person who was screened for the trial, under a pseudonym.
public struct Participant: EnteredRecord {
  /// Where in the trial a participant is.
  public enum Status: String, CaseIterable, Codable, Sendable {
    /// Consent was given; eligibility is being judged.
    case screening
    /// Not eligible, or consent was withdrawn before enrolment.
    case screenFailed = "screen failed"
    /// Takes part.
    case enrolled
    /// Stopped before the end.
    case withdrawn
    /// Came to the end.
    case completed

    /// The statuses that can follow.
    public var next: [Status] {
      switch self {
      case .screening: [.enrolled, .screenFailed]
      case .enrolled: [.withdrawn, .completed]
      case .screenFailed, .withdrawn, .completed: []
      }
    }
  }

  /// Sex, as recorded.
  ///
  /// - Source: CDISC SDTM terminology, codelist SEX (C66731).
  public enum Sex: String, CaseIterable, Codable, Sendable {
    /// Female.
    case female = "F"
    /// Male.
    case male = "M"
    /// Neither.
    case undifferentiated = "UNDIFFERENTIATED"
    /// Not known.
    case unknown = "U"
  }

  /// Which table it is a row of.
  public static let kind = RecordKind.participant

  /// The screening number.
  public var id: String
  /// The subject id; nil until enrolled.
  public var subjectID: String?
  /// The site's code.
  public var site: String
  /// Sex.
  public var sex: Sex
  /// The birth date, or what may be known of it.
  public var birthDate: PartialDate
  /// The version of the consent form that was signed.
  public var consentVersion: String
  /// The day of consent.
  public var consentDate: CivilDate
  /// The protocol version under which the participant was screened, or migrated to.
  public var protocolVersion: String
  /// Where in the trial the participant is.
  public var status: Status
  /// Since when.
  public var statusDate: CivilDate
  /// Whether the entry was made in error, and counts for nothing.
  public var isVoid: Bool

  /// The screening number.
  public var participant: String { id }

  /// A person who gives consent.
  ///
  /// - Parameters:
  ///   - id: the screening number.
  ///   - site: the site's code.
  ///   - sex: sex.
  ///   - birthDate: the birth date, or what may be known of it.
  ///   - consentVersion: the version of the consent form.
  ///   - consentDate: the day of consent.
  ///   - protocolVersion: the protocol version; empty for the one that holds when it is stored.
  public init(
    id: String,
    site: String,
    sex: Sex,
    birthDate: PartialDate,
    consentVersion: String,
    consentDate: CivilDate,
    protocolVersion: String = ""
  ) {
    self.id = id
    self.site = site
    self.sex = sex
    self.birthDate = birthDate
    self.consentVersion = consentVersion
    self.consentDate = consentDate
    self.protocolVersion = protocolVersion
    status = .screening
    statusDate = consentDate
    isVoid = false
  }

  /// Reads the fields.
  public init?(_ form: inout EntryForm) {
    let id = form.code("id", .required, "screening number, such as S-001")
    let site = form.code("site", .required, "the site's code")
    let sex: Sex? = form.choice("sex", .required, "sex (CDISC SEX)")
    let birthDate = form.partialDate("birthDate", .required, "birth date, or what may be known")
    let consentVersion = form.code("consentVersion", .required, "version of the consent form")
    let consentDate = form.date("consentDate", .required, "day of consent")
    if let birthDate, let consentDate {
      if birthDate.earliest > consentDate {
        form.fault("birthDate", "\(birthDate) is after the day of consent, \(consentDate)")
      } else if birthDate.latest.adding(days: 120 * 366) < consentDate {
        form.fault("birthDate", "\(birthDate) would make the participant older than 120 years")
      }
    }
    guard let id, let site, let sex, let birthDate, let consentVersion, let consentDate else {
      return nil
    }
    self.init(
      id: id,
      site: site,
      sex: sex,
      birthDate: birthDate,
      consentVersion: consentVersion,
      consentDate: consentDate
    )
  }
}

/// A change of a participant's status: the participant's course, step by step.
public struct StatusChange: TrialRecord {
  /// Which table it is a row of.
  public static let kind = RecordKind.statusChange

  /// The record's id.
  public var id: String
  /// The participant's screening number.
  public var participant: String
  /// The status that began.
  public var status: Participant.Status
  /// The day on which it began.
  public var date: CivilDate
  /// Why: of a screen failure or a withdrawal.
  public var reason: String?
  /// The criteria that stood in the way, by id, with commas between.
  public var criteria: String?
  /// The assessment of eligibility that it rests on, as JSON.
  public var assessment: String?
  /// The protocol version that held.
  public var protocolVersion: String

  /// A change of a participant's status.
  ///
  /// - Parameters:
  ///   - participant: the screening number.
  ///   - status: the status that begins.
  ///   - date: the day on which it begins.
  ///   - reason: why.
  ///   - criteria: the criteria that stand in the way, with commas between.
  ///   - assessment: the assessment of eligibility that it rests on, as JSON.
  ///   - protocolVersion: the protocol version that holds.
  public init(
    participant: String,
    status: Participant.Status,
    date: CivilDate,
    reason: String? = nil,
    criteria: String? = nil,
    assessment: String? = nil,
    protocolVersion: String
  ) {
    id = ""
    self.participant = participant
    self.status = status
    self.date = date
    self.reason = reason
    self.criteria = criteria
    self.assessment = assessment
    self.protocolVersion = protocolVersion
  }
}
