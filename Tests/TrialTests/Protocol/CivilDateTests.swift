import Foundation
import Testing

@testable import Trial

@Suite struct CivilDateTests {
  @Test func `Every day from 1899 to 2101 has the number that counting gives, and comes back`() {
    // Counting is the oracle: one day after another, month by month.
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    // 71 years of 365 days and 17 leap days (1904 to 1968) before 1970.
    var number = -25_932
    for year in 1899...2101 {
      let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
      for month in 1...12 {
        let length = lengths[month - 1] + (leap && month == 2 ? 1 : 0)
        #expect(CivilDate(year: year, month: month, day: length + 1) == nil)
        for day in 1...length {
          let date = CivilDate(daysSince1970: number)
          if date.year != year || date.month != month || date.day != day
            || date.daysSince1970 != number
          {
            Issue.record("\(date) for \(year)-\(month)-\(day)")
          }
          number += 1
        }
      }
    }
    #expect(number == CivilDate(year: 2102, month: 1, day: 1)?.daysSince1970)
    #expect(CivilDate("1970-01-01")?.daysSince1970 == 0)
  }

  @Test(arguments: [
    "2026-02-29", "2026-13-01", "2026-00-10", "2026-1-5", "26-01-05", "2026-01", "2026/01/05", "",
    "2026-01-05T00:00", "２０２６-01-05", "0000-01-01", "+026-01-01",
  ])
  func `A text that is no day is none`(_ text: String) { #expect(CivilDate(text) == nil) }

  @Test func `A partial date spans its month or its year`() throws {
    let month = try #require(PartialDate("2024-02"))
    #expect(month.earliest.description == "2024-02-01")
    #expect(month.latest.description == "2024-02-29")
    let year = try #require(PartialDate("1990"))
    #expect(year.earliest.description == "1990-01-01")
    #expect(year.latest.description == "1990-12-31")
    #expect(year.description == "1990")
    #expect(PartialDate("1990-02-30") == nil)
  }

  @Test func `Days are added across leap days and years`() throws {
    let day = try #require(CivilDate("2024-02-28"))
    #expect(day.adding(days: 1).description == "2024-02-29")
    #expect(day.adding(days: 2).description == "2024-03-01")
    #expect(day.adding(days: 366).description == "2025-02-28")
    #expect(day.adding(days: -59).description == "2023-12-31")
    #expect(day.adding(days: 84).days(since: day) == 84)
  }

  @Test func `Completed years are the number of birthdays, counted year by year`() throws {
    // The oracle counts birthdays; 29 February is counted apart.
    for birth in ["2000-01-01", "2000-02-28", "2000-03-01", "1999-12-31", "2001-07-15"] {
      let born = try #require(CivilDate(birth))
      var day = born
      var birthdays = 0
      while day.year < 2022 {
        if day > born, day.month == born.month, day.day == born.day { birthdays += 1 }
        let found = EligibilityEvidence.completedYears(from: born, to: day)
        if found != birthdays...birthdays { Issue.record("\(birth) to \(day): \(found)") }
        day = day.adding(days: 1)
      }
    }
  }
}
