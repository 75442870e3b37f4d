/// Why a registry record can't be read or exported.
public enum RegistryRecordError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The text is not JSON.
  case notJSON(line: Int, column: Int, reason: String)
  /// The JSON is not a study in the registry's shape.
  case notAStudy(missing: String)
  /// The upload schema asks for what no record holds.
  case noOrganization
  /// No record of the name is shipped, and there is no such file.
  case unknownRecord(String, shipped: [String])

  /// The reason, and what a person can do.
  public var description: String {
    switch self {
    case .notJSON(let line, let column, let reason):
      "line \(line), column \(column): \(reason)"
    case .notAStudy(let missing):
      "not a registry record in API v2 shape: \(missing) is missing"
    case .noOrganization:
      "the upload schema asks for the organization's short name of its registry account, which no "
        + "record holds: give it with --organization"
    case .unknownRecord(let name, let shipped):
      "'\(name)' is neither a file nor a record that Herald ships (\(shipped.joined(separator: ", ")))"
    }
  }
}
