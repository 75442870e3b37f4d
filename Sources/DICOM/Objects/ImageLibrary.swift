import Voxels

extension SourceSeries {
  /// The images and what they share: the image library group of a measurement report.
  ///
  /// - Throws: ``DICOMError`` when an attribute of the tracer isn't what it must be.
  /// - Source: DICOM PS3.16 TID 1600, 1602, 1607.
  func libraryGroup() throws(DICOMError) -> ContentItem {
    var items: [ContentItem] = []
    func add(_ concept: Code, _ value: ContentItem.Value) {
      items.append(ContentItem(.hasAcqContext, concept, value))
    }
    if header.string(.modality) == "PT" {
      add(.Concept.modality, .code(.Concept.positronEmissionTomography))
    }
    if let date = header.string(.studyDate) { add(.Concept.studyDate, .date(date)) }
    if let time = header.string(.studyTime) { add(.Concept.studyTime, .time(time)) }
    if let date = header.string(.acquisitionDate) { add(.Concept.acquisitionDate, .date(date)) }
    if let time = header.string(.acquisitionTime) { add(.Concept.acquisitionTime, .time(time)) }
    if let uid = header.string(.frameOfReferenceUID) {
      add(.Concept.frameOfReferenceUID, .uid(uid))
    }
    add(.Concept.pixelDataRows, .number(Double(grid.size.y), .Unit.pixels))
    add(.Concept.pixelDataColumns, .number(Double(grid.size.x), .Unit.pixels))
    let spacing = grid.spacingMillimeters
    add(.Concept.horizontalPixelSpacing, .number(spacing.x, .Unit.millimeter))
    add(.Concept.verticalPixelSpacing, .number(spacing.y, .Unit.millimeter))
    add(.Concept.spacingBetweenSlices, .number(spacing.z, .Unit.millimeter))
    if let tracer = header.items(.radiopharmaceuticalInformationSequence).first {
      if let nuclide = try tracer.code(.radionuclideCodeSequence) {
        add(.Concept.radionuclide, .code(nuclide))
      }
      if let agent = try tracer.code(.radiopharmaceuticalCodeSequence) {
        add(.Concept.radiopharmaceutical, .code(agent))
      }
      if let halfLife = try tracer.double(.radionuclideHalfLife) {
        add(.Concept.halfLife, .number(halfLife, .Unit.second))
      }
      if let start = tracer.string(.radiopharmaceuticalStartDateTime) {
        add(.Concept.radiopharmaceuticalStart, .dateTime(start))
      }
      if let dose = try tracer.double(.radionuclideTotalDose) {
        add(.Concept.radionuclideTotalDose, .number(dose, .Unit.becquerel))
      }
    }
    let series = try seriesInstanceUID()
    items += instances.map { sopClassUID, sopInstanceUID in
      let instance = InstanceReference(
        sopClassUID: sopClassUID,
        sopInstanceUID: sopInstanceUID,
        seriesInstanceUID: series
      )
      return ContentItem(.contains, nil, .image(instance, segment: nil))
    }
    return ContentItem(.contains, .Concept.imageLibraryGroup, .container(template: nil), items)
  }
}
