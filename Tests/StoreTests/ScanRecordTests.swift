import Foundation
import GRDB
import Lesions
import Radiomics
import Response
import Statistics
import TestSupport
import Testing
import Voxels

@testable import Store

/// Lesions of a small image, measured once.
private struct Measured {
  let measurements: [LesionMeasurement]

  init() throws {
    let grid = try Grid(
      size: SIMD3(12, 12, 12),
      affine: Affine(
        columnStep: SIMD3(2, 0, 0),
        rowStep: SIMD3(0, 2, 0),
        sliceStep: SIMD3(0, 0, 2),
        origin: .zero
      )
    )
    let suv = Volume<SUVbw>(grid: grid, values: (0..<1728).map { Float($0 % 17) + 1 })
    let lesions = (0..<3).map { number in
      Lesion(
        label: "lesion \(number + 1)",
        region: Region(
          grid: grid,
          runs: (0..<10).map { .init(start: 144 * number + 12 * $0, count: 10) }
        ),
        site: AnatomicalSite(code: nil, meaning: number == 0 ? "Breast" : "Bone"),
        category: .lesion,
        method: "drawn"
      )
    }
    measurements = try suv.measured(lesions)
  }

  /// A scan whose lesions have features by number.
  func scan(_ number: Int, features count: Int, patient: String? = nil) throws -> ScanRecord {
    ScanRecord(
      patient: patient ?? "P\(number)",
      visit: "20240101",
      tracer: "68Ga-HER2-affibody",
      studyInstanceUID: "1.2.\(number)",
      seriesInstanceUID: "1.2.\(number).1",
      inputSHA256: "\(number)",
      heraldVersion: "test",
      lesions: measurements.enumerated().map { place, measurement in
        .init(
          number: place + 1,
          measurement: measurement,
          assessed: AssessedLesion(
            label: measurement.label,
            site: measurement.site,
            isPrimary: place == 0,
            volumeMilliliters: measurement.volumeMilliliters,
            uptake: measurement.suvbw.maximum.value,
            receptorClass: place == 2 ? .notEvaluable("small") : .positive
          ),
          features: (0..<count).map { feature in
            Feature(
              ibsiID: "ID\(feature)",
              family: "family",
              name: "feature",
              tag: "tag_\(feature)",
              value: feature % 5 == 4
                ? .failure(.undefined("flat")) : .success(Double(number * 1000 + feature))
            )
          }
        )
      },
      settings: try .profile("pet"),
      endpoints: PatientHeterogeneity([], metric: .suvMax).endpoints
    )
  }
}

struct ScanRecordTests {
  @Test(.enabled(if: PythonOracle.isPresent))
  func `Python reads the file without Herald`() throws {
    let measured = try Measured()
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("trial.sqlite").path
      let database = try TrialDatabase(path: path)
      for number in 1...4 { try database.add(try measured.scan(number, features: 10)) }
      try database.close()
      let lines = try PythonOracle.run(
        """
        import sqlite3, sys
        file = sqlite3.connect(sys.argv[1])
        one = lambda sql: print(*file.execute(sql).fetchone())
        one("SELECT count(*), count(value), count(reason), sum(value) FROM feature")
        one("SELECT count(DISTINCT patient), count(DISTINCT lesion), min(settings) FROM lesionFeature")
        one("SELECT count(*) FROM heterogeneity WHERE value IS NULL AND reason IS NOT NULL")
        one("PRAGMA foreign_key_check") if file.execute("PRAGMA foreign_key_check").fetchall() else print("sound")
        one("PRAGMA integrity_check")
        """,
        path
      )
      // Each scan: three lesions of ten features, every fifth without a value.
      let sum = 3 * (1...4).reduce(0) { $0 + 8 * $1 * 1000 + (0 + 1 + 2 + 3 + 5 + 6 + 7 + 8) }
      #expect(lines[0] == "120 96 24 \(Double(sum))")
      #expect(lines[1] == "4 3 pet")
      #expect(lines[3] == "sound")
      #expect(lines[4] == "ok")
      #expect(!FileManager.default.fileExists(atPath: path + "-wal"))
    }
  }

  @Test func `A second record of the same input takes the first one's place`() throws {
    let measured = try Measured()
    try withTemporaryFolder { folder in
      let database = try TrialDatabase(path: folder.appendingPathComponent("t.sqlite").path)
      try database.add(try measured.scan(1, features: 10))
      try database.add(try measured.scan(1, features: 3, patient: "renamed"))
      let (scans, features) = try database.pool.read { database in
        (
          try String.fetchAll(database, sql: "SELECT patient FROM scan"),
          try Int.fetchOne(database, sql: "SELECT count(*) FROM feature")
        )
      }
      #expect(scans == ["renamed"])
      #expect(features == 9)
    }
  }

  @Test func `Patients come back as they were kept, at their first visit`() throws {
    let measured = try Measured()
    try withTemporaryFolder { folder in
      let database = try TrialDatabase(path: folder.appendingPathComponent("t.sqlite").path)
      var later = try measured.scan(2, features: 0, patient: "P1")
      later.visit = "20240601"
      later.lesions.removeLast()
      try database.add(later)
      try database.add(try measured.scan(1, features: 0))
      let patients = try database.patients(tracer: "68Ga-HER2-affibody")
      #expect(patients.map(\.name) == ["P1"])
      let lesions = try #require(patients.first).lesions
      #expect(lesions.map(\.isPrimary) == [true, false, false])
      #expect(lesions.map(\.receptorClass) == [.positive, .positive, .notEvaluable("small")])
      #expect(lesions.map(\.uptake) == measured.measurements.map { $0.suvbw.maximum.value })
      #expect(try database.tracers() == ["68Ga-HER2-affibody"])
      #expect(try database.patients(tracer: nil).isEmpty)
    }
  }

  // In a process of its own: the other tests' memory is none of the database's.
  @Test func `A thousand lesions more take no more memory`() async {
    await #expect(processExitsWith: .success) {
      let measured = try Measured()
      try withTemporaryFolder { folder in
        let database = try TrialDatabase(path: folder.appendingPathComponent("t.sqlite").path)
        var scan = try measured.scan(0, features: 40)
        func add(_ numbers: Range<Int>) throws {
          for number in numbers {
            scan.patient = "P\(number)"
            scan.inputSHA256 = "\(number)"
            try database.add(scan)
          }
        }
        try add(0..<100)
        let before = try residentKilobytes()
        // 400 scans more: 1,200 lesions and 48,000 features.
        try add(100..<500)
        let grown = try residentKilobytes() - before
        guard grown < 4000 else { fatalError("grown by \(grown) kB") }
      }
    }
  }
}

/// What of this process lies in memory, in kB.
private func residentKilobytes() throws -> Int {
  let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
  let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") })
  return try #require(Int(line.split(separator: " ")[1]))
}
