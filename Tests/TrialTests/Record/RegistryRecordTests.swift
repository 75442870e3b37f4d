import Testing
import Trial

@Suite struct RegistryRecordTests {
  @Test func `A field that this version doesn't know is kept and named`() throws {
    let text = """
      {"protocolSection":{"identificationModule":{"nctId":"NCT1","briefTitle":"T","mood":"good"},\
      "futureModule":{"a":[1]}},"more":2.50}
      """
    let record = try RegistryRecord(json: Array(text.utf8))
    #expect(record.root.json == text)
    let section = try #require(record.sections().last)
    #expect(section.title == "Fields that this version doesn't know")
    #expect(section.blocks.first == .items(["identificationModule.mood", "futureModule"]))
  }

  @Test func `What is not a study is refused by what it lacks`() {
    #expect(
      throws: RegistryRecordError.notAStudy(missing: "protocolSection.identificationModule.nctId")
    ) { try RegistryRecord(json: Array("{}".utf8)) }
  }

  @Test func `A page can't be broken out of by what a record says`() throws {
    let text = """
      {"protocolSection":{"identificationModule":{"nctId":"NCT1","briefTitle":\
      "<script>alert('1')</script>&\\"x"},"referencesModule":{"seeAlsoLinks":\
      [{"label":"a","url":"javascript:alert(1)"},{"label":"b","url":"https://x/\\"onclick=y"}]}}}
      """
    let page = try RegistryRecord(json: Array(text.utf8)).page()
    #expect(!page.contains("<script"))
    #expect(!page.contains("href=\"javascript"))
    #expect(!page.contains("\"onclick"))
    #expect(page.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;&quot;x"))
  }
}
