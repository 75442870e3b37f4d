import Testing
import Trial

@Suite struct EntryFormTests {
  private static func faults<Record: EnteredRecord>(
    _ type: Record.Type,
    _ values: [String: String]
  ) throws -> [String] {
    let now = try ZonedInstant(parsing: "2026-03-10T09:00:00+08:00")
    switch EntryForm.read(type, from: values, now: now) {
    case .success: return []
    case .failure(let found): return found.faults.map(\.field)
    }
  }

  static let participant = [
    "id": "S-001", "site": "01", "sex": "F", "birthDate": "1970-05", "consentVersion": "2.0",
    "consentDate": "2026-03-01",
  ]
  static let dose = [
    "participant": "S-001", "visit": "baseline", "tracer": "68Ga-HER2-affibody",
    "assayedMegabecquerels": "185.5", "assayedAt": "2026-03-09T09:00+08:00",
    "residualMegabecquerels": "4.2", "residualAt": "2026-03-09T09:20+08:00",
    "injectedAt": "2026-03-09T09:12+08:00", "extravasation": "none",
  ]
  static let event = [
    "participant": "S-001", "term": "Nausea", "onset": "2026-03-09", "end": "2026-03-10",
    "grade": "1",
    "seriousness": "not serious", "relation": "possible", "outcome": "recovered",
  ]
  static let lab = [
    "participant": "S-001", "test": "ALT", "date": "2026-03-08", "value": "31", "unit": "U/L",
    "referenceLow": "7", "referenceHigh": "40",
  ]
  static let visit = [
    "participant": "S-001", "visit": "baseline", "status": "done", "date": "2026-03-09",
    "weightKilograms": "61.5",
  ]
  static let biopsy = [
    "participant": "S-001", "specimen": "H26-1234", "takenOn": "2026-02-01", "site": "liver",
    "tumor": "breast", "ihc": "2+", "ishRatio": "2.3", "ishCopyNumber": "6.1",
  ]
  static let datum = [
    "participant": "S-001", "datum": "life expectancy", "form": "quantity", "value": "12",
    "comparator": ">=", "unit": "wk", "source": "chart", "judgedBy": "Ivan",
  ]

  @Test func `Sound entries have no fault`() throws {
    #expect(try Self.faults(Participant.self, Self.participant).isEmpty)
    #expect(try Self.faults(Administration.self, Self.dose).isEmpty)
    #expect(try Self.faults(AdverseEvent.self, Self.event).isEmpty)
    #expect(try Self.faults(LabResult.self, Self.lab).isEmpty)
    #expect(try Self.faults(Visit.self, Self.visit).isEmpty)
    #expect(try Self.faults(Biopsy.self, Self.biopsy).isEmpty)
    #expect(try Self.faults(ScreeningDatum.self, Self.datum).isEmpty)
  }

  @Test func `Everything that is wrong is said at once`() throws {
    let found = try Self.faults(
      Participant.self,
      ["id": "S 001", "sex": "female", "birthDate": "1970-02-30", "consentDate": "2026-04-01"]
    )
    #expect(found == ["id", "site", "sex", "birthDate", "consentVersion", "consentDate"])
  }

  @Test(arguments: [
    ("birthDate", "2026-03-02"), ("birthDate", "1890"), ("birthDate", "70-05"),
    ("birthDate", "1970-00"),
    ("consentDate", "2026-03-12"), ("consentDate", "2026-2-1"), ("consentDate", "2026-02-29"),
    ("consentDate", "01.03.2026"), ("sex", "X"), ("id", "S\u{0}1"), ("id", ""), ("site", "  "),
    ("id", "S-1; DROP TABLE participant"),
  ])
  func `A participant's field that can't be is refused by its name`(
    _ field: String,
    _ value: String
  )
    throws
  {
    let found = try Self.faults(Participant.self, Self.participant.merging([field: value]) { $1 })
    #expect(found == [field])
  }

  @Test(arguments: [
    ("assayedMegabecquerels", "0", ["assayedMegabecquerels"]),
    ("assayedMegabecquerels", "-185", ["assayedMegabecquerels"]),
    ("assayedMegabecquerels", "185,5", ["assayedMegabecquerels"]),
    ("assayedMegabecquerels", "185 MBq", ["assayedMegabecquerels"]),
    ("assayedMegabecquerels", "nan", ["assayedMegabecquerels"]),
    ("assayedMegabecquerels", "1e3", ["assayedMegabecquerels"]),
    ("assayedMegabecquerels", "185500000", ["assayedMegabecquerels"]),
    ("residualMegabecquerels", "185.5", ["residualMegabecquerels"]),
    ("residualMegabecquerels", "", ["residualMegabecquerels"]),
    ("residualAt", "", ["residualAt"]), ("residualAt", "2026-03-09T09:11+08:00", ["residualAt"]),
    ("injectedAt", "2026-03-09T09:12", ["injectedAt"]),
    ("injectedAt", "2026-03-10T09:12+08:00", ["injectedAt"]),
    ("assayedAt", "2026-03-07T09:00+08:00", ["assayedAt"]),
    ("extravasation", "no", ["extravasation"]),
    ("extravasatedMegabecquerels", "200", ["extravasatedMegabecquerels"]),
  ])
  func `An administration's field that can't be is refused by its name`(
    _ field: String,
    _ value: String,
    _ expected: [String]
  ) throws {
    let found = try Self.faults(Administration.self, Self.dose.merging([field: value]) { $1 })
    #expect(found == expected)
  }

