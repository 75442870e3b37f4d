import Foundation
import Statistics
import Testing

@testable import Response

struct HarmonizationTests {
  private func samples(_ count: Int, shift: Double) -> [Harmonization.Sample] {
    (0..<2 * count).map { number in
      let isSecond = number >= count
      return Harmonization.Sample(
        center: isSecond ? "B" : "A",
        features: Dictionary(
          uniqueKeysWithValues: [
            "cm_contrast_3D_comb", "ngt_busyness_3D", "stat_max",
          ].enumerated().map { place, tag in
            let noise = sin(Double(number % count) * 1.7 + Double(place))
            return (tag, Double(place) + noise + (isSecond ? shift : 0))
          }
        )
      )
    }
  }
  private let texture = ["cm_contrast_3D_comb", "ngt_busyness_3D"]

  @Test func `A scanner's shift is taken out of texture`() throws {
    let result = try Harmonization(samples(30, shift: 0.8), tags: texture)
    func mean(_ lesions: Range<Int>) -> Double {
      result.values[lesions].reduce(0) { $0 + $1[0].harmonized } / Double(lesions.count)
    }
    #expect(abs(mean(0..<30) - mean(30..<60)) < 0.05)
    #expect(result.doubts.isEmpty)
  }

  @Test func `Uptake is never harmonised`() {
    #expect(throws: HarmonizationError.carriesACutOff("stat_max")) {
      try Harmonization(samples(30, shift: 0.8), tags: texture + ["stat_max"])
    }
  }

  @Test func `Texture that every lesion has and that varies can be harmonised, and nothing else`() {
    var samples = samples(20, shift: 0.8)
    #expect(Harmonization.usableTags(of: samples) == texture)
    let odd = samples[3].features.merging(["cm_corr_3D_comb": 1]) { $1 }
    samples[3] = .init(center: "A", features: odd.filter { $0.key != "ngt_busyness_3D" })
    #expect(Harmonization.usableTags(of: samples) == ["cm_contrast_3D_comb"])
    let same = samples.map { Harmonization.Sample(center: $0.center, features: ["cm_corr_3D": 1]) }
    #expect(Harmonization.usableTags(of: same).isEmpty)
  }

  @Test func `A small centre, and centres that don't meet, are refused`() {
    #expect(
      throws: HarmonizationError.conditions(
        .tooFew(center: 0, count: 12, smallest: 20),
        centers: ["A", "B"]
      )
    ) { try Harmonization(samples(12, shift: 0.8), tags: texture) }
    #expect(
      throws: HarmonizationError.conditions(
        .distributionsApart(feature: 0, centers: (0, 1)),
        centers: ["A", "B"]
      )
    ) { try Harmonization(samples(30, shift: 9), tags: texture) }
  }
}
