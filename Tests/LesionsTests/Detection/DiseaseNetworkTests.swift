import Foundation
import Testing
import Voxels

@testable import Lesions

@Suite struct DiseaseNetworkTests {
  /// Some places of a lattice with what PyTorch says that the shipped network sees there.
  private static func examples() throws -> [(place: SIMD3<Int>, logit: Double)] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("disease.csv")
    return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").dropFirst()
      .map { line in
        let numbers = try line.split(separator: ",").map { try #require(Double($0)) }
        return (SIMD3(Int(numbers[0]), Int(numbers[1]), Int(numbers[2])), numbers[3])
      }
  }

  /// The lattice of Scripts/fit-disease's example.
  private static let size = SIMD3(16, 24, 16)

  private static var waves: [[Float]] {
    let places = (0..<size.x * size.y * size.z).map { cell in
      SIMD3(
        Float(cell % size.x),
        Float(cell / size.x % size.y),
        Float(cell / (size.x * size.y))
      )
    }
    return [
      places.map { sin(0.9 * $0.x + 0.4 * $0.y) + 0.3 * cos(0.5 * $0.z) },
      places.map { cos(0.7 * $0.y) - 0.5 },
      places.map { sin(0.3 * $0.x * $0.z / 8) },
    ]
  }

  /// The usual uptake of 68Ga-HER2-affibody in the network's organs, as the shipped profile has it.
  private static let affibody: [Float] = [
    (0.9, 2.6), (1.9, 7), (0.4, 1.3), (0.4, 1.8), (0.5, 4.8), (14, 65), (2, 80), (0.03, 0.25),
  ].map { (from: Float, to: Float) in 0.5 * log(from * to) }

  @Test func `The shipped network sees what PyTorch says that it sees`() throws {
    let logits = DiseaseNetwork.shipped.logits(
      of: Self.waves,
      size: Self.size,
      usual: Self.affibody
    )
    let examples = try Self.examples()
    #expect(examples.count > 50)
    for (place, logit) in examples {
      let cell = place.x + Self.size.x * (place.y + Self.size.y * place.z)
      #expect(abs(Double(logits[cell]) - logit) < 2e-3 * max(1, abs(logit)))
    }
  }

  @Test func `Bytes that are no network are refused`() {
    #expect(DiseaseNetwork([]) == nil)
    #expect(DiseaseNetwork([UInt8](repeating: 0, count: 1000)) == nil)
    let whole = PackageResources.disease_bin
    #expect(DiseaseNetwork(whole) != nil)
    #expect(DiseaseNetwork(whole + [0]) == nil)
    #expect(DiseaseNetwork(whole.dropLast()) == nil)
    var infinite = whole
    infinite.replaceSubrange(0..<4, with: [0, 0, 0x80, 0x7F])
    #expect(DiseaseNetwork(infinite) == nil)
  }
}
