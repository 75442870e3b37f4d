/// The unit of a volume's voxels: a type, so that volumes of different units can't be mixed up.
public protocol VoxelUnit: Sendable {
  /// The quantity's name, as shown to a person.
  static var name: String { get }
  /// The UCUM code of the unit.
  static var ucum: String { get }
}

/// Standardized uptake value by body weight.
public enum SUVbw: VoxelUnit {
  /// The quantity's name.
  public static let name = "SUVbw"
  /// The UCUM code of the unit.
  public static let ucum = "g/ml{SUVbw}"
}

/// Activity concentration.
public enum BecquerelPerMilliliter: VoxelUnit {
  /// The quantity's name.
  public static let name = "activity concentration"
  /// The UCUM code of the unit.
  public static let ucum = "Bq/ml"
}

/// CT number.
public enum Hounsfield: VoxelUnit {
  /// The quantity's name.
  public static let name = "CT number"
  /// The UCUM code of the unit.
  public static let ucum = "[hnsf'U]"
}

/// A distance.
public enum Millimeters: VoxelUnit {
  /// The quantity's name.
  public static let name = "distance"
  /// The UCUM code of the unit.
  public static let ucum = "mm"
}

/// The change of a quantity over a millimetre.
public enum PerMillimeter<Base: VoxelUnit>: VoxelUnit {
  /// The quantity's name.
  public static var name: String { "\(Base.name) gradient" }
  /// The UCUM code of the unit.
  public static var ucum: String { "(\(Base.ucum))/mm" }
}
