package import GRDB
public import Trial

extension TrialStore {
  /// Records what people entered: all of it, or nothing and everything that is wrong with it.
  ///
  /// - Parameters:
  ///   - session: who records.
  ///   - type: the kind of record.
  ///   - entries: the entries.
  /// - Returns: the records as they are stored, in the order of the entries.
  /// - Throws: ``EntryRefusal`` with every fault of every entry; ``StoreError``.
  public func enter<Record: EnteredRecord>(
    as session: Session,
    _ type: Record.Type,
    _ entries: [Entry]
  ) throws -> [Record] {
    try change(as: session, may: Record.kind.entering, "record \(Record.kind.title)") { change in
      var contexts = ContextCache(store: self, change.database)
      var faults: [EntryRefusal.Fault] = []
      var stored: [Record] = []
      for entry in entries {
        func fault(_ found: [EntryForm.Fault]) {
          faults += found.map { EntryRefusal.Fault(line: entry.line, fault: $0) }
        }
        switch EntryForm.read(type, from: entry.values, now: change.now) {
        case .failure(let found): fault(found.faults)
        case .success(let record):
          let found = record.faults(in: try contexts.context(of: record))
          guard found.isEmpty else {
            fault(found)
            continue
          }
          do {
            let kept = try Self.store(record, &change, &contexts)
            contexts.note(kept)
            stored.append(kept)
          } catch let error as StoreError {
            guard case .duplicate = error else { throw error }
            fault([.init(field: "(entry)", reason: "\(error); correct it by --correct")])
          }
        }
      }
      guard faults.isEmpty else { throw EntryRefusal(faults: faults) }
      return stored
    }
  }

  /// Corrects a record; the earlier values stay in the audit trail.
  ///
  /// - Parameters:
  ///   - session: who corrects.
  ///   - type: the kind of record.
  ///   - id: the record's id.
  ///   - values: the fields to change, by name; an empty text takes a value away.
  ///   - why: why; needed.
  /// - Returns: the record as it is now.
  /// - Throws: ``EntryRefusal``, ``StoreError``.
  public func correct<Record: EnteredRecord>(
    as session: Session,
    _ type: Record.Type,
    _ id: String,
    _ values: [String: String],
    why: String?
  ) throws -> Record {
    let name = "correct \(Record.kind.title)"
    return try change(as: session, may: Record.kind.entering, name, why: why) { change in
      let earlier = try change.record(type, id)
      let fields = try RowContent(earlier).entered(EntryForm.fields(of: type)).merging(values) {
        $1
      }
      func refuse(_ faults: [EntryForm.Fault]) -> EntryRefusal {
        EntryRefusal(faults: faults.map { .init(line: nil, fault: $0) })
      }
      switch EntryForm.read(type, from: fields, now: change.now) {
      case .failure(let found): throw refuse(found.faults)
      case .success(let record):
        guard Record.kind != .participant || record.id == earlier.id else {
          throw StoreError.refused("a screening number never changes; void the participant instead")
        }
        var contexts = ContextCache(store: self, change.database)
        let corrected = record.correcting(earlier)
        let found = corrected.faults(in: try contexts.context(of: corrected))
        guard found.isEmpty else { throw refuse(found) }
        try change.correct(corrected)
        return corrected
      }
    }
  }

  /// Marks a record as entered in error: it counts for nothing, and stays.
  ///
  /// - Parameters:
  ///   - session: who does it.
  ///   - type: the kind of record.
  ///   - id: the record's id.
  ///   - why: why; needed.
  /// - Throws: ``StoreError``.
  public func void<Record: EnteredRecord>(
    as session: Session,
    _ type: Record.Type,
    _ id: String,
    why: String?
  ) throws {
    let name = "void \(Record.kind.title)"
    try change(as: session, may: Record.kind.entering, name, why: why) { change in
      var record = try change.record(type, id)
      record.isVoid = true
      try change.correct(record)
    }
  }

  /// The records of a kind.
  ///
  /// - Parameters:
  ///   - type: the kind.
  ///   - session: who asks.
  ///   - participant: whose; nil for everybody's.
  /// - Returns: the records in the order in which they were made, void ones too.
  /// - Throws: ``StoreError``.
  public func records<Record: TrialRecord>(
    _ type: Record.Type,
    as session: Session,
    of participant: String? = nil
  ) throws -> [Record] {
    try read(as: session, may: Record.kind.seeing, Record.kind.title) { database in
      try Self.all(type, of: participant, in: database)
    }
  }

  /// The records of a kind, inside a reading.
  package static func all<Record: TrialRecord>(
    _ type: Record.Type,
    of participant: String? = nil,
    in database: Database
  ) throws -> [Record] {
    let column = Record.kind == .participant ? "id" : "participant"
    let condition = participant == nil ? "" : " WHERE \(column) = ?"
    return try Stored<Record>.fetchAll(
      database,
      sql: "SELECT * FROM \(Record.kind.rawValue)\(condition) ORDER BY rowid",
      arguments: participant.map { [$0] } ?? []
    ).map(\.record)
  }

