extension DiscretizedRegion {
  /// The texture features: 150 of co-occurrence, 96 of run lengths, 48 of size zones, 48 of distance
  /// zones, 15 of tone differences and 51 of dependences.
  ///
  /// Neighbours are at Chebyshev distance 1 and count alike whatever the voxel spacing. Averages over
  /// slices and directions leave out those on which a feature is undefined.
  ///
  /// - Parameters:
  ///   - morphologicalMask: which voxels of the box lie in the morphological mask, whose border the
  ///     distance zones are measured from; voxels with a level count as within it. `nil`: only those.
  ///   - aggregations: which ways of bringing slices and directions together.
  /// - Returns: 408 features, or those of the aggregations, always in the order of the reference
  ///   tables; on an empty region each says so.
  /// - Precondition: the mask has a value for each voxel.
  /// - Source: Zwanenburg et al., Image biomarker standardisation initiative reference manual,
  ///   arXiv:1612.07003, sections 3.6 to 3.11.
  public func textureFeatures(
    morphologicalMask: [Bool]? = nil,
    aggregations: Set<RadiomicsSettings.Aggregation> = Set(RadiomicsSettings.Aggregation.allCases)
  ) -> [Feature] {
    precondition(
      morphologicalMask.map { $0.count == levels.count } ?? true,
      "a mask value for each voxel"
    )
    let lattice = TextureLattice(self)
    let distances = BorderDistances(region: self, mask: morphologicalMask)
    let zones = Zones(lattice, distances: distances, aggregations)
    return CooccurrenceMatrix.features(of: CooccurrenceMatrix.groups(lattice, aggregations))
      + RunLengthMatrix.features(of: RunLengthMatrix.groups(lattice, aggregations))
      + SizeZoneMatrix.features(of: SizeZoneMatrix.groups(zones, aggregations))
      + DistanceZoneMatrix.features(of: DistanceZoneMatrix.groups(zones, aggregations))
      + ToneDifferenceMatrix.features(of: ToneDifferenceMatrix.groups(lattice, aggregations))
      + DependenceMatrix.features(of: DependenceMatrix.groups(lattice, aggregations))
  }
}
