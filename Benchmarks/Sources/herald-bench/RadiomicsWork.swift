import Radiomics
import Voxels

/// The IBSI features of regions of the PET, in bins of 0.5 SUV from 0.
struct RadiomicsWork {
  private let suv: Volume<SUVbw>
  private let regions: [Region]

  init(_ input: Input, _ labels: String = "PT400_lesions") throws {
    suv = try input.volume("PT400_suv", of: SUVbw.self)
    regions = try input.regions(labels)
  }

  /// Every feature of every region; the mean over the regions of their mean intensity.
  func features(
    aggregations: Set<RadiomicsSettings.Aggregation> = Set(
      RadiomicsSettings.Aggregation.allCases
    )
  ) throws -> () throws -> Double {
    let image = try RadiomicsImage(
      suv,
      settings: RadiomicsSettings(
        name: "benchmark",
        range: .init(lower: 0, upper: nil),
        discretization: .fixedBinSize(0.5, anchor: 0),
        volumeHistogram: .fixedBinSize(0.1, anchor: 0),
        aggregations: aggregations
      )
    )
    return {
      var sum = 0.0
      for features in try image.features(of: regions) {
        guard let mean = features.first(where: { $0.tag == "stat_mean" }) else { continue }
        sum += try mean.value.get()
      }
      return sum / Double(regions.count)
    }
  }
}
