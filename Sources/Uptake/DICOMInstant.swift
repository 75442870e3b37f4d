/// A moment as a DICOM header tells it: date, time of day and, where stated, the offset from UTC.
///
/// Two moments of one scan are compared by UTC when both state their offset, and by the local clock
/// when either doesn't: headers rarely state it, and a clock's own readings can be subtracted as
/// long as nobody moved its hands between them. Arithmetic is exact to the microsecond and goes
/// across midnights, months and years by civil calendar arithmetic.
public struct DICOMInstant: Sendable, Hashable {
  /// Microseconds that the local clock has counted since its 1970-01-01, 00:00.
  public let localMicroseconds: Int64
  /// How far the local clock is ahead of UTC, in seconds; nil where the header doesn't say.
  public let utcOffsetSeconds: Int?

  /// The moment at a count of the local clock.
  ///
  /// - Parameters:
  ///   - localMicroseconds: microseconds of the local clock since its 1970-01-01, 00:00.
  ///   - utcOffsetSeconds: how far that clock is ahead of UTC, or nil where unknown.
  public init(localMicroseconds: Int64, utcOffsetSeconds: Int?) {
    self.localMicroseconds = localMicroseconds
    self.utcOffsetSeconds = utcOffsetSeconds
  }

  /// Seconds from another moment to this one; negative when this one is the earlier.
  ///
  /// By UTC when both know their offset, else by the local clocks.
  public func seconds(since other: DICOMInstant) -> Double {
    var microseconds = localMicroseconds - other.localMicroseconds
    if let own = utcOffsetSeconds, let others = other.utcOffsetSeconds {
      microseconds -= Int64(own - others) * 1_000_000
    }
    return Double(microseconds) / 1e6
  }

  /// The moment so many seconds later, on the same clock; to the nearest microsecond.
  ///
  /// - Parameter seconds: at most 1e12 either way (30,000 years).
  /// - Returns: the moment.
  /// - Source: civil clock arithmetic.
  public func adding(seconds: Double) -> DICOMInstant {
    precondition(abs(seconds) <= 1e12, "a span of time is at most 1e12 s")
    return DICOMInstant(
      localMicroseconds: localMicroseconds + Int64((seconds * 1e6).rounded()),
      utcOffsetSeconds: utcOffsetSeconds
    )
  }

  /// The same reading of the clock, with an offset where it had none.
  func assuming(utcOffsetSeconds offset: Int?) -> DICOMInstant {
    DICOMInstant(
      localMicroseconds: localMicroseconds,
      utcOffsetSeconds: utcOffsetSeconds ?? offset
    )
  }

  /// The same moment on the clock of another, where both offsets are known; else itself.
  func onClock(of other: DICOMInstant) -> DICOMInstant {
    guard let own = utcOffsetSeconds, let others = other.utcOffsetSeconds else { return self }
    return DICOMInstant(
      localMicroseconds: localMicroseconds + Int64(others - own) * 1_000_000,
      utcOffsetSeconds: others
    )
  }

  /// This moment's time of day on another moment's date.
  func timeOfDay(onDateOf other: DICOMInstant) -> DICOMInstant {
    let moved = onClock(of: other)
    return DICOMInstant(
      localMicroseconds: other.localDay * microsecondsPerDay + moved.microsecondOfDay,
      utcOffsetSeconds: moved.utcOffsetSeconds
    )
  }

  /// Days of the local calendar since 1970-01-01.
  var localDay: Int64 { floorDivide(localMicroseconds, microsecondsPerDay) }

  /// Microseconds of the local clock since midnight.
  var microsecondOfDay: Int64 { localMicroseconds - localDay * microsecondsPerDay }
}

extension DICOMInstant: CustomStringConvertible {
  /// The moment as ISO 8601 writes it, "2025-01-01T10:00:00.5+01:00".
  public var description: String {
    let date = CivilDate(daysSince1970: localDay)
    let time = microsecondOfDay
    var text =
      padded(date.year, 4) + "-" + padded(date.month, 2) + "-" + padded(date.day, 2) + "T"
      + padded(Int(time / 3_600_000_000), 2) + ":" + padded(Int(time / 60_000_000 % 60), 2) + ":"
      + padded(Int(time / 1_000_000 % 60), 2)
    if time % 1_000_000 != 0 {
      var fraction = padded(Int(time % 1_000_000), 6)
      while fraction.hasSuffix("0") { fraction.removeLast() }
      text += "." + fraction
    }
    if let offset = utcOffsetSeconds {
      text += offset < 0 ? "-" : "+"
      text += padded(abs(offset) / 3600, 2) + ":" + padded(abs(offset) / 60 % 60, 2)
    }
    return text
  }
}

/// A day of the Gregorian calendar.
struct CivilDate: Sendable, Equatable {
  let year: Int
  let month: Int
  let day: Int

  init(year: Int, month: Int, day: Int) {
    (self.year, self.month, self.day) = (year, month, day)
  }

  /// The day so many days after 1970-01-01.
  ///
  /// Counted in 400-year eras of 146,097 days whose years begin in March, so that the leap day is
  /// the last of its year.
  init(daysSince1970 days: Int64) {
    let fromEpoch = days + 719_468
    let era = floorDivide(fromEpoch, 146_097)
    let dayOfEra = fromEpoch - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthFromMarch = (5 * dayOfYear + 2) / 153
    day = Int(dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    month = Int(monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9)
    year = Int(yearOfEra + era * 400) + (month <= 2 ? 1 : 0)
  }

  /// Days since 1970-01-01.
  var daysSince1970: Int64 {
    let marchYear = Int64(month <= 2 ? year - 1 : year)
    let era = floorDivide(marchYear, 400)
    let yearOfEra = marchYear - era * 400
    let monthFromMarch = Int64(month > 2 ? month - 3 : month + 9)
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + Int64(day) - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// Whether the calendar has this day.
  var exists: Bool {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1 else { return false }
    return CivilDate(daysSince1970: daysSince1970) == self
  }
}

let microsecondsPerDay: Int64 = 86_400_000_000

/// The quotient rounded towards minus infinity.
func floorDivide(_ a: Int64, _ b: Int64) -> Int64 {
  let quotient = a / b
  return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient
}

/// A whole number with leading zeros.
private func padded(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
