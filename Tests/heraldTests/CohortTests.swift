import Foundation
import TestSupport
import Testing

/// `herald cohort` and `herald harmonize` on results as `herald analyze` writes them.
@Suite struct CohortTests {
  /// A cohort of two patients with the phantom's spheres, as an argument each, and where it goes.
  private func withResults(_ body: (_ results: [String], _ folder: URL) throws -> Void) throws {
    try AnalyzeTests.withPhantom { folder in
      let scan = folder.appendingPathComponent("scan").path
      let first = folder.appendingPathComponent("first")
      let run = try HeraldProcess.run(
        [
          "analyze", scan, "--out", first.path, "--tracer", "68Ga-HER2-affibody", "--roi",
          scan + "/truth-labels.nii.gz",
        ]
      )
      #expect(run.status == 0, "\(run.errors)")
      let second = folder.appendingPathComponent("second")
      try FileManager.default.copyItem(at: first, to: second)
      try rename(second) { input in
        input["patientID"] = "another"
        input["sha256"] = String(repeating: "0", count: 64)
      }
      try body([first.path, second.path], folder)
    }
  }

  /// Changes what a result says of its input.
  private func rename(_ result: URL, _ change: (inout [String: Any]) -> Void) throws {
    let file = result.appendingPathComponent("analysis.json")
    let data = try Data(contentsOf: file)
    var json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    var input = try #require(json["input"] as? [String: Any])
    change(&input)
    json["input"] = input
    try JSONSerialization.data(withJSONObject: json).write(to: file)
  }

  @Test(.enabled(if: PythonOracle.isPresent))
  func `The features of the table are those of the database, as Python reads it`() throws {
    try withResults { results, folder in
      let out = folder.appendingPathComponent("cohort").path
      let run = try HeraldProcess.run(
        ["cohort"] + results + ["--out", out, "--features", "pet-native"]
      )
      #expect(run.status == 0, "\(run.errors)")
      let lines = try PythonOracle.run(
        """
        import csv, sqlite3, sys
        rows = list(csv.DictReader(open(sys.argv[1] + "/features.csv", newline="")))
        key = lambda r: (r["patient"], r["mask"], r["tag"])
        text = {key(r): (float(r["value"]) if r["value"] else None, r["reason"] or None) for r in rows}
        file = sqlite3.connect(sys.argv[1] + "/cohort.sqlite")
        kept = {(p, l, t): (v, why) for p, l, t, v, why in file.execute(
            "SELECT patient, label, tag, value, reason FROM lesionFeature")}
        print(len(rows), len(text), len({p for p, _, _ in text}), text == kept)
        """,
        out
      )
      let spheres = try Table(path: results[0] + "/lesions.csv").rows.count
      // 487 features, and 14 diagnostics of a mask at each of three stages.
      let count = 2 * spheres * (487 + 3 * 14)
      #expect(lines == ["\(count) \(count) 2 True"])
      let names = try Table(path: out + "/cohort.csv").rows.map { $0["name"] }
      #expect(names.contains("typical_cov") && names.contains("positive_share"))
    }
  }

  @Test func `What is no result, or a second one of a scan, is refused in a line`() throws {
    try withResults { results, folder in
      let out = folder.appendingPathComponent("cohort").path
      for (second, words) in [
        (folder.path, "is not a result of herald analyze: it has no analysis.json"),
        (results[0], "are results of the same scan"),
      ] {
        let run = try HeraldProcess.run(["cohort", results[0], second, "--out", out])
        #expect(run.status == 3)
        #expect(run.errors.contains(words), "\(run.errors)")
        #expect(run.errors.split(separator: "\n").count == 1)
        #expect(!FileManager.default.fileExists(atPath: out))
      }
    }
  }

  @Test func `Results whose scans name no patient are refused, not taken for one patient`() throws {
    try withResults { results, folder in
      for result in results {
        try rename(URL(fileURLWithPath: result)) { $0["patientID"] = "" }
      }
      let out = folder.appendingPathComponent("cohort").path
      let run = try HeraldProcess.run(["cohort"] + results + ["--out", out])
      #expect(run.status == 3)
      #expect(run.errors.contains(results[0]) && run.errors.contains("PatientID"))
      #expect(!FileManager.default.fileExists(atPath: out))
    }
  }

