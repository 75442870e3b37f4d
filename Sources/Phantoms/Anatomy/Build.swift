/// What is decided about a body before its shape is drawn.
public struct Build: Hashable, Codable, Sendable {
  /// The sex that the body's shape follows.
  public enum Sex: String, CaseIterable, Hashable, Codable, Sendable {
    case female
    case male
  }

  /// Where the arms lie during the scan.
  public enum Arms: String, CaseIterable, Hashable, Codable, Sendable {
    /// Above the head, as for most scans of the trunk.
    case up
    /// Beside the trunk.
    case down
  }

  /// The sex.
  public var sex: Sex
  /// From the soles to the vertex, in m.
  public var heightMeters: Double
  /// The mass of the whole body, in kg.
  public var massKilograms: Double
  /// The age, in years; thins the bone and the glandular breast.
  public var ageYears: Double
  /// Where the arms lie.
  public var arms: Arms

  /// A build of the given values.
  public init(
    sex: Sex,
    heightMeters: Double,
    massKilograms: Double,
    ageYears: Double,
    arms: Arms
  ) {
    self.sex = sex
    self.heightMeters = heightMeters
    self.massKilograms = massKilograms
    self.ageYears = ageYears
    self.arms = arms
  }

  /// Mass over height squared, in kg/m².
  public var bodyMassIndex: Double { massKilograms / (heightMeters * heightMeters) }
}
