/// What is recorded of a trial's conduct: a table of the trial's file each.
public enum RecordKind: String, CaseIterable, Codable, Hashable, Sendable {
  /// A person who was screened.
  case participant
  /// A change of a participant's status.
  case statusChange
  /// What is known of a participant for an eligibility criterion.
  case screeningDatum
  /// A lesion that was measured at screening.
  case screeningLesion
  /// The site's decision how ambiguous words of a criterion are read.
  case criterionReading
  /// A visit of a participant.
  case visit
  /// A tracer's administration.
  case administration
  /// A biopsy with its receptor status.
  case biopsy
  /// A laboratory result.
  case labResult
  /// An adverse event.
  case adverseEvent
  /// A study of images as received.
  case receivedScan
  /// Scans that were given to readers together.
  case readingRound
  /// A scan that a person is to read.
  case readAssignment
  /// What a reader said of a scan.
  case read
  /// A study that is kept, but filed nowhere yet.
  case quarantinedStudy
  /// What was computed of a scan.
  case scanMeasurement
  /// An electronic signature.
  case signature
  /// A person's account.
  case account
  /// A role that an account holds.
  case accountRole
  /// A version of the protocol that the trial follows or followed.
  case protocolVersion
  /// The trial itself.
  case trial

  /// What its records' ids begin with; empty where people give the id.
  public var letter: String {
    switch self {
    case .participant, .account, .trial, .protocolVersion: ""
    case .statusChange: "P"
    case .screeningDatum: "Q"
    case .screeningLesion: "T"
    case .criterionReading: "C"
    case .visit: "V"
    case .administration: "D"
    case .biopsy: "B"
    case .labResult: "L"
    case .adverseEvent: "E"
    case .receivedScan: "S"
    case .readingRound: "N"
    case .readAssignment: "A"
    case .read: "K"
    case .quarantinedStudy: "U"
    case .scanMeasurement: "M"
    case .signature: "X"
    case .accountRole: "R"
    }
  }

  /// What a person calls several.
  public var plural: String {
    switch self {
    case .statusChange: "changes of status"
    case .screeningDatum: "screening data"
    case .criterionReading: "readings of criteria"
    case .biopsy: "biopsies"
    case .quarantinedStudy: "studies in quarantine"
    default: title + "s"
    }
  }

  /// So many of them in words.
  ///
  /// - Parameter count: how many.
  /// - Returns: such as `12 screening data`.
  public func counted(_ count: Int) -> String { "\(count) \(count == 1 ? title : plural)" }

  /// What a person calls one.
  public var title: String {
    switch self {
    case .participant: "participant"
    case .statusChange: "change of status"
    case .screeningDatum: "screening datum"
    case .screeningLesion: "measured lesion"
    case .criterionReading: "reading of a criterion"
    case .visit: "visit"
    case .administration: "administration"
    case .biopsy: "biopsy"
    case .labResult: "laboratory result"
    case .adverseEvent: "adverse event"
    case .receivedScan: "scan"
    case .readingRound: "reading round"
    case .readAssignment: "read assignment"
    case .read: "read"
    case .quarantinedStudy: "study in quarantine"
    case .scanMeasurement: "measurement"
    case .signature: "signature"
    case .account: "account"
    case .accountRole: "role"
    case .protocolVersion: "protocol version"
    case .trial: "trial"
    }
  }
}

/// A row of the trial's file that only changes by an audited step.
///
/// The names of the coded fields are the columns of the table, of CSV files, and of the audit trail.
public protocol TrialRecord: Codable, Equatable, Sendable {
  /// Which table it is a row of.
  static var kind: RecordKind { get }
  /// What names it in the table; empty until it is stored, where the store numbers its records.
  var id: String { get set }
}

/// A record that is entered by people, field by field, on the command line or as a line of CSV.
public protocol EnteredRecord: TrialRecord {
  /// The participant's screening number.
  var participant: String { get }
  /// Whether it was entered in error, and counts for nothing.
  var isVoid: Bool { get set }

  /// Reads the fields; what is wrong with any of them is noted in the form, and gives nil.
  ///
  /// - Parameter form: the fields as they were written.
  init?(_ form: inout EntryForm)
}
