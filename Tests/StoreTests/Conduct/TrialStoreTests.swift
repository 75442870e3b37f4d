import Foundation
import GRDB
import TestSupport
import Testing
import Trial

@testable import Store

@Suite struct TrialStoreTests {
  @Test func `What is stored stands in the trail with who, when, before, after and why`() throws {
    try withTemporaryFolder { folder in
      let trial = try TrialFixture(in: folder)
      try trial.enrol("S-001")
      trial.time.advance(seconds: 3600)
      let corrected = try trial.store.correct(
        as: trial.coordinator,
        Participant.self,
        "S-001",
        ["birthDate": "1971-05-20"],
        why: "typing error, passport seen"
      )
      #expect(corrected.status == .enrolled)
      #expect(corrected.subjectID == "HER2-S-001")
      var lines: [AuditEntry] = []
      var query = AuditQuery()
      query.participant = "S-001"
      try trial.store.audit(as: trial.administrator, query) { lines.append($0) }
      let line = try #require(lines.last)
      #expect(line.account == "cora")
      #expect(line.action == "correct participant")
      #expect(line.at.description == "2026-03-10T02:00:00Z")
      #expect(line.zone == "+08:00 Asia/Shanghai")
      #expect(line.why == "typing error, passport seen")
      #expect(try #require(line.old).contains(#""birthDate":"1970-05""#))
      #expect(try #require(line.new).contains(#""birthDate":"1971-05-20""#))
      #expect(line.program.hasPrefix("herald "))
    }
  }

  @Test func `A correction without a reason is refused and changes nothing`() throws {
    try withTemporaryFolder { folder in
      let trial = try TrialFixture(in: folder)
      try trial.enrol("S-001")
      for why in [nil, ""] {
        #expect(throws: StoreError.noReason(what: "a correction of participant S-001")) {
          try trial.store.correct(
            as: trial.coordinator,
            Participant.self,
            "S-001",
            ["sex": "M"],
            why: why
          )
        }
      }
      let kept = try trial.store.records(Participant.self, as: trial.coordinator)
      #expect(kept.map(\.sex) == [.female])
    }
  }

  @Test func `The audit trail can't be changed through SQL`() throws {
    try withTemporaryFolder { folder in
      let trial = try TrialFixture(in: folder)
      let count = try trial.store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM audit") }
      for sql in [
        "UPDATE audit SET why = 'another' WHERE number = 1", "DELETE FROM audit",
        "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE number = 1",
        """
        INSERT INTO audit SELECT number + 100, at, zone, account, session, action, kind, record, old,
          new, why, program, previous, hash FROM audit WHERE number = 1
        """,
      ] {
        #expect(throws: DatabaseError.self) {
          try trial.store.database.pool.write { try $0.execute(sql: sql) }
        }
      }
      let after = try trial.store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM audit") }
      #expect(after == count)
      #expect(try StoreCheck(folder: trial.store.folder).findings.isEmpty)
    }
  }

  @Test func `Every commit is brought to the disk before it is acknowledged`() throws {
    try withTemporaryFolder { folder in
      let trial = try TrialFixture(in: folder)
      let (mode, synchronous, keys) = try trial.store.database.pool.writeWithoutTransaction {
        (
          try String.fetchOne($0, sql: "PRAGMA journal_mode"),
          try Int.fetchOne($0, sql: "PRAGMA synchronous"),
          try Int.fetchOne($0, sql: "PRAGMA foreign_keys")
        )
      }
      #expect(mode == "wal")
      // 2 is FULL: https://www.sqlite.org/pragma.html#pragma_synchronous
      #expect(synchronous == 2)
      #expect(keys == 1)
    }
  }

  @Test(.enabled(if: PythonOracle.isPresent))
  func `Python follows the chain by the rule that is written down`() throws {
    try withTemporaryFolder { folder in
      let trial = try TrialFixture(in: folder)
      try trial.enrol("S-001")
      _ = try trial.store.correct(
        as: trial.coordinator,
        Participant.self,
        "S-001",
        ["site": "02"],
        why: "Überweisung nach 北京"
      )
      let path = TrialStore.databasePath(in: trial.store.folder)
      try trial.store.database.close()
      let lines = try PythonOracle.run(
        """
        import hashlib, sqlite3, sys
        file = sqlite3.connect(sys.argv[1])
        previous, count = "0" * 64, 0
        for row in file.execute("SELECT number, at, zone, account, session, action, kind, record, old,"
                                " new, why, program, previous, hash FROM audit ORDER BY number"):
            text = b"".join(
                b"-" if field is None else
                str(len(str(field).encode())).encode() + b":" + str(field).encode()
                for field in (previous,) + row[:12])
            assert row[12] == previous, row[0]
            assert hashlib.sha256(text).hexdigest() == row[13], row[0]
            previous, count = row[13], count + 1
        print(count > 10, previous)
        """,
        path
      )
      let check = try StoreCheck(folder: trial.store.folder)
      #expect(lines == ["True \(try #require(check.head).hash)"])
    }
  }

  @Test
  func `A clock that was set back is refused, and accepted with a reason by an administrator`()
    throws
  {
    try withTemporaryFolder { folder in
      let trial = try TrialFixture(in: folder)
      try trial.enrol("S-001")
      // What a time service corrects goes unnoticed, and time stands still.
      trial.time.advance(seconds: -4)
      try trial.enrol("S-002")
      trial.time.advance(seconds: -7200)
      #expect(throws: StoreError.self) { try trial.enrol("S-003") }
      #expect(throws: StoreError.self) {
        try trial.store.signIn("cora", password: TrialFixture.password)
      }
      #expect(throws: StoreError.noReason(what: "accepting the clock")) {
        try trial.store.acceptClock("ada", password: TrialFixture.password, why: nil)
      }
      #expect(throws: StoreError.self) {
        try trial.store.acceptClock("cora", password: TrialFixture.password, why: "I want to")
      }
      try trial.store.acceptClock(
        "ada",
        password: TrialFixture.password,
        why: "was two hours ahead"
      )
      try trial.enrol("S-003")
      #expect(try StoreCheck(folder: trial.store.folder).findings.isEmpty)
      let found = try trial.store.records(Participant.self, as: trial.coordinator)
      #expect(found.map(\.id) == ["S-001", "S-002", "S-003"])
    }
  }
}
