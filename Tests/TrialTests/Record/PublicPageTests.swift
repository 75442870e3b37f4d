import Foundation
import TestSupport
import Testing

@testable import Trial

/// The public page of NCT04547309, walked line by line: each section and fact of it is ours, too.
@Suite(.enabled(if: SharedData.isPresent))
struct PublicPageTests {
  /// The page's headings, and what our section is called.
  private static let headings = [
    "Study Results": "Results", "Basic Information": "Basic information",
    "Brief Summary": "Brief summary", "Detailed Description": "Detailed description",
    "Conditions": "Conditions", "Study Design": "Study design", "Study Groups": "Study groups",
    "Interventions": "Interventions", "Eligibility Criteria": "Eligibility criteria",
    "Sponsors": "Sponsors", "Responsible Party": "Responsible party", "Locations": "Locations",
    "Countries": "Countries", "Facility Contacts": "Contacts", "References": "References",
    "Other Identifiers": "Other identifiers", "More Related Trials": "Related trials",
  ]

  /// The page's labels that have the value on the next line, and ours.
  private static let labels = [
    "Recruitment Status": "Recruitment status", "Clinical Phase": "Phase",
    "Total Enrollment": "Enrollment", "Study Classification": "Classification",
    "Study Start Date": "Start", "Study Completion Date": "Completion",
    "Allocation Method": "Allocation", "Intervention Model": "Intervention model",
    "Primary Study Purpose": "Primary purpose", "Blinding Strategy": "Masking",
    "Minimum Eligible Age": "Minimum age", "Eligible Sex": "Sex",
    "Accepts Healthy Volunteers": "Accepts healthy volunteers",
  ]

  /// The page's labels that have the value on their own line.
  private static let prefixes = [
    "Group Type ", "Intervention Type ", "Sponsor Role ", "Responsibility Role ", "Site Status ",
    "Reference Type ", "PMID: ", "Role: ", "Identifier Source: ",
  ]

  /// The page's codes, as the registry's own pages say them.
  private static let words = [
    "RECRUITING": "Recruiting", "NA": "Not applicable", "INTERVENTIONAL": "Interventional",
    "SINGLE_GROUP": "Single group", "DIAGNOSTIC": "Diagnostic", "NONE": "None (open label)",
    "EXPERIMENTAL": "Experimental", "RADIATION": "Radiation", "ALL": "All", "OTHER": "Other",
    "PRINCIPAL_INVESTIGATOR": "Principal investigator", "DERIVED": "Derived",
    "primary": "contact", "org_study_id": "organization's own", "Results pending": "Pending",
    "NCT04596670 RECRUITING EARLY_PHASE1": "NCT04596670 Recruiting, early phase 1",
    "NCT06851663 RECRUITING PHASE2/PHASE3": "NCT06851663 Recruiting, phase 2, phase 3",
  ]

  /// What the public pages of the two trials that the page names say of them.
  private static let named = [
    """
    {"protocolSection":{"identificationModule":{"nctId":"NCT04596670","briefTitle":\
    "68Ga-ICAM-1pep PET/CT in Cancer Patients"},"statusModule":{"overallStatus":"RECRUITING"},\
    "designModule":{"phases":["EARLY_PHASE1"]}}}
    """,
    """
    {"protocolSection":{"identificationModule":{"nctId":"NCT06851663","briefTitle":\
    "Trop2-targeted immunoPET Imaging of Solid Tumors"},"statusModule":{"overallStatus":\
    "RECRUITING"},"designModule":{"phases":["PHASE2","PHASE3"]}}}
    """,
  ]

  private let record: RegistryRecord
  private let lines: [String]
  private let related: [RelatedRecord]

  init() throws {
    record = try #require(try RegistryRecord.shipped("nct04547309"))
    let folder = try #require(SharedData.folder)
    let page = folder.appendingPathComponent("../spec/nct04547309.txt")
    lines = try String(contentsOf: page, encoding: .utf8)
      .split(separator: "\n").map { Self.plain(String($0)) }.filter { !$0.isEmpty }
    let others = try Self.named.map { try RegistryRecord(json: Array($0.utf8)) }
    var index = RecordIndex()
    for other in others { index.add(other) }
    let own = record
    related = RelatedTrial.ranked(like: own, most: 10, lengths: index.lengths) {
      index.postings[$0]
    }.map { RelatedRecord(profile: .init(of: others[$0.record]), related: $0, to: own) }
  }

