import DICOM
import Foundation
import Testing

@testable import Uptake

/// A uniform phantom in which every voxel reads SUVbw 1, whatever the header's way of saying so.
///
/// The truth is physical: 300 MBq in 75 kg of water is 4000 Bq/ml at the administration, and
/// decays. What the image holds is worked out here by numerical integration; the time elapsed is
/// written down by hand next to the clock readings.
struct UniformPhantomTests {
  static let activity = 300e6
  static let weight = 75.0
  static let atAdministration = 4000.0
  static let frameSeconds = 300.0

  struct Scenario: Sendable, CustomTestStringConvertible {
    let name: String
    let code: String
    let halfLife: Double
    let administration: String
    /// The offset that the header states for its dates and times.
    var offset: String?
    let scan: (date: String, time: String)
    /// The second bed, 300 s after the first.
    let second: (date: String, time: String)
    /// Two hours after the scan began: when the series was made anew.
    let late: (date: String, time: String)
    /// By hand, from the clocks.
    let elapsed: Double
    var testDescription: String { name }
  }

  static let f18 = (code: "C-111A1", halfLife: 6586.2)
  static let cu64 = (code: "C-127A2", halfLife: 45_720.0)
  static let zr89 = (code: "C-168A4", halfLife: 282_276.0)

  static let scenarios: [Scenario] = [
    Scenario(
      name: "F-18, an hour",
      code: f18.code,
      halfLife: f18.halfLife,
      administration: "20250101100000",
      scan: ("20250101", "110000"),
      second: ("20250101", "110500"),
      late: ("20250101", "130000"),
      elapsed: 3600
    ),
    Scenario(
      name: "F-18, at once",
      code: f18.code,
      halfLife: f18.halfLife,
      administration: "20250101110000",
      scan: ("20250101", "110000"),
      second: ("20250101", "110500"),
      late: ("20250101", "130000"),
      elapsed: 0
    ),
    Scenario(
      name: "F-18, over midnight",
      code: f18.code,
      halfLife: f18.halfLife,
      administration: "20250630233000.250000",
      scan: ("20250701", "003000.25"),
      second: ("20250701", "003500.25"),
      late: ("20250701", "023000"),
      elapsed: 3600
    ),
    Scenario(
      name: "F-18, over New Year",
      code: f18.code,
      halfLife: f18.halfLife,
      administration: "20241231224500",
      scan: ("20250101", "001500"),
      second: ("20250101", "002000"),
      late: ("20250101", "021500"),
      elapsed: 5400
    ),
    Scenario(
      name: "Cu-64, a day, into March",
      code: cu64.code,
      halfLife: cu64.halfLife,
      administration: "20250228150000",
      scan: ("20250301", "151000"),
      second: ("20250301", "151500"),
      late: ("20250301", "171000"),
      elapsed: 87_000
    ),
    Scenario(
      name: "Zr-89, four days, over a leap day",
      code: zr89.code,
      halfLife: zr89.halfLife,
      administration: "20240226100000",
      scan: ("20240301", "100000"),
      second: ("20240301", "100500"),
      late: ("20240301", "120000"),
      elapsed: 345_600
    ),
    Scenario(
      name: "Zr-89, day seven",
      code: zr89.code,
      halfLife: zr89.halfLife,
      administration: "20250101090000",
      scan: ("20250108", "100000"),
      second: ("20250108", "100500"),
      late: ("20250108", "120000"),
      elapsed: 608_400
    ),
    Scenario(
      name: "F-18, administration in UTC",
      code: f18.code,
      halfLife: f18.halfLife,
      administration: "20250101090000+0000",
      offset: "+0100",
      scan: ("20250101", "110000"),
      second: ("20250101", "110500"),
      late: ("20250101", "130000"),
      elapsed: 3600
    ),
    Scenario(
      name: "F-18, Beijing, administration in UTC of the day before",
      code: f18.code,
      halfLife: f18.halfLife,
      administration: "20250101233000+0000",
      offset: "+0800",
      scan: ("20250102", "083000"),
      second: ("20250102", "083500"),
      late: ("20250102", "103000"),
      elapsed: 3600
    ),
    Scenario(
      name: "Zr-89, four days, clocks put forward in Europe",
      code: zr89.code,
      halfLife: zr89.halfLife,
      administration: "20250329100000+0100",
      offset: "+0200",
      scan: ("20250402", "100000"),
      second: ("20250402", "100500"),
      late: ("20250402", "120000"),
      elapsed: 342_000
    ),
    Scenario(
      name: "Zr-89, four days, clocks put back in America",
      code: zr89.code,
      halfLife: zr89.halfLife,
      administration: "20251101100000-0400",
      offset: "-0500",
      scan: ("20251105", "100000"),
      second: ("20251105", "100500"),
      late: ("20251105", "120000"),
      elapsed: 349_200
    ),
  ]

