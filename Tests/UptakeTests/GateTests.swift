import DICOM
import Testing

@testable import Uptake

/// What a series must be, and what may be adapted in the lenient policy.
struct GateTests {
  @Test func `a CT image is refused as no PET`() {
    var header = PETHeader()
    header.text(0x0008, 0x0060, .CS, "CT")
    #expect(refusal(header)?.code == .modality)
  }

  @Test(arguments: ["1.2.840.10008.5.1.4.1.1.128.1", "1.2.840.10008.5.1.4.1.1.20"])
  func `legacy converted and other objects are refused`(sopClass: String) {
    var header = PETHeader()
    header.text(0x0008, 0x0016, .UI, sopClass)
    #expect(refusal(header)?.code == .sopClass)
  }

  @Test func `an image without attenuation correction is refused`() {
    var header = PETHeader()
    header.dataSet.set(Tag(0x0028, 0x0051), .CS, "NORM", "DECY")
    #expect(refusal(header)?.code == .notAttenuationCorrected)
    header.remove(0x0028, 0x0051)
    #expect(refusal(header)?.found == "absent")
  }

  @Test func `projections and transmission images are refused`() {
    var header = PETHeader()
    header.dataSet.set(Tag(0x0054, 0x1000), .CS, "WHOLE BODY", "REPROJECTION")
    #expect(refusal(header)?.code == .modality)
    header = PETHeader()
    header.text(0x0054, 0x1004, .CS, "MAX PIXEL")
    #expect(refusal(header)?.keyword == "ReprojectionMethod")
    header = PETHeader()
    header.text(0x0054, 0x1002, .CS, "TRANSMISSION")
    #expect(refusal(header)?.keyword == "CountsSource")
  }

  @Test(arguments: [
    (0x0054, 0x1001, "GML"), (0x0010, 0x1030, "71"), (0x0010, 0x1020, "1.8"),
    (0x0010, 0x0040, "F"), (0x0054, 0x1102, "ADMIN"), (0x0008, 0x0031, "110001"),
    (0x0008, 0x0021, "20250102"), (0x0028, 0x0051, "ATTN"),
  ])
  func `slices that contradict each other are refused`(
    group: UInt16,
    element: UInt16,
    other: String
  ) {
    var changed = PETHeader()
    changed.text(group, element, .LO, other)
    do {
      _ = try SUVCertificate(
        of: [PETHeader().complete, changed.complete],
        settings: lenient
      )
      Issue.record("has to be refused")
    } catch {
      #expect(error.code == .inconsistent)
      #expect(error.tag == Tag(group, element))
      #expect(error.found.contains(other))
    }
  }

  @Test(arguments: [(0x1074, "368080001"), (0x1075, "6588"), (0x1078, "20250101100001")])
  func `slices with different tracers are refused`(element: UInt16, other: String) {
    var changed = PETHeader()
    changed.tracer.set(Tag(0x0018, element), .LO, other)
    do {
      _ = try SUVCertificate(of: [PETHeader().complete, changed.complete], settings: lenient)
      Issue.record("has to be refused")
    } catch {
      #expect(error.code == .inconsistent)
    }
  }

  @Test func `equal numbers written differently are no contradiction`() throws {
    var changed = PETHeader()
    changed.text(0x0010, 0x1030, .DS, "70")
    changed.dataSet.set(Tag(0x0028, 0x0051), .CS, "DECY", "ATTN", "NORM", "SCAT", "DTIM", "RAN")
    let series = [PETHeader().complete, changed.complete]
    #expect(try SUVCertificate(of: series, settings: strict).scaling.count == 2)
  }

