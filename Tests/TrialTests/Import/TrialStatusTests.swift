import Testing

@testable import Trial

/// Where a trial stands, counted by hand.
struct TrialStatusTests {
  private func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

  private func records() throws -> TrialStatus.Records {
    var trial = TrialIdentity(
      id: "T",
      title: "Test",
      registryID: nil,
      createdAt: ZonedInstant(millisecondsSince1970: 0)
    )
    trial.protocolVersion = "1"
    let shipped = try #require(try TrialProtocol.shipped("nct04547309"))
    var records = TrialStatus.Records(trial: trial, protocols: ["1": shipped])
    for (number, status) in [
      Participant.Status.screening, .screenFailed, .enrolled, .enrolled, .withdrawn,
    ].enumerated() {
      var person = Participant(
        id: "S-\(number)",
        site: number == 4 ? "02" : "01",
        sex: .female,
        birthDate: try #require(PartialDate("1970")),
        consentVersion: "1",
        consentDate: try day("2026-01-05"),
        protocolVersion: "1"
      )
      person.status = status
      records.participants.append(person)
    }
    for (id, date) in [("S-2", "2026-01-10"), ("S-3", "2026-02-01"), ("S-4", "2026-02-20")] {
      records.courses.append(
        StatusChange(
          participant: id,
          status: .enrolled,
          date: try day(date),
          protocolVersion: "1"
        )
      )
    }
    records.courses.append(
      StatusChange(
        participant: "S-1",
        status: .screenFailed,
        date: try day("2026-01-07"),
        reason: "ECOG 2",
        criteria: "I1,E6",
        protocolVersion: "1"
      )
    )
    func visit(_ id: String, _ participant: String, _ status: Visit.Status, _ date: String?) throws
      -> Visit
    {
      var visit = Visit(participant: participant, visit: "baseline", status: status)
      visit.id = id
      visit.windowStart = try day("2026-02-01")
      visit.windowEnd = try day("2026-02-10")
      visit.date = try date.map(day)
      return visit
    }
    records.visits = [
      try visit("V1", "S-2", .done, "2026-02-10"), try visit("V2", "S-3", .planned, nil),
    ]
    return records
  }

  @Test func `Counts, failures and months are those of the records`() throws {
    let status = TrialStatus(of: try records(), on: try day("2026-02-05"))
    #expect(status.target == 200)
    #expect((status.screened, status.enrolled) == (5, 3))
    #expect(
      status.statuses == ["screening": 1, "screen failed": 1, "enrolled": 2, "withdrawn": 1]
    )
    #expect(status.failures == ["I1": 1, "E6": 1])
    #expect(
      status.enrolment.map { "\($0.site) \($0.month) \($0.count)" }
        == ["01 2026-01 1", "01 2026-02 1", "02 2026-02 1"]
    )
    #expect((status.visitsInWindow, status.visitsOutOfWindow) == (1, 0))
  }

  @Test func `A planned visit is due until its last day, and overdue from the next`() throws {
    func kinds(_ date: String) throws -> [StatusItem.Kind] {
      TrialStatus(of: try records(), on: try day(date)).items
        .filter { $0.participant == "S-3" }.map(\.kind)
    }
    #expect(try kinds("2026-01-17") == [])
    #expect(try kinds("2026-01-18") == [.due])
    #expect(try kinds("2026-02-10") == [.due])
    #expect(try kinds("2026-02-11") == [.overdue])
  }

  @Test func `A visit that took place misses its weight, its administration and its scan`() throws {
    let status = TrialStatus(of: try records(), on: try day("2026-02-11"))
    let missing = status.items.filter { $0.participant == "S-2" && $0.kind == .missing }
    #expect(missing.count == 3)
    #expect(missing.allSatisfy { $0.command.hasPrefix("herald ") })
  }

  @Test func `A refusal blocks, with its code, and counts name nobody`() throws {
    var records = try records()
    let trial = try #require(records.protocols["1"])
    var scan = ReceivedScan(
      participant: "S-2",
      visit: "baseline",
      studyInstanceUID: "1.2",
      studyDate: try day("2026-02-10"),
      modalities: "PT",
      tracer: nil,
      manifest: ObjectManifest([]),
      manifestSHA256: ""
    )
    scan.id = "S1"
    records.scans = [scan]
    var measured = ScanMeasurement(
      of: scan,
      status: .refused,
      factsSHA256: "",
      under: trial,
      program: "test"
    )
    measured.refusalCode = "E_WEIGHT"
    records.measurements = [measured]
    let status = TrialStatus(of: records, on: try day("2026-02-11"))
    #expect(status.items.first?.kind == .blocked)
    #expect(status.items.first?.code == "E_WEIGHT")
    #expect((status.scans, status.scansMeasured) == (1, 0))
    #expect(status.counts.items == [])
  }
}
