/// One image plane of a series: a classic image, or one frame of a multi-frame image.
public struct Frame: Sendable {
  /// The file that the frame lies in.
  public let file: DICOMFile
  /// The frame's index in that file, from zero.
  public let frameIndex: Int

  /// The frame of a file.
  ///
  /// - Parameters:
  ///   - file: the file.
  ///   - frameIndex: the frame, from zero.
  public init(file: DICOMFile, frameIndex: Int = 0) {
    self.file = file
    self.frameIndex = frameIndex
  }

  /// The path of the file.
  public var path: String { file.path }
  /// The instance's attributes; those of a multi-frame image's frames are in functional groups.
  public var dataSet: DataSet { file.dataSet }
  /// The SOP Instance UID of the file; of a multi-frame image with the frame's number, from 1.
  public var name: String {
    let uid = dataSet.string(.sopInstanceUID) ?? path
    return dataSet.contains(.numberOfFrames) ? "\(uid) frame \(frameIndex + 1)" : uid
  }

  /// A functional group of this frame: its own, or else the one shared by all frames.
  ///
  /// - Parameter sequence: the group's sequence, as PlanePositionSequence.
  /// - Returns: the group's first item, or nil where neither place has one.
  /// - Source: DICOM PS3.3 C.7.6.16.1.1 and C.7.6.16.1.2.
  public func functionalGroup(_ sequence: Tag) -> DataSet? {
    dataSet.functionalGroup(sequence, frame: frameIndex)
  }

  /// Where the frame lies in the patient.
  ///
  /// - Throws: ``GeometryError`` naming the attribute that is absent or not usable.
  public func plane() throws(GeometryError) -> PlaneGeometry {
    try PlaneGeometry(dataSet: dataSet, frameIndex: frameIndex)
  }

  /// The stored RescaleSlope and RescaleIntercept of the frame, or nil where it has none.
  ///
  /// A multi-frame image keeps them in PixelValueTransformationSequence, a classic image at the top.
  /// Both are there or neither.
  ///
  /// - Throws: ``DICOMError`` when one of the two is absent, or is no number.
  /// - Source: DICOM PS3.3 C.11.1 and C.7.6.16.2.9.
  public func rescale() throws(DICOMError) -> LinearScaling? {
    let holder = functionalGroup(.pixelValueTransformationSequence) ?? dataSet
    let slope = try holder.double(.rescaleSlope)
    let intercept = try holder.double(.rescaleIntercept)
    switch (slope, intercept) {
    case (nil, nil): return nil
    case (let slope?, let intercept?): return LinearScaling(slope: slope, intercept: intercept)
    case (nil, _): throw .missingAttribute(tag: .rescaleSlope, keyword: "RescaleSlope")
    case (_, nil): throw .missingAttribute(tag: .rescaleIntercept, keyword: "RescaleIntercept")
    }
  }

  /// The RescaleType of the frame, or nil where it has none.
  var rescaleType: String? {
    (functionalGroup(.pixelValueTransformationSequence) ?? dataSet).string(.rescaleType)
  }

  /// ImageType, or the FrameType of a multi-frame image's frame.
  var imageType: [String] {
    for group: Tag in [
      .petFrameTypeSequence, .ctImageFrameTypeSequence, .mrImageFrameTypeSequence,
    ] {
      if let type = functionalGroup(group)?.strings(.frameType), !type.isEmpty { return type }
    }
    return dataSet.strings(.imageType)
  }
}
