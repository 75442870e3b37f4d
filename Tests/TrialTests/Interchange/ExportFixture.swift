import Foundation
import TestSupport
import Testing

@testable import Trial

/// A small trial with what exports stumble over: texts with marks and line ends, partial dates, an
/// unscheduled visit, entries in error, a death, results that are limits.
enum ExportFixture {
  /// A text with what XML, JSON and CSV reserve.
  static let hostile = "pain <left> & \"right\",\n'胸部' 5 µg\tend"

  static let now = try? ZonedInstant(parsing: "2026-06-01T12:00:00+08:00")

  static func moment(_ text: String) throws -> ZonedInstant { try ZonedInstant(parsing: text) }

  static func date(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

  /// A record as people enter it.
  static func entered<Record: EnteredRecord>(
    _ type: Record.Type,
    _ id: String,
    _ values: [String: String]
  ) throws -> Record {
    let read = EntryForm.read(type, from: values, now: try #require(now))
    var record = try read.get()
    if !id.isEmpty { record.id = id }
    return record
  }

  static func contents() throws -> TrialContents {
    let record = try #require(try RegistryRecord.shipped("nct04547309"))
    var trial = TrialIdentity(
      id: "NCT04547309",
      title: record.briefTitle,
      registryID: record.nctID,
      registryRecord: record.root.json,
      createdAt: try moment("2026-01-05T00:00:00Z")
    )
    trial.protocolVersion = "1"
    var contents = TrialContents(
      trial: trial,
      plan: try TrialProtocol.shipped("nct04547309"),
      asOf: try moment("2026-05-01T08:00:00.250Z"),
      program: "herald 0.1.0"
    )
    contents.users = [.init(account: "cora", fullName: "Cora <Coordinator>")]
    try addPeople(to: &contents)
    try addRecords(to: &contents)
    try addTrail(to: &contents)
    return contents
  }

  private static func addPeople(to contents: inout TrialContents) throws {
    for (id, birth, status) in [
      ("S-001", "1960-02-29", Participant.Status.completed), ("S-002", "1970", .screenFailed),
      ("S-003", "1980-07", .withdrawn), ("S-004", "1990-01-01", .screening),
    ] {
      var person = try entered(
        Participant.self,
        id,
        [
          "id": id, "site": "01", "sex": "F", "birthDate": birth, "consentVersion": "2.0",
          "consentDate": "2026-02-28",
        ]
      )
      person.status = status
      person.protocolVersion = "1"
      person.subjectID = status == .completed || status == .withdrawn ? "HER2-\(id)" : nil
      person.isVoid = id == "S-004"
      contents.participants.append(person)
    }
    for (id, participant, status, day, reason, criteria) in [
      ("P1", "S-001", Participant.Status.enrolled, "2026-03-02", nil as String?, nil as String?),
      ("P2", "S-002", .screenFailed, "2026-03-01", "two criteria", "I3, E2"),
      ("P3", "S-003", .enrolled, "2026-03-03", nil, nil),
      ("P4", "S-003", .withdrawn, "2026-03-20", hostile, nil),
      ("P5", "S-001", .completed, "2026-04-30", nil, nil),
    ] {
      var change = StatusChange(
        participant: participant,
        status: status,
        date: try date(day),
        reason: reason,
        criteria: criteria,
        protocolVersion: "1"
      )
      change.id = id
      contents.statusChanges.append(change)
    }
  }

  private static func addRecords(to contents: inout TrialContents) throws {
    let own = ["participant": "S-001"]
    func all(_ values: [String: String]) -> [String: String] { own.merging(values) { $1 } }
    contents.screeningData = [
      try entered(
        ScreeningDatum.self,
        "Q1",
        all([
          "datum": "ECOG", "form": "quantity", "value": "1", "unit": "1", "date": "2026-02-28",
          "source": "clinic letter", "judgedBy": "ivan",
        ])
      )
    ]
    contents.screeningLesions = [
      try entered(
        ScreeningLesion.self,
        "T1",
        all([
          "lesion": "L1", "lesionKind": "node", "modality": "CT", "date": "2026-02-27",
          "longestDiameterMillimeters": "24.5", "shortAxisMillimeters": "16", "source": "report",
          "measuredBy": "ivan",
        ])
      )
    ]
    contents.visits = [
      try entered(
        Visit.self,
        "V1",
        all([
          "visit": "baseline", "status": "done", "date": "2026-03-04", "weightKilograms": "70.5",
          "heightCentimeters": "172", "ecog": "1",
        ])
      ),
      try entered(
        Visit.self,
        "V2",
        all([
          "visit": "extra", "status": "done", "date": "2026-03-10", "weightKilograms": "70",
          "comment": "wound looked at",
        ])
      ),
      try entered(
        Visit.self,
        "V3",
        all(["visit": "follow-up", "status": "missed", "comment": "was ill"])
      ),
    ]
    // 200 MBq, a half-life of 68Ga (67.71 min) before the injection: half is left.
    contents.administrations = [
      try entered(
        Administration.self,
        "D1",
        all([
          "visit": "baseline", "tracer": "68Ga-HER2-affibody", "assayedMegabecquerels": "200",
          "assayedAt": "2026-03-04T08:52:17.400+08:00", "residualMegabecquerels": "0",
          "residualAt": "2026-03-04T10:05:00+08:00", "injectedAt": "2026-03-04T10:00:00+08:00",
          "extravasation": "none", "batch": "B-7", "route": "left arm",
        ])
      ),
      try entered(
        Administration.self,
        "D2",
        all([
          "visit": "extra", "tracer": "18F-FDG", "assayedMegabecquerels": "250",
          "assayedAt": "2026-03-10T08:30:00+08:00", "injectedAt": "2026-03-10T09:00:00+08:00",
          "extravasation": "not assessed",
        ])
      ),
    ]
    contents.biopsies = [
      try entered(
        Biopsy.self,
        "B1",
        all([
          "specimen": "P26/1", "takenOn": "2026-02-20", "site": "left axilla", "lesion": "L1",
          "tumor": "breast", "ihc": "2+", "ishRatio": "2.4", "ishCopyNumber": "6.1",
        ])
      )
    ]
    contents.labResults = [
      try entered(
        LabResult.self,
        "L1",
        all([
          "test": "ALT", "date": "2026-03-04", "visit": "baseline", "value": "61", "unit": "U/L",
          "referenceLow": "5", "referenceHigh": "40",
        ])
      ),
      try entered(
        LabResult.self,
        "L2",
        all([
          "test": "hCG", "date": "2026-02-28", "value": "5", "comparator": "<", "unit": "U/L",
        ])
      ),
    ]
    contents.adverseEvents = [
      try entered(
        AdverseEvent.self,
        "E1",
        all([
          "term": hostile, "onset": "2026-03", "grade": "2", "seriousness": "not serious",
          "relation": "unlikely", "outcome": "recovering",
        ])
      ),
      try entered(
        AdverseEvent.self,
        "E2",
        all([
          "term": "sepsis", "onset": "2026-03-03", "end": "2026-04-30", "grade": "5",
          "seriousness": "death", "relation": "unrelated", "outcome": "fatal",
        ])
      ),
      try entered(
        AdverseEvent.self,
        "E3",
        all([
          "term": "in error", "onset": "2026-03-03", "end": "2026-03-03", "grade": "1",
          "seriousness": "not serious",
          "relation": "unrelated", "outcome": "recovered",
        ])
      ),
    ]
    contents.adverseEvents[2].isVoid = true
    let files = ObjectManifest([
      .init(sha256: String(repeating: "a", count: 64), byteCount: 9, name: "1")
    ])
    var scan = ReceivedScan(
      participant: "S-001",
      visit: "baseline",
      studyInstanceUID: "1.2.826.0.1.3680043.8.498.1",
      studyDate: try date("2026-03-04"),
      modalities: "CT,PT",
      tracer: "68Ga-HER2-affibody",
      manifest: files,
      manifestSHA256: String(repeating: "b", count: 64)
    )
    scan.id = "S1"
    contents.scans = [scan]
    contents.measuredLesions = [
      .init(
        scan: "S1",
        seriesInstanceUID: "1.2.826.0.1.3680043.8.498.2",
        program: "herald 0.1.0",
        number: 1,
        site: "lymph node",
        numbers: [
          .init(code: "VOLUME", name: "Volume", value: 3.25, unit: "mL"),
          .init(code: "SUVMAX", name: "Maximum SUVbw", value: 12.5, unit: "g/mL"),
        ],
        receptorClass: "positive"
      )
    ]
    var assignment = ReadAssignment(
      round: "N1",
      account: "rita",
      part: .reader,
      scan: "S1",
      position: 1,
      caseCode: "C-7"
    )
    assignment.id = "A1"
    contents.readAssignments = [assignment]
    let said = ReadContent(
      receptorClass: .positive,
      grade: 2,
      lesions: [
        LesionRead(lesion: "1", isPresent: true, grade: 2, receptorClass: .positive),
        LesionRead(lesion: "2", isPresent: false),
      ]
    )
    for (id, status) in [("K1", ScanRead.Status.locked), ("K2", .submitted)] {
      var read = ScanRead(
        assignment: "A1",
        content: said,
        analysisSHA256: nil,
        isOutOfOrder: false,
        submittedAt: try moment("2026-03-20T08:00:00Z")
      )
      read.id = id
      read.status = status
      contents.reads.append(read)
    }
  }

  private static func addTrail(to contents: inout TrialContents) throws {
    func line(_ number: Int64, _ action: String, _ id: String, why: String?, _ new: String) throws
      -> TrialContents.AuditLine
    {
      TrialContents.AuditLine(
        number: number,
        at: try moment("2026-04-0\(number)T08:00:00Z"),
        account: number == 3 ? "gone" : "cora",
        action: action,
        kind: "adverseEvent",
        record: id,
        old: nil,
        new: new,
        why: why,
        hash: "\(number)"
      )
    }
    contents.audit = [
      try line(1, "record", "E1", why: nil, "{\"grade\":1}"),
      try line(2, "record", "E2", why: nil, "{\"grade\":5}"),
      try line(3, "correct", "E1", why: hostile, "{\"grade\":2}"),
    ]
    for (id, meaning) in [("X1", Signature.Meaning.authorship), ("X2", .approval)] {
      var signature = Signature(
        signedKind: "adverseEvent",
        signedID: "E2",
        contentSHA256: String(repeating: "c", count: 64),
        account: "cora",
        printedName: "Cora <Coordinator>",
        meaning: meaning,
        signedAt: try moment("2026-05-01T08:00:00Z")
      )
      signature.id = id
      contents.signatures.append(signature)
    }
  }
}
