import GRDB

extension Schema {
  /// Studies in quarantine, what was computed of scans, and the patient's numbers.
  static func registerImport(in migrator: inout DatabaseMigrator) {
    migrator.registerMigration("import: quarantine, measurements") { database in
      try database.execute(sql: quarantine)
      try database.execute(sql: measurements)
    }
    migrator.registerMigration("reads: lesions of the measurement that holds") { database in
      try database.execute(sql: blindedLesion)
    }
  }

  /// The lesions that a reader sees: where they are and what they measure, and not the class that
  /// Herald gives them; none of a measurement that was made anew or refused since.
  private static let blindedLesion = """
    DROP VIEW blindedLesion;
    CREATE VIEW blindedLesion AS
      SELECT assignment.account, assignment.caseCode, lesion.number, lesion.site,
        lesion.volumeMilliliters, lesion.suvMax, lesion.suvMean, lesion.suvPeak
      FROM readAssignment AS assignment
        JOIN receivedScan ON receivedScan.id = assignment.scan
        JOIN scanMeasurement ON scanMeasurement.scan = receivedScan.id AND scanMeasurement.isCurrent
        JOIN scan ON scan.measurement = scanMeasurement.id
        JOIN lesion ON lesion.scanID = scan.id
      WHERE NOT assignment.isVoid AND NOT receivedScan.isVoid;
    """

  private static let quarantine = """
    CREATE TABLE quarantinedStudy (
      id TEXT NOT NULL PRIMARY KEY,
      studyInstanceUID TEXT NOT NULL,
      named TEXT NOT NULL,
      studyDate TEXT,
      modalities TEXT NOT NULL,
      tracer TEXT,
      codes TEXT NOT NULL,
      reasons TEXT NOT NULL,
      fileCount INTEGER NOT NULL,
      byteCount INTEGER NOT NULL,
      manifestSHA256 TEXT NOT NULL,
      status TEXT NOT NULL,
      scan TEXT REFERENCES receivedScan (id)
    ) STRICT;
    CREATE UNIQUE INDEX quarantinedStudyOnce
      ON quarantinedStudy (studyInstanceUID, manifestSHA256);
    """

  private static let measurements = """
    CREATE TABLE scanMeasurement (
      id TEXT NOT NULL PRIMARY KEY,
      scan TEXT NOT NULL REFERENCES receivedScan (id),
      participant TEXT NOT NULL REFERENCES participant (id),
      visit TEXT NOT NULL,
      tracer TEXT,
      status TEXT NOT NULL,
      refusalCode TEXT,
      refusal TEXT,
      seriesInstanceUID TEXT,
      inputSHA256 TEXT,
      administration TEXT REFERENCES administration (id),
      factsSHA256 TEXT NOT NULL,
      protocolVersion TEXT NOT NULL REFERENCES protocolVersion (id),
      protocolSHA256 TEXT NOT NULL,
      program TEXT NOT NULL,
      activityMegabecquerels REAL,
      uptakeMinutes REAL,
      lesionCount INTEGER,
      positiveCount INTEGER,
      receptorClass TEXT,
      receptorReason TEXT,
      deviations TEXT,
      caveats TEXT,
      resultSHA256 TEXT,
      rowsSHA256 TEXT,
      replaces TEXT REFERENCES scanMeasurement (id),
      isCurrent INTEGER NOT NULL CHECK (isCurrent IN (0, 1))
    ) STRICT;
    CREATE UNIQUE INDEX scanMeasurementCurrent ON scanMeasurement (scan) WHERE isCurrent;
    CREATE INDEX scanMeasurementByParticipant ON scanMeasurement (participant);
    -- Which measurement a result of the tables belongs to; none for one that herald cohort added.
    ALTER TABLE scan ADD COLUMN measurement TEXT REFERENCES scanMeasurement (id);
    CREATE INDEX scanByMeasurement ON scan (measurement);
    CREATE TABLE patientValue (
      scanID INTEGER NOT NULL REFERENCES scan (id) ON DELETE CASCADE,
      name TEXT NOT NULL,
      value REAL,
      unit TEXT NOT NULL,
      reason TEXT,
      PRIMARY KEY (scanID, name),
      CHECK ((value IS NULL) <> (reason IS NULL))
    ) STRICT, WITHOUT ROWID;
    """
}
