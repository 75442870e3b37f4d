import Foundation
import TestSupport
import Testing

@Suite struct ProtocolTests {
  private func shippedText() throws -> String {
    let run = try HeraldProcess.run("protocol", "show", "nct04547309", "--yaml")
    #expect(run.status == 0, "\(run.errors)")
    return run.output
  }

  @Test func `A protocol is listed, shown and checked; a copy of it is the same protocol`() throws {
    let list = try HeraldProcess.run("protocol", "list")
    for id in ["nct04547309", "nct04596670", "nct06851663"] { #expect(list.output.contains(id)) }
    let page = try HeraldProcess.run("protocol", "show", "nct04547309")
    for words in ["WHO TAKES PART MEETS", "Aged > 18 years old; ECOG 0 or 1", "VISITS", "SITE:"] {
      #expect(page.output.contains(words))
    }
    #expect(page.output.split(separator: "\n").allSatisfy { $0.count <= 96 })
    try withTemporaryFolder { folder in
      let copy = folder.appendingPathComponent("copy.yaml")
      try Data(shippedText().utf8).write(to: copy)
      let check = try HeraldProcess.run("protocol", "check", copy.path)
      #expect(check.status == 0)
      #expect(check.output == (try HeraldProcess.run("protocol", "check", "nct04547309").output))
      let difference = try HeraldProcess.run("protocol", "diff", "nct04547309", copy.path)
      #expect(difference.output.contains("No difference: the same bytes."))
    }
  }

  @Test func `Faults of a file end with status 1, each with its line; a missing file says so`()
    throws
  {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("ours.yaml")
      let text = try shippedText()
        .replacingOccurrences(of: "participants: 200", with: "participants: many")
        .replacingOccurrences(
          of: "unit: mSv/MBq\n      tissueWeights: not",
          with: "tissueWeights: not"
        )
      try Data(text.utf8).write(to: file)
      let run = try HeraldProcess.run("protocol", "check", file.path)
      #expect(run.status == 1)
      #expect(run.output.isEmpty)
      #expect(run.errors.contains("the protocol has 2 faults"))
      #expect(run.errors.contains("'many'"))
      #expect(run.errors.contains("no 'unit'"))
    }
    let absent = try HeraldProcess.run("protocol", "show", "nct00000000")
    #expect(absent.status == 1)
    #expect(absent.errors.contains("nct04547309"))
  }

  @Test
  func `An analysis under a protocol carries its identity, and has no rule that it leaves open`()
    throws
  {
    try AnalyzeTests.withPhantom { folder in
      let out = folder.appendingPathComponent("out").path
      let scan = folder.appendingPathComponent("scan").path
      let run = try HeraldProcess.run(
        "analyze",
        scan,
        "--out",
        out,
        "--tracer",
        "68Ga-HER2-affibody",
        "--threshold",
        "3",
        "--protocol",
        "nct04547309"
      )
      #expect(run.status == 0, "\(run.errors)")
      let json = try JSONSerialization.jsonObject(
        with: Data(contentsOf: URL(fileURLWithPath: out + "/analysis.json"))
      )
      let record = try #require(json as? [String: Any])
      let request = try #require(record["request"] as? [String: Any])
      let identity = try #require(request["protocol"] as? [String: Any])
      #expect(identity["id"] as? String == "nct04547309")
      #expect(identity["version"] as? String == "1")
      #expect((identity["sha256"] as? String)?.count == 64)
      let unequal = try #require(record["heterogeneity"] as? [String: Any])
      #expect(unequal["receptorRule"] == nil)
    }
  }

  @Test func `A tracer whose profile the protocol leaves open is refused, with what to fill in`()
    throws
  {
    try AnalyzeTests.withPhantom { folder in
      let run = try HeraldProcess.run(
        "analyze",
        folder.appendingPathComponent("scan").path,
        "--out",
        folder.appendingPathComponent("out").path,
        "--tracer",
        "68Ga-NOTA-T4",
        "--protocol",
        "nct06851663"
      )
      #expect(run.status == 3)
      #expect(run.errors.contains("tracers[68Ga-NOTA-T4].profile is the site's to fill in"))
    }
  }
}
