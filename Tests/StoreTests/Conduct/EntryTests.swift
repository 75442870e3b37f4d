import Foundation
import GRDB
import TestSupport
import Testing
import Trial

@testable import Store

@Suite struct EntryTests {
  private func csv(_ text: String) throws -> CSVTable { try CSVTable(Array(text.utf8)) }

  private static let header = "id,site,sex,birthDate,consentVersion,consentDate\n"

  @Test func `Every line at fault is named, and nothing is stored`() throws {
    try withTemporaryFolder { folder in
      let trial = try TrialFixture(in: folder)
      try trial.enrol("S-001")
      let table = try csv(
        Self.header
          + """
          S-002,01,F,1970,2.0,2026-03-01
          S-003,01,F,1970,2.0,2026-02-30
          S-002,01,M,1971,2.0,2026-03-01
          S-004,01,X,1970,2.0,2026-05-01
          S-001,01,F,1970,2.0,2026-03-01
          """
      )
      let before = try StoreCheck(folder: trial.store.folder)
      let refusal = #expect(throws: EntryRefusal.self) {
        try trial.store.enter(
          as: trial.coordinator,
          Participant.self,
          try table.entries(of: Participant.self)
        )
      }
      #expect(refusal?.faults.map(\.line) == [3, 4, 5, 5, 6])
      #expect(
        refusal?.faults.map(\.fault.field) == [
          "consentDate", "(entry)", "sex", "consentDate", "(entry)",
        ]
      )
      #expect(refusal?.entryCount == 4)
      let after = try StoreCheck(folder: trial.store.folder)
      #expect(after.rowCount == before.rowCount)
      #expect(after.entryCount == before.entryCount)
    }
  }

  @Test func `Wrong columns and lines of another length are named before anything is read`() throws
  {
    let table = try csv("id,site,sexx,site,birthDate,consentDate\nS-1,01,F\n")
    let refusal = #expect(throws: EntryRefusal.self) { try table.entries(of: Participant.self) }
    let found = refusal?.faults.map { "\($0.line ?? 0) \($0.fault.field)" }
    #expect(found == ["1 sexx", "1 site", "1 sex", "1 consentVersion", "2 (line)"])
  }

  @Test func `What names nobody, or a time before consent or enrolment, is refused`() throws {
    try withTemporaryFolder { folder in
      let trial = try TrialFixture(in: folder)
      try trial.enrol("S-001")
      _ = try trial.store.enter(
        as: trial.coordinator,
        Participant.self,
        [Entry(values: TrialFixture.participant("S-002"))]
      )
      _ = try trial.store.schedule(as: trial.coordinator, "S-001")
      func faults(_ values: [String: String]) throws -> [String] {
        let dose = [
          "participant": "S-001", "visit": "baseline", "tracer": "68Ga-HER2-affibody",
          "assayedMegabecquerels": "185.5", "assayedAt": "2026-03-09T09:00+08:00",
          "injectedAt": "2026-03-09T09:12+08:00", "extravasation": "none",
        ].merging(values) { $1 }
        do {
          _ = try trial.store.enter(
            as: trial.coordinator,
            Administration.self,
            [Entry(values: dose)]
          )
          return []
        } catch let error as EntryRefusal {
          return error.faults.map(\.fault.field)
        }
      }
      #expect(try faults(["participant": "S-009"]) == ["participant"])
      #expect(try faults(["participant": "S-002"]) == ["visit", "participant"])
      #expect(try faults(["visit": "another"]) == ["visit"])
      #expect(try faults(["tracer": "18F-FDG"]) == ["tracer"])
      let early = ["assayedAt": "2026-02-27T09:00+08:00", "injectedAt": "2026-02-27T09:12+08:00"]
      #expect(try faults(early) == ["injectedAt"])
      #expect(try faults([:]).isEmpty)
      // The same syringe twice.
      #expect(try faults([:]) == ["(entry)"])
    }
  }

  @Test func `A correction of one field keeps the others, and void entries make room`() throws {
    try withTemporaryFolder { folder in
      let trial = try TrialFixture(in: folder)
      try trial.enrol("S-001")
      let values = [
        "participant": "S-001", "test": "ALT", "date": "2026-03-08", "value": "31.5", "unit": "U/L",
        "laboratory": "central",
      ]
      let store = trial.store
      let first = try store.enter(as: trial.coordinator, LabResult.self, [Entry(values: values)])[0]
      #expect(first.id == "L1")
      let corrected = try store.correct(
        as: trial.coordinator,
        LabResult.self,
        "L1",
        ["value": "41.5", "laboratory": ""],
        why: "misread"
      )
      #expect(corrected.value == 41.5)
      #expect(corrected.unit == "U/L")
      #expect(corrected.laboratory == nil)
      try store.void(as: trial.coordinator, LabResult.self, "L1", why: "another person's sample")
      let second = try store.enter(
        as: trial.coordinator,
        LabResult.self,
        [Entry(values: values.merging(["value": "41.5"]) { $1 })]
      )[0]
      #expect(second.id == "L2")
      #expect(
        try store.records(LabResult.self, as: trial.coordinator).map(\.isVoid) == [true, false]
      )
      #expect(try StoreCheck(folder: store.folder).findings.isEmpty)
    }
  }

  @Test func `A hundred thousand results go in as one step, each with its line of the trail`()
    throws
  {
    try withTemporaryFolder { folder in
      let trial = try TrialFixture(in: folder)
      try trial.enrol("S-001")
      var text = "participant,test,date,value,unit\n"
      for number in 0..<100_000 { text += "S-001,T\(number),2026-03-08,\(number % 977).5,U/L\n" }
      let entries = try csv(text).entries(of: LabResult.self)
      let before = try StoreCheck(folder: trial.store.folder)
      let stored = try trial.store.enter(as: trial.coordinator, LabResult.self, entries)
      #expect(stored.count == 100_000)
      #expect(stored.last?.id == "L100000")
      let check = try StoreCheck(folder: trial.store.folder)
      #expect(check.findings.isEmpty)
      #expect(check.entryCount == before.entryCount + 100_000)
      #expect(check.rowCount == before.rowCount + 100_000)
    }
  }
}
