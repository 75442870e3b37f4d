import DICOM
import Foundation
import TestSupport
import Testing
import Voxels

/// Structure sets of real patients, against masks and figures that others made from them.
@Suite(.enabled(if: SharedData.isPresent)) struct RealStructureSetTests {
  /// A PET series: its files along the normal, and its grid.
  private func series(_ folder: URL, withPixels: Bool = false) throws -> (
    files: [DICOMFile], grid: Grid
  ) {
    var files = try FileManager.default.contentsOfDirectory(atPath: folder.path).map {
      try DICOMFile.read(
        path: folder.appendingPathComponent($0).path,
        bulkByteLimit: withPixels ? 1 << 24 : 1024
      )
    }
    func z(_ file: DICOMFile) throws -> Double {
      try file.dataSet.doubles(.imagePositionPatient)[2]
    }
    files = try files.map { (try z($0), $0) }.sorted { $0.0 < $1.0 }.map(\.1)
    let header = files[0].dataSet
    let spacing = try header.doubles(.pixelSpacing)
    let origin = try header.doubles(.imagePositionPatient)
    #expect(try header.doubles(.imageOrientationPatient) == [1, 0, 0, 0, 1, 0])
    let step = try (z(files[files.count - 1]) - z(files[0])) / Double(files.count - 1)
    let grid = try Grid(
      size: SIMD3(
        #require(try header.integer(.columns)),
        #require(try header.integer(.rows)),
        files.count
      ),
      affine: Affine(
        columnStep: SIMD3(spacing[1], 0, 0),
        rowStep: SIMD3(0, spacing[0], 0),
        sliceStep: SIMD3(0, 0, step),
        origin: SIMD3(origin[0], origin[1], origin[2])
      )
    )
    return (files, grid)
  }

  private func drawing(
    _ path: URL,
    _ name: String,
    _ series: (files: [DICOMFile], grid: Grid)
  ) throws -> StructureSet.ROI.Drawing {
    let set = try StructureSet(path: path.path)
    let roi = try #require(set.rois.first { $0.name == name })
    return try roi.drawn(
      on: series.grid,
      frameOfReferenceUID: #require(series.files[0].dataSet.string(.frameOfReferenceUID))
    )
  }

  @Test func `SUV inside GTV_Mass of a whole-body PET is what another program found`() throws {
    let folder = try #require(SharedData.folder).appendingPathComponent("sts-001")
    let series = try series(folder.appendingPathComponent("image"), withPixels: true)
    let drawing = try drawing(
      folder.appendingPathComponent("mask/1-1.dcm"),
      "GTV_Mass",
      series
    )
    #expect(drawing.region.voxelCount == 5095)
    #expect(drawing.caveats == [])
    // 71 kg, 388.777472 MBq at 10:35:00, decay corrected to 11:20:11, half-life 6588 s.
    let dose = 388_777_472 * exp2(-2711 / 6588.0)
    let slice = series.grid.size.x * series.grid.size.y
    var values: [Double] = []
    for offset in drawing.region.offsets {
      let dataSet = series.files[offset / slice].dataSet
      guard case .bytes(let bytes)? = dataSet[.pixelData]?.value else { continue }
      let place = 2 * (offset % slice)
      let stored = Int16(truncatingIfNeeded: Int(bytes[place]) | Int(bytes[place + 1]) << 8)
      let slope = try #require(try dataSet.double(.rescaleSlope))
      values.append(Double(stored) * slope * 71_000 / dose)
    }
    #expect(abs(try #require(values.max()) - 7.910675) < 5e-7)
    #expect(abs(try #require(values.min()) - 0.168788) < 5e-7)
    #expect(abs(values.reduce(0, +) / Double(values.count) - 2.555185) < 5e-7)
  }

  @Test(.enabled(if: PythonOracle.isPresent))
  func `25 tumours are the voxels of the masks that came with them`() throws {
    let folder = try #require(SharedData.folder).appendingPathComponent("ibsi-validation")
    let cases = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasPrefix("STS_") }.sorted().map(folder.appendingPathComponent)
    #expect(cases.count == 25)
    let lines = try PythonOracle.run(
      file: "mask_runs",
      cases.flatMap {
        [
          $0.appendingPathComponent("mask.nii.gz").path, $0.appendingPathComponent("image").path,
        ]
      }
    )
    var expected: [[Region.Run]] = []
    for line in lines {
      let words = line.split(separator: " ")
      if words[0] == "mask" {
        expected.append([])
      } else {
        expected[expected.count - 1].append(
          Region.Run(start: try #require(Int(words[0])), count: try #require(Int(words[1])))
        )
      }
    }
    #expect(expected.count == 25)
    for (tumour, runs) in zip(cases, expected) {
      let series = try series(tumour.appendingPathComponent("image"))
      let drawing = try drawing(
        tumour.appendingPathComponent("rtstruct/RS.dcm"),
        "GTV_Mass_PET",
        series
      )
      #expect(drawing.region.runs == runs, "\(tumour.lastPathComponent)")
    }
  }
}
