import DICOM
import Testing

@testable import Uptake

/// Reference time and administration time: branches, contradictions, refusals.
struct TimingTests {
  /// SUVbw factor after so many seconds with the default header.
  static func factor(after seconds: Double) -> Double {
    70_000 / 368.08e6 * 1.0.scaled(byPowerOfTwo: seconds / 6586.2)
  }

  @Test func `ADMIN images are not decayed again, and need no half-life`() throws {
    var header = PETHeader()
    header.text(0x0054, 0x1102, .CS, "ADMIN")
    let whole = try certificate(header)
    #expect(relativeDifference(whole.factorRange.lowerBound, 70_000 / 368.08e6) < 1e-14)
    #expect(whole.uptakeSeconds == 3600)
    header.removeFromTracer(0x1075)
    header.removeFromTracer(0x1072)
    header.removeFromTracer(0x1078)
    let bare = try certificate(header)
    #expect(bare.scaling == whole.scaling)
    #expect(bare.has(.timeUnusable))
    #expect(bare.uptakeSeconds == nil)
  }

  @Test func `a private time a day off the standard ones is set aside`() throws {
    var header = PETHeader()
    header.text(0x0008, 0x0070, .LO, "SIEMENS")
    header.setPrivate(0x0071, 0x22, creator: "SIEMENS MED PT", .DT, "20241231110000")
    let shifted = try certificate(header)
    #expect(relativeDifference(shifted.factorRange.lowerBound, Self.factor(after: 3600)) < 1e-12)
    #expect(shifted.has(.inconsistentMetadata))
    #expect(refusal(header, strict)?.code == .decayTiming)
    // Plausible: 20 minutes before the acquisition of a series that was made anew.
    header.setPrivate(0x0071, 0x22, creator: "SIEMENS MED PT", .DT, "20250101104000")
    header.text(0x0008, 0x0021, .DA, "20250109")
    let good = try certificate(header, strict)
    #expect(relativeDifference(good.factorRange.lowerBound, Self.factor(after: 2400)) < 1e-12)
  }

  @Test func `a private attribute of another creator isn't the scanner's time`() throws {
    var header = PETHeader()
    header.setPrivate(0x0071, 0x22, creator: "SIEMENS MEDCOM HEADER", .DT, "20250101104000")
    header.setPrivate(0x0009, 0x0D, creator: "ACME", .DT, "20250101104000")
    let certificate = try certificate(header)
    #expect(certificate.steps.contains { $0.rule == "START 2" })
  }

  @Test func `a private time in some slices only isn't used`() throws {
    var header = PETHeader()
    header.setPrivate(0x0009, 0x0D, creator: "GEMS_PETD_01", .DT, "20250101104000")
    let certificate = try SUVCertificate(
      of: [header.complete, PETHeader().complete],
      settings: lenient
    )
    #expect(certificate.steps.contains { $0.rule == "START 2" })
  }

  // Real Siemens: series 205506.000000, acquisition 205505.999985.
  @Test func `times that differ by microseconds are equal, and no series is after its scan`() throws
  {
    var header = PETHeader()
    header.text(0x0008, 0x0032, .TM, "105959.999985")
    header.text(0x0054, 0x1300, .DS, "999999")
    let certificate = try certificate(header)
    #expect(certificate.steps.contains { $0.rule == "START 2" })
    #expect(relativeDifference(certificate.factorRange.lowerBound, Self.factor(after: 3600)) < 1e-8)
  }

  @Test func `slices that lead to different reference times are refused`() {
    var first = PETHeader()
    first.text(0x0008, 0x0032, .TM, "111000")
    var second = first
    second.text(0x0008, 0x0032, .TM, "111500")
    do {
      _ = try SUVCertificate(of: [first.complete, second.complete], settings: lenient)
      Issue.record("has to be refused")
    } catch {
      #expect(error.code == .decayTiming)
      #expect(error.found.contains("5.000 min"))
    }
  }

