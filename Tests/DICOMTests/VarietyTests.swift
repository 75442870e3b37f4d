import DICOM
import Foundation
import TestSupport
import Testing

/// What pydicom reads from its own test files (Tests/Oracles/dicom_variety.py).
private struct Reference: Decodable {
  let transferSyntax: String?
  let attributes: [String: String]?
  let pixels: Pixels?

  struct Pixels: Decodable {
    let count: Int
    let least: Double
    let greatest: Double
    let sum: Double
  }

  /// All files' entries; the JSON lies beside the script that made it.
  static func all() throws -> [String: Reference] {
    let json = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../Oracles/dicom_variety.json")
    return try JSONDecoder().decode([String: Reference].self, from: Data(contentsOf: json))
  }
}

/// The least, greatest and sum of the samples of all frames.
private struct Summary {
  var count = 0
  var least = Double.infinity
  var greatest = -Double.infinity
  var sum = 0.0

  init(_ file: DICOMFile) throws(DICOMError) {
    let reader = try PixelReader(file)
    for frame in 0..<reader.description.numberOfFrames {
      for value in try reader.storedValues(ofFrame: frame) {
        count += 1
        least = min(least, value)
        greatest = max(greatest, value)
        sum += value
      }
    }
  }
}

@Suite(.enabled(if: SharedData.isPresent)) struct `Files in many transfer syntaxes and states` {
  let folder: URL

  init() throws { folder = try #require(SharedData.folder).appendingPathComponent("dicom-variety") }

  /// Damaged copies: the first doesn't begin with an attribute, the second ends within one.
  static let refused = ["no_meta.dcm", "rtplan_truncated.dcm"]

  private func readable() throws -> [(String, DICOMFile, Reference)] {
    try Reference.all().filter { !Self.refused.contains($0.key) }.map { name, reference in
      (
        name, try DICOMFile.read(path: folder.appendingPathComponent(name).path), reference
      )
    }
  }

  @Test func `their attributes are those that pydicom reads`() throws {
    let tags: [String: DICOM.Tag] = [
      "SOPClassUID": .sopClassUID, "SOPInstanceUID": .sopInstanceUID, "Modality": .modality,
      "PatientName": .patientName, "StudyDate": .studyDate, "Rows": .rows,
    ]
    for (name, file, reference) in try readable() {
      for (keyword, tag) in tags {
        var ours = file.dataSet.strings(tag).joined(separator: "\\")
        if tag == .rows, let rows = try? file.dataSet.integer(tag) { ours = "\(rows)" }
        // pydicom leaves out the delimiter of a name's empty last group.
        if tag == .patientName, ours.hasSuffix("=") { ours.removeLast() }
        #expect(ours == reference.attributes?[keyword] ?? "", "\(name) \(keyword)")
      }
    }
  }

  @Test func `their pixels are those that pydicom decodes`() throws {
    var decoded = 0
    for (name, file, reference) in try readable() {
      guard let expected = reference.pixels else { continue }
      let ours = try Summary(file)
      #expect(ours.count == expected.count, "\(name)")
      #expect(ours.least == expected.least, "\(name)")
      #expect(ours.greatest == expected.greatest, "\(name)")
      // Decoders of lossy JPEG may round differently: by a twentieth of a step on average.
      let isLossyJPEG = file.transferSyntaxUID.hasPrefix("1.2.840.10008.1.2.4.5")
      let tolerance = isLossyJPEG ? Double(ours.count) / 20 : 0
      #expect(abs(ours.sum - expected.sum) <= tolerance, "\(name)")
      decoded += 1
    }
    #expect(decoded == 70)
  }

  @Test(arguments: [
    ("no_meta.dcm", "doesn't begin with a DICOM attribute"),
    ("rtplan_truncated.dcm", "(300A,00B0) announces 976 bytes, 711 are there"),
  ])
  func `damaged files are refused with the reason`(_ name: String, _ reason: String) throws {
    let path = folder.appendingPathComponent(name).path
    let error = #expect(throws: DICOMError.self) { try DICOMFile.read(path: path) }
    #expect(error?.description.contains(reason) == true)
  }

  @Test(arguments: [
    ("MR_truncated.dcm", "need 8192 bytes, 8130 are there"),
    ("JPEG2000-embedded-sequence-delimiter.dcm", "JPEG 2000: the header is damaged"),
    ("badVR.dcm", "(0028,0008) holds '1A'"),
    ("rtstruct.dcm", "PixelData (7FE0,0010) is missing"),
  ])
  func `pixels that can't be decoded are refused with the reason`(
    _ name: String,
    _ reason: String
  ) throws {
    let file = try DICOMFile.read(path: folder.appendingPathComponent(name).path)
    let error = #expect(throws: DICOMError.self) { try Summary(file) }
    #expect(error?.description.contains(reason) == true)
  }
}