  @Test func `Every section and every fact of the public page is shown in its section`() throws {
    let sections = record.sections(related: related)
    var facts = 0
    var walked: [String] = []
    var shown: [String] = []
    var label: String?
    var isExplanation = false
    for line in lines.dropFirst(3) {
      if let heading = Self.headings[line], label == nil {
        let section = try #require(sections.first { $0.title == heading }, "\(line)")
        walked.append(line)
        shown = section.blocks.flatMap(Self.texts).map(Self.plain)
        // The page explains each heading in a sentence of its own.
        isExplanation = line != "Study Results"
      } else if isExplanation {
        #expect(line.hasSuffix("."))
        isExplanation = false
      } else if let ours = Self.labels[line] {
        label = ours
      } else {
        let value = Self.words[line] ?? line
        if let name = label {
          #expect(shown.contains("\(name): \(value)"), "\(line)")
        } else if !Self.isLeftOut(line, in: walked.last ?? "") {
          #expect(
            shown.contains { $0.contains(Self.value(of: line)) },
            "\(walked.last ?? ""): \(line)"
          )
        } else {
          continue
        }
        label = nil
        facts += 1
      }
    }
    #expect(walked.count == Self.headings.count)
    // 123 lines: 3 at the head, 17 headings, 16 explanations, 13 labels, and 5 that are left out.
    #expect(lines.count == 123 && facts == 69)
  }

  @Test func `What names the trial at the head of the public page is at the head of ours`() {
    let text = Self.plain(record.plainText())
    #expect(lines[0] == record.briefTitle && text.hasPrefix(lines[0]))
    #expect(lines[1] == "NCT ID: \(record.nctID)")
    #expect(lines[2] == "Last Updated: 2025-03-21")
    #expect(text.contains("Last update posted: 2025-03-21"))
  }

  @Test func `Terminal and page show what the sections hold`() throws {
    let text = Self.plain(record.plainText(related: related))
    let page = Self.plain(
      record.page(related: related).replacing(/<[^>]*>/, with: " ")
        .replacing("&gt;", with: ">").replacing("&amp;", with: "&").replacing("&#39;", with: "'")
    )
    for section in record.sections(related: related) {
      #expect(text.contains(section.title.uppercased()))
      #expect(page.contains(section.title))
      for fact in section.blocks.flatMap(Self.texts) {
        // Tables and lists of the terminal join what the page has in cells.
        let words = Self.plain(fact).split { !$0.isLetter && !$0.isNumber }
        let onTerminal = Set(text.split { !$0.isLetter && !$0.isNumber })
        let onPage = Set(page.split { !$0.isLetter && !$0.isNumber })
        #expect(words.allSatisfy(onPage.contains) && words.allSatisfy(onTerminal.contains))
      }
    }
  }

  @Test func `A contact's telephone, which the shipped record leaves out, would be shown`() throws {
    let number = try #require(lines.first { $0.wholeMatch(of: /\d{3}-\d{8}/) != nil })
    let whole = record.root.json.replacing(
      #""name":"Shunlian Zhou","#,
      with: #""name":"Shunlian Zhou","phone":"\#(number)","#
    )
    let contacts = try RegistryRecord(json: Array(whole.utf8)).sections()
      .first { $0.title == "Contacts" }
    #expect(try #require(contacts).blocks.flatMap(Self.texts).contains { $0.contains(number) })
    #expect(!record.plainText().contains(number))
  }

  /// Whether a line is no fact of its section.
  ///
  /// The telephone is left out of the record that Herald ships; "-" says that there is no type; an
  /// intervention is told once, in its own section, and the sentence on results is the page's own.
  private static func isLeftOut(_ line: String, in heading: String) -> Bool {
    line.wholeMatch(of: /\d{3}-\d{8}/) != nil || line == "Identifier Type: -"
      || (heading == "Study Groups"
        && (line.hasPrefix("HER2 Affibody, labeled") || line == "Intervention Type RADIATION"))
      || line.hasPrefix("The study team has not published")
  }

  /// What a line of the page says, without its label and in our words.
  private static func value(of line: String) -> String {
    let prefix = prefixes.first { line.hasPrefix($0) } ?? ""
    let value = line.dropFirst(prefix.count).replacing(" (View on PubMed)", with: "")
      .replacing(#/^\d\. /#, with: "")
    return words[String(value)] ?? String(value)
  }

  /// All that a block says, piece by piece.
  private static func texts(_ block: RecordSection.Block) -> [String] {
    switch block {
    case .fact(let name, let value): ["\(name): \(value)"]
    case .text(let text): [text]
    case .items(let items): items
    case .part(let title, let blocks):
      [title] + blocks.flatMap(texts) + [blocks.flatMap(facts).joined(separator: " ")]
    case .table(_, let rows): rows.flatMap { $0 }
    }
  }

  private static func facts(_ block: RecordSection.Block) -> [String] {
    if case .fact(_, let value) = block { [value] } else { [] }
  }

  /// A text without the registry's escapes and with single spaces.
  private static func plain(_ text: String) -> String {
    text.replacing("\\", with: "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