  @Test func `back-computation is strictly refused`() {
    var header = PETHeader()
    header.text(0x0008, 0x0031, .TM, "113000")
    #expect(refusal(header) == nil)
    #expect(refusal(header, strict)?.code == .decayTiming)
  }

  @Test func `a reference time after the frame's start is pointed out`() throws {
    var header = PETHeader()
    header.text(0x0008, 0x0031, .TM, "113000")
    header.text(0x0054, 0x1300, .DS, "30000")
    #expect(try certificate(header).has(.referenceAfterAcquisition))
  }

  @Test func `without frame times there is no reference time`() {
    var header = PETHeader()
    header.text(0x0008, 0x0031, .TM, "113000")
    header.remove(0x0054, 0x1300)
    #expect(refusal(header)?.code == .decayTiming)
    header = PETHeader()
    header.text(0x0008, 0x0032, .TM, "noon")
    #expect(refusal(header)?.code == .decayTiming)
    header.remove(0x0008, 0x0032)
    #expect(refusal(header)?.code == .decayTiming)
  }

  @Test func `an image without decay correction needs every frame's duration`() {
    var header = PETHeader()
    header.text(0x0054, 0x1102, .CS, "NONE")
    header.dataSet.set(Tag(0x0028, 0x0051), .CS, "ATTN")
    #expect(refusal(header) == nil)
    header.remove(0x0018, 0x1242)
    #expect(refusal(header)?.keyword == "ActualFrameDuration")
  }

