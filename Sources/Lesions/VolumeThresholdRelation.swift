import Glibc

/// The threshold that draws a lesion of a given volume in its true size: how far between background
/// and maximum it lies.
public enum VolumeThresholdRelation: Hashable, Sendable {
  /// A homogeneous sphere seen by a scanner of the given resolution (full width at half maximum, in
  /// mm); the resolution has to be given, it belongs to scanner and reconstruction.
  ///
  /// A uniform sphere of radius R blurred by a Gaussian of standard deviation s has at its edge
  /// `erf(2R / (s*sqrt2)) / 2 - s / (R*sqrt(2pi)) * (1 - exp(-2R^2 / s^2))` and at its centre
  /// `erf(R / (s*sqrt2)) - sqrt(2/pi) * R/s * exp(-R^2 / (2s^2))` of the true contrast; the relation
  /// is edge over centre. It falls from 1 for the smallest spheres to 0.376 at a diameter of 2.3
  /// FWHM and rises to 1/2 for large ones.
  ///
  /// - Source: van Dalen JA et al., Nucl Med Commun 2007;28:485 (relative threshold of a sphere at
  ///   scanner resolution, after subtracting background); Jentzen W, J Nucl Med Technol 2015;43:28
  ///   (the same curve from the profiles of a sphere model). The closed form is derived here.
  case sphere(fwhmMillimeters: Double)

  /// A site's own calibration with phantom spheres: `a + b / V`, V in mL.
  ///
  /// - Source: Jentzen W et al., J Nucl Med 2007;48:108 (threshold-volume curves); the coefficients
  ///   belong to one scanner and reconstruction and have no default.
  case calibrated(a: Double, b: Double)

  /// The threshold for a lesion of a volume, as a fraction of the way from background to maximum.
  ///
  /// - Parameter volumeMilliliters: the lesion's volume, above zero, in mL.
  /// - Returns: a fraction in (0, 1].
  public func fraction(volumeMilliliters: Double) -> Double {
    switch self {
    case .calibrated(let a, let b): return min(1, a + b / volumeMilliliters)
    case .sphere(let fwhm):
      let radius = cbrt(volumeMilliliters * 1000 * 3 / (4 * Double.pi))
      let x = radius * 2 * (2 * log(2.0)).squareRoot() / fwhm  // radius in standard deviations
      // For the smallest spheres both forms cancel to nothing; their ratio tends to 1.
      guard x > 0.01 else { return 1 }
      let edge =
        erf(2 * x / 2.0.squareRoot()) / 2
        - (1 - exp(-2 * x * x)) / (x * (2 * Double.pi).squareRoot())
      let centre = erf(x / 2.0.squareRoot()) - (2 / Double.pi).squareRoot() * x * exp(-x * x / 2)
      return min(1, edge / centre)
    }
  }

  /// The lowest fraction of all volumes: where the iteration starts.
  var lowestFraction: Double {
    switch self {
    case .sphere: 0.375966
    case .calibrated(let a, _): a
    }
  }
}
