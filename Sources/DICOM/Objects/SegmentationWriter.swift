import Voxels

/// Writes regions as a DICOM Segmentation object: binary, one segment for each region.
///
/// - Source: DICOM PS3.3 A.51, C.8.20.
public enum SegmentationWriter {
  /// The SOP Class UID of Segmentation Storage.
  static let sopClassUID = "1.2.840.10008.5.1.4.1.1.66.4"

  /// The object that holds the segments' regions.
  ///
  /// Segments are numbered from 1 in their order. Only frames with a voxel inside are written; they
  /// are ordered by segment, then by slice, and packed bit by bit without gaps. Segments may
  /// overlap; whether they do is stated.
  ///
  /// - Parameters:
  ///   - segments: the segments, all on the source's grid, with tracking identities.
  ///   - source: the images that the regions were drawn on.
  ///   - authorship: what makes the object, when, and where its identifiers come from.
  ///   - contentLabel: a short name in capitals, digits and underscores, at most 16 characters.
  /// - Returns: the data set, to be written by ``DICOMFile``.
  /// - Throws: ``DICOMError/unusableObject(object:reason:)`` when there is no segment, none holds a
  ///   voxel, or one lies on another grid; ``DICOMError/missingAttribute(tag:keyword:)`` when the
  ///   source names no study, series or frame of reference.
  public static func dataSet(
    of segments: [Segment],
    source: SourceSeries,
    authorship: Authorship,
    contentLabel: String = "SEGMENTATION"
  ) throws(DICOMError) -> DataSet {
    try check(segments, on: source.grid)
    var dataSet = try DataSet(
      sopClassUID: sopClassUID,
      name: "segmentation",
      modality: "SEG",
      source: source.header,
      authorship: authorship
    )
    try dataSet.setFrameOfReference(from: source.header)
    try dataSet.setCommonInstanceReference(to: source)
    setImage(&dataSet, segments, source.grid, authorship, contentLabel)

    let frames = segments.indices.flatMap { index in
      segments[index].region.slices.map {
        Frame(segment: index + 1, slice: $0.slice, runs: $0.runs)
      }
    }
    setDimensions(&dataSet, authorship)
    setFunctionalGroups(&dataSet, frames, source)
    dataSet.set(.numberOfFrames, .IS, String(frames.count))
    dataSet[.pixelData] = Element(.OB, .bytes(packed(frames, on: source.grid)))
    dataSet.setCodingSchemes(usesPrivateCodes: segments.contains(where: \.usesPrivateCodes))
    return dataSet
  }

  /// A frame to write: a slice of a segment.
  struct Frame {
    let segment: Int
    let slice: Int
    let runs: ArraySlice<Region.Run>
  }

  /// Refuses segments that can't be written.
  private static func check(_ segments: [Segment], on grid: Grid) throws(DICOMError) {
    func unusable(_ reason: String) -> DICOMError {
      .unusableObject(object: "segmentation", reason: reason)
    }
    guard !segments.isEmpty else { throw unusable("there is no segment to write") }
    guard segments.count <= Int(UInt16.max) else { throw unusable("more than 65535 segments") }
    guard segments.contains(where: { !$0.region.isEmpty }) else {
      throw unusable("no segment holds a voxel")
    }
    for segment in segments where segment.region.grid != grid {
      throw unusable("segment '\(segment.label)' lies on another grid than the images")
    }
  }

  /// Sets the image, pixel and segment attributes.
  private static func setImage(
    _ dataSet: inout DataSet,
    _ segments: [Segment],
    _ grid: Grid,
    _ authorship: Authorship,
    _ contentLabel: String
  ) {
    dataSet.set(.imageType, .CS, "DERIVED", "PRIMARY")
    dataSet.set(.contentLabel, .CS, contentLabel)
    dataSet.set(.contentDescription, .LO, authorship.seriesDescription)
    dataSet.set(.contentCreatorName, .PN, authorship.contentCreatorName)
    dataSet.set(.samplesPerPixel, .US, 1)
    dataSet.set(.photometricInterpretation, .CS, "MONOCHROME2")
    dataSet.set(.rows, .US, grid.size.y)
    dataSet.set(.columns, .US, grid.size.x)
    dataSet.set(.bitsAllocated, .US, 1)
    dataSet.set(.bitsStored, .US, 1)
    dataSet.set(.highBit, .US, 0)
    dataSet.set(.pixelRepresentation, .US, 0)
    dataSet.set(.lossyImageCompression, .CS, "00")
    dataSet.set(.segmentationType, .CS, "BINARY")
    dataSet.set(.segmentsOverlap, .CS, overlap(segments.map(\.region)) ? "YES" : "NO")
    dataSet.set(
      .segmentSequence,
      items: segments.enumerated().map { item(of: $1, number: $0 + 1) }
    )
  }