  @Test func `a date of administration that can't be is replaced, for short half-lives only`()
    throws
  {
    var header = PETHeader()
    header.tracer.set(Tag(0x0018, 0x1078), .DT, "19700101100000")
    let certificate = try certificate(header)
    #expect(
      relativeDifference(certificate.factorRange.lowerBound, Self.factor(after: 3600)) < 1e-12
    )
    #expect(certificate.adaptations.map(\.code) == [.administrationDate])
    #expect(refusal(header, strict)?.code == .administrationDate)
    header.setNuclide("C-127A2", "SRT")
    header.tracer.set(Tag(0x0018, 0x1075), .DS, "45720")
    #expect(refusal(header)?.code == .administrationDate)
  }

  @Test func `an unreadable time of administration is an error, not an absence`() {
    var header = PETHeader()
    header.tracer.set(Tag(0x0018, 0x1078), .DT, "20250101")
    #expect(refusal(header)?.code == .administrationTime)
    header.removeFromTracer(0x1078)
    header.tracer.set(Tag(0x0018, 0x1072), .TM, "25")
    #expect(refusal(header)?.code == .administrationTime)
  }

  @Test func `administration up to an hour after the reference is taken, with a doubt`() throws {
    var header = PETHeader()
    header.tracer.set(Tag(0x0018, 0x1078), .DT, "20250101110500")
    let late = try certificate(header)
    #expect(relativeDifference(late.factorRange.lowerBound, Self.factor(after: -300)) < 1e-12)
    #expect(late.has(.uptakeTimeImplausible))
    // Two hours after: then it was the day before, 22 hours earlier.
    header.tracer.set(Tag(0x0018, 0x1078), .DT, "20250101130000")
    let inferred = try certificate(header)
    #expect(inferred.decaySeconds == 79_200)
    #expect(inferred.has(.uptakeTimeLong))
    var profiled = lenient
    profiled.longestUptakeSeconds = 4 * 3600
    #expect(refusal(header, profiled)?.code == .administrationTime)
  }

  @Test func `the profile's longest uptake stands in for two half-lives`() throws {
    var header = PETHeader()
    header.tracer.set(Tag(0x0018, 0x1078), .DT, "20250101070000")
    header.removeFromTracer(0x1072)
    // 4 h of F-18 is more than 3.66 h.
    #expect(refusal(header, strict)?.code == .administrationDate)
    var profiled = strict
    profiled.longestUptakeSeconds = 5 * 3600
    let certificate = try certificate(header, profiled)
    #expect(
      relativeDifference(certificate.factorRange.lowerBound, Self.factor(after: 14_400)) < 1e-12
    )
  }

  @Test func `a tenth of a second between administration and scan is pointed out`() throws {
    var header = PETHeader()
    header.tracer.set(Tag(0x0018, 0x1078), .DT, "20250101105959.900000")
    #expect(try certificate(header).has(.uptakeTimeImplausible))
    #expect(try !certificate(PETHeader()).has(.uptakeTimeImplausible))
  }

  @Test func `the profile's window is held against the uptake time`() throws {
    var settings = lenient
    settings.uptakeWindowSeconds = 55 * 60...65 * 60
    #expect(try !certificate(PETHeader(), settings).has(.uptakeTimeOutsideWindow))
    settings.uptakeWindowSeconds = 105 * 60...135 * 60
    #expect(try certificate(PETHeader(), settings).has(.uptakeTimeOutsideWindow))
  }

  @Test func `an administration in UTC beside local scan times is pointed out`() throws {
    var header = PETHeader()
    header.tracer.set(Tag(0x0018, 0x1078), .DT, "20250101100000+0000")
    #expect(try certificate(header).has(.offsetFromUTCOnOneSide))
    header.text(0x0008, 0x0201, .SH, "+0100")
    let zoned = try certificate(header)
    #expect(!zoned.has(.offsetFromUTCOnOneSide))
    // 10:00 UTC is 11:00 on the scanner's clock.
    #expect(zoned.decaySeconds == 0)
  }

  @Test func `the half-life of another nuclide is used, pointed out, and strictly refused`() throws
  {
    var header = PETHeader()
    header.setNuclide("35337001", "SCT")
    let certificate = try certificate(header)
    #expect(
      relativeDifference(certificate.factorRange.lowerBound, Self.factor(after: 3600)) < 1e-12
    )
    #expect(certificate.has(.halfLifeDisagreesWithNuclide))
    // By Ga-68's half-life the SUV would be 2^(3600/4062.6 - 3600/6586.2) as high: + 26.5 %.
    let check = certificate.crossChecks.first { $0.rule == "half-life of the table" }
    #expect(abs((check?.differencePercent ?? 0) - 26.54) < 0.01)
    #expect(refusal(header, strict)?.code == .halfLife)
  }

  // The first frame's mean activity is 149.606 s after the reference: 2^(149.606/6586.2) = 1.01587.
  @Test func `a decay factor that isn't the times' is pointed out`() throws {
    var header = PETHeader()
    header.text(0x0054, 0x1321, .DS, "1.01587")
    #expect(try !certificate(header).has(.decayFactorDisagrees))
    header.text(0x0054, 0x1321, .DS, "1.5")
    #expect(try certificate(header).has(.decayFactorDisagrees))
  }

  @Test func `GE's private administration time is a cross-check`() throws {
    var header = PETHeader()
    header.text(0x0008, 0x0070, .LO, "GE MEDICAL SYSTEMS")
    header.setPrivate(0x0009, 0x3B, creator: "GEMS_PETD_01", .DT, "20250101095000.00")
    let certificate = try certificate(header)
    let check = certificate.crossChecks.first { $0.rule.contains("GE's private") }
    // Ten minutes earlier: 2^(600/6586.2) = 1.06518.
    #expect(abs((check?.differencePercent ?? 0) - 6.518) < 0.01)
    #expect(certificate.has(.valuesDisagree))
  }
}

extension Double {
  /// This times 2^exponent, by way of the natural exponential's series: independent of exp2.
  fileprivate func scaled(byPowerOfTwo exponent: Double) -> Double {
    let whole = exponent.rounded(.down)
    let x = (exponent - whole) * 0.693_147_180_559_945_3
    var term = 1.0
    var sum = 1.0
    for n in 1..<30 {
      term *= x / Double(n)
      sum += term
    }
    return self * sum * Double(sign: .plus, exponent: Int(whole), significand: 1)
  }
}