  /// How the scanner tells the reference time of START.
  enum Vendor: String, CaseIterable, Sendable {
    case anyWithEqualTimes, siemensPrivate, gePrivate, siemensBackComputed, geBackComputed
    case unitedImaging, philipsCounts

    var manufacturer: String {
      switch self {
      case .siemensPrivate, .siemensBackComputed: "SIEMENS"
      case .gePrivate, .geBackComputed: "GE MEDICAL SYSTEMS"
      case .unitedImaging: "UIH"
      case .philipsCounts: "Philips Medical Systems"
      case .anyWithEqualTimes: "Synthetic"
      }
    }
  }

  /// The mean of 2^(-t/T) over a frame, by Simpson's rule.
  static func meanDecay(from start: Double, halfLife: Double) -> Double {
    let steps = 200
    let width = frameSeconds / Double(steps)
    var sum = 0.0
    for step in 0...steps {
      let weight = step == 0 || step == steps ? 1.0 : step % 2 == 1 ? 4.0 : 2.0
      sum += weight * exp2(-(start + Double(step) * width) / halfLife)
    }
    return sum / (3 * Double(steps))
  }

  /// The moment of a frame at which the activity is its mean, by bisection.
  static func meanTime(halfLife: Double) -> Double {
    let mean = meanDecay(from: 0, halfLife: halfLife)
    var (low, high) = (0.0, frameSeconds)
    for _ in 0..<80 {
      let middle = (low + high) / 2
      if exp2(-middle / halfLife) > mean { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  static func settings(_ scenario: Scenario) -> SUVSettings {
    SUVSettings(
      policy: .lenient,
      longestUptakeSeconds: scenario.halfLife > 41_400 ? 8 * 86_400 : nil
    )
  }

  /// The two beds of a scan, stored value 1000 being the phantom's concentration.
  static func beds(_ scenario: Scenario, _ vendor: Vendor, _ correction: String) -> [DataSet] {
    [0.0, 300.0].map { offset in
      var header = PETHeader()
      header.text(0x0008, 0x0070, .LO, vendor.manufacturer)
      let isEqual = [.anyWithEqualTimes, .unitedImaging, .philipsCounts].contains(vendor)
      let series = isEqual ? scenario.scan : scenario.late
      header.text(0x0008, 0x0021, .DA, series.date)
      header.text(0x0008, 0x0031, .TM, series.time)
      let bed = offset == 0 ? scenario.scan : scenario.second
      header.text(0x0008, 0x0022, .DA, bed.date)
      header.text(0x0008, 0x0032, .TM, bed.time)
      if let zone = scenario.offset { header.text(0x0008, 0x0201, .SH, zone) }
      header.text(0x0010, 0x1030, .DS, "75")
      header.text(0x0054, 0x1102, .CS, correction)
      if correction == "NONE" { header.dataSet.set(Tag(0x0028, 0x0051), .CS, "ATTN", "NORM") }
      let reference =
        vendor == .geBackComputed || vendor == .gePrivate
        ? offset : offset + meanTime(halfLife: scenario.halfLife)
      header.text(0x0054, 0x1300, .DS, "\(reference * 1000)")
      let start = scenario.scan.date + scenario.scan.time
      if vendor == .siemensPrivate {
        header.setPrivate(0x0071, 0x22, creator: "SIEMENS MED PT", block: 0x12, .DT, start)
      }
      if vendor == .gePrivate {
        header.setPrivate(0x0009, 0x0D, creator: "GEMS_PETD_01", .DT, start)
      }
      header.tracer.set(Tag(0x0018, 0x1074), .DS, "\(activity)")
      header.tracer.set(Tag(0x0018, 0x1075), .DS, "\(scenario.halfLife)")
      header.tracer.set(Tag(0x0018, 0x1078), .DT, scenario.administration)
      header.removeFromTracer(0x1072)
      header.setNuclide(scenario.code, "SRT")
      let share =
        switch correction {
        case "ADMIN": 1.0
        case "START": exp2(-scenario.elapsed / scenario.halfLife)
        default: meanDecay(from: scenario.elapsed + offset, halfLife: scenario.halfLife)
        }
      var slope = atAdministration * share / 1000
      if vendor == .philipsCounts {
        header.text(0x0054, 0x1001, .CS, "CNTS")
        header.setPrivate(0x7053, 0x09, creator: "Philips PET Private Group", .DS, "3.7")
        slope /= 3.7
      }
      header.text(0x0028, 0x1053, .DS, "\(slope)")
      return header.complete
    }
  }

  @Test(arguments: scenarios, Vendor.allCases)
  func `reads SUV 1 for every decay correction, maker, uptake time, midnight and clock change`(
    scenario: Scenario,
    vendor: Vendor
  ) throws {
    for correction in ["ADMIN", "START", "NONE"] {
      let beds = Self.beds(scenario, vendor, correction)
      let certificate = try SUVCertificate(of: beds, settings: Self.settings(scenario))
      for line in certificate.scaling {
        #expect(abs(line.value(ofStored: 1000) - 1) < 2e-9, "\(correction)")
        #expect(line.value(ofStored: 0) == 0)
      }
      #expect(certificate.uptakeSeconds == scenario.elapsed, "\(correction)")
    }
  }

  @Test func `the QIBA chain takes the series time, or GE's private one where that is later`()
    throws
  {
    let scenario = Self.scenarios[0]
    var settings = Self.settings(scenario)
    settings.referenceTime = .qiba
    let equal = try SUVCertificate(
      of: Self.beds(scenario, .anyWithEqualTimes, "START"),
      settings: settings
    )
    #expect(abs(equal.scaling[1].value(ofStored: 1000) - 1) < 1e-9)
    // GE's private time is QIBA's second choice.
    let ge = try SUVCertificate(of: Self.beds(scenario, .gePrivate, "START"), settings: settings)
    #expect(abs(ge.scaling[1].value(ofStored: 1000) - 1) < 1e-9)
    #expect(ge.steps.contains { $0.rule == "QIBA" })
  }

  @Test(arguments: scenarios.filter { $0.halfLife > 41_400 })
  func `long-lived nuclides beyond two half-lives are refused without a profile, never guessed`(
    scenario: Scenario
  ) throws {
    let beds = Self.beds(scenario, .anyWithEqualTimes, "START")
    let literal = SUVSettings(policy: .lenient, longestUptakeSeconds: nil)
    if scenario.elapsed < 2 * scenario.halfLife {
      let certificate = try SUVCertificate(of: beds, settings: literal)
      #expect(abs(certificate.scaling[0].value(ofStored: 1000) - 1) < 2e-9)
    } else {
      #expect(throws: UptakeError.self) { try SUVCertificate(of: beds, settings: literal) }
    }
  }

  @Test func `Zr-89 on day seven is right with its profile and refused by the literal rule`() throws
  {
    let scenario = Self.scenarios[6]
    let beds = Self.beds(scenario, .siemensPrivate, "START")
    do {
      _ = try SUVCertificate(
        of: beds,
        settings: SUVSettings(policy: .lenient, longestUptakeSeconds: nil)
      )
      // 7 d 1 h = 608,400 s is more than 2 x 282,276 s.
      Issue.record("the literal rule has to refuse")
    } catch {
      #expect(error.code == .administrationDate)
    }
    let strictSettings = SUVSettings(policy: .strict, longestUptakeSeconds: 8 * 86_400)
    let certificate = try SUVCertificate(of: beds, settings: strictSettings)
    #expect(abs(certificate.scaling[0].value(ofStored: 1000) - 1) < 2e-9)
    #expect(certificate.adaptations.isEmpty)
  }

  @Test func `clock changes between times without an offset are pointed out`() throws {
    var scenario = Self.scenarios[9]
    scenario.offset = nil
    scenario = Scenario(
      name: scenario.name,
      code: scenario.code,
      halfLife: scenario.halfLife,
      administration: "20250329100000",
      scan: scenario.scan,
      second: scenario.second,
      late: scenario.late,
      elapsed: 345_600
    )
    let certificate = try SUVCertificate(
      of: Self.beds(scenario, .anyWithEqualTimes, "START"),
      settings: Self.settings(scenario)
    )
    #expect(certificate.has(.daylightSavingChange))
    let plain = try SUVCertificate(
      of: Self.beds(Self.scenarios[6], .anyWithEqualTimes, "START"),
      settings: Self.settings(Self.scenarios[6])
    )
    #expect(!plain.has(.daylightSavingChange))
  }
}