  /// The item that describes a segment.
  private static func item(of segment: Segment, number: Int) -> DataSet {
    var item = DataSet()
    item.set(.segmentNumber, .US, number)
    item.set(.segmentLabel, .LO, segment.label)
    switch segment.algorithm {
    case .manual: item.set(.segmentAlgorithmType, .CS, "MANUAL")
    case .semiautomatic(let name):
      item.set(.segmentAlgorithmType, .CS, "SEMIAUTOMATIC")
      item.set(.segmentAlgorithmName, .LO, name)
    case .automatic(let name):
      item.set(.segmentAlgorithmType, .CS, "AUTOMATIC")
      item.set(.segmentAlgorithmName, .LO, name)
    }
    item.set(.segmentedPropertyCategoryCodeSequence, segment.category)
    item.set(.segmentedPropertyTypeCodeSequence, segment.type)
    if let tracking = segment.tracking {
      item.set(.trackingID, .UT, tracking.identifier)
      item.set(.trackingUID, .UI, tracking.uid)
    }
    if let site = segment.site {
      var region = site.region.item
      if let side = site.laterality { region.set(.anatomicRegionModifierSequence, side) }
      item.set(.anatomicRegionSequence, items: [region])
    }
    if let color = segment.color {
      item.set(.recommendedDisplayCIELabValue, .US, color.lightness, color.a, color.b)
    }
    return item
  }

  /// Packs frames into bits, the first voxel of each byte in the lowest bit; an even byte count.
  static func packed(_ frames: [Frame], on grid: Grid) -> [UInt8] {
    let frameBits = grid.size.x * grid.size.y
    let byteCount = (frames.count * frameBits + 15) / 16 * 2
    var bytes = [UInt8](repeating: 0, count: byteCount)
    for (index, frame) in frames.enumerated() {
      let shift = (index - frame.slice) * frameBits
      for run in frame.runs {
        fill(&bytes, from: Int(run.start) + shift, count: Int(run.count))
      }
    }
    return bytes
  }

  /// Sets consecutive bits.
  private static func fill(_ bytes: inout [UInt8], from start: Int, count: Int) {
    let end = start + count
    let (first, last) = (start / 8, (end - 1) / 8)
    let head = UInt8(truncatingIfNeeded: 0xFF << (start % 8))
    let tail = UInt8(truncatingIfNeeded: 0xFF >> (7 - (end - 1) % 8))
    if first == last {
      bytes[first] |= head & tail
      return
    }
    bytes[first] |= head
    for byte in first + 1..<last { bytes[byte] = 0xFF }
    bytes[last] |= tail
  }
}

extension Segment {
  /// Whether one of the segment's codes is of this project's own scheme.
  fileprivate var usesPrivateCodes: Bool {
    [category, type, site?.region, site?.laterality].contains { $0?.scheme == "99HER2" }
  }
}

extension Region {
  /// The region's runs, slice by slice; slices without a voxel are left out.
  var slices: [(slice: Int, runs: ArraySlice<Run>)] {
    let sliceCount = grid.size.x * grid.size.y
    var slices: [(Int, ArraySlice<Run>)] = []
    var start = runs.startIndex
    while start < runs.endIndex {
      let slice = Int(runs[start].start) / sliceCount
      var end = start + 1
      while end < runs.endIndex, Int(runs[end].start) / sliceCount == slice { end += 1 }
      slices.append((slice, runs[start..<end]))
      start = end
    }
    return slices
  }
}
