import GRDB

extension Schema {
  /// The trial's conduct and its audit trail.
  static func registerConduct(in migrator: inout DatabaseMigrator) {
    migrator.registerMigration("2 conduct, accounts, audit trail") { database in
      try database.execute(sql: trial)
      try database.execute(sql: participants)
      try database.execute(sql: records)
      try database.execute(sql: audit)
    }
  }

  private static let trial = """
    CREATE TABLE trial (
      id TEXT NOT NULL PRIMARY KEY,
      title TEXT NOT NULL,
      registryID TEXT,
      protocolVersion TEXT REFERENCES protocolVersion (id) DEFERRABLE INITIALLY DEFERRED,
      registryRecord TEXT,
      createdAt TEXT NOT NULL
    ) STRICT;
    -- Each version's document as it was given.
    CREATE TABLE protocolVersion (
      id TEXT NOT NULL PRIMARY KEY,
      protocolID TEXT NOT NULL,
      sha256 TEXT NOT NULL,
      document TEXT NOT NULL,
      amends TEXT REFERENCES protocolVersion (id),
      reason TEXT NOT NULL
    ) STRICT;
    CREATE TABLE criterionReading (
      id TEXT NOT NULL PRIMARY KEY,
      question TEXT NOT NULL,
      reading TEXT NOT NULL,
      decidedBy TEXT NOT NULL,
      date TEXT NOT NULL,
      reason TEXT NOT NULL
    ) STRICT;
    CREATE TABLE account (
      id TEXT NOT NULL PRIMARY KEY COLLATE NOCASE,
      fullName TEXT NOT NULL,
      passwordHash TEXT NOT NULL,
      passwordSetAt TEXT NOT NULL,
      mustChangePassword INTEGER NOT NULL CHECK (mustChangePassword IN (0, 1)),
      isActive INTEGER NOT NULL CHECK (isActive IN (0, 1))
    ) STRICT;
    CREATE TABLE accountRole (
      id TEXT NOT NULL PRIMARY KEY,
      account TEXT NOT NULL REFERENCES account (id),
      role TEXT NOT NULL,
      isHeld INTEGER NOT NULL CHECK (isHeld IN (0, 1)),
      UNIQUE (account, role)
    ) STRICT;
    """

  private static let participants = """
    CREATE TABLE participant (
      id TEXT NOT NULL PRIMARY KEY,
      subjectID TEXT UNIQUE,
      site TEXT NOT NULL,
      sex TEXT NOT NULL,
      -- What is known: a day, a month or a year.
      birthDate TEXT NOT NULL,
      consentVersion TEXT NOT NULL,
      consentDate TEXT NOT NULL,
      protocolVersion TEXT NOT NULL REFERENCES protocolVersion (id),
      status TEXT NOT NULL,
      statusDate TEXT NOT NULL,
      isVoid INTEGER NOT NULL CHECK (isVoid IN (0, 1))
    ) STRICT;
    CREATE TABLE statusChange (
      id TEXT NOT NULL PRIMARY KEY,
      participant TEXT NOT NULL REFERENCES participant (id),
      status TEXT NOT NULL,
      date TEXT NOT NULL,
      reason TEXT,
      criteria TEXT,
      assessment TEXT,
      protocolVersion TEXT NOT NULL REFERENCES protocolVersion (id)
    ) STRICT;
    CREATE INDEX statusChangeByParticipant ON statusChange (participant);
    CREATE TABLE screeningDatum (
      id TEXT NOT NULL PRIMARY KEY,
      participant TEXT NOT NULL REFERENCES participant (id),
      datum TEXT NOT NULL,
      form TEXT NOT NULL,
      value TEXT NOT NULL,
      unit TEXT,
      comparator TEXT,
      date TEXT,
      source TEXT NOT NULL,
      judgedBy TEXT NOT NULL,
      judgedAs TEXT,
      isVoid INTEGER NOT NULL CHECK (isVoid IN (0, 1))
    ) STRICT;
    CREATE UNIQUE INDEX screeningDatumOnce
      ON screeningDatum (participant, datum, ifnull(date, ''), value) WHERE NOT isVoid;
    CREATE TABLE screeningLesion (
      id TEXT NOT NULL PRIMARY KEY,
      participant TEXT NOT NULL REFERENCES participant (id),
      lesion TEXT NOT NULL,
      lesionKind TEXT NOT NULL,
      modality TEXT NOT NULL,
      date TEXT NOT NULL,
      longestDiameterMillimeters REAL,
      shortAxisMillimeters REAL,
      sliceThicknessMillimeters REAL,
      isIrradiated INTEGER CHECK (isIrradiated IN (0, 1)),
      source TEXT NOT NULL,
      measuredBy TEXT NOT NULL,
      isVoid INTEGER NOT NULL CHECK (isVoid IN (0, 1))
    ) STRICT;
    CREATE UNIQUE INDEX screeningLesionOnce
      ON screeningLesion (participant, lesion, date) WHERE NOT isVoid;
    CREATE TABLE visit (
      id TEXT NOT NULL PRIMARY KEY,
      participant TEXT NOT NULL REFERENCES participant (id),
      visit TEXT NOT NULL,
      status TEXT NOT NULL,
      dueDate TEXT,
      windowStart TEXT,
      windowEnd TEXT,
      date TEXT,
      weightKilograms REAL,
      heightCentimeters REAL,
      ecog INTEGER,
      comment TEXT,
      isVoid INTEGER NOT NULL CHECK (isVoid IN (0, 1)),
      UNIQUE (participant, visit)
    ) STRICT;
    """

