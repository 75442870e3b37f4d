import Foundation
import GRDB
import Lesions
import Pipeline
import Testing

@testable import Rehearsal
@testable import Store
@testable import Trial

/// Scans into a trial: filed, in quarantine, measured, measured anew.
///
/// One trial of six simulated people, whose scans were imported one by one, serves all tests.
@Suite(.serialized)
struct ImportTests {
  /// A rehearsed trial with scans, made once.
  private static let rehearsed: Result<(folder: String, made: RehearsalSummary), any Error> = Result
  {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("import-\(UUID().uuidString)").path
    var plan = RehearsalPlan()
    plan.participants = 6
    plan.seed = 11
    return (folder, try Rehearsal.run(in: folder, plan))
  }

  private let store: TrialStore
  private let made: RehearsalSummary
  private let physicist: Session
  private let coordinator: Session

  init() throws {
    let rehearsed = try Self.rehearsed.get()
    store = try TrialStore(folder: rehearsed.folder)
    made = rehearsed.made
    physicist = try store.signIn("physicist", password: Rehearsal.password)
    coordinator = try store.signIn("coordinator", password: Rehearsal.password)
  }

  /// The files of a scan, as they were received, in a folder.
  private func received(_ scan: ReceivedScan) throws -> String {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("again-\(UUID().uuidString)").path
    try store.objects.layOut(scan.manifestSHA256, in: folder)
    return folder
  }

