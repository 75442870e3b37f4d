import Foundation
import TestSupport
import Testing
import Trial

@Suite struct RegistryRecordTests {
  private let shipped: RegistryRecord

  init() throws {
    shipped = try #require(try RegistryRecord.shipped("NCT04547309"))
  }

  /// The words of a text, without the marks around them.
  private func words(_ text: String) -> String {
    text.replacing("\\", with: "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  @Test(
    arguments: [
      "Recruitment status: Recruiting", "Phase: Not applicable", "Enrollment: 200 participants",
      "Classification: Interventional", "Start: 2020-09-07", "Completion: 2026-08-30",
      "Last update posted: 2025-03-21", "Allocation: Not applicable",
      "Intervention model: Single group", "Primary purpose: Diagnostic",
      "Masking: None (open label)", "Group type: Experimental", "Type: Radiation",
      "Minimum age: 18 Years", "Sex: All", "Accepts healthy volunteers: No",
      "The Affiliated Hospital of Qingdao University; role collaborator",
      "North Sichuan Medical College; role collaborator",
      "Peking University Cancer Hospital & Institute; role lead", "Title: Associate Professor",
      "Responsibility: Principal investigator", "Beijing, Beijing Municipality, China",
      "site status Recruiting", "Type: Derived", "PMID: 39854676", "PMID: 39083323",
      "PMID: 38888484", "2018KT61/2019KT114", "Pending",
    ]
  )
  func `The record shows what its public page says`(_ fact: String) {
    #expect(words(shipped.plainText()).contains(fact))
    // The page has names and values in cells of their own.
    let value = fact.split(separator: ": ").last.map(String.init) ?? fact
    let shown = value.split(separator: "; role ").first.map(String.init) ?? value
    let marked = shown.replacing("site status ", with: "").replacing("&", with: "&amp;")
    #expect(shipped.page.contains(marked))
  }

  @Test(.enabled(if: SharedData.isPresent))
  func `Every long text of the public page is in the record, word for word`() throws {
    let folder = try #require(SharedData.folder)
    let page = try String(
      contentsOf: folder.appendingPathComponent("../spec/nct04547309.txt"),
      encoding: .utf8
    )
    let record = words(shipped.root.json.replacing("\\n", with: " "))
    let paragraphs = page.split(separator: "\n").map { words(String($0)) }.filter { $0.count > 150 }
    #expect(paragraphs.count >= 6)
    let missing = paragraphs.filter { !record.contains($0) }
    #expect(missing.isEmpty)
  }

  @Test func `A field that this version doesn't know is kept and named`() throws {
    let text = """
      {"protocolSection":{"identificationModule":{"nctId":"NCT1","briefTitle":"T","mood":"good"},\
      "futureModule":{"a":[1]}},"more":2.50}
      """
    let record = try RegistryRecord(json: Array(text.utf8))
    #expect(record.root.json == text)
    let section = try #require(record.sections.last)
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
    let page = try RegistryRecord(json: Array(text.utf8)).page
    #expect(!page.contains("<script"))
    #expect(!page.contains("href=\"javascript"))
    #expect(!page.contains("\"onclick"))
    #expect(page.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;&quot;x"))
  }
}
