import Foundation
import Testing
import Uptake

@testable import Trial

@Suite struct ExposureTests {
  private func clock(_ time: String, ahead: Double = 0) throws -> ClockReading {
    ClockReading(try DICOMInstant(time), aheadSeconds: ahead)
  }

  private func administration(
    of tracer: String,
    assayed: Double,
    at assay: String = "20260302100000",
    residual: Double? = 0,
    residualAt residualTime: String = "20260302100000",
    administered: String = "20260302100000",
    aheadSeconds: Double = 0,
    extravasation: Extravasation = .none
  ) throws -> TracerAdministration {
    TracerAdministration(
      tracer: tracer,
      assayed: AssayedActivity(
        megabecquerels: assayed,
        time: try clock(assay, ahead: aheadSeconds)
      ),
      residual: try residual.map {
        AssayedActivity(megabecquerels: $0, time: try clock(residualTime, ahead: aheadSeconds))
      },
      administered: try clock(administered),
      extravasation: extravasation
    )
  }

  private func close(_ found: Double, _ expected: Double, _ relative: Double = 1e-12) -> Bool {
    abs(found - expected) <= relative * abs(expected)
  }

  @Test
  func
    `One half-life after the assay half is left, and a residual a half-life later counts double`()
    throws
  {
    // Ga-68, 4062.6 s: 200 MBq one half-life before is 100 MBq; 10 MBq one half-life after was 20 MBq.
    let given = TracerAdministration(
      tracer: "68Ga-HER2-affibody",
      assayed: AssayedActivity(
        megabecquerels: 200,
        time: ClockReading(try DICOMInstant("20260302100000").adding(seconds: -4062.6))
      ),
      residual: AssayedActivity(
        megabecquerels: 10,
        time: ClockReading(try DICOMInstant("20260302100000").adding(seconds: 4062.6))
      ),
      administered: try clock("20260302100000"),
      extravasation: .none
    )
    #expect(close(try given.netMegabecquerels(halfLifeSeconds: 4062.6), 80))
  }

  @Test func `A calibrator's clock that is ahead is set back, across midnight too`() throws {
    // The calibrator shows 00:10 and is 20 min ahead: it was 23:50, 10 min before midnight's injection.
    let given = try administration(
      of: "68Ga-HER2-affibody",
      assayed: 200,
      at: "20260303001000",
      residual: 4,
      residualAt: "20260303003000",
      administered: "20260303000000",
      aheadSeconds: 1200
    )
    let expected = 200 * pow(2, -600 / 4062.6) - 4 * pow(2, 600 / 4062.6)
    #expect(close(try given.netMegabecquerels(halfLifeSeconds: 4062.6), expected))
  }

  @Test func `Clocks of different zones are compared by UTC`() throws {
    let given = try administration(
      of: "68Ga-HER2-affibody",
      assayed: 100,
      at: "20260302030000+0100",
      residual: 0,
      administered: "20260302100000+0800"
    )
    #expect(close(try given.netMegabecquerels(halfLifeSeconds: 4062.6), 100))
  }

