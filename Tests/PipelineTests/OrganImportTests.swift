import Foundation
import Lesions
import NIfTI
import TestSupport
import Testing
import Voxels

@testable import Pipeline

@Suite struct OrganImportTests {
  private static func grid(_ size: Int = 20, spacing: Double = 4) throws -> Grid {
    try Grid(
      size: SIMD3(size, size, size),
      affine: Affine(
        columnStep: SIMD3(spacing, 0, 0),
        rowStep: SIMD3(0, spacing, 0),
        sliceStep: SIMD3(0, 0, spacing),
        origin: SIMD3(-30, -30, -30)
      )
    )
  }

  private static func box(_ lower: Int, on grid: Grid) -> Region {
    Region(
      grid: grid,
      box: VoxelBox(lower: SIMD3(lower, 2, 2), upper: SIMD3(lower + 2, 6, 6))
    )
  }

  /// Writes a label map with text files beside it and reads it as organs.
  private func imported(
    _ labels: [Int],
    beside files: [String: String] = [:],
    named name: String = "organs.nii.gz",
    onto target: Grid? = nil
  ) throws -> OrganMap {
    let grid = try Self.grid()
    return try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent(name).path
      try NIfTIFile.write(
        labels: labels.enumerated().map { ($1, Self.box($0 * 3, on: grid)) },
        on: grid,
        to: path
      )
      for (name, text) in files {
        try Data(text.utf8).write(to: folder.appendingPathComponent(name))
      }
      return try OrganMap.imported(from: path, onto: target ?? grid, frameOfReferenceUID: "1.2")
    }
  }

  @Test func `Numbers without names are TotalSegmentator's, and the map says so`() throws {
    let grid = try Self.grid()
    let map = try imported([5, 2, 3, 21])
    #expect(map[.liver] == Self.box(0, on: grid))
    #expect(map[.kidneyRight] == Self.box(3, on: grid))
    #expect(map[.kidneyLeft] == Self.box(6, on: grid))
    #expect(map[.urinaryBladder] == Self.box(9, on: grid))
    #expect(map.organs[.liver]?.evidence == .imported(label: "liver"))
    #expect(map.origin == .imported(file: "organs.nii.gz"))
    #expect(map.doubts.contains { $0.contains("TotalSegmentator") })
    #expect(map.missing[.spleen] != nil)
  }

  @Test func `Several labels make up one organ`() throws {
    let grid = try Self.grid()
    // Left upper and lower lobe; L5 and T1; iliopsoas and gluteus.
    let map = try imported([10, 11, 27, 43, 88, 80])
    #expect(map[.lungLeft] == Self.box(0, on: grid).union(Self.box(3, on: grid)))
    #expect(map[.vertebrae] == Self.box(6, on: grid).union(Self.box(9, on: grid)))
    #expect(map[.muscle] == Self.box(12, on: grid).union(Self.box(15, on: grid)))
  }

  @Test(arguments: [
    ("organs.json", #"{"1": "liver", "2": "bladder", "3": "thyroid_left"}"#),
    ("organs.json", #"{"liver": 1, "bladder": 2, "thyroid_left": 3}"#),
    ("organs.csv", "label,name\n1,liver\n2,\"bladder\"\n3,thyroid_left\n"),
    ("organs.csv", "liver;1\nbladder;2\nthyroid left;3"),
  ])
  func `Names come from a file beside the label map`(name: String, text: String) throws {
    let map = try imported([1, 2, 3], beside: [name: text])
    #expect(Set(map.organs.keys) == [.liver, .urinaryBladder, .thyroid])
    #expect(map.doubts.isEmpty)
  }

  @Test func `MOOSE's organ_indices name its segmentation`() throws {
    let map = try imported(
      [8, 3],
      beside: [
        "clin_CT_organs_organ_indices.json": #"""
        {"organ_indices": {
          "8": {"name": "liver", "SNOMED": {"ID": "10200004", "name": "Liver structure"}},
          "3": {"name": "bladder", "SNOMED": {"ID": "89837001", "name": "Bladder"}}}}
        """#
      ],
      named: "clin_CT_organs_segmentation_CT_1.nii.gz"
    )
    #expect(Set(map.organs.keys) == [.liver, .urinaryBladder])
  }

  @Test func `Unknown labels are named, known ones that mean no organ aren't`() throws {
    let names = #"{"1": "liver", "2": "gizmo", "3": "spinal_cord"}"#
    let map = try imported([1, 2, 3, 9], beside: ["organs.json": names])
    #expect(Set(map.organs.keys) == [.liver])
    #expect(map.doubts == ["labels that mean no organ were left out: gizmo, label 9"])
  }

  @Test func `A file without any organ is refused with the labels it has`() throws {
    #expect {
      try imported([1], beside: ["organs.json": #"{"1": "gizmo"}"#])
    } throws: {
      "\($0)".contains("gizmo")
    }
    #expect(throws: AnalysisError.self) {
      try imported([1], beside: ["organs.json": "[1, 2]"])
    }
  }

  @Test func `Organs drawn on a finer grid come to the PET's, with a doubt`() throws {
    let map = try imported([5], onto: try Self.grid(10, spacing: 8))
    #expect(map[.liver]?.isEmpty == false)
    #expect(map.doubts.contains { $0.contains("another grid") })
  }

  @Test func `Every number of TotalSegmentator's total task has a name that is understood`() throws
  {
    let labels = try OrganNames.shipped()
    for number in 1...117 {
      let name = try #require(labels.name(ofTotalSegmentatorNumber: number))
      #expect(labels.meaning(of: name) != .unknown, "\(name)")
    }
    // Spot checks against the published list.
    for (number, name) in [
      (1, "spleen"), (5, "liver"), (21, "urinary_bladder"), (25, "sacrum"), (32, "vertebrae_T12"),
      (52, "aorta"), (90, "brain"), (104, "rib_right_1"), (117, "costal_cartilages"),
    ] {
      #expect(labels.name(ofTotalSegmentatorNumber: number) == name)
    }
    #expect(labels.meaning(of: "Kidney Left") == .organ(.kidneyLeft))
    #expect(labels.meaning(of: "left kidney") == .organ(.kidneyLeft))
    #expect(labels.meaning(of: "hip_right") == .organ(.pelvis))
    #expect(labels.meaning(of: "kidney_cyst_left") == .leftOut)
    #expect(labels.meaning(of: "flux capacitor") == .unknown)
  }
}
