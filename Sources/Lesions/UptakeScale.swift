/// A normalisation of uptake as one constant factor of a patient: SUVbw times this factor.
///
/// SUL, SUVbsa and SUVibw differ from SUVbw by one factor of the patient's weight, height and sex,
/// so every number of a lesion in SUVbw has its counterpart by multiplication.
///
/// - Source: IBSI-SUV manual; J Nucl Med 2015;56:1226 (SUL = SUVbw * lean body mass / weight).
public struct UptakeScale: Hashable, Sendable, Codable {
  /// The normalisation's name, as it stands in a column or a method, such as `SULjanma`.
  public let name: String
  /// What to multiply SUVbw by; finite and above zero.
  public let factor: Double

  /// Body weight: the scale that everything is measured in.
  public static let suvbw = UptakeScale(name: "SUVbw", factor: 1)

  /// The normalisation of the given name.
  ///
  /// - Parameters:
  ///   - name: as it stands in a column or a method.
  ///   - factor: what to multiply SUVbw by; finite and above zero.
  /// - Precondition: the factor is finite and above zero.
  public init(name: String, factor: Double) {
    precondition(factor.isFinite && factor > 0, "a normalisation's factor is above zero")
    self.name = name
    self.factor = factor
  }
}
