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
  func `The shipped record and every real one are valid by the API's description`() throws {
    let shipped = try #require(try RegistryRecord.shipped("nct04547309")).root.json
    let exported = try ([shipped] + Self.lines).map {
      try RegistryRecord(json: Array($0.utf8)).root.json
    }
    #expect(try faults(of: exported) == ["1298"])
  }

  @Test(.enabled(if: PythonOracle.isPresent))
  func `The validator that the records are held against finds a wrong code and a wrong type`()
    throws
  {
    let line = try #require(Self.lines.first)
    let status = try #require(line.firstMatch(of: /"overallStatus":"[A-Z_]+"/)).output
    let kind = line.replacing(status, with: "\"overallStatus\":\"BEGUN\"")
    let type = line.replacing(status, with: "\"overallStatus\":true")
    let said = try faults(of: [line, kind, type])
    let place = "protocolSection/statusModule/overallStatus: "
    #expect(said.last == "3")
    #expect(said.contains { $0.hasPrefix("record 2: \(place)") })
    #expect(said.contains { $0.hasPrefix("record 3: \(place)") })
    #expect(!said.contains { $0.hasPrefix("record 1: ") })
  }

  /// What the API's description finds wrong in records, then how many there were.
  private func faults(of records: [String]) throws -> [String] {
    let description = try #require(SharedData.folder)
      .appendingPathComponent("registry/ctg-oas-v2.yaml")
    return try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("records.jsonl")
      try Data(records.joined(separator: "\n").utf8).write(to: file)
      return try PythonOracle.run(file: "study_schema", [description.path, file.path])
    }
  }

  @Test func `What a real record's XML does not hold is listed, value by value`() throws {
    // A group's interventions are told by each intervention's groups; a duration is two elements.
    let toldElsewhere = [
      "armsInterventionsModule.armGroups[].interventionNames[]",
      "designModule.targetDuration",
    ]
    var values = 0
    for line in Self.lines {
      let record = try RegistryRecord(json: Array(line.utf8))
      let upload = RecordUpload(of: record, organization: "TEST")
      let listed = Dictionary(uniqueKeysWithValues: upload.unheld.map { ($0.path, $0.count) })
      let elements = Set(
        upload.xml.split(separator: "<").compactMap { part in
          part.firstIndex(of: ">").map { String(part[part.index(after: $0)...]) }
        }
      )
      var texts: [String: [String]] = [:]
      Self.collect(record.root["protocolSection"] ?? .null, at: "", into: &texts)
      for (path, texts) in texts {
        values += texts.count
        if toldElsewhere.contains(path) { continue }
        let found = texts.count { elements.contains(Self.escaped($0)) }
        #expect(found + (listed[path] ?? 0) >= texts.count, "\(record.nctID) \(path)")
      }
    }
    // As Python's json counts the texts of the protocol parts that are no codes.
    #expect(values == 155_053)
  }

  /// The texts of a record that are no codes, by path.
  private static func collect(
    _ value: RecordValue,
    at path: String,
    into texts: inout [String: [String]]
  ) {
    switch value {
    case .object(let members):
      for member in members {
        let below = path.isEmpty ? member.name : "\(path).\(member.name)"
        collect(member.value, at: below, into: &texts)
      }
    case .array(let elements):
      for element in elements { collect(element, at: "\(path)[]", into: &texts) }
    case .string(let text) where text.contains(where: \.isLowercase) || text.contains("-"):
      texts[path, default: []].append(text)
    case .null, .bool, .number, .string: break
    }
  }

  private static func escaped(_ text: String) -> String {
    guard text.utf8.contains(where: { "&<>\"'".utf8.contains($0) }) else { return text }
    return text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(
      ">",
      with: "&gt;"
    )
    .replacing("\"", with: "&quot;").replacing("'", with: "&#39;")
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
