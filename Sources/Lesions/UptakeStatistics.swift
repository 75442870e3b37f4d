/// The uptake of a lesion in one normalisation.
///
/// Numbers are over the region's voxels with a defined value (NaN is left out). The peaks are means of
/// spheres centred on voxels of the region; voxels outside the region count where they lie in the
/// sphere, and the part of a sphere beyond the image does not.
public struct UptakeStatistics: Hashable, Sendable, Codable {
  /// The highest value: SUVmax.
  public var maximum: Measured
  /// The lowest value.
  public var minimum: Measured
  /// The mean.
  public var mean: Measured
  /// The median: the mean of the two middle values where their number is even.
  public var median: Measured
  /// The standard deviation with n - 1; not computed for a single voxel.
  public var standardDeviation: Measured
  /// Values below which a share of the voxels lies.
  public var percentiles: Percentiles
  /// The IBSI local intensity peak: the mean of the voxels whose centres lie within 6.2 mm of the
  /// hottest voxel; of several hottest voxels the one with the highest peak.
  ///
  /// - Source: IBSI 3.2.1 (VJGA).
  public var peakIBSILocal: Measured
  /// The IBSI global intensity peak: the highest such mean around any voxel of the region.
  ///
  /// - Source: IBSI 3.2.2 (0F91).
  public var peakIBSIGlobal: Measured
  /// The highest mean of an exact 1 mL sphere around any voxel of the region: each voxel counts by the
  /// fraction of it that lies in the sphere.
  public var peakOneMilliliter: Measured
  /// The highest mean of an exact sphere of 1.2 cm diameter (0.905 mL) around any voxel of the region,
  /// which need not hold SUVmax.
  ///
  /// - Source: PERCIST 1.0, J Nucl Med 2009;50:122S.
  public var peakPERCIST: Measured
  /// Total lesion uptake: mean times volume, in g for SUV in g/mL.
  public var totalUptake: Measured

  /// Values below which a share of a lesion's voxels lies.
  ///
  /// Linear between order statistics, at position `p / 100 * (n - 1)` of the sorted values, counted
  /// from 0.
  ///
  /// - Source: Hyndman RJ, Fan Y, Am Stat 1996;50:361, definition 7.
  public struct Percentiles: Hashable, Sendable, Codable {
    /// The 5th percentile.
    public var p5: Measured
    /// The 10th percentile.
    public var p10: Measured
    /// The 25th percentile.
    public var p25: Measured
    /// The 75th percentile.
    public var p75: Measured
    /// The 90th percentile.
    public var p90: Measured
    /// The 95th percentile.
    public var p95: Measured
  }

  /// The same uptake in another normalisation: every number times its factor.
  public func scaled(by factor: Double) -> UptakeStatistics {
    var scaled = self
    for (_, number) in Self.numbers {
      scaled[keyPath: number] = self[keyPath: number].scaled(by: factor)
    }
    return scaled
  }

  /// Statistics that don't exist, for one reason.
  init(notComputed reason: NotComputed) {
    let missing = Measured.notComputed(reason)
    maximum = missing
    minimum = missing
    mean = missing
    median = missing
    standardDeviation = missing
    percentiles = Percentiles(
      p5: missing,
      p10: missing,
      p25: missing,
      p75: missing,
      p90: missing,
      p95: missing
    )
    peakIBSILocal = missing
    peakIBSIGlobal = missing
    peakOneMilliliter = missing
    peakPERCIST = missing
    totalUptake = missing
  }

  /// Every number with the name it has in a table's column, after the normalisation's own: `max` for
  /// `suvbw_max`.
  public var columns: [(name: String, value: Measured)] {
    Self.numbers.map { ($0.name, self[keyPath: $0.number]) }
  }

  private static var numbers: [(name: String, number: WritableKeyPath<Self, Measured>)] {
    [
      ("max", \.maximum), ("mean", \.mean), ("median", \.median), ("sd", \.standardDeviation),
      ("min", \.minimum), ("p5", \.percentiles.p5), ("p10", \.percentiles.p10),
      ("p25", \.percentiles.p25), ("p75", \.percentiles.p75), ("p90", \.percentiles.p90),
      ("p95", \.percentiles.p95), ("peak_ibsi_local", \.peakIBSILocal),
      ("peak_ibsi_global", \.peakIBSIGlobal), ("peak_1ml", \.peakOneMilliliter),
      ("peak_percist", \.peakPERCIST), ("total_uptake_g", \.totalUptake),
    ]
  }
}
