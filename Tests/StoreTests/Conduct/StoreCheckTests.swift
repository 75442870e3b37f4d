import Foundation
import GRDB
import TestSupport
import Testing
import Trial

@testable import Store

@Suite struct StoreCheckTests {
  /// A trial with a record of several kinds and a scan, closed.
  private static func made(in folder: URL) throws -> String {
    let trial = try TrialFixture(in: folder)
    let store = trial.store
    try trial.enrol("S-001")
    try trial.enrol("S-002")
    _ = try store.schedule(as: trial.coordinator, "S-001")
    let event = [
      "participant": "S-001", "term": "Nausea", "onset": "2026-03-09", "grade": "1",
      "seriousness": "not serious", "relation": "possible", "outcome": "recovering",
    ]
    _ = try store.enter(as: trial.coordinator, AdverseEvent.self, [Entry(values: event)])
    let file = folder.appendingPathComponent("image.dcm")
    try Data((0..<5000).map { UInt8($0 % 251) }).write(to: file)
    _ = try Self.file(scan: "1.2.3", [file.path], store, trial.coordinator)
    try store.database.close()
    return store.folder
  }

  /// Files a scan under S-001's baseline.
  static func file(
    scan uid: String,
    _ paths: [String],
    _ store: TrialStore,
    _ session: Session
  ) throws -> ReceivedScan {
    let objects = try store.objects.put(files: paths)
    let manifest = ObjectManifest(
      zip(paths, objects).map {
        .init(
          sha256: $1.sha256,
          byteCount: $1.byteCount,
          name: URL(fileURLWithPath: $0).lastPathComponent
        )
      }
    )
    let sha256 = try store.objects.put(Array(manifest.text.utf8))
    return try store.change(as: session, may: .importScans, "import scan") { change in
      try change.insert(
        ReceivedScan(
          participant: "S-001",
          visit: "baseline",
          studyInstanceUID: uid,
          studyDate: try #require(CivilDate("2026-03-09")),
          modalities: "PT",
          tracer: nil,
          manifest: manifest,
          manifestSHA256: sha256
        )
      )
    }
  }

  private static func damage(_ folder: String) throws -> [String] {
    try StoreCheck(folder: folder).findings.filter { $0.severity == .damage }.map(\.place)
  }

