import DICOM
import Foundation
import Testing

@testable import Uptake

/// What a person enters stands in place of the header, and both are written down.
struct EnteredFactsTests {
  @Test func `entered values replace the header's, with both in the certificate`() throws {
    var settings = strict
    settings.entered.weightKilograms = Entered(77, reason: "scale, visit 2")
    settings.entered.heightMeters = Entered(1.80, reason: "CRF")
    settings.entered.sex = Entered(.female, reason: "CRF")
    settings.entered.activityBecquerels = Entered(200e6, reason: "calibrator log")
    settings.entered.administration = Entered(
      try DICOMInstant("20250101103000"),
      reason: "nurse's record"
    )
    let certificate = try certificate(PETHeader(), settings)
    let expected = 77_000 / 200e6 * exp2(1800 / 6586.2)
    #expect(relativeDifference(certificate.factorRange.lowerBound, expected) < 1e-12)
    let weight = try #require(certificate.facts.first { $0.keyword == "PatientWeight" })
    #expect(weight.found == "70.0")
    #expect(weight.used == "77 kg")
    #expect(weight.enteredBecause == "scale, visit 2")
    let keywords = certificate.facts.filter { $0.enteredBecause != nil }.map(\.keyword)
    #expect(
      Set(keywords) == [
        "PatientWeight", "PatientSize", "PatientSex", "RadionuclideTotalDose",
        "RadiopharmaceuticalStartDateTime",
      ]
    )
  }

  @Test func `entered values make up for what the header lacks`() throws {
    var header = PETHeader()
    header.remove(0x0010, 0x1030)
    header.removeFromTracer(0x1074)
    header.removeFromTracer(0x1072)
    header.removeFromTracer(0x1078)
    #expect(refusal(header)?.code == .weight)
    var settings = strict
    settings.entered.weightKilograms = Entered(70, reason: "CRF")
    #expect(refusal(header, settings)?.code == .dose)
    settings.entered.activityBecquerels = Entered(368.08e6, reason: "CRF")
    #expect(refusal(header, settings)?.code == .administrationTime)
    settings.entered.administration = Entered(try DICOMInstant("20250101100000"), reason: "CRF")
    #expect(try certificate(header, settings).scaling == certificate(PETHeader()).scaling)
  }

  // 300 MBq at 09:30 are 300 2^(-1800/6586.2) at 10:00; 6 MBq left at 10:20 were
  // 6 2^(1200/6586.2) at 10:00.
  @Test func `net activity is the syringe's less the residual's, both at the administration`()
    throws
  {
    var settings = lenient
    settings.entered.syringe = Entered(
      MeasuredActivity(becquerels: 300e6, time: try DICOMInstant("20250101093000")),
      reason: "calibrator"
    )
    settings.entered.residual = Entered(
      MeasuredActivity(becquerels: 6e6, time: try DICOMInstant("20250101102000")),
      reason: "calibrator"
    )
    let before = 300e6 * exp2(-1800 / 6586.2)
    let left = 6e6 * exp2(1200 / 6586.2)
    let gross = try certificate(PETHeader(), settings)
    #expect(relativeDifference(gross.activityBecquerels, before) < 1e-12)
    #expect(gross.has(.residualNotSubtracted))
    settings.activity = .netOfResidual
    let net = try certificate(PETHeader(), settings)
    #expect(relativeDifference(net.activityBecquerels, before - left) < 1e-12)
    #expect(!net.has(.residualNotSubtracted))
    settings.entered.residual = nil
    #expect(refusal(PETHeader(), settings)?.code == .entered)
  }

  @Test func `values of a wrong unit are refused`() {
    var settings = lenient
    settings.entered.activityBecquerels = Entered(368, reason: "MBq by mistake")
    #expect(refusal(PETHeader(), settings)?.code == .entered)
    settings = lenient
    settings.entered.heightMeters = Entered(175, reason: "cm by mistake")
    let certificate = try? Uptake.SUVCertificate(of: PETHeader().slices, settings: settings)
    #expect(certificate?.heightMeters == nil)
    settings = lenient
    settings.entered.weightKilograms = Entered(-70, reason: "typing")
    #expect(refusal(PETHeader(), settings)?.code == .entered)
  }

  @Test func `an administration entered for after the scan is refused`() throws {
    var settings = lenient
    settings.entered.administration = Entered(try DICOMInstant("20250102100000"), reason: "CRF")
    #expect(refusal(PETHeader(), settings)?.code == .entered)
  }

  @Test func `what would have no effect on the scanner's own SUV is refused`() throws {
    var header = PETHeader()
    header.text(0x0054, 0x1001, .CS, "GML")
    var settings = lenient
    settings.entered.weightKilograms = Entered(71, reason: "CRF")
    #expect(refusal(header, settings)?.code == .entered)
    settings.entered.weightKilograms = Entered(70, reason: "CRF")
    #expect(try certificate(header, settings).factorRange == 1...1)
    settings.entered.administration = Entered(try DICOMInstant("20250101101000"), reason: "CRF")
    #expect(refusal(header, settings)?.code == .entered)
  }
}
