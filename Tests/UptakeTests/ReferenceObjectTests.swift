import DICOM
import Foundation
import TestSupport
import Testing

@testable import Uptake

/// The objects of IBSI-SUV v3, as headers: stored 200, 1000 and 4000 have to read 0.20, 1.00 and
/// 4.00, or the object has to be refused with its code.
struct ReferenceObjectTests {
  static let weight = 70.0
  static let height = 1.75
  static let activity = 368.08e6

  /// The concentration of SUV 1, so many seconds after the administration.
  static func becquerels(after seconds: Double, halfLife: Double = 6586.2) -> Double {
    activity * exp2(-seconds / halfLife) / (weight * 1000)
  }

  enum Expectation {
    case computed
    case refused(UptakeError.Code)
  }

  struct Object {
    var header = PETHeader()
    /// What stored 1000 is, in the image's unit, at SUV 1.
    var unitValue = ReferenceObjectTests.becquerels(after: 3600)
    var expectation = Expectation.computed
    /// Changes per slice.
    var slice: (Int, inout PETHeader, inout Double) -> Void = { _, _, _ in }

    var slices: [DataSet] {
      (0..<3).map { index in
        var own = header
        var value = unitValue
        slice(index, &own, &value)
        own.text(0x0028, 0x1053, .DS, "\(value / 1000)")
        return own.complete
      }
    }
  }

  @Test(.enabled(if: SharedData.isPresent, "the shared data is absent"))
  func `every object of the IBSI-SUV v3 list is computed or refused as listed`() throws {
    let folder = try #require(SharedData.folder).deletingLastPathComponent()
    let list = try String(
      contentsOf: folder.appendingPathComponent("spec/tables/ibsi_suv_dro_list_v3.csv"),
      encoding: .utf8
    )
    var seen = 0
    for line in list.split(whereSeparator: \.isNewline).dropFirst() {
      let name = String(line.prefix { $0 != "," })
      let isRefused = line.hasSuffix("ERROR")
      for id in Self.expanded(name) {
        seen += 1
        if id.contains("_7_") {
          try Self.check(EnhancedObjects.slices(id), .computed, id)
          continue
        }
        let object = try #require(Self.object(id), "\(id) isn't built here")
        if case .refused = object.expectation {
          #expect(isRefused, "\(id)")
        } else {
          #expect(!isRefused, "\(id)")
        }
        try Self.check(object.slices, object.expectation, id)
      }
    }
    #expect(seen == 58)
  }

  static func check(
    _ slices: [DataSet],
    _ expectation: Expectation,
    _ id: String
  ) throws {
    do throws(UptakeError) {
      let certificate = try SUVCertificate(of: slices, settings: lenient)
      guard case .computed = expectation else {
        Issue.record("\(id) has to be refused")
        return
      }
      // With a slope per slice, the slices store multiples of 1, 2 and 4.
      let isSloped = id == "DRO_1_0" || id == "DRO_7_1_0"
      for (index, line) in certificate.scaling.enumerated() {
        let multiple = isSloped ? Double(1 << index) : 1
        for (stored, suv) in [(200.0, 0.2), (1000.0, 1.0), (4000.0, 4.0)] {
          #expect(abs(line.value(ofStored: stored * multiple) - suv) < 0.005, "\(id)")
        }
      }
      #expect(certificate.scaling.count == 3)
    } catch {
      guard case .refused(let code) = expectation else {
        Issue.record("\(id): \(error)")
        return
      }
      #expect(error.code == code, "\(id): \(error)")
    }
  }

  /// "DRO_2_1_0..2" as its three ids.
  static func expanded(_ name: String) -> [String] {
    guard let dots = name.range(of: "..") else { return [name] }
    let head = name[..<dots.lowerBound]
    let stem = head.prefix(through: head.lastIndex(of: "_") ?? head.startIndex)
    let first = Int(head.dropFirst(stem.count)) ?? 0
    let last = Int(name[dots.upperBound...]) ?? 0
    return (first...last).map { "\(stem)\($0)" }
  }

  static let makers = ["SIEMENS", "GE MEDICAL SYSTEMS", "Philips Medical Systems", "Synthetic"]
  static let sexes = ["M", "F", "O"]

  /// A value for men, for women, and their mean, by the last digit of an id.
  private static func bySex(_ index: Int, _ male: Double, _ female: Double) -> Double {
    [male, female, (male + female) / 2][index]
  }