  @Test func `several tracers are refused until one is chosen`() throws {
    let header = PETHeader()
    var complete = header.dataSet
    var other = header.tracer
    other.set(Tag(0x0018, 0x1074), .DS, "184040000")
    complete.set(Tag(0x0054, 0x0016), items: [header.tracer, other])
    #expect(throws: UptakeError.self) { try SUVCertificate(of: [complete], settings: lenient) }
    var settings = lenient
    settings.radiopharmaceuticalItem = 1
    let second = try SUVCertificate(of: [complete], settings: settings)
    let first = try certificate(header)
    #expect(second.factorRange.lowerBound == 2 * first.factorRange.lowerBound)
    settings.radiopharmaceuticalItem = 2
    #expect(throws: UptakeError.self) { try SUVCertificate(of: [complete], settings: settings) }
  }

  @Test func `DECY and DecayCorrection must agree, or a person confirms`() throws {
    var header = PETHeader()
    header.dataSet.set(Tag(0x0028, 0x0051), .CS, "ATTN")
    #expect(refusal(header)?.code == .decayTiming)
    var settings = lenient
    settings.acknowledged = [.decayCorrectionContradiction]
    #expect(try certificate(header, settings).has(.decayCorrectionContradiction))
    settings.policy = .strict
    #expect(refusal(header, settings)?.code == .decayTiming)
    header = PETHeader()
    header.text(0x0054, 0x1102, .CS, "NONE")
    #expect(refusal(header)?.code == .decayTiming)
    header.text(0x0054, 0x1102, .CS, "SOMETIMES")
    #expect(refusal(header)?.found == "SOMETIMES")
  }

  @Test(arguments: [
    "PROPCPS", "PROPCNTS", "1CM", "NONE", "PCNT", "CM2", "MLG", "STDDEV", "CPS", "CNTS", "bqml",
  ])
  func `units from which no SUV follows are refused`(units: String) {
    var header = PETHeader()
    header.text(0x0054, 0x1001, .CS, units)
    #expect(refusal(header)?.code == .units)
  }

  @Test func `kinds of SUV that don't fit the unit are refused`() {
    var header = PETHeader()
    for (units, type) in [("GML", "BSA"), ("GML", "LBM"), ("GML", "XYZ"), ("CM2ML", "BW")] {
      header.text(0x0054, 0x1001, .CS, units)
      header.text(0x0054, 0x1006, .CS, type)
      #expect(refusal(header)?.code == .units, "\(units) \(type)")
    }
  }

  // Morgan, man of 70 kg, 175 cm: 77 - 120 0.16 = 57.8 kg.
  @Test func `SUVType LBM is read as Morgan's once a person confirmed it`() throws {
    var header = PETHeader()
    header.text(0x0054, 0x1001, .CS, "GML")
    header.text(0x0054, 0x1006, .CS, "LBM")
    var settings = lenient
    settings.acknowledged = [.morganLeanBodyMass]
    let certificate = try certificate(header, settings)
    #expect(relativeDifference(certificate.factorRange.lowerBound, 70 / 57.8) < 1e-12)
    #expect(certificate.adaptations.contains { $0.used.contains("Morgan") })
    settings.policy = .strict
    #expect(refusal(header, settings)?.code == .units)
  }

  // 4 x 4 x 5 mm is 0.08 ml; DoseCalibrationFactor 2 where DCAL isn't among the corrections.
  @Test func `counts per second become Bq per ml once a person confirmed it`() throws {
    var header = PETHeader()
    header.text(0x0054, 0x1001, .CS, "CPS")
    header.dataSet.set(Tag(0x0028, 0x0030), .DS, "4", "4")
    header.text(0x0018, 0x0050, .DS, "5")
    header.text(0x0054, 0x1322, .DS, "2")
    var settings = lenient
    settings.acknowledged = [.countsPerSecond]
    let plain = try certificate(PETHeader()).factorRange.lowerBound
    let factor = try certificate(header, settings).factorRange.lowerBound
    #expect(relativeDifference(factor, plain * 2 / 0.08) < 1e-12)
    header.dataSet.set(Tag(0x0028, 0x0051), .CS, "ATTN", "DECY", "DCAL")
    let calibrated = try certificate(header, settings).factorRange.lowerBound
    #expect(relativeDifference(calibrated, plain / 0.08) < 1e-12)
  }

