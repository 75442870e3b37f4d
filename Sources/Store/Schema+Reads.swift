import GRDB

extension Schema {
  /// Reading rounds, assignments and reads, and all that a blinded person can see of them.
  static func registerReads(in migrator: inout DatabaseMigrator) {
    migrator.registerMigration("reads: rounds, assignments, reads, blinded views") { database in
      try database.execute(sql: reads)
      try database.execute(sql: blindedViews)
    }
  }

  private static let reads = """
    CREATE TABLE readingRound (
      id TEXT NOT NULL PRIMARY KEY,
      purpose TEXT NOT NULL,
      rereads TEXT REFERENCES readingRound (id),
      endpoint TEXT,
      visit TEXT NOT NULL,
      tracer TEXT,
      seed TEXT NOT NULL,
      readers TEXT NOT NULL,
      adjudicator TEXT REFERENCES account (id),
      resolution TEXT NOT NULL,
      -- What readers don't see, with commas between: the views below go by it.
      hidden TEXT NOT NULL,
      washoutDays INTEGER,
      scale TEXT NOT NULL,
      disagreement TEXT NOT NULL,
      protocolVersion TEXT NOT NULL REFERENCES protocolVersion (id),
      CHECK ((purpose = 'primary') = (rereads IS NULL)),
      CHECK ((purpose = 'primary') = (washoutDays IS NULL))
    ) STRICT;
    CREATE TABLE readAssignment (
      id TEXT NOT NULL PRIMARY KEY,
      round TEXT NOT NULL REFERENCES readingRound (id),
      account TEXT NOT NULL REFERENCES account (id),
      part TEXT NOT NULL,
      scan TEXT NOT NULL REFERENCES receivedScan (id),
      position INTEGER,
      caseCode TEXT NOT NULL UNIQUE,
      rereads TEXT REFERENCES readAssignment (id),
      isVoid INTEGER NOT NULL CHECK (isVoid IN (0, 1))
    ) STRICT;
    CREATE UNIQUE INDEX readAssignmentOnce
      ON readAssignment (round, account, scan) WHERE NOT isVoid;
    CREATE INDEX readAssignmentByAccount ON readAssignment (account);
    CREATE INDEX readAssignmentByScan ON readAssignment (scan);
    CREATE TABLE read (
      id TEXT NOT NULL PRIMARY KEY,
      assignment TEXT NOT NULL UNIQUE REFERENCES readAssignment (id),
      status TEXT NOT NULL CHECK (status IN ('submitted', 'locked')),
      receptorClass TEXT NOT NULL,
      grade INTEGER,
      confidence INTEGER,
      notEvaluableReason TEXT,
      comment TEXT,
      -- A JSON array; the view readLesion has a row for each.
      lesions TEXT NOT NULL,
      analysisSHA256 TEXT,
      isOutOfOrder INTEGER NOT NULL CHECK (isOutOfOrder IN (0, 1)),
      submittedAt TEXT NOT NULL,
      lockedAt TEXT,
      CHECK ((status = 'locked') = (lockedAt IS NOT NULL))
    ) STRICT;
    -- A locked read can be unlocked, and nothing else, and not in the same step as a change.
    CREATE TRIGGER readIsLocked BEFORE UPDATE ON read WHEN OLD.status = 'locked' AND (
        NEW.status = 'locked' OR NEW.id IS NOT OLD.id OR NEW.assignment IS NOT OLD.assignment
        OR NEW.receptorClass IS NOT OLD.receptorClass OR NEW.grade IS NOT OLD.grade
        OR NEW.confidence IS NOT OLD.confidence
        OR NEW.notEvaluableReason IS NOT OLD.notEvaluableReason
        OR NEW.comment IS NOT OLD.comment OR NEW.lesions IS NOT OLD.lesions
        OR NEW.analysisSHA256 IS NOT OLD.analysisSHA256
        OR NEW.isOutOfOrder IS NOT OLD.isOutOfOrder OR NEW.submittedAt IS NOT OLD.submittedAt)
      BEGIN SELECT RAISE(ABORT, 'a locked read can''t change'); END;
    CREATE TRIGGER readIsNeverDeleted BEFORE DELETE ON read
      BEGIN SELECT RAISE(ABORT, 'a read is never deleted'); END;
    CREATE VIEW readLesion AS
      SELECT read.id AS read, read.assignment,
        json_extract(value, '$.lesion') AS lesion, json_extract(value, '$.isPresent') AS isPresent,
        json_extract(value, '$.grade') AS grade,
        json_extract(value, '$.receptorClass') AS receptorClass,
        json_extract(value, '$.site') AS site, json_extract(value, '$.comment') AS comment
      FROM read, json_each(read.lesions);
    """

