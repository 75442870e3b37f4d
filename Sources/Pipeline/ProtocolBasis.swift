public import Lesions
public import Response

/// What an analysis takes from a trial's protocol, and which version of it.
public struct ProtocolBasis: Sendable {
  /// Which protocol: its id, its version, and the SHA-256 of its text.
  public struct Identity: Codable, Sendable, Equatable {
    /// The protocol's id.
    public let id: String
    /// Its version.
    public let version: String
    /// The SHA-256 of its text, in hexadecimal.
    public let sha256: String

    /// Which protocol it is.
    ///
    /// - Parameters:
    ///   - id: the protocol's id.
    ///   - version: its version.
    ///   - sha256: the SHA-256 of its text, in hexadecimal.
    public init(id: String, version: String, sha256: String) {
      self.id = id
      self.version = version
      self.sha256 = sha256
    }
  }

  /// Which protocol.
  public let identity: Identity
  /// The profiles of its tracers, in place of the shipped ones.
  public let profiles: [TracerProfile]
  /// Its receptor rules, in place of the shipped ones; empty where it leaves them open.
  public let receptorRules: [ReceptorRule]
  /// How it draws lesions, wherever they are found; nil where it leaves that open.
  public let segmentation: TracerProfile.Method?
  /// The reference regions that it measures; empty where it leaves them open.
  public let references: [ReferenceTissue]

  /// What an analysis takes from a trial's protocol.
  ///
  /// - Parameters:
  ///   - identity: which protocol.
  ///   - profiles: the profiles of its tracers.
  ///   - receptorRules: its receptor rules.
  ///   - segmentation: how it draws lesions; nil where it leaves that open.
  ///   - references: the reference regions that it measures.
  public init(
    identity: Identity,
    profiles: [TracerProfile],
    receptorRules: [ReceptorRule],
    segmentation: TracerProfile.Method? = nil,
    references: [ReferenceTissue] = []
  ) {
    self.identity = identity
    self.profiles = profiles
    self.receptorRules = receptorRules
    self.segmentation = segmentation
    self.references = references
  }
}
