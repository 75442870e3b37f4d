import DICOM
import Foundation
import NIfTI
import TestSupport
import Testing
import Voxels

/// `herald radiomics` on folders and masks as scanners and planning systems write them.
@Suite struct RadiomicsTests {
  /// The rows of a table by mask and tag.
  private func values(_ path: String) throws -> [String: [String: String]] {
    var values: [String: [String: String]] = [:]
    for row in try Table(path: path).rows {
      values[row["mask"] ?? "", default: [:]][row["tag"] ?? ""] = row["value"]
    }
    return values
  }

  /// The smallest insert of a phantom, as a label map of its own.
  private func smallest(_ scan: URL) throws -> String {
    let labels = try NIfTIFile.readLabels(
      path: scan.appendingPathComponent("truth-labels.nii.gz").path
    )
    let least = try #require(labels.min { $0.region.voxelCount < $1.region.voxelCount })
    let path = scan.deletingLastPathComponent().appendingPathComponent("one.nii.gz").path
    try NIfTIFile.write(
      labels: [(least.label, least.region)],
      on: least.region.grid,
      to: path,
      description: "one insert"
    )
    return path
  }

  @Test func `A PET with a DICOM SEG has the features of the label map it was made from`() throws {
    try AnalyzeTests.withPhantom { folder in
      let scan = folder.appendingPathComponent("scan")
      let labels = try smallest(scan)
      let out = folder.appendingPathComponent("out").path
      let tracer = ["--tracer", "68Ga-HER2-affibody"]
      let analysis = try HeraldProcess.run(
        ["analyze", scan.path, "--out", out, "--roi", labels] + tracer
      )
      #expect(analysis.status == 0, "\(analysis.errors)")
      var tables: [[String: [String: String]]] = []
      for (number, mask) in [labels, out + "/segmentation.dcm"].enumerated() {
        let table = folder.appendingPathComponent("\(number).csv").path
        let run = try HeraldProcess.run(
          ["radiomics", scan.path, mask, "--out", table, "--profile", "pet-native"] + tracer
        )
        #expect(run.status == 0, "\(run.errors)")
        tables.append(try values(table))
      }
      #expect(tables[0] == tables[1])
      // The scanner's own grid: the highest value is the measured one, a single-precision voxel, which one
      // table writes with the digits that tell it from its neighbours, the other as a double.
      for row in try Table(path: out + "/lesions.csv").rows {
        let highest = tables[0][row["label"] ?? ""]?["stat_max"].flatMap(Float.init)
        let measured = row["suvbw_max"].flatMap(Float.init)
        #expect(highest != nil && highest == measured)
      }
      let rows = try Table(path: folder.appendingPathComponent("0.csv").path).rows
      #expect(
        rows.allSatisfy { $0["settings"] == "pet-native" && $0["discretization_bins"] == "0.25" }
      )
      #expect(rows.allSatisfy { ($0["value"] == "") != ($0["reason"] == "") })
    }
  }

  @Test func `A CT with an RTSTRUCT has the features of the voxels within its contours`() throws {
    try AnalyzeTests.withPhantom { folder in
      let ct = folder.appendingPathComponent("scan/CT").path
      let series = try #require(try DICOMFolder.scan(ct).series.first)
      let volume = try series.hounsfieldVolume()
      let structures = folder.appendingPathComponent("structures.dcm").path
      // A square of 7 by 7 voxels on three slices; its corners lie between voxel centres.
      let columns = 20..<27
      let grid = volume.grid
      try DICOMFile.write(
        square(columns, slices: 4..<7, grid, try #require(series.frameOfReferenceUID)),
        to: structures
      )
      let table = folder.appendingPathComponent("features.csv").path
      let run = try HeraldProcess.run(
        "radiomics",
        ct,
        structures,
        "--out",
        table,
        "--profile",
        "ct-native"
      )
      #expect(run.status == 0, "\(run.errors)")
      var inside: [Double] = []
      for slice in 4..<7 {
        for row in columns {
          for column in columns {
            inside.append(Double(volume.values[grid.offset(of: SIMD3(column, row, slice))]))
          }
        }
      }
      let found = try #require(try values(table)["GTV"])
      #expect(found["int_mask_vox_count_init_roi"] == "\(Double(inside.count))")
      let kept = inside.map { $0.rounded() }.filter { $0 >= -1000 && $0 <= 400 }
      let mean = kept.reduce(0, +) / Double(kept.count)
      let computed = try #require(found["stat_mean"].flatMap(Double.init))
      #expect(abs(computed - mean) < 1e-9 * max(1, abs(mean)))
    }
  }

  @Test func `What is in doubt about a mask stands in each of its rows`() throws {
    try AnalyzeTests.withPhantom { folder in
      let scan = folder.appendingPathComponent("scan")
      let exact = try smallest(scan)
      let label = try #require(try NIfTIFile.readLabels(path: exact).first)
      let (old, half) = (label.region.grid, SIMD3(0.5, 0, 0))
      let shifted = try Grid(
        size: old.size,
        affine: Affine(
          columnStep: old.affine.columnStep,
          rowStep: old.affine.rowStep,
          sliceStep: old.affine.sliceStep,
          origin: old.affine.position(ofVoxel: half)
        )
      )
      let moved = folder.appendingPathComponent("moved.nii.gz").path
      try NIfTIFile.write(
        labels: [(label.label, Region(grid: shifted, runs: label.region.runs))],
        on: shifted,
        to: moved,
        description: "half a voxel aside"
      )
      let table = folder.appendingPathComponent("features.csv").path
      let doubt = "drawn on another grid: nearest voxels were taken"
      for (mask, doubts) in [(exact, ""), (moved, doubt)] {
        let run = try HeraldProcess.run(
          "radiomics",
          scan.path,
          mask,
          "--out",
          table,
          "--tracer",
          "68Ga-HER2-affibody"
        )
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.errors.contains("1 mask, settings 'pet'"))
        #expect(Set(try Table(path: table).rows.map { $0["doubts"] }) == [doubts])
      }
    }
  }

  @Test func `DICOM's regions are refused on a NIfTI image, which has no frame of reference`()
    throws
  {
    try AnalyzeTests.withPhantom { folder in
      let image = try smallest(folder.appendingPathComponent("scan"))
      let grid = try NIfTIFile.read(path: image).grid
      let structures = folder.appendingPathComponent("structures.dcm").path
      try DICOMFile.write(square(2..<5, slices: 1..<3, grid, "1.2.3"), to: structures)
      let run = try HeraldProcess.run(
        ["radiomics", image, structures, "--profile", "ibsi-a", "--out", structures + ".csv"]
      )
      #expect(run.status == 3)
      #expect(run.errors.contains("no frame of reference"), "\(run.errors)")
    }
  }

  @Test func `Filters come as rows of their own, and a word that isn't known is refused`() throws {
    try AnalyzeTests.withPhantom { folder in
      let scan = folder.appendingPathComponent("scan")
      let labels = try smallest(scan)
      let table = folder.appendingPathComponent("features.csv").path
      let common = [
        "radiomics", scan.path, labels, "--out", table, "--tracer", "68Ga-HER2-affibody",
        "--filter-bins", "16",
      ]
      let filters = [
        "mean dimensions=3D edge=mirror size=3",
        "laws edge=nearest energyDistance=2 kernels=L5,E5,E5 pooling=maximum",
      ]
      let run = try HeraldProcess.run(common + filters.flatMap { ["--filter", $0] })
      #expect(run.status == 0, "\(run.errors)")
      let rows = try Table(path: table).rows
      #expect(Set(rows.map { $0["filter"] }) == Set(filters))
      #expect(rows.contains { $0["tag"] == "stat_skew" && $0["filter"] == filters[1] })
      for (wrong, word) in [
        ("mean dimensions=3D edge=mirror size=3 sigma=2", "sigma"), ("mean size=3", "dimensions"),
        ("median size=3", "one filter by its name"),
      ] {
        let refused = try HeraldProcess.run(common + ["--filter", wrong])
        #expect(refused.status != 0)
        #expect(refused.errors.contains(word), "\(refused.errors)")
      }
    }
  }

  /// A structure set of one ROI, a square on some slices.
  private func square(
    _ range: Range<Int>,
    slices: Range<Int>,
    _ grid: Grid,
    _ frameOfReferenceUID: String
  ) -> DataSet {
    var structure = DataSet()
    structure.set(.sopClassUID, .UI, "1.2.840.10008.5.1.4.1.1.481.3")
    structure.set(.sopInstanceUID, .UI, "1.2.826.0.1.3680043.8.498.1")
    structure.set(.modality, .CS, "RTSTRUCT")
    var roi = DataSet()
    roi.set(.roiNumber, .IS, "1")
    roi.set(.roiName, .LO, "GTV")
    roi.set(.referencedFrameOfReferenceUID, .UI, frameOfReferenceUID)
    structure.set(.structureSetROISequence, items: [roi])
    var drawn = DataSet()
    drawn.set(.referencedROINumber, .IS, "1")
    let (low, high) = (Double(range.lowerBound) - 0.5, Double(range.upperBound) - 0.5)
    drawn.set(
      .contourSequence,
      items: slices.map { slice in
        var item = DataSet()
        item.set(.contourGeometricType, .CS, "CLOSED_PLANAR")
        let corners = [(low, low), (high, low), (high, high), (low, high)]
        let numbers = corners.flatMap { corner in
          let p = grid.affine.position(ofVoxel: SIMD3(corner.0, corner.1, Double(slice)))
          return [p.x, p.y, p.z]
        }
        item[.contourData] = Element(.DS, .text(numbers.map { String(format: "%.4f", $0) }))
        return item
      }
    )
    structure.set(.roiContourSequence, items: [drawn])
    return structure
  }
}
