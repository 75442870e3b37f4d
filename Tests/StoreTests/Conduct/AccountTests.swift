import Foundation
import GRDB
import TestSupport
import Testing
import Trial

@testable import Store

@Suite struct AccountTests {
  @Test func `Five failures lock an account for a quarter of an hour, and the person is told`()
    throws
  {
    try withTemporaryFolder { folder in
      let trial = try TrialFixture(in: folder)
      let store = trial.store
      for _ in 0..<5 {
        #expect(throws: StoreError.signInRefused(reason: "the account or the password is wrong")) {
          try store.signIn("cora", password: "a wrong password")
        }
      }
      let locked = #expect(throws: StoreError.self) {
        try store.signIn("cora", password: TrialFixture.password)
      }
      #expect("\(try #require(locked))".contains("locked"))
      trial.time.advance(seconds: 15 * 60 - 1)
      #expect(throws: StoreError.self) {
        try store.signIn("cora", password: TrialFixture.password)
      }
      trial.time.advance(seconds: 1)
      let session = try store.signIn("cora", password: TrialFixture.password)
      #expect(session.failedAttempts == 5)
      var query = AuditQuery()
      query.action = "while locked"
      var locks = 0
      try store.audit(as: trial.administrator, query) { _ in locks += 1 }
      #expect(locks == 2)
      #expect(try store.signIn("cora", password: TrialFixture.password).failedAttempts == 0)
    }
  }

  @Test func `A name that nobody has reads like a wrong password, and isn't kept`() throws {
    try withTemporaryFolder { folder in
      let trial = try TrialFixture(in: folder)
      #expect(throws: StoreError.signInRefused(reason: "the account or the password is wrong")) {
        try trial.store.signIn("my secret by mistake", password: "x")
      }
      let found = try trial.store.read {
        try Int.fetchOne(
          $0,
          sql:
            "SELECT count(*) FROM audit WHERE account LIKE '%secret%' OR ifnull(why, '') LIKE '%secret%'"
        )
      }
      #expect(found == 0)
    }
  }

  @Test func `A first password only serves to set another, and an old one does too`() throws {
    try withTemporaryFolder { folder in
      let trial = try TrialFixture(in: folder)
      let store = trial.store
      try store.addAccount(
        as: trial.administrator,
        "rita",
        fullName: "Rita R",
        password: "first words of it",
        roles: [.reader]
      )
      #expect(throws: StoreError.self) { try store.signIn("rita", password: "first words of it") }
      try store.changePassword(of: "rita", from: "first words of it", to: "other words of it")
      #expect(try store.signIn("rita", password: "other words of it").roles == [.reader])
      trial.time.advance(seconds: 366 * 86_400)
      #expect(throws: StoreError.self) { try store.signIn("rita", password: "other words of it") }
      try store.changePassword(of: "rita", from: "other words of it", to: "third words of it")
      _ = try store.signIn("rita", password: "third words of it")
    }
  }

  @Test func `The password's hash is Argon2id, and not in the trail`() throws {
    try withTemporaryFolder { folder in
      let trial = try TrialFixture(in: folder)
      let (hash, leaks) = try trial.store.read { database in
        (
          try String.fetchOne(database, sql: "SELECT passwordHash FROM account WHERE id = 'cora'"),
          try Int.fetchOne(
            database,
            sql:
              "SELECT count(*) FROM audit WHERE instr(ifnull(old, '') || ifnull(new, ''), '$argon2')"
          )
        )
      }
      // 64 MiB and two passes: RFC 9106's parameters in libsodium's form.
      #expect(try #require(hash).hasPrefix("$argon2id$v=19$m=65536,t=2,p=1$"))
      #expect(leaks == 0)
    }
  }

  @Test func `A role that was taken ends at once, and the refusal is in the trail`() throws {
    try withTemporaryFolder { folder in
      let trial = try TrialFixture(in: folder)
      try trial.enrol("S-001")
      try trial.store.revoke(
        as: trial.administrator,
        .coordinator,
        from: "cora",
        why: "left the department"
      )
      #expect(
        throws: StoreError.notAllowed(account: "cora", action: .manageParticipants, roles: [])
      ) {
        try trial.enrol("S-002")
      }
      var lines: [AuditEntry] = []
      var query = AuditQuery()
      query.action = "refused"
      try trial.store.audit(as: trial.administrator, query) { lines.append($0) }
      #expect(lines.map(\.action) == ["refused: record participant"])
      try trial.store.grant(as: trial.administrator, .coordinator, to: "cora", why: "came back")
      try trial.enrol("S-002")
    }
  }

  @Test func `Roles that conflict, and a trial without administrator, are refused`() throws {
    try withTemporaryFolder { folder in
      let trial = try TrialFixture(in: folder)
      let store = trial.store
      #expect(throws: StoreError.self) {
        try store.grant(as: trial.administrator, .reader, to: "cora", why: nil)
      }
      #expect(throws: StoreError.self) {
        try store.grant(as: trial.administrator, .coordinator, to: "ada", why: nil)
      }
      #expect(throws: StoreError.self) {
        try store.revoke(as: trial.administrator, .administrator, from: "ada", why: "retired")
      }
      #expect(throws: StoreError.self) {
        try store.setAccount(as: trial.administrator, "ada", isActive: false, why: "retired")
      }
      try store.setAccount(as: trial.administrator, "cora", isActive: false, why: "left")
      #expect(throws: StoreError.self) {
        try store.signIn("cora", password: TrialFixture.password)
      }
      #expect(throws: StoreError.self) { try trial.enrol("S-001") }
    }
  }

  @Test func `A signature binds name, time and meaning to the content, and a change undoes it`()
    throws
  {
    try withTemporaryFolder { folder in
      let trial = try TrialFixture(in: folder)
      try trial.enrol("S-001")
      let store = trial.store
      func sign(_ account: String, _ password: String) throws -> Signature {
        try store.sign(
          Participant.self,
          "S-001",
          meaning: .review,
          account: account,
          password: password
        )
      }
      #expect(throws: StoreError.self) { try sign("ivan", "a wrong password") }
      #expect(throws: StoreError.self) { try sign("cora", TrialFixture.password) }
      let signature = try sign("ivan", TrialFixture.password)
      #expect(signature.printedName == "Person IVAN")
      func isValid() throws -> [Bool] {
        try store.signatures(as: trial.coordinator, of: Participant.self, "S-001").map(\.isValid)
      }
      #expect(try isValid() == [true])
      _ = try store.correct(
        as: trial.coordinator,
        Participant.self,
        "S-001",
        ["site": "02"],
        why: "moved"
      )
      #expect(try isValid() == [false])
      let check = try StoreCheck(folder: store.folder)
      #expect(check.isSound)
      #expect(check.findings.map(\.place) == ["signature X1"])
    }
  }
}