  static func object(_ id: String) -> Object? {
    var object = Object()
    let variant = id.last?.wholeNumberValue ?? 0
    let parts = id.split(separator: "_").dropFirst()
    switch parts.prefix(2).joined(separator: "_") {
    case "0_0": break
    case "1_0":
      object.slice = { index, _, value in value /= Double(1 << index) }
    case "2_0":
      object.header.text(0x0054, 0x1001, .CS, "GML")
      object.unitValue = 1
    case "2_1":
      // 1.10 70 - 128 (70/175)^2 = 56.52; 1.07 70 - 148 (70/175)^2 = 51.22 kg.
      object.header.text(0x0054, 0x1001, .CS, "GML")
      object.header.text(0x0054, 0x1006, .CS, "LBMJAMES128")
      object.header.text(0x0010, 0x0040, .CS, sexes[variant])
      object.unitValue = bySex(variant, 56.52, 51.22) / 70
    case "2_2":
      // 48 + 1.06 23 = 72.38; 45.5 + 0.91 23 = 66.43 kg.
      object.header.text(0x0054, 0x1001, .CS, "GML")
      object.header.text(0x0054, 0x1006, .CS, "IBW")
      object.header.text(0x0010, 0x0040, .CS, sexes[variant])
      object.unitValue = bySex(variant, 72.38, 66.43) / 70
    case "2_3":
      // 0.007184 70^0.425 175^0.725 = 1.84814 m2.
      object.header.text(0x0054, 0x1001, .CS, "CM2ML")
      object.header.text(0x0054, 0x1006, .CS, "BSA")
      object.unitValue = 1.84814 * 1e4 / 70_000
    case "2_4":
      object.header.text(0x0008, 0x0070, .LO, makers[2])
      object.header.text(0x0054, 0x1001, .CS, "CNTS")
      object.header.setPrivate(0x7053, 0x00, creator: "Philips PET Private Group", .DS, "0.0005")
      object.unitValue = 2000
    case "2_5":
      object.header.text(0x0008, 0x0070, .LO, makers[2])
      object.header.text(0x0054, 0x1001, .CS, "CNTS")
      object.header.setPrivate(0x7053, 0x09, creator: "Philips PET Private Group", .DS, "2")
      object.unitValue = becquerels(after: 3600) / 2
    case "2_6":
      // BMI 22.857: 9270 70/(6680 + 216 BMI) = 55.8571; 9270 70/(8780 + 244 BMI) = 45.1971 kg.
      object.header.text(0x0054, 0x1001, .CS, "GML")
      object.header.text(0x0054, 0x1006, .CS, "LBMJANMA")
      object.header.text(0x0010, 0x0040, .CS, sexes[variant])
      object.unitValue = bySex(variant, 55.8571, 45.1971) / 70
    default: return timeObject(id, parts.prefix(2).joined(separator: "_"), variant)
    }
    return object
  }

