/// A moment, and the clock on the wall that it was read from.
///
/// Elapsed time is the difference of two moments, whatever their clocks showed: midnight, a change to
/// daylight-saving time and another time zone don't matter.
public struct Timestamp: Hashable, Sendable {
  /// Microseconds since 1970-01-01 00:00 UTC.
  public let microseconds: Int64
  /// How far the wall clock was ahead of UTC, in minutes.
  public let utcOffsetMinutes: Int

  init(microseconds: Int64, utcOffsetMinutes: Int) {
    self.microseconds = microseconds
    self.utcOffsetMinutes = utcOffsetMinutes
  }

  /// The moment at which a wall clock showed a date and time.
  ///
  /// - Parameters:
  ///   - year: the year of the Gregorian calendar.
  ///   - month: 1...12.
  ///   - day: 1...31.
  ///   - hour: 0...23.
  ///   - minute: 0...59.
  ///   - second: 0...59.
  ///   - utcOffsetMinutes: how far the clock is ahead of UTC, in minutes.
  public init(
    _ year: Int,
    _ month: Int,
    _ day: Int,
    _ hour: Int,
    _ minute: Int,
    _ second: Int = 0,
    utcOffsetMinutes: Int = 0
  ) {
    let days = Self.daysSince1970(year, month, day)
    let seconds = Int64(((days * 24 + hour) * 60 + minute - utcOffsetMinutes) * 60 + second)
    self.init(microseconds: seconds * 1_000_000, utcOffsetMinutes: utcOffsetMinutes)
  }

  /// The moment so many seconds later, by the same clock; rounded to a microsecond.
  public func advanced(bySeconds seconds: Double) -> Timestamp {
    Timestamp(
      microseconds: microseconds + Int64((seconds * 1e6).rounded()),
      utcOffsetMinutes: utcOffsetMinutes
    )
  }

  /// The same moment by a clock with another distance from UTC.
  public func read(atUTCOffsetMinutes offset: Int) -> Timestamp {
    Timestamp(microseconds: microseconds, utcOffsetMinutes: offset)
  }

  /// The time from another moment to this one, in seconds; negative when this one is earlier.
  public func seconds(since other: Timestamp) -> Double {
    Double(microseconds - other.microseconds) / 1e6
  }

  /// The wall clock's date, as DICOM writes it: `YYYYMMDD`.
  public var dateText: String {
    let (year, month, day) = Self.civil(daysSince1970: local.days)
    return padded(year, 4) + padded(month, 2) + padded(day, 2)
  }

  /// The wall clock's time of day, as DICOM writes it: `HHMMSS.ffffff`.
  public var timeText: String {
    let seconds = local.microseconds / 1_000_000
    return padded(seconds / 3600, 2) + padded(seconds / 60 % 60, 2) + padded(seconds % 60, 2)
      + "." + padded(local.microseconds % 1_000_000, 6)
  }

  /// The wall clock's date and time, as DICOM writes them, without the distance from UTC.
  public var dateTimeText: String { dateText + timeText }

  /// The distance from UTC, as DICOM writes it: `&ZZXX`, for example `+0200`.
  public var offsetText: String {
    let size = abs(utcOffsetMinutes)
    return (utcOffsetMinutes < 0 ? "-" : "+") + padded(size / 60, 2) + padded(size % 60, 2)
  }

  private var local: (days: Int, microseconds: Int) {
    let day = 86_400_000_000
    let wall = Int(microseconds) + utcOffsetMinutes * 60_000_000
    let days = wall >= 0 ? wall / day : (wall - day + 1) / day
    return (days, wall - days * day)
  }

  /// Days since 1970-01-01 in the Gregorian calendar.
  ///
  /// - Source: H. Hinnant, "chrono-compatible low-level date algorithms", 2013.
  private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let y = month <= 2 ? year - 1 : year
    let era = y / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func civil(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
    let z = days + 719_468
    let era = z / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let m = (5 * dayOfYear + 2) / 153
    let month = m < 10 ? m + 3 : m - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * m + 2) / 5 + 1)
  }
}

/// A number in at least so many decimal digits, with zeros in front.
func padded(_ number: Int, _ digits: Int) -> String {
  let text = "\(number)"
  return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
}
