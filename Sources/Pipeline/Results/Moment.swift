import Uptake

/// The moment at which results are written, as DICOM writes dates and times: UTC.
public struct Moment: Sendable {
  /// YYYYMMDD.
  public let date: String
  /// HHMMSS.
  public let time: String

  /// The moment so many seconds after 1970-01-01 00:00:00 UTC.
  public init(secondsSince1970: Int) {
    // "2025-01-01T10:00:00+00:00"
    let instant = DICOMInstant(
      localMicroseconds: Int64(secondsSince1970) * 1_000_000,
      utcOffsetSeconds: 0
    )
    let digits = instant.description.filter(\.isNumber)
    date = String(digits.prefix(8))
    time = String(digits.dropFirst(8).prefix(6))
  }

  /// As ISO 8601 writes it: 2026-01-05T09:30:00Z.
  var text: String {
    let parts = [date.prefix(4), date.dropFirst(4).prefix(2), date.suffix(2)]
    let clock = [time.prefix(2), time.dropFirst(2).prefix(2), time.suffix(2)]
    return parts.joined(separator: "-") + "T" + clock.joined(separator: ":") + "Z"
  }
}
