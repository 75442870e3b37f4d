import Testing
import Trial

@Suite struct RecordValueTests {
  private func value(_ text: String) throws(RegistryRecordError) -> RecordValue {
    try RecordValue(json: Array(text.utf8))
  }

  @Test func `Order, digits and repeated names survive`() throws {
    let text = #"{"b":1.50,"a":[1e-7,-0,null,true],"b":{"é":"\"\\\n\u0001\u2028"}}"#
    let kept = #"{"b":1.50,"a":[1e-7,-0,null,true],"b":{"é":"\"\\\n\u0001"# + "\u{2028}\"}}"
    #expect(try value(text).json == kept)
    #expect(try value(" \n\t\(text)\r\n").json == kept)
  }

  @Test func `A surrogate pair is one character, half of one is refused`() throws {
    #expect(try value(#""\ud83d\ude00""#) == .string("\u{1F600}"))
    #expect(throws: RegistryRecordError.self) { try value(#""\ud83d""#) }
    #expect(throws: RegistryRecordError.self) { try value(#""\ude00\ud83d""#) }
  }

  @Test(
    arguments: [
      "", "{", "[1,]", "{\"a\"}", "{\"a\":}", "{a:1}", "01", "1.", "1e", "-", "+1", ".5", "nul",
      "\"\u{1}\"", "\"\\x\"", "\"\\u12g4\"", "\"", "[1 2]", "1 1", "{\"a\":1,}", "'a'", "NaN",
    ]
  )
  func `What is not JSON is refused`(_ text: String) {
    #expect(throws: RegistryRecordError.self) { try value(text) }
  }

  @Test func `A fault is named by line and column`() {
    #expect(
      throws: RegistryRecordError.notJSON(
        line: 2,
        column: 8,
        reason: "a value is expected"
      )
    ) { try value("{\n  \"a\": ?}") }
  }

  @Test func `A text nested too deep is refused, not a crash`() {
    #expect(throws: RegistryRecordError.self) { try value(String(repeating: "[", count: 100_000)) }
  }

  @Test func `A text cut anywhere is refused`() throws {
    let whole = Array(#"{"a":[1.5e3,"x\u00e9y",{"b":null}],"c":false}"#.utf8)
    _ = try RecordValue(json: whole)
    for length in 0..<whole.count {
      #expect(throws: RegistryRecordError.self) { try RecordValue(json: Array(whole[..<length])) }
    }
  }

  @Test func `Bytes that are not UTF-8 are refused`() {
    #expect(throws: RegistryRecordError.self) { try RecordValue(json: [0x22, 0xC3, 0x28, 0x22]) }
  }
}