  private static func timeObject(_ id: String, _ group: String, _ variant: Int) -> Object? {
    var object = Object()
    switch group {
    case "3_0": object.header.tracer.set(Tag(0x0018, 0x1074), .DS, "368.08")
    case "3_1":
      object.header.text(0x0054, 0x1102, .CS, "ADMIN")
      object.unitValue = becquerels(after: 0)
    case "3_2":
      // The series was made anew half an hour later; 149.606 s is the mean-activity time of 300 s.
      object.header.text(0x0008, 0x0070, .LO, makers[variant])
      object.header.text(0x0008, 0x0031, .TM, "113000.000000")
      object.header.text(0x0054, 0x1300, .DS, variant == 1 ? "0" : "149605.5")
    case "3_3":
      object.header.text(0x0008, 0x0070, .LO, makers[variant])
      object.header.text(0x0008, 0x0031, .TM, "113000.000000")
      object.header.text(0x0008, 0x0032, .TM, "110500.000000")
      if variant == 0 {
        object.header.setPrivate(
          0x0071,
          0x22,
          creator: "SIEMENS MED PT",
          .DT,
          "20250101110000.000000"
        )
      } else {
        object.header.setPrivate(
          0x0009,
          0x0D,
          creator: "GEMS_PETD_01",
          .DT,
          "20250101110000.000000"
        )
      }
    case "3_4":
      object.header.text(0x0008, 0x0070, .LO, makers[variant])
      object.header.text(0x0054, 0x1102, .CS, "NONE")
      object.header.dataSet.set(Tag(0x0028, 0x0051), .CS, "NORM", "DTIM", "ATTN", "SCAT")
      if variant == 2 {
        object.header.text(0x0054, 0x1001, .CS, "CNTS")
        object.header.setPrivate(0x7053, 0x09, creator: "Philips PET Private Group", .DS, "1")
      }
      object.slice = { index, header, value in
        header.text(0x0008, 0x0032, .TM, "11\(index)000.000000")
        value = becquerels(after: 3600 + 600 * Double(index) + 149.606)
      }
    case "3_5": object.header.text(0x0008, 0x0070, .LO, makers[variant])
    case "4_0": object.header.removeFromTracer(0x1072)
    case "4_1": object.header.removeFromTracer(0x1078)
    case "4_2", "4_3":
      object.header.text(0x0008, 0x0021, .DA, "20250102")
      object.header.text(0x0008, 0x0022, .DA, "20250102")
      object.header.text(0x0008, 0x0031, .TM, "003000")
      object.header.text(0x0008, 0x0032, .TM, "003000")
      object.header.tracer.set(Tag(0x0018, 0x1072), .TM, "233000")
      object.header.tracer.set(Tag(0x0018, 0x1078), .DT, "20250101233000")
      if group == "4_2" { object.header.removeFromTracer(0x1078) }
    case "4_4":
      object.header.text(0x0008, 0x0022, .DA, "19000615")
      object.header.text(0x0008, 0x0021, .DA, "19000615")
      object.header.text(0x0008, 0x0031, .TM, "003000")
      object.header.text(0x0008, 0x0032, .TM, "003000")
      object.header.tracer.set(Tag(0x0018, 0x1072), .TM, "233000")
      object.header.tracer.set(Tag(0x0018, 0x1078), .DT, "20250101233000")
    case "4_5":
      setZirconium(&object)
      object.header.tracer.set(Tag(0x0018, 0x1078), .DT, "20241229110000")
      object.unitValue = becquerels(after: 3 * 86_400, halfLife: 282_276)
    case "5_0":
      object.header.setNuclide("35337001", "SCT")
      object.header.tracer.set(Tag(0x0018, 0x1075), .DS, "4062.6")
      object.unitValue = becquerels(after: 3600, halfLife: 4062.6)
    default: return errorObject(id)
    }
    return object
  }

  private static func setZirconium(_ object: inout Object) {
    object.header.setNuclide("C-168A4", "SRT")
    object.header.tracer.set(Tag(0x0018, 0x1075), .DS, "282276")
  }

  private static func errorObject(_ id: String) -> Object? {
    var object = Object()
    switch id {
    case "DRO_error_2_0":
      object.header.remove(0x0010, 0x1030)
      object.expectation = .refused(.weight)
    case "DRO_error_2_1":
      object.header.text(0x0010, 0x1030, .DS, "0")
      object.expectation = .refused(.weight)
    case "DRO_error_2_2", "DRO_error_2_3", "DRO_error_2_4", "DRO_error_2_5":
      object.header.text(0x0054, 0x1001, .CS, "GML")
      object.header.text(0x0054, 0x1006, .CS, "IBW")
      object.expectation = .refused(id < "DRO_error_2_4" ? .sex : .size)
      if id.hasSuffix("2") { object.header.remove(0x0010, 0x0040) }
      if id.hasSuffix("3") { object.header.text(0x0010, 0x0040, .CS, "X") }
      if id.hasSuffix("4") { object.header.remove(0x0010, 0x1020) }
      if id.hasSuffix("5") { object.header.text(0x0010, 0x1020, .DS, "0") }
    case "DRO_error_2_6":
      object.header.text(0x0008, 0x0070, .LO, makers[2])
      object.header.text(0x0054, 0x1001, .CS, "CNTS")
      object.expectation = .refused(.philipsScale)
    case "DRO_error_2_7":
      object.header.text(0x0054, 0x1001, .CS, "PROPCNTS")
      object.expectation = .refused(.units)
    case "DRO_error_3_0":
      object.header.removeFromTracer(0x1074)
      object.expectation = .refused(.dose)
    case "DRO_error_3_1":
      object.header.tracer.set(Tag(0x0018, 0x1074), .DS, "-368080000")
      object.expectation = .refused(.dose)
    case "DRO_error_3_2":
      object.header.text(0x0008, 0x0070, .LO, makers[0])
      object.header.text(0x0008, 0x0031, .TM, "113000.000000")
      object.header.remove(0x0018, 0x1242)
      object.expectation = .refused(.decayTiming)
    case "DRO_error_4_0":
      object.header.removeFromTracer(0x1072)
      object.header.removeFromTracer(0x1078)
      object.expectation = .refused(.administrationTime)
    case "DRO_error_4_1":
      setZirconium(&object)
      object.header.removeFromTracer(0x1078)
      object.expectation = .refused(.administrationDate)
    case "DRO_error_4_2":
      setZirconium(&object)
      object.header.tracer.set(Tag(0x0018, 0x1078), .DT, "19000101100000")
      object.expectation = .refused(.administrationDate)
    case "DRO_error_5_0":
      object.header.removeFromTracer(0x1075)
      object.expectation = .refused(.halfLife)
    default: return nil
    }
    return object
  }
}

