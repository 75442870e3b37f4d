public import Radiomics
public import Voxels

/// How unequal the uptake inside a lesion is.
///
/// There is no interval beside these numbers: a lesion's voxels are not independent of each other (the
/// scanner's blur ties them together), so a bootstrap over them would claim what it does not know.
public struct LesionHeterogeneity: Sendable {
  /// The fewest voxels that texture is given for.
  public static let smallestTextureVoxels = 64
  /// Below this volume, in mL, texture is said to follow volume.
  public static let smallestTextureMilliliters = 10.0

  /// The lesion's numbers.
  public let endpoints: [Endpoint]

  /// Measures a lesion.
  ///
  /// - Parameters:
  ///   - region: the lesion.
  ///   - label: its name.
  ///   - image: the uptake with the settings of histogram and texture.
  public init(_ region: Region, label: String, on image: RadiomicsImage<SUVbw>) {
    var list = EndpointList(.lesion, label)
    let voxels = image.volume.statistics(in: region)
    let count = voxels?.count ?? 0
    func add(
      _ name: String,
      unit: String = "1",
      _ method: String,
      smallest: Int = 2,
      _ made: () -> EndpointList.Outcome
    ) {
      list.add(name, unit: unit, method, count: count, smallest: smallest, of: "voxels", made)
    }

    let features: [String: Feature]
    let refusal: String?
    do throws(RadiomicsError) {
      let found = count > 1 ? try image.spreadFeatures(of: region) : []
      features = Dictionary(found.map { ($0.tag, $0) }) { first, _ in first }
      refusal = nil
    } catch {
      features = [:]
      refusal = "\(error)"
    }
    func feature(_ tag: String) -> EndpointList.Outcome {
      switch features[tag]?.value {
      case .success(let value): .number(value, nil)
      case .failure(.undefined(let reason)): .reason(reason)
      case .failure(.emptyRegion): .reason("the region is empty")
      case nil: .reason(refusal ?? "it was not computed")
      }
    }

    let maximum = voxels.map { Double($0.maximum) } ?? .nan
    add("cov", "standard deviation over mean (IBSI 7TET)") {
      guard let voxels, voxels.mean > 0 else { return .reason("its mean is not above 0") }
      // IBSI's standard deviation is over n.
      let n = Double(voxels.count)
      return .number(voxels.standardDeviation * ((n - 1) / n).squareRoot() / voxels.mean, nil)
    }
    add("entropy", unit: "bit", "histogram, \(image.settings.levels) (IBSI TLU2)") {
      feature("ih_entropy")
    }
    add("max_over_mean", "SUVmax over SUVmean", smallest: 1) {
      guard let voxels, voxels.mean > 0 else { return .reason("its mean is not above 0") }
      return .number(maximum / voxels.mean, nil)
    }
    add("auc_csh", "area under the cumulative SUV-volume histogram (van Velden 2011)", smallest: 1)
    {
      guard maximum > 0 else { return .reason("its maximum is not above 0") }
      return .number(
        Self.cumulativeArea(image.volume.values(in: region), maximum: maximum),
        nil
      )
    }
    add(
      "threshold_volume_slope",
      unit: "mL/%",
      "line through the volumes at 40 to 80 % of SUVmax (Kidd and Grigsby 2008); falls with volume",
      smallest: 10
    ) {
      guard maximum > 0 else { return .reason("its maximum is not above 0") }
      return .number(
        Self.thresholdVolumeSlope(
          image.volume.values(in: region),
          maximum: maximum,
          voxelMilliliters: region.grid.voxelVolumeMilliliters
        ),
        nil
      )
    }
    let smallness =
      region.volumeMilliliters < Self.smallestTextureMilliliters
      ? "; below \(plain(Self.smallestTextureMilliliters)) mL it follows volume" : ""
    for (name, tag) in [
      ("glcm_joint_entropy", "cm_joint_entr_3D_comb"), ("glcm_contrast", "cm_contrast_3D_comb"),
      ("glcm_correlation", "cm_corr_3D_comb"),
      ("glcm_inverse_difference", "cm_inv_diff_3D_comb"),
    ] {
      let id = features[tag].map { " (IBSI \($0.ibsiID))" } ?? ""
      add(
        name,
        "co-occurrence, 3D merged, \(image.settings.levels)\(id)\(smallness)",
        smallest: Self.smallestTextureVoxels
      ) { feature(tag) }
    }
    endpoints = list.endpoints
  }

  /// The area under the cumulative SUV-volume histogram: the share of the volume at or above a
  /// fraction of the maximum, over all fractions from 0 to 1.
  ///
  /// The exact area, not a sum over bins. It is the mean over the maximum, where no voxel is below 0:
  /// the reciprocal of SUVmax over SUVmean, and no further fact about a lesion. A value below 0 counts
  /// as 0.
  ///
  /// - Parameters:
  ///   - values: the voxels; NaN is left out.
  ///   - maximum: the highest of them, above 0.
  /// - Returns: 1 for equal uptake, near 0 for a hot spot in cold tissue.
  /// - Source: van Velden FHP et al., Eur J Nucl Med Mol Imaging 2011;38:1636, doi
  ///   10.1007/s00259-011-1845-6.
  static func cumulativeArea(_ values: [Float], maximum: Double) -> Double {
    let defined = values.filter { !$0.isNaN }
    return defined.reduce(0) { $0 + max(0, Double($1)) / maximum } / Double(defined.count)
  }

  /// The slope of the volumes at or above 40, 50, 60, 70 and 80 % of the maximum.
  ///
  /// - Parameters:
  ///   - values: the voxels; NaN is left out.
  ///   - maximum: the highest of them, above 0.
  ///   - voxelMilliliters: the volume of a voxel.
  /// - Returns: the slope of least squares, in mL for each percent; 0 or below.
  /// - Source: Kidd EA, Grigsby PW, Clin Cancer Res 2008;14:5236; that it stands for volume: Brooks FJ,
  ///   Grigsby PW, Radiat Oncol 2011;6:69 (PMC3130664).
  static func thresholdVolumeSlope(
    _ values: [Float],
    maximum: Double,
    voxelMilliliters: Double
  ) -> Double {
    let percents = [40.0, 50, 60, 70, 80]
    let volumes = percents.map { percent in
      voxelMilliliters * Double(values.count { Double($0) >= percent / 100 * maximum })
    }
    let mean = volumes.reduce(0, +) / Double(volumes.count)
    var (products, squares) = (0.0, 0.0)
    for (percent, volume) in zip(percents, volumes) {
      products += (percent - 60) * (volume - mean)
      squares += (percent - 60) * (percent - 60)
    }
    return products / squares
  }
}

extension RadiomicsSettings {
  /// How intensities become levels, in a few words.
  fileprivate var levels: String {
    let bins =
      switch discretization {
      case .fixedBinNumber(let count): "\(count) bins"
      case .fixedBinSize(let width, let anchor):
        "bins of \(plain(width))" + (anchor.map { " from \(plain($0))" } ?? "")
      }
    return bins + (interpolation.map { ", at \(plain($0.inPlaneMillimeters)) mm" } ?? "")
  }
}
