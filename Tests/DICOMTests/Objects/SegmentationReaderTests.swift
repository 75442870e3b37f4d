import DICOM
import TestSupport
import Testing
import Voxels

/// Segmentations of every kind, read from data sets made by hand.
@Suite struct SegmentationReaderTests {
  private static let frameOfReference = "1.2.826.0.1.3680043.8.498.3"

  private func written() throws -> DataSet {
    try SegmentationWriter.dataSet(
      of: ObjectFixtures.segments(),
      source: ObjectFixtures.source(),
      authorship: ObjectFixtures.authorship()
    )
  }

  @Test func `frames are packed bit by bit without gaps, the first voxel lowest`() throws {
    let dataSet = try written()
    guard case .bytes(let bytes)? = dataSet[.pixelData]?.value else {
      Issue.record("pixel data are bytes")
      return
    }
    // 5 slices of the ball, 2 of the bar, 1 of the voxel, in this order, one bit after the other.
    var bits: [Bool] = []
    let size = ObjectFixtures.size
    for segment in try ObjectFixtures.segments() {
      let mask = segment.region.mask
      for k in 0..<size.z {
        let slice = mask[k * size.x * size.y..<(k + 1) * size.x * size.y]
        if slice.contains(where: { $0 != 0 }) { bits += slice.map { $0 != 0 } }
      }
    }
    #expect(bits.count == 8 * size.x * size.y)
    #expect(bytes.count == (bits.count + 15) / 16 * 2)
    let unpacked = bits.indices.map { bytes[$0 / 8] >> UInt8($0 % 8) & 1 == 1 }
    #expect(unpacked == bits)
    #expect(try dataSet.integer(.numberOfFrames) == 8)
    #expect(dataSet.string(.segmentsOverlap) == "YES")
  }

  @Test func `what was written comes back on the image's grid, exactly`() throws {
    let segments = try ObjectFixtures.segments()
    let read = try SegmentationReader.segmentation(in: written())
    #expect(read.sourceSeriesInstanceUID == "1.2.826.0.1.3680043.8.498.2")
    let mapped = try read.mapped(
      onto: ObjectFixtures.grid(),
      frameOfReferenceUID: Self.frameOfReference
    )
    #expect(mapped.caveats == [])
    #expect(mapped.segments == segments)
  }

  @Test func `frames in any order make the same regions`() throws {
    var dataSet = try written()
    let frames = dataSet.items(.perFrameFunctionalGroupsSequence)
    guard case .bytes(let bytes)? = dataSet[.pixelData]?.value else { return }
    let frameBits = ObjectFixtures.size.x * ObjectFixtures.size.y
    var reversed = [UInt8](repeating: 0, count: bytes.count)
    for frame in frames.indices {
      for bit in 0..<frameBits {
        let from = frame * frameBits + bit
        let to = (frames.count - 1 - frame) * frameBits + bit
        reversed[to / 8] |= (bytes[from / 8] >> UInt8(from % 8) & 1) << UInt8(to % 8)
      }
    }
    dataSet.set(.perFrameFunctionalGroupsSequence, items: frames.reversed())
    dataSet[.pixelData] = Element(.OB, .bytes(reversed))
    let read = try SegmentationReader.segmentation(in: dataSet)
    let expected = try SegmentationReader.segmentation(in: written())
    #expect(read.segments == expected.segments)
  }

