import DICOM
import Foundation
import TestSupport
import Testing

@testable import Uptake

/// Real and reference series: the factors that their headers lead to.
@Suite(.enabled(if: SharedData.isPresent, "the shared data is absent"))
struct SharedSeriesTests {
  /// The PET headers of a folder, by file name.
  static func headers(_ folder: String) throws -> [DataSet] {
    let root = try #require(SharedData.folder).appendingPathComponent(folder)
    let files = try #require(
      FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
    ).compactMap { $0 as? URL }.filter { $0.pathExtension == "dcm" }
    return try files.sorted { $0.path < $1.path }.map {
      try DICOMFile.read(path: $0.path, bulkByteLimit: 4096).dataSet
    }.filter { $0.string(Tag(0x0008, 0x0060)) == "PT" }
  }

  /// SUVbw per Bq/ml an hour after 368.08 MBq in 70 kg.
  static let perBecquerel = 70_000 / (368.08e6 * exp2(-3600 / 6586.2))

  // M 70 kg, 175 cm: James 56.52 kg; 1.84814 m2.
  @Test(arguments: [
    ("DRO_0_0", perBecquerel, 1e-12), ("DRO_1_0", perBecquerel, 1e-12), ("DRO_2_0", 1, 1e-12),
    ("DRO_2_1", 70 / 56.52, 1e-12), ("DRO_2_3", 70_000 / 18_481.43018, 1e-8),
    ("DRO_2_4", 0.0005, 1e-12), ("DRO_3_0", perBecquerel, 1e-12),
    ("DRO_3_1", 70_000 / 368.08e6, 1e-12), ("DRO_3_3", perBecquerel, 1e-12),
    ("DRO_4_0", perBecquerel, 1e-12), ("DRO_4_1", perBecquerel, 1e-12),
  ])
  func `the IBSI-SUV objects have the factors of their closed forms`(
    object: String,
    factor: Double,
    tolerance: Double
  ) throws {
    let headers = try Self.headers("ibsi-suv/\(object)")
    let certificate = try SUVCertificate(of: headers, settings: lenient)
    #expect(certificate.scaling.count == 20)
    #expect(relativeDifference(certificate.factorRange.lowerBound, factor) < tolerance)
    #expect(certificate.factorRange.lowerBound == certificate.factorRange.upperBound)
  }

  @Test func `a strict certificate is given to the objects that need no adaptation`() throws {
    for object in ["DRO_0_0", "DRO_1_0", "DRO_2_0", "DRO_2_3", "DRO_3_1", "DRO_4_0"] {
      let headers = try Self.headers("ibsi-suv/\(object)")
      #expect(throws: Never.self) { try SUVCertificate(of: headers, settings: strict) }
    }
    for (object, code) in [
      ("DRO_3_0", UptakeError.Code.dose), ("DRO_4_1", .administrationDate),
      // Their private attributes lack the creator.
      ("DRO_2_4", .philipsScale), ("DRO_3_3", .decayTiming),
    ] {
      do {
        _ = try SUVCertificate(of: try Self.headers("ibsi-suv/\(object)"), settings: strict)
        Issue.record("\(object) has to be refused")
      } catch let error as UptakeError {
        #expect(error.code == code)
      }
    }
  }

  // 112011 - 103500 = 2711 s: 71000 / (388777472 2^(-2711/6588)).
  @Test func `the whole-body GE series has a slope of its own in every slice`() throws {
    let headers = try Self.headers("sts-001")
    let certificate = try SUVCertificate(of: headers, settings: lenient)
    #expect(certificate.scaling.count == 267)
    let factor = 71_000 / (388_777_472 * exp2(-2711.0 / 6588))
    #expect(relativeDifference(certificate.factorRange.lowerBound, factor) < 1e-12)
    #expect(Set(certificate.scaling.map(\.slope)).count > 200)
    // Every decay factor of the series is that of FrameReferenceTime, so none is doubted.
    #expect(!certificate.has(.decayFactorDisagrees))
    #expect(certificate.nuclide?.name == "F-18")
  }

  @Test func `the breast FLT slices: one right, one with a tenth of a second flagged`() throws {
    let headers = try Self.headers("breast-flt")
    let first = try SUVCertificate(of: [headers[0]], settings: lenient)
    #expect(relativeDifference(first.factorRange.lowerBound, 5.942485308e-4) < 1e-9)
    let second = try SUVCertificate(of: [headers[1]], settings: lenient)
    #expect(second.has(.uptakeTimeImplausible))
  }

  @Test func `the NEMA phantom, without units and weight, is refused`() throws {
    let headers = try Self.headers("nema-iq")
    let one = Array(headers.prefix(1))
    let assessment = PETAssessment(of: one, settings: lenient)
    #expect(assessment.reasons.map(\.code) == [.units])
  }
}