  /// Stores an entry; a participant begins screening, a planned visit takes place.
  private static func store<Record: EnteredRecord>(
    _ record: Record,
    _ change: inout Change,
    _ contexts: inout ContextCache
  ) throws -> Record {
    if var participant = record as? Participant {
      guard let version = try contexts.protocolVersion() else {
        throw StoreError.refused(
          "the trial has no protocol yet: herald trial amend --protocol ID-or-FILE adopts one"
        )
      }
      participant.protocolVersion = version
      try change.insert(participant)
      try change.insert(
        StatusChange(
          participant: participant.id,
          status: .screening,
          date: participant.consentDate,
          protocolVersion: version
        )
      )
      return participant as? Record ?? record
    }
    if let visit = record as? Visit,
      let planned = try contexts.context(of: record).visits[visit.visit], planned.status == .planned
    {
      var taken = visit
      taken.id = planned.id
      taken.dueDate = visit.dueDate ?? planned.dueDate
      taken.windowStart = visit.windowStart ?? planned.windowStart
      taken.windowEnd = visit.windowEnd ?? planned.windowEnd
      try change.advance(taken)
      return taken as? Record ?? record
    }
    return try change.insert(record)
  }
}

/// What is known of each participant, asked for once in a step.
struct ContextCache {
  private let store: TrialStore
  private let database: Database
  private var known: [String: ConductContext] = [:]
  private var version: String??
  private var tracers: [String: [String]] = [:]

  init(store: TrialStore, _ database: Database) {
    self.store = store
    self.database = database
  }

  mutating func context(of record: some EnteredRecord) throws -> ConductContext {
    if record is Participant { return ConductContext(participant: nil, visits: [:]) }
    if let context = known[record.participant] { return context }
    let participant = try TrialStore.all(Participant.self, of: record.participant, in: database)
      .first
    let visits = try TrialStore.all(Visit.self, of: record.participant, in: database)
    let context = ConductContext(
      participant: participant,
      visits: Dictionary(visits.filter { !$0.isVoid }.map { ($0.visit, $0) }) { $1 },
      tracers: try participant.map { try tracers(of: $0.protocolVersion) }
    )
    known[record.participant] = context
    return context
  }

  /// The tracers of a version of the protocol.
  private mutating func tracers(of version: String) throws -> [String] {
    if let known = tracers[version] { return known }
    let found = try TrialStore.trialProtocol(version, in: database).tracers.map(\.id)
    tracers[version] = found
    return found
  }

  /// Takes in what was just stored.
  mutating func note(_ record: some EnteredRecord) {
    if let visit = record as? Visit { known[visit.participant]?.visits[visit.visit] = visit }
  }

  /// The version under which participants are screened now.
  mutating func protocolVersion() throws -> String? {
    if let version { return version }
    let found = try String.fetchOne(database, sql: "SELECT protocolVersion FROM trial")
    version = .some(found)
    return found
  }
}

extension RowContent {
  /// The values as a person would enter them.
  fileprivate func entered(_ fields: [EntryForm.Field]) -> [String: String] {
    var values: [String: String] = [:]
    for field in fields {
      guard let value = columns[field.name] else { continue }
      values[field.name] =
        switch value.storage {
        case .int64(let number):
          field.form == "yes or no" ? (number == 0 ? "no" : "yes") : String(number)
        case .double(let number): number.plainText
        case .string(let text): text
        case .null, .blob: ""
        }
    }
    return values
  }
}

extension Double {
  /// The number without an exponent, as it would be typed.
  fileprivate var plainText: String {
    let text = description
    guard text.contains("e") else { return text }
    // Numbers that people enter are plain; one that isn't would only come from a program.
    return self == rounded() && magnitude < 1e15 ? String(Int64(self)) : text
  }
}

extension RecordKind {
  /// What a person has to be allowed to do to record this.
  public var entering: TrialAction {
    switch self {
    case .participant, .statusChange, .screeningDatum, .screeningLesion: .manageParticipants
    case .visit, .biopsy, .labResult, .adverseEvent: .recordConduct
    case .administration: .recordDoses
    case .receivedScan: .importScans
    case .readingRound, .readAssignment: .assignReads
    case .read: .read
    case .signature: .signConduct
    case .account, .accountRole: .manageAccounts
    case .protocolVersion, .trial, .criterionReading: .amendProtocol
    }
  }

  /// What a person has to be allowed to do to see this.
  public var seeing: TrialAction {
    switch self {
    case .participant, .statusChange, .visit, .administration, .adverseEvent, .receivedScan,
      .signature:
      .seeConduct
    case .screeningDatum, .screeningLesion, .biopsy, .labResult: .seeReference
    case .readingRound, .readAssignment, .read: .seeReads
    case .account, .accountRole: .manageAccounts
    case .protocolVersion, .trial, .criterionReading: .seeTrial
    }
  }
}
