import DICOM
import Foundation
import TestSupport
import Testing
import Voxels

/// Objects that another program wrote: QIICR's PET tumour segmentation, its report and its map.
@Suite(.enabled(if: SharedData.isPresent)) struct ForeignObjectTests {
  private func read(_ name: String) throws -> DataSet {
    let folder = try #require(SharedData.folder)
    return try DICOMFile.read(
      path: folder.appendingPathComponent("sr-example/\(name).dcm").path,
      bulkByteLimit: 1 << 30
    ).dataSet
  }

  @Test func `the report's numbers are those that its authors state`() throws {
    let report = try MeasurementReport(read("sr"))
    let group = try #require(report.groups.first)
    #expect(report.groups.count == 1)
    #expect(group.tracking.identifier == "primary tumor")
    #expect(group.tracking.uid == "2.25.318774060119084600392715520575818119084")
    #expect(group.segment?.number == 1)
    #expect(group.finding == Code.PropertyType.primaryNeoplasm)
    #expect(group.method == Code.Method.suvBodyWeight)
    let suv = Code.Quantity.suvBodyWeight
    #expect(group.value(suv, Code.Derivation.mean) == 6.01529)
    #expect(group.value(suv, Code.Derivation.minimum) == 2.91136)
    #expect(group.value(suv, Code.Derivation.maximum) == 10.3814)
    #expect(group.value(suv, Code.Derivation.peak) == 9.45534)
    #expect(group.value(Code.Quantity.volume) == 33.5824)
    #expect(group.value(Code.Quantity.totalLesionGlycolysis) == 202.008)
    #expect(group.measurements.first?.unit == Code.Unit.suvBodyWeight)
  }

  @Test func `the segmentation's volume is the one that the report states`() throws {
    let segmentation = try SegmentationReader.segmentation(in: read("seg"))
    let segment = try #require(segmentation.segments.first)
    #expect(segmentation.segments.count == 1)
    #expect(segment.label == "Neoplasm, Primary")
    #expect(segment.type == Code.PropertyType.primaryNeoplasm)
    #expect(segment.algorithm == .manual)
    #expect(abs(segment.region.volumeMilliliters - 33.5824) < 5e-5)
    #expect(segmentation.caveats == [])
  }

  @Test func `the map says which images it maps and how`() throws {
    let map = try RealWorldValueMap(read("rwvm"))
    let entry = try #require(map.entries.first)
    let mapping = try #require(entry.mappings.first)
    #expect(entry.images.count == 191)
    #expect(mapping.unit == Code.Unit.suvBodyWeight)
    #expect(mapping.quantity?.value == "126400")
    #expect(mapping.method == Code.Method.suvBodyWeight)
    #expect(mapping.storedValues == 0...32761)
    #expect(mapping.scaling.intercept == 0)
    #expect(mapping.scaling.slope > 0)
    #expect(
      map.mapping(
        ofImage: "1.3.6.1.4.1.14519.5.2.1.2744.7002.516422993334238309135177541054",
        frame: nil,
        to: Code.Unit.suvBodyWeight
      ) == mapping
    )
    #expect(map.mapping(ofImage: "1.2.3", frame: nil, to: Code.Unit.suvBodyWeight) == nil)
  }

  @Test func `an object of another kind is refused by name`() throws {
    #expect(throws: DICOMError.self) { try SegmentationReader.segmentation(in: read("sr")) }
    #expect(throws: DICOMError.self) { try MeasurementReport(read("seg")) }
    #expect(throws: DICOMError.self) { try RealWorldValueMap(read("seg")) }
    #expect(throws: DICOMError.self) { try StructureSet(read("rwvm")) }
  }

  @Test(
    .enabled(if: PythonOracle.isPresent),
    arguments: ["binary", "fractional", "rle", "labelmap"]
  )
  func `segmentations that highdicom wrote hold the voxels that it was given`(kind: String) throws {
    try withTemporaryFolder { folder in
      let lines = try PythonOracle.run(file: "write_segmentation", [kind, folder.path])
      let path = folder.appendingPathComponent("\(kind).dcm").path
      let read = try SegmentationReader.read(path: path)
      let grid = try Grid(
        size: SIMD3(11, 9, 6),
        affine: Affine(
          columnStep: SIMD3(1.5, 0, 0),
          rowStep: SIMD3(0, 2, 0),
          sliceStep: SIMD3(0, 0, 2.5),
          origin: SIMD3(10, 20, -30)
        )
      )
      let mapped = try read.mapped(
        onto: grid,
        frameOfReferenceUID: "1.2.826.0.1.3680043.8.498.30"
      )
      let found = mapped.segments.flatMap { segment in
        segment.region.offsets.map { "\(segment.number) \($0)" }
      }
      #expect(found == lines)
      #expect(mapped.segments.map(\.label) == ["first", "second"])
      let isFraction = kind == "fractional" || kind == "rle"
      #expect(mapped.caveats == (isFraction ? [.fractionsThresholded(maximum: 200)] : []))
      // Read with the pixel data left in the file as well.
      let left = try SegmentationReader.segmentation(
        in: DICOMFile.read(path: path, bulkByteLimit: 64)
      )
      #expect(left.segments == read.segments)
    }
  }
}
