import Voxels

/// Moran's I and Geary's C: how alike intensities are that lie near each other, each pair of voxels
/// weighted by the inverse of its distance.
///
/// Every pair counts, for regions of any size.
///
/// - Source: IBSI 3.1.28 (N365) and 3.1.29 (NPT7).
struct SpatialAutocorrelation: Sendable {
  /// Both measures, or why there are none.
  private let measures: Result<(moran: Double, geary: Double), Feature.NotComputed>

  /// The measures of a region; nil where its intensity mask is empty.
  init?(_ region: PreparedRegion) {
    let values = region.values
    guard let moments = Moments(values), let bounds = region.bounds(of: region.intensityMask)
    else { return nil }
    guard values.count > 1 else {
      measures = .failure(.undefined("there are fewer than two voxels"))
      return
    }
    guard moments.variance > 0 else {
      measures = .failure(.undefined("all intensities are equal"))
      return
    }
    let deviations = Deviations(region, bounds, mean: moments.mean)
    let total = PairSums(deviations)
    let count = Double(values.count)
    let spread = moments.variance * count
    measures = .success(
      (
        moran: count / total.weights * total.products / spread,
        geary: (count - 1) / total.weights * (total.squares - total.products) / spread
      )
    )
  }

  static let definitions: [FeatureDefinition<SpatialAutocorrelation>] = [
    .init("N365", "Moran's I index", "morph_moran_i") { (a) throws(Feature.NotComputed) in
      try a.measures.get().moran
    },
    .init("NPT7", "Geary's C measure", "morph_geary_c") { (a) throws(Feature.NotComputed) in
      try a.measures.get().geary
    },
  ]
}

/// How far the intensities of a region's voxels are from their mean, in the box around the region.
struct Deviations: Sendable {
  /// The voxels of the box along columns, rows and slices.
  let size: SIMD3<Int>
  /// The voxel spacing, in mm.
  let spacing: SIMD3<Double>
  /// A deviation for each voxel of the box; 0 outside the region.
  let values: [Double]
  /// Which voxels of the box are the region's.
  let isInside: [Bool]
  /// The number of the region's voxels.
  let count: Int

  init(
    _ region: PreparedRegion,
    _ bounds: (lower: SIMD3<Int>, upper: SIMD3<Int>),
    mean: Double
  ) {
    size = bounds.upper &- bounds.lower &+ SIMD3(repeating: 1)
    spacing = region.grid.spacingMillimeters
    var values: [Double] = []
    var isInside: [Bool] = []
    values.reserveCapacity(size.x * size.y * size.z)
    isInside.reserveCapacity(size.x * size.y * size.z)
    for k in bounds.lower.z...bounds.upper.z {
      for j in bounds.lower.y...bounds.upper.y {
        let row = region.grid.offset(of: SIMD3(0, j, k))
        for offset in row + bounds.lower.x...row + bounds.upper.x {
          let inside = region.intensityMask[offset]
          isInside.append(inside)
          values.append(inside ? Double(region.intensities[offset]) - mean : 0)
        }
      }
    }
    self.values = values
    self.isInside = isInside
    count = isInside.count { $0 }
  }
}

/// Sums over all pairs of a region's voxels, in both orders.
///
/// Of weights, of weight times both deviations, and of weight times the first deviation's square. The
/// weight is the inverse distance.
struct PairSums: Sendable {
  var weights = 0.0
  var products = 0.0
  var squares = 0.0

  init() {}

  /// The sums, in whichever of two exact ways is the faster for a region's size.
  init(_ deviations: Deviations) {
    let padded = deviations.size &* 2
    let lags = Double(padded.x * padded.y * padded.z)
    let pairs = Double(deviations.count) * Double(deviations.count) / 2
    if pairs < Self.pairsPerLag * lags {
      self.init(pairwise: deviations)
    } else {
      self.init(spectral: deviations)
    }
  }

  /// How many pairs take as long as one lag of the spectral way.
  private static let pairsPerLag = 20.0

  mutating func add(_ other: PairSums) {
    weights += other.weights
    products += other.products
    squares += other.squares
  }
}
