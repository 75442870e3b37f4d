import Voxels

/// A place where the uptake stands out from what surrounds it, before anybody says what it is.
struct Focus: Sendable {
  /// Its number among the search's hills.
  let hill: Int32
  /// The highest place of its hill, in LPS mm.
  let position: SIMD3<Double>
  /// The uptake there, smoothed by the finest scale, in SUVbw.
  let uptake: Double
  /// The pass to the next higher hill over the peak, on the sharpened uptake: 0 alone, 1 no valley.
  let passShare: Double
  /// How far the uptake stands above that of its wider surroundings, as a share of it, at the scale
  /// where that is most.
  let contrast: Double
  /// The contrast over what noise and texture usually make of it at its height, at the scale where that
  /// is most.
  let significance: Double
  /// The contrast at each scale but the coarsest, the finest first.
  let contrasts: [Double]
}

/// Looks for foci at several scales.
///
/// The uptake is sharpened by its own coarser scale, so that a small focus on the slope of a hot organ
/// becomes a peak of its own; the sharpened uptake is divided into hills; and at each hill's peak the
/// contrast between each scale and the next coarser one is taken.
///
/// - Source: Lindeberg: Feature detection with automatic scale selection, Int J Comput Vis 1998;30:79
///   (differences of Gaussians over scales).
struct FocusSearch: Sendable {
  /// The standard deviations of the Gaussians, in mm.
  static let scales = [3.0, 5, 8, 12.5, 20]

  let volume: SearchVolume
  /// The foci, from the highest sharpened peak down.
  let foci: [Focus]
  /// The hill of each voxel of the lattice; -1 for none.
  let hills: [Int32]
  /// The uptake at the finer scales.
  let levels: [Volume<SUVbw>]
  /// How much the uptake scatters at the finest scale, as a share of it.
  let noise: Double
  /// The pass between each two hills that meet, over the lower one's peak.
  let passShares: [UptakePeaks.Meeting: Double]

  /// The foci of a scan; none where nothing takes up anything.
  ///
  /// - Parameters:
  ///   - volume: the uptake on the search lattice.
  ///   - floor: no hill reaches below this uptake, in SUVbw.
  init(_ volume: SearchVolume, floor: Double) {
    self.volume = volume
    let grid = volume.grid
    var levels = [volume.smoothed(Self.scales[0])]
    for (finer, coarser) in zip(Self.scales, Self.scales.dropFirst()) {
      let step = (coarser * coarser - finer * finer).squareRoot()
      levels.append(volume.smoothed(step, from: levels[levels.count - 1]))
    }
    let (first, second) = (levels[0].values, levels[1].values)
    let scatters = zip(levels, levels.dropFirst()).map { Self.scatters($0, about: $1) }
    let all = scatters[0].sorted()
    let noise = all[all.count / 2]
    let sharp = zip(first, second).map { max(0, 2 * $0 - $1) }
    let divided = UptakePeaks(
      of: sharp,
      on: grid,
      floor: Float(floor),
      prominence: Float(min(0.25, max(0.1, 2 * noise)))
    )
    hills = divided.hills
    foci = divided.peaks.enumerated().map { number, peak in
      let contrasts = zip(levels, levels.dropFirst()).map { near, wide in
        Double(near.values[peak.offset]) / max(Double(wide.values[peak.offset]), 0.05) - 1
      }
      return Focus(
        hill: Int32(number),
        position: grid.position(of: grid.index(at: peak.offset)),
        uptake: Double(first[peak.offset]),
        passShare: Double(peak.pass / peak.value),
        contrast: contrasts.max() ?? 0,
        significance: zip(contrasts, scatters).reduce(-.infinity) { most, scale in
          max(most, scale.0 / max(scale.1[grid.index(at: peak.offset).z], 0.005))
        },
        contrasts: contrasts
      )
    }
    self.noise = noise
    passShares = Dictionary(
      uniqueKeysWithValues: divided.passes.map { meeting, pass in
        (meeting, Double(pass / divided.peaks[Int(meeting.lower)].value))
      }
    )
    self.levels = Array(levels.dropLast(2))
  }

  /// How far from its own slice the scatter of each slice is gathered, in mm.
  private static let slabMillimeters = 18.0

  /// The usual difference of values from those of the next coarser scale, as a share of these: 1.4826
  /// times the median of its size over the body, of a slab about each slice.
  ///
  /// Noise grows towards the ends of a scan, where few lines of response meet.
  private static func scatters(_ fine: Volume<SUVbw>, about coarse: Volume<SUVbw>) -> [Double] {
    let size = fine.grid.size
    let slice = size.x * size.y
    let (near, wide) = (fine.values, coarse.values)
    // Bins of half a hundredth are fine enough, and every seventh voxel is enough for a median.
    let bins = 200
    let perSlice = (0..<size.z).map { k in
      var counts = [Int](repeating: 0, count: bins)
      for place in stride(from: k * slice + k % 7, to: (k + 1) * slice, by: 7)
      where wide[place] >= 0.15 {
        counts[min(bins - 1, Int(200 * abs(near[place] / wide[place] - 1)))] += 1
      }
      return counts
    }
    let reach = Int(slabMillimeters / SearchVolume.stepMillimeters)
    return (0..<size.z).map { k in
      var counts = [Int](repeating: 0, count: bins)
      for slice in perSlice[max(0, k - reach)...min(size.z - 1, k + reach)] {
        for bin in 0..<bins { counts[bin] += slice[bin] }
      }
      let total = counts.reduce(0, +)
      guard total > 0 else { return 0 }
      var (sum, bin) = (0, 0)
      while sum + counts[bin] <= total / 2 {
        sum += counts[bin]
        bin += 1
      }
      let inside = (Double(total) / 2 - Double(sum)) / Double(max(1, counts[bin]))
      return 1.4826 * (Double(bin) + inside) / 200
    }
  }
}
