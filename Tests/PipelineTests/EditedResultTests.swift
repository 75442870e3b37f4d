import DICOM
import Foundation
import Lesions
import Phantoms
import TestSupport
import Testing
import Uptake
import Voxels

@testable import Pipeline

/// A result that is taken up again, edited and written anew.
@Suite struct EditedResultTests {
  private static let moment = Moment(secondsSince1970: 1_767_605_400)

  /// A small phantom's result, its regions the spheres that reach an SUV of 4.
  static func withResult(
    finding: Bool = false,
    _ body: (String) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      let scan = folder.appendingPathComponent("scan").path
      try ImageQualityPhantom(
        matrix: .box(columns: 64, slices: 20, pixelMillimeters: 5, sliceMillimeters: 5)
      ).write(to: scan, variant: .ge, seed: 3)
      var request = AnalysisRequest(
        input: scan,
        suv: SUVSettings(policy: .lenient, longestUptakeSeconds: nil)
      )
      request.tracer = "68Ga-HER2-affibody"
      if !finding { request.method = .fixed(threshold: 4) }
      request.references = [
        try ReferenceRequest(parsing: "muscle:0,0,0,diameter=25")
      ]
      let out = folder.appendingPathComponent("out").path
      let staged = try StagedFolder(for: out)
      let analysis = try Analysis(request)
      try analysis.write(
        to: staged,
        at: moment,
        heterogeneity: try analysis.heterogeneity(),
        pictures: [("mip.png", { [1] })]
      )
      try staged.publish()
      try body(out)
    }
  }

  private static func edit(_ result: inout EditedResult, _ operation: EditOperation) throws {
    try result.apply(operation, by: "a reader", at: moment, reason: "a test")
  }

  @Test func `A result taken up again is the analysis that it was, number for number`() throws {
    try Self.withResult { out in
      let analysis = try EditedResult(folder: out).analysis()
      let written = try String(contentsOfFile: out + "/lesions.csv", encoding: .utf8)
      #expect(LesionTable(analysis).csv == written)
      #expect(
        PatientTable(analysis).csv
          == (try String(contentsOfFile: out + "/patient.csv", encoding: .utf8))
      )
      #expect(analysis.references.count == 1 && analysis.references[0].voxelCount > 2)
    }
  }

  @Test func `What is written leads to the same voxels again, through undos and all`() throws {
    try Self.withResult { out in
      var result = try EditedResult(folder: out)
      let first = try #require(result.history.current.lesions.first)
      let center = try #require(first.region.centroid)
      try Self.edit(&result, .split(region: "1", by: .plane(point: center, normal: [0, 1, 0])))
      try result.publish(at: Self.moment) { _, _ in [("mip.png", { [2] })] }
      for operation: EditOperation in [
        .grow(region: "1.1", millimeters: 6), .undo, .accept(regions: ["1.2"]),
        .redraw(
          region: "2",
          by: Redrawing(method: .percentOfMax(50), scale: UptakeScale(name: "SULx", factor: 0.7))
        ),
        .clip(
          region: "1.2",
          to: .sphere(center: center, radiusMillimeters: 14),
          keeping: .inside
        ),
        .merge(regions: ["4", "3"]),
      ] {
        result = try EditedResult(folder: out)
        try Self.edit(&result, operation)
        try result.publish(at: Self.moment) { _, _ in [("mip.png", { [3] })] }
      }
      let again = try EditedResult(folder: out)
      #expect(again.history.current == result.history.current)
      #expect(again.records == result.records)
      #expect(again.records.map(\.number) == Array(1...7))
      #expect(again.records.allSatisfy { $0.by == "a reader" && $0.at == "2026-01-05T09:30:00Z" })
      let undone = again.records[2]
      #expect(undone.leadsTo == again.records[1].appliesTo, "undo leads back, bit for bit")
      for (earlier, later) in zip(again.records, again.records.dropFirst()) {
        #expect(earlier.leadsTo == later.appliesTo)
      }
    }
  }

  @Test func `A finding's verdict moves it between the lesions and what is set aside, and back`()
    throws
  {
    try Self.withResult(finding: true) { out in
      var result = try EditedResult(folder: out)
      let before = try result.analysis()
      let entry = try #require(result.history.current.entries.first, "something stands out")
      let name = entry.lesion.label
      let wasLesion = entry.lesion.category == .lesion
      try Self.edit(
        &result,
        wasLesion ? .reject(regions: [name], as: .physiological) : .accept(regions: [name])
      )
      try result.publish(at: Self.moment) { _, _ in [("mip.png", { [8] })] }

      result = try EditedResult(folder: out)
      let after = try result.analysis()
      #expect(after.lesions.count == before.lesions.count + (wasLesion ? -1 : 1))
      #expect(after.findings.count == before.findings.count)
      let place = try #require(after.findingLabels.firstIndex(of: name))
      #expect(after.findings[place].verdict == (wasLesion ? .physiological : .lesion))
      #expect(after.findings[place].region == entry.lesion.region)
      #expect(after.findings[place].reasons.first?.contains("edit 1") == true)
      #expect(after.lesions.contains { $0.label == name } == !wasLesion)
      let segments = try SegmentationReader.read(
        path: out + (wasLesion ? "/set-aside.dcm" : "/segmentation.dcm")
      ).mapped(onto: after.suv.grid, frameOfReferenceUID: after.pet.frameOfReferenceUID ?? "")
        .segments
      #expect(segments.contains { $0.region == entry.lesion.region })

      try Self.edit(&result, .undo)
      try result.publish(at: Self.moment) { _, _ in [("mip.png", { [9] })] }
      for table in ["lesions.csv", "findings.csv", "patient.csv"] {
        let (now, first) = ("\(out)/\(table)", "\(out)/original/\(table)")
        #expect(
          try String(contentsOfFile: now, encoding: .utf8)
            == String(contentsOfFile: first, encoding: .utf8),
          "\(table)"
        )
      }
    }
  }

  @Test func `An edit keeps the values before it beside those after it`() throws {
    try Self.withResult { out in
      var result = try EditedResult(folder: out)
      let before = try result.analysis().measurements[0]
      let record = try result.apply(
        .shrink(region: "1", millimeters: 5),
        by: "a reader",
        at: Self.moment
      )
      let after = try result.analysis().measurements[0]
      let change = try #require(record.changes.first)
      #expect(record.changes.count == 1)
      #expect(change.before?.volumeMilliliters == before.volumeMilliliters)
      #expect(change.before?.maximum == before.suvbw.maximum)
      #expect(change.after?.volumeMilliliters == after.volumeMilliliters)
      #expect(change.after?.mean == after.suvbw.mean)
      #expect(after.volumeMilliliters < before.volumeMilliliters)
    }
  }

  @Test func `Of two persons who edit at once the second is told, and loses nothing of the first`()
    throws
  {
    try Self.withResult { out in
      var (one, two) = (try EditedResult(folder: out), try EditedResult(folder: out))
      try Self.edit(&one, .accept(regions: ["1"]))
      try Self.edit(&two, .accept(regions: ["2"]))
      try one.publish(at: Self.moment) { _, _ in [("mip.png", { [4] })] }
      #expect(throws: EditedResultError.changedMeanwhile(out)) {
        try two.publish(at: Self.moment) { _, _ in [("mip.png", { [5] })] }
      }
      let kept = try EditedResult(folder: out)
      #expect(kept.history.current == one.history.current)
      let beside = URL(fileURLWithPath: out).deletingLastPathComponent().path
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: beside).sorted() == ["out", "scan"]
      )
    }
  }

  @Test func `A refused edit leaves the result as it was`() throws {
    try Self.withResult { out in
      var result = try EditedResult(folder: out)
      let before = result.history.current
      #expect(throws: EditError.self) {
        try Self.edit(&result, .shrink(region: "1", millimeters: 300))
      }
      #expect(result.history.current == before && result.records.isEmpty)
    }
  }

  @Test func `Another scan is refused`() throws {
    try Self.withResult { out in
      try withTemporaryFolder { other in
        try ImageQualityPhantom(
          matrix: .box(columns: 64, slices: 20, pixelMillimeters: 5, sliceMillimeters: 5)
        ).write(to: other.path, variant: .ge, seed: 4)
        #expect(throws: EditedResultError.self) {
          _ = try EditedResult(folder: out, scan: other.path)
        }
      }
    }
  }

  @Test func `The first state stays, and what no edit changes is not written again`() throws {
    try Self.withResult { out in
      let table = try Data(contentsOf: URL(fileURLWithPath: out + "/lesions.csv"))
      var result = try EditedResult(folder: out)
      try Self.edit(&result, .reject(regions: ["1"], as: .physiological))
      try result.publish(at: Self.moment) { _, _ in [("mip.png", { [6] })] }
      try Self.edit(&result, .accept(regions: ["2"]))
      try result.publish(at: Self.moment) { _, _ in [("mip.png", { [7] })] }
      let kept = try Data(contentsOf: URL(fileURLWithPath: out + "/original/lesions.csv"))
      #expect(kept == table)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: out + "/original").sorted() == [
          "analysis.json", "heterogeneity.csv", "lesions.csv", "mip.png", "patient.csv",
          "report.dcm", "rwvm.dcm", "segmentation.dcm",
        ]
      )
    }
  }
}
