import DICOM
import Foundation
import Testing

/// A folder that goes away with the test.
final class TemporaryFolder {
  let url = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)

  init() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }
}

/// An image with an attribute of every VR, sequences, private attributes and Unicode text.
func everyVR() -> DataSet {
  var item = DataSet()
  item.set(.codeValue, .SH, "77004003")
  item.set(.codeMeaning, .LO, "Fluorine µ")
  var outer = DataSet()
  outer.set(.radiopharmaceutical, .LO, "FDG")
  outer.set(.radionuclideCodeSequence, items: [item, DataSet()])

  var dataSet = DataSet()
  dataSet.set(.sopClassUID, .UI, "1.2.840.10008.5.1.4.1.1.7")
  dataSet.set(.sopInstanceUID, .UI, "2.25.123")
  dataSet.set(Tag(0x0008, 0x0054), .AE, "HERE", "THERE")
  dataSet.set(.patientAge, .AS, "045Y")
  dataSet.set(.frameIncrementPointer, .AT, 0x0054_1300, 0x0018_1063)
  dataSet.set(.imageType, .CS, "ORIGINAL", "PRIMARY")
  dataSet.set(.studyDate, .DA, "20240229")
  dataSet.set(.patientWeight, .DS, "70.5")
  dataSet.set(.acquisitionDateTime, .DT, "20240229235959.123456+0130")
  dataSet.set(.realWorldValueSlope, .FD, 0.1, -1e300)
  dataSet.set(Tag(0x0018, 0x9220), .FD, 12.5)
  dataSet.set(.recommendedDisplayCIELabValue, .US, 0, 65535, 7)
  dataSet.set(Tag(0x0018, 0x9318), .FD, 1, 2, 3)
  dataSet.set(Tag(0x0014, 0x3011), .DS, "1")
  dataSet.set(.instanceNumber, .IS, "-12")
  dataSet.set(.seriesDescription, .LO, "Grüße, 日本")
  dataSet.set(.patientComments, .LT, "a\\b is one value\r\nnext line")
  dataSet.set(.patientName, .PN, "Yamada^Tarou=山田^太郎=やまだ^たろう")
  dataSet.set(.stationName, .SH, "PET1")
  dataSet.set(Tag(0x0018, 0x9306), .FD, 0.625)
  dataSet.set(Tag(0x0018, 0x9219), .SS, -32768, 32767)
  dataSet.set(Tag(0x0028, 0x0107), .SS, -5)
  dataSet.set(Tag(0x0018, 0x6020), .SL, -2_147_483_648)
  dataSet.set(Tag(0x0018, 0x6016), .UL, 4_294_967_295)
  dataSet.set(Tag(0x0040, 0xA161), .FD, .pi)
  dataSet.set(Tag(0x0070, 0x0022), .FL, 0.5, -0.25)
  dataSet.set(.studyTime, .TM, "235959.5")
  dataSet.set(Tag(0x0008, 0x1190), .UR, "https://example.org/a?b=c")
  dataSet.set(Tag(0x0040, 0xA160), .UT, "long\\text")
  dataSet.set(.longCodeValue, .UC, "unlimited")
  dataSet[.extendedOffsetTable] = nil
  dataSet[Tag(0x0042, 0x0011)] = Element(.OB, .bytes([1, 2, 3, 0]))
  dataSet[Tag(0x0028, 0x1201)] = Element(.OW, .bytes([1, 2, 3, 4]))
  dataSet.set(.radiopharmaceuticalInformationSequence, items: [outer])
  dataSet.set(.referencedImageSequence, items: [])
  dataSet.set(Tag(0x7053, 0x0010), .LO, "Philips PET Private Group")
  dataSet.set(Tag(0x7053, 0x1000), .DS, "0.00042")
  dataSet.setEmpty(.accessionNumber, .SH)
  dataSet.set(.samplesPerPixel, .US, 1)
  dataSet.set(.photometricInterpretation, .CS, "MONOCHROME2")
  dataSet.set(.rows, .US, 3)
  dataSet.set(.columns, .US, 2)
  dataSet.set(.bitsAllocated, .US, 16)
  dataSet.set(.bitsStored, .US, 16)
  dataSet.set(.highBit, .US, 15)
  dataSet.set(.pixelRepresentation, .US, 1)
  dataSet[.pixelData] = Element(.OW, .bytes([1, 0, 255, 255, 0, 128, 255, 127, 2, 1, 0, 0]))
  return dataSet
}

@Suite struct `Writing and reading back` {
  @Test(
    arguments: [
      TransferSyntax.implicitVRLittleEndian, .explicitVRLittleEndian, .explicitVRBigEndian,
      .deflatedExplicitVRLittleEndian,
    ])
  func `every VR survives every native transfer syntax`(_ syntax: TransferSyntax) throws {
    let folder = try TemporaryFolder()
    var written = everyVR()
    try DICOMFile.write(written, to: folder.path("a.dcm"), transferSyntax: syntax)
    let file = try DICOMFile.read(path: folder.path("a.dcm"))
    #expect(file.transferSyntaxUID == syntax.rawValue)
    #expect(file.mediaStorageSOPClassUID == "1.2.840.10008.5.1.4.1.1.7")
    written.set(.specificCharacterSet, .CS, "ISO_IR 192")
    for tag in Set(written.sortedTags).union(file.dataSet.sortedTags).sorted() {
      #expect(file.dataSet[tag] == written[tag], "\(tag)")
    }
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.path("a.dcm"))))
    #expect(try DICOMFile.read(bytes: bytes, name: "a").dataSet == file.dataSet)
  }
}