  /// A segmentation of 3 x 2 voxels by 3 slices with bytes or words for values.
  private func valued(_ type: String, bits: Int, _ bytes: [UInt8], segments: [Int]) -> DataSet {
    var dataSet = DataSet()
    dataSet.set(
      .sopClassUID,
      .UI,
      type == "LABELMAP" ? "1.2.840.10008.5.1.4.1.1.66.7" : "1.2.840.10008.5.1.4.1.1.66.4"
    )
    dataSet.set(.frameOfReferenceUID, .UI, "1.2")
    dataSet.set(.segmentationType, .CS, type)
    dataSet.set(.rows, .US, 2)
    dataSet.set(.columns, .US, 3)
    dataSet.set(.bitsAllocated, .US, bits)
    dataSet.set(.numberOfFrames, .IS, "2")
    dataSet.set(
      .segmentSequence,
      items: segments.map { number in
        var item = DataSet()
        item.set(.segmentNumber, .US, number)
        item.set(.segmentLabel, .LO, "S\(number)")
        item.set(
          .segmentedPropertyCategoryCodeSequence,
          Code.PropertyCategory.anatomicalStructure
        )
        item.set(.segmentedPropertyTypeCodeSequence, Code.Anatomy.liver)
        return item
      }
    )
    var orientation = DataSet()
    orientation.set(.imageOrientationPatient, .DS, "1", "0", "0", "0", "1", "0")
    var measures = DataSet()
    measures.set(.pixelSpacing, .DS, "2", "2")
    measures.set(.spacingBetweenSlices, .DS, "3")
    var shared = DataSet()
    shared.set(.planeOrientationSequence, items: [orientation])
    shared.set(.pixelMeasuresSequence, items: [measures])
    var identification = DataSet()
    identification.set(.referencedSegmentNumber, .US, 1)
    if type != "LABELMAP" { shared.set(.segmentIdentificationSequence, items: [identification]) }
    dataSet.set(.sharedFunctionalGroupsSequence, items: [shared])
    // The upper slice comes first, and the one between them is missing.
    dataSet.set(
      .perFrameFunctionalGroupsSequence,
      items: ["6", "0"].map { z in
        var position = DataSet()
        position.set(.imagePositionPatient, .DS, "0", "0", z)
        var frame = DataSet()
        frame.set(.planePositionSequence, items: [position])
        return frame
      }
    )
    dataSet[.pixelData] = Element(bits == 16 ? .OW : .OB, .bytes(bytes))
    return dataSet
  }

  @Test func `fractions of at least half the maximum are inside, and it is said`() throws {
    var dataSet = valued(
      "FRACTIONAL",
      bits: 8,
      [0, 49, 50, 51, 100, 0, 255, 0, 0, 0, 0, 0],
      segments: [1]
    )
    dataSet.set(.maximumFractionalValue, .US, 100)
    let read = try SegmentationReader.segmentation(in: dataSet)
    #expect(read.grid.size == SIMD3(3, 2, 3))
    #expect(read.segments.first?.region.offsets.map { $0 } == [0, 14, 15, 16])
    #expect(read.caveats == [.fractionsThresholded(maximum: 100)])
  }

  @Test(arguments: [8, 16])
  func `a label map's voxels belong to the segment of their value`(bits: Int) throws {
    let values: [UInt8] = [0, 1, 1, 7, 7, 0, 1, 0, 0, 0, 7, 0]
    let bytes = bits == 8 ? values : values.flatMap { [$0, 0] }
    let read = try SegmentationReader.segmentation(
      in: valued("LABELMAP", bits: bits, bytes, segments: [1, 7])
    )
    #expect(read.segments.map(\.number) == [1, 7])
    #expect(read.segments[0].region.offsets.map { $0 } == [0, 13, 14])
    #expect(read.segments[1].region.offsets.map { $0 } == [4, 15, 16])
    #expect(read.grid.spacingMillimeters == SIMD3(2, 2, 3))
  }

  @Test func `a value without a segment, short pixel data and unknown layouts are refused`() throws
  {
    let values: [UInt8] = [0, 1, 1, 7, 7, 0, 1, 0, 0, 0, 7, 0]
    for dataSet in [
      valued("LABELMAP", bits: 8, values, segments: [1]),
      valued("LABELMAP", bits: 8, [0, 1], segments: [1]),
      valued("LABELMAP", bits: 32, values, segments: [1, 7]),
      valued("BINARY", bits: 8, values, segments: [1]),
    ] {
      #expect(throws: DICOMError.self) { try SegmentationReader.segmentation(in: dataSet) }
    }
    var irregular = valued("LABELMAP", bits: 8, values, segments: [1, 7])
    irregular.set(.numberOfFrames, .IS, "3")
    #expect(throws: DICOMError.self) { try SegmentationReader.segmentation(in: irregular) }
    irregular.set(.rows, .US, 65535)
    #expect(throws: DICOMError.self) { try SegmentationReader.segmentation(in: irregular) }
  }

