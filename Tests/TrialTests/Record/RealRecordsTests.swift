import Foundation
import TestSupport
import Testing
import Trial

/// The 1,297 real records of the shared data.
@Suite(.enabled(if: SharedData.isPresent && Tool.zstd != nil))
struct RealRecordsTests {
  /// Their JSON, one each.
  private static let lines: [String] = {
    guard let folder = SharedData.folder, let zstd = Tool.zstd else { return [] }
    let path = folder.appendingPathComponent("registry/records.jsonl.zst").path
    return (try? PythonOracle.output(of: zstd, ["-dcq", path])) ?? []
  }()

  @Test func `Every real record goes in and out unchanged`() throws {
    #expect(Self.lines.count == 1297)
    let changed = try Self.lines.filter { try RegistryRecord(json: Array($0.utf8)).root.json != $0 }
    #expect(changed.isEmpty)
  }

  @Test(.enabled(if: PythonOracle.isPresent))
  func `The shipped record and every twentieth real one are valid by the API's description`() throws
  {
    let description = try #require(SharedData.folder)
      .appendingPathComponent("registry/ctg-oas-v2.yaml")
    let shipped = try #require(try RegistryRecord.shipped("nct04547309")).root.json
    let records = [shipped] + (0..<65).map { Self.lines[20 * $0] }
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("records.jsonl")
      let exported = try records.map { try RegistryRecord(json: Array($0.utf8)).root.json }
      try Data(exported.joined(separator: "\n").utf8).write(to: file)
      let said = try PythonOracle.run(file: "study_schema", [description.path, file.path])
      #expect(said == ["66"])
    }
  }

  @Test(.enabled(if: Tool.xmllint != nil))
  func `Every real record's protocol part exports as XML that the upload schema accepts`() throws {
    let folder = try #require(SharedData.folder)
    let schema = folder.appendingPathComponent("registry/ProtocolRecordSchema.xsd").path
    try withTemporaryFolder { folder in
      var paths: [String] = []
      for line in Self.lines {
        let record = try RegistryRecord(json: Array(line.utf8))
        let upload = RecordUpload(of: record, organization: "TEST")
        let path = folder.appendingPathComponent("\(record.nctID).xml").path
        try Data(upload.xml.utf8).write(to: URL(fileURLWithPath: path))
        paths.append(path)
        // What says who runs the trial, on whom, and what is measured is never lost.
        #expect(
          !upload.unheld.contains { path, _ in
            ["descriptionModule", "conditionsModule", "outcomesModule", "eligibilityModule.eligib"]
              .contains { path.hasPrefix($0) }
          }
        )
      }
      let said = try PythonOracle.output(
        of: try #require(Tool.xmllint),
        ["--noout", "--schema", schema] + paths
      )
      #expect(said.count { $0.hasSuffix(" validates") } == 1297)
    }
  }
}

/// Debian's programs that the tests hold ours against.
enum Tool {
  static let zstd = at("/usr/bin/zstd")
  static let xmllint = at("/usr/bin/xmllint")

  private static func at(_ path: String) -> URL? {
    FileManager.default.isExecutableFile(atPath: path) ? URL(fileURLWithPath: path) : nil
  }
}
