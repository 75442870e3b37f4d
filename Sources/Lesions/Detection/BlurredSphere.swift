import Glibc
import Voxels

/// A uniform sphere as a scanner of a given resolution shows it, on no background.
///
/// - Source: the convolution of a ball with a Gaussian, in closed form; its edge and centre are those of
///   ``VolumeThresholdRelation/sphere(fwhmMillimeters:)``.
struct BlurredSphere {
  let radiusMillimeters: Double
  let sigmaMillimeters: Double

  init(volumeMilliliters: Double, fwhmMillimeters: Double) {
    radiusMillimeters = cbrt(volumeMilliliters * 1000 * 3 / (4 * Double.pi))
    sigmaMillimeters = fwhmMillimeters / (8 * log(2.0)).squareRoot()
  }

  /// The share of the true uptake that is seen at a distance from the centre.
  func share(at distance: Double) -> Double {
    let (radius, sigma) = (radiusMillimeters, sigmaMillimeters)
    // At the centre the closed form is 0 / 0.
    let r = max(distance, 1e-3 * sigma)
    let scale = sigma * 2.0.squareRoot()
    let step = 0.5 * (erf((radius + r) / scale) + erf((radius - r) / scale))
    let near = exp(-(radius - r) * (radius - r) / (2 * sigma * sigma))
    let far = exp(-(radius + r) * (radius + r) / (2 * sigma * sigma))
    return max(0, step - sigma / (r * (2 * Double.pi).squareRoot()) * (near - far))
  }

  /// The share of the true uptake that a sphere of 1 mL about the centre holds: what SUVpeak recovers.
  var peakShare: Double {
    meanShare(within: SphereKernel.oneMilliliterRadiusMillimeters)
  }

  /// The share of the true uptake that the sphere itself holds.
  var meanShare: Double { meanShare(within: radiusMillimeters) }

  private func meanShare(within radius: Double) -> Double {
    let shells = 16
    var (sum, total) = (0.0, 0.0)
    for shell in 0..<shells {
      let r = (Double(shell) + 0.5) / Double(shells) * radius
      sum += share(at: r) * r * r
      total += r * r
    }
    return sum / total
  }

  /// How far between background and SUVpeak the sphere's own edge lies.
  var edgeOverPeak: Double {
    let peak = peakShare
    return peak > 0 ? min(1, share(at: radiusMillimeters) / peak) : 1
  }
}
