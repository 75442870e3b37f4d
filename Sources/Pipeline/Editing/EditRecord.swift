import Crypto
public import Lesions
import Voxels

/// An edit as a result keeps it: what was done, by whom, when and why, and what it changed.
///
/// Records are only ever added. With the regions that were drawn first they lead to the regions of the
/// result again, bit for bit; the digests on both sides of each show it.
public struct EditRecord: Hashable, Sendable, Codable {
  /// The edit's number, from 1.
  public let number: Int
  /// What was done.
  public let operation: EditOperation
  /// Who did it.
  public let by: String
  /// When, in UTC, as 2026-01-05T09:30:00Z.
  public let at: String
  /// Why; empty where nobody said.
  public let reason: String
  /// The version of the program that did it.
  public let program: String
  /// The SHA-256 of the regions that it was done to.
  public let appliesTo: String
  /// The SHA-256 of the regions that it led to.
  public let leadsTo: String
  /// What it changed; earlier values stay here for good.
  public let changes: [Change]

  /// A region before and after.
  public struct Change: Hashable, Sendable, Codable {
    /// The region as it was; nil where it is new.
    public let before: Values?
    /// The region as it is; nil where it is no longer there.
    public let after: Values?
  }

  /// What is shown of a region, uptake in SUVbw.
  public struct Values: Hashable, Sendable, Codable {
    /// Its name.
    public let label: String
    /// Where it lies.
    public let site: AnatomicalSite?
    /// What it was judged to be.
    public let category: LesionCategory
    /// The number of voxels.
    public let voxelCount: Int
    /// The volume, in mL.
    public let volumeMilliliters: Double
    /// The greatest voxel.
    public let maximum: Measured
    /// The mean over the voxels.
    public let mean: Measured
    /// The exact 1 mL peak.
    public let peakOneMilliliter: Measured
    /// Mean times volume, in g.
    public let totalUptake: Measured
  }
}

extension EditRecord.Values {
  /// What is shown of a measured region.
  init(_ measurement: LesionMeasurement) {
    label = measurement.label
    site = measurement.site
    category = measurement.category
    voxelCount = measurement.voxelCount
    volumeMilliliters = measurement.volumeMilliliters
    maximum = measurement.suvbw.maximum
    mean = measurement.suvbw.mean
    peakOneMilliliter = measurement.suvbw.peakOneMilliliter
    totalUptake = measurement.suvbw.totalUptake
  }
}

extension RegionList {
  /// The SHA-256 of every region's voxels and of what is said of it, as 64 hexadecimal digits.
  public var sha256: String { hexadecimal(SHA256.hash(data: canonicalBytes)) }
}
