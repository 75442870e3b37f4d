import Voxels

/// Reads Segmentation objects of any maker: binary, fractional and label maps.
///
/// - Source: DICOM PS3.3 A.51, C.8.20.
public enum SegmentationReader {
  /// The regions of the segmentation in a file.
  ///
  /// - Parameter path: the file.
  /// - Returns: as ``segmentation(in:)-(DICOMFile)``.
  /// - Throws: as ``segmentation(in:)-(DICOMFile)``, and where the file can't be read.
  public static func read(path: String) throws(DICOMError) -> Segmentation {
    try segmentation(in: DICOMFile.read(path: path, bulkByteLimit: .max))
  }

  /// The regions of a segmentation, on the grid that its own frames make.
  ///
  /// Slices without a frame are empty. Fractions of at least half the maximum count as inside, and
  /// a caveat says so. Voxels of a label map belong to the segment of their value; the padding
  /// value, and 0 where it is no segment's number, is background.
  ///
  /// - Parameter file: the object's file; its pixel data may be compressed or left in the file.
  /// - Returns: the segments by number, with doubts about them.
  /// - Throws: ``DICOMError/wrongObject(found:expected:)`` when it is no segmentation;
  ///   ``DICOMError/unusableObject(object:reason:)`` when frames lie at no regular distance, pixel
  ///   data are too short or of another layout, or a frame refers to a segment that isn't there.
  public static func segmentation(in file: DICOMFile) throws(DICOMError) -> Segmentation {
    if case .bytes? = file.dataSet[.pixelData]?.value, file.pixelData?.isEncapsulated != true {
      return try segmentation(in: file.dataSet)
    }
    try checkKind(file.dataSet)
    return try segmentation(in: file.dataSet, reader: PixelReader(file))
  }

  /// The regions of a segmentation whose pixel data are held in memory, uncompressed.
  ///
  /// - Parameter dataSet: the object.
  /// - Returns: as ``segmentation(in:)-(DICOMFile)`` of its file.
  /// - Throws: as ``segmentation(in:)-(DICOMFile)`` of its file.
  public static func segmentation(in dataSet: DataSet) throws(DICOMError) -> Segmentation {
    try checkKind(dataSet)
    return try segmentation(in: dataSet, reader: nil)
  }

  /// Refuses what is no segmentation.
  private static func checkKind(_ dataSet: DataSet) throws(DICOMError) {
    let sopClassUID = dataSet.string(.sopClassUID) ?? "an object of no SOP class"
    guard sopClassUID == SegmentationWriter.sopClassUID || sopClassUID == labelMapSOPClassUID else {
      throw .wrongObject(found: sopClassUID, expected: "a DICOM Segmentation")
    }
  }

  private static func segmentation(
    in dataSet: DataSet,
    reader: PixelReader?
  ) throws(DICOMError) -> Segmentation {
    let geometry = try FrameGeometry(dataSet, object: "segmentation")
    let type = try dataSet.required(.segmentationType, "SegmentationType")
    let pixels = try SegmentPixels(dataSet, reader: reader, type: type, geometry: geometry)
    var caveats: [Segmentation.Caveat] = []
    if case .fractional(let maximum) = pixels.layout {
      caveats.append(.fractionsThresholded(maximum: maximum))
    }
    let runs = try pixels.runs(dataSet, geometry)
    var segments: [Segment] = []
    for item in dataSet.items(.segmentSequence) {
      guard let number = try item.integer(.segmentNumber) else {
        throw .missingAttribute(tag: .segmentNumber, keyword: "SegmentNumber")
      }
      if case .labels(let background) = pixels.layout, number == background { continue }
      let region = Region(grid: geometry.grid, runs: runs[number] ?? [])
      if region.isEmpty { caveats.append(.emptySegment(number)) }
      segments.append(try segment(item, number: number, region: region))
    }
    if dataSet.string(.segmentsOverlap) == "NO", overlap(segments.map(\.region)) {
      caveats.append(.undeclaredOverlap)
    }
    return Segmentation(
      grid: geometry.grid,
      segments: segments.sorted { $0.number < $1.number },
      frameOfReferenceUID: dataSet.string(.frameOfReferenceUID) ?? "",
      sourceSeriesInstanceUID: dataSet.items(.referencedSeriesSequence).first?
        .string(.seriesInstanceUID),
      caveats: caveats
    )
  }

  /// The SOP Class UID of Label Map Segmentation Storage.
  static let labelMapSOPClassUID = "1.2.840.10008.5.1.4.1.1.66.7"

  /// A segment as its item describes it.
  private static func segment(
    _ item: DataSet,
    number: Int,
    region: Region
  ) throws(DICOMError) -> Segment {
    guard let category = try item.code(.segmentedPropertyCategoryCodeSequence) else {
      throw .missingAttribute(
        tag: .segmentedPropertyCategoryCodeSequence,
        keyword: "SegmentedPropertyCategoryCodeSequence"
      )
    }
    guard let type = try item.code(.segmentedPropertyTypeCodeSequence) else {
      throw .missingAttribute(
        tag: .segmentedPropertyTypeCodeSequence,
        keyword: "SegmentedPropertyTypeCodeSequence"
      )
    }
    var tracking: Segment.Tracking?
    if let uid = item.string(.trackingUID) {
      tracking = Segment.Tracking(identifier: item.string(.trackingID) ?? "", uid: uid)
    }
    var site: Segment.Site?
    if let place = item.items(.anatomicRegionSequence).first {
      site = Segment.Site(
        region: try Code(item: place),
        laterality: try place.code(.anatomicRegionModifierSequence)
      )
    }
    let lab = try item.integers(.recommendedDisplayCIELabValue)
    return Segment(
      number: number,
      label: item.string(.segmentLabel) ?? type.meaning,
      category: category,
      type: type,
      algorithm: algorithm(item),
      tracking: tracking,
      site: site,
      color: lab.count == 3 ? CIELabColor(lightness: lab[0], a: lab[1], b: lab[2]) : nil,
      region: region
    )
  }

  /// How a segment was made.
  private static func algorithm(_ item: DataSet) -> Segment.Algorithm {
    let name = item.string(.segmentAlgorithmName) ?? ""
    return switch item.string(.segmentAlgorithmType) {
    case "AUTOMATIC": .automatic(name: name)
    case "SEMIAUTOMATIC": .semiautomatic(name: name)
    default: .manual
    }
  }
}
