import Voxels

extension SegmentationWriter {
  /// Sets the dimensions: segment, then position.
  static func setDimensions(_ dataSet: inout DataSet, _ authorship: Authorship) {
    let uid = authorship.uids.uid("segmentation/dimensions")
    var organization = DataSet()
    organization.set(.dimensionOrganizationUID, .UI, uid)
    dataSet.set(.dimensionOrganizationSequence, items: [organization])
    func index(_ pointer: Tag, in group: Tag, _ label: String) -> DataSet {
      var item = DataSet()
      item.set(.dimensionOrganizationUID, .UI, uid)
      item.set(.dimensionIndexPointer, .AT, pointer.number)
      item.set(.functionalGroupPointer, .AT, group.number)
      item.set(.dimensionDescriptionLabel, .LO, label)
      return item
    }
    dataSet.set(
      .dimensionIndexSequence,
      items: [
        index(.referencedSegmentNumber, in: .segmentIdentificationSequence, "Segment"),
        index(.imagePositionPatient, in: .planePositionSequence, "Position"),
      ]
    )
  }

  /// Sets the shared functional groups and those of each frame.
  static func setFunctionalGroups(
    _ dataSet: inout DataSet,
    _ frames: [Frame],
    _ source: SourceSeries
  ) {
    dataSet.set(.sharedFunctionalGroupsSequence, items: [sharedGroups(source.grid)])
    let slices = Set(frames.map(\.slice)).sorted()
    let rank = Dictionary(uniqueKeysWithValues: zip(slices, 1...))
    let derivations = Dictionary(
      uniqueKeysWithValues: slices.map { ($0, derivation(source.images[$0])) }
    )
    let positions = Dictionary(
      uniqueKeysWithValues: slices.map { ($0, position(source.images[$0])) }
    )
    dataSet.set(
      .perFrameFunctionalGroupsSequence,
      items: frames.map { frame in
        var item = DataSet()
        item[.derivationImageSequence] = derivations[frame.slice]
        item[.planePositionSequence] = positions[frame.slice]
        var content = DataSet()
        content.set(.dimensionIndexValues, .UL, frame.segment, rank[frame.slice, default: 0])
        item.set(.frameContentSequence, items: [content])
        var identification = DataSet()
        identification.set(.referencedSegmentNumber, .US, frame.segment)
        item.set(.segmentIdentificationSequence, items: [identification])
        return item
      }
    )
  }

  /// Orientation and spacing, the same for all frames.
  private static func sharedGroups(_ grid: Grid) -> DataSet {
    let affine = grid.affine
    let spacing = grid.spacingMillimeters
    let (row, column) = (affine.columnStep / spacing.x, affine.rowStep / spacing.y)
    let sliceSpacing = abs(dot(affine.sliceStep, cross(row, column)))
    var orientation = DataSet()
    orientation.setDecimal(
      .imageOrientationPatient,
      row.x,
      row.y,
      row.z,
      column.x,
      column.y,
      column.z
    )
    var measures = DataSet()
    measures.setDecimal(.pixelSpacing, spacing.y, spacing.x)
    measures.setDecimal(.sliceThickness, sliceSpacing)
    measures.setDecimal(.spacingBetweenSlices, sliceSpacing)
    var shared = DataSet()
    shared.set(.planeOrientationSequence, items: [orientation])
    shared.set(.pixelMeasuresSequence, items: [measures])
    return shared
  }

  /// Which image a frame was derived from.
  private static func derivation(_ image: SourceSeries.Image) -> Element {
    var sourceImage = image.reference
    sourceImage.set(.purposeOfReferenceCodeSequence, .Purpose.sourceImage)
    sourceImage.set(.spatialLocationsPreserved, .CS, "YES")
    var item = DataSet()
    item.set(.sourceImageSequence, items: [sourceImage])
    item.set(.derivationCodeSequence, .Purpose.segmentation)
    return Element(.SQ, .items([item]))
  }

  /// Where a frame lies: as its source image states it.
  private static func position(_ image: SourceSeries.Image) -> Element {
    var item = DataSet()
    item.setDecimal(
      .imagePositionPatient,
      image.position.x,
      image.position.y,
      image.position.z
    )
    return Element(.SQ, .items([item]))
  }
}

extension Tag {
  /// The tag as one number, as an attribute of VR AT holds it.
  var number: Int { Int(group) << 16 | Int(element) }
}