  /// All that a reader or an adjudicator can see: their session's queries name these views alone.
  private static let blindedViews = """
    -- A person's own cases. What the round hides is NULL here; whose scan it is isn't a column.
    CREATE VIEW blindedCase AS
      SELECT assignment.account, assignment.caseCode, assignment.part, assignment.position,
        round.rowid AS sequence, round.endpoint, round.scale,
        scan.tracer,
        CASE WHEN read.status IS NULL THEN 'to read' ELSE read.status END AS status,
        CASE WHEN instr(round.hidden, 'other-visits') OR instr(round.hidden, 'treatment')
          THEN NULL ELSE scan.visit END AS visit,
        CASE WHEN instr(round.hidden, 'site') THEN NULL ELSE participant.site END AS site,
        CASE WHEN instr(round.hidden, 'clinical-data') THEN NULL ELSE participant.sex END AS sex,
        CASE WHEN instr(round.hidden, 'clinical-data') THEN NULL
          ELSE CAST(substr(participant.birthDate, 1, 4) AS INTEGER) END AS birthYear,
        CASE WHEN instr(round.hidden, 'pathology') OR instr(round.hidden, 'treatment') THEN NULL
          ELSE (
            SELECT group_concat('IHC ' || ifnull(biopsy.ihc, 'not done'), '; ') FROM biopsy
            WHERE biopsy.participant = scan.participant AND NOT biopsy.isVoid
          ) END AS pathology,
        -- The person's other cases of the same body, as far as the round lets them be known.
        (
          SELECT group_concat(other.caseCode, ', ')
          FROM readAssignment AS other JOIN receivedScan AS beside ON beside.id = other.scan
          WHERE other.account = assignment.account AND NOT other.isVoid
            AND other.part = assignment.part AND other.rereads IS NULL
            AND assignment.rereads IS NULL
            AND beside.participant = scan.participant AND beside.id <> scan.id
            AND (
              beside.visit = scan.visit AND NOT instr(round.hidden, 'other-tracers')
              OR beside.visit <> scan.visit AND NOT instr(round.hidden, 'other-visits')
                AND (beside.tracer IS scan.tracer OR NOT instr(round.hidden, 'other-tracers'))
            )
        ) AS companions,
        -- The Julian day from which it can be read: a second read when its washout is over.
        CASE WHEN assignment.rereads IS NULL THEN 0.0 ELSE (
          SELECT julianday(first.lockedAt) + round.washoutDays FROM read AS first
          WHERE first.assignment = assignment.rereads
        ) END AS openFrom
      FROM readAssignment AS assignment
        JOIN readingRound AS round ON round.id = assignment.round
        JOIN receivedScan AS scan ON scan.id = assignment.scan
        JOIN participant ON participant.id = scan.participant
        LEFT JOIN read ON read.assignment = assignment.id
      WHERE NOT assignment.isVoid AND NOT scan.isVoid AND NOT participant.isVoid;
    -- The lesions that the scan's analysis found: where they are and what they measure, and not the
    -- class that Herald gives them.
    CREATE VIEW blindedLesion AS
      SELECT assignment.account, assignment.caseCode, lesion.number, lesion.site,
        lesion.volumeMilliliters, lesion.suvMax, lesion.suvMean, lesion.suvPeak
      FROM readAssignment AS assignment
        JOIN receivedScan ON receivedScan.id = assignment.scan
        JOIN scan ON scan.studyInstanceUID = receivedScan.studyInstanceUID
        JOIN lesion ON lesion.scanID = scan.id
      WHERE NOT assignment.isVoid AND NOT receivedScan.isVoid
        AND scan.id = (
          SELECT max(newest.id) FROM scan AS newest
          WHERE newest.studyInstanceUID = receivedScan.studyInstanceUID
        );
    -- A person's own reads.
    CREATE VIEW blindedRead AS
      SELECT assignment.account, assignment.caseCode, read.status, read.receptorClass, read.grade,
        read.confidence, read.notEvaluableReason, read.comment, read.lesions
      FROM readAssignment AS assignment JOIN read ON read.assignment = assignment.id
      WHERE NOT assignment.isVoid;
    -- To an adjudicator: what readers said, locked, without whose it is; letters by the readers' own
    -- random codes.
    CREATE VIEW blindedStatement AS
      SELECT assignment.account, assignment.caseCode,
        row_number() OVER (PARTITION BY assignment.id ORDER BY theirs.caseCode) AS number,
        read.receptorClass, read.grade, read.confidence, read.notEvaluableReason, read.comment,
        read.lesions, round.disagreement
      FROM readAssignment AS assignment
        JOIN readingRound AS round ON round.id = assignment.round
        JOIN readAssignment AS theirs ON theirs.round = assignment.round
          AND theirs.scan = assignment.scan AND theirs.part = 'reader' AND NOT theirs.isVoid
        JOIN read ON read.assignment = theirs.id AND read.status = 'locked'
      WHERE assignment.part = 'adjudicator' AND NOT assignment.isVoid;
    """
}
