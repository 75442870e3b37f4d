import Crypto
public import GRDB
public import Trial

/// A line of the audit trail: who did what, when, with which values before and after, and why.
///
/// Each line's hash covers the line before it, so that a line that is changed, taken out or put in
/// breaks the chain from there on.
public struct AuditEntry: Equatable, Sendable, Codable, FetchableRecord {
  /// Its place, from 1, without gaps.
  public let number: Int64
  /// When, in UTC.
  public let at: ZonedInstant
  /// The wall clock's zone then: its offset from UTC, and its name where the system has one.
  public let zone: String
  /// Whose account.
  public let account: String
  /// Which of that account's sessions.
  public let session: String
  /// What was done.
  public let action: String
  /// The kind of record that it was done to; nil where it was done to none.
  public let kind: String?
  /// The record's id.
  public let record: String?
  /// The record before, as JSON; nil where there was none.
  public let old: String?
  /// The record after, as JSON.
  public let new: String?
  /// Why.
  public let why: String?
  /// The program's version.
  public let program: String
  /// The hash of the entry before, in hexadecimal; 64 zeros before the first.
  public let previous: String
  /// This entry's hash, in hexadecimal.
  public let hash: String

  /// What the hash is made of: every field in order, each as its length in bytes, a colon and its
  /// bytes, or `-` where it is absent.
  static func hash(
    number: Int64,
    at: String,
    _ fields: [String?],
    previous: String
  ) -> String {
    var bytes: [UInt8] = []
    for field in [previous, String(number), at] + fields {
      guard let field else {
        bytes.append(UInt8(ascii: "-"))
        continue
      }
      bytes += Array("\(field.utf8.count):".utf8) + Array(field.utf8)
    }
    return hexadecimal(SHA256.hash(data: bytes))
  }

  /// The hash that the entry ought to have after another one.
  func hash(after previous: String) -> String {
    Self.hash(
      number: number,
      at: at.millisecondText,
      [zone, account, session, action, kind, record, old, new, why, program],
      previous: previous
    )
  }

  /// The hash before the first entry.
  static let origin = String(repeating: "0", count: 64)
}

extension ZonedInstant {
  /// The moment in UTC to the millisecond, in one form, so that the text's order is the time's.
  var millisecondText: String {
    let text = utc.description
    return text.contains(".") ? text : text.dropLast() + ".000Z"
  }
}

/// Bytes as hexadecimal digits.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef".utf8)
  var text: [UInt8] = []
  for byte in bytes {
    text.append(digits[Int(byte >> 4)])
    text.append(digits[Int(byte & 15)])
  }
  return String(decoding: text, as: UTF8.self)
}

/// The SHA-256 of a text, in hexadecimal.
func sha256(_ text: String) -> String { hexadecimal(SHA256.hash(data: Array(text.utf8))) }
