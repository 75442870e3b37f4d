import Foundation
import Testing
import Trial

@Suite struct ZonedInstantTests {
  @Test(arguments: [
    "1969-12-31T23:59:59Z", "1970-01-01T00:00:00Z", "2000-02-29T23:59:59+14:00",
    "2026-03-01T00:15:00+08:00", "2026-03-01T09:15:00-03:30", "2100-12-31T12:00:00Z",
    "1900-01-01T00:00:00-11:00",
  ])
  func `A moment is the one that Foundation reads, and is written as it came`(_ text: String) throws
  {
    let instant = try ZonedInstant(parsing: text)
    let oracle = try Date(text, strategy: .iso8601)
    #expect(Double(instant.millisecondsSince1970) == oracle.timeIntervalSince1970 * 1000)
    #expect(instant.description == text)
    #expect(instant.date.description == String(text.prefix(10)))
  }

  @Test func `Fractions to the millisecond are kept, and seconds may be left out`() throws {
    let fraction = try ZonedInstant(parsing: "2026-03-01T09:15:00.25+08:00")
    #expect(fraction.millisecondsSince1970 % 1000 == 250)
    #expect(fraction.description == "2026-03-01T09:15:00.250+08:00")
    #expect(try ZonedInstant(parsing: "2026-03-01 09:15Z").description == "2026-03-01T09:15:00Z")
  }

  @Test func `A time without its zone is refused for that reason`() {
    for text in ["2026-03-01T09:15:00", "2026-03-01 09:15"] {
      #expect(throws: InstantError.noZone(text)) { try ZonedInstant(parsing: text) }
    }
  }

  @Test(arguments: [
    "", "2026-03-01", "09:15", "2026-03-01T24:00:00Z", "2026-03-01T09:60:00Z",
    "2026-02-30T09:00:00Z",
    "2026-03-01T09:15:60Z", "2026-03-01T9:15:00Z", "2026-03-01T09:15:00+8:00",
    "2026-03-01T09:15:00+15:00",
    "2026-03-01T09:15:00.1234Z", "01.03.2026T09:15:00Z", "2026-03-01T09:15:00+08:75",
  ])
  func `What is no moment is refused`(_ text: String) {
    #expect(throws: InstantError.self) { try ZonedInstant(parsing: text) }
  }
}
