import Foundation
import GRDB
import Statistics
import TestSupport
import Testing
import Trial
import TrialSupport

@testable import Store

@Suite struct ReadingRoomTests {
  @Test func `Each reader gets every scan in an order and under codes of their own`() throws {
    try withTemporaryFolder { folder in
      let fixture = try ReadFixture(in: folder, participants: 12)
      let round = try fixture.assign()
      #expect(round.seed == "0000000000000007")
      let lists = try fixture.readers.prefix(2).map { try fixture.room($0).cases().map(\.caseCode) }
      let scans = try lists.map { try $0.map { try fixture.scan($0) } }
      #expect(scans.allSatisfy { Set($0).count == 12 })
      #expect(Set(scans[0]) == Set(scans[1]))
      #expect(scans[0] != scans[1])
      #expect(Set(lists[0]).isDisjoint(with: lists[1]))
      #expect(scans[0] == ReadingOrder((1...12).map { "S\($0)" }, seed: 7, stream: 0).scans)
      // Who was given nothing sees nothing.
      #expect(try fixture.room(fixture.readers[2]).cases().isEmpty)
      var lines: [AuditEntry] = []
      var query = AuditQuery()
      query.kind = .readingRound
      try fixture.trial.store.audit(as: fixture.trial.administrator, query) { lines.append($0) }
      #expect(try #require(lines.first?.new).contains(#""seed":"0000000000000007""#))
    }
  }

  @Test func `Scans that were assigned are left out of the next round`() throws {
    try withTemporaryFolder { folder in
      let fixture = try ReadFixture(in: folder, participants: 2)
      try fixture.assign()
      #expect(throws: StoreError.self) { try fixture.assign() }
    }
  }

