/// One feature's value on one region, with what it is called in the reference tables.
public struct Feature: Hashable, Sendable {
  /// The IBSI identifier, four characters.
  public let ibsiID: String
  /// The family, as the reference tables name it.
  public let family: String
  /// The feature, as the reference tables name it.
  public let name: String
  /// The tag of the reference tables: `stat_mean`, `cm_joint_entr_3D_comb`.
  public let tag: String
  /// The aggregation of a texture feature: `3D_comb`; "" where there is none.
  public let aggregation: String
  /// The UCUM unit; "1" for a plain number, "" where it depends on the image's.
  public let unit: String
  /// The value, or why there is none.
  public let value: Result<Double, NotComputed>

  /// Why a feature has no value.
  public enum NotComputed: Error, Hashable, Sendable {
    /// The region is empty.
    case emptyRegion
    /// There are too few voxels, levels or neighbours for the definition to make sense.
    case undefined(String)
  }

  /// A feature's value on a region.
  public init(
    ibsiID: String,
    family: String,
    name: String,
    tag: String,
    aggregation: String = "",
    unit: String = "1",
    value: Result<Double, NotComputed>
  ) {
    self.ibsiID = ibsiID
    self.family = family
    self.name = name
    self.tag = tag
    self.aggregation = aggregation
    self.unit = unit
    self.value = value
  }
}