  @Test(arguments: [
    (["grade": "5"], ["grade"]), (["outcome": "fatal", "end": ""], ["grade"]),
    (["grade": "0"], ["grade"]),
    (["grade": "2.5"], ["grade"]), (["end": ""], ["end"]), (["end": "2026-03-08"], ["end"]),
    (["outcome": "recovering"], ["end"]), (["onset": "2026-04"], ["onset"]),
    (["term": ""], ["term"]),
  ])
  func `An event that contradicts itself is refused`(
    _ values: [String: String],
    _ expected: [String]
  ) throws {
    let found = try Self.faults(AdverseEvent.self, Self.event.merging(values) { $1 })
    #expect(found == expected)
  }

  @Test func `A death is grade 5, serious for death, and fatal`() throws {
    let death = ["grade": "5", "seriousness": "death", "outcome": "fatal", "end": "2026-03-10"]
    #expect(try Self.faults(AdverseEvent.self, Self.event.merging(death) { $1 }).isEmpty)
  }

  @Test(arguments: [
    (["value": ""], ["value"]), (["unit": ""], ["unit"]),
    (["text": "positive"], ["value"]),
    (["referenceHigh": "5"], ["referenceHigh"]), (["value": "1,5"], ["value"]),
  ])
  func `A laboratory result that says nothing, or two things, is refused`(
    _ values: [String: String],
    _ expected: [String]
  ) throws {
    let found = try Self.faults(LabResult.self, Self.lab.merging(values) { $1 })
    #expect(found == expected)
  }

  @Test(arguments: [
    (["date": ""], ["date"]), (["status": "planned"], ["date"]),
    (["status": "missed", "date": ""], ["comment"]),
    (["weightKilograms": "615"], ["weightKilograms"]),
    (["ecog": "6"], ["ecog"]),
    (["windowStart": "2026-03-09", "windowEnd": "2026-03-08"], ["windowEnd"]),
  ])
  func `A visit that can't be as it is said is refused`(
    _ values: [String: String],
    _ expected: [String]
  ) throws {
    let found = try Self.faults(Visit.self, Self.visit.merging(values) { $1 })
    #expect(found == expected)
  }

  @Test(arguments: [
    (["form": "yes-no", "unit": "", "comparator": ""], ["value"]),
    (["form": "date", "unit": "", "comparator": ""], ["value"]), (["unit": ""], ["unit"]),
    (["form": "code"], ["unit"]), (["source": ""], ["source"]), (["judgedBy": ""], ["judgedBy"]),
  ])
  func `A screening datum is what its form says`(
    _ values: [String: String],
    _ expected: [String]
  ) throws {
    let found = try Self.faults(ScreeningDatum.self, Self.datum.merging(values) { $1 })
    #expect(found == expected)
  }

  @Test func `A laboratory result is flagged by the laboratory's own range alone`() throws {
    let now = try ZonedInstant(parsing: "2026-03-10T09:00:00+08:00")
    func flag(_ values: [String: String]) throws -> String? {
      try EntryForm.read(LabResult.self, from: Self.lab.merging(values) { $1 }, now: now).get().flag
    }
    #expect(try flag(["value": "6.9"]) == "low")
    #expect(try flag(["value": "7"]) == "normal")
    #expect(try flag(["value": "40"]) == "normal")
    #expect(try flag(["value": "40.1"]) == "high")
    #expect(try flag(["referenceLow": "", "referenceHigh": ""]) == nil)
    #expect(try flag(["value": "6", "comparator": "<"]) == nil)
  }

  @Test func `The list of fields is the one that is read`() {
    let fields = EntryForm.fields(of: Participant.self)
    #expect(
      fields.map(\.name) == ["id", "site", "sex", "birthDate", "consentVersion", "consentDate"]
    )
    #expect(fields.map(\.option).suffix(2) == ["--consent-version", "--consent-date"])
    #expect(!fields.contains { !$0.isRequired })
  }
}
