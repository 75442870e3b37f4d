public import Voxels

/// An image whose regions' features are computed with one set of settings.
///
/// Only the surroundings of a region are interpolated, so that memory goes with the region and not
/// with the image.
public struct RadiomicsImage<Unit: VoxelUnit>: Sendable {
  /// The image, as it was given.
  public let volume: Volume<Unit>
  /// The settings.
  public let settings: RadiomicsSettings
  let resampling: Resampling

  /// An image to compute features on.
  ///
  /// - Parameters:
  ///   - volume: the image.
  ///   - settings: how it is processed.
  /// - Throws: ``RadiomicsError/unusableSettings(_:)``.
  public init(
    _ volume: Volume<Unit>,
    settings: RadiomicsSettings
  ) throws(RadiomicsError) {
    try settings.validate()
    self.volume = volume
    self.settings = settings
    resampling = Resampling(of: volume.grid, settings)
  }

  /// The features of a region: morphology, local intensity, statistics, histogram, intensity-volume
  /// histogram and texture, in the reference tables' order, with what the masks are like before and
  /// after processing ahead of them.
  ///
  /// Of a filter's response map there are no morphology and no local intensity.
  ///
  /// A feature that the region doesn't allow has the reason in place of its value: an empty region has
  /// every feature and no value.
  ///
  /// - Parameter region: on the image's grid.
  /// - Returns: the features.
  /// - Throws: ``RadiomicsError`` when the region lies on another grid or holds voxels without a
  ///   finite intensity, or the settings don't fit its intensities.
  /// - Source: IBSI 1 reference manual.
  public func features(of region: Region) throws(RadiomicsError) -> [Feature] {
    guard region.grid == volume.grid else { throw .otherGrid }
    let prepared = try PreparedRegion(region, of: volume, resampling, settings)
    var features =
      initialMasks(region) + masks(prepared, "interp_roi", prepared.morphologicalMask)
      + masks(prepared, "reseg_roi", prepared.intensityMask)
    if let filter = settings.filter {
      let response = try prepared.filtered(by: filter, of: volume, resampling)
      return try features
        + distributions(response, unit: filter.keepsUnit ? Unit.ucum : "") + texture(response)
    }
    let made = Slabs.map(FeaturePart.longestFirst.count, voxels: .max) { range in
      FeaturePart.longestFirst[range].map { part in
        Result { () throws(RadiomicsError) -> [Feature] in try self.features(part, of: prepared) }
      }
    }
    let parts = Dictionary(uniqueKeysWithValues: zip(FeaturePart.longestFirst, made.joined()))
    for part in FeaturePart.allCases { features += try parts[part]?.get() ?? [] }
    return features
  }

  private func features(
    _ part: FeaturePart,
    of region: PreparedRegion
  ) throws(RadiomicsError) -> [Feature] {
    switch part {
    case .shape:
      Radiomics.features(
        Morphology.family,
        Morphology.definitions,
        of: Morphology(region),
        intensityUnit: Unit.ucum
      )
    case .autocorrelation:
      Radiomics.features(
        Morphology.family,
        SpatialAutocorrelation.definitions,
        of: SpatialAutocorrelation(region),
        intensityUnit: Unit.ucum
      )
    case .distributions:
      try Radiomics.features(
        LocalIntensity.family,
        LocalIntensity.definitions,
        of: LocalIntensity(region),
        intensityUnit: Unit.ucum
      ) + distributions(region, unit: Unit.ucum)
    case .texture: try texture(region)
    }
  }

  /// The features of regions, several at once on several threads.
  ///
  /// - Parameter regions: on the image's grid.
  /// - Returns: the features of each region, in their order, as ``features(of:)-(Region)`` gives them.
  /// - Throws: what the first of them throws.
  public func features(of regions: [Region]) throws(RadiomicsError) -> [[Feature]] {
    let made = Slabs.map(regions.count, voxels: .max) { range in
      range.map { place in
        Result { () throws(RadiomicsError) -> [Feature] in try features(of: regions[place]) }
      }
    }
    var all: [[Feature]] = []
    for result in made.joined() { all.append(try result.get()) }
    return all
  }

  /// Statistics and histograms.
  private func distributions(
    _ region: PreparedRegion,
    unit: String
  ) throws(RadiomicsError) -> [Feature] {
    let levels = try Levels(region, settings.discretization)
    let volumeHistogram = try IntensityVolumeHistogram(region, settings.volumeHistogram)
    return Radiomics.features(
      IntensityStatistics.family,
      IntensityStatistics.definitions,
      of: IntensityDistribution(region.values),
      intensityUnit: unit
    )
      + Radiomics.features(
        IntensityHistogram.family,
        IntensityHistogram.definitions,
        of: IntensityHistogram(levels.discretized),
        intensityUnit: unit
      )
      + Radiomics.features(
        IntensityVolumeHistogram.family,
        IntensityVolumeHistogram.definitions,
        of: volumeHistogram,
        intensityUnit: unit
      )
  }

