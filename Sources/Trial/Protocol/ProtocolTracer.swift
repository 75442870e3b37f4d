public import Pipeline

/// A tracer of a protocol: how it is given, when it is imaged, what it exposes to.
public struct ProtocolTracer: Sendable, Equatable {
  /// What the tracer is for.
  public enum Role: String, Hashable, Sendable, Codable, CaseIterable {
    /// The tracer that the trial is about.
    case study
    /// Another tracer that it is compared with.
    case comparator
  }

  /// What names the tracer, in commands and in receptor rules.
  public let id: String
  /// The tracer's name, as shown to a person.
  public let name: String
  /// The radionuclide, by its symbol and mass number, such as `Ga-68`.
  public let radionuclide: String
  /// What it is for.
  public let role: Role
  /// What an analysis takes from it.
  public let profile: Stated<TracerProfile>
  /// The activity to be given, in MBq or MBq/kg.
  public let activity: Stated<QuantityRange>
  /// When it is to be imaged after administration, in min.
  public let uptakeWindow: Stated<QuantityRange>
  /// From activity to effective dose.
  public let dose: Stated<DoseCoefficient>
}
