/// How a lesion's outline is drawn on an uptake volume.
///
/// Each method is data with its parameters; ``name(on:)`` states them for a result's `method` column
/// and ``text`` writes them as the command line reads them. A voxel whose value *equals* a threshold
/// is inside; a voxel without a defined value (NaN) is never inside. Thresholds are compared in
/// `Float`, the precision of the voxels.
public enum SegmentationMethod: Hashable, Sendable {
  /// Voxels at or above a fixed uptake: `fixed:4.0`.
  case fixed(threshold: Double)

  /// Voxels at or above a percentage of the lesion's SUVmax: `percent-max:41`.
  ///
  /// - Source: EANM FDG guideline 2.0, Eur J Nucl Med Mol Imaging 2015;42:328 (41 % and 50 %).
  case percentOfMax(Double)

  /// Voxels at or above `background + percent/100 * (SUVpeak - background)`: `percent-peak:50`.
  ///
  /// At 50 %, half way between local background and SUVpeak: A50P. The peak is the exact 1 mL sphere
  /// of the highest mean centred on a voxel at or above 70 % of the lesion's maximum; see
  /// ``LocalBackground`` for what surrounds it.
  ///
  /// - Source: Boellaard R et al., J Nucl Med 2004;45:1519, ROI "0.5(BG+MAX)"; with SUVpeak for the
  ///   maximum: Burggraaff CN et al., Mol Imaging Biol 2020;22:1102 ("A50%P"). The literature does not fix
  ///   where background is taken: the shell is a parameter, stated in the method's name.
  case percentOfPeak(Double, background: LocalBackground)

  /// Voxels at or above `factor * mean + deviations * SD` of a reference region: `liver` (1.5, 2),
  /// `blood-pool` (2, 2).
  ///
  /// Mean and SD scale alike, so the outline is the same on SUVbw and on SUL.
  ///
  /// - Source: PERCIST 1.0, J Nucl Med 2009;50:122S; Radiology 2016;280:576. The numbers were made
  ///   for FDG.
  case reference(ReferenceTissue, factor: Double, deviations: Double)

  /// The threshold that fits the volume it draws, found by iteration: `iterative:fwhm=6.5`.
  ///
  /// The threshold lies ``VolumeThresholdRelation/fraction(volumeMilliliters:)`` of the way from
  /// local background to the lesion's maximum. The iteration starts from the relation's lowest
  /// threshold, so from the largest region, and ends when a step changes no voxel; where it goes round
  /// in a circle of regions, the smallest of them is the result.
  case iterative(VolumeThresholdRelation, background: LocalBackground)

  /// The watershed of the gradient's magnitude between two markers: `gradient`.
  ///
  /// Inside are the voxels grown from the start at `inner` percent of the way from local background
  /// to the maximum, outside those not grown at `outer` percent; the line between is drawn where the
  /// uptake falls most steeply.
  ///
  /// - Source: Geets X et al., Eur J Nucl Med Mol Imaging 2007;34:1427 (gradient watershed); the
  ///   markers are ours and stated in the method's name.
  case gradient(inner: Double, outer: Double, background: LocalBackground)

  /// Voxels that at least `votes` of four methods hold: 41 % of SUVmax, A50P, SUV 2.5, SUV 4.0:
  /// `mv2`, `mv3`.
  ///
  /// - Source: Burggraaff CN et al., Mol Imaging Biol 2020;22:1102.
  case majorityVote(votes: Int, background: LocalBackground)

  /// Voxels connected to the seed with an uptake in a closed interval: `grow:lower=2.5,upper=8`.
  ///
  /// Growth starts at the seed itself, not at a maximum beside it; without `upper` it has no bound
  /// above.
  ///
  /// - Source: Adams R, Bischof L, IEEE Trans Pattern Anal Mach Intell 1994;16:641.
  case grow(lower: Double, upper: Double?)

  /// The method as a person reads it, with every parameter, for a result's `method` column.
  ///
  /// - Parameter scale: the normalisation that fixed thresholds are meant on.
  /// - Returns: plain ASCII without a comma.
  public func name(on scale: UptakeScale = .suvbw) -> String {
    switch self {
    case .fixed(let threshold): "\(scale.name) >= \(plain(threshold))"
    case .percentOfMax(let percent): "\(plain(percent))% of SUVmax"
    case .percentOfPeak(let percent, let background):
      "\(plain(percent))% of SUVpeak over local background (\(background.name))"
    case .reference(let tissue, let factor, let deviations):
      "\(plain(factor)) x \(tissue.rawValue) mean + \(plain(deviations)) SD"
    case .iterative(.sphere(let fwhm), let background):
      "iterative: sphere at FWHM \(plain(fwhm)) mm over local background (\(background.name))"
    case .iterative(.calibrated(let a, let b), let background):
      "iterative: \(plain(a)) + \(plain(b)) mL/V over local background (\(background.name))"
    case .gradient(let inner, let outer, let background):
      "gradient watershed between \(plain(inner))% and \(plain(outer))% over local background"
        + " (\(background.name))"
    case .majorityVote(let votes, let background):
      "MV\(votes) of 41% of SUVmax; A50P (\(background.name)); \(scale.name) >= 2.5;"
        + " \(scale.name) >= 4"
    case .grow(let lower, let upper):
      upper.map { "region growing: \(scale.name) \(plain(lower)) to \(plain($0))" }
        ?? "region growing: \(scale.name) from \(plain(lower))"
    }
  }

  /// Whether one threshold for the whole volume draws every lesion, so that no start is needed.
  public var isOneThreshold: Bool {
    switch self {
    case .fixed, .reference: true
    default: false
    }
  }
}

/// Where a lesion's local background is taken: a shell around its core.
///
/// The core is what grows from the lesion's maximum at 70 % of it. The shell holds the voxels whose
/// centre lies more than `gap` and at most `gap + thickness` mm from the nearest voxel centre of the
/// core. Voxels at or above half of the lesion's maximum belong to other hot tissue and are left out,
/// as are undefined ones; background is the mean of the rest.
public struct LocalBackground: Hashable, Sendable {
  /// How far from the core the shell begins, in mm.
  public let gapMillimeters: Double
  /// How thick the shell is, in mm.
  public let thicknessMillimeters: Double

  /// A shell from 20 to 25 mm around the core.
  public static let standard = LocalBackground(gapMillimeters: 20, thicknessMillimeters: 5)

  /// A shell around a lesion's core.
  ///
  /// - Parameters:
  ///   - gapMillimeters: how far from the core it begins, not negative, in mm.
  ///   - thicknessMillimeters: how thick it is, above zero, in mm.
  public init(gapMillimeters: Double, thicknessMillimeters: Double) {
    self.gapMillimeters = gapMillimeters
    self.thicknessMillimeters = thicknessMillimeters
  }

  var name: String {
    "shell \(plain(gapMillimeters))-\(plain(gapMillimeters + thicknessMillimeters)) mm"
  }
}