  private static let records = """
    CREATE TABLE administration (
      id TEXT NOT NULL PRIMARY KEY,
      participant TEXT NOT NULL,
      visit TEXT NOT NULL,
      tracer TEXT NOT NULL,
      batch TEXT,
      assayedMegabecquerels REAL NOT NULL,
      assayedAt TEXT NOT NULL,
      residualMegabecquerels REAL,
      residualAt TEXT,
      injectedAt TEXT NOT NULL,
      calibratorClockOffsetSeconds REAL,
      injectionClockOffsetSeconds REAL,
      massMicrograms REAL,
      route TEXT,
      extravasation TEXT NOT NULL,
      extravasatedMegabecquerels REAL,
      comment TEXT,
      isVoid INTEGER NOT NULL CHECK (isVoid IN (0, 1)),
      FOREIGN KEY (participant, visit) REFERENCES visit (participant, visit)
    ) STRICT;
    CREATE UNIQUE INDEX administrationOnce
      ON administration (participant, tracer, injectedAt) WHERE NOT isVoid;
    CREATE INDEX administrationByVisit ON administration (participant, visit);
    CREATE TABLE biopsy (
      id TEXT NOT NULL PRIMARY KEY,
      participant TEXT NOT NULL REFERENCES participant (id),
      specimen TEXT NOT NULL,
      takenOn TEXT NOT NULL,
      site TEXT NOT NULL,
      lesion TEXT,
      tumor TEXT NOT NULL,
      ihc TEXT,
      ishRatio REAL,
      ishCopyNumber REAL,
      tumorCellsPercent REAL,
      treatmentSince TEXT,
      laboratory TEXT,
      comment TEXT,
      isVoid INTEGER NOT NULL CHECK (isVoid IN (0, 1))
    ) STRICT;
    CREATE UNIQUE INDEX biopsyOnce ON biopsy (participant, specimen) WHERE NOT isVoid;
    CREATE TABLE labResult (
      id TEXT NOT NULL PRIMARY KEY,
      participant TEXT NOT NULL REFERENCES participant (id),
      test TEXT NOT NULL,
      date TEXT NOT NULL,
      visit TEXT,
      value REAL,
      comparator TEXT,
      unit TEXT,
      text TEXT,
      referenceLow REAL,
      referenceHigh REAL,
      laboratory TEXT,
      isVoid INTEGER NOT NULL CHECK (isVoid IN (0, 1)),
      FOREIGN KEY (participant, visit) REFERENCES visit (participant, visit)
    ) STRICT;
    -- A test may be done twice in a day, but not with the same result under the same visit.
    CREATE UNIQUE INDEX labResultOnce ON labResult
      (participant, test, date, ifnull(visit, ''), ifnull(value, ''), ifnull(text, ''))
      WHERE NOT isVoid;
    CREATE TABLE adverseEvent (
      id TEXT NOT NULL PRIMARY KEY,
      participant TEXT NOT NULL REFERENCES participant (id),
      term TEXT NOT NULL,
      onset TEXT NOT NULL,
      "end" TEXT,
      grade INTEGER NOT NULL,
      seriousness TEXT NOT NULL,
      relation TEXT NOT NULL,
      outcome TEXT NOT NULL,
      action TEXT,
      visit TEXT,
      preferredTerm TEXT,
      isVoid INTEGER NOT NULL CHECK (isVoid IN (0, 1)),
      FOREIGN KEY (participant, visit) REFERENCES visit (participant, visit)
    ) STRICT;
    CREATE UNIQUE INDEX adverseEventOnce
      ON adverseEvent (participant, term, onset) WHERE NOT isVoid;
    CREATE TABLE receivedScan (
      id TEXT NOT NULL PRIMARY KEY,
      participant TEXT NOT NULL,
      visit TEXT NOT NULL,
      studyInstanceUID TEXT NOT NULL,
      studyDate TEXT NOT NULL,
      modalities TEXT NOT NULL,
      tracer TEXT,
      fileCount INTEGER NOT NULL,
      byteCount INTEGER NOT NULL,
      manifestSHA256 TEXT NOT NULL,
      isVoid INTEGER NOT NULL CHECK (isVoid IN (0, 1)),
      FOREIGN KEY (participant, visit) REFERENCES visit (participant, visit)
    ) STRICT;
    CREATE UNIQUE INDEX receivedScanOnce ON receivedScan (studyInstanceUID) WHERE NOT isVoid;
    CREATE INDEX receivedScanByVisit ON receivedScan (participant, visit);
    CREATE TABLE signature (
      id TEXT NOT NULL PRIMARY KEY,
      signedKind TEXT NOT NULL,
      signedID TEXT NOT NULL,
      contentSHA256 TEXT NOT NULL,
      account TEXT NOT NULL REFERENCES account (id),
      printedName TEXT NOT NULL,
      meaning TEXT NOT NULL,
      signedAt TEXT NOT NULL
    ) STRICT;
    CREATE INDEX signatureByRecord ON signature (signedKind, signedID);
    """

  private static let audit = """
    CREATE TABLE audit (
      number INTEGER NOT NULL PRIMARY KEY,
      -- UTC, in milliseconds, and what the clock on the wall was ahead of it.
      at TEXT NOT NULL,
      zone TEXT NOT NULL,
      account TEXT NOT NULL,
      session TEXT NOT NULL,
      action TEXT NOT NULL,
      kind TEXT,
      record TEXT,
      -- The row before and after, as JSON.
      old TEXT,
      new TEXT,
      why TEXT,
      program TEXT NOT NULL,
      previous TEXT NOT NULL,
      hash TEXT NOT NULL
    ) STRICT;
    CREATE INDEX auditByRecord ON audit (kind, record);
    CREATE INDEX auditByAccount ON audit (account, action);
    -- The trail can only grow; a chain of hashes tells whether somebody went past these triggers.
    CREATE TRIGGER auditIsNeverUpdated BEFORE UPDATE ON audit
      BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
    CREATE TRIGGER auditIsNeverDeleted BEFORE DELETE ON audit
      BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
    CREATE TRIGGER auditOnlyGrows BEFORE INSERT ON audit
      WHEN NEW.number <> (SELECT ifnull(max(number), 0) + 1 FROM audit)
      BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
    """
}
