import Voxels

/// One axis of an interpolated grid: where each new voxel lies between the old ones.
///
/// - Source: IBSI 2.4, align grid centers (3WE3), dimensions (026Q) and position (QCY4).
struct AxisInterpolation {
  /// The number of old voxels.
  let oldCount: Int
  /// The number of new voxels: the old extent by the new spacing, rounded up.
  let count: Int
  /// The new spacing, in mm.
  let spacing: Double
  /// The new spacing in old voxels.
  let step: Double
  /// The place of the first new voxel, in old voxels.
  let first: Double

  /// An axis of so many voxels at a spacing, taken to another spacing; nil to leave it as it is.
  init(count: Int, spacing: Double, to wanted: Double?) {
    oldCount = count
    guard let wanted, wanted != spacing else {
      self.count = count
      self.spacing = spacing
      step = 1
      first = 0
      return
    }
    // A spacing stored in single precision must not add a voxel.
    let extent = Double(count) * spacing / wanted
    self.count = max(1, Int((extent - 1e-4).rounded(.up)))
    self.spacing = wanted
    step = wanted / spacing
    first = (Double(count - 1) - step * Double(self.count - 1)) / 2
  }

  /// Whether every new voxel is an old one.
  var isIdentity: Bool { count == oldCount && step == 1 && first == 0 }

  /// The place of a new voxel, in old voxels; beyond the edge the edge's, as if it went on.
  func place(_ index: Int) -> Double {
    min(max(first + step * Double(index), 0), Double(oldCount - 1))
  }

  /// The new voxels between two places, in old voxels; at least those on the grid.
  func range(from lower: Double, to upper: Double) -> Range<Int> {
    let start = Int(((lower - first) / step).rounded(.up))
    let end = Int(((upper - first) / step).rounded(.down))
    let clamped = min(max(start, 0), count)
    return clamped..<max(clamped, min(end + 1, count))
  }

  /// The old voxels, and how much each counts, for each of a range of new ones.
  ///
  /// - Parameters:
  ///   - range: the new voxels.
  ///   - method: for `cubic`, weights of B-spline coefficients.
  ///   - offset: the first old voxel at hand; taps count from there.
  ///   - length: the number of old voxels at hand.
  /// - Returns: for each new voxel, old ones and their weights.
  func taps(
    _ range: Range<Int>,
    _ method: RadiomicsSettings.Interpolation.Method,
    offset: Int,
    length: Int
  ) -> [[(index: Int, weight: Double)]] {
    range.map { index in
      let place = place(index) - Double(offset)
      switch method {
      case .nearest:
        return [(Int((place - 1e-9).rounded(.toNearestOrAwayFromZero)), 1)]
      case .linear:
        let floor = min(Int(place), length - 1)
        let fraction = place - Double(floor)
        return fraction < 1e-9
          ? [(floor, 1)] : [(floor, 1 - fraction), (min(floor + 1, length - 1), fraction)]
      case .cubic:
        let floor = Int(place.rounded(.down))
        return (floor - 1...floor + 2).map { tap in
          (mirrored(tap, length), cubicBSpline(abs(place - Double(tap))))
        }
      }
    }
  }
}

/// An index of a row of samples that goes on as its mirror image at both ends.
private func mirrored(_ index: Int, _ count: Int) -> Int {
  guard count > 1 else { return 0 }
  let period = 2 * (count - 1)
  let folded = ((index % period) + period) % period
  return folded < count ? folded : period - folded
}

/// The cubic B-spline at a distance from its middle.
private func cubicBSpline(_ distance: Double) -> Double {
  if distance < 1 { return 2 / 3 - distance * distance * (1 - distance / 2) }
  if distance < 2 {
    let rest = 2 - distance
    return rest * rest * rest / 6
  }
  return 0
}

/// Makes samples the coefficients of the cubic B-spline through them.
///
/// The ends go on as mirror images.
///
/// - Source: Unser, Aldroubi, Eden, IEEE Trans. Signal Process. 41:834 (1993).
func splineCoefficients(_ samples: inout [Double]) {
  let count = samples.count
  guard count > 1 else { return }
  let pole = 3.0.squareRoot() - 2
  // The sum of the mirrored row up to where its terms no longer count.
  let horizon = min(2 * (count - 1), 60)
  var (sum, power) = (0.0, 1.0)
  for index in 0..<horizon {
    sum += power * samples[mirrored(index, count)]
    power *= pole
  }
  // The mirrored row repeats itself: the rest of the sum is the same again, times a power.
  samples[0] = horizon == 2 * (count - 1) ? sum / (1 - power) : sum
  for index in 1..<count { samples[index] += pole * samples[index - 1] }
  samples[count - 1] =
    pole / (pole * pole - 1) * (samples[count - 1] + pole * samples[count - 2])
  for index in (0..<count - 1).reversed() {
    samples[index] = pole * (samples[index + 1] - samples[index])
  }
  for index in samples.indices { samples[index] *= 6 }
}
