import DICOM
import Uptake

/// A PET header whose image reads SUVbw 1, built from the physics, not from the code under test.
///
/// 70 kg, 1.75 m, administered 2025-01-01 10:00:00, F-18 of 368.08 MBq: the values of the IBSI-SUV
/// objects. Each test changes what it is about.
struct PETHeader {
  var dataSet = DataSet()
  var tracer = DataSet()

  init() {
    dataSet.set(Tag(0x0008, 0x0008), .CS, "ORIGINAL", "PRIMARY")
    dataSet.set(Tag(0x0008, 0x0016), .UI, "1.2.840.10008.5.1.4.1.1.128")
    dataSet.set(Tag(0x0008, 0x0060), .CS, "PT")
    dataSet.set(Tag(0x0008, 0x0070), .LO, "Synthetic")
    dataSet.set(Tag(0x0008, 0x0021), .DA, "20250101")
    dataSet.set(Tag(0x0008, 0x0031), .TM, "110000.000000")
    dataSet.set(Tag(0x0008, 0x0022), .DA, "20250101")
    dataSet.set(Tag(0x0008, 0x0032), .TM, "110000.000000")
    dataSet.set(Tag(0x0010, 0x0040), .CS, "M")
    dataSet.set(Tag(0x0010, 0x1020), .DS, "1.75")
    dataSet.set(Tag(0x0010, 0x1030), .DS, "70.0")
    dataSet.set(Tag(0x0018, 0x1242), .IS, "300000")
    dataSet.set(Tag(0x0028, 0x0051), .CS, "NORM", "DTIM", "ATTN", "SCAT", "DECY", "RAN")
    dataSet.set(Tag(0x0028, 0x1052), .DS, "0.0")
    dataSet.set(Tag(0x0028, 0x1053), .DS, "1.0")
    dataSet.set(Tag(0x0054, 0x1000), .CS, "STATIC", "IMAGE")
    dataSet.set(Tag(0x0054, 0x1001), .CS, "BQML")
    dataSet.set(Tag(0x0054, 0x1002), .CS, "EMISSION")
    dataSet.set(Tag(0x0054, 0x1102), .CS, "START")
    dataSet.set(Tag(0x0054, 0x1300), .DS, "150000.0")
    tracer.set(Tag(0x0018, 0x1072), .TM, "100000.000000")
    tracer.set(Tag(0x0018, 0x1074), .DS, "368080000.0")
    tracer.set(Tag(0x0018, 0x1075), .DS, "6586.2")
    tracer.set(Tag(0x0018, 0x1078), .DT, "20250101100000.000000")
    setNuclide("C-111A1", "SRT")
  }

  mutating func setNuclide(_ code: String, _ scheme: String) {
    var item = DataSet()
    item.set(Tag(0x0008, 0x0100), .SH, code)
    item.set(Tag(0x0008, 0x0102), .SH, scheme)
    tracer.set(Tag(0x0054, 0x0300), items: [item])
  }

  mutating func text(_ group: UInt16, _ element: UInt16, _ vr: VR, _ value: String) {
    dataSet.set(Tag(group, element), vr, value)
  }

  mutating func remove(_ group: UInt16, _ element: UInt16) {
    dataSet[Tag(group, element)] = nil
  }

  mutating func removeFromTracer(_ element: UInt16) {
    tracer[Tag(0x0018, element)] = nil
  }

  /// Sets a private attribute with its creator at a block.
  mutating func setPrivate(
    _ group: UInt16,
    _ element: UInt16,
    creator: String,
    block: UInt16 = 0x10,
    _ vr: VR,
    _ value: String
  ) {
    dataSet.set(Tag(group, block), .LO, creator)
    dataSet.set(Tag(group, block << 8 | element), vr, value)
  }

  /// The data set with its tracer.
  var complete: DataSet {
    var complete = dataSet
    complete.set(Tag(0x0054, 0x0016), items: [tracer])
    return complete
  }

  var slices: [DataSet] { [complete, complete, complete] }
}

let lenient = SUVSettings(policy: .lenient, longestUptakeSeconds: nil)
let strict = SUVSettings(policy: .strict, longestUptakeSeconds: nil)

/// The certificate of a header's three equal slices.
func certificate(
  _ header: PETHeader,
  _ settings: SUVSettings = lenient
) throws -> SUVCertificate {
  try SUVCertificate(of: header.slices, settings: settings)
}

/// The refusal of a header, or nil where it isn't refused.
func refusal(_ header: PETHeader, _ settings: SUVSettings = lenient) -> UptakeError? {
  do {
    _ = try SUVCertificate(of: header.slices, settings: settings)
    return nil
  } catch {
    return error
  }
}

func relativeDifference(_ value: Double?, _ expected: Double) -> Double {
  guard let value else { return .infinity }
  return abs(value / expected - 1)
}

extension SUVCertificate {
  func has(_ code: Caveat.Code) -> Bool { caveats.contains { $0.code == code } }
}