  @Test func `What the protocol leaves open isn't assigned`() throws {
    try withTemporaryFolder { folder in
      let trial = try TrialFixture(in: folder)
      #expect(throws: TrialProtocolError.open("reading.readers", "test")) {
        try trial.store.assignReads(
          as: trial.coordinator,
          ReadRequest(visit: "baseline", readers: ["cora"])
        )
      }
    }
  }

  @Test(
    arguments: [
      (["rita"], "alma", "2 readers"), (["rita", "rita"], "alma", "twice"),
      (["rita", "cora"], "alma", "cora is no reader"), (["rita", "rolf"], nil, "--adjudicator"),
      (["rita", "rolf"], "stan", "stan is no adjudicator"),
    ] as [([String], String?, String)]
  )
  func `Readers who aren't those of the protocol are refused`(
    _ readers: [String],
    _ adjudicator: String?,
    _ words: String
  ) throws {
    try withTemporaryFolder { folder in
      let fixture = try ReadFixture(in: folder, participants: 1)
      var request = ReadRequest(visit: "baseline", readers: readers)
      request.adjudicator = adjudicator
      let error = #expect(throws: StoreError.self) {
        try fixture.trial.store.assignReads(as: fixture.trial.coordinator, request)
      }
      #expect("\(try #require(error))".contains(words))
    }
  }

  @Test func `A reader sees own cases, lesions and reads, and no marker of what is hidden`() throws
  {
    try withTemporaryFolder { folder in
      let fixture = try ReadFixture(in: folder, participants: 3)
      try fixture.assign()
      let (rita, rolf) = (fixture.readers[0], fixture.readers[1])
      let code = try fixture.code(rolf, "S1")
      var form = ReadFixture.form(code, .positive)
      form = ReadForm(
        caseCode: code,
        rows: form.rows.map { row in
          ReadForm.Row(values: row.values.merging(["comment": "marker of a comment"]) { $1 })
        }
      )
      try fixture.room(rolf).submit([form])
      var seen = ""
      for known in try fixture.room(rita).cases() {
        dump(try fixture.room(rita).open(known.caseCode), to: &seen)
      }
      #expect(seen.contains("liver"))
      #expect(!seen.contains(ReadTrial.marker))
      // Another reader's code is as unknown as one that doesn't exist.
      let errors = [code, "222-222"].map { code in
        #expect(throws: StoreError.self) { try fixture.room(rita).open(code) }
          .map { "\($0)".replacing(code, with: "CODE") }
      }
      #expect(errors[0] == errors[1])
      #expect(throws: EntryRefusal.self) {
        try fixture.room(rita).submit([ReadFixture.form(code, .positive)])
      }
      #expect(throws: StoreError.self) {
        try fixture.room(rita).lock([code], password: TrialFixture.password)
      }
    }
  }

  /// The control of the test above: the same rows, with nothing hidden.
  @Test func `What the protocol doesn't hide is shown`() throws {
    try withTemporaryFolder { folder in
      let fixture = try ReadFixture(
        in: folder,
        participants: 1,
        design: ReadTrial.design(hidden: "other-reads")
      )
      try fixture.assign()
      let known = try #require(try fixture.room(fixture.readers[0]).cases().first)
      #expect(known.site == "marker-site-1")
      #expect(known.visit == "baseline")
      #expect(known.sex == "F")
      #expect(known.birthYear == 1961)
    }
  }

  /// Whatever a room asks goes through the blinded views: their columns are the whole of it.
  @Test func `The blinded views have no column for what is hidden`() throws {
    try withTemporaryFolder { folder in
      let fixture = try ReadFixture(in: folder, participants: 1)
      let expected = [
        "blindedCase": [
          "account", "caseCode", "part", "position", "sequence", "endpoint", "scale", "tracer",
          "status", "visit", "site", "sex", "birthYear", "pathology", "companions", "openFrom",
        ],
        "blindedLesion": [
          "account", "caseCode", "number", "site", "volumeMilliliters", "suvMax", "suvMean",
          "suvPeak",
        ],
        "blindedRead": [
          "account", "caseCode", "status", "receptorClass", "grade", "confidence",
          "notEvaluableReason", "comment", "lesions",
        ],
        "blindedStatement": [
          "account", "caseCode", "number", "receptorClass", "grade", "confidence",
          "notEvaluableReason", "comment", "lesions", "disagreement",
        ],
      ]
      try fixture.trial.store.read { database in
        for (view, columns) in expected {
          let found = try String.fetchAll(
            database,
            sql: "SELECT name FROM pragma_table_info(?)",
            arguments: [view]
          )
          #expect(found == columns, "\(view)")
        }
      }
    }
  }

  @Test(arguments: TrialRole.allCases.filter(\.isBlinded))
  func `A blinded account gets nothing from the store's other doors`(_ role: TrialRole) throws {
    try withTemporaryFolder { folder in
      let fixture = try ReadFixture(in: folder, participants: 1)
      let store = fixture.trial.store
      let session = role == .reader ? fixture.readers[0] : fixture.adjudicator
      let doors: [(String, () throws -> Any)] = [
        ("participants", { try store.records(Participant.self, as: session) }),
        ("scans", { try store.records(ReceivedScan.self, as: session) }),
        ("biopsies", { try store.records(Biopsy.self, as: session) }),
        ("reads", { try store.records(ScanRead.self, as: session) }),
        ("assignments", { try store.records(ReadAssignment.self, as: session) }),
        ("rounds", { try store.records(ReadingRound.self, as: session) }),
        ("outcomes", { try store.readOutcomes(as: session) }),
        ("progress", { try store.readProgress(as: session) }),
        ("agreement", { try store.readAgreement(as: session, level: 0.95) }),
        ("audit", { try store.audit(as: session, AuditQuery()) { _ in } }),
        ("screening log", { try store.screeningLog(as: session) }),
        ("unlock", { try store.unlockRead(as: session, "222-222", why: "why") }),
        (
          "reassign",
          { try store.reassignReads(as: session, of: "N1", from: "a", to: "b", why: "why") }
        ),
      ]
      for (name, door) in doors {
        #expect(throws: StoreError.self, "\(name)") { try door() }
      }
    }
  }

  @Test func `A locked read can't change, and an administrator can unlock it with a reason`() throws
  {
    try withTemporaryFolder { folder in
      let fixture = try ReadFixture(in: folder, participants: 2)
      try fixture.assign()
      let rita = fixture.readers[0]
      let (room, store) = (fixture.room(rita), fixture.trial.store)
      let code = try #require(try room.cases().first?.caseCode)
      try room.submit([ReadFixture.form(code, .negative, [1, 1])])
      // Not locked: a change needs a reason.
      #expect(throws: StoreError.self) { try room.submit([ReadFixture.form(code, .positive)]) }
      try room.submit([ReadFixture.form(code, .positive)], why: "looked again")
      #expect(throws: StoreError.self) { try room.lock([code], password: "not the password") }
      let signature = try #require(
        try room.lock([code], password: TrialFixture.password).first?.signature
      )
      #expect(signature.printedName == "Person RITA")
      #expect(signature.meaning == .authorship)
      // That it is locked is all that is said, also of a read that leaves lesions out.
      for lesions in [[1, 1], []] {
        let refusal = try #require(
          #expect(throws: EntryRefusal.self) {
            try room.submit([ReadFixture.form(code, .negative, lesions)], why: "changed my mind")
          }
        )
        #expect(refusal.faults.count == 1)
        #expect("\(refusal)".contains("is locked"))
      }
      #expect(throws: StoreError.self) { try room.lock([code], password: TrialFixture.password) }
      for sql in [
        "UPDATE read SET receptorClass = 'negative'", "UPDATE read SET lesions = '[]'",
        "UPDATE read SET status = 'submitted', lockedAt = NULL, grade = 1", "DELETE FROM read",
      ] {
        #expect(throws: DatabaseError.self, "\(sql)") {
          try store.database.pool.write { try $0.execute(sql: sql) }
        }
      }
      for (session, why) in [(rita, "mine"), (fixture.trial.administrator, "")] {
        #expect(throws: StoreError.self) { try store.unlockRead(as: session, code, why: why) }
      }
      try store.unlockRead(as: fixture.trial.administrator, code, why: "wrong case opened")
      let check = try StoreCheck(folder: store.folder)
      #expect(check.isSound)
      #expect(check.findings.contains { $0.words.contains("no longer valid") })
      try room.submit([ReadFixture.form(code, .negative, [1, 1])], why: "the right case now")
      var lines: [AuditEntry] = []
      var query = AuditQuery()
      query.kind = .read
      try store.audit(as: fixture.trial.administrator, query) { lines.append($0) }
      #expect(
        lines.map(\.action) == [
          "submit read", "submit read", "lock read", "unlock read", "submit read",
        ]
      )
      // What it said before is in the trail.
      #expect(try #require(lines.last?.old).contains(#""receptorClass":"positive""#))
      #expect(try #require(lines[3].why) == "wrong case opened")
    }
  }

  @Test func `Everything that is wrong with reads is said at once, and nothing is stored`() throws {
    try withTemporaryFolder { folder in
      let fixture = try ReadFixture(in: folder, participants: 2)
      try fixture.assign()
      let room = fixture.room(fixture.readers[0])
      let codes = try room.cases().map(\.caseCode)
      let table = try CSVTable(
        Array(
          """
          case,lesion,present,grade,receptorClass,confidence,comment
          \(codes[0]),,,,positive,4,
          \(codes[0]),1,yes,4,,,
          \(codes[0]),2,yes,3,negative,,
          \(codes[0]),7,yes,4,,,
          \(codes[1]),,,9,perhaps,6,
          \(codes[1]),1,maybe,4,,,
          \(codes[1]),2,no,2,,,
          QQQ-QQQ,,,,positive,,
          """.utf8
        )
      )
      let (forms, faults) = ReadForm.reads(in: table)
      #expect(faults.isEmpty)
      let refusal = try #require(
        #expect(throws: EntryRefusal.self) { try room.submit(forms) }
      )
      let words = refusal.faults.map { "\($0.line ?? 0): \($0.fault)" }
      for (line, word) in [
        (4, "negative"), (5, "no lesion '7'"), (6, "perhaps"), (6, "'9'"), (6, "'6'"),
        (7, "maybe"), (8, "grade: lesion 2 is said not to be present"), (9, "QQQ-QQQ"),
      ] {
        #expect(
          words.contains { $0.hasPrefix("\(line): ") && $0.contains(word) },
          "line \(line): \(word) in \(words)"
        )
      }
      #expect(try room.cases().allSatisfy { $0.status == "to read" })
    }
  }

  @Test func `Who leaves hands over what isn't locked, in another order under other codes`() throws
  {
    try withTemporaryFolder { folder in
      let fixture = try ReadFixture(in: folder, participants: 8)
      let round = try fixture.assign()
      let (rita, rolf, rosa) = (fixture.readers[0], fixture.readers[1], fixture.readers[2])
      let store = fixture.trial.store
      for scan in ["S3", "S6"] { try fixture.read(rita, scan, .positive) }
      // Said and not locked: it is in the file, and counts for nothing.
      let said = try fixture.code(rita, "S1")
      try fixture.room(rita).submit([ReadFixture.form(said, .negative)])
      let known = try store.read {
        try String.fetchAll($0, sql: "SELECT caseCode FROM readAssignment")
      }
      func reassign(_ from: String, _ to: String?, why: String? = "left the department") throws {
        try store.reassignReads(
          as: fixture.trial.coordinator,
          of: round.id,
          from: from,
          to: to,
          why: why
        )
      }
      for (from, to, why) in [
        ("rita", "rosa", nil), ("rita", "rosa", ""), ("rita", nil, "left"),
        ("rita", "alma", "left"),
        ("rita", "rolf", "left"), ("rosa", "rita", "left"),
      ] as [(String, String?, String?)] {
        #expect(throws: StoreError.self) { try reassign(from, to, why: why) }
      }
      #expect(throws: StoreError.self) {
        try store.reassignReads(as: rita, of: round.id, from: "rita", to: "rosa", why: "left")
      }
      try reassign("rita", "rosa")
      let left = try fixture.room(rita).cases()
      #expect(left.map(\.status) == ["locked", "locked"])
      let cases = try fixture.room(rosa).cases().map(\.caseCode)
      let scans = try cases.map { try fixture.scan($0) }
      let others = ["S1", "S2", "S4", "S5", "S7", "S8"]
      #expect(scans == ReadingOrder(others, seed: 7, stream: 2).scans)
      #expect(Set(cases).isDisjoint(with: known))
      for scan in others { try fixture.read(rosa, scan, .positive) }
      for number in 1...8 {
        try fixture.read(rolf, "S\(number)", number == 2 ? .negative : .positive)
      }
      let differing = try fixture.room(fixture.adjudicator).cases().map(\.caseCode)
      #expect(try differing.map { try fixture.scan($0) } == ["S2"])
      let outcomes = try store.readOutcomes(as: fixture.statistician)
      #expect(outcomes.count { $0.outcome.participant == .agreed(.positive) } == 7)
      let agreement = try #require(
        try store.readAgreement(as: fixture.statistician, level: 0.95).first
      )
      #expect(agreement.scanCount == 8)
      let shares = agreement.agreement.rows.filter {
        $0.item == .participantClass && $0.figure == "share"
      }
      #expect(shares.map(\.between) == ["rita and rolf", "rolf and rosa"])
      #expect(shares.map(\.estimate.count) == [2, 6])
      var lines: [AuditEntry] = []
      try store.audit(as: fixture.trial.administrator, AuditQuery()) { lines.append($0) }
      let moved = lines.filter { $0.action == "reassign reads" }
      #expect(moved.count == 13)
      #expect(moved.allSatisfy { $0.why == "left the department" && $0.account == "cora" })
      #expect(try StoreCheck(folder: store.folder).findings.isEmpty)
    }
  }

  @Test func `An adjudicator's open cases and the ones to come go to who takes over`() throws {
    try withTemporaryFolder { folder in
      let fixture = try ReadFixture(in: folder, participants: 2)
      let round = try fixture.assign()
      let store = fixture.trial.store
      let anna = try TrialFixture.join(
        store,
        fixture.trial.administrator,
        "anna",
        [.adjudicator]
      )
      func differ(_ scan: String) throws {
        try fixture.read(fixture.readers[0], scan, .positive)
        try fixture.read(fixture.readers[1], scan, .negative)
      }
      try differ("S1")
      let before = try fixture.room(fixture.adjudicator).cases().map(\.caseCode)
      try store.reassignReads(
        as: fixture.trial.coordinator,
        of: round.id,
        from: "alma",
        to: "anna",
        why: "ill"
      )
      try differ("S2")
      #expect(try fixture.room(fixture.adjudicator).cases().isEmpty)
      let cases = try fixture.room(anna).cases().map(\.caseCode)
      #expect(try Set(cases.map { try fixture.scan($0) }) == ["S1", "S2"])
      #expect(Set(cases).isDisjoint(with: before))
      #expect(try StoreCheck(folder: store.folder).findings.isEmpty)
    }
  }

  @Test func `Second reads are taken back, and nobody makes them for another`() throws {
    try withTemporaryFolder { folder in
      let fixture = try ReadFixture(in: folder, participants: 2)
      let round = try fixture.assign()
      let store = fixture.trial.store
      let second = try store.assignRereads(as: fixture.trial.coordinator, of: round.id, seed: 5)
        .round
      func takeBack(to successor: String?) throws -> Int {
        try store.reassignReads(
          as: fixture.trial.coordinator,
          of: second.id,
          from: "rita",
          to: successor,
          why: "left"
        ).caseCount
      }
      #expect(throws: StoreError.self) { try takeBack(to: "rosa") }
      #expect(try takeBack(to: nil) == 2)
      let progress = try store.readProgress(as: fixture.trial.coordinator)
      #expect(progress.filter { $0.round == second.id }.map(\.account) == ["rolf"])
    }
  }

  @Test func `Reading out of one's order is noted`() throws {
    try withTemporaryFolder { folder in
      let fixture = try ReadFixture(in: folder, participants: 3)
      try fixture.assign()
      let room = fixture.room(fixture.readers[0])
      let codes = try room.cases().map(\.caseCode)
      try room.submit([ReadFixture.form(codes[1], .negative)])
      try room.submit([ReadFixture.form(codes[0], .negative)])
      try room.submit([ReadFixture.form(codes[2], .negative)])
      let reads = try fixture.trial.store.records(ScanRead.self, as: fixture.statistician)
      #expect(reads.map(\.isOutOfOrder) == [true, false, false])
      #expect(reads.map(\.analysisSHA256).allSatisfy { $0?.hasPrefix("input") == true })
    }
  }

  @Test func `A second read comes up when its washout is over, under another code`() throws {
    try withTemporaryFolder { folder in
      let fixture = try ReadFixture(in: folder, participants: 2)
      let round = try fixture.assign()
      let rita = fixture.readers[0]
      let first = try fixture.room(rita).cases().map(\.caseCode)
      let (again, count) = try fixture.trial.store.assignRereads(
        as: fixture.trial.coordinator,
        of: round.id,
        seed: 11
      )
      #expect(count == 2)
      #expect(again.purpose == .reread)
      // Before the first read is locked there is no second one.
      #expect(try fixture.room(rita).cases().map(\.caseCode) == first)
      try fixture.read(rita, "S1", .positive)
      fixture.trial.time.advance(seconds: 28 * 86_400 - 60)
      #expect(try fixture.room(rita).cases().count == 2)
      fixture.trial.time.advance(seconds: 120)
      let cases = try fixture.room(rita).cases().map(\.caseCode)
      #expect(cases.count == 3)
      let second = try #require(cases.first { !first.contains($0) })
      #expect(try fixture.scan(second) == "S1")
      // It looks like any other case.
      #expect(try fixture.room(rita).open(second).known.status == "to read")
      #expect(try fixture.room(rita).open(second).read == nil)
      #expect(throws: StoreError.self) {
        try fixture.trial.store.assignRereads(as: fixture.trial.coordinator, of: round.id)
      }
    }
  }

  @Test func `An adjudicator gets what differs alone, without the names, and decides it`() throws {
    try withTemporaryFolder { folder in
      let fixture = try ReadFixture(in: folder, participants: 4)
      let round = try fixture.assign()
      let (rita, rolf, alma) = (fixture.readers[0], fixture.readers[1], fixture.adjudicator)
      let room = fixture.room(alma)
      // S1: agreed. S2: the participant's class differs. S3: a lesion's class differs. S4: grades 3 and
      // 4 differ, which the protocol doesn't settle.
      try fixture.read(rita, "S1", .positive)
      try fixture.read(rita, "S2", .positive)
      try fixture.read(rita, "S3", .positive, [4, 1])
      try fixture.read(rita, "S4", .positive, [4, 1])
      #expect(try room.cases().isEmpty)
      try fixture.read(rolf, "S1", .positive)
      try fixture.read(rolf, "S2", .negative)
      try fixture.read(rolf, "S3", .positive, [4, 0])
      try fixture.read(rolf, "S4", .positive, [3, 2])
      let cases = try room.cases().map(\.caseCode)
      #expect(try Set(cases.map { try fixture.scan($0) }) == ["S2", "S3"])
      let code = try fixture.code(alma, "S2")
      let (statements, differences) = try room.statements(on: code)
      #expect(Set(statements.map(\.content.receptorClass)) == [.positive, .negative])
      #expect(differences.map(\.kind) == [.participantClass])
      var seen = ""
      dump(statements, to: &seen)
      dump(try room.open(code), to: &seen)
      for word in ["rita", "rolf", "RITA", "ROLF", ReadTrial.marker, "S2"] {
        #expect(!seen.contains(word), "\(word)")
      }
      let lesion = try room.statements(on: try fixture.code(alma, "S3")).differences
      #expect(lesion.map(\.lesion) == ["2"])
      try room.submit([ReadFixture.form(code, .positive, [4, 1])])
      try room.lock([code], password: TrialFixture.password)
      let outcomes = try fixture.trial.store.readOutcomes(as: fixture.statistician, round: round.id)
      #expect(
        outcomes.map(\.outcome.participant.manner) == [
          "agreed", "adjudicated", "agreed", "agreed",
        ]
      )
      #expect(outcomes[1].outcome.participant.value == .positive)
      #expect(outcomes[2].outcome.lesions[1].decision.value == nil)
      #expect(try StoreCheck(folder: fixture.trial.store.folder).findings.isEmpty)
    }
  }

  @Test func `Unlocking a read takes an open adjudication back, and not a submitted one`() throws {
    try withTemporaryFolder { folder in
      let fixture = try ReadFixture(in: folder, participants: 1)
      try fixture.assign()
      let (rita, rolf, alma) = (fixture.readers[0], fixture.readers[1], fixture.adjudicator)
      let (store, administrator) = (fixture.trial.store, fixture.trial.administrator)
      try fixture.read(rita, "S1", .positive)
      try fixture.read(rolf, "S1", .negative)
      let code = try fixture.code(rita, "S1")
      try store.unlockRead(as: administrator, code, why: "typing error")
      #expect(try fixture.room(alma).cases().isEmpty)
      try fixture.room(rita).lock([code], password: TrialFixture.password)
      let decision = try fixture.code(alma, "S1")
      try fixture.room(alma).submit([ReadFixture.form(decision, .negative)])
      #expect(throws: StoreError.self) {
        try store.unlockRead(as: administrator, code, why: "typing error")
      }
    }
  }

  @Test func `Most of three readers decide, and a tie is open`() throws {
    try withTemporaryFolder { folder in
      let fixture = try ReadFixture(
        in: folder,
        participants: 2,
        design: ReadTrial.design(readers: 3, resolution: "majority", on: "participant-class")
      )
      try fixture.assign(3, adjudicated: false)
      let classes: [[ReadClass]] = [
        [.positive, .positive, .negative], [.positive, .negative, .equivocal],
      ]
      for (scan, row) in classes.enumerated() {
        for (reader, said) in zip(fixture.readers, row) {
          try fixture.read(reader, "S\(scan + 1)", said)
        }
      }
      let outcomes = try fixture.trial.store.readOutcomes(as: fixture.statistician)
      #expect(outcomes.map(\.outcome.participant) == [.majority(.positive), .open("no majority")])
    }
  }

  @Test func `Agreement is hidden from readers until every read is locked`() throws {
    try withTemporaryFolder { folder in
      let fixture = try ReadFixture(in: folder, participants: 2)
      try fixture.assign()
      let (rita, rolf) = (fixture.readers[0], fixture.readers[1])
      let store = fixture.trial.store
      try fixture.read(rita, "S1", .positive)
      try fixture.read(rolf, "S1", .positive)
      try fixture.read(rita, "S2", .negative, [1, 1])
      #expect(throws: StoreError.self) { try store.readAgreement(as: rita, level: 0.95) }
      for session in [fixture.statistician, fixture.trial.administrator] {
        let round = try #require(try store.readAgreement(as: session, level: 0.95).first)
        #expect((round.locked, round.assigned, round.scanCount) == (3, 4, 1))
      }
      try fixture.read(rolf, "S2", .negative, [1, 1])
      let round = try #require(try store.readAgreement(as: rita, level: 0.95).first)
      let share = try #require(round.agreement.rows.first)
      #expect(share.between == "reader 1 and reader 2")
      #expect(share.estimate.value == 1)
      #expect(try store.readAgreement(as: fixture.adjudicator, level: 0.95).count == 1)
      #expect(throws: StoreError.self) {
        try store.readAgreement(as: fixture.readers[2], level: 0.95)
      }
    }
  }

  @Test func `One byte changed in a locked read is found and named`() throws {
    try withTemporaryFolder { folder in
      let fixture = try ReadFixture(in: folder, participants: 2)
      try fixture.assign()
      let rita = fixture.readers[0]
      let code = try #require(try fixture.room(rita).cases().first?.caseCode)
      var form = ReadFixture.form(code, .positive)
      form = ReadForm(
        caseCode: code,
        rows: [
          ReadForm.Row(values: ["receptorClass": "positive", "comment": "unmistakable remark"])
        ] + form.rows.dropFirst()
      )
      try fixture.room(rita).submit([form])
      try fixture.room(rita).lock([code], password: TrialFixture.password)
      #expect(try StoreCheck(folder: fixture.trial.store.folder).findings.isEmpty)
      try fixture.trial.store.database.close()
      let path = URL(filePath: TrialStore.databasePath(in: fixture.trial.store.folder))
      let original = try Data(contentsOf: path)
      let places = original.ranges(of: Data("unmistakable remark".utf8))
      #expect(places.count >= 2, "the row, and the trail that says what it was")
      var namesRead = 0
      for place in places {
        var bytes = original
        bytes[place.lowerBound] = UInt8(ascii: "U")
        try bytes.write(to: path)
        let check = try StoreCheck(folder: fixture.trial.store.folder)
        #expect(!check.isSound)
        if check.findings.contains(where: { $0.place == "locked read K1, case \(code)" }) {
          namesRead += 1
        }
      }
      #expect(namesRead == 1)
    }
  }
}