/// The Enhanced PET objects of the list: one multi-frame data set of three frames.
enum EnhancedObjects {
  static func slices(_ id: String) -> [DataSet] {
    var header = PETHeader()
    for (group, element) in [
      (0x0054, 0x1001), (0x0054, 0x1102), (0x0054, 0x1300), (0x0028, 0x0051), (0x0028, 0x1053),
      (0x0028, 0x1052), (0x0018, 0x1242), (0x0054, 0x1000), (0x0008, 0x0022), (0x0008, 0x0032),
    ] as [(UInt16, UInt16)] {
      header.remove(group, element)
    }
    header.text(0x0008, 0x0016, .UI, "1.2.840.10008.5.1.4.1.1.130")
    header.text(0x0018, 0x9759, .CS, "YES")
    header.text(0x0018, 0x9758, .CS, id == "DRO_7_3_1" ? "NO" : "YES")
    header.text(0x0018, 0x9701, .DT, "20250101110000.000000")
    header.text(0x0028, 0x0101, .US, "16")
    if id == "DRO_7_3_0" { header.text(0x0008, 0x0031, .TM, "113000") }
    var frames: [DataSet] = []
    for index in 0..<3 {
      var value = ReferenceObjectTests.becquerels(after: 3600)
      var unit = "Bq/ml"
      var content = DataSet()
      if id == "DRO_7_2_0" { (value, unit) = (1, "g/ml{SUVbw}") }
      if id == "DRO_7_3_1" {
        content.set(Tag(0x0018, 0x9151), .DT, "2025010111\(index)000")
        value = ReferenceObjectTests.becquerels(after: 3600 + 600 * Double(index))
      }
      var stored = value / 1000
      // The pixel value transformation isn't the real world value: it must not be used.
      var transformation = DataSet()
      transformation.set(Tag(0x0028, 0x1053), .DS, "7")
      transformation.set(Tag(0x0028, 0x1052), .DS, "0")
      transformation.set(Tag(0x0028, 0x1054), .LO, "US")
      if id == "DRO_7_1_0" { stored /= Double(1 << index) }
      var frame = DataSet()
      frame.set(Tag(0x0040, 0x9096), items: [mapping("{counts}", 5), mapping(unit, stored)])
      frame.set(Tag(0x0020, 0x9111), items: [content])
      frame.set(Tag(0x0028, 0x9145), items: [transformation])
      frames.append(frame)
    }
    var complete = header.complete
    complete.set(Tag(0x5200, 0x9230), items: frames)
    complete.set(Tag(0x5200, 0x9229), items: [DataSet()])
    return [complete]
  }

  static func mapping(_ unit: String, _ slope: Double) -> DataSet {
    var code = DataSet()
    code.set(Tag(0x0008, 0x0100), .SH, unit)
    code.set(Tag(0x0008, 0x0102), .SH, "UCUM")
    var mapping = DataSet()
    mapping.set(Tag(0x0040, 0x9225), .FD, slope)
    mapping.set(Tag(0x0040, 0x9224), .FD, 0.0)
    mapping.set(Tag(0x0040, 0x08EA), items: [code])
    return mapping
  }
}
