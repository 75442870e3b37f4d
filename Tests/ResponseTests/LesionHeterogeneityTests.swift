import Foundation
import Radiomics
import Testing
import Voxels

@testable import Response

struct LesionHeterogeneityTests {
  /// A cube of 5³ voxels of 2 mm, its values running from 1 to 125.
  private func cube() throws -> (Volume<SUVbw>, Region) {
    let grid = try Grid(
      size: SIMD3(5, 5, 5),
      affine: Affine(
        columnStep: SIMD3(2, 0, 0),
        rowStep: SIMD3(0, 2, 0),
        sliceStep: SIMD3(0, 0, 2),
        origin: .zero
      )
    )
    return (
      Volume<SUVbw>(grid: grid, values: (1...125).map(Float.init)), Region.whole(grid)
    )
  }

  private func numbers(
    _ volume: Volume<SUVbw>,
    _ region: Region
  ) throws -> [String: Endpoint] {
    let image = try RadiomicsImage(volume, settings: .profile("pet-native"))
    return Dictionary(
      uniqueKeysWithValues: LesionHeterogeneity(region, label: "1", on: image).endpoints
        .map { ($0.name, $0) }
    )
  }

  @Test func `A ramp has the numbers of its closed forms`() throws {
    let (volume, region) = try cube()
    let found = try numbers(volume, region)
    func value(_ name: String) throws -> Double { try #require(found[name]?.value) }
    // 1...n: variance (n² - 1) / 12, mean (n + 1) / 2.
    #expect(abs(try value("cov") - (15624.0 / 12).squareRoot() / 63) < 1e-9)
    #expect(abs(try value("max_over_mean") - 125.0 / 63) < 1e-12)
    #expect(abs(try value("auc_csh") - 63.0 / 125) < 1e-12)
    // All levels are different: log2 125.
    #expect(abs(try value("entropy") - log2(125.0)) < 1e-9)
    // Of 125 voxels of 0.008 mL, 12.5 fewer for each 10 %: 76, 63, 51, 38, 26 reach the thresholds.
    let counts = [76.0, 63, 51, 38, 26]
    let slope = (2 * (counts[4] - counts[0]) + counts[3] - counts[1]) * 10 / 1000 * 0.008
    #expect(abs(try value("threshold_volume_slope") - slope) < 1e-12)
  }

  @Test func `The area under the cumulative histogram is that of many fine steps`() {
    let values: [Float] = [0.5, 3, 3.5, 4, 8, 1, 2, 2, 6]
    let steps = 20_000
    let sum = (0..<steps).reduce(0.0) { sum, step in
      let level = (Double(step) + 0.5) / Double(steps) * 8
      return sum + Double(values.count { Double($0) >= level }) / Double(values.count)
    }
    let area = LesionHeterogeneity.cumulativeArea(values, maximum: 8)
    #expect(abs(area - sum / Double(steps)) < 1e-4)
  }

  @Test func `Texture is what all features give, and only for 64 voxels`() throws {
    let (volume, region) = try cube()
    let image = try RadiomicsImage(volume, settings: .profile("pet-native"))
    let all = try image.features(of: region)
    let found = try numbers(volume, region)
    for (name, tag) in [
      ("glcm_joint_entropy", "cm_joint_entr_3D_comb"), ("cov", "stat_cov"),
      ("entropy", "ih_entropy"), ("glcm_inverse_difference", "cm_inv_diff_3D_comb"),
    ] {
      let feature = try #require(all.first { $0.tag == tag })
      let value = try #require(found[name]?.value)
      #expect(abs(value - (try feature.value.get())) < 1e-9)
    }
    let small = Region(grid: volume.grid, runs: [.init(start: 0, count: 5)])
    let few = try numbers(volume, small)
    #expect(few["cov"]?.value != nil)
    #expect(few["glcm_contrast"]?.value == nil)
    #expect(few["glcm_contrast"]?.reason == "5 voxels, and 64 are the fewest")
  }

  @Test func `An empty and an undefined lesion have reasons and no zeros`() throws {
    let (volume, region) = try cube()
    for endpoint in try numbers(volume, .empty(volume.grid)).values {
      #expect(endpoint.value == nil && endpoint.reason != nil)
    }
    let dark = Volume<SUVbw>(
      grid: volume.grid,
      values: [Float](repeating: 0, count: 125)
    )
    let found = try numbers(dark, region)
    #expect(found["max_over_mean"]?.value == nil)
    #expect(found["auc_csh"]?.reason == "its maximum is not above 0")
  }
}
