import Foundation
import Testing

@testable import Statistics

struct ComBatTests {
  /// The data of Tests/Oracles/statistics.R: six features of 77 samples from three centres.
  private let centers = [22, 25, 30].enumerated().flatMap { Array(repeating: $0, count: $1) }
  private var covariate: [Double] { (1...77).map { Double($0 % 3) / 2 } }
  private var features: [[Double]] {
    (1...6).map { number in
      let f = Double(number)
      return (1...77).map { sample in
        let i = Double(sample)
        let center = centers[sample - 1]
        let shift = [0, 0.5, -0.4][center] * (1 + 0.1 * f)
        let wave = [0, 0.3, 0.1][center] * cos(3.3 * i + f)
        let biology = 3 * f + 0.8 * covariate[sample - 1] * f
        return biology + (1 + 0.2 * f) * sin(12.9898 * i * f + 0.7 * f) + shift + wave
      }
    }
  }

  @Test func `Harmonised features are those of R's sva`() throws {
    let result = try ComBat(features, centers: centers, keeping: [covariate])
    let expected: [(Int, [Double])] = [
      (0, [4.48253902032241, 2.86037414707848, 3.91823047020510, 4.85554659300183]),
      (3, [11.8208567964883, 13.6653872580322, 13.2646341792051, 17.0008032419135]),
      (5, [21.3778989833856, 22.5863931704192, 19.1506773139837, 20.8208852176667]),
    ]
    for (feature, values) in expected {
      for (sample, value) in zip([0, 22, 47, 76], values) {
        #expect(abs(result.features[feature][sample] - value) < 1e-9)
      }
    }
    #expect(result.doubts.count == 2)
  }

  @Test func `Where a condition doesn't hold it is refused`() {
    #expect(throws: ComBatError.tooFew(center: 1, count: 17, smallest: 20)) {
      try ComBat(features.map { Array($0.prefix(39)) }, centers: Array(centers.prefix(39)))
    }
    #expect(throws: ComBatError.oneCenter) {
      try ComBat(features, centers: [Int](repeating: 4, count: 77))
    }
    let ofCenter = centers.map { $0 == 2 ? 1.0 : 0 }
    #expect(throws: ComBatError.confounded) {
      try ComBat(features, centers: centers, keeping: [ofCenter])
    }
    var apart = features
    for sample in 47..<77 { apart[2][sample] += 40 }
    #expect(throws: ComBatError.distributionsApart(feature: 2, centers: (0, 2))) {
      try ComBat(apart, centers: centers)
    }
  }
}
