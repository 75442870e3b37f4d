import Testing

@testable import Pipeline

@Suite struct MomentTests {
  // date -u -d @N +'%Y%m%d %H%M%S'
  @Test(arguments: [
    (0, "19700101", "000000"), (951_782_400, "20000229", "000000"),
    (1_709_251_199, "20240229", "235959"), (1_798_761_600, "20270101", "000000"),
    (1_795_402_926, "20261123", "030206"),
  ])
  func `A moment is written as the calendar has it`(_ seconds: Int, _ date: String, _ time: String)
  {
    let moment = Moment(secondsSince1970: seconds)
    #expect(moment.date == date)
    #expect(moment.time == time)
  }
}
