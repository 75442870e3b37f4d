/// A radiotherapy structure set: regions of interest as stacks of contours.
///
/// - Source: DICOM PS3.3 A.19, C.8.8.5, C.8.8.6, C.8.8.8.
public struct StructureSet: Sendable {
  /// A region of interest.
  public struct ROI: Sendable {
    /// The number.
    public let number: Int
    /// The name.
    public let name: String
    /// How it was made, as the object states: AUTOMATIC, SEMIAUTOMATIC, MANUAL; nil where empty.
    public let generationAlgorithm: String?
    /// What it is, as the object states: GTV, ORGAN and others; nil where empty.
    public let interpretedType: String?
    /// The frame of reference of its contours.
    public let frameOfReferenceUID: String
    /// The contours, in the object's order.
    public let contours: [Contour]
  }

  /// A contour of a region of interest.
  public struct Contour: Sendable {
    /// The geometric type: CLOSED_PLANAR, CLOSEDPLANAR_XOR, POINT, OPEN_PLANAR and others.
    public let geometricType: String
    /// The points, in LPS mm.
    public let points: [SIMD3<Double>]

    /// Whether the contour bounds an area.
    public var isClosed: Bool {
      geometricType == "CLOSED_PLANAR" || geometricType == "CLOSEDPLANAR_XOR"
    }
  }

  /// The label of the set.
  public let label: String
  /// The regions of interest, by number.
  public let rois: [ROI]
  /// The series that the set was drawn on, as it states; nil where it states none.
  public let sourceSeriesInstanceUID: String?

  /// The structure set in a file.
  ///
  /// - Parameter path: the file.
  /// - Throws: as ``init(_:)``, and where the file can't be read.
  public init(path: String) throws(DICOMError) {
    try self.init(DICOMFile.read(path: path, bulkByteLimit: .max).dataSet)
  }

  /// The structure set in a data set.
  ///
  /// Regions without contours are kept; drawing them throws.
  ///
  /// - Parameter dataSet: the object, read without a limit on the length of its contours.
  /// - Throws: ``DICOMError/wrongObject(found:expected:)`` when it is no structure set;
  ///   ``DICOMError/unreadableValue(tag:value:expected:)`` when contour data aren't points.
  public init(_ dataSet: DataSet) throws(DICOMError) {
    let sopClassUID = dataSet.string(.sopClassUID) ?? "an object of no SOP class"
    guard sopClassUID == "1.2.840.10008.5.1.4.1.1.481.3" else {
      throw .wrongObject(found: sopClassUID, expected: "an RT Structure Set")
    }
    label = dataSet.string(.structureSetLabel) ?? ""
    let frames = dataSet.items(.referencedFrameOfReferenceSequence)
    sourceSeriesInstanceUID =
      frames.first?.items(.rtReferencedStudySequence).first?
      .items(.rtReferencedSeriesSequence).first?.string(.seriesInstanceUID)

    var contours: [Int: [Contour]] = [:]
    for item in dataSet.items(.roiContourSequence) {
      guard let number = try item.integer(.referencedROINumber) else {
        throw .missingAttribute(tag: .referencedROINumber, keyword: "ReferencedROINumber")
      }
      for contour in item.items(.contourSequence) {
        contours[number, default: []].append(try Contour(contour))
      }
    }
    var types: [Int: String] = [:]
    for item in dataSet.items(.rtroiObservationsSequence) {
      if let number = try item.integer(.referencedROINumber), types[number] == nil {
        types[number] = item.string(.rtroiInterpretedType)
      }
    }
    var rois: [ROI] = []
    for item in dataSet.items(.structureSetROISequence) {
      guard let number = try item.integer(.roiNumber) else {
        throw .missingAttribute(tag: .roiNumber, keyword: "ROINumber")
      }
      rois.append(
        ROI(
          number: number,
          name: item.string(.roiName) ?? "",
          generationAlgorithm: item.string(.roiGenerationAlgorithm),
          interpretedType: types[number],
          frameOfReferenceUID: item.string(.referencedFrameOfReferenceUID)
            ?? frames.first?.string(.frameOfReferenceUID) ?? "",
          contours: contours[number] ?? []
        )
      )
    }
    self.rois = rois.sorted { $0.number < $1.number }
  }
}

extension StructureSet.Contour {
  /// The contour in an item.
  fileprivate init(_ item: DataSet) throws(DICOMError) {
    let numbers = try item.doubles(.contourData)
    guard numbers.count % 3 == 0, !numbers.isEmpty else {
      throw .unreadableValue(
        tag: .contourData,
        value: "\(numbers.count) numbers",
        expected: "points of x, y and z"
      )
    }
    guard numbers.allSatisfy({ abs($0) < 1e7 }) else {
      throw .unreadableValue(
        tag: .contourData,
        value: "a coordinate of 10 km or more",
        expected: "positions in a patient, in mm"
      )
    }
    geometricType = item.string(.contourGeometricType) ?? ""
    points = stride(from: 0, to: numbers.count, by: 3).map {
      SIMD3(numbers[$0], numbers[$0 + 1], numbers[$0 + 2])
    }
  }
}