  /// Changes the file as somebody would who goes past the program.
  private static func tamper(_ folder: String, _ sql: String) throws {
    let queue = try DatabaseQueue(path: TrialStore.databasePath(in: folder))
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: "PRAGMA foreign_keys = OFF")
      let triggers = try Row.fetchAll(
        database,
        sql: "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
      )
      for trigger in triggers {
        let name: String = trigger["name"]
        try database.execute(sql: "DROP TRIGGER \(name)")
      }
      try database.execute(sql: sql)
      for trigger in triggers { try database.execute(sql: trigger["sql"]) }
    }
    try queue.close()
  }

  @Test func `An untouched trial is sound, and everything in it was looked at`() throws {
    try withTemporaryFolder { folder in
      let check = try StoreCheck(folder: try Self.made(in: folder))
      #expect(check.findings.isEmpty)
      // Two participants, four steps of their courses, two visits, an event, a scan; the trial, its
      // protocol, three accounts, three roles.
      #expect(check.rowCount == 18)
      #expect(check.objectCount == 2)
    }
  }

  @Test(arguments: [
    ("UPDATE participant SET sex = 'M' WHERE id = 'S-001'", "participant S-001"),
    ("UPDATE adverseEvent SET grade = 2", "adverse event E1"),
    ("UPDATE visit SET dueDate = NULL WHERE id = 'V1'", "visit V1"),
    ("DELETE FROM statusChange WHERE id = 'P4'", "change of status P4"),
    ("UPDATE accountRole SET role = 'administrator' WHERE account = 'cora'", "role R2"),
    ("UPDATE account SET passwordHash = 'x' WHERE id = 'ada'", "account ada"),
    ("UPDATE protocolVersion SET document = document || ' '", "protocol version 1"),
    ("UPDATE trial SET title = 'Another'", "trial TEST"),
    ("UPDATE audit SET why = 'because' WHERE number = 9", "audit entry 9"),
    ("UPDATE audit SET at = '2026-03-10T01:00:00.001Z' WHERE number = 9", "audit entry 9"),
    ("UPDATE audit SET account = 'ivan' WHERE number = 9", "audit entry 9"),
    ("UPDATE audit SET program = 'herald 9' WHERE number = 9", "audit entry 9"),
    ("UPDATE audit SET session = 'x' WHERE number = 9", "audit entry 9"),
    ("DELETE FROM audit WHERE number = 9", "audit entry 9"),
    (
      "INSERT INTO statusChange SELECT 'P9', participant, status, date, reason, criteria, assessment, protocolVersion FROM statusChange WHERE id = 'P4'",
      "change of status P9"
    ),
    ("DROP TRIGGER IF EXISTS x; CREATE TABLE notes (text)", "the schema"),
    ("DROP INDEX auditByRecord", "the schema"),
    ("UPDATE visit SET participant = 'S-009' WHERE id = 'V2'", "visit V2"),
    (
      "INSERT INTO scan (patient, visit, studyInstanceUID, seriesInstanceUID, inputSHA256, heraldVersion) VALUES ('S-001', '2026-03-09', '1.2', '1.2.1', 'x', '0')",
      "the tables of results"
    ),
    (
      "INSERT INTO heterogeneity (scope, subject, name, value, unit, method, n, smallestN) VALUES ('cohort', 'S-001', 'cov', 1, '1', 'm', 1, 1)",
      "the tables of results"
    ),
  ])
  func `A change past the program is found and named`(_ sql: String, _ place: String) throws {
    try withTemporaryFolder { folder in
      let trial = try Self.made(in: folder)
      try Self.tamper(trial, sql)
      let found = try Self.damage(trial)
      #expect(found.contains(place), "\(found)")
      // What anybody who can read the folder is told names neither participants nor people.
      let told = try StoreCheck(folder: trial).findings.map(\.unnamed).joined(separator: "\n")
      for name in ["S-001", "S-002", "S-009", "ada", "cora", "ivan", "Ada"] {
        #expect(!told.contains(name), "\(told)")
      }
    }
  }

  @Test func `A trial of an earlier version is sound, and it is said that it is one`() throws {
    try withTemporaryFolder { folder in
      let trial = try Self.made(in: folder)
      let earlier = try DatabaseQueue()
      let all = Schema.migrator.migrations
      try Schema.migrator.migrate(earlier, upTo: all[all.count - 2])
      let view = try #require(
        try earlier.read {
          try String.fetchOne($0, sql: "SELECT sql FROM sqlite_master WHERE name = 'blindedLesion'")
        }
      )
      try Self.tamper(
        trial,
        "DELETE FROM grdb_migrations WHERE rowid = (SELECT max(rowid) FROM grdb_migrations);"
          + "DROP VIEW blindedLesion; \(view)"
      )
      let check = try StoreCheck(folder: trial)
      #expect(check.isSound, "\(check.findings)")
      #expect(check.findings.map(\.place) == ["the schema"])
      // A migration that was taken out of the middle is none of an earlier version.
      try Self.tamper(trial, "DELETE FROM grdb_migrations WHERE rowid = 2")
      #expect(try Set(Self.damage(trial)) == ["the schema"])
    }
  }

  @Test func `A trigger that is gone is named`() throws {
    try withTemporaryFolder { folder in
      let trial = try Self.made(in: folder)
      let queue = try DatabaseQueue(path: TrialStore.databasePath(in: trial))
      try queue.write { try $0.execute(sql: "DROP TRIGGER auditIsNeverDeleted") }
      try queue.close()
      let check = try StoreCheck(folder: trial)
      #expect(
        check.findings.map(\.description) == ["the schema: trigger auditIsNeverDeleted is missing"]
      )
    }
  }

  @Test func `One byte changed wherever a value stands in the file is found`() throws {
    try withTemporaryFolder { folder in
      let trial = try Self.made(in: folder)
      let path = TrialStore.databasePath(in: trial)
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
      for marker in ["HER2-S-001", "Nausea", "2026-04-20", "Person CORA", "$argon2id"] {
        let wanted = Array(marker.utf8)
        let places = (0..<bytes.count - wanted.count).filter {
          Array(bytes[$0..<$0 + wanted.count]) == wanted
        }
        #expect(!places.isEmpty)
        for place in places {
          var changed = bytes
          changed[place + wanted.count - 1] ^= 1
          try Data(changed).write(to: URL(fileURLWithPath: path))
          #expect(try !Self.damage(trial).isEmpty, "\(marker) at \(place)")
        }
      }
    }
  }

  @Test(.enabled(if: PythonOracle.isPresent))
  func `Of bytes changed at random, every one that changes what SQLite reads is found`() throws {
    try withTemporaryFolder { folder in
      let trial = try Self.made(in: folder)
      let path = TrialStore.databasePath(in: trial)
      let lines = try PythonOracle.run(
        """
        import pathlib, random, sqlite3, sys
        path = pathlib.Path(sys.argv[1])
        def dump(file):
            try:
                connection = sqlite3.connect(file)
                connection.text_factory = bytes
                tables = [name.decode() for name, in connection.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'table'")]
                rows = [sorted(map(repr, connection.execute('SELECT * FROM "%s"' % table)))
                        for table in tables]
                return tables, rows, connection.execute("SELECT sql FROM sqlite_master").fetchall()
            except (sqlite3.Error, UnicodeDecodeError) as error:
                return str(error)
        whole, before = path.read_bytes(), dump(path)
        choose, other = random.Random(4547309), path.parent / "other.sqlite"
        for _ in range(600):
            place = choose.randrange(100, len(whole))
            changed = bytearray(whole)
            changed[place] ^= 1 << choose.randrange(8)
            other.write_bytes(changed)
            if dump(other) != before:
                print(place, changed[place])
        """,
        path
      )
      #expect(lines.count > 50)
      let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
      for line in lines {
        let numbers = line.split(separator: " ").compactMap { Int($0) }
        var changed = bytes
        changed[numbers[0]] = UInt8(numbers[1])
        try Data(changed).write(to: URL(fileURLWithPath: path))
        let found = (try? Self.damage(trial)) ?? ["can't be opened"]
        #expect(!found.isEmpty, "byte \(numbers[0])")
      }
    }
  }

  @Test func `A scan that was changed, cut or taken away is named with its participant and visit`()
    throws
  {
    try withTemporaryFolder { folder in
      let trial = try Self.made(in: folder)
      let objects = ObjectStore(folder: trial + "/objects")
      let names = try objects.contents().objects
      let image = try #require(
        try names.first {
          try objects.hash(of: objects.path(of: $0), copyingTo: nil).byteCount == 5000
        }
      )
      let url = URL(fileURLWithPath: objects.path(of: image))
      let bytes = try Data(contentsOf: url)
      var changed = bytes
      changed[2500] ^= 1
      for damaged in [changed, bytes.dropLast(), nil] {
        try FileManager.default.removeItem(at: url)
        try damaged?.write(to: url)
        let findings = try StoreCheck(folder: trial).findings.map(\.description)
        #expect(
          findings.contains { $0.hasPrefix("scan S1 of S-001, baseline: the file image.dcm") },
          "\(findings)"
        )
        try bytes.write(to: url)
      }
      #expect(try Self.damage(trial).isEmpty)
    }
  }

  @Test func `A trail whose end was cut off with its rows is only found by an anchor`() throws {
    try withTemporaryFolder { folder in
      let trial = try TrialFixture(in: folder)
      try trial.enrol("S-001")
      let earlier = try trial.store.anchor(as: trial.administrator)
      try trial.enrol("S-002")
      let later = try trial.store.anchor(as: trial.administrator)
      let path = trial.store.folder
      try trial.store.database.close()
      #expect(try StoreCheck(folder: path, anchor: earlier).isSound)
      #expect(try StoreCheck(folder: path, anchor: later).isSound)
      try Self.tamper(
        path,
        """
        DELETE FROM audit WHERE number > \(earlier.number);
        DELETE FROM statusChange WHERE participant = 'S-002';
        DELETE FROM participant WHERE id = 'S-002';
        """
      )
      #expect(try StoreCheck(folder: path).isSound)
      #expect(try StoreCheck(folder: path, anchor: earlier).isSound)
      let check = try StoreCheck(folder: path, anchor: later)
      #expect(check.findings.map(\.place) == ["the audit trail"])
    }
  }
}
