import Voxels

extension Redrawing {
  /// The region that the method draws anew (or for the first time, over nil), with its method and
  /// caveats; its name is still to be given.
  func drawn(over region: Region?, on ground: RegionList.Ground) throws(EditError) -> Lesion {
    let suv = ground.suv
    let limit = staysWithin ? region : nil
    if let limit, seed == nil, method.isOneThreshold {
      return try segmented(from: .wholeVolume, within: limit, ground)
    }
    let start: SIMD3<Double>
    if let seed {
      start = seed
    } else if let hottest = region.flatMap({ suv.statistics(in: $0)?.maximumIndex }) {
      start = suv.grid.position(of: hottest)
    } else {
      throw .notDrawn(.noUptake)
    }
    var lesion = try segmented(
      from: .seeds([Seed(label: "", position: start)]),
      within: nil,
      ground
    )
    if let limit {
      // Of what the method draws, the part in the region that hangs together with its hottest voxel.
      let inside = lesion.region.intersection(limit)
      guard let hottest = suv.statistics(in: inside)?.maximumIndex,
        let part = inside.component(containing: hottest, connectivity)
      else { throw .emptyResult("nothing that the method draws lies in the region") }
      lesion.region = part
    }
    return lesion
  }

  /// What the method draws from a start, as one region.
  private func segmented(
    from start: SegmentationStart,
    within limit: Region?,
    _ ground: RegionList.Ground
  ) throws(EditError) -> Lesion {
    let found: Segmentation
    do throws(LesionsError) {
      found = try ground.suv.segmented(
        by: method,
        from: start,
        settings: SegmentationSettings(
          connectivity: connectivity,
          reachMillimeters: reachMillimeters,
          scale: scale
        ),
        references: ground.references,
        within: limit
      )
    } catch {
      throw .unusableMethod(error)
    }
    if let refused = found.refused.first { throw .notDrawn(refused.reason) }
    guard var lesion = found.lesions.first else {
      throw .emptyResult("no voxel of the region reaches the threshold")
    }
    lesion.region = Region.union(found.lesions.map(\.region), on: ground.suv.grid)
    return lesion
  }
}