  @Test func `What is missing or impossible is refused and named`() throws {
    func refused(_ given: TracerAdministration, _ word: String) {
      #expect {
        _ = try given.netMegabecquerels(halfLifeSeconds: 4062.6)
      } throws: { error in
        "\(error)".contains(word)
      }
    }
    refused(try administration(of: "x", assayed: 100, residual: nil), "residual")
    refused(
      TracerAdministration(
        tracer: "x",
        assayed: nil,
        residual: nil,
        administered: try clock("20260302100000"),
        extravasation: .none
      ),
      "before administration"
    )
    refused(
      TracerAdministration(
        tracer: "x",
        assayed: nil,
        residual: nil,
        administered: nil,
        extravasation: .none
      ),
      "when x was administered"
    )
    refused(try administration(of: "x", assayed: 100, residual: 100), "no less than")
    refused(try administration(of: "x", assayed: -1), "-1.0 MBq")
    refused(
      try administration(of: "x", assayed: 100, residual: 3, residualAt: "20260302095900"),
      "60 s before"
    )
  }

  @Test(arguments: [
    // clinical.md 2a: 222 MBq 68Ga-MZHER2 4.8 mSv; 222 MBq FDG 4.2 mSv.
    ("68Ga-HER2-affibody", 222.0, 222 * 0.0215, 4.8), ("18F-FDG", 222.0, 222 * 0.019, 4.2),
  ])
  func `Effective dose is the net activity times the protocol's coefficient`(
    _ tracer: String,
    _ activity: Double,
    _ expected: Double,
    _ published: Double
  ) throws {
    let trial = try #require(try TrialProtocol.shipped("nct04547309"))
    let exposure = try trial.exposure(by: administration(of: tracer, assayed: activity))
    #expect(close(exposure.millisieverts, expected))
    #expect((exposure.millisieverts * 10).rounded() / 10 == published)
    #expect(exposure.provenance.source.count > 10)
  }

  @Test func `A tracer without a coefficient is refused, with what to enter`() throws {
    let trial = try #require(try TrialProtocol.shipped("nct04547309"))
    let given = try administration(of: "18F-HER2-affibody", assayed: 200)
    #expect {
      _ = try trial.exposure(by: given)
    } throws: { error in
      guard case ExposureError.noCoefficient("18F-HER2-affibody", _) = error else { return false }
      return "\(error)".contains("tissueWeights") && "\(error)".contains("mSv/MBq")
    }
  }

  @Test func `The antibody's figure stands beside it: 0.5 against 0.0215 mSv/MBq`() throws {
    let trial = try #require(try TrialProtocol.shipped("nct04547309"))
    let exposure = try trial.exposure(by: administration(of: "68Ga-HER2-affibody", assayed: 37))
    let comparison = try #require(trial.comparisons(with: exposure).first)
    #expect(comparison.comparator.id == "89Zr-trastuzumab")
    // clinical.md 2a: 37 MBq 89Zr-trastuzumab about 18 mSv; 0.5 / 0.0215 = 23.26.
    #expect(close(comparison.millisieverts, 18.5))
    #expect(close(comparison.ratio, 0.5 / 0.0215))
    #expect(comparison.caveat != nil)
    let ct = try trial.exposure(doseLengthProduct: 100, of: .chest)
    #expect(trial.comparisons(with: ct).isEmpty)
  }

  @Test(arguments: [
    (CTDoseFactor.Region.head, 0.0019), (.neck, 0.0051), (.chest, 0.0145), (.abdomen, 0.0153),
    (.pelvis, 0.0129), (.trunk, 0.0152),
  ])
  func `A CT's effective dose is its DLP times the region's factor`(
    _ region: CTDoseFactor.Region,
    _ factor: Double
  ) throws {
    let trial = try #require(try TrialProtocol.shipped("nct04547309"))
    let exposure = try trial.exposure(doseLengthProduct: 400, of: region)
    #expect(close(exposure.millisieverts, 400 * factor))
    #expect(exposure.weights == .icrp103)
  }

  @Test func `A region without a factor and an impossible DLP are refused`() throws {
    let trial = try #require(try TrialProtocol.shipped("nct04547309"))
    #expect(throws: ExposureError.self) {
      try trial.exposure(doseLengthProduct: 400, of: .wholeBody)
    }
    #expect(throws: ExposureError.self) { try trial.exposure(doseLengthProduct: -1, of: .chest) }
    #expect(throws: ExposureError.self) { try trial.exposure(doseLengthProduct: .nan, of: .chest) }
  }

  @Test func `Doses are added with the same tissue weighting factors, and never across them`()
    throws
  {
    let trial = try #require(try TrialProtocol.shipped("nct04547309"))
    let affibody = try trial.exposure(by: administration(of: "68Ga-HER2-affibody", assayed: 200))
    let glucose = try trial.exposure(by: administration(of: "18F-FDG", assayed: 200))
    let chest = try trial.exposure(doseLengthProduct: 300, of: .chest)
    let pelvis = try trial.exposure(doseLengthProduct: 200, of: .pelvis)

    let scans = CumulatedExposure([chest, pelvis, chest])
    #expect(close(try #require(scans.millisieverts), 600 * 0.0145 + 200 * 0.0129))
    #expect(scans.reason == nil)

    let all = CumulatedExposure([affibody, chest, glucose, pelvis, affibody])
    #expect(all.millisieverts == nil)
    #expect(try #require(all.reason).contains("not added"))
    #expect(all.parts.map(\.count) == [2, 2, 1])
    #expect(close(all.parts[0].millisieverts, 400 * 0.0215))
    #expect(close(all.parts[1].millisieverts, 300 * 0.0145 + 200 * 0.0129))
    #expect(close(all.parts[2].millisieverts, 200 * 0.019))
    #expect(CumulatedExposure([]).millisieverts == 0)
  }

  @Test func `Two sources that don't state their factors are not added either`() throws {
    func dose(_ source: String) -> Exposure {
      Exposure(
        cause: .tracer("x", megabecquerels: 1),
        millisieverts: 2,
        weights: .notStated,
        provenance: Provenance(.published, source),
        caveats: []
      )
    }
    #expect(CumulatedExposure([dose("a"), dose("b")]).millisieverts == nil)
    #expect(CumulatedExposure([dose("a"), dose("a")]).millisieverts == 4)
  }

  @Test(arguments: Extravasation.allCases)
  func `Extravasation is a caveat of the dose, unless it was looked for and there was none`(
    _ extravasation: Extravasation
  ) throws {
    let trial = try #require(try TrialProtocol.shipped("nct04547309"))
    let exposure = try trial.exposure(
      by: administration(of: "18F-FDG", assayed: 200, extravasation: extravasation)
    )
    #expect(exposure.caveats.isEmpty == (extravasation == .none))
  }

  @Test
  func `An activity is held against the protocol's range, for each kilogram where it says so`()
    throws
  {
    let trop2 = try #require(try TrialProtocol.shipped("nct06851663"))
    let tracer = try trop2.tracer("68Ga-NOTA-T4")
    #expect(try tracer.deviation(ofMegabecquerels: 185, weightKilograms: 100) == nil)
    #expect(try tracer.deviation(ofMegabecquerels: 370, weightKilograms: 100) == nil)
    #expect(try tracer.deviation(ofMegabecquerels: 371, weightKilograms: 100) != nil)
    #expect(throws: ExposureError.self) {
      try tracer.deviation(ofMegabecquerels: 185, weightKilograms: nil)
    }
    let her2 = try #require(try TrialProtocol.shipped("nct04547309"))
    #expect(throws: TrialProtocolError.self) {
      try her2.tracer("68Ga-HER2-affibody").deviation(ofMegabecquerels: 185, weightKilograms: 70)
    }
  }
}
