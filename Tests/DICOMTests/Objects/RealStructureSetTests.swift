import DICOM
import Foundation
import TestSupport
import Testing
import Voxels

/// Structure sets of real patients, against masks and figures that others made from them.
@Suite(.enabled(if: SharedData.isPresent)) struct RealStructureSetTests {
  /// The grid of an axial series, from its first and last slice.
  private func grid(_ first: DataSet, _ last: DataSet, sliceCount: Int) throws -> Grid {
    let spacing = try first.doubles(.pixelSpacing)
    let origin = try first.doubles(.imagePositionPatient)
    let end = try last.doubles(.imagePositionPatient)
    #expect(try first.doubles(.imageOrientationPatient) == [1, 0, 0, 0, 1, 0])
    return try Grid(
      size: SIMD3(
        #require(try first.integer(.columns)),
        #require(try first.integer(.rows)),
        sliceCount
      ),
      affine: Affine(
        columnStep: SIMD3(spacing[1], 0, 0),
        rowStep: SIMD3(0, spacing[0], 0),
        sliceStep: SIMD3(0, 0, (end[2] - origin[2]) / Double(sliceCount - 1)),
        origin: SIMD3(origin[0], origin[1], origin[2])
      )
    )
  }

  private func drawing(
    _ path: URL,
    _ name: String,
    on grid: Grid,
    of header: DataSet
  ) throws -> StructureSet.ROI.Drawing {
    let roi = try #require(try StructureSet(path: path.path).rois.first { $0.name == name })
    return try roi.drawn(
      on: grid,
      frameOfReferenceUID: #require(header.string(.frameOfReferenceUID))
    )
  }

  @Test func `SUV inside GTV_Mass of a whole-body PET is what another program found`() throws {
    let folder = try #require(SharedData.folder).appendingPathComponent("sts-001")
    let images = folder.appendingPathComponent("image")
    let slices = try FileManager.default.contentsOfDirectory(atPath: images.path)
      .map {
        try DICOMFile.read(
          path: images.appendingPathComponent($0).path,
          bulkByteLimit: 1 << 24
        ).dataSet
      }
      .map { (try $0.doubles(.imagePositionPatient)[2], $0) }
      .sorted { $0.0 < $1.0 }.map(\.1)
    let grid = try grid(slices[0], slices[slices.count - 1], sliceCount: slices.count)
    let drawing = try drawing(
      folder.appendingPathComponent("mask/1-1.dcm"),
      "GTV_Mass",
      on: grid,
      of: slices[0]
    )
    #expect(drawing.region.voxelCount == 5095)
    #expect(drawing.caveats == [])
    // 71 kg, 388.777472 MBq at 10:35:00, decay corrected to 11:20:11, half-life 6588 s.
    let dose = 388_777_472 * exp2(-2711 / 6588.0)
    var values: [Double] = []
    for offset in drawing.region.offsets {
      let dataSet = slices[grid.index(at: offset).z]
      guard case .bytes(let bytes)? = dataSet[.pixelData]?.value else { continue }
      let place = 2 * (offset % (grid.size.x * grid.size.y))
      let stored = Int16(truncatingIfNeeded: Int(bytes[place]) | Int(bytes[place + 1]) << 8)
      let slope = try #require(try dataSet.double(.rescaleSlope))
      values.append(Double(stored) * slope * 71_000 / dose)
    }
    #expect(abs(try #require(values.max()) - 7.910675) < 5e-7)
    #expect(abs(try #require(values.min()) - 0.168788) < 5e-7)
    #expect(abs(values.reduce(0, +) / Double(values.count) - 2.555185) < 5e-7)
  }

  @Test(.enabled(if: PythonOracle.isPresent))
  func `tumours are the voxels of the masks that came with them`() throws {
    let folder = try #require(SharedData.folder).appendingPathComponent("ibsi-validation")
    // Long contours are slow to read unoptimised: the largest only where all is asked for.
    let all = ProcessInfo.processInfo.environment["HERALD_ALL_CASES"] != nil
    let cases = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasPrefix("STS_") }.sorted().map(folder.appendingPathComponent)
      .filter { tumour in
        let file = tumour.appendingPathComponent("rtstruct/RS.dcm")
        return try all || file.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0 < 350_000
      }
    #expect(cases.count >= 8)
    let lines = try PythonOracle.run(
      file: "mask_runs",
      cases.flatMap {
        [
          $0.appendingPathComponent("mask.nii.gz").path, $0.appendingPathComponent("image").path,
        ]
      }
    )
    var masks: [(series: [Substring], runs: [Region.Run])] = []
    for line in lines {
      let words = line.split(separator: " ")
      if words[0] == "mask" {
        masks.append((words, []))
      } else {
        masks[masks.count - 1].runs.append(
          Region.Run(start: try #require(Int(words[0])), count: try #require(Int(words[1])))
        )
      }
    }
    #expect(masks.count == cases.count)
    for (tumour, mask) in zip(cases, masks) {
      let headers = try mask.series[2...].map {
        try DICOMFile.read(path: String($0), bulkByteLimit: 1024).dataSet
      }
      let grid = try grid(
        headers[0],
        headers[1],
        sliceCount: #require(Int(mask.series[1]))
      )
      let drawing = try drawing(
        tumour.appendingPathComponent("rtstruct/RS.dcm"),
        "GTV_Mass_PET",
        on: grid,
        of: headers[0]
      )
      #expect(drawing.region.runs == mask.runs, "\(tumour.lastPathComponent)")
    }
  }
}
