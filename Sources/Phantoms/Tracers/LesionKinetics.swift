import Glibc

/// How a lesion's uptake goes over the hours, apart from its height.
public struct LesionKinetics: Sendable, Decodable {
  struct Shape: Sendable, Decodable {
    let riseHalfTimeHours: Double?
    let bloodShare: Double?
    let washoutHalfTimeHours: Double?
    let distributionVolume: Double?
    let irreversibleMicrolitersPerGramHour: Double?
    let percentPerTenMinutes: Double?
  }

  let positive: Shape
  let negative: Shape
  /// How sure they are.
  public let confidence: Confidence
  /// Where they come from.
  public let source: String
}

extension Biodistribution {
  /// A lesion's uptake at a time over its uptake at the tracer's usual time.
  ///
  /// - Parameters:
  ///   - hours: the time after injection.
  ///   - positive: whether the lesion is HER2-positive.
  /// - Returns: 1 at the usual time.
  func lesionFactor(atHours hours: Double, positive: Bool) -> Double {
    let shape = positive ? lesionKinetics.positive : lesionKinetics.negative
    return value(of: shape, atHours: hours) / value(of: shape, atHours: uptake.hours)
  }

  private func value(of shape: LesionKinetics.Shape, atHours hours: Double) -> Double {
    if let rise = shape.riseHalfTimeHours { return 1 - exp2(-hours / rise) }
    let plasma = plasma(nil)
    if let share = shape.bloodShare, let washout = shape.washoutHalfTimeHours {
      // What is in the lesion's own blood, and as much again that washes out slowly.
      return share * plasma.blood(atHours: hours) + exp2(-hours / washout)
    }
    if let volume = shape.distributionVolume, let ki = shape.irreversibleMicrolitersPerGramHour {
      return volume * plasma.concentration(atHours: hours)
        + ki / 1000 * plasma.integral(toHours: hours)
    }
    return pow(1 + (shape.percentPerTenMinutes ?? 0) / 100, (hours - uptake.hours) * 6)
  }
}
