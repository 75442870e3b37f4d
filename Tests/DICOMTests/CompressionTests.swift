import DICOM
import Foundation
import Testing

/// An image whose samples run through all bytes.
func image(
  bitsAllocated: Int,
  isSigned: Bool = false,
  frames: Int = 1,
  samples: Int = 1
) -> DataSet {
  var dataSet = DataSet()
  dataSet.set(.sopClassUID, .UI, "1.2.840.10008.5.1.4.1.1.7.2")
  dataSet.set(.sopInstanceUID, .UI, "2.25.\(bitsAllocated)\(frames)\(samples)")
  dataSet.set(.modality, .CS, "OT")
  dataSet.set(.rows, .US, 7)
  dataSet.set(.columns, .US, 10)
  dataSet.set(.samplesPerPixel, .US, samples)
  dataSet.set(.photometricInterpretation, .CS, samples == 1 ? "MONOCHROME2" : "RGB")
  if samples > 1 { dataSet.set(.planarConfiguration, .US, 0) }
  dataSet.set(.numberOfFrames, .IS, frames)
  dataSet.set(.bitsAllocated, .US, bitsAllocated)
  dataSet.set(.bitsStored, .US, bitsAllocated)
  dataSet.set(.highBit, .US, bitsAllocated - 1)
  dataSet.set(.pixelRepresentation, .US, isSigned ? 1 : 0)
  let bits = 70 * frames * samples * bitsAllocated
  let bytes = (0..<(bits + 15) / 16 * 2).map { UInt8(truncatingIfNeeded: $0 * $0 / 7) }
  dataSet[.pixelData] = Element(bitsAllocated <= 8 ? .OB : .OW, .bytes(bytes))
  return dataSet
}

/// The samples that an image's pixel data holds, taken from its bytes by definition.
func samples(of dataSet: DataSet) throws -> [Double] {
  guard case .bytes(let bytes)? = dataSet[.pixelData]?.value else { return [] }
  let bits = try #require(try dataSet.integer(.bitsAllocated))
  let isSigned = try dataSet.integer(.pixelRepresentation) == 1
  let count =
    try [.rows, .columns, .samplesPerPixel, .numberOfFrames]
    .reduce(1) { try $0 * (dataSet.integer($1) ?? 1) }
  return (0..<count).map { index in
    var value = 0
    for bit in 0..<bits {
      let place = index * bits + bit
      value |= Int(bytes[place / 8] >> UInt8(place % 8) & 1) << bit
    }
    if isSigned, value >= 1 << (bits - 1) { value -= 1 << bits }
    return Double(value)
  }
}

/// The stored values of all frames of a file.
func storedValues(_ file: DICOMFile) throws -> [Double] {
  let reader = try PixelReader(file)
  return try (0..<reader.description.numberOfFrames).flatMap { frame throws(DICOMError) in
    try reader.storedValues(ofFrame: frame)
  }
}

private struct Case: Sendable, CustomTestStringConvertible {
  let syntax: TransferSyntax
  let bitsAllocated: Int
  let isSigned: Bool
  let frames: Int
  let samples: Int

  var testDescription: String {
    "\(syntax), \(bitsAllocated) bits\(isSigned ? " signed" : ""), \(frames) frames of \(samples)"
  }

  static let all: [Case] = TransferSyntax.allCases.flatMap { syntax -> [Case] in
    [(8, false), (16, false), (16, true), (1, false), (32, false), (32, true)].flatMap {
      bits,
      isSigned -> [Case] in
      [(1, 1), (3, 1), (2, 3)].compactMap { frames, samples in
        // Bits and 32-bit samples aren't compressed; colour has 8 bits.
        let isCompressing = ![
          .implicitVRLittleEndian, .explicitVRLittleEndian, .explicitVRBigEndian,
          .deflatedExplicitVRLittleEndian,
        ].contains(syntax)
        if isCompressing, bits == 1 || bits == 32 { return nil }
        if samples == 3, bits != 8 { return nil }
        if syntax == .explicitVRBigEndian, bits == 32 { return nil }
        return Case(
          syntax: syntax,
          bitsAllocated: bits,
          isSigned: isSigned,
          frames: frames,
          samples: samples
        )
      }
    }
  }
}

@Suite struct `Pixels in every transfer syntax that is written` {
  @Test(arguments: Case.all)
  fileprivate func `every sample comes back`(_ example: Case) throws {
    let folder = try TemporaryFolder()
    let dataSet = image(
      bitsAllocated: example.bitsAllocated,
      isSigned: example.isSigned,
      frames: example.frames,
      samples: example.samples
    )
    let path = folder.path("image.dcm")
    try DICOMFile.write(dataSet, to: path, transferSyntax: example.syntax)
    let expected = try samples(of: dataSet)
    let file = try DICOMFile.read(path: path, bulkByteLimit: 16)
    #expect(file.transferSyntaxUID == example.syntax.rawValue)
    #expect(try storedValues(file) == expected)
    // In memory, and whether or not the value is also in the data set, the pixels are the same.
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    #expect(try storedValues(DICOMFile.read(bytes: bytes, name: "image")) == expected)
  }

