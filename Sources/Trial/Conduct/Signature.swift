/// An electronic signature: who, when, what it means, and the hash of what was signed.
///
/// A signature of a record that has changed since shows as no longer valid.
///
/// - Source: 21 CFR 11.50 (printed name, date and time, meaning), 11.70 (bound to the record), 11.200
///   (account and password at signing).
public struct Signature: TrialRecord {
  /// What a signature means.
  public enum Meaning: String, CaseIterable, Codable, Sendable {
    /// The signer made the record.
    case authorship
    /// The signer has looked it through.
    case review
    /// The signer answers for it.
    case approval
  }

  /// Which table it is a row of.
  public static let kind = RecordKind.signature

  /// The record's id.
  public var id: String
  /// The kind of the record that was signed.
  public var signedKind: String
  /// The id of the record that was signed.
  public var signedID: String
  /// The SHA-256 of the record's content, in hexadecimal.
  public var contentSHA256: String
  /// The signer's account.
  public var account: String
  /// The signer's name.
  public var printedName: String
  /// What the signature means.
  public var meaning: Meaning
  /// When it was signed.
  public var signedAt: ZonedInstant

  /// An electronic signature.
  ///
  /// - Parameters:
  ///   - signedKind: the kind of the record.
  ///   - signedID: the id of the record.
  ///   - contentSHA256: the SHA-256 of the record's content.
  ///   - account: the signer's account.
  ///   - printedName: the signer's name.
  ///   - meaning: what the signature means.
  ///   - signedAt: when it was signed.
  public init(
    signedKind: String,
    signedID: String,
    contentSHA256: String,
    account: String,
    printedName: String,
    meaning: Meaning,
    signedAt: ZonedInstant
  ) {
    id = ""
    self.signedKind = signedKind
    self.signedID = signedID
    self.contentSHA256 = contentSHA256
    self.account = account
    self.printedName = printedName
    self.meaning = meaning
    self.signedAt = signedAt
  }
}
