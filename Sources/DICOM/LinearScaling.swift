/// A straight line from stored pixel values to a unit: `value = slope * stored + intercept`.
///
/// - Source: DICOM PS3.3 C.11.1.1.2 (RescaleSlope, RescaleIntercept).
public struct LinearScaling: Hashable, Sendable, Codable {
  /// What one step of the stored value is worth, in the unit.
  public let slope: Double
  /// The value of a stored zero, in the unit.
  public let intercept: Double

  /// The line with a slope and an intercept, both in the unit.
  public init(slope: Double, intercept: Double) {
    self.slope = slope
    self.intercept = intercept
  }

  /// The value of a stored value, in the unit.
  public func value(ofStored stored: Double) -> Double { slope * stored + intercept }
}