  @Test func `32-bit samples aren't written big-endian, where readers disagree`() throws {
    let folder = try TemporaryFolder()
    #expect(throws: DICOMError.self) {
      try DICOMFile.write(
        image(bitsAllocated: 32),
        to: folder.path("image.dcm"),
        transferSyntax: .explicitVRBigEndian
      )
    }
  }

  @Test func `values are slope times stored plus intercept, rounded once`() throws {
    let folder = try TemporaryFolder()
    let dataSet = image(bitsAllocated: 16, isSigned: true)
    try DICOMFile.write(dataSet, to: folder.path("image.dcm"))
    let reader = try PixelReader(DICOMFile.read(path: folder.path("image.dcm")))
    let values = try reader.values(
      ofFrame: 0,
      scaling: LinearScaling(slope: 0.1, intercept: -1024.7)
    )
    #expect(values == (try samples(of: dataSet)).map { Float(0.1 * $0 + -1024.7) })
  }

  @Test func `bits beside the value are no part of it`() throws {
    let folder = try TemporaryFolder()
    var dataSet = image(bitsAllocated: 16, isSigned: true)
    dataSet.set(.rows, .US, 1)
    dataSet.set(.columns, .US, 4)
    dataSet.set(.bitsStored, .US, 12)
    dataSet.set(.highBit, .US, 11)
    // An overlay in the four high bits: 0x07FF, 0x0800, 0x0FFF and 1 remain.
    dataSet[.pixelData] = Element(
      .OW,
      .bytes([0xFF, 0xA7, 0x00, 0x58, 0xFF, 0x0F, 0x01, 0xF0])
    )
    try DICOMFile.write(dataSet, to: folder.path("image.dcm"))
    let values = try storedValues(DICOMFile.read(path: folder.path("image.dcm")))
    #expect(values == [2047, -2048, -1, 1])
  }

  @Test(arguments: [(Tag.floatPixelData, VR.OF, 32), (.doubleFloatPixelData, .OD, 64)])
  func `floating-point pixels are read as they are`(
    _ tag: DICOM.Tag,
    _ vr: VR,
    _ bits: Int
  ) throws {
    let folder = try TemporaryFolder()
    var dataSet = image(bitsAllocated: 16)
    dataSet[.pixelData] = nil
    for tag in [.bitsStored, .highBit, .pixelRepresentation] as [DICOM.Tag] { dataSet[tag] = nil }
    dataSet.set(.bitsAllocated, .US, bits)
    dataSet.set(.rows, .US, 1)
    dataSet.set(.columns, .US, 3)
    let values: [Double] = [0.5, -3.25e7, 1.0 / 1024]
    let bytes = values.flatMap { value -> [UInt8] in
      let pattern = bits == 32 ? UInt64(Float(value).bitPattern) : value.bitPattern
      return (0..<bits / 8).map { UInt8(truncatingIfNeeded: pattern >> UInt64(8 * $0)) }
    }
    dataSet[tag] = Element(vr, .bytes(bytes))
    for syntax in [TransferSyntax.explicitVRLittleEndian, .explicitVRBigEndian] {
      try DICOMFile.write(dataSet, to: folder.path("image.dcm"), transferSyntax: syntax)
      #expect(try storedValues(DICOMFile.read(path: folder.path("image.dcm"))) == values)
    }
  }

  @Test func `colour by plane comes out by pixel`() throws {
    let folder = try TemporaryFolder()
    var dataSet = image(bitsAllocated: 8, samples: 3)
    dataSet.set(.planarConfiguration, .US, 1)
    dataSet.set(.rows, .US, 1)
    dataSet.set(.columns, .US, 2)
    dataSet[.pixelData] = Element(.OB, .bytes([1, 2, 3, 4, 5, 6]))
    try DICOMFile.write(dataSet, to: folder.path("image.dcm"))
    #expect(try storedValues(DICOMFile.read(path: folder.path("image.dcm"))) == [1, 3, 5, 2, 4, 6])
  }
}

@Suite struct `JPEG 2000, written by another program` {
  /// What sample n of a kind of image is (Tests/Oracles/jpeg2000.py).
  private static func sample(_ kind: String, _ index: Int) -> Double {
    switch kind {
    case "signed": Double(index - 900)
    case "colour": Double(index * index / 7 % 256)
    default: Double(index)
    }
  }

  @Test(arguments: ["unsigned", "signed", "colour"])
  func `every sample comes back`(_ kind: String) throws {
    let corpus = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Fuzz/Corpus/dicom/image-jpeg2000-\(kind).dcm")
    let values = try storedValues(DICOMFile.read(path: corpus.path))
    #expect(values.count == 40 * 48 * (kind == "colour" ? 3 : 1))
    #expect(values == values.indices.map { Self.sample(kind, $0) })
  }
}

/// Makes the seeds of Fuzz/Corpus/dicom again: `FUZZ_CORPUS=Fuzz/Corpus/dicom swift test --filter corpus`.
@Test(.enabled(if: ProcessInfo.processInfo.environment["FUZZ_CORPUS"] != nil))
func `the fuzz corpus is made of small files of every kind`() throws {
  let folder = URL(
    fileURLWithPath: try #require(ProcessInfo.processInfo.environment["FUZZ_CORPUS"])
  )
  for syntax in TransferSyntax.allCases {
    for (bits, samples) in [(1, 1), (8, 3), (16, 1)] {
      if bits == 1, syntax.rawValue.contains(".4.") || syntax == .rleLossless { continue }
      let name = "image-\(syntax)-\(bits)-\(samples).dcm"
      try DICOMFile.write(
        image(bitsAllocated: bits, frames: 2, samples: samples),
        to: folder.appendingPathComponent(name).path,
        transferSyntax: syntax
      )
    }
  }
  for syntax in [
    TransferSyntax.implicitVRLittleEndian, .explicitVRLittleEndian, .explicitVRBigEndian,
  ] {
    try DICOMFile.write(
      everyVR(),
      to: folder.appendingPathComponent("values-\(syntax).dcm").path,
      transferSyntax: syntax
    )
  }
}
