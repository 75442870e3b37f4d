import Foundation
import TestSupport
import Testing

@testable import Trial

/// Exports of a small trial, held against the standards' own schemas and strangers' readers.
@Suite(.enabled(if: PythonOracle.isPresent && Tool.xmllint != nil))
struct ExportDocumentTests {
  private let contents: TrialContents

  init() throws { contents = try ExportFixture.contents() }

  /// What libxml2 says of a document by a schema of CDISC's.
  private func validated(_ path: String, by schema: String) throws -> [String] {
    let folder = try #require(try PythonOracle.run(file: "interchange", ["schemas"]).first)
    return try PythonOracle.output(
      of: try #require(Tool.xmllint),
      ["--nonet", "--noout", "--schema", "\(folder)/\(schema)", path]
    ).filter { !$0.contains("Schemas parser warning") }
  }

  private func write(_ files: [(name: String, text: String)], into folder: URL) throws -> [String] {
    try files.map { file in
      let path = folder.appendingPathComponent(file.name).path
      try Data(file.text.utf8).write(to: URL(fileURLWithPath: path))
      return path
    }
  }

  @Test func `The ODM snapshot is valid by CDISC's schema, and each OID in it is defined`() throws {
    try withTemporaryFolder { folder in
      let path = try write([("odm.xml", contents.operationalDataModel())], into: folder)[0]
      #expect(try validated(path, by: "odm/1.3.2/ODM1-3-2.xsd") == ["\(path) validates"])
      let said = try PythonOracle.run(file: "odm", [path])
      #expect(said.filter { $0.hasPrefix("dangling") }.isEmpty)
    }
  }

