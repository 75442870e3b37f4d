import Foundation
import TestSupport
import Testing

@testable import Lesions

@Suite struct FocusModelTests {
  /// A focus' traits with the sum that the program which fitted the models gives them.
  struct Example {
    let model: String
    let sum: Double
    let traits: [FocusTrait: Double]

    static func all() throws -> [Example] {
      let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("foci-model.csv")
      let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        .map { $0.split(separator: ",").map(String.init) }
      let names = try lines[0].dropFirst(2).map { try #require(FocusTrait(rawValue: $0)) }
      return try lines.dropFirst().map { row in
        let numbers = try row.dropFirst().map { try #require(Double($0)) }
        return Example(
          model: row[0],
          sum: numbers[0],
          traits: Dictionary(uniqueKeysWithValues: zip(names, numbers.dropFirst()))
        )
      }
    }
  }

  @Test func `The shipped models sum as LightGBM itself does`() throws {
    let examples = try Example.all()
    let models = FocusModels.shipped
    #expect(examples.count >= 20)
    for example in examples {
      let models = ["body": models.body, "alone": models.alone, "liver": models.liver]
      let model = try #require(models[example.model])
      // Leaves are written with five digits, and there are under 200 of them in a sum.
      #expect(abs(model.sum(example.traits).sum - example.sum) < 2e-3)
    }
  }

  @Test func `What the traits add is all that a sum has beyond what every focus has`() throws {
    let model = FocusModels.shipped.body
    let examples = try Example.all().filter { $0.model == "body" }
    let rests = examples.map { example in
      let (sum, shares) = model.sum(example.traits)
      return sum - shares.values.reduce(0, +)
    }
    let first = try #require(rests.first)
    for rest in rests { #expect(abs(rest - first) < 1e-6) }
  }

  @Test func `More contrast, uptake or significance never speaks against disease`() throws {
    let rising: [FocusTrait] = [
      .contrast, .significance, .overBlood, .overHealthy, .overMirror, .bulkOverMirror,
      .sectionOverAbove, .sectionOverBelow, .softOverMirror, .excess, .denseExcess,
      .diseaseHighest, .diseaseMean, .diseaseConnected,
    ]
    for example in try Example.all() where example.model == "body" {
      for trait in rising {
        let value = try #require(example.traits[trait])
        guard !value.isNaN else { continue }
        var more = example.traits
        var last = FocusModels.shipped.body.sum(more).sum
        for step in 1...12 {
          more[trait] = value + 0.25 * Double(step)
          let next = FocusModels.shipped.body.sum(more).sum
          #expect(next >= last - 2e-3, "\(trait)")
          last = next
        }
      }
    }
  }

  private static func model(_ tree: String) throws -> FocusModel {
    try FocusModel(["start 0.5", "traits core", "tree \(tree)"])
  }

  @Test(arguments: [
    "0 1 0.5 1 1 2;1;2", "0 0 0.5 1 0 2;1;2", "0 0 0.5 1 1 3;1;2", "0 0;1;2", "", "much",
    "0 0 0.5 1 1 2.5;1;2",
  ])
  func `A model that points nowhere is refused, with its line`(_ tree: String) {
    #expect { try Self.model(tree) } throws: { ($0 as? FocusModel.Fault)?.line == 3 }
  }

  @Test func `A trait that nobody knows, and a model without a start, are refused`() {
    #expect(throws: FocusModel.Fault(line: 1, what: "no trait is called fame")) {
      try FocusModel(["traits fame"])
    }
    #expect(throws: FocusModel.Fault.self) { try FocusModel(["traits core"]) }
  }

  @Test func `An unknown trait takes the way that the model names for it`() throws {
    let model = try Self.model("0 0 10 0 1 2;-1;2")
    #expect(model.sum([:]).sum == 2.5)
    #expect(model.sum([.core: .nan]).sum == 2.5)
    #expect(model.sum([.core: 10]).sum == -0.5)
    #expect(model.sum([.core: 10.5]).shares == [.core: 2])
  }
}
