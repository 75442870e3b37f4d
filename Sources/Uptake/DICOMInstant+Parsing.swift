/// Why a text is no date or time.
struct UnreadableClock: Error, Equatable {
  let reason: String
}

/// A time of day as DICOM's TM writes it.
struct ClockTime: Equatable {
  let microsecondOfDay: Int64
  /// The smallest unit that the text states, in seconds: 3600, 60 or 1.
  let precisionSeconds: Int

  /// Reads HH, HHMM, HHMMSS or HHMMSS.F to HHMMSS.FFFFFF; also the old HH:MM:SS.
  ///
  /// A second 60 (a leap second) is the first of the next minute.
  ///
  /// - Source: DICOM PS3.5 table 6.2-1 (TM, and its note on ACR-NEMA's colons).
  init(_ text: String) throws(UnreadableClock) {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    var digits = String(parts[0])
    if digits.contains(":") {
      let groups = digits.split(separator: ":", omittingEmptySubsequences: false)
      guard groups.count <= 3, groups.allSatisfy({ $0.utf8.count == 2 }) else {
        throw UnreadableClock(reason: "not a time of day")
      }
      digits = groups.joined()
    }
    guard [2, 4, 6].contains(digits.utf8.count), let numbers = pairs(digits) else {
      throw UnreadableClock(reason: "not a time of day (HH, HHMM or HHMMSS)")
    }
    let hour = numbers[0]
    let minute = numbers.count > 1 ? numbers[1] : 0
    let second = numbers.count > 2 ? numbers[2] : 0
    guard hour < 24, minute < 60, second <= 60 else {
      throw UnreadableClock(reason: "no such time of day")
    }
    var fraction: Int64 = 0
    if parts.count == 2 {
      let tail = parts[1]
      guard numbers.count == 3, (1...6).contains(tail.utf8.count),
        tail.utf8.allSatisfy({ (48...57).contains($0) }),
        let value = Int64(tail + String(repeating: "0", count: 6 - tail.utf8.count))
      else { throw UnreadableClock(reason: "not a fraction of a second") }
      fraction = value
    }
    microsecondOfDay = Int64(hour * 3600 + minute * 60 + second) * 1_000_000 + fraction
    precisionSeconds = numbers.count == 1 ? 3600 : numbers.count == 2 ? 60 : 1
  }
}

extension CivilDate {
  /// Reads YYYYMMDD; also the old YYYY.MM.DD.
  ///
  /// - Source: DICOM PS3.5 table 6.2-1 (DA).
  init(_ text: String) throws(UnreadableClock) {
    var digits = text
    if digits.contains(".") || digits.contains("-") {
      digits = digits.split { $0 == "." || $0 == "-" }.joined()
    }
    guard digits.utf8.count == 8, let numbers = pairs(digits) else {
      throw UnreadableClock(reason: "not a date (YYYYMMDD)")
    }
    let date = CivilDate(
      year: numbers[0] * 100 + numbers[1],
      month: numbers[2],
      day: numbers[3]
    )
    guard date.exists else { throw UnreadableClock(reason: "no such day") }
    self = date
  }
}

extension DICOMInstant {
  /// The moment of a DA and a TM.
  init(date: CivilDate, time: ClockTime, utcOffsetSeconds: Int?) {
    self.init(
      localMicroseconds: date.daysSince1970 * microsecondsPerDay + time.microsecondOfDay,
      utcOffsetSeconds: utcOffsetSeconds
    )
  }

  /// Reads a DICOM date-time (DT) or an ISO 8601 one.
  ///
  /// YYYYMMDDHH[MM[SS[.FFFFFF]]][+ZZXX or -ZZXX], or 2025-01-01T10:00:00.5+01:00 (also with a
  /// space for the T, and Z for UTC). A date without an hour is refused: midnight would be a guess.
  ///
  /// - Parameter text: the text; surrounding spaces don't count.
  /// - Throws: ``UptakeError`` with code E_ADMIN_TIME, saying what is wrong with the text.
  /// - Source: DICOM PS3.5 table 6.2-1 (DT).
  public init(_ text: String) throws(UptakeError) {
    do throws(UnreadableClock) {
      self = try DICOMInstant.read(text).instant
    } catch {
      throw UptakeError(
        .administrationTime,
        found: text,
        reason: "this is no date and time: \(error.reason)",
        remedy: "write it as YYYYMMDDHHMMSS or 2025-01-01T10:00:00, with +HHMM where known"
      )
    }
  }

