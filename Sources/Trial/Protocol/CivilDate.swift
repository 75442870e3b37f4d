/// A day of the calendar, without a time and without a zone.
///
/// The arithmetic is that of the proleptic Gregorian calendar, as ISO 8601 has it.
public struct CivilDate: Hashable, Sendable, Comparable {
  /// The year.
  public let year: Int
  /// The month, from 1.
  public let month: Int
  /// The day of the month, from 1.
  public let day: Int

  /// A day; nil where there is no such day.
  ///
  /// - Parameters:
  ///   - year: from 1 to 9999.
  ///   - month: from 1 to 12.
  ///   - day: from 1 to the month's length.
  public init?(year: Int, month: Int, day: Int) {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= Self.length(ofMonth: month, in: year)
    else { return nil }
    self.init(validYear: year, month: month, day: day)
  }

  private init(validYear year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// A day as ISO 8601 writes it: `2026-01-05`; nil where the text is no day in that form.
  public init?(_ text: String) {
    guard let partial = PartialDate(text), let month = partial.month, let day = partial.day else {
      return nil
    }
    self.init(year: partial.year, month: month, day: day)
  }

  /// The day of a count of days since 1970-01-01.
  ///
  /// - Source: Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
  public init(daysSince1970 days: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    self.init(
      validYear: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
      month: month,
      day: dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    )
  }

  /// The count of days since 1970-01-01.
  ///
  /// - Source: Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil.
  public var daysSince1970: Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// How many days this day comes after another one; below 0 where it comes before.
  public func days(since other: CivilDate) -> Int { daysSince1970 - other.daysSince1970 }

  /// The day so many days later, or earlier where the number is below 0.
  public func adding(days: Int) -> CivilDate {
    CivilDate(daysSince1970: daysSince1970 + days)
  }

  /// Whether a year has 366 days.
  public static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  /// The number of days in a month.
  public static func length(ofMonth month: Int, in year: Int) -> Int {
    month == 2 ? (isLeap(year) ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// Whether a day comes before another one.
  public static func < (left: CivilDate, right: CivilDate) -> Bool {
    (left.year, left.month, left.day) < (right.year, right.month, right.day)
  }
}

extension CivilDate: CustomStringConvertible, Codable {
  /// The day as ISO 8601 writes it.
  public var description: String { PartialDate(self).description }

  /// Reads a day as ISO 8601 writes it.
  ///
  /// - Throws: `DecodingError` where the text is no day.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let date = CivilDate(text) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "'\(text)' is no day like 2026-01-05"
      )
    }
    self = date
  }

  /// Writes the day as ISO 8601 does.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// A day of which only the year, or only year and month, may be known.
public struct PartialDate: Hashable, Sendable {
  /// The year.
  public let year: Int
  /// The month; nil where it is not known.
  public let month: Int?
  /// The day of the month; nil where it is not known.
  public let day: Int?

  /// A day that is known.
  public init(_ date: CivilDate) {
    year = date.year
    month = date.month
    day = date.day
  }

  /// A day, a month or a year as ISO 8601 writes it: `1990-02-28`, `1990-02`, `1990`; nil where the
  /// text is none of them, or there is no such day.
  public init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count), parts[0].utf8.count == 4,
      parts.dropFirst().allSatisfy({ $0.utf8.count == 2 }),
      parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
    else { return nil }
    let numbers = parts.compactMap { Int($0) }
    year = numbers[0]
    month = numbers.count > 1 ? numbers[1] : nil
    day = numbers.count > 2 ? numbers[2] : nil
    guard CivilDate(year: year, month: month ?? 1, day: day ?? 1) != nil else { return nil }
  }

  /// The first day that it can be.
  public var earliest: CivilDate {
    CivilDate(year: year, month: month ?? 1, day: day ?? 1) ?? CivilDate(daysSince1970: 0)
  }

  /// The last day that it can be.
  public var latest: CivilDate {
    let last = month ?? 12
    return CivilDate(
      year: year,
      month: last,
      day: day ?? CivilDate.length(ofMonth: last, in: year)
    ) ?? CivilDate(daysSince1970: 0)
  }
}

extension PartialDate: CustomStringConvertible, Codable {
  /// What is known, as ISO 8601 writes it.
  public var description: String {
    func padded(_ number: Int, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    return [padded(year, 4), month.map { padded($0, 2) }, day.map { padded($0, 2) }]
      .compactMap { $0 }.joined(separator: "-")
  }

  /// Reads a day, a month or a year as ISO 8601 writes it.
  ///
  /// - Throws: `DecodingError` where the text is none of them.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let date = PartialDate(text) else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "'\(text)' is no date like 1990-02-28, 1990-02 or 1990"
      )
    }
    self = date
  }

  /// Writes what is known as ISO 8601 does.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
