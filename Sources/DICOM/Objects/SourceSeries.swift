public import Voxels

/// The images that a derived object is made from: headers, and where each slice lies.
public struct SourceSeries: Sendable {
  /// An image, or a frame of one, that shows a slice.
  public struct Image: Hashable, Sendable {
    /// The SOP Class UID.
    public let sopClassUID: String
    /// The SOP Instance UID.
    public let sopInstanceUID: String
    /// The number of the frame, from 1, in a multi-frame image; nil in a single-frame image.
    public let frameNumber: Int?
    /// The centre of the slice's first voxel as the image states it, in LPS mm.
    public let position: SIMD3<Double>

    /// An image that shows a slice.
    ///
    /// - Parameters:
    ///   - sopClassUID: the SOP Class UID.
    ///   - sopInstanceUID: the SOP Instance UID.
    ///   - frameNumber: the number of the frame, from 1; nil in a single-frame image.
    ///   - position: the centre of the slice's first voxel, in LPS mm.
    public init(
      sopClassUID: String,
      sopInstanceUID: String,
      frameNumber: Int? = nil,
      position: SIMD3<Double>
    ) {
      self.sopClassUID = sopClassUID
      self.sopInstanceUID = sopInstanceUID
      self.frameNumber = frameNumber
      self.position = position
    }
  }

  /// The header of the first instance: patient, study, series and radiopharmaceutical.
  public let header: DataSet
  /// The grid of the volume that the images make.
  public let grid: Grid
  /// The image of each slice of the grid, in the order of k.
  public let images: [Image]

  /// The images of a volume.
  ///
  /// - Parameters:
  ///   - header: the header of the first instance.
  ///   - grid: the grid of the volume.
  ///   - images: the image of each slice, in the order of k.
  /// - Throws: ``DICOMError/unusableObject(object:reason:)`` when images and slices differ in
  ///   number.
  public init(header: DataSet, grid: Grid, images: [Image]) throws(DICOMError) {
    guard images.count == grid.size.z else {
      throw .unusableObject(
        object: "source series",
        reason: "\(images.count) images for \(grid.size.z) slices"
      )
    }
    self.header = header
    self.grid = grid
    self.images = images
  }

  /// The Series Instance UID.
  ///
  /// - Throws: ``DICOMError/missingAttribute(tag:keyword:)`` when the header has none.
  public func seriesInstanceUID() throws(DICOMError) -> String {
    try header.required(.seriesInstanceUID, "SeriesInstanceUID")
  }

  /// Each instance once, in the order of the slices.
  var instances: [(sopClassUID: String, sopInstanceUID: String)] {
    var seen: Set<String> = []
    var instances: [(String, String)] = []
    for image in images where seen.insert(image.sopInstanceUID).inserted {
      instances.append((image.sopClassUID, image.sopInstanceUID))
    }
    return instances
  }
}

extension DataSet {
  /// The first text value of an attribute that has to be there.
  ///
  /// - Throws: ``DICOMError/missingAttribute(tag:keyword:)`` when it is absent or empty.
  func required(_ tag: Tag, _ keyword: String) throws(DICOMError) -> String {
    guard let value = string(tag) else { throw .missingAttribute(tag: tag, keyword: keyword) }
    return value
  }

  /// A reference to an instance: SOP class and instance.
  static func reference(_ sopClassUID: String, _ sopInstanceUID: String) -> DataSet {
    var item = DataSet()
    item.set(.referencedSOPClassUID, .UI, sopClassUID)
    item.set(.referencedSOPInstanceUID, .UI, sopInstanceUID)
    return item
  }
}

extension SourceSeries.Image {
  /// A reference to the image, with its frame where it is one of several.
  var reference: DataSet {
    var item = DataSet.reference(sopClassUID, sopInstanceUID)
    if let frameNumber { item.set(.referencedFrameNumber, .IS, String(frameNumber)) }
    return item
  }
}
