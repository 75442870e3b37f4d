import Glibc

/// A tracer as a simulated scanner writes it into its headers.
public struct SimulatedTracer: Hashable, Sendable {
  /// The radionuclide.
  public let emitter: PositronEmitter
  /// The radionuclide, for people: "F-18".
  public var radionuclide: String { emitter.rawValue }
  /// The half-life, in seconds.
  public let halfLifeSeconds: Double
  /// The positrons per decay.
  public let positronFraction: Double
  /// The radionuclide's code of DICOM context group 4020.
  let radionuclideCode: Code
  /// The radionuclide's older code, which many scanners still write.
  let legacyRadionuclideCode: Code
  /// The agent, for people.
  public let radiopharmaceutical: String
  /// The agent's code of context group 4021, or a private one where the group has none.
  let radiopharmaceuticalCode: Code

  /// 2-[F-18]fluoro-2-deoxyglucose.
  public static let fdg = SimulatedTracer(
    emitter: .fluorine18,
    halfLifeSeconds: 6586.2,
    positronFraction: 0.9673,
    radionuclideCode: Code("77004003", "SCT", "^18^Fluorine"),
    legacyRadionuclideCode: Code("C-111A1", "SRT", "^18^Fluorine"),
    radiopharmaceutical: "Fluorodeoxyglucose F^18^",
    radiopharmaceuticalCode: Code("35321007", "SCT", "Fluorodeoxyglucose F^18^")
  )

  /// A HER2 affibody labelled with Ga-68.
  public static let galliumAffibody = SimulatedTracer(
    emitter: .gallium68,
    halfLifeSeconds: 4062.6,
    positronFraction: 0.8891,
    radionuclideCode: Code("35337001", "SCT", "^68^Gallium"),
    legacyRadionuclideCode: Code("C-131A3", "SRT", "^68^Gallium"),
    radiopharmaceutical: "HER2 affibody Ga^68^",
    radiopharmaceuticalCode: Code("68GA-AFFIBODY", "99HER2", "HER2 affibody Ga^68^")
  )

  /// A HER2 affibody labelled with F-18.
  public static let fluorineAffibody = SimulatedTracer(
    emitter: .fluorine18,
    halfLifeSeconds: 6586.2,
    positronFraction: 0.9673,
    radionuclideCode: Code("77004003", "SCT", "^18^Fluorine"),
    legacyRadionuclideCode: Code("C-111A1", "SRT", "^18^Fluorine"),
    radiopharmaceutical: "HER2 affibody F^18^",
    radiopharmaceuticalCode: Code("18F-AFFIBODY", "99HER2", "HER2 affibody F^18^")
  )

  /// A HER2 nanobody labelled with Ga-68.
  public static let galliumNanobody = SimulatedTracer(
    emitter: .gallium68,
    halfLifeSeconds: 4062.6,
    positronFraction: 0.8891,
    radionuclideCode: Code("35337001", "SCT", "^68^Gallium"),
    legacyRadionuclideCode: Code("C-131A3", "SRT", "^68^Gallium"),
    radiopharmaceutical: "HER2 nanobody Ga^68^",
    radiopharmaceuticalCode: Code("68GA-NANOBODY", "99HER2", "HER2 nanobody Ga^68^")
  )

  /// The tracer that a profile's name means; nil where there is none.
  ///
  /// - Parameter profile: "68Ga-HER2-affibody".
  /// - Returns: the tracer as a scanner writes it.
  public static func named(_ profile: String) -> SimulatedTracer? {
    switch profile {
    case "18F-FDG": .fdg
    case "68Ga-HER2-affibody": .galliumAffibody
    case "18F-HER2-affibody": .fluorineAffibody
    case "68Ga-HER2-nanobody": .galliumNanobody
    case "64Cu-trastuzumab": .copperTrastuzumab
    case "89Zr-trastuzumab": .zirconiumTrastuzumab
    default: nil
    }
  }

  /// Trastuzumab labelled with Cu-64.
  public static let copperTrastuzumab = SimulatedTracer(
    emitter: .copper64,
    halfLifeSeconds: 45_720,
    positronFraction: 0.1741,
    radionuclideCode: Code("3932008", "SCT", "^64^Copper"),
    legacyRadionuclideCode: Code("C-127A2", "SRT", "^64^Copper"),
    radiopharmaceutical: "Trastuzumab Cu^64^",
    radiopharmaceuticalCode: Code("64CU-TRASTUZUMAB", "99HER2", "Trastuzumab ^64^Cu")
  )

  /// Trastuzumab labelled with Zr-89.
  public static let zirconiumTrastuzumab = SimulatedTracer(
    emitter: .zirconium89,
    halfLifeSeconds: 282_276,
    positronFraction: 0.2274,
    radionuclideCode: Code("63360001", "SCT", "^89^Zirconium"),
    legacyRadionuclideCode: Code("C-168A4", "SRT", "^89^Zirconium"),
    radiopharmaceutical: "Trastuzumab Zr^89^",
    radiopharmaceuticalCode: Code("126512", "DCM", "Trastuzumab ^89^Zr")
  )

  /// The share of the activity that is left after a time; above 1 before time zero.
  ///
  /// - Parameter seconds: the time since the activity was 1, in seconds.
  /// - Returns: 2^(-t / T½).
  func remaining(afterSeconds seconds: Double) -> Double { exp2(-seconds / halfLifeSeconds) }

  /// The mean of ``remaining(afterSeconds:)`` over a frame that starts at time zero: (1 - e^-x) / x
  /// with x = λ T.
  func meanRemaining(overSeconds duration: Double) -> Double {
    let x = log(2) * duration / halfLifeSeconds
    return x == 0 ? 1 : -expm1(-x) / x
  }

  /// When in a frame the activity equals its mean over the frame, in seconds after the frame's start.
  func meanActivityTime(ofFrameSeconds duration: Double) -> Double {
    -halfLifeSeconds * log2(meanRemaining(overSeconds: duration))
  }
}

/// A coded concept.
struct Code: Hashable, Sendable {
  let value: String
  let scheme: String
  let meaning: String

  init(_ value: String, _ scheme: String, _ meaning: String) {
    self.value = value
    self.scheme = scheme
    self.meaning = meaning
  }
}
