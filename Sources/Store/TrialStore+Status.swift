import GRDB
public import Trial

extension TrialStore {
  /// Where the trial stands, as far as the person may see it.
  ///
  /// Who may see the trial in counts alone, as readers do, gets the counts.
  ///
  /// - Parameters:
  ///   - session: who asks.
  ///   - date: the day; nil for today.
  /// - Returns: the status.
  /// - Throws: ``StoreError``.
  public func status(as session: Session, on date: CivilDate? = nil) throws -> TrialStatus {
    try read(as: session, may: .seeTrial, "status") { database in
      let roles = try Self.roles(of: session.account, in: database)
      let status = TrialStatus(
        of: try Self.statusRecords(in: database),
        on: date ?? clock.now().date
      )
      return roles.contains { $0.actions.contains(.seeConduct) } ? status : status.counts
    }
  }

  private static func statusRecords(in database: Database) throws -> TrialStatus.Records {
    guard let trial = try all(TrialIdentity.self, in: database).first else {
      throw StoreError.notATrial(path: "the trial")
    }
    var protocols = ProtocolCache()
    let versions = try all(ProtocolVersion.self, in: database).map(\.id)
    var records = TrialStatus.Records(
      trial: trial,
      protocols: Dictionary(
        uniqueKeysWithValues: try versions.map { ($0, try protocols.version($0, in: database)) }
      )
    )
    records.participants = try all(Participant.self, in: database)
    records.courses = try all(StatusChange.self, in: database)
    records.visits = try all(Visit.self, in: database)
    records.administrations = try all(Administration.self, in: database)
    records.scans = try all(ReceivedScan.self, in: database)
    records.measurements = try all(ScanMeasurement.self, in: database)
    records.outdated = try unmeasured(in: database).filter { $0.earlier != nil }.map(\.scan.id)
    records.quarantine = try all(QuarantinedStudy.self, in: database)
    return records
  }
}
