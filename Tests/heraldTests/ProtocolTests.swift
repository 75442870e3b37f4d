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

  @Test func `A protocol's way to draw and its reference regions hold for what a person points at`()
    throws
  {
    try AnalyzeTests.withPhantom { folder in
      let text = try shippedText().split(separator: "\n", omittingEmptySubsequences: false)
        .map { line in
          switch line.prefix(while: { $0 != ":" }) {
          case "segmentation":
            "segmentation: { method: \"percent-max:55\", confidence: assumed, source: test }"
          case "referenceRegions":
            "referenceRegions: { tissues: [liver], confidence: site, source: test }"
          default: String(line)
          }
        }.joined(separator: "\n")
      let file = folder.appendingPathComponent("ours.yaml")
      try Data(text.utf8).write(to: file)
      let truth = try JSONSerialization.jsonObject(
        with: Data(contentsOf: folder.appendingPathComponent("scan/truth.json"))
      )
      let inserts = try #require((truth as? [String: Any])?["inserts"] as? [[String: Any]])
      let seed = try #require(
        inserts.compactMap { $0["centerMillimeters"] as? [Double] }.first { $0.count == 3 }
      )
      let out = folder.appendingPathComponent("out").path
      let run = try HeraldProcess.run(
        "analyze",
        folder.appendingPathComponent("scan").path,
        "--out",
        out,
        "--tracer",
        "68Ga-HER2-affibody",
        "--seeds",
        "\(seed[0]),\(seed[1]),\(seed[2])",
        "--protocol",
        file.path
      )
      #expect(run.status == 0, "\(run.errors)")
      let json = try String(contentsOfFile: out + "/analysis.json", encoding: .utf8)
      #expect(json.contains("55% of SUVmax"))
      // The phantom has no liver: that it isn't measured is said.
      let record = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
      let doubts = try #require(record?["doubts"] as? [String])
      #expect(doubts.contains { $0.contains("liver") }, "\(doubts)")
      #expect(doubts.contains { $0.contains("is assumed for 68Ga-HER2-affibody") }, "\(doubts)")
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