  private func texture(_ region: PreparedRegion) throws(RadiomicsError) -> [Feature] {
    let levels = try Levels(region, settings.discretization)
    return levels.discretized.textureFeatures(
      morphologicalMask: levels.morphologicalMask,
      aggregations: settings.aggregations
    )
  }

  /// What the whole image is like before and after interpolation.
  ///
  /// The interpolated image is made a few slices at a time.
  ///
  /// - Returns: size, spacing, and mean, lowest and highest intensity of both.
  /// - Source: IBSI 5.2, diagnostic features.
  public func diagnostics() -> [Feature] {
    let grid = volume.grid
    var initial = Diagnostics.Extent()
    for value in volume.values { initial.add(Double(value)) }
    let size = resampling.size
    if resampling.keepsImage {
      return diagnostics(initial, size, resampling.spacing, "init", "initial")
        + diagnostics(initial, size, resampling.spacing, "interp", "interpolated")
    }
    var interpolated = Diagnostics.Extent()
    for start in stride(from: 0, to: size.z, by: 32) {
      let slab = [0..<size.x, 0..<size.y, start..<min(size.z, start + 32)]
      for value in resampling.intensities(of: volume, in: slab) { interpolated.add(Double(value)) }
    }
    return diagnostics(initial, grid.size, grid.spacingMillimeters, "init", "initial")
      + diagnostics(interpolated, size, resampling.spacing, "interp", "interpolated")
  }

  private func diagnostics(
    _ extent: Diagnostics.Extent,
    _ size: SIMD3<Int>,
    _ spacing: SIMD3<Double>,
    _ tag: String,
    _ stage: String
  ) -> [Feature] {
    Radiomics.features(
      "Diagnostics-\(stage) image",
      Diagnostics.image("\(tag)_img"),
      of: Diagnostics.Image(
        size: size,
        spacing: spacing,
        mean: extent.sum / Double(extent.count),
        minimum: extent.minimum,
        maximum: extent.maximum
      ),
      intensityUnit: Unit.ucum
    )
  }

  /// What the mask is like before processing.
  private func initialMasks(_ region: Region) -> [Feature] {
    var extent = Diagnostics.Extent()
    for run in region.runs {
      for offset in run.offsets { extent.add(Double(volume.values[offset])) }
    }
    let box = region.boundingBox?.size ?? .zero
    return Radiomics.features(
      "Diagnostics-initial ROI",
      Diagnostics.masks("init_roi"),
      of: Diagnostics.Masks(
        size: volume.grid.size,
        intensityBox: box,
        morphologicalBox: box,
        intensityCount: region.voxelCount,
        morphologicalCount: region.voxelCount,
        intensities: extent.count > 0 ? extent : nil
      ),
      intensityUnit: Unit.ucum
    )
  }

  /// What the masks are like after a step, where the intensity mask is the given one.
  private func masks(
    _ region: PreparedRegion,
    _ stage: String,
    _ intensityMask: [Bool]
  ) -> [Feature] {
    func boxSize(_ mask: [Bool]) -> SIMD3<Int> {
      region.bounds(of: mask).map { $0.upper &- $0.lower &+ SIMD3(repeating: 1) } ?? .zero
    }
    var extent = Diagnostics.Extent()
    for (value, isInside) in zip(region.intensities, intensityMask) where isInside {
      extent.add(Double(value))
    }
    return Radiomics.features(
      stage == "interp_roi" ? "Diagnostics-interpolated ROI" : "Diagnostics-resegmented ROI",
      Diagnostics.masks(stage),
      of: Diagnostics.Masks(
        size: resampling.size,
        intensityBox: boxSize(intensityMask),
        morphologicalBox: boxSize(region.morphologicalMask),
        intensityCount: extent.count,
        morphologicalCount: region.morphologicalMask.count { $0 },
        intensities: extent.count > 0 ? extent : nil
      ),
      intensityUnit: Unit.ucum
    )
  }
}

/// Features that can be made on a thread of their own, in the reference tables' order.
private enum FeaturePart: CaseIterable {
  case shape
  case autocorrelation
  case distributions
  case texture

  /// The order in which threads take them up, so that no long one begins last.
  static let longestFirst = [FeaturePart.autocorrelation, .texture, .shape, .distributions]
}
