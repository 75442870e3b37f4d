/// What a reconstruction's blur and noise are like, as a whole.
///
/// The effective kernel for F-18, which holds the scanner, the filter and the voxels together, is
/// `(1 + overshoot) G(w) - overshoot G(ratio · w)`, where G is a Gaussian of a full width at half
/// maximum: the overshoot is the edge artefact of reconstructions that model the point spread.
///
/// - Source: kernels found by search against the recovery bands of EARL, on spheres of 10 to 37 mm at
///   10:1 (EARL1 published; EARL2's bands, and those of clinical reconstructions, assumed).
public struct ReconstructionProfile: Hashable, Sendable {
  /// What a person calls it.
  public let name: String
  /// The full width at half maximum of the main Gaussian, in mm.
  public let fullWidthMillimeters: Double
  /// The share of the subtracted wider Gaussian; 0 without.
  public let overshoot: Double
  /// The width of the subtracted Gaussian over that of the main one.
  public let overshootRatio: Double
  /// The standard deviation over the mean of a liver voxel, at 14 MBq · min / kg in a body 26 cm thick.
  public let noiseCoefficient: Double
  /// The full width at half maximum of the noise's filter over that of the kernel; modelling the point
  /// spread makes noise that reaches further.
  public let noiseCorrelation: Double

  /// A reconstruction harmonised to EARL's first standard.
  public static let earl1 = ReconstructionProfile(
    name: "EARL1",
    fullWidthMillimeters: 8.5,
    overshoot: 0,
    overshootRatio: 1,
    noiseCoefficient: 0.08,
    noiseCorrelation: 0.75
  )
  /// A reconstruction harmonised to EARL's second standard.
  public static let earl2 = ReconstructionProfile(
    name: "EARL2",
    fullWidthMillimeters: 8,
    overshoot: 1.2,
    overshootRatio: 1.4,
    noiseCoefficient: 0.09,
    noiseCorrelation: 0.8
  )
  /// Time of flight with a filter of 4 to 5 mm, no model of the point spread.
  public static let timeOfFlight = ReconstructionProfile(
    name: "TOF",
    fullWidthMillimeters: 6,
    overshoot: 0,
    overshootRatio: 1,
    noiseCoefficient: 0.11,
    noiseCorrelation: 1.0
  )
  /// Time of flight with a model of the point spread.
  public static let pointSpread = ReconstructionProfile(
    name: "PSF+TOF",
    fullWidthMillimeters: 5.5,
    overshoot: 0.5,
    overshootRatio: 1.7,
    noiseCoefficient: 0.10,
    noiseCorrelation: 1.2
  )
  /// A digital scanner with small voxels and no filter.
  public static let digital = ReconstructionProfile(
    name: "digital PSF+TOF",
    fullWidthMillimeters: 5,
    overshoot: 0.4,
    overshootRatio: 1.7,
    noiseCoefficient: 0.08,
    noiseCorrelation: 1.25
  )
  /// Ordered subsets without time of flight.
  public static let withoutTimeOfFlight = ReconstructionProfile(
    name: "OSEM",
    fullWidthMillimeters: 6.5,
    overshoot: 0,
    overshootRatio: 1,
    noiseCoefficient: 0.17,
    noiseCorrelation: 0.9
  )

  /// All profiles.
  public static let all: [ReconstructionProfile] = [
    .earl1, .earl2, .timeOfFlight, .pointSpread, .digital, .withoutTimeOfFlight,
  ]
}