  @Test(arguments: [
    ("1", 0x1052, "5"), ("0", 0x1053, "0"), ("-1", 0x1053, "-1"), ("x", 0x1053, "x"),
  ])
  func `an intercept, or a slope that isn't above 0, is refused`(
    name: String,
    element: UInt16,
    value: String
  ) {
    var header = PETHeader()
    header.text(0x0028, element, .DS, value)
    #expect(refusal(header)?.code == .units, "\(name)")
  }

  @Test func `grams, centimetres and megabecquerels are adapted, and strictly refused`() throws {
    var header = PETHeader()
    header.text(0x0010, 0x1030, .DS, "70000")
    header.text(0x0010, 0x1020, .DS, "175")
    header.tracer.set(Tag(0x0018, 0x1074), .DS, "368.08")
    let adapted = try certificate(header)
    let plain = try certificate(PETHeader())
    #expect(adapted.scaling == plain.scaling)
    #expect(adapted.normalizations == plain.normalizations)
    #expect(adapted.adaptations.map(\.code) == [.weight, .size, .dose])
    #expect(plain.adaptations.isEmpty)
    #expect(refusal(header, strict)?.code == .weight)
    #expect(refusal(PETHeader(), strict) == nil)
  }

  @Test func `weight, height and activity that can hardly be are pointed out`() throws {
    var header = PETHeader()
    header.text(0x0010, 0x1030, .DS, "7")
    header.text(0x0010, 0x1020, .DS, "0.3")
    header.tracer.set(Tag(0x0018, 0x1074), .DS, "36808")
    let certificate = try certificate(header)
    for code in [
      SUVCertificate.Caveat.Code.weightOutsidePlausibleRange, .heightOutsidePlausibleRange,
      .activityOutsidePlausibleRange,
    ] {
      #expect(certificate.has(code), "\(code)")
    }
  }

