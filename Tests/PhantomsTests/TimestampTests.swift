import Foundation
import Testing

@testable import Phantoms

@Suite struct TimestampTests {
  @Test func `Dates and times agree with Foundation's calendar over a century`() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
    let start = Timestamp(1969, 12, 28, 23, 59, 58)
    for step in stride(from: 0, to: 36_600, by: 61) {
      let moment = start.advanced(bySeconds: Double(step) * 86_403)
      let date = Date(timeIntervalSince1970: Double(moment.microseconds) / 1e6)
      let parts = calendar.dateComponents(
        [.year, .month, .day, .hour, .minute, .second],
        from: date
      )
      let text = String(
        format: "%04d%02d%02d%02d%02d%02d.000000",
        try #require(parts.year),
        try #require(parts.month),
        try #require(parts.day),
        try #require(parts.hour),
        try #require(parts.minute),
        try #require(parts.second)
      )
      #expect(moment.dateTimeText == text)
    }
  }

  @Test func `Elapsed time doesn't care about clocks`() {
    // 01:30 by winter time to 03:30 by summer time is one hour.
    let before = Timestamp(2025, 3, 30, 1, 30, utcOffsetMinutes: 60)
    let after = Timestamp(2025, 3, 30, 3, 30, utcOffsetMinutes: 120)
    #expect(after.seconds(since: before) == 3600)
    #expect(before.offsetText == "+0100")
    #expect(Timestamp(2025, 1, 1, 0, 0, utcOffsetMinutes: -330).offsetText == "-0530")
    #expect(after.read(atUTCOffsetMinutes: -300).dateTimeText == "20250329203000.000000")
  }
}
