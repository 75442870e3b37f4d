import Glibc

/// How a scan is made: the scanner, the counts, the CT, and mistakes on request.
public struct ScanSetup: Hashable, Sendable {
  /// The scanner.
  public var system: PETCTSystem
  /// The reconstruction; the system's own unless said otherwise.
  public var reconstruction: ReconstructionProfile
  /// The counts over those of a usual scan; infinite for an image without noise.
  public var countLevel = 1.0
  /// When, after iodine, the CT is taken.
  public var contrast = ContrastPhase.none
  /// The CT's tube current and time, in mAs.
  public var ctMilliampereSeconds = 50.0
  /// Mistakes.
  public var faults: Set<ScanFault> = []
  /// Whether incidents are drawn: urine in the ureters, extravasation, metal.
  public var hasIncidents = true
  /// Whether the PET is one multi-frame file.
  public var isEnhanced = false

  /// A usual scan by a system.
  public init(system: PETCTSystem) {
    self.system = system
    reconstruction = system.reconstruction
  }
}

/// How noisy a tracer's whole-body images are in practice: clinics choose time and filters so that the
/// liver's coefficient of variation falls into a band.
///
/// - Source: FDG's limit of 15 % by EANM; 89Zr by Jauw 2018, Mol Imaging Biol; the others, and all
///   lower ends, assumed.
package struct NoiseBand: Hashable, Sendable {
  /// The lowest and highest coefficient of variation in the liver.
  package let coefficients: ClosedRange<Double>

  /// The band of a tracer, by its profile's name; nil for one that isn't known.
  package init?(tracer: String) {
    switch tracer {
    case "18F-FDG": coefficients = 0.08...0.15
    case "68Ga-HER2-affibody", "68Ga-HER2-nanobody": coefficients = 0.12...0.20
    case "18F-HER2-affibody": coefficients = 0.10...0.15
    case "64Cu-trastuzumab": coefficients = 0.20...0.30
    case "89Zr-trastuzumab": coefficients = 0.20...0.35
    default: return nil
    }
  }

  /// The coefficient of variation of a scan's liver.
  ///
  /// The middle of the band on a usual scanner and body; from there as counts and thickness have it,
  /// within the band's own reach, then by the level of counts.
  ///
  /// - Parameters:
  ///   - reconstruction: the reconstruction.
  ///   - relativeActivity: activity over the tracer's usual one.
  ///   - thicknessCentimeters: the diameter of a circle of the trunk's cross section.
  ///   - countLevel: counts over those of a usual scan.
  /// - Returns: the standard deviation over the mean of a liver voxel; 0 without noise.
  /// - Source: noise goes with the root of the counts, counts with e^(-μ D), μ = 0.07 / cm (assumed).
  package func coefficient(
    reconstruction: ReconstructionProfile,
    relativeActivity: Double,
    thicknessCentimeters: Double,
    countLevel: Double
  ) -> Double {
    guard countLevel.isFinite else { return 0 }
    let middle = (coefficients.lowerBound * coefficients.upperBound).squareRoot()
    let usual =
      middle * (reconstruction.noiseCoefficient / 0.10)
      * exp(0.5 * 0.07 * (thicknessCentimeters - 26)) / relativeActivity.squareRoot()
    let held = min(max(usual, coefficients.lowerBound), coefficients.upperBound)
    return held / countLevel.squareRoot()
  }
}
