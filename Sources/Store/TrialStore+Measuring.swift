import DICOM
import FoundationEssentials
import GRDB
import Glibc
import Pipeline
public import Trial
import Uptake

extension TrialStore {
  /// The scans that have no measurement yet, or whose facts were corrected since.
  ///
  /// - Parameter session: who asks.
  /// - Returns: each with the measurement that held until now; nil where there was none.
  /// - Throws: ``StoreError``.
  public func unmeasured(
    as session: Session
  ) throws -> [(scan: ReceivedScan, earlier: ScanMeasurement?)] {
    try read(as: session, may: .seeConduct, "unmeasured scans") { database in
      try Self.unmeasured(in: database)
    }
  }

  /// Computes what the protocol asks for of scans that have no measurement yet, or whose facts were
  /// corrected since.
  ///
  /// A refusal is kept too, with its code. An earlier measurement of a scan stays; the new one names it
  /// and says why it is made.
  ///
  /// - Parameters:
  ///   - session: who does it.
  ///   - scans: the scans' ids; nil for all.
  ///   - why: why; needed where an earlier measurement gives way.
  ///   - threads: how many scans are measured at a time.
  ///   - done: called with each measurement once it is stored for good.
  /// - Returns: the measurements.
  /// - Throws: ``StoreError``.
  @discardableResult
  public func measure(
    as session: Session,
    scans: [String]? = nil,
    why: String? = nil,
    threads: Int = 1,
    done: (ScanMeasurement) -> Void = { _ in }
  ) throws -> [ScanMeasurement] {
    let waiting = try read(as: session, may: .importScans, "measure") { database in
      for id in scans ?? [] {
        let kind = RecordKind.receivedScan
        let isThere = try Bool.fetchOne(
          database,
          sql: "SELECT EXISTS (SELECT 1 FROM receivedScan WHERE id = ?)",
          arguments: [id]
        )
        guard isThere == true else { throw StoreError.notFound(kind: kind, id: id) }
      }
      return try Self.unmeasured(in: database).filter { scans?.contains($0.scan.id) ?? true }
    }
    if let (scan, earlier) = waiting.first(where: { $0.earlier != nil }), let earlier,
      (why ?? "").isEmpty
    {
      throw StoreError.noReason(
        what: "measuring scan \(scan.id) anew, in the place of \(earlier.id),"
      )
    }
    var measured: [ScanMeasurement] = []
    var rest = waiting[...]
    while !rest.isEmpty {
      let batch = Array(rest.prefix(max(1, threads)))
      rest = rest.dropFirst(batch.count)
      let facts = try read { database in
        try batch.map { try Self.facts(of: $0.scan, in: database) }
      }
      let results = concurrentMap(batch.count, threads: threads) { place in
        Result { try MeasuredScan(facts[place], objects: objects, moment: moment) }
      }
      for (place, result) in results.enumerated() {
        let found = try result.get()
        let earlier = batch[place].earlier
        let record = try change(
          as: session,
          may: .importScans,
          "measure scan",
          why: earlier == nil ? nil : why
        ) { change in
          try Self.keep(found, replacing: earlier, &change)
        }
        measured.append(record)
        done(record)
      }
    }
    return measured
  }

  /// The measurements, in the order in which they were made, earlier ones too.
  ///
  /// - Parameter session: who asks.
  /// - Returns: the measurements.
  /// - Throws: ``StoreError``.
  public func measurements(as session: Session) throws -> [ScanMeasurement] {
    try records(ScanMeasurement.self, as: session)
  }

  // MARK: What they stand on

  private var moment: Moment {
    Moment(secondsSince1970: Int(clock.now().millisecondsSince1970 / 1000))
  }

