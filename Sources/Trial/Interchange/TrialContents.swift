/// What an account may take out of a trial: its records, who entered them, and its audit trail.
///
/// Exports are made of this value alone: what the store left out of it is in none of them.
public struct TrialContents: Sendable {
  /// A line of the audit trail, as far as an export tells it.
  public struct AuditLine: Sendable, Equatable {
    /// Its place, from 1.
    public let number: Int64
    /// When, in UTC.
    public let at: ZonedInstant
    /// Whose account.
    public let account: String
    /// What was done.
    public let action: String
    /// The kind of record that it was done to; nil where it was done to none.
    public let kind: String?
    /// The record's id.
    public let record: String?
    /// The record before, as JSON.
    public let old: String?
    /// The record after, as JSON.
    public let new: String?
    /// Why.
    public let why: String?
    /// The entry's hash, in hexadecimal.
    public let hash: String

    /// A line of the audit trail.
    public init(
      number: Int64,
      at: ZonedInstant,
      account: String,
      action: String,
      kind: String?,
      record: String?,
      old: String?,
      new: String?,
      why: String?,
      hash: String
    ) {
      self.number = number
      self.at = at
      self.account = account
      self.action = action
      self.kind = kind
      self.record = record
      self.old = old
      self.new = new
      self.why = why
      self.hash = hash
    }
  }

  /// A person with an account.
  public struct User: Sendable, Equatable {
    /// The account.
    public let account: String
    /// The person's name.
    public let fullName: String

    /// A person with an account.
    public init(account: String, fullName: String) {
      self.account = account
      self.fullName = fullName
    }
  }

  /// A lesion that an analysis measured on a scan of the trial.
  public struct MeasuredLesion: Sendable, Equatable {
    /// The received scan's id.
    public let scan: String
    /// The PET series.
    public let seriesInstanceUID: String
    /// The program that measured.
    public let program: String
    /// The lesion's number in the analysis.
    public let number: Int
    /// Where it is; nil where nobody said.
    public let site: String?
    /// Its numbers: SDTM's short name, name, value and unit.
    public let numbers: [Number]
    /// Its receptor class by the protocol's rule.
    public let receptorClass: String

    /// A number of a lesion.
    public struct Number: Sendable, Equatable {
      /// The short name.
      public let code: String
      /// The name.
      public let name: String
      /// The value.
      public let value: Double
      /// The unit, as UCUM writes it.
      public let unit: String

      /// A number of a lesion.
      public init(code: String, name: String, value: Double, unit: String) {
        self.code = code
        self.name = name
        self.value = value
        self.unit = unit
      }
    }

    /// A lesion that an analysis measured.
    public init(
      scan: String,
      seriesInstanceUID: String,
      program: String,
      number: Int,
      site: String?,
      numbers: [Number],
      receptorClass: String
    ) {
      self.scan = scan
      self.seriesInstanceUID = seriesInstanceUID
      self.program = program
      self.number = number
      self.site = site
      self.numbers = numbers
      self.receptorClass = receptorClass
    }
  }

  /// The trial.
  public var trial: TrialIdentity
  /// The protocol that holds now; nil where the trial has none.
  public var plan: TrialProtocol?
  /// The versions of the protocol.
  public var protocolVersions: [ProtocolVersion] = []
  /// How ambiguous words of the criteria are read.
  public var criterionReadings: [CriterionReading] = []
  /// The people who made entries or signed.
  public var users: [User] = []
  /// The participants.
  public var participants: [Participant] = []
  /// The participants' course.
  public var statusChanges: [StatusChange] = []
  /// What is known for the criteria.
  public var screeningData: [ScreeningDatum] = []
  /// The lesions that were measured at screening.
  public var screeningLesions: [ScreeningLesion] = []
  /// The visits.
  public var visits: [Visit] = []
  /// The administrations.
  public var administrations: [Administration] = []
  /// The biopsies.
  public var biopsies: [Biopsy] = []
  /// The laboratory results.
  public var labResults: [LabResult] = []
  /// The adverse events.
  public var adverseEvents: [AdverseEvent] = []
  /// The scans as they were received.
  public var scans: [ReceivedScan] = []
  /// The lesions that were measured on them.
  public var measuredLesions: [MeasuredLesion] = []
  /// The scans that were given to readers together.
  public var readingRounds: [ReadingRound] = []
  /// Who was to read which scan.
  public var readAssignments: [ReadAssignment] = []
  /// What readers said.
  public var reads: [ScanRead] = []
  /// The signatures.
  public var signatures: [Signature] = []
  /// The audit trail.
  public var audit: [AuditLine] = []
  /// What the data are of: the moment of the last change before the export.
  public var asOf: ZonedInstant
  /// The program's version.
  public var program: String

  /// A trial without records.
  ///
  /// - Parameters:
  ///   - trial: the trial.
  ///   - plan: the protocol that holds now.
  ///   - asOf: the moment of the last change.
  ///   - program: the program's version.
  public init(trial: TrialIdentity, plan: TrialProtocol?, asOf: ZonedInstant, program: String) {
    self.trial = trial
    self.plan = plan
    self.asOf = asOf
    self.program = program
  }

  /// The trial's registry record; nil where it has none.
  ///
  /// - Throws: ``TrialContentsError/unreadableRecord(_:)`` where what is stored can't be read.
  var registryRecord: RegistryRecord? {
    get throws(TrialContentsError) {
      guard let json = trial.registryRecord else { return nil }
      do {
        return try RegistryRecord(json: Array(json.utf8))
      } catch {
        throw .unreadableRecord(error)
      }
    }
  }

  /// The records of each kind as tables, in a fixed order.
  ///
  /// - Throws: `EncodingError`, which a record of the store doesn't give.
  func tables() throws -> [ContentTable] {
    [
      try ContentTable(participants), try ContentTable(kept: statusChanges),
      try ContentTable(screeningData), try ContentTable(screeningLesions),
      try ContentTable(visits), try ContentTable(administrations), try ContentTable(biopsies),
      try ContentTable(labResults), try ContentTable(adverseEvents),
      try ContentTable(kept: scans), try ContentTable(kept: reads),
    ]
  }

  /// The scan that a read is of, with its assignment; nil where the records don't hold both.
  func scan(of read: ScanRead) -> (assignment: ReadAssignment, scan: ReceivedScan)? {
    guard let assignment = readAssignments.first(where: { $0.id == read.assignment }),
      let scan = scans.first(where: { $0.id == assignment.scan })
    else { return nil }
    return (assignment, scan)
  }
}
