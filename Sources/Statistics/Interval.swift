/// A confidence interval, with how it was made.
public struct Interval: Hashable, Sendable, Codable {
  /// The lower end.
  public let lower: Double
  /// The upper end; infinite where the data set no bound.
  public let upper: Double
  /// The share of repetitions that such intervals cover the truth in, such as 0.95.
  public let level: Double
  /// How it was made, in a few words.
  public let method: String

  /// An interval.
  ///
  /// - Parameters:
  ///   - lower: the lower end.
  ///   - upper: the upper end, not below the lower one.
  ///   - level: the confidence level, between 0 and 1.
  ///   - method: how it was made, in a few words.
  public init(lower: Double, upper: Double, level: Double, method: String) {
    self.lower = lower
    self.upper = upper
    self.level = level
    self.method = method
  }

  /// Whether a value lies in the interval, its ends included.
  public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }

  /// The interval between the further ends of this one and another, where either may be right.
  ///
  /// - Parameters:
  ///   - other: an interval of the same quantity and level.
  ///   - method: how both were made.
  /// - Returns: an interval that holds both.
  package func extended(by other: Interval, method: String) -> Interval {
    Interval(
      lower: min(lower, other.lower),
      upper: max(upper, other.upper),
      level: level,
      method: method
    )
  }

  /// The interval of a quantity that rises with this one.
  package func mapped(method: String? = nil, _ rising: (Double) -> Double) -> Interval {
    Interval(
      lower: rising(lower),
      upper: rising(upper),
      level: level,
      method: method ?? self.method
    )
  }
}
