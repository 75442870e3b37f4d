import Foundation
import GRDB
import Testing
import Trial

@testable import Rehearsal
@testable import Store

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
