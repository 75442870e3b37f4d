import Foundation
import TestSupport
import Testing

/// What `herald evaluate` leaves behind.
@Suite struct EvaluateTests {
  @Test func `One participant of a tracer and a cancer gives a report and its tables`() throws {
    try withTemporaryFolder { folder in
      let out = folder.appendingPathComponent("out")
      let run = try HeraldProcess.run(
        "evaluate",
        "--seed",
        "7",
        "--participants",
        "1",
        "--tracer",
        "fdg",
        "--cancer",
        "gastric",
        "--cubes",
        "--out",
        out.path
      )
      #expect(run.status == 0, "\(run.errors)")
      func rows(_ name: String) throws -> [[String: String]] {
        try Table(path: out.appendingPathComponent(name).path).rows
      }
      let report = out.appendingPathComponent("evaluation.md")
      #expect(try String(contentsOf: report, encoding: .utf8).contains("only fdg, gastric"))
      // FDG is every sixth participant; of those the third has gastric cancer first.
      let known = try rows("known.csv")
      #expect(!known.isEmpty)
      #expect(known.allSatisfy { $0["participant"] == "13" && $0["cancer"] == "gastric" })
      let organs = try rows("organs.csv")
      #expect(organs.count == 14)
      for name in ["lungLeft", "lungRight", "liver", "brain"] {
        let dice = organs.first { $0["organ"] == name }?["dice"].flatMap(Double.init)
        #expect(try #require(dice) > 0.8, "\(name)")
      }
      let about = try JSONSerialization.jsonObject(
        with: Data(contentsOf: out.appendingPathComponent("13.json"))
      )
      let size = try #require((about as? [String: Any])?["size"] as? [Int])
      let cubes = try Data(contentsOf: out.appendingPathComponent("13.raw"))
      #expect(cubes.count == 9 * size.reduce(1, *))
      // The shares of lesions, each cube of one with its number.
      let count = size.reduce(1, *)
      let (shares, numbers) = (cubes[(6 * count)..<(7 * count)], cubes[(7 * count)..<(8 * count)])
      #expect(shares.contains { $0 > 127 })
      #expect(zip(shares, numbers).allSatisfy { $0 <= 127 || $1 > 0 })
      let references = try rows("references.csv")
      #expect(
        references.map { $0["tissue"] } == ["blood-pool", "breast", "liver", "muscle", "spleen"]
      )
      #expect(
        references.allSatisfy {
          ["", "0"].contains($0["voxels_outside"]) == ($0["outside_in"] == "")
        }
      )
    }
  }
}
