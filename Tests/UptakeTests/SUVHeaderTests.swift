import DICOM
import Foundation
import TestSupport
import Testing

@testable import Uptake

/// Headers of real scanners, from cornerstonejs/calculate-suv (MIT): keyword maps without modality,
/// SOP class, manufacturer and slope, which are added here.
struct SUVHeaderTests {
  struct Row: Decodable {
    let SeriesDate: String
    let SeriesTime: String
    let AcquisitionDate: String
    let AcquisitionTime: String
    let PatientSex: String
    let PatientSize: Double?
    let PatientWeight: Double
    let FrameReferenceTime: Double
    let DecayCorrection: String
    let Units: String
    let RadionuclideTotalDose: Double
    let RadionuclideHalfLife: Double
    let RadiopharmaceuticalStartTime: String
    let RadiopharmaceuticalStartDateTime: String?
    let CorrectedImage: [String]
    let ActualFrameDuration: Double
    let PhilipsPETPrivateGroup: Philips

    struct Philips: Decodable {
      let SUVScaleFactor: String?
      let ActivityConcentrationScaleFactor: String?
    }

    func dataSet(manufacturer: String) -> DataSet {
      var header = PETHeader()
      header.text(0x0008, 0x0070, .LO, manufacturer)
      header.text(0x0008, 0x0021, .DA, SeriesDate)
      header.text(0x0008, 0x0031, .TM, SeriesTime)
      header.text(0x0008, 0x0022, .DA, AcquisitionDate)
      header.text(0x0008, 0x0032, .TM, AcquisitionTime)
      header.text(0x0010, 0x0040, .CS, PatientSex)
      header.remove(0x0010, 0x1020)
      if let PatientSize { header.text(0x0010, 0x1020, .DS, "\(PatientSize)") }
      header.text(0x0010, 0x1030, .DS, "\(PatientWeight)")
      header.text(0x0054, 0x1300, .DS, "\(FrameReferenceTime)")
      header.text(0x0054, 0x1102, .CS, DecayCorrection)
      header.text(0x0054, 0x1001, .CS, Units)
      header.text(0x0018, 0x1242, .IS, "\(Int(ActualFrameDuration))")
      header.dataSet[Tag(0x0028, 0x0051)] = Element(.CS, .text(CorrectedImage))
      header.tracer.set(Tag(0x0018, 0x1074), .DS, "\(RadionuclideTotalDose)")
      header.tracer.set(Tag(0x0018, 0x1075), .DS, "\(RadionuclideHalfLife)")
      header.tracer.set(Tag(0x0018, 0x1072), .TM, RadiopharmaceuticalStartTime)
      header.removeFromTracer(0x1078)
      if let RadiopharmaceuticalStartDateTime {
        header.tracer.set(Tag(0x0018, 0x1078), .DT, RadiopharmaceuticalStartDateTime)
      }
      let creator = "Philips PET Private Group"
      if let factor = PhilipsPETPrivateGroup.SUVScaleFactor {
        header.setPrivate(0x7053, 0x00, creator: creator, .DS, factor)
      }
      if let factor = PhilipsPETPrivateGroup.ActivityConcentrationScaleFactor {
        header.setPrivate(0x7053, 0x09, creator: creator, .DS, factor)
      }
      return header.complete
    }
  }

  /// The factor of `expected.csv` for a file.
  static func expected(_ file: String) throws -> Double {
    let folder = try #require(SharedData.folder).appendingPathComponent("suv-headers")
    let table = try String(
      contentsOf: folder.appendingPathComponent("expected.csv"),
      encoding: .utf8
    )
    let line = try #require(
      table.split(whereSeparator: \.isNewline).first { $0.hasPrefix(file + ",") }
    )
    return try #require(Double(line.split(separator: ",")[1]))
  }

  static func certificate(_ file: String, _ manufacturer: String) throws -> SUVCertificate {
    let folder = try #require(SharedData.folder).appendingPathComponent("suv-headers")
    let data = try Data(contentsOf: folder.appendingPathComponent(file))
    let rows = try JSONDecoder().decode([Row].self, from: data)
    return try SUVCertificate(
      of: rows.map { $0.dataSet(manufacturer: manufacturer) },
      settings: lenient
    )
  }

  @Test(
    .enabled(if: SharedData.isPresent, "the shared data is absent"),
    arguments: [
      ("SIEMENS-instances.json", "SIEMENS", "START 3", 1e-4),
      ("GE_MEDICAL_AND_BQML-instances.json", "GE MEDICAL SYSTEMS", "START 2", 1e-4),
      ("PHILIPS_BQML-instances.json", "Philips Medical Systems", "START 2", 1e-4),
      ("BQML_AC_DT_lessThan_S_DT_SIEMENS-instances.json", "SIEMENS", "START 2", 1e-4),
      // "CPS" is the maker here (CPS and CTI, Siemens' forerunners); its Units are BQML.
      // FrameReferenceTime is 0 for a frame of 180 s, which no mean-activity time can be: read
      // literally (tacq + 89.86 s) the factor would be 0.95 % higher.
      ("CPS_AND_BQML_AC_DT_-_S_DT-instances.json", "CPS", "START 3", 1e-4),
      ("RADIOPHARM_DATETIME_UNDEFINED-instances.json", "SIEMENS", "START 3", 1e-4),
    ]
  )
  func `factors of real headers agree with calculate-suv to a ten-thousandth`(
    file: String,
    manufacturer: String,
    rule: String,
    tolerance: Double
  ) throws {
    let certificate = try Self.certificate(file, manufacturer)
    #expect(
      relativeDifference(certificate.factorRange.lowerBound, try Self.expected(file)) < tolerance
    )
    #expect(certificate.steps.contains { $0.rule == rule })
  }

  @Test(.enabled(if: SharedData.isPresent, "the shared data is absent"))
  func `counts with only Philips' SUV factor take that factor`() throws {
    let file = "PHILIPS_CNTS_AND_SUV-instances.json"
    let certificate = try Self.certificate(file, "Philips Medical Systems")
    #expect(certificate.factorRange == 0.000728...0.000728)
  }

  // calculate-suv takes the SUV factor, given with three digits; the activity factor (IBSI-SUV)
  // gives 0.00055132 by hand: 1.602563 * 54000 / 238e6 * 2^(3956.x / 6588), 0.06 % from it.
  @Test(.enabled(if: SharedData.isPresent, "the shared data is absent"))
  func `counts with both Philips factors take the activity factor, and both agree`() throws {
    let file = "PHILIPS_CNTS_AND_BQML_SUV-instances.json"
    let certificate = try Self.certificate(file, "Philips Medical Systems")
    // Hand value: reference 09:54:39 + 60 s - lambda T^2/24 (0.063 s) - 1183 s = 09:35:55.937.
    let byHand = 1.602563 * 54_000 / 238e6 * exp2((3955.937) / 6588)
    #expect(relativeDifference(certificate.factorRange.lowerBound, byHand) < 1e-6)
    #expect(relativeDifference(certificate.factorRange.lowerBound, try Self.expected(file)) < 1e-3)
    #expect(!certificate.has(.philipsFactorsDisagree))
    let check = certificate.crossChecks.first { $0.rule.contains("xx00") }
    #expect(check?.factor == 0.000551)
  }
}
