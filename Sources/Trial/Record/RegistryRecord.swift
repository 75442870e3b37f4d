/// A trial's registry record, in the shape of the ClinicalTrials.gov API v2.
///
/// - Source: the API's OpenAPI description 2.0.3, schema Study.
public struct RegistryRecord: Hashable, Sendable {
  /// All of it, with the fields that this version doesn't know.
  public let root: RecordValue

  /// Reads one record.
  ///
  /// - Parameter bytes: the record's JSON.
  /// - Throws: ``RegistryRecordError/notJSON(line:column:reason:)``, or ``RegistryRecordError/notAStudy(missing:)``
  ///   without a protocol section, an identifier or a brief title.
  public init(json bytes: [UInt8]) throws(RegistryRecordError) {
    try self.init(root: RecordValue(json: bytes))
  }

  /// A record of a value.
  ///
  /// - Parameter root: an object of the API's shape Study.
  /// - Throws: ``RegistryRecordError/notAStudy(missing:)``.
  public init(root: RecordValue) throws(RegistryRecordError) {
    self.root = root
    for needed in ["nctId", "briefTitle"] where self["identificationModule.\(needed)"] == nil {
      throw .notAStudy(missing: "protocolSection.identificationModule.\(needed)")
    }
  }

  /// The value at a path below the protocol section; nil where there is none.
  ///
  /// - Parameter path: names with points between them, for example `statusModule.overallStatus`.
  public subscript(path: String) -> RecordValue? { root.value(at: "protocolSection.\(path)") }

  /// The text at a path below the protocol section; nil where there is none.
  public func text(_ path: String) -> String? { self[path]?.text }

  /// The texts of an array at a path below the protocol section.
  public func texts(_ path: String) -> [String] { self[path]?.elements.compactMap(\.text) ?? [] }

  /// The registry's identifier.
  public var nctID: String { text("identificationModule.nctId") ?? "" }

  /// The brief title.
  public var briefTitle: String { text("identificationModule.briefTitle") ?? "" }

  /// Whether results are posted.
  public var hasResults: Bool { root["resultsSection"] != nil }
}

extension RecordValue {
  /// The value at a path; nil where there is none.
  ///
  /// - Parameter path: names with points between them.
  /// - Returns: the value.
  func value(at path: String) -> RecordValue? {
    var value: RecordValue? = self
    for name in path.split(separator: ".") { value = value?[String(name)] }
    return value
  }
}

extension RegistryRecord {
  /// The records that Herald ships, by the name of their protocol.
  public static let shippedNames = ["nct04547309"]

  /// A record that Herald ships.
  ///
  /// The fields are those that its public page shows; telephone numbers are left out.
  ///
  /// - Parameter name: one of ``shippedNames``, in any case.
  /// - Returns: the record; nil where none has the name.
  /// - Throws: ``RegistryRecordError`` where a shipped record is at fault.
  public static func shipped(_ name: String) throws(RegistryRecordError) -> RegistryRecord? {
    guard shippedNames.contains(name.lowercased()) else { return nil }
    return try RegistryRecord(json: PackageResources.nct04547309_json)
  }
}
