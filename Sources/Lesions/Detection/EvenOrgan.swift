import Voxels

/// The usual uptake of an organ that takes up evenly, and how much it scatters at each scale.
///
/// Medians, so that a few lesions in the organ don't change them.
struct EvenOrgan: Sendable {
  /// The median uptake at each scale.
  let medians: [Double]
  /// 1.4826 times the median distance from it, at each scale.
  let scatters: [Double]

  /// The organs whose uptake is the same everywhere in health.
  static let all: Set<Organ> = [
    .liver, .spleen, .brain, .lungLeft, .lungRight, .muscle, .fat, .aorta, .bloodPool, .vertebrae,
    .pelvis, .femurLeft, .femurRight, .sternum, .ribs, .shoulderLeft, .shoulderRight, .breastLeft,
    .breastRight, .skull, .otherBone,
  ]

  /// The usual uptake of an organ on the levels' grid; nil where it has too little inside to tell.
  init?(_ region: Region, on levels: [Volume<SUVbw>]) {
    let eroded = region.eroded(byMillimeters: 6)
    let inside = eroded.voxelCount >= 60 ? eroded : region
    guard inside.voxelCount >= 30 else { return nil }
    var medians: [Double] = []
    var scatters: [Double] = []
    for level in levels {
      var values = level.values(in: inside)
      values.sort()
      let median = values[values.count / 2]
      var distances = values.map { abs($0 - median) }
      distances.sort()
      medians.append(Double(median))
      scatters.append(1.4826 * Double(distances[distances.count / 2]))
    }
    self.medians = medians
    self.scatters = scatters
  }

  /// How far a place stands above the usual uptake, in scatters, at the scale where that is most.
  func deviations(at offset: Int, on levels: [Volume<SUVbw>]) -> Double {
    zip(levels, zip(medians, scatters)).reduce(-Double.infinity) { most, level in
      let (volume, (median, scatter)) = level
      // Below 2 % no organ scatters; a smaller figure is one of too few voxels.
      let unit = max(scatter, 0.02 * median, 0.01)
      return max(most, (Double(volume.values[offset]) - median) / unit)
    }
  }
}