  @Test func `Every visit's scan lies under its participant, on the visit's day, with its tracer`()
    throws
  {
    let scans = try store.records(ReceivedScan.self, as: coordinator)
    let visits = try store.records(Visit.self, as: coordinator)
    let given = try store.records(Administration.self, as: coordinator)
    #expect(scans.count == made.scans)
    #expect(scans.count == given.count)
    for scan in scans {
      let visit = try #require(
        visits.first { $0.participant == scan.participant && $0.visit == scan.visit }
      )
      #expect(visit.date == scan.studyDate)
      let administration = try #require(
        given.first { $0.participant == scan.participant && $0.visit == scan.visit }
      )
      #expect(administration.tracer == scan.tracer)
    }
    #expect(try StoreCheck(folder: store.folder).isSound)
  }

  @Test func `The same files again, under any name, change nothing`() throws {
    let scan = try #require(try store.records(ReceivedScan.self, as: coordinator).first)
    let folder = try received(scan)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let before = try store.records(ReceivedScan.self, as: coordinator)
    let report = try store.importScans(as: physicist, from: folder)
    #expect(report.studies == [.known(scan)])
    #expect(try store.records(ReceivedScan.self, as: coordinator) == before)
    #expect(try store.measure(as: physicist).isEmpty)
  }

  @Test
  func
    `A study that lacks a file of what was filed waits in quarantine, and is released with a reason`()
    throws
  {
    let scan = try #require(try store.records(ReceivedScan.self, as: coordinator).last)
    let folder = try received(scan)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.removeItem(atPath: folder + "/3")
    let report = try store.importScans(as: physicist, from: folder)
    guard case .quarantined(let study)? = report.studies.first else {
      Issue.record("it was not quarantined")
      return
    }
    #expect(study.codes.contains("filed-otherwise"))
    #expect(throws: StoreError.self) {
      try store.release(
        as: physicist,
        study.id,
        participant: scan.participant,
        visit: scan.visit,
        why: nil
      )
    }
    #expect(try store.quarantine(as: physicist).map(\.id) == [study.id])
    #expect(try store.status(as: coordinator).items.contains { $0.kind == .blocked })
  }

  @Test
  func `A corrected dose is measured anew with a reason, both stay, and SUV scales by the dose`()
    throws
  {
    let investigator = try store.signIn("investigator", password: Rehearsal.password)
    let measured = try #require(
      try store.measurements(as: investigator).first {
        $0.isCurrent && $0.status == .measured && ($0.lesionCount ?? 0) > 0
      }
    )
    let id = try #require(measured.administration)
    let administration = try #require(
      try store.records(Administration.self, as: coordinator).first { $0.id == id }
    )
    // Half of everything that was measured is half the net activity, and twice the SUV.
    _ = try store.correct(
      as: coordinator,
      Administration.self,
      id,
      [
        "assayedMegabecquerels": "\(administration.assayedMegabecquerels / 2)",
        "residualMegabecquerels": "\((administration.residualMegabecquerels ?? 0) / 2)",
      ],
      why: "a test"
    )
    #expect(throws: StoreError.self) { try store.measure(as: physicist) }
    let again = try store.measure(as: physicist, why: "the dose was corrected")
    #expect(again.map(\.replaces) == [measured.id])
    let all = try store.measurements(as: investigator).filter { $0.scan == measured.scan }
    #expect(all.count { $0.isCurrent } == 1)
    #expect(all.contains { $0.id == measured.id && !$0.isCurrent })
    let before = try #require(measured.activityMegabecquerels)
    let after = try #require(again[0].activityMegabecquerels)
    #expect(abs(after / before - 0.5) < 1e-9)
    func volume(_ id: String) throws -> Double? {
      try store.read { database in
        try Double.fetchOne(
          database,
          sql: """
            SELECT value FROM patientValue JOIN scan ON scan.id = patientValue.scanID
            WHERE scan.measurement = ? AND name = 'liver_mean'
            """,
          arguments: [id]
        )
      }
    }
    if let one = try volume(measured.id), let two = try volume(again[0].id) {
      #expect(abs(two / one - 2) < 1e-4)
    }
    #expect(try StoreCheck(folder: store.folder).isSound)
  }

  /// A file of a measurement's result, as it was stored.
  private func result(_ name: String, of measured: ScanMeasurement) throws -> [UInt8] {
    let list = try store.objects.bytes(of: try #require(measured.resultSHA256))
    let manifest = try #require(ObjectManifest(parsing: String(decoding: list, as: UTF8.self)))
    return try store.objects.bytes(
      of: try #require(manifest.entries.first { $0.name == name }).sha256
    )
  }

  /// Measures a participant's scan with lesions anew, under a corrected dose.
  private func correctDose(by factor: Double) throws -> ScanMeasurement {
    let investigator = try store.signIn("investigator", password: Rehearsal.password)
    let measured = try #require(
      try store.measurements(as: investigator).last {
        $0.isCurrent && $0.status == .measured && ($0.lesionCount ?? 0) > 0
      }
    )
    let id = try #require(measured.administration)
    let given = try #require(
      try store.records(Administration.self, as: coordinator).first { $0.id == id }
    )
    _ = try store.correct(
      as: coordinator,
      Administration.self,
      id,
      ["assayedMegabecquerels": "\(given.assayedMegabecquerels * factor)"],
      why: "a test"
    )
    return try #require(try store.measure(as: physicist, why: "the dose was corrected").first)
  }

  @Test func `The lesions of SDTM are those of the measurements that hold, with their numbers`()
    throws
  {
    _ = try correctDose(by: 1.1)
    let investigator = try store.signIn("investigator", password: Rehearsal.password)
    let statistician = try store.signIn("statistician", password: Rehearsal.password)
    let all = try store.measurements(as: investigator)
    #expect(all.contains { !$0.isCurrent && ($0.lesionCount ?? 0) > 0 })
    // What the tables of the analysis say, by the link that SDTM gives a lesion.
    var expected: [String: [String: Double]] = [:]
    for measured in all where measured.isCurrent && measured.status == .measured {
      let table = try CSVTable(result("lesions.csv", of: measured))
      for line in table.lines {
        let row = Dictionary(uniqueKeysWithValues: zip(table.header, line.fields))
        let link = "\(measured.scan)/\(try #require(row["lesion"]))"
        for (code, column) in [
          ("VOLUME", "volume_ml"), ("SUVMAX", "suvbw_max"), ("SUVMEAN", "suvbw_mean"),
          ("SUVPEAK", "suvbw_peak_1ml"),
        ] {
          expected[link, default: [:]][code] = row[column].flatMap(Double.init)
        }
      }
    }
    #expect(expected.count > 3)
    let datasets = try store.contents(as: statistician, toExportAs: "dataset-json").tabulations()
    let identified = try #require(datasets.first { $0.name == "TU" }).rows
      .compactMap { $0["TULNKID"]?.text }.filter { $0.hasPrefix("S") && $0.contains("/") }
    #expect(identified.count == expected.count)
    #expect(Set(identified) == Set(expected.keys))
    var found: [String: [String: Double]] = [:]
    for row in try #require(datasets.first { $0.name == "TR" }).rows where row["TREVAL"] == nil {
      guard let link = row["TRLNKID"]?.text, expected[link] != nil,
        let code = row["TRTESTCD"]?.text, code != "RECCLASS"
      else { continue }
      #expect(found[link]?[code] == nil, "\(link) \(code) stands twice")
      found[link, default: [:]][code] = row["TRSTRESN"]?.text.flatMap(Double.init)
      #expect(row["TRSTRESU"]?.text == (code == "VOLUME" ? "mL" : "g/mL"))
    }
    for (link, numbers) in expected {
      for (code, number) in numbers {
        let value = try #require(found[link]?[code], "\(link) \(code)")
        #expect(abs(value - number) <= 1e-4 * number, "\(link) \(code)")
      }
    }
  }

  @Test func `Two administrations that may both be meant block the numbers until one is void`()
    throws
  {
    let investigator = try store.signIn("investigator", password: Rehearsal.password)
    let measured = try #require(
      try store.measurements(as: investigator).first { $0.isCurrent && $0.status == .measured }
    )
    let given = try #require(
      try store.records(Administration.self, as: coordinator)
        .first { $0.id == measured.administration }
    )
    let later = ZonedInstant(
      millisecondsSince1970: given.injectedAt.millisecondsSince1970 + 60_000,
      offsetMinutes: given.injectedAt.offsetMinutes
    )
    let second = try store.enter(
      as: coordinator,
      Administration.self,
      [
        Entry(values: [
          "participant": given.participant, "visit": given.visit, "tracer": given.tracer,
          "assayedMegabecquerels": "180", "assayedAt": given.assayedAt.description,
          "injectedAt": later.description, "extravasation": "none",
        ])
      ]
    )
    #expect(try store.unmeasured(as: coordinator).map(\.scan.id) == [measured.scan])
    let refused = try store.measure(as: physicist, why: "another administration was recorded")
    #expect(refused.map(\.refusalCode) == ["E_RECORDS"])
    #expect(try store.unmeasured(as: coordinator).isEmpty)
    // What was measured before no longer holds: it is in no export.
    let statistician = try store.signIn("statistician", password: Rehearsal.password)
    let contents = try store.contents(as: statistician, toExportAs: "csv")
    #expect(!contents.measuredLesions.contains { $0.scan == measured.scan })
    _ = try store.void(
      as: coordinator,
      Administration.self,
      try #require(second.first).id,
      why: "it was another participant's"
    )
    let again = try store.measure(as: physicist, why: "the other administration is void")
    #expect(again.map(\.status) == [.measured])
    #expect(again.first?.factsSHA256 == measured.factsSHA256)
  }

  @Test func `A protocol's own profile, outlines and reference regions reach a measurement`() throws
  {
    let investigator = try store.signIn("investigator", password: Rehearsal.password)
    let earlier = try #require(
      try store.measurements(as: investigator).first {
        $0.isCurrent && ($0.lesionCount ?? 0) > 0 && $0.tracer == "68Ga-HER2-affibody"
      }
    )
    try adoptOwnProtocol(as: investigator)
    try store.migrate(
      as: investigator,
      earlier.participant,
      to: "2-own",
      why: "the amendment holds for everybody"
    )
    let measured = try #require(
      try store.measure(as: physicist, why: "the protocol was amended")
        .first { $0.scan == earlier.scan }
    )
    #expect(measured.status == .measured, "\(measured.refusal ?? "")")
    #expect(measured.protocolVersion == "2-own")
    let saved = try JSONDecoder().decode(
      SavedResult.self,
      from: Data(result("analysis.json", of: measured))
    )
    #expect(saved.tracer.id == "68Ga-HER2-affibody")
    #expect(saved.tracer.totalUptakeName == "total uptake of its own")
    #expect(!saved.lesions.isEmpty)
    var shares: [Double] = []
    for lesion in saved.lesions.map(\.measurement) {
      #expect(lesion.method.hasSuffix("40% of SUVmax"), "\(lesion.method)")
      // The threshold is the method's share of the maximum, and the outline is drawn from there: no
      // voxel below, the smallest volume reached. Of two that meet the hotter one keeps its maximum.
      let (maximum, threshold) = (
        try #require(lesion.suvbw.maximum.value), try #require(lesion.thresholdSUVbw)
      )
      shares.append(threshold / maximum)
      #expect(threshold / maximum >= 0.4 - 1e-5)
      #expect(try #require(lesion.suvbw.minimum.value) >= threshold * (1 - 1e-5))
      #expect(lesion.volumeMilliliters >= 0.5)
    }
    #expect(shares.contains { abs($0 - 0.4) < 1e-5 }, "\(shares)")
    let placed = Set(saved.references.map(\.tissue))
    for tissue in [ReferenceTissue.liver, .spleen, .lung] where !placed.contains(tissue) {
      #expect(
        measured.caveats?.contains("the reference region \(tissue.rawValue) was not found") == true
      )
    }
    #expect(placed.contains(.liver))
    #expect(try StoreCheck(folder: store.folder).isSound)
  }

  /// What the test above reads of `analysis.json`.
  private struct SavedResult: Decodable {
    struct SavedLesion: Decodable { let measurement: LesionMeasurement }
    struct Reference: Decodable { let tissue: ReferenceTissue }

    let tracer: TracerProfile
    let lesions: [SavedLesion]
    let references: [Reference]
  }

  /// Amends the rehearsal's protocol: a profile written out, a way to draw lesions, reference regions.
  private func adoptOwnProtocol(as investigator: Session) throws {
    let shipped = try TracerProfile.shipped().first { $0.id == "68Ga-HER2-affibody" }
    let json = try JSONSerialization.jsonObject(
      with: JSONEncoder().encode(try #require(shipped))
    )
    var profile = try #require(json as? [String: Any])
    profile["id"] = "a-profile-of-its-own"
    profile["totalUptakeName"] = "total uptake of its own"
    // JSON on one line is YAML.
    let written = String(
      decoding: try JSONSerialization.data(
        withJSONObject: profile,
        options: .withoutEscapingSlashes
      ),
      as: UTF8.self
    )
    var text = String(decoding: try Rehearsal.trialProtocol().text, as: UTF8.self)
    func set(_ start: String, _ line: String) {
      text = text.split(separator: "\n", omittingEmptySubsequences: false)
        .map { $0.hasPrefix(start) ? line : String($0) }.joined(separator: "\n")
    }
    set("    profile: 68Ga-HER2-affibody", "    profile: \(written)")
    set("version:", "version: \"2-own\"")
    set("amends:", "amends: { version: \"1-rehearsal\", reason: a test }")
    set(
      "segmentation:",
      "segmentation: { method: \"percent-max:40\", smallestVolumeMilliliters: 0.5, confidence: assumed, "
        + "source: test }"
    )
    set(
      "referenceRegions:",
      "referenceRegions: { tissues: [liver, spleen, lung], confidence: assumed, source: test }"
    )
    let trial = try TrialProtocol(yaml: Array(text.utf8))
    try store.adopt(
      as: investigator,
      ProtocolVersion(
        id: trial.version,
        protocolID: trial.id,
        sha256: trial.sha256,
        document: text,
        amends: "1-rehearsal",
        reason: "a test"
      ),
      why: "a test"
    )
  }

  @Test func `A number that is changed past the program is found and named`() throws {
    let measured = try #require(
      try store.read { database in
        try String.fetchOne(
          database,
          sql: "SELECT measurement FROM scan JOIN lesion ON lesion.scanID = scan.id LIMIT 1"
        )
      }
    )
    func change(_ factor: Double) throws {
      try store.database.pool.write { database in
        try database.execute(
          sql: """
            UPDATE lesion SET suvMax = suvMax * ? WHERE id = (SELECT lesion.id FROM lesion
              JOIN scan ON scan.id = lesion.scanID WHERE scan.measurement = ? LIMIT 1)
            """,
          arguments: [factor, measured]
        )
      }
    }
    try change(2)
    let found = try StoreCheck(folder: store.folder)
    try change(0.5)
    #expect(!found.isSound)
    #expect(found.findings.contains { $0.place.contains("measurement \(measured)") })
    #expect(try StoreCheck(folder: store.folder).isSound)
  }

  @Test func `A reader sees the trial in counts, and can neither import nor see the quarantine`()
    throws
  {
    let reader = try store.signIn("reader1", password: Rehearsal.password)
    #expect(try store.status(as: reader).items.isEmpty)
    #expect(throws: StoreError.self) { try store.quarantine(as: reader) }
    #expect(throws: StoreError.self) { try store.importScans(as: reader, from: "/nowhere") }
    #expect(throws: StoreError.self) { try store.measurements(as: reader) }
  }
}
