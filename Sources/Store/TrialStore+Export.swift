import GRDB
public import Trial

extension TrialStore {
  /// What an account may take out of the trial; the audit trail says so before anything is given.
  ///
  /// A kind of record that none of the account's roles may see is left out, with its lines of the audit
  /// trail. Lines of other steps (sign-ins, views, exports) stay in the trail's own export.
  ///
  /// - Parameters:
  ///   - session: who exports.
  ///   - form: the form, for the audit trail, such as `odm`.
  /// - Returns: the records of one moment; two exports without a change between them are equal.
  /// - Throws: ``StoreError/notAllowed(account:action:roles:)`` where the account may not export data.
  public func contents(as session: Session, toExportAs form: String) throws -> TrialContents {
    try change(as: session, may: .exportData, "export \(form)") { try $0.log() }
    return try read { database in
      let actions = try Self.roles(of: session.account, in: database).reduce(into: Set()) {
        $0.formUnion($1.actions)
      }
      func visible<Record: TrialRecord>(_ type: Record.Type) throws -> [Record] {
        guard actions.contains(Record.kind.seeing) else { return [] }
        return try Self.all(type, in: database)
      }
      guard let trial = try Self.all(TrialIdentity.self, in: database).first else {
        throw StoreError.notATrial(path: folder)
      }
      let audit = try Self.lines(
        database,
        of: { kind in
          kind != .account && kind != .accountRole && actions.contains(kind.seeing)
        }
      )
      var contents = TrialContents(
        trial: trial,
        plan: try trial.protocolVersion.map { try Self.trialProtocol($0, in: database) },
        asOf: audit.last?.at ?? trial.createdAt,
        program: StoreProgram.version
      )
      contents.protocolVersions = try visible(ProtocolVersion.self)
      contents.criterionReadings = try visible(CriterionReading.self)
      contents.participants = try visible(Participant.self)
      contents.statusChanges = try visible(StatusChange.self)
      contents.screeningData = try visible(ScreeningDatum.self)
      contents.screeningLesions = try visible(ScreeningLesion.self)
      contents.visits = try visible(Visit.self)
      contents.administrations = try visible(Administration.self)
      contents.biopsies = try visible(Biopsy.self)
      contents.labResults = try visible(LabResult.self)
      contents.adverseEvents = try visible(AdverseEvent.self)
      contents.scans = try visible(ReceivedScan.self)
      contents.readingRounds = try visible(ReadingRound.self)
      contents.readAssignments = try visible(ReadAssignment.self)
      contents.reads = try visible(ScanRead.self)
      if actions.contains(.seeMeasurements) {
        contents.measuredLesions = try Self.lesions(database)
      }
      contents.signatures = try visible(Signature.self).filter { signature in
        guard let kind = RecordKind(rawValue: signature.signedKind) else { return false }
        return actions.contains(kind.seeing)
      }
      contents.audit = audit
      let names = Set(audit.map(\.account) + contents.signatures.map(\.account))
      contents.users = try Self.all(Account.self, in: database)
        .filter { names.contains($0.id) }
        .map { TrialContents.User(account: $0.id, fullName: $0.fullName) }
        .sorted { $0.account < $1.account }
      return contents
    }
  }

  /// The lesions of the scans that were received, by the measurement of each that holds.
  private static func lesions(_ database: Database) throws -> [TrialContents.MeasuredLesion] {
    let rows = try Row.fetchAll(
      database,
      sql: """
        SELECT receivedScan.id AS received, scan.seriesInstanceUID, scan.heraldVersion, lesion.number,
          lesion.site, lesion.receptorClass, lesion.volumeMilliliters, lesion.suvMax, lesion.suvMean,
          lesion.suvPeak
        FROM lesion JOIN scan ON scan.id = lesion.scanID
        JOIN scanMeasurement ON scanMeasurement.id = scan.measurement AND scanMeasurement.isCurrent
        JOIN receivedScan ON receivedScan.id = scanMeasurement.scan
        WHERE NOT receivedScan.isVoid
        ORDER BY receivedScan.rowid, lesion.number
        """
    )
    return rows.map { row in
      let numbers: [(code: String, name: String, column: String, unit: String)] = [
        ("VOLUME", "Volume", "volumeMilliliters", "mL"),
        ("SUVMAX", "Maximum SUVbw", "suvMax", "g/mL"),
        ("SUVMEAN", "Mean SUVbw", "suvMean", "g/mL"),
        ("SUVPEAK", "Peak SUVbw", "suvPeak", "g/mL"),
      ]
      return TrialContents.MeasuredLesion(
        scan: row["received"],
        seriesInstanceUID: row["seriesInstanceUID"],
        program: "herald \(row["heraldVersion"] as String)",
        number: row["number"],
        site: row["site"],
        numbers: numbers.compactMap { number in
          (row[number.column] as Double?).map { value in
            .init(code: number.code, name: number.name, value: value, unit: number.unit)
          }
        },
        receptorClass: row["receptorClass"]
      )
    }
  }

  /// The lines of the audit trail that are of records of some kinds.
  private static func lines(
    _ database: Database,
    of isWanted: (RecordKind) -> Bool
  ) throws -> [TrialContents.AuditLine] {
    let kinds = RecordKind.allCases.filter(isWanted).map { "'\($0.rawValue)'" }
    let entries = try AuditEntry.fetchCursor(
      database,
      sql: """
        SELECT * FROM audit WHERE record IS NOT NULL AND kind IN (\(kinds.joined(separator: ",")))
        ORDER BY number
        """
    )
    var lines: [TrialContents.AuditLine] = []
    while let entry = try entries.next() {
      lines.append(
        TrialContents.AuditLine(
          number: entry.number,
          at: entry.at,
          account: entry.account,
          action: entry.action,
          kind: entry.kind,
          record: entry.record,
          old: entry.old,
          new: entry.new,
          why: entry.why,
          hash: entry.hash
        )
      )
    }
    return lines
  }
}
