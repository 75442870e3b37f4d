import Voxels

/// The mean intensity in spheres of 1 mL around a region's voxels.
///
/// - Source: IBSI 3.2 (9ST6).
struct LocalIntensity: Sendable {
  /// The mean around the voxel of the highest intensity; of several such voxels the highest mean.
  let localPeak: Double
  /// The highest mean around any voxel.
  let globalPeak: Double

  static let family = "Local intensity"

  /// The peaks of a region; nil where its intensity mask is empty, or the voxels are too small for
  /// the sphere.
  init?(_ region: PreparedRegion) {
    let volume = Volume<AnyUnit>(grid: region.grid, values: region.intensities)
    let mask = Region(grid: region.grid, mask: region.intensityMask.map { $0 ? 1 : 0 })
    guard !mask.isEmpty else { return nil }
    let kernel: SphereKernel
    do throws(SphereKernelError) {
      kernel = try SphereKernel(
        radiusMillimeters: SphereKernel.oneMilliliterRadiusMillimeters,
        grid: region.grid,
        weighting: .voxelCenters
      )
    } catch {
      return nil
    }
    let means = kernel.means(of: volume, in: mask)
    let values = region.values
    let highest = values.max() ?? 0
    localPeak = zip(values, means).filter { $0.0 == highest }.map(\.1).max() ?? .nan
    globalPeak = means.max() ?? .nan
  }

  /// Intensities whose unit doesn't matter here.
  private enum AnyUnit: VoxelUnit {
    static let name = "intensity"
    static let ucum = ""
  }

  static let definitions: [FeatureDefinition<LocalIntensity>] = [
    .init("VJGA", "Local intensity peak", "loc_peak_loc", .intensity) { $0.localPeak },
    .init("0F91", "Global intensity peak", "loc_peak_glob", .intensity) { $0.globalPeak },
  ]
}
