import DICOM
import Dispatch
import Foundation
import TestSupport
import Testing

@Suite struct `Attributes as files hold them` {
  /// A PET header whose private attributes of three vendors have no VR of their own.
  private func privateAttributes(vr: VR) -> DataSet {
    var dataSet = DataSet()
    dataSet.set(.sopClassUID, .UI, "1.2.840.10008.5.1.4.1.1.128")
    dataSet.set(.sopInstanceUID, .UI, "2.25.5")
    func add(_ group: UInt16, _ block: UInt16, _ creator: String, _ values: [(UInt16, String)]) {
      dataSet.set(Tag(group, block), .LO, creator)
      for (element, text) in values {
        dataSet[Tag(group, block << 8 | element)] = Element(vr, .bytes(Array(text.utf8)))
      }
    }
    // Not the first block: private attributes are found by their creator, not by their number.
    add(
      0x7053,
      0x11,
      "Philips PET Private Group",
      [(0x00, "0.000421"), (0x09, "1.25"), (0x5A, "ab")]
    )
    add(0x0009, 0x21, "GEMS_PETD_01", [(0x0D, "20240301101112.00 "), (0x3B, "20240301091112.00 ")])
    add(0x0071, 0x12, "SIEMENS MED PT", [(0x22, "20240301101112.000000 ")])
    return dataSet
  }

  @Test(arguments: [
    TransferSyntax.explicitVRLittleEndian, .implicitVRLittleEndian, .explicitVRBigEndian,
  ])
  func `private attributes get their VR from their creator`(_ syntax: TransferSyntax) throws {
    let folder = try TemporaryFolder()
    try DICOMFile.write(
      privateAttributes(vr: .UN),
      to: folder.path("a.dcm"),
      transferSyntax: syntax
    )
    let dataSet = try DICOMFile.read(path: folder.path("a.dcm")).dataSet
    func text(_ group: UInt16, _ element: UInt8, _ creator: String) throws -> String? {
      let tag = try #require(dataSet.privateTag(group: group, element: element, creator: creator))
      return dataSet.string(tag)
    }
    #expect(try text(0x7053, 0x00, "Philips PET Private Group") == "0.000421")
    #expect(try text(0x7053, 0x09, "Philips PET Private Group") == "1.25")
    #expect(try text(0x0009, 0x0D, "GEMS_PETD_01") == "20240301101112.00")
    #expect(try text(0x0009, 0x3B, "GEMS_PETD_01") == "20240301091112.00")
    #expect(try text(0x0071, 0x22, "SIEMENS MED PT") == "20240301101112.000000")
    #expect(dataSet[Tag(0x7053, 0x1100)]?.vr == .DS)
    #expect(dataSet[Tag(0x7053, 0x115A)] == Element(.UN, .bytes(Array("ab".utf8))))
  }

  @Test func `large values are left in the file, with their length`() throws {
    let folder = try TemporaryFolder()
    var dataSet = privateAttributes(vr: .UN)
    dataSet[.iccProfile] = Element(.OB, .bytes([UInt8](repeating: 7, count: 1000)))
    try DICOMFile.write(dataSet, to: folder.path("a.dcm"))
    let small = try DICOMFile.read(path: folder.path("a.dcm"), bulkByteLimit: 999)
    #expect(small.dataSet[.iccProfile]?.value == .omitted(byteCount: 1000))
    let whole = try DICOMFile.read(path: folder.path("a.dcm"), bulkByteLimit: 1000)
    #expect(whole.dataSet[.iccProfile] == dataSet[.iccProfile])
  }

