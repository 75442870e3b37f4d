import DICOM
import Foundation
import Testing

@testable import Uptake

/// The certificate as people and programs read it, and the choice of the series.
struct CertificateTests {
  @Test func `a certificate survives JSON`() throws {
    var settings = lenient
    settings.entered.weightKilograms = Entered(70, reason: "CRF")
    settings.uptakeWindowSeconds = 3000...4000
    let certificate = try certificate(PETHeader(), settings)
    let json = try JSONEncoder().encode(certificate)
    #expect(try JSONDecoder().decode(SUVCertificate.self, from: json) == certificate)
  }

  @Test(arguments: [80, 100])
  func `the text for people keeps its width, and names every attribute used`(columns: Int) throws {
    var header = PETHeader()
    header.text(0x0008, 0x0031, .TM, "113000")
    header.tracer.set(Tag(0x0018, 0x1078), .DT, "19000101100000")
    var settings = lenient
    settings.entered.weightKilograms = Entered(70, reason: "scale")
    let certificate = try certificate(header, settings)
    let text = certificate.text(columns: columns)
    for line in text.split(separator: "\n") { #expect(line.count <= columns, "\(line)") }
    for fact in certificate.facts { #expect(text.contains(fact.tag)) }
    for section in ["What was used", "Rules followed", "Adaptations", "Caveats", "other rules"] {
      #expect(text.contains(section))
    }
    #expect(text.contains("entered by a person: scale"))
    #expect(!text.contains(" \n"))
  }

  @Test func `a refusal says what was found and what can be done`() throws {
    var header = PETHeader()
    header.text(0x0010, 0x1030, .DS, "0")
    let error = try #require(refusal(header))
    #expect(error.description.hasPrefix("E_WEIGHT: PatientWeight (0010,1030) is '0': "))
    #expect(error.description.contains("What you can do: enter the patient's weight"))
    let json = try JSONEncoder().encode(error)
    let members = try #require(
      try JSONSerialization.jsonObject(with: json) as? [String: String]
    )
    #expect(members["code"] == "E_WEIGHT")
    #expect(members["tag"] == "(0010,1030)")
  }

  private func assessment(
    _ uid: String,
    _ change: (inout PETHeader) -> Void = { _ in }
  ) -> PETAssessment {
    var header = PETHeader()
    header.text(0x0020, 0x000E, .UI, uid)
    change(&header)
    return PETAssessment(of: header.slices, settings: lenient)
  }

  @Test func `of several series the quantitative original is measured`() throws {
    let uncorrected = assessment("1.1") { $0.dataSet.set(Tag(0x0028, 0x0051), .CS, "NORM") }
    let derived = assessment("1.2") {
      $0.dataSet.set(Tag(0x0008, 0x0008), .CS, "DERIVED", "SECONDARY")
    }
    let original = assessment("1.3")
    #expect(derived.certificate?.has(.derivedImage) == true)
    #expect(try PETAssessment.choose(among: [uncorrected, derived, original]) == 2)
    #expect(try PETAssessment.choose(among: [uncorrected, derived]) == 1)
  }

  @Test func `several originals are refused and listed`() {
    do {
      _ = try PETAssessment.choose(among: [assessment("1.3"), assessment("1.4")])
      Issue.record("has to be refused")
    } catch {
      #expect(error.code == .seriesChoice)
      #expect(error.reason.contains("1.3") && error.reason.contains("1.4"))
    }
  }

  @Test func `an assessment gives all reasons, not the first`() {
    let poor = assessment("1.5") {
      $0.text(0x0008, 0x0060, .CS, "NM")
      $0.remove(0x0028, 0x0051)
      $0.dataSet.set(Tag(0x0054, 0x1000), .CS, "STATIC", "REPROJECTION")
    }
    #expect(poor.reasons.map(\.code) == [.modality, .modality, .notAttenuationCorrected])
    #expect(poor.certificate == nil)
    #expect(throws: UptakeError.self) { try PETAssessment.choose(among: [poor]) }
    #expect(throws: UptakeError.self) { try PETAssessment.choose(among: []) }
    #expect(PETAssessment(of: [], settings: lenient).reasons.map(\.code) == [.modality])
  }

  @Test func `Enhanced PET refuses what it can't read`() throws {
    var complete = try #require(EnhancedObjects.slices("DRO_7_0_0").first)
    complete.set(Tag(0x0018, 0x9759), .CS, "NO")
    expectRefusal(complete, .notAttenuationCorrected)
    complete = try #require(EnhancedObjects.slices("DRO_7_0_0").first)
    complete[Tag(0x0018, 0x9758)] = nil
    expectRefusal(complete, .decayTiming)
    complete = try #require(EnhancedObjects.slices("DRO_7_0_0").first)
    complete[Tag(0x0018, 0x9701)] = nil
    expectRefusal(complete, .decayTiming)
    complete = try #require(EnhancedObjects.slices("DRO_7_0_0").first)
    var frames = complete.items(Tag(0x5200, 0x9230))
    frames[1].set(
      Tag(0x0040, 0x9096),
      items: [EnhancedObjects.mapping("g/ml{SUVbw}", 0.001)]
    )
    complete.set(Tag(0x5200, 0x9230), items: frames)
    expectRefusal(complete, .inconsistent)
    frames[1][Tag(0x0040, 0x9096)] = nil
    complete.set(Tag(0x5200, 0x9230), items: frames)
    // No real world value, and RescaleType US: no unit.
    expectRefusal(complete, .units)
  }

  private func expectRefusal(_ dataSet: DataSet, _ code: UptakeError.Code) {
    do {
      _ = try SUVCertificate(of: [dataSet], settings: lenient)
      Issue.record("has to be refused as \(code)")
    } catch {
      #expect(error.code == code)
    }
  }
}
