public import Voxels

extension Segmentation {
  /// The segmentation's regions on the grid of an image.
  ///
  /// Where the voxels coincide, be the axes permuted or flipped, each voxel keeps its place: the
  /// regions are the same, exactly. Else each voxel of the image takes the segmentation voxel whose
  /// centre is nearest to its own, and a caveat says so. Voxels outside the image are lost, with a
  /// caveat.
  ///
  /// - Parameters:
  ///   - grid: the image's grid.
  ///   - frameOfReferenceUID: the image's frame of reference.
  /// - Returns: the same segments with regions of `grid`.
  /// - Throws: ``DICOMError/unusableObject(object:reason:)`` when the frames of reference differ:
  ///   positions of the one say nothing about the other.
  public func mapped(
    onto grid: Grid,
    frameOfReferenceUID: String
  ) throws(DICOMError) -> Segmentation {
    guard frameOfReferenceUID == self.frameOfReferenceUID else {
      throw .unusableObject(
        object: "segmentation",
        reason: "its frame of reference \(self.frameOfReferenceUID) is not the image's"
          + " \(frameOfReferenceUID)"
      )
    }
    var caveats = caveats
    var mapped: [Segment] = []
    for segment in segments {
      let result = segment.region.mapped(onto: grid)
      if !result.isExact, !caveats.contains(.resampledNearest) { caveats.append(.resampledNearest) }
      if result.lostVoxelCount > 0 {
        caveats.append(.outsideGrid(segment: segment.number, voxelCount: result.lostVoxelCount))
      }
      if result.region.isEmpty, !segment.region.isEmpty {
        caveats.append(.emptySegment(segment.number))
      }
      var segment = segment
      segment.region = result.region
      mapped.append(segment)
    }
    return Segmentation(
      grid: grid,
      segments: mapped,
      frameOfReferenceUID: frameOfReferenceUID,
      sourceSeriesInstanceUID: sourceSeriesInstanceUID,
      caveats: caveats
    )
  }
}