  @Test func `the meta information names the object and its writer`() throws {
    let folder = try TemporaryFolder()
    try DICOMFile.write(everyVR(), to: folder.path("a.dcm"))
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.path("a.dcm"))))
    #expect(bytes[0..<128].allSatisfy { $0 == 0 })
    #expect(Array(bytes[128..<132]) == Array("DICM".utf8))
    // (0002,0000) holds the length of what follows in group 2.
    #expect(Array(bytes[132..<140]) == [2, 0, 0, 0, 0x55, 0x4C, 4, 0])
    let length = (0..<4).reduce(0) { $0 | Int(bytes[140 + $1]) << (8 * $1) }
    let meta = String(decoding: bytes[144..<144 + length], as: UTF8.self)
    #expect(Array(bytes[144 + length..<148 + length]) == [8, 0, 5, 0])
    #expect(meta.contains("HERALD"))
    #expect(meta.contains("2.25.154386891318369103087802744810989315942"))
    #expect(meta.contains("1.2.840.10008.5.1.4.1.1.7"))
    #expect(meta.contains("2.25.123"))
    #expect(!meta.contains("OFFIS"))
  }

  @Test func `values that their VR can't hold are refused by name`() throws {
    let folder = try TemporaryFolder()
    let cases: [(DICOM.Tag, Element)] = [
      (.rows, Element(.US, .integers([65_536]))),
      (.patientWeight, Element(.DS, .text(["seventy"]))),
      (.patientWeight, Element(.DS, .text(["70.12345678901234"]))),
      (.instanceNumber, Element(.IS, .text(["1.5"]))),
      (.seriesInstanceUID, Element(.UI, .text(["1.2.x"]))),
      (.pixelData, Element(.OW, .omitted(byteCount: 2))),
    ]
    for (tag, element) in cases {
      var dataSet = privateAttributes(vr: .UN)
      dataSet[tag] = element
      let error = #expect(throws: DICOMError.self) {
        try DICOMFile.write(dataSet, to: folder.path("a.dcm"))
      }
      #expect(error?.description.contains("\(tag)") == true)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
  }

  @Test func `numbers that aren't finite are no values`() {
    var dataSet = DataSet()
    dataSet.set(.realWorldValueSlope, .FD, .nan)
    #expect(throws: DICOMError.self) { try dataSet.double(.realWorldValueSlope) }
  }

  @Test func `files are read from many threads at once`() throws {
    let folder = try TemporaryFolder()
    let paths = try TransferSyntax.allCases.map { syntax in
      let path = folder.path("\(syntax).dcm")
      try DICOMFile.write(
        image(bitsAllocated: 16, isSigned: true, frames: 2),
        to: path,
        transferSyntax: syntax
      )
      return path
    }
    let expected = try samples(of: image(bitsAllocated: 16, isSigned: true, frames: 2))
    let right = (0..<32).map { _ in Shared(false) }
    DispatchQueue.concurrentPerform(iterations: right.count) { index in
      let path = paths[index % paths.count]
      right[index].value =
        (try? storedValues(DICOMFile.read(path: path, bulkByteLimit: 64))) == expected
    }
    #expect(right.allSatisfy { $0.value })
  }
}

/// A flag that one thread writes and, later, another reads.
private final class Shared: @unchecked Sendable {
  var value: Bool
  init(_ value: Bool) { self.value = value }
}

@Suite(.enabled(if: SharedData.isPresent)) struct `Malformed files` {
  /// In a process of its own, with bounded memory: a crash or a bomb would end it.
  @Test func `each is read or refused with a reason`() async {
    await #expect(processExitsWith: .success) {
      let folder = try #require(SharedData.folder).appendingPathComponent("malformed")
      var limit = rlimit(rlim_cur: 6 << 30, rlim_max: 6 << 30)
      unsafe setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
      let files = try #require(
        FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
      )
      var read = 0
      var refused = 0
      for case let file as URL in files where file.pathExtension == "dcm" {
        do throws(DICOMError) {
          let header = try DICOMFile.read(path: file.path, bulkByteLimit: 4096)
          let reader = try PixelReader(header)
          for frame in 0..<min(reader.description.numberOfFrames, 4) {
            _ = try reader.storedValues(ofFrame: frame)
          }
          read += 1
        } catch {
          precondition(error.description.count > 20, "a refusal says why")
          refused += 1
        }
      }
      precondition(read + refused == 355, "\(read) read, \(refused) refused")
      precondition(read > 150 && refused > 100, "\(read) read, \(refused) refused")
    }
  }

  @Test(arguments: [
    ("TC0265", "nested deeper than 64 levels"), ("TC0339", "need 8191991808 bytes"),
    ("TC0285", "need 8192 bytes, 4096 are there"), ("TC0295", "'0'"),
    ("TC0299", "BitsStored"), ("TC0323", "no fragments"), ("TC0383", "no DICM prefix"),
    ("TC0357", "(FFFE,E000) can't be in a data set"), ("TC0267", "has no attributes"),
  ])
  func `the reason names what is wrong`(_ name: String, _ reason: String) throws {
    let folder = try #require(SharedData.folder).appendingPathComponent("malformed")
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    let file = try #require(files.first { $0.contains("/\(name)_") })
    let error = #expect(throws: DICOMError.self) {
      _ = try storedValues(DICOMFile.read(path: folder.appendingPathComponent(file).path))
    }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "read")")
  }
}
