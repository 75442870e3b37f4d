extension TrialProtocol {
  /// The protocols that Herald ships, by id.
  public static let shippedIDs = ["nct04547309", "nct04596670", "nct06851663"]

  /// A protocol that Herald ships: what its public record says, and what that leaves open.
  ///
  /// - Parameter id: one of ``shippedIDs``, in any case.
  /// - Returns: the protocol; nil where none has the id.
  /// - Throws: ``TrialProtocolError/faults(_:)`` where a shipped protocol is at fault.
  public static func shipped(_ id: String) throws -> TrialProtocol? {
    try shippedText(id).map { try TrialProtocol(yaml: $0) }
  }

  /// The text of a protocol that Herald ships, to copy and fill in.
  ///
  /// - Parameter id: one of ``shippedIDs``, in any case.
  /// - Returns: the text; nil where none has the id.
  public static func shippedText(_ id: String) -> [UInt8]? {
    switch id.lowercased() {
    case "nct04547309": PackageResources.nct04547309_yaml
    case "nct04596670": PackageResources.nct04596670_yaml
    case "nct06851663": PackageResources.nct06851663_yaml
    default: nil
    }
  }
}
