import Testing

@testable import Pipeline

@Suite struct CSVTests {
  @Test func `Fields with commas, quotes and line breaks are quoted by RFC 4180`() {
    var csv = CSV(header: ["a", "b"])
    csv.append(["left, upper", "said \"hot\"\nand more"])
    #expect(csv.text == "a,b\r\n\"left, upper\",\"said \"\"hot\"\"\nand more\"\r\n")
  }

  @Test(arguments: [
    (7.910675048828125, "7.91067505"), (0.16878801584243774, "0.168788016"), (0.0, "0"),
    (-12.5, "-12.5"), (3.0, "3"), (1_234_567.0, "1234567"), (2.42903e-4, "0.00024290300000000002"),
  ])
  func `A number keeps nine significant digits`(_ number: Double, _ expected: String) throws {
    let found = try #require(Double(text(number)))
    let wanted = try #require(Double(expected))
    #expect(abs(found - wanted) <= abs(wanted) * 1e-8)
    #expect(text(number).utf8.count <= 12)
  }

  @Test func `A number that doesn't exist is an empty field, never 0`() {
    #expect(text(nil) == "")
    #expect(text(.nan) == "")
  }
}