  /// Reads a date-time and the smallest unit that it states, in seconds.
  static func read(_ text: String) throws(UnreadableClock) -> (
    instant: DICOMInstant, precisionSeconds: Int
  ) {
    var rest = Substring(trimmed(text))
    // ISO's dashes stand within the first ten characters; a later dash begins an offset.
    let dayLength = rest.dropFirst(4).first == "-" ? 10 : 8
    guard rest.utf8.count > dayLength else {
      throw UnreadableClock(reason: "it has no time of day")
    }
    let date = try CivilDate(String(rest.prefix(dayLength)))
    rest = rest.dropFirst(dayLength)
    if rest.first == "T" || rest.first == " " { rest = rest.dropFirst() }
    var offset: Int?
    if rest.last == "Z" {
      offset = 0
      rest = rest.dropLast()
    } else if let sign = rest.firstIndex(where: { $0 == "+" || $0 == "-" }) {
      offset = try utcOffset(String(rest[sign...]))
      rest = rest[..<sign]
    }
    let time = try ClockTime(String(rest))
    return (
      DICOMInstant(date: date, time: time, utcOffsetSeconds: offset), time.precisionSeconds
    )
  }

  /// Reads +ZZXX or -ZZXX as seconds ahead of UTC; nil for -0000, "not known".
  ///
  /// - Source: DICOM PS3.5 table 6.2-1 (DT); PS3.3 C.12.1.1.8 (TimezoneOffsetFromUTC).
  static func utcOffset(_ text: String) throws(UnreadableClock) -> Int? {
    let digits = text.dropFirst().filter { $0 != ":" }
    guard text.first == "+" || text.first == "-", digits.utf8.count == 4,
      let numbers = pairs(digits), numbers[0] <= 14, numbers[1] < 60
    else { throw UnreadableClock(reason: "not an offset from UTC (+ZZXX)") }
    if text.first == "-", numbers == [0, 0] { return nil }
    let seconds = numbers[0] * 3600 + numbers[1] * 60
    return text.first == "-" ? -seconds : seconds
  }
}

extension DICOMInstant: Codable {
  /// Reads the ISO 8601 text that ``encode(to:)`` writes.
  ///
  /// - Parameter decoder: where the text comes from.
  /// - Throws: `DecodingError` where it is no date and time.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    do {
      self = try DICOMInstant.read(text).instant
    } catch {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: error.reason)
    }
  }

  /// Writes the moment as ISO 8601 text.
  ///
  /// - Parameter encoder: where the text goes.
  /// - Throws: what the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// A text without surrounding spaces and trailing zero bytes.
func trimmed(_ text: String) -> String {
  // Most texts have none: visible ASCII at both ends.
  let visible = UInt8(0x21)...0x7E
  if let first = text.utf8.first, let last = text.utf8.last, visible.contains(first),
    visible.contains(last)
  {
    return text
  }
  let isPadding = { (character: Character) in character.isWhitespace || character == "\0" }
  let body = text.drop(while: isPadding)
  guard let last = body.lastIndex(where: { !isPadding($0) }) else { return "" }
  return String(body[...last])
}

/// The numbers of digit pairs, or nil where there is anything but digits.
private func pairs(_ digits: String) -> [Int]? {
  let bytes = Array(digits.utf8)
  guard bytes.count % 2 == 0, bytes.allSatisfy({ (48...57).contains($0) }) else { return nil }
  return stride(from: 0, to: bytes.count, by: 2).map {
    Int(bytes[$0] - 48) * 10 + Int(bytes[$0 + 1] - 48)
  }
}
