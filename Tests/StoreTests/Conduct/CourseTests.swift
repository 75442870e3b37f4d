import Foundation
import TestSupport
import Testing
import Trial

@testable import Store

@Suite struct CourseTests {
  private func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

  @Test func `Nobody is enrolled who isn't eligible on that day`() throws {
    try withTemporaryFolder { folder in
      let trial = try TrialFixture(in: folder)
      let store = trial.store
      // Eighteen on 5 March; the protocol asks for 18 completed years.
      _ = try store.enter(
        as: trial.coordinator,
        Participant.self,
        [Entry(values: TrialFixture.participant("S-001", ["birthDate": "2008-03-05"]))]
      )
      func enrol(_ date: String) throws {
        try store.move(
          as: trial.coordinator,
          "S-001",
          to: .enrolled,
          on: try day(date),
          subjectID: "H1",
          why: nil
        )
      }
      let refusal = #expect(throws: Ineligible.self) { try enrol("2026-03-04") }
      #expect(refusal?.assessment.failures.map(\.criterion) == ["I1"])
      try enrol("2026-03-05")
      let steps = try store.records(StatusChange.self, as: trial.coordinator)
      #expect(steps.map(\.status) == [.screening, .enrolled])
      let kept = try JSONDecoder().decode(
        EligibilityAssessment.self,
        from: Data(try #require(steps.last?.assessment).utf8)
      )
      #expect(kept.conclusion == .eligible)
    }
  }

  @Test func `Who withdraws consent while screening is refused with the word for it`() throws {
    try withTemporaryFolder { folder in
      let trial = try TrialFixture(in: folder)
      _ = try trial.store.enter(
        as: trial.coordinator,
        Participant.self,
        [Entry(values: TrialFixture.participant("S-001", [:]))]
      )
      let refusal = StoreError.refused(
        "S-001 is screening and can't become withdrawn, but enrolled or screen failed, which includes "
          + "consent withdrawn before enrolment"
      )
      #expect(throws: refusal) {
        try trial.store.move(
          as: trial.coordinator,
          "S-001",
          to: .withdrawn,
          on: try day("2026-03-02"),
          why: "wish"
        )
      }
    }
  }

  @Test func `A screen failure keeps its reason and the criteria that stood in the way`() throws {
    try withTemporaryFolder { folder in
      let trial = try TrialFixture(in: folder)
      let store = trial.store
      _ = try store.enter(
        as: trial.coordinator,
        Participant.self,
        [Entry(values: TrialFixture.participant("S-001", ["birthDate": "2010"]))]
      )
      #expect(throws: StoreError.noReason(what: "a screen failure")) {
        try store.move(
          as: trial.coordinator,
          "S-001",
          to: .screenFailed,
          on: try day("2026-03-02"),
          why: nil
        )
      }
      try store.move(
        as: trial.coordinator,
        "S-001",
        to: .screenFailed,
        on: try day("2026-03-02"),
        why: "too young"
      )
      let log = try store.screeningLog(as: trial.coordinator)
      #expect(log.first?.course.last?.criteria == "I1")
      #expect(log.first?.course.last?.reason == "too young")
    }
  }

  @Test func `A course goes forward only, and not before what came before`() throws {
    try withTemporaryFolder { folder in
      let trial = try TrialFixture(in: folder)
      try trial.enrol("S-001")
      let store = trial.store
      func move(_ status: Participant.Status, _ date: String) throws {
        try store.move(
          as: trial.coordinator,
          "S-001",
          to: status,
          on: try day(date),
          subjectID: "H",
          why: "wish"
        )
      }
      #expect(throws: StoreError.self) { try move(.enrolled, "2026-03-05") }
      #expect(throws: StoreError.self) { try move(.screenFailed, "2026-03-05") }
      #expect(throws: StoreError.self) { try move(.withdrawn, "2026-03-01") }
      #expect(throws: StoreError.self) { try move(.withdrawn, "2026-04-01") }
      try move(.withdrawn, "2026-03-08")
      #expect(throws: StoreError.self) { try move(.completed, "2026-03-09") }
    }
  }

  @Test func `After an amendment those screened before stay under their version until migrated`()
    throws
  {
    try withTemporaryFolder { folder in
      let trial = try TrialFixture(in: folder)
      let store = trial.store
      try trial.enrol("S-001")
      let text = try String(contentsOf: TrialFixture.resource("protocol.yaml"), encoding: .utf8)
        .replacing("version: \"1\"", with: "version: \"2\"")
        .replacing("atLeast: 18", with: "atLeast: 60")
      let amended = ProtocolVersion(
        id: "2",
        protocolID: "test",
        sha256: sha256(text),
        document: text,
        amends: "1",
        reason: "older people only"
      )
      #expect(throws: StoreError.self) {
        try store.adopt(as: trial.coordinator, amended, why: "older people only")
      }
      #expect(throws: StoreError.noReason(what: "an amendment")) {
        try store.adopt(as: trial.investigator, amended, why: nil)
      }
      var forged = amended
      forged.document += " "
      #expect(throws: StoreError.self) {
        try store.adopt(as: trial.investigator, forged, why: "older people only")
      }
      try store.adopt(as: trial.investigator, amended, why: "older people only")
      #expect(throws: Ineligible.self) { try trial.enrol("S-002") }
      func versions() throws -> [String] {
        try store.records(Participant.self, as: trial.coordinator).map(\.protocolVersion)
      }
      #expect(try versions() == ["1", "2"])
      #expect(try store.assess(as: trial.coordinator, "S-001").conclusion == .eligible)
      #expect(throws: StoreError.self) {
        try store.migrate(as: trial.investigator, "S-001", to: "2", why: nil)
      }
      try store.migrate(as: trial.investigator, "S-001", to: "2", why: "consent to version 2")
      #expect(try versions() == ["2", "2"])
      #expect(try store.assess(as: trial.coordinator, "S-001").conclusion == .notEligible)
    }
  }

  @Test func `Visits are planned from their anchors, and anew where the anchor's day moves`() throws
  {
    try withTemporaryFolder { folder in
      let trial = try TrialFixture(in: folder)
      let store = trial.store
      try trial.enrol("S-001")
      _ = try store.schedule(as: trial.coordinator, "S-001")
      // Enrolled on 2 March: day 7, from 0 to 14; the follow-up 42 days after it, from 35 to 49.
      var visits = try store.records(Visit.self, as: trial.coordinator)
      #expect(visits.map { $0.dueDate?.description } == ["2026-03-09", "2026-04-20"])
      #expect(visits[0].windowStart?.description == "2026-03-02")
      #expect(visits[0].windowEnd?.description == "2026-03-16")
      let done = [
        "participant": "S-001", "visit": "baseline", "status": "done", "date": "2026-03-10",
      ]
      _ = try store.enter(as: trial.coordinator, Visit.self, [Entry(values: done)])
      _ = try store.schedule(as: trial.coordinator, "S-001")
      visits = try store.records(Visit.self, as: trial.coordinator)
      #expect(visits.map(\.status) == [.done, .planned])
      #expect(visits[0].dueDate?.description == "2026-03-09")
      #expect(visits[1].dueDate?.description == "2026-04-21")
      #expect(visits[1].windowStart?.description == "2026-04-14")
    }
  }
}
