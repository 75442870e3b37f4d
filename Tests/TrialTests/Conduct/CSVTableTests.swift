import Foundation
import Testing
import Trial

@Suite struct CSVTableTests {
  @Test func `Quotes, commas, line breaks and empty lines are read as RFC 4180 has them`() throws {
    let text = "id,term\r\n1,\"a, \"\"b\"\"\"\r\n\r\n2,\"two\nlines\"\n3,last"
    let table = try CSVTable(Array(text.utf8))
    #expect(table.header == ["id", "term"])
    #expect(table.lines.map(\.number) == [2, 4, 6])
    #expect(
      table.lines.map(\.fields) == [["1", "a, \"b\""], ["2", "two\nlines"], ["3", "last"]]
    )
  }

  @Test func `A byte order mark of UTF-8 is taken`() throws {
    let table = try CSVTable([0xef, 0xbb, 0xbf] + Array("id\n北京\n".utf8))
    #expect(table.header == ["id"])
    #expect(table.lines.map(\.fields) == [["北京"]])
  }

  @Test func `Other encodings are refused, because what they would be read as is a guess`() throws {
    for encoding in [String.Encoding.utf16, .utf16BigEndian, .utf16LittleEndian] {
      let data = try #require("id,term\n1,Müller\n".data(using: encoding))
      #expect(throws: CSVError.self) { try CSVTable(Array(data)) }
    }
    let latin = try #require("id,term\n1,plain\n2,Müller\n".data(using: .isoLatin1))
    #expect(throws: CSVError.notUTF8(line: 3)) { try CSVTable(Array(latin)) }
    let cut = Array("id\n".utf8) + [0xe5, 0x8c]
    #expect(throws: CSVError.notUTF8(line: 2)) { try CSVTable(cut) }
  }

  @Test func `What is no table of commas is refused for what it is`() {
    #expect(throws: CSVError.empty) { try CSVTable([]) }
    #expect(throws: CSVError.empty) { try CSVTable(Array("\n\n".utf8)) }
    #expect(throws: CSVError.separator("semicolons")) { try CSVTable(Array("id;term\n1;a\n".utf8)) }
    #expect(throws: CSVError.separator("tabs")) { try CSVTable(Array("id\tterm\n1\ta\n".utf8)) }
    #expect(throws: CSVError.openQuote(line: 2)) { try CSVTable(Array("id\n\"a\nb\n".utf8)) }
    #expect(throws: CSVError.afterQuote(line: 2)) { try CSVTable(Array("id\n\"a\"b\n".utf8)) }
    #expect(throws: CSVError.zeroByte(line: 2)) { try CSVTable(Array("id\na\0b\n".utf8)) }
  }
}
