import DICOM
import Foundation
import NIfTI
import Phantoms
import TestSupport
import Testing
import Voxels

/// `herald edit`, as its user runs it.
@Suite struct EditTests {
  /// What an edited result holds beside what every result does.
  static let files = (AnalyzeTests.files + ["edits.jsonl", "original"]).sorted()

  /// A phantom analysed by a threshold, in FOLDER/out; its regions are the spheres "1" to "6".
  static func withResult(_ body: (URL, String) throws -> Void) throws {
    try AnalyzeTests.withPhantom { folder in
      let out = folder.appendingPathComponent("out").path
      let run = try HeraldProcess.run(
        "analyze",
        folder.appendingPathComponent("scan").path,
        "--out",
        out,
        "--tracer",
        "68Ga-HER2-affibody",
        "--threshold",
        "4"
      )
      #expect(run.status == 0, "\(run.errors)")
      try body(folder, out)
    }
  }

  @discardableResult
  private static func edit(_ arguments: String...) throws -> HeraldProcess {
    let run = try HeraldProcess.run(["edit"] + arguments)
    #expect(run.status == 0, "\(arguments): \(run.errors)")
    return run
  }

  private static func bytes(_ path: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path))
  }

  private static func number(_ row: [String: String], _ column: String) throws -> Double {
    try #require(row[column].flatMap(Double.init), "\(column)")
  }

  /// The centroid of a row as the command line takes points.
  private static func centroid(_ row: [String: String]) throws -> [Double] {
    try ["x", "y", "z"].map { try number(row, "centroid_\($0)_mm") }
  }

  private static func text(_ numbers: [Double]) -> String {
    numbers.map { "\($0)" }.joined(separator: ",")
  }

  @Test func `A verdict changes what counts, and nothing of what was measured`() throws {
    try Self.withResult { _, out in
      let first = try Self.bytes(out + "/lesions.csv")
      let uptake = try Self.bytes(out + "/suv.nii.gz")
      let before = try Table(path: out + "/lesions.csv")
      try Self.edit(
        out,
        "reject",
        "1",
        "--class",
        "physiological",
        "--by",
        "A",
        "--reason",
        "liver"
      )
      try Self.edit(out, "accept", "2", "3")

      let after = try Table(path: out + "/lesions.csv")
      #expect(after.header == before.header)
      #expect(after.rows.map { $0["class"] }.prefix(3) == ["physiological", "lesion", "lesion"])
      for (old, new) in zip(before.rows, after.rows) {
        let changed = Set(old.keys.filter { old[$0] != new[$0] })
        #expect(changed.isSubset(of: ["class"]), "\(changed)")
      }
      let totals = try #require(try Table(path: out + "/patient.csv").rows.first)
      let counted = try before.rows.dropFirst().map { try Self.number($0, "volume_ml") }
      #expect(abs(try Self.number(totals, "total_volume_ml") - counted.reduce(0, +)) <= 1e-6)
      #expect(try AnalyzeTests.written(out) == Self.files)
      #expect(try Self.bytes(out + "/original/lesions.csv") == first, "earlier values stay")
      #expect(try Self.bytes(out + "/suv.nii.gz") == uptake)
      let list = try Self.edit(out, "--list").output
      #expect(list.contains("reject 1 as physiological") && list.contains("by A"))
      #expect(list.contains("liver") && list.contains("accept 2, 3"))
    }
  }

  @Test func `A split region is two in every file, and one again after undo`() throws {
    try Self.withResult { _, out in
      let table = try Table(path: out + "/lesions.csv")
      let row = table.rows[0]
      let center = try Self.centroid(row)
      let before = try SegmentationReader.read(path: out + "/segmentation.dcm")
      let run = try Self.edit(out, "split", "1", "--plane", Self.text(center + [1, 0, 0]))
      #expect(run.output.contains("1.1") && run.output.contains("1.2"), "\(run.output)")

      let rows = try Table(path: out + "/lesions.csv").rows
      #expect(rows.map { $0["label"] }.prefix(3) == ["1.1", "1.2", "2"])
      let (a, b) = (rows[0], rows[1])
      #expect(
        abs(
          try Self.number(a, "volume_ml") + Self.number(b, "volume_ml")
            - Self.number(row, "volume_ml")
        ) <= 1e-6
      )
      #expect(
        try max(Self.number(a, "suvbw_max"), Self.number(b, "suvbw_max"))
          == Self.number(row, "suvbw_max")
      )
      #expect(try Self.centroid(a)[0] > center[0] && Self.centroid(b)[0] < center[0])
      #expect(Set(rows.map { $0["tracking_uid"] }).count == rows.count)
      #expect(
        rows.dropFirst(2).map { $0["tracking_uid"] }
          == table.rows.dropFirst().map { $0["tracking_uid"] }
      )

      let after = try SegmentationReader.read(path: out + "/segmentation.dcm")
      let whole = before.segments[0].region.mapped(onto: after.grid).region
      #expect(after.segments[0].region.union(after.segments[1].region) == whole)
      #expect(after.segments[0].region.isDisjoint(with: after.segments[1].region))
      #expect(after.segments[0].region.voxelCount == Int(a["voxels"] ?? ""))
      let report = try DICOMFile.read(path: out + "/report.dcm").dataSet
      #expect(try MeasurementReport(report).groups.count == rows.count + 1)

      try Self.edit(out, "undo")
      for name in ["lesions.csv", "patient.csv"] {
        #expect(
          try Self.bytes("\(out)/\(name)") == Self.bytes("\(out)/original/\(name)"),
          "\(name)"
        )
      }
      let log = try String(contentsOfFile: out + "/edits.jsonl", encoding: .utf8)
      #expect(log.split(separator: "\n").count == 2, "an undo is one more line")
    }
  }

  @Test func `A session of edits leaves what its steps say`() throws {
    try Self.withResult { _, out in
      let rows = try Table(path: out + "/lesions.csv").rows
      let (c1, c3) = (try Self.centroid(rows[0]), try Self.centroid(rows[2]))
      try Self.edit(
        out,
        "clip",
        "1",
        "--sphere",
        Self.text(c1 + [8]),
        "--outside"
      )
      let clipped = try Table(path: out + "/lesions.csv").rows[0]
      #expect(try Self.number(clipped, "volume_ml") < Self.number(rows[0], "volume_ml"))
      try Self.edit(out, "grow", "3", "--mm", "6")
      try Self.edit(out, "shrink", "3", "--mm", "6")
      try Self.edit(out, "redraw", "3", "--method", "percent-max:50", "--point", Self.text(c3))
      let redrawn = try Table(path: out + "/lesions.csv").rows[2]
      #expect(redrawn["method"]?.hasPrefix("50% of SUVmax") == true)
      let threshold = try Self.number(redrawn, "threshold_suvbw")
      #expect(try Self.number(redrawn, "suvbw_min") >= threshold)
      #expect(abs(try threshold - Self.number(redrawn, "suvbw_max") / 2) <= 1e-6)
      try Self.edit(out, "merge", "5", "4")
      try Self.edit(out, "relabel", "4+5", "--label", "node", "--site", "59441001=Lymph node")
      let last = try Table(path: out + "/lesions.csv").rows
      #expect(last.map { $0["label"] } == ["1", "2", "3", "node", "6"])
      #expect(last[3]["site"] == "Lymph node" && last[3]["site_code"] == "59441001")
      #expect(
        abs(
          try Self.number(last[3], "volume_ml") - Self.number(rows[3], "volume_ml")
            - Self.number(rows[4], "volume_ml")
        ) <= 1e-6
      )
    }
  }

  @Test func `What can't be done is refused with what can, and changes nothing`() throws {
    try Self.withResult { folder, out in
      let rows = try Table(path: out + "/lesions.csv").rows
      let outside = Self.text(try Self.centroid(rows[1]))
      let refusals: [([String], String)] = [
        (["accept", "9"], "no region is called '9'"),
        (["clip", "1", "--sphere", "900,900,900,5"], "no voxel would be left"),
        (["shrink", "1", "--mm", "200"], "no voxel would be left"),
        (
          ["split", "1", "--point", Self.text(try Self.centroid(rows[0])), "--point", outside],
          "point 2 does not lie in region 1"
        ),
        (["undo"], "no edit is left"),
        (["redraw", "1", "--method", "liver"], "reference region"),
      ]
      for (arguments, words) in refusals {
        let run = try HeraldProcess.run(["edit", out] + arguments)
        #expect(run.status == 3, "\(arguments): \(run.status)")
        #expect(run.errors.contains(words), "\(arguments): \(run.errors)")
      }
      for arguments in [["grow", "1"], ["split", "1"], ["dance", "1"], ["merge"], []] {
        #expect(try HeraldProcess.run(["edit", out] + arguments).status == 64, "\(arguments)")
      }
      #expect(
        try AnalyzeTests.written(out) == AnalyzeTests.files
      )

      let none = try HeraldProcess.run("edit", folder.path, "accept", "1")
      #expect(none.status == 1 && none.errors.contains("analysis.json"), "\(none.errors)")
      let scan = folder.appendingPathComponent("scan")
      try FileManager.default.moveItem(at: scan, to: folder.appendingPathComponent("moved"))
      let moved = try HeraldProcess.run("edit", out, "accept", "1")
      #expect(moved.status == 1 && moved.errors.contains("--scan"), "\(moved.errors)")
      try Self.edit(out, "accept", "1", "--scan", folder.appendingPathComponent("moved").path)
    }
  }

  @Test func `A result with edits is not overwritten by another analysis`() throws {
    try Self.withResult { folder, out in
      try Self.edit(out, "accept", "1")
      let run = try HeraldProcess.run(
        "analyze",
        folder.appendingPathComponent("scan").path,
        "--out",
        out,
        "--threshold",
        "5"
      )
      #expect(run.status == 1 && run.errors.contains("edits.jsonl"), "\(run.errors)")
      #expect(try AnalyzeTests.written(out) == Self.files)
    }
  }

  @Test func `Edits that don't lead to what they led to are not gone on from`() throws {
    try Self.withResult { _, out in
      try Self.edit(out, "grow", "1", "--mm", "5")
      let path = out + "/edits.jsonl"
      let log = try String(contentsOfFile: path, encoding: .utf8)
      let changed = log.replacing("\"millimeters\":5", with: "\"millimeters\":10")
      #expect(changed != log)
      try changed.write(toFile: path, atomically: true, encoding: .utf8)
      let run = try HeraldProcess.run("edit", out, "accept", "1")
      #expect(run.status == 1 && run.errors.contains("edit 1"), "\(run.errors)")
    }
  }

  @Test func `Killed at any moment an edit leaves the whole old or the whole new result`() throws {
    try Self.withResult { folder, out in
      let started = ContinuousClock.now
      try Self.edit(out, "relabel", "1", "--label", "x0")
      let duration = (ContinuousClock.now - started) / .seconds(1)
      let kills = 8
      for number in 1...kills {
        let old = try #require(try Table(path: out + "/lesions.csv").rows.first?["label"])
        let new = "x\(number)"
        let process = try HeraldProcess.start(["edit", out, "relabel", old, "--label", new])
        Thread.sleep(forTimeInterval: duration * Double(number) / Double(kills))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(try AnalyzeTests.written(out) == Self.files)
        let label = try #require(try Table(path: out + "/lesions.csv").rows.first?["label"])
        let log = try String(contentsOfFile: out + "/edits.jsonl", encoding: .utf8)
        let last = try #require(log.split(separator: "\n").last)
        #expect([old, new].contains(label))
        #expect(last.contains("\"label\":\"\(label)\""), "table and log are of one state")
      }
      try Self.edit(out, "relabel", "#1", "--label", "end")
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      #expect(left == ["out", "scan"], "what killed runs left is removed")
    }
  }
}