  @Test(arguments: ["1e300", "-1e9", "x", ""])
  func `frames at no place in a patient are refused`(z: String) throws {
    let values: [UInt8] = [0, 1, 1, 7, 7, 0, 1, 0, 0, 0, 7, 0]
    var dataSet = valued("LABELMAP", bits: 8, values, segments: [1, 7])
    var position = DataSet()
    position.set(.imagePositionPatient, .DS, "0", "0", z)
    var frame = DataSet()
    frame.set(.planePositionSequence, items: [position])
    let other = dataSet.items(.perFrameFunctionalGroupsSequence)[1]
    dataSet.set(.perFrameFunctionalGroupsSequence, items: [frame, other])
    #expect(throws: DICOMError.self) { try SegmentationReader.segmentation(in: dataSet) }
  }

  @Test func `flipped and permuted axes keep every voxel in its place`() throws {
    let grid = try ObjectFixtures.grid()
    let segments = try ObjectFixtures.segments()
    let affine = grid.affine
    let size = grid.size
    // Rows become columns, and slices run the other way.
    let turned = try Grid(
      size: SIMD3(size.y, size.x, size.z),
      affine: Affine(
        columnStep: affine.rowStep,
        rowStep: affine.columnStep,
        sliceStep: -affine.sliceStep,
        origin: grid.position(of: SIMD3(0, 0, size.z - 1))
      )
    )
    let read = try SegmentationReader.segmentation(in: written())
    let mapped = try read.mapped(onto: turned, frameOfReferenceUID: Self.frameOfReference)
    #expect(mapped.caveats == [])
    for (segment, original) in zip(mapped.segments, segments) {
      let expected = Region(grid: turned) { index in
        original.region.contains(SIMD3(index.y, index.x, size.z - 1 - index.z))
      }
      #expect(segment.region == expected)
    }
  }

  @Test func `on a finer grid the nearest voxel counts, and it is said`() throws {
    let grid = try ObjectFixtures.grid()
    let affine = grid.affine
    let fine = try Grid(
      size: SIMD3(26, 22, 18),
      affine: Affine(
        columnStep: affine.columnStep / 2,
        rowStep: affine.rowStep / 2,
        sliceStep: affine.sliceStep / 2,
        origin: affine.position(ofVoxel: SIMD3(-0.25, -0.25, -0.25))
      )
    )
    let read = try SegmentationReader.segmentation(in: written())
    let mapped = try read.mapped(onto: fine, frameOfReferenceUID: Self.frameOfReference)
    #expect(mapped.caveats == [.resampledNearest])
    for (segment, original) in zip(mapped.segments, try ObjectFixtures.segments()) {
      #expect(segment.region.voxelCount == 8 * original.region.voxelCount)
      let expected = Region(grid: fine) {
        original.region.contains(SIMD3($0.x / 2, $0.y / 2, $0.z / 2))
      }
      #expect(segment.region == expected)
    }
  }

  @Test func `voxels outside the image are counted, and other frames of reference refused`() throws
  {
    let grid = try ObjectFixtures.grid()
    let smaller = try Grid(size: SIMD3(13, 11, 4), affine: grid.affine)
    let read = try SegmentationReader.segmentation(in: written())
    let mapped = try read.mapped(onto: smaller, frameOfReferenceUID: Self.frameOfReference)
    #expect(mapped.caveats.contains(.outsideGrid(segment: 2, voxelCount: 13)))
    #expect(mapped.caveats.contains(.outsideGrid(segment: 3, voxelCount: 1)))
    #expect(mapped.caveats.contains(.emptySegment(3)))
    #expect(throws: DICOMError.self) { try read.mapped(onto: grid, frameOfReferenceUID: "1.2") }
  }
}
