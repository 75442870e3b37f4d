import DICOM
import Foundation
import NIfTI
import TestSupport
import Testing
import Voxels

@testable import Phantoms

@Suite struct CohortWritingTests {
  private func writer(_ participants: Int, first: Int = 1) -> CohortWriter {
    let plan = CohortPlan(participants: participants, tracers: ["68Ga-HER2-affibody"], seed: 3)
    var writer = CohortWriter(
      plan: plan,
      systems: [SmallBody.system(.ge), SmallBody.system(.philips)]
    )
    writer.first = first
    return writer
  }

  private func contents(_ writer: CohortWriter) throws -> [String: Data] {
    try withTemporaryFolder { folder in
      _ = try writer.write(to: folder.path)
      let names = try files(below: folder.path)
      return Dictionary(
        uniqueKeysWithValues: try names.map {
          ($0, try Data(contentsOf: folder.appendingPathComponent($0)))
        }
      )
    }
  }

  @Test func `A participant's bytes are the same alone and among others`() throws {
    let both = try contents(writer(2))
    let second = try contents(writer(1, first: 2))
    let names = second.keys.filter { $0.contains("participant-002") }
    #expect(names.count > 40)
    for name in names { #expect(both[name] == second[name], "\(name)") }
    #expect(both.keys.contains { $0.hasPrefix("participant-001/baseline/68Ga-HER2-affibody/PT/") })
  }

  @Test func `The truth names the lesions that the label map and the segmentation hold`() throws {
    try withTemporaryFolder { folder in
      let summary = try writer(1).write(to: folder.path)
      #expect(summary.scans == 1)
      let path = folder.appendingPathComponent(
        "truth/participant-001/baseline/68Ga-HER2-affibody"
      ).path
      let json = try Data(contentsOf: URL(fileURLWithPath: path + "/truth.json"))
      let truth = try JSONDecoder().decode(ScanTruth.self, from: json)
      #expect(truth.note.contains("assumed"))
      #expect(truth.lesions.count == summary.lesions)
      let labels = try NIfTIFile.read(path: path + "/lesions.nii.gz")
      let found = Set(labels.values.map { Int($0) }).subtracting([0])
      #expect(found.isSubset(of: truth.lesions.map(\.number)))
      if truth.lesions.contains(where: { $0.labelVoxels > 0 }) {
        let segmentation = try SegmentationReader.read(path: path + "/lesions.dcm")
        #expect(
          segmentation.segments.map(\.region.voxelCount)
            == truth.lesions.map(\.labelVoxels).filter { $0 > 0 }
        )
      }
      let fine = try NIfTIFile.readLabels(path: path + "/lesions-1mm.nii.gz")
      #expect(fine.allSatisfy { $0.region.grid.spacingMillimeters == SIMD3(1, 1, 1) })
      #expect(truth.lesions.contains { $0.volumeMilliliters >= 1 })
      for lesion in truth.lesions where lesion.volumeMilliliters >= 1 {
        let region = try #require(fine.first { $0.label == lesion.number }?.region)
        // Their surface is rougher than a millimetre.
        #expect(abs(region.volumeMilliliters / lesion.volumeMilliliters - 1) < 0.05)
        let centroid = try #require(region.centroid)
        let center = lesion.centerMillimeters
        #expect(length(centroid - SIMD3(center[0], center[1], center[2])) < 8)
      }
      let organs = try NIfTIFile.read(path: path + "/organs.nii.gz")
      #expect(organs.values.contains { $0 == Float(Tissue.liver.rawValue) })
      #expect(FileManager.default.fileExists(atPath: folder.path + "/" + CohortWriter.marker))
    }
  }
}
