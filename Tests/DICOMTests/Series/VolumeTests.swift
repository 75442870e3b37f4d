import Foundation
import TestSupport
import Testing
import Voxels

@testable import DICOM

/// Voxel values, held against slope × stored + intercept written out for each slice.
@Suite struct VolumeTests {
  private func stored(_ k: Int, _ voxel: Int) -> Int { (k * 7919 + voxel * 104729) % 30000 - 15000 }

  private func withSeries(
    _ slices: Slices,
    pixelRepresentation: Int = 1,
    _ body: (Series) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      var random = SeededGenerator(seed: 11)
      let sets = slices.images(pixelRepresentation: pixelRepresentation, value: stored)
      for (name, set) in zip(Array(sets.indices).shuffled(using: &random), sets) {
        try DICOMFile.write(set, to: folder.appendingPathComponent("\(name)").path)
      }
      try body(DICOMFolder.scan(folder.path).series[0])
    }
  }

  @Test func `each slice has its own slope`() throws {
    let slices = Slices()
    try withSeries(slices) { series in
      let scaling = (0..<5).map {
        LinearScaling(slope: 0.1 + 0.013 * Double($0), intercept: Double($0))
      }
      let volume = try series.volume(of: BecquerelPerMilliliter.self, scaling: scaling)
      var expected: [Float] = []
      for k in 0..<5 {
        for voxel in 0..<24 {
          let slope = 0.1 + 0.013 * Double(k)
          expected.append(Float(slope * Double(stored(k, voxel)) + Double(k)))
        }
      }
      #expect(volume.values == expected)
      #expect(try volume.grid == series.grid())
      for threads in [1, 2, 5] {
        let again = try series.volume(
          of: BecquerelPerMilliliter.self,
          scaling: scaling,
          threads: threads
        )
        #expect(again.values == volume.values)
      }
    }
  }

  @Test func `CT numbers come by RescaleSlope and RescaleIntercept`() throws {
    var slices = Slices()
    slices.modality = "CT"
    slices.sopClassUID = "1.2.840.10008.5.1.4.1.1.2"
    try withSeries(slices) { series in
      let volume = try series.hounsfieldVolume()
      #expect(
        volume.values
          == (0..<5).flatMap { k in (0..<24).map { Float(2 * stored(k, $0) - 1024) } }
      )
    }
    try withSeries(Slices()) { series in
      #expect(throws: SeriesError.notHounsfield("Modality (0008,0060) is 'PT'")) {
        try series.hounsfieldVolume()
      }
    }
  }

  @Test func `frames of a multi-frame image are put in the order of their positions`() throws {
    let slices = Slices()
    let order = [3, 0, 4, 1, 2]
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("enhanced").path
      try DICOMFile.write(slices.multiFrame(order: order, value: stored), to: path)
      let series = try DICOMFolder.scan(path).series[0]
      let volume = try series.volume(
        of: BecquerelPerMilliliter.self,
        scaling: try series.frames.map { try #require(try $0.rescale()) }
      )
      let expected = (0..<5).flatMap { k in
        (0..<24).map { Float(0.5 * Double(k + 1) * Double(stored(k, $0))) }
      }
      #expect(volume.values == expected)
    }
  }

  @Test(arguments: TransferSyntax.allCases)
  func `every transfer syntax gives the same volume`(_ syntax: TransferSyntax) throws {
    try withTemporaryFolder { folder in
      for (k, set) in Slices().images(value: stored).enumerated() {
        let path = folder.appendingPathComponent("\(k)").path
        try DICOMFile.write(set, to: path, transferSyntax: syntax)
      }
      let series = try #require(DICOMFolder.scan(folder.path).series.first)
      let scaling = [LinearScaling](repeating: LinearScaling(slope: 0.5, intercept: 1), count: 5)
      let volume = try series.volume(of: SUVbw.self, scaling: scaling)
      let expected = (0..<5).flatMap { k in
        (0..<24).map { Float(0.5 * Double(stored(k, $0)) + 1) }
      }
      #expect(volume.values == expected)
    }
  }

  @Test func `colour is no volume`() throws {
    try withTemporaryFolder { folder in
      for (k, set) in Slices().dataSets.enumerated() {
        var set = set
        set.set(.samplesPerPixel, .US, 3)
        set.set(.photometricInterpretation, .CS, "RGB")
        set.set(.planarConfiguration, .US, 0)
        set.set(.bitsAllocated, .US, 8)
        set.set(.bitsStored, .US, 8)
        set.set(.highBit, .US, 7)
        set.set(.pixelRepresentation, .US, 0)
        set.setDecimal(.imagePositionPatient, 0, 0, 5 * Double(k))
        set[.pixelData] = Element(.OB, .bytes([UInt8](repeating: 1, count: 72)))
        try DICOMFile.write(set, to: folder.appendingPathComponent("\(k)").path)
      }
      let series = try #require(DICOMFolder.scan(folder.path).series.first)
      let scaling = [LinearScaling](repeating: LinearScaling(slope: 1, intercept: 0), count: 5)
      #expect(throws: SeriesError.self) { try series.volume(of: SUVbw.self, scaling: scaling) }
    }
  }

  @Test func `as many scalings as frames are asked for`() throws {
    try withSeries(Slices()) { series in
      #expect(throws: SeriesError.scalingCount(found: 1, frames: 5)) {
        try series.volume(
          of: SUVbw.self,
          scaling: [LinearScaling(slope: 1, intercept: 0)]
        )
      }
    }
  }

  @Test func `pixel data cut short is an error, not zeros`() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("cut").path
      var set = Slices().images(value: stored)[0]
      set.setDecimal(.sliceThickness, 5)
      try DICOMFile.write(set, to: path)
      let whole = try Data(contentsOf: URL(fileURLWithPath: path))
      try whole.dropLast(10).write(to: URL(fileURLWithPath: path))
      let scanned = try DICOMFolder.scan(path)
      guard let series = scanned.series.first else {
        #expect(scanned.refused.count == 1)
        return
      }
      #expect(throws: SeriesError.self) {
        try series.volume(of: SUVbw.self, scaling: [LinearScaling(slope: 1, intercept: 0)])
      }
    }
  }

  @Test func `half a scaling is named as missing`() throws {
    var set = DataSet()
    set.setDecimal(.rescaleSlope, 2)
    let frame = Slices.frame(set)
    #expect(
      throws: DICOMError.missingAttribute(tag: .rescaleIntercept, keyword: "RescaleIntercept")
    ) {
      try frame.rescale()
    }
    set.setDecimal(.rescaleIntercept, -1)
    #expect(try Slices.frame(set).rescale() == LinearScaling(slope: 2, intercept: -1))
    #expect(try Slices.frame(DataSet()).rescale() == nil)
  }
}