  @Test func `without a height only SUVbw is available, and says why`() throws {
    var header = PETHeader()
    header.remove(0x0010, 0x1020)
    let heightless = try certificate(header)
    #expect(
      heightless.normalizations.filter { $0.factor != nil }.map(\.normalization) == [.bodyWeight]
    )
    #expect(throws: UptakeError.self) { try heightless.scaling(for: .leanBodyMassJanmahasatian) }
    header = PETHeader()
    header.remove(0x0010, 0x0040)
    let sexless = try certificate(header)
    #expect(
      sexless.normalizations.filter { $0.factor != nil }.map(\.normalization)
        == [.bodyWeight, .bodySurfaceArea]
    )
  }

  // Man of 70 kg, 175 cm: James 56.52, Janmahasatian 55.8571, ideal 72.38 kg, 1.84814 m2.
  @Test func `scaling to other normalisations follows their body sizes`() throws {
    let certificate = try certificate(PETHeader())
    let suvbw = certificate.scaling[0].slope
    for (normalization, factor) in [
      (Normalization.leanBodyMassJames128, 56.52 / 70), (.leanBodyMassJanmahasatian, 55.8571 / 70),
      (.idealBodyWeight, 72.38 / 70), (.bodySurfaceArea, 1.84814 * 10 / 70), (.bodyWeight, 1),
    ] {
      let scaling = try certificate.scaling(for: normalization)
      #expect(relativeDifference(scaling[0].slope / suvbw, factor) < 1e-5, "\(normalization)")
    }
  }

  @Test func `of Philips' factors the activity's is used, and disagreement is pointed out`() throws
  {
    var header = PETHeader()
    header.text(0x0008, 0x0070, .LO, "Philips Medical Systems")
    header.text(0x0054, 0x1001, .CS, "CNTS")
    header.setPrivate(0x7053, 0x09, creator: "Philips PET Private Group", block: 0x11, .DS, "2")
    let plain = try certificate(PETHeader()).factorRange.lowerBound
    header.setPrivate(
      0x7053,
      0x00,
      creator: "Philips PET Private Group",
      block: 0x11,
      .DS,
      "\(plain * 2 * 1.02)"
    )
    let both = try certificate(header)
    #expect(relativeDifference(both.factorRange.lowerBound, plain * 2) < 1e-12)
    #expect(both.has(.philipsFactorsDisagree))
    // A factor of 0 means "can't be converted".
    header.setPrivate(0x7053, 0x09, creator: "Philips PET Private Group", block: 0x11, .DS, "0.0")
    #expect(try certificate(header).steps.contains { $0.rule == "CNTS xx00" })
    header.setPrivate(0x7053, 0x00, creator: "Philips PET Private Group", block: 0x11, .DS, "0.0")
    #expect(refusal(header)?.code == .philipsScale)
  }

  @Test func `Philips' SUV factor is void without decay correction`() {
    var header = PETHeader()
    header.text(0x0008, 0x0070, .LO, "Philips")
    header.text(0x0054, 0x1001, .CS, "CNTS")
    header.text(0x0054, 0x1102, .CS, "NONE")
    header.dataSet.set(Tag(0x0028, 0x0051), .CS, "ATTN")
    header.setPrivate(0x7053, 0x00, creator: "Philips PET Private Group", .DS, "0.0005")
    #expect(refusal(header)?.code == .philipsScale)
  }

  @Test func `private text bytes of an unknown VR are read`() throws {
    var header = PETHeader()
    header.text(0x0008, 0x0070, .LO, "Philips")
    header.text(0x0054, 0x1001, .CS, "CNTS")
    header.dataSet.set(Tag(0x7053, 0x0010), .LO, "Philips PET Private Group")
    header.dataSet[Tag(0x7053, 0x1009)] = Element(.UN, .bytes(Array("4.709921 ".utf8)))
    let plain = try certificate(PETHeader()).factorRange.lowerBound
    #expect(
      relativeDifference(try certificate(header).factorRange.lowerBound, plain * 4.709921) < 1e-12
    )
  }

  // Whatever stands in a header: a certificate with finite numbers, or a refusal; never a trap.
  @Test(arguments: ["START", "NONE"])
  func `no value of any attribute leads to a trap or an SUV that isn't finite`(correction: String) {
    let nasty = [
      "", " ", "1e300", "-1e300", "1e-320", "nan", "inf", "0x10", "-0", "9e18", "00010101",
      "00010101000000", "99991231235959.999999+1400", "\u{0}", "é", "240000", "1e9",
    ]
    var base = PETHeader()
    base.text(0x0054, 0x1102, .CS, correction)
    if correction == "NONE" { base.dataSet.set(Tag(0x0028, 0x0051), .CS, "ATTN") }
    base.text(0x0008, 0x0070, .LO, "GE MEDICAL SYSTEMS")
    base.text(0x0008, 0x0031, .TM, "113000")
    base.text(0x0054, 0x1321, .DS, "1.1")
    base.setPrivate(0x0009, 0x0D, creator: "GEMS_PETD_01", .DT, "20250101110000")
    var settings = lenient
    settings.longestUptakeSeconds = 1e12
    for text in nasty {
      for tag in base.dataSet.sortedTags {
        var header = base
        header.dataSet.set(tag, .LO, text)
        expectSound(header, settings)
      }
      for tag in base.tracer.sortedTags {
        var header = base
        header.tracer.set(tag, .LO, text)
        expectSound(header, settings)
      }
    }
  }

  private func expectSound(_ header: PETHeader, _ settings: SUVSettings) {
    do {
      let certificate = try SUVCertificate(of: [header.complete], settings: settings)
      #expect(certificate.scaling.allSatisfy { $0.slope.isFinite && $0.slope > 0 })
      #expect(!certificate.text(columns: 80).isEmpty)
    } catch {
      #expect(!error.description.isEmpty)
    }
  }
}