  @Test func `What Python reads from the ODM snapshot is what was entered`() throws {
    try withTemporaryFolder { folder in
      let path = try write([("odm.xml", contents.operationalDataModel())], into: folder)[0]
      let said = try PythonOracle.run(file: "odm", [path])
      let values = Set(said.filter { $0.hasPrefix("value ") }.map { $0.dropFirst(6) })
      // Every item of every kind, counted from the records' own coding, keys left out.
      let counts = try contents.tables().map { table in
        table.rows.reduce(0) { sum, row in
          sum + row.values.keys.count { $0 != "id" && $0 != "participant" }
        }
      }
      #expect(values.count == counts.reduce(0, +))
      for expected in [
        #"["S-001","SE.baseline",null,"D1","IT.administration.assayedMegabecquerels","200"]"#,
        #"["S-001","SE.UNSCHEDULED","extra","V2","IT.visit.weightKilograms","70"]"#,
        #"["S-003","SE.COMMON",null,"S-003","IT.participant.birthDate","1980-07"]"#,
        #"["S-001","SE.baseline",null,"K1","IT.read.receptorClass","positive"]"#,
        #"["S-001","SE.COMMON",null,"E3","IT.adverseEvent.isVoid","true"]"#,
        #"["S-001","SE.COMMON",null,"E1","IT.adverseEvent.term","pain <left> & \"right\",\n"#
          + #"'胸部' 5 µg\tend"]"#,
      ] {
        #expect(values.contains(expected[...]), "\(expected)")
      }
      #expect(said.contains("signatures 2"))
      let trail = said.filter { $0.hasPrefix("audit ") }
      #expect(trail.count == 3)
      // The last change of a record stands beside it, the one before in the list.
      #expect(trail.contains { $0.hasPrefix("audit USR.gone audit 3: correct adverseEvent E1 ") })
      #expect(
        trail.contains {
          $0 == #"audit USR.cora audit 1: record adverseEvent E1: {"grade":1} null"#
        }
      )
    }
  }

  @Test func `The datasets are valid by the schema of Dataset-JSON, and as the define says`() throws
  {
    try withTemporaryFolder { folder in
      let paths = try write(try contents.datasetFiles(), into: folder)
      let define = try #require(paths.first { $0.hasSuffix("define.xml") })
      #expect(try validated(define, by: "define/2.1/define2-1-0.xsd") == ["\(define) validates"])
      let dangling = try PythonOracle.run(file: "odm", [define]).filter { $0.hasPrefix("dangling") }
      #expect(dangling.isEmpty)
      let said = try PythonOracle.run(
        file: "interchange",
        ["dataset-json", define] + paths.filter { $0.hasSuffix(".json") }
      )
      #expect(
        said == [
          "read DM 3", "read SV 2", "read IE 2", "read DS 8", "read EC 1", "read AG 1",
          "read PR 2", "read VS 3", "read LB 2", "read MI 3", "read AE 2", "read TU 2",
          "read TR 9", "read RS 3",
        ]
      )
    }
  }

  @Test func `The FHIR bundle is valid by fhir.resources, and its references lead somewhere`()
    throws
  {
    try withTemporaryFolder { folder in
      let path = try write([("bundle.json", try contents.fhirBundle())], into: folder)[0]
      #expect(
        try PythonOracle.run(file: "interchange", ["fhir", path]) == [
          "read AdverseEvent 2", "read ImagingStudy 1", "read MedicationAdministration 2",
          "read Observation 9", "read Patient 3", "read ResearchStudy 1", "read ResearchSubject 3",
        ]
      )
    }
  }

  @Test func `The CSV files are as their dictionary says, and marks survive`() throws {
    let files = try TrialCSV.files(of: contents)
    let said = try withTemporaryFolder { folder in
      let paths = try write(files, into: folder)
      // The dictionary comes last.
      return try PythonOracle.run(
        file: "interchange",
        ["csv", paths[paths.count - 1]] + paths.dropLast()
      )
    }
    #expect(files.last?.name == "dictionary.csv")
    let faults = said.filter { !$0.hasPrefix("read ") }
    #expect(faults.isEmpty)
    #expect(said.count == files.count - 1)
    let events = try #require(said.first { $0.hasPrefix("read adverseEvent.csv") })
    #expect(events.contains(#""term": "pain <left> & \"right\",\n'胸部' 5 µg\tend""#))
  }

  @Test func `The same records give the same bytes`() throws {
    let again = try ExportFixture.contents()
    #expect(try contents.operationalDataModel() == again.operationalDataModel())
    #expect(try contents.datasetFiles().map(\.text) == again.datasetFiles().map(\.text))
    #expect(try contents.fhirBundle() == again.fhirBundle())
    #expect(try TrialCSV.files(of: contents).map(\.text) == TrialCSV.files(of: again).map(\.text))
  }

  @Test func `A trial without a protocol and without records is exported, too`() throws {
    let empty = TrialContents(
      trial: contents.trial,
      plan: nil,
      asOf: contents.asOf,
      program: contents.program
    )
    try withTemporaryFolder { folder in
      let path = try write([("odm.xml", empty.operationalDataModel())], into: folder)[0]
      #expect(try validated(path, by: "odm/1.3.2/ODM1-3-2.xsd") == ["\(path) validates"])
      #expect(try empty.datasetFiles().map(\.name) == ["define.xml"])
    }
  }

  @Test func `Each table has a column for whatever its records hold`() throws {
    for table in try contents.tables() + [ContentTable(kept: contents.readAssignments)] {
      let columns = Set(table.columns.map(\.name))
      #expect(columns.count == table.columns.count && !table.rows.isEmpty)
      for row in table.rows { #expect(Set(row.values.keys).isSubset(of: columns)) }
    }
  }

  @Test func `A column's values are known by how its form says that they are written`() {
    let forms: [(String, ContentColumn.Values)] = [
      ("text", .text), ("code", .text), ("number", .number(unit: nil)),
      ("number, MBq", .number(unit: "MBq")), ("0 to 5", .integer), ("yes or no", .yesNo),
      ("2026-03-01", .date), ("1961-04-30, 1961-04 or 1961", .partialDate),
      ("2026-03-01T09:15:00+08:00", .dateTime), ("F, M", .choice(["F", "M"])),
    ]
    for (form, values) in forms { #expect(ContentColumn.Values(form: form) == values) }
    // Each column of each form: none is taken for a code that isn't one.
    let sexes = EntryForm.fields(of: Participant.self).map(ContentColumn.init)
      .first { $0.name == "sex" }
    #expect(sexes?.codes == Participant.Sex.allCases.map(\.rawValue))
  }
}