  @Test(.enabled(if: PythonOracle.isPresent))
  func `Texture of two scanners comes together, lesion by lesion, and uptake stays out`() throws {
    try withResults { results, folder in
      let out = folder.appendingPathComponent("cohort").path
      let cohort = try HeraldProcess.run(
        ["cohort", results[0], "--out", out, "--features", "pet-native"]
      )
      #expect(cohort.status == 0, "\(cohort.errors)")
      let (database, centers) = (out + "/cohort.sqlite", out + "/centers.csv")
      // In place of the one scan 60 with a lesion each: the second scanner's texture is 0.4 higher.
      _ = try PythonOracle.run(
        """
        import math, sqlite3, sys
        file = sqlite3.connect(sys.argv[1])
        file.execute("PRAGMA foreign_keys = ON")
        file.execute("DELETE FROM scan")
        with open(sys.argv[2], "w") as table:
            print("patient,center", file=table)
            for n in range(60):
                print(f"P{n},{'AB'[n // 30]}", file=table)
                file.execute("INSERT INTO scan (id, patient, visit, tracer, studyInstanceUID, "
                    "seriesInstanceUID, inputSHA256, heraldVersion) VALUES (?, ?, '20240101', 't', '1', "
                    "'1', ?, 'x')", (n, f"P{n}", str(n)))
                file.execute("INSERT INTO lesion (id, scanID, number, label, category, method, "
                    "volumeMilliliters, isPrimary, receptorClass) VALUES (?, ?, 1, 'a', 'lesion', "
                    "'drawn', 1, 0, 'positive')", (n, n))
                shift = 0.4 * (n // 30)
                for tag, value in [("cm_contrast_3D_comb", 1 + math.sin(1.7 * (n % 30)) + shift),
                        ("szm_sze_3D", 2 + math.cos(2.3 * (n % 30)) + shift), ("ngl_dc_perc_3D", 1),
                        ("stat_max", n), ("int_mask_vox_count_init_roi", 100 if n else 63)]:
                    file.execute("INSERT INTO feature (lesionID, settingsID, tag, ibsiID, value) VALUES "
                        "(?, (SELECT id FROM featureSettings), ?, '', ?)", (n, tag, value))
        file.commit()
        """,
        database,
        centers
      )
      let table = out + "/texture.csv"
      let arguments = ["harmonize", database, "--centers", centers, "--out", table]
      let run = try HeraldProcess.run(arguments)
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.errors.contains("2 features of 59 lesions; too small for texture: 1"))
      let rows = try Table(path: table).rows
      #expect(rows.count == 2 * 59)
      func mean(_ center: String, _ column: String) -> Double {
        let values = rows.filter { $0["center"] == center && $0["tag"] == "szm_sze_3D" }
          .compactMap { $0[column].flatMap(Double.init) }
        return values.reduce(0, +) / Double(values.count)
      }
      #expect(abs(mean("B", "measured") - mean("A", "measured")) > 0.3)
      #expect(abs(mean("B", "harmonized") - mean("A", "harmonized")) < 0.05)
      let alone = try HeraldProcess.run(arguments + ["--tags", "szm_sze_3D"])
      #expect(alone.status == 3)
      #expect(alone.errors.contains("fewer than two features"), "\(alone.errors)")
      let absent = try HeraldProcess.run(["harmonize", "/nowhere.sqlite"] + arguments.dropFirst(2))
      #expect(absent.status == 1)
      #expect(absent.errors == "herald: /nowhere.sqlite: No such file or directory\n")
      let uptake = try HeraldProcess.run(arguments + ["--tags", "stat_max", "szm_sze_3D"])
      #expect(uptake.status == 3)
      #expect(uptake.errors.contains("cut-offs"), "\(uptake.errors)")
      try "patient,center\nP0,A\n".write(toFile: centers, atomically: true, encoding: .utf8)
      let unknown = try HeraldProcess.run(arguments)
      #expect(unknown.status == 3)
      #expect(unknown.errors.contains("P1"), "\(unknown.errors)")
    }
  }
}
