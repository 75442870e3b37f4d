package import Voxels

extension RadiomicsImage {
  /// The features of how unequal a region is: histogram and co-occurrence in 3D, which cost a small
  /// part of all.
  ///
  /// - Parameter region: the mask, on the image's grid.
  /// - Returns: the families' features, with the values that ``features(of:)`` gives them.
  /// - Throws: ``RadiomicsError`` as there.
  package func spreadFeatures(of region: Region) throws(RadiomicsError) -> [Feature] {
    guard region.grid == volume.grid else { throw .otherGrid }
    let prepared = try PreparedRegion(region, of: volume, resampling, settings)
    let discretized = try Levels(prepared, settings.discretization).discretized
    return Radiomics.features(
      IntensityHistogram.family,
      IntensityHistogram.definitions,
      of: IntensityHistogram(discretized),
      intensityUnit: Unit.ucum
    )
      + CooccurrenceMatrix.features(
        of: CooccurrenceMatrix.groups(TextureLattice(discretized), [.volume])
      )
  }
}
