import Foundation
import Testing

@testable import Uptake

struct DICOMInstantTests {
  // Oracle: Python datetime(...).timestamp() in UTC.
  @Test(arguments: [
    ("19700101000000", 0), ("20000229120000", 951_825_600), ("20250101100000", 1_735_725_600),
    ("19000301000000", -2_203_891_200), ("20991231235959", 4_102_444_799),
    ("19600614145225", -301_309_655),
  ])
  func `counts seconds across leap years and centuries`(text: String, seconds: Int) throws {
    #expect(try DICOMInstant(text).localMicroseconds == Int64(seconds) * 1_000_000)
  }

  @Test(arguments: [
    ("20250101100000.5", "2025-01-01T10:00:00.5"), ("2025010110", "2025-01-01T10:00:00"),
    ("202501011005", "2025-01-01T10:05:00"), (" 20250101100500 ", "2025-01-01T10:05:00"),
    ("20250101100000.000001", "2025-01-01T10:00:00.000001"),
    ("20250101100000+0530", "2025-01-01T10:00:00+05:30"),
    ("20250101100000.25-0800", "2025-01-01T10:00:00.25-08:00"),
    ("20250101100000-0000", "2025-01-01T10:00:00"),
    ("2025-01-01T10:00:00+01:00", "2025-01-01T10:00:00+01:00"),
    ("2025-01-01 10:00", "2025-01-01T10:00:00"),
    ("2025-01-01T10:00:00Z", "2025-01-01T10:00:00+00:00"),
    ("20161231235960", "2017-01-01T00:00:00"),
  ])
  func `reads DICOM and ISO date-times, truncated, with fractions and offsets`(
    text: String,
    written: String
  ) throws {
    let instant = try DICOMInstant(text)
    #expect(instant.description == written)
    #expect(try DICOMInstant(instant.description) == instant)
    let json = try JSONEncoder().encode([instant])
    #expect(try JSONDecoder().decode([DICOMInstant].self, from: json) == [instant])
  }

  @Test(arguments: [
    "", "2025", "202501", "20250101", "20250229100000", "20251301100000", "20250101240000",
    "20250101106000", "20250101100061", "20250101100000.", "20250101100000.1234567",
    "2025010110000", "20250101100000+1", "20250101100000+9900", "20250101ab0000", "yesterday",
    "2025010110.5", "20250101100000+01000",
  ])
  func `refuses what is no date with a time, and guesses no midnight`(text: String) {
    #expect(throws: UptakeError.self) { try DICOMInstant(text) }
  }

  @Test(arguments: [
    ("10", 36_000.0, 3600), ("1017", 37_020, 60), ("101730", 37_050, 1),
    ("101730.5", 37_050.5, 1), ("10:17:30", 37_050, 1), ("10:17", 37_020, 60),
    ("000000", 0, 1), ("235959.999999", 86_399.999999, 1),
  ])
  func `reads times of day with their precision`(text: String, seconds: Double, precision: Int)
    throws
  {
    let time = try ClockTime(text)
    #expect(Double(time.microsecondOfDay) / 1e6 == seconds)
    #expect(time.precisionSeconds == precision)
  }

  @Test func `compares by UTC where both know their offset, else by the clock`() throws {
    let a = try DICOMInstant("20250101120000+0100")
    let b = try DICOMInstant("20250101120000+0000")
    let c = try DICOMInstant("20250101120000")
    #expect(b.seconds(since: a) == 3600)
    #expect(c.seconds(since: a) == 0)
    #expect(a.adding(seconds: -0.5).description == "2025-01-01T11:59:59.5+01:00")
  }

  @Test func `puts a time of day on another day, on that day's clock`() throws {
    let utc = try DICOMInstant("19000101233000+0000")
    let scan = try DICOMInstant("20250102083000+0800")
    #expect(utc.timeOfDay(onDateOf: scan).description == "2025-01-02T07:30:00+08:00")
  }

  // EU 2025: 30 March, 26 October; USA 2025: 9 March, 2 November. No other day of the year.
  @Test func `knows the nights on which clocks may be changed`() throws {
    let start = CivilDate(year: 2025, month: 1, day: 1).daysSince1970
    let days = (0..<365).map { start + $0 }.filter(DaylightSaving.mayChange).map {
      CivilDate(daysSince1970: $0)
    }
    #expect(days.map { [$0.month, $0.day] } == [[3, 9], [3, 30], [10, 26], [11, 2]])
  }
}
