import FoundationEssentials
import GRDB
import Lesions
import Radiomics
public import Response
import Statistics

extension TrialDatabase {
  /// Keeps a scan, in one transaction; an earlier record of the same input goes.
  ///
  /// - Parameter scan: the scan.
  /// - Throws: ``StoreError``.
  public func add(_ scan: ScanRecord) throws(StoreError) {
    try writeResults { database in
      try database.execute(
        sql: "DELETE FROM scan WHERE inputSHA256 = ?",
        arguments: [scan.inputSHA256]
      )
      try Self.insert(scan, measurement: nil, into: database)
    }
  }

  /// Adds a scan's rows inside a transaction.
  ///
  /// - Returns: the row of the scan.
  @discardableResult
  static func insert(
    _ scan: ScanRecord,
    measurement: String?,
    into database: Database
  ) throws -> Int64 {
    try database.execute(
      sql: """
        INSERT INTO scan (patient, visit, tracer, studyInstanceUID, seriesInstanceUID,
          inputSHA256, heraldVersion, measurement) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        scan.patient, scan.visit, scan.tracer, scan.studyInstanceUID, scan.seriesInstanceUID,
        scan.inputSHA256, scan.heraldVersion, measurement,
      ]
    )
    let scanID = database.lastInsertedRowID
    let settingsID = try scan.settings.map { try place(of: $0, in: database) }
    for lesion in scan.lesions {
      let lesionID = try insert(lesion, scanID, into: database)
      guard let settingsID else { continue }
      try insert(lesion.features, lesionID, settingsID, into: database)
    }
    try insert(scan.endpoints, scanID, into: database)
    try insert(scan.values, scanID, into: database)
    return scanID
  }

  private static func insert(
    _ values: [ScanRecord.PatientValue],
    _ scanID: Int64,
    into database: Database
  ) throws {
    let statement = try database.cachedStatement(
      sql: "INSERT INTO patientValue (scanID, name, value, unit, reason) VALUES (?, ?, ?, ?, ?)"
    )
    for value in values {
      try statement.execute(arguments: [scanID, value.name, value.value, value.unit, value.reason])
    }
  }

  /// Keeps the numbers of the cohort as a whole; earlier ones go.
  ///
  /// - Parameter endpoints: the numbers, by tracer.
  /// - Throws: ``StoreError``.
  public func replaceCohort(_ endpoints: [Endpoint]) throws(StoreError) {
    try writeResults { database in
      try database.execute(sql: "DELETE FROM heterogeneity WHERE scanID IS NULL")
      try Self.insert(endpoints, nil, into: database)
    }
  }

  private static func place(of settings: RadiomicsSettings, in database: Database) throws -> Int64 {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let json = String(decoding: try encoder.encode(settings), as: UTF8.self)
    try database.execute(
      sql: "INSERT INTO featureSettings (name, json) VALUES (?, ?) ON CONFLICT (json) DO NOTHING",
      arguments: [settings.name, json]
    )
    let found = try Int64.fetchOne(
      database,
      sql: "SELECT id FROM featureSettings WHERE json = ?",
      arguments: [json]
    )
    guard let found else { throw DatabaseError(message: "the feature settings were not kept") }
    return found
  }

  private static func insert(
    _ lesion: ScanRecord.Lesion,
    _ scanID: Int64,
    into database: Database
  ) throws -> Int64 {
    let measured = lesion.measurement
    let assessed = lesion.assessed
    try database.cachedStatement(
      sql: """
        INSERT INTO lesion (scanID, number, label, site, category, method, volumeMilliliters, suvMax,
          suvMean, suvPeak, isPrimary, uptake, receptorClass, receptorReason)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      scanID, lesion.number, measured.label, measured.site?.meaning, measured.category.rawValue,
      measured.method, measured.volumeMilliliters, measured.suvbw.maximum.value,
      measured.suvbw.mean.value, measured.suvbw.peakOneMilliliter.value,
      assessed?.isPrimary ?? false, assessed?.uptake,
      assessed?.receptorClass.name ?? "not counted", assessed?.receptorClass.reason,
    ])
    return database.lastInsertedRowID
  }

  private static func insert(
    _ features: [Feature],
    _ lesionID: Int64,
    _ settingsID: Int64,
    into database: Database
  ) throws {
    let statement = try database.cachedStatement(
      sql: """
        INSERT INTO feature (lesionID, settingsID, tag, ibsiID, value, reason)
        VALUES (?, ?, ?, ?, ?, ?)
        """
    )
    for feature in features {
      let (value, reason): (Double?, String?) =
        switch feature.value {
        case .success(let value): (value, nil)
        case .failure(.emptyRegion): (nil, "the mask is empty")
        case .failure(.undefined(let reason)): (nil, reason)
        }
      try statement.execute(arguments: [
        lesionID, settingsID, feature.tag, feature.ibsiID, value, reason,
      ])
    }
  }

  private static func insert(
    _ endpoints: [Endpoint],
    _ scanID: Int64?,
    into database: Database
  ) throws {
    let statement = try database.cachedStatement(
      sql: """
        INSERT INTO heterogeneity (scanID, scope, subject, name, value, unit, lower, upper, level,
          method, n, smallestN, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    )
    for endpoint in endpoints {
      let interval = endpoint.interval
      try statement.execute(arguments: [
        scanID, endpoint.scope.rawValue, endpoint.subject, endpoint.name, endpoint.value,
        endpoint.unit, interval?.lower, interval?.upper, interval?.level, endpoint.method,
        endpoint.count, endpoint.smallestCount, endpoint.reason,
      ])
    }
  }

  /// The features of the lesions that count, as far as they have a value.
  ///
  /// - Returns: each lesion, once for each settings, in the order in which scans were kept.
  /// - Throws: ``StoreError``.
  public func lesionFeatures() throws(StoreError) -> [LesionFeatures] {
    try told {
      try pool.read { database in
        let rows = try Row.fetchCursor(
          database,
          sql: """
            SELECT scan.patient, scan.visit, scan.tracer, lesion.number, lesion.label,
              featureSettings.name AS settings, feature.lesionID, feature.settingsID, feature.tag,
              feature.value
            FROM feature JOIN lesion ON lesion.id = feature.lesionID
              JOIN scan ON scan.id = lesion.scanID
              JOIN featureSettings ON featureSettings.id = feature.settingsID
            WHERE feature.value IS NOT NULL AND lesion.receptorClass <> 'not counted'
            ORDER BY feature.lesionID, feature.settingsID
            """
        )
        var all: [LesionFeatures] = []
        var last: SIMD2<Int64>?
        while let row = try rows.next() {
          let place = SIMD2<Int64>(row["lesionID"], row["settingsID"])
          if place != last {
            last = place
            all.append(
              LesionFeatures(
                patient: row["patient"],
                visit: row["visit"],
                tracer: row["tracer"],
                number: row["number"],
                label: row["label"],
                settings: row["settings"]
              )
            )
          }
          all[all.count - 1].values[row["tag"]] = row["value"]
        }
        return all
      }
    }
  }

  /// The tracers of the scans kept, in order; nil for scans without one.
  ///
  /// - Returns: each once.
  /// - Throws: ``StoreError``.
  public func tracers() throws(StoreError) -> [String?] {
    try told {
      try pool.read { database in
        try Optional<String>.fetchAll(
          database,
          sql: "SELECT DISTINCT tracer FROM scan ORDER BY tracer"
        )
      }
    }
  }

  /// The lesions of each patient's first visit with a tracer.
  ///
  /// - Parameter tracer: the tracer profile's id; nil for scans without one.
  /// - Returns: the patients, in the order of their names; of several scans at that visit, the one
  ///   kept last.
  /// - Throws: ``StoreError``.
  public func patients(tracer: String?) throws(StoreError) -> [CohortHeterogeneity.Patient] {
    try told {
      try pool.read { database in
        let rows = try Row.fetchCursor(
          database,
          sql: """
            SELECT scan.patient, lesion.* FROM lesion JOIN scan ON scan.id = lesion.scanID
            WHERE scan.tracer IS ? AND lesion.receptorClass <> 'not counted'
              AND scan.id = (SELECT other.id FROM scan AS other
                WHERE other.patient = scan.patient AND other.tracer IS scan.tracer
                  AND NOT EXISTS (SELECT 1 FROM scanMeasurement
                    WHERE scanMeasurement.id = other.measurement AND NOT isCurrent)
                ORDER BY other.visit, other.id DESC LIMIT 1)
            ORDER BY scan.patient, lesion.number
            """,
          arguments: [tracer]
        )
        var patients: [CohortHeterogeneity.Patient] = []
        var name: String?
        var lesions: [AssessedLesion] = []
        while let row = try rows.next() {
          let patient: String = row["patient"]
          if let name, name != patient {
            patients.append(.init(name: name, lesions: lesions))
            lesions = []
          }
          name = patient
          lesions.append(AssessedLesion(row))
        }
        if let name { patients.append(.init(name: name, lesions: lesions)) }
        return patients
      }
    }
  }
}

extension AssessedLesion {
  fileprivate init(_ row: Row) {
    let site: String? = row["site"]
    let name: String = row["receptorClass"]
    let reason: String? = row["receptorReason"]
    self.init(
      label: row["label"],
      site: site.map { AnatomicalSite(code: nil, meaning: $0) },
      isPrimary: row["isPrimary"],
      volumeMilliliters: row["volumeMilliliters"],
      uptake: row["uptake"],
      receptorClass: [ReceptorClass.negative, .grey, .positive].first { $0.name == name }
        ?? .notEvaluable(reason ?? "not told")
    )
  }
}
