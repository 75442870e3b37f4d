/// A number, or the reason why there is none; never a zero that stands for "unknown".
public enum Measured: Hashable, Sendable {
  /// The number.
  case value(Double)
  /// There is no number, for this reason.
  case notComputed(NotComputed)

  /// The number, or nil where there is none.
  public var value: Double? {
    switch self {
    case .value(let value): value
    case .notComputed: nil
    }
  }

  /// Why there is no number, or nil where there is one.
  public var reason: NotComputed? {
    switch self {
    case .value: nil
    case .notComputed(let reason): reason
    }
  }

  /// The number times a factor; a missing number stays missing, for the same reason.
  public func scaled(by factor: Double) -> Measured {
    switch self {
    case .value(let value): .value(value * factor)
    case .notComputed: self
    }
  }

  /// This number divided by another.
  ///
  /// - Parameter divisor: what to divide by.
  /// - Returns: the ratio; not computed where either number is missing or the divisor is zero.
  public func divided(by divisor: Measured) -> Measured {
    switch (self, divisor) {
    case (.notComputed, _): self
    case (_, .notComputed): divisor
    case (.value(let a), .value(let b)): b == 0 ? .notComputed(.divisorIsZero) : .value(a / b)
    }
  }
}

/// Why a number was not computed.
public enum NotComputed: String, Hashable, Sendable, Codable, CustomStringConvertible {
  /// The region holds no voxel.
  case emptyRegion
  /// No voxel of the region has a defined value.
  case noDefinedVoxel
  /// A standard deviation needs at least two voxels.
  case fewerThanTwoVoxels
  /// A distance between lesions needs at least two of them.
  case fewerThanTwoLesions
  /// There is no lesion to count.
  case noLesion
  /// The number to divide by is zero.
  case divisorIsZero
  /// Every sphere holds a voxel without a defined value.
  case undefinedVoxelInSphere
  /// The grid's axes aren't perpendicular, so that exact fractions of voxels don't exist.
  case shearedGrid
  /// The sphere spans more voxels than can be laid out.
  case sphereTooLargeForGrid
  /// The body surface area was not given.
  case bodySurfaceAreaNotGiven

  /// The reason in plain words.
  public var description: String {
    switch self {
    case .emptyRegion: "the region is empty"
    case .noDefinedVoxel: "no voxel of the region has a defined value"
    case .fewerThanTwoVoxels: "fewer than two voxels"
    case .fewerThanTwoLesions: "fewer than two lesions"
    case .noLesion: "no lesion"
    case .divisorIsZero: "the divisor is zero"
    case .undefinedVoxelInSphere: "every sphere holds a voxel without a defined value"
    case .shearedGrid: "the grid's axes aren't perpendicular"
    case .sphereTooLargeForGrid: "the sphere spans too many voxels"
    case .bodySurfaceAreaNotGiven: "the body surface area was not given"
    }
  }
}

extension Measured: Codable {
  private enum Key: String, CodingKey { case notComputed }

  /// Reads a plain number, or an object with the reason under `notComputed`.
  ///
  /// - Parameter decoder: where to read from.
  /// - Throws: what the decoder throws where it finds neither.
  public init(from decoder: any Decoder) throws {
    do {
      self = .value(try decoder.singleValueContainer().decode(Double.self))
    } catch DecodingError.typeMismatch {
      let object = try decoder.container(keyedBy: Key.self)
      self = .notComputed(try object.decode(NotComputed.self, forKey: .notComputed))
    }
  }

  /// Writes a plain number, or an object with the reason under `notComputed`.
  ///
  /// - Parameter encoder: where to write to.
  /// - Throws: what the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .value(let value):
      var container = encoder.singleValueContainer()
      try container.encode(value)
    case .notComputed(let reason):
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(reason, forKey: .notComputed)
    }
  }
}
