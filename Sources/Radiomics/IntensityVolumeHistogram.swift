/// The share of a region whose intensity is at least so high, for every intensity.
///
/// - Source: IBSI 3.5 (P88C).
struct IntensityVolumeHistogram: Sendable {
  /// The intensity of each level, evenly spaced, lowest first.
  private let intensities: [Double]
  /// The share of the region at or above each level's intensity.
  private let shares: [Double]

  static let family = "Intensity volume histogram"

  /// The histogram of a region.
  ///
  /// With a fixed bin size, levels stand for the middles of their bins, from the first bin of the
  /// re-segmentation range to its last; with a fixed bin number, intensities are the levels' numbers.
  /// With no discretisation, levels are the whole numbers of the range. An open end of the range is
  /// the region's own lowest or highest intensity.
  ///
  /// - Returns: nil where the region is empty.
  init?(
    _ region: PreparedRegion,
    _ discretization: RadiomicsSettings.Discretization?
  ) throws(RadiomicsError) {
    let values = region.values
    guard let lowest = values.min(), let highest = values.max() else { return nil }
    let bottom = region.range.lower ?? lowest
    let top = region.range.upper ?? highest
    let bins: RadiomicsSettings.Discretization.Bins
    switch discretization {
    case .fixedBinNumber:
      // Arbitrary intensities: the range doesn't count.
      bins = try discretization?.bins(lowest: lowest, highest: highest) ?? .whole(bottom, top)
      intensities = (1...max(1, bins.count)).map(Double.init)
    case .fixedBinSize:
      let given = try discretization?.bins(lowest: bottom, highest: highest) ?? .whole(bottom, top)
      // The range's upper bound closes the last bin; it doesn't open another.
      let count = max(given.count, Int(((top - given.start) / given.width).rounded(.up)))
      bins = .init(start: given.start, width: given.width, count: count)
      intensities = (1...count).map { bins.center($0) }
    case nil:
      bins = .whole(bottom, top)
      intensities = (1...bins.count).map { bins.start + Double($0 - 1) + 0.5 }
    }
    var counts = [Int](repeating: 0, count: bins.count)
    for value in values { counts[min(max(bins.level(value), 1), bins.count) - 1] += 1 }
    var above = values.count
    shares = counts.map { count in
      defer { above -= count }
      return Double(above) / Double(values.count)
    }
  }

  /// The share of the region at or above a fraction of the way from the lowest to the highest
  /// intensity.
  func share(atIntensity fraction: Double) throws(Feature.NotComputed) -> Double {
    guard let first = intensities.first, let last = intensities.last, last > first else {
      throw .undefined("there is one grey level")
    }
    let index = intensities.firstIndex { ($0 - first) / (last - first) >= fraction - 1e-12 }
    return index.map { shares[$0] } ?? 0
  }

  /// The lowest intensity that at most a share of the region reaches.
  func intensity(atShare share: Double) throws(Feature.NotComputed) -> Double {
    guard let index = shares.firstIndex(where: { $0 <= share }) else {
      throw .undefined("more than that share of the region has the highest intensity")
    }
    return intensities[index]
  }

  /// The area under the curve of share over relative intensity, by trapezia.
  func area() throws(Feature.NotComputed) -> Double {
    guard shares.count > 1 else { throw .undefined("there is one grey level") }
    let width = 1 / Double(shares.count - 1)
    return zip(shares, shares.dropFirst()).reduce(0) { $0 + ($1.0 + $1.1) / 2 * width }
  }

  static let definitions: [FeatureDefinition<IntensityVolumeHistogram>] = [
    .init("NK6P", "Volume fraction at 10% intensity", "ivh_v10") {
      (h) throws(Feature.NotComputed) in try h.share(atIntensity: 0.1)
    },
    .init("4279", "Volume fraction at 90% intensity", "ivh_v90") {
      (h) throws(Feature.NotComputed) in try h.share(atIntensity: 0.9)
    },
    .init("PWN1", "Intensity at 10% volume", "ivh_i10", .intensity) {
      (h) throws(Feature.NotComputed) in try h.intensity(atShare: 0.1)
    },
    .init("BOHI", "Intensity at 90% volume", "ivh_i90", .intensity) {
      (h) throws(Feature.NotComputed) in try h.intensity(atShare: 0.9)
    },
    .init(
      "WITY",
      "Volume fraction difference between 10% and 90% intensity",
      "ivh_diff_v10_v90"
    ) { (h) throws(Feature.NotComputed) in
      try h.share(atIntensity: 0.1) - h.share(atIntensity: 0.9)
    },
    .init(
      "JXJA",
      "Intensity difference between 10% and 90% volume",
      "ivh_diff_i10_i90",
      .intensity
    ) { (h) throws(Feature.NotComputed) in
      try h.intensity(atShare: 0.1) - h.intensity(atShare: 0.9)
    },
    .init("9CMM", "Area under the IVH curve", "ivh_auc") { (h) throws(Feature.NotComputed) in
      try h.area()
    },
  ]
}

extension RadiomicsSettings.Discretization.Bins {
  /// One bin for each whole number between two.
  static func whole(_ lowest: Double, _ highest: Double) -> Self {
    let start = lowest.rounded()
    return Self(start: start - 0.5, width: 1, count: Int(highest.rounded() - start) + 1)
  }
}
