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
}