  static func unmeasured(
    in database: Database
  ) throws -> [(scan: ReceivedScan, earlier: ScanMeasurement?)] {
    let current = Dictionary(
      try all(ScanMeasurement.self, in: database).filter(\.isCurrent).map { ($0.scan, $0) }
    ) { $1 }
    let scans = try all(ReceivedScan.self, in: database).filter { !$0.isVoid }
    let people = Dictionary(
      uniqueKeysWithValues: try all(Participant.self, in: database).map { ($0.id, $0) }
    )
    let visits = Dictionary(grouping: try all(Visit.self, in: database), by: \.participant)
    let given = Dictionary(grouping: try all(Administration.self, in: database), by: \.participant)
    let biopsies = Dictionary(grouping: try all(Biopsy.self, in: database), by: \.participant)
    var protocols = ProtocolCache()
    return try scans.compactMap { scan in
      guard let earlier = current[scan.id] else { return (scan, nil) }
      guard let person = people[scan.participant] else { return nil }
      let trial = try protocols.version(person.protocolVersion, in: database)
      let now: String
      do {
        now = try ScanFacts(
          of: scan,
          visits: visits[scan.participant] ?? [],
          administrations: given[scan.participant] ?? [],
          biopsies: biopsies[scan.participant] ?? [],
          under: trial
        ).sha256
      } catch is ScanFactsError {
        // Facts that contradict each other are a change too: the measurement will say so.
        now = ScanFacts.contradiction
      }
      return now == earlier.factsSHA256 ? nil : (scan, earlier)
    }
  }

  private static func facts(
    of scan: ReceivedScan,
    in database: Database
  ) throws -> Result<ScanFacts, MeasuringRefusal> {
    guard let person = try all(Participant.self, of: scan.participant, in: database).first else {
      throw StoreError.notFound(kind: .participant, id: scan.participant)
    }
    var protocols = ProtocolCache()
    let trial = try protocols.version(person.protocolVersion, in: database)
    do {
      return .success(
        try ScanFacts(
          of: scan,
          visits: try all(Visit.self, of: scan.participant, in: database),
          administrations: try all(Administration.self, of: scan.participant, in: database),
          biopsies: try all(Biopsy.self, of: scan.participant, in: database),
          under: trial
        )
      )
    } catch let error as ScanFactsError {
      return .failure(MeasuringRefusal(scan: scan, trial: trial, words: "\(error)"))
    }
  }

  /// Stores a measurement with its rows; what it replaces is no longer current.
  private static func keep(
    _ found: MeasuredScan,
    replacing earlier: ScanMeasurement?,
    _ change: inout Change
  ) throws -> ScanMeasurement {
    var record = found.record
    if var earlier = try earlier.map({ try change.record(ScanMeasurement.self, $0.id) }) {
      earlier.isCurrent = false
      try change.advance(earlier)
      record.replaces = earlier.id
    }
    guard var rows = found.rows else { return try change.insert(record) }
    // Facts may be again what they were before: each measurement is an input of its own.
    if let earlier { rows.inputSHA256 = sha256("\(rows.inputSHA256) after \(earlier.id)") }
    return try change.insert(record, rows: rows)
  }
}

extension Change {
  /// Stores a measurement with its rows in the tables of results, bound to it by their hash.
  ///
  /// - Parameters:
  ///   - measurement: the measurement.
  ///   - rows: its rows.
  /// - Returns: the measurement as it is stored.
  /// - Throws: ``StoreError``.
  package mutating func insert(
    _ measurement: ScanMeasurement,
    rows: ScanRecord
  ) throws -> ScanMeasurement {
    var record = measurement
    // The id is given when the record is stored, and the rows name it: so first the record as it will
    // be, with the hash of its rows.
    record.rowsSHA256 = sha256(try ScanRows(rows).text)
    record = try insert(record)
    try TrialDatabase.insert(rows, measurement: record.id, into: database)
    return record
  }
}

extension ScanFacts {
  /// What stands for facts that contradict each other.
  static let contradiction = "contradiction"
}

/// Why a scan's facts give no measurement.
struct MeasuringRefusal: Error {
  let scan: ReceivedScan
  let trial: TrialProtocol
  let words: String
}
