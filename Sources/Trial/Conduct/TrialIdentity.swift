/// The trial that a store holds; there is one.
public struct TrialIdentity: TrialRecord {
  /// Which table it is a row of.
  public static let kind = RecordKind.trial

  /// What names the trial, such as its registry number.
  public var id: String
  /// The title.
  public var title: String
  /// The registry's identifier; nil where there is none.
  public var registryID: String?
  /// The version of the protocol under which participants are screened now.
  public var protocolVersion: String?
  /// The registry record (ClinicalTrials.gov API v2, JSON); nil where none was imported.
  public var registryRecord: String?
  /// When the store was made.
  public var createdAt: ZonedInstant

  /// The trial that a store holds.
  ///
  /// - Parameters:
  ///   - id: what names the trial.
  ///   - title: the title.
  ///   - registryID: the registry's identifier.
  ///   - registryRecord: the registry record, as JSON.
  ///   - createdAt: when the store was made.
  public init(
    id: String,
    title: String,
    registryID: String?,
    registryRecord: String? = nil,
    createdAt: ZonedInstant
  ) {
    self.id = id
    self.title = title
    self.registryID = registryID
    self.registryRecord = registryRecord
    self.createdAt = createdAt
  }
}

/// A version of the protocol that the trial follows or followed.
public struct ProtocolVersion: TrialRecord {
  /// Which table it is a row of.
  public static let kind = RecordKind.protocolVersion

  /// The version.
  public var id: String
  /// The protocol's own id.
  public var protocolID: String
  /// The SHA-256 of the document, in hexadecimal.
  public var sha256: String
  /// The document.
  public var document: String
  /// The version that it amends; nil for the first.
  public var amends: String?
  /// Why it was adopted.
  public var reason: String

  /// A version of the protocol.
  ///
  /// - Parameters:
  ///   - id: the version.
  ///   - protocolID: the protocol's own id.
  ///   - sha256: the SHA-256 of the document.
  ///   - document: the document.
  ///   - amends: the version that it amends.
  ///   - reason: why it is adopted.
  public init(
    id: String,
    protocolID: String,
    sha256: String,
    document: String,
    amends: String?,
    reason: String
  ) {
    self.id = id
    self.protocolID = protocolID
    self.sha256 = sha256
    self.document = document
    self.amends = amends
    self.reason = reason
  }
}
