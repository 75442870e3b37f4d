/// A moment, with the offset from UTC of the clock that it was read from.
///
/// Two values of one moment and two zones differ; ``millisecondsSince1970`` orders them.
public struct ZonedInstant: Hashable, Sendable {
  /// Milliseconds since 1970-01-01T00:00:00Z, without leap seconds.
  public let millisecondsSince1970: Int64
  /// What the clock was ahead of UTC, in minutes.
  public let offsetMinutes: Int

  /// A moment.
  ///
  /// - Parameters:
  ///   - millisecondsSince1970: milliseconds since 1970-01-01T00:00:00Z.
  ///   - offsetMinutes: what the clock is ahead of UTC, in minutes.
  public init(millisecondsSince1970: Int64, offsetMinutes: Int = 0) {
    self.millisecondsSince1970 = millisecondsSince1970
    self.offsetMinutes = offsetMinutes
  }

  /// A moment as ISO 8601 writes it, with its zone: `2026-03-01T09:15:00+08:00`, or `…Z`.
  ///
  /// Seconds may be left out, and have up to three decimals.
  ///
  /// - Parameter text: the text.
  /// - Throws: ``InstantError``; a time without a zone is refused.
  public init(parsing text: String) throws(InstantError) {
    guard let cut = text.firstIndex(where: { $0 == "T" || $0 == " " }) else {
      throw .notATime(text)
    }
    guard let date = CivilDate(String(text[..<cut])) else { throw .notATime(text) }
    let (clock, zone) = Self.parts(text[text.index(after: cut)...])
    guard let zone else { throw .noZone(text) }
    guard let offset = Self.offset(zone), let milliseconds = Self.milliseconds(clock) else {
      throw .notATime(text)
    }
    let local = Int64(date.daysSince1970) * 86_400_000 + milliseconds
    self.init(
      millisecondsSince1970: local - Int64(offset) * 60_000,
      offsetMinutes: offset
    )
  }

  /// The day on the clock's wall.
  public var date: CivilDate { CivilDate(daysSince1970: Int(floored(local, by: 86_400_000))) }

  /// The same moment on a clock of UTC.
  public var utc: ZonedInstant { ZonedInstant(millisecondsSince1970: millisecondsSince1970) }

  /// The seconds from this moment to another.
  ///
  /// - Parameter other: the other moment.
  /// - Returns: seconds, negative where the other is before.
  public func seconds(until other: ZonedInstant) -> Double {
    Double(other.millisecondsSince1970 - millisecondsSince1970) / 1000
  }

  private var local: Int64 { millisecondsSince1970 + Int64(offsetMinutes) * 60_000 }

  private func floored(_ value: Int64, by unit: Int64) -> Int64 {
    value >= 0 ? value / unit : -((unit - 1 - value) / unit)
  }

  private static func parts(_ text: Substring) -> (Substring, Substring?) {
    if text.hasSuffix("Z") { return (text.dropLast(), "Z") }
    guard let sign = text.lastIndex(where: { $0 == "+" || $0 == "-" }) else { return (text, nil) }
    return (text[..<sign], text[sign...])
  }

  private static func offset(_ zone: Substring) -> Int? {
    if zone == "Z" { return 0 }
    let numbers = zone.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
    guard numbers.count == 2, let hours = twoDigits(numbers[0]),
      let minutes = twoDigits(numbers[1]),
      hours <= 14, minutes < 60
    else { return nil }
    return (zone.first == "-" ? -1 : 1) * (hours * 60 + minutes)
  }

  private static func milliseconds(_ clock: Substring) -> Int64? {
    let halves = clock.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let numbers = halves[0].split(separator: ":", omittingEmptySubsequences: false).map(twoDigits)
    guard (2...3).contains(numbers.count), let hours = numbers[0], let minutes = numbers[1],
      let seconds = numbers.count == 3 ? numbers[2] : 0, hours < 24, minutes < 60, seconds < 60
    else { return nil }
    var thousandths = 0
    if halves.count == 2 {
      let decimals = halves[1]
      guard numbers.count == 3, (1...3).contains(decimals.utf8.count),
        decimals.utf8.allSatisfy(isDigit), let number = Int(decimals)
      else { return nil }
      thousandths = number * [100, 10, 1][decimals.utf8.count - 1]
    }
    return Int64((hours * 60 + minutes) * 60 + seconds) * 1000 + Int64(thousandths)
  }

  private static func twoDigits(_ text: Substring) -> Int? {
    text.utf8.count == 2 && text.utf8.allSatisfy(isDigit) ? Int(text) : nil
  }
}

extension ZonedInstant: CustomStringConvertible, Codable {
  /// The moment as ISO 8601 writes it, on the wall of its own clock.
  public var description: String {
    let day = floored(local, by: 86_400_000)
    let milliseconds = Int(local - day * 86_400_000)
    let (seconds, thousandths) = (milliseconds / 1000, milliseconds % 1000)
    let clock = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { padded($0, to: 2) }
    let fraction = thousandths == 0 ? "" : "." + padded(thousandths, to: 3)
    let minutes = abs(offsetMinutes)
    let zone =
      offsetMinutes == 0
      ? "Z"
      : (offsetMinutes < 0 ? "-" : "+") + padded(minutes / 60, to: 2) + ":"
        + padded(minutes % 60, to: 2)
    return "\(date)T" + clock.joined(separator: ":") + fraction + zone
  }

  /// A moment out of its text.
  public init(from decoder: any Decoder) throws {
    try self.init(parsing: decoder.singleValueContainer().decode(String.self))
  }

  /// Writes the moment as its text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// Why a text is no moment.
public enum InstantError: Error, Equatable, Sendable, CustomStringConvertible {
  /// It isn't written as a time with its zone.
  case notATime(String)
  /// It is a time without a zone.
  case noZone(String)

  /// What was found and how it has to be written.
  public var description: String {
    switch self {
    case .notATime(let text): "'\(text)' is no time; write it as 2026-03-01T09:15:00+08:00"
    case .noZone(let text):
      "'\(text)' is a time without its zone; add the offset from UTC, such as +08:00, or Z"
    }
  }
}

/// Whether a byte is one of the digits 0 to 9.
func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

/// A number with zeros before it.
private func padded(_ number: Int, to width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
