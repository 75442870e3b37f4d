import Voxels

/// Where one image plane lies in the patient, in LPS mm.
///
/// - Source: DICOM PS3.3 C.7.6.2.1.1 (classic images); C.7.6.16.2.1, C.7.6.16.2.3 and C.7.6.16.2.4
///   (the functional groups of multi-frame images).
public struct PlaneGeometry: Hashable, Sendable {
  /// The centre of the first voxel, in mm (ImagePositionPatient).
  public let position: SIMD3<Double>
  /// The direction of increasing column index, along a row; of length 1.
  public let rowDirection: SIMD3<Double>
  /// The direction of increasing row index, down a column; of length 1.
  public let columnDirection: SIMD3<Double>
  /// The distance between rows, in mm (the first value of PixelSpacing).
  public let rowSpacingMillimeters: Double
  /// The distance between columns, in mm (the second value of PixelSpacing).
  public let columnSpacingMillimeters: Double
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int

  /// The direction that slices are counted in: rowDirection × columnDirection, of length 1.
  public var normal: SIMD3<Double> {
    let normal = cross(rowDirection, columnDirection)
    return normal / length(normal)
  }

  /// The step from one column to the next, in mm.
  var columnStep: SIMD3<Double> { rowDirection * columnSpacingMillimeters }
  /// The step from one row to the next, in mm.
  var rowStep: SIMD3<Double> { columnDirection * rowSpacingMillimeters }

  /// The plane of a frame, from its own functional groups, the shared ones, or the classic attributes.
  ///
  /// Directions are accepted when their lengths are 1 within 1e-3 and their scalar product is below
  /// 1e-4; they are then normalised.
  ///
  /// - Parameters:
  ///   - dataSet: the instance.
  ///   - frameIndex: the frame, from zero.
  /// - Throws: ``GeometryError`` naming the attribute that is absent or not usable, and the instance.
  public init(dataSet: DataSet, frameIndex: Int = 0) throws(GeometryError) {
    let source = PlaneSource(dataSet: dataSet, frameIndex: frameIndex)
    rows = try source.positiveInteger(.rows, "Rows")
    columns = try source.positiveInteger(.columns, "Columns")
    let first = try source.vector(.imagePositionPatient, "ImagePositionPatient", 3)
    position = SIMD3(first[0], first[1], first[2])
    let cosines = try source.vector(.imageOrientationPatient, "ImageOrientationPatient", 6)
    let row = SIMD3(cosines[0], cosines[1], cosines[2])
    let column = SIMD3(cosines[3], cosines[4], cosines[5])
    for (name, direction) in [("row", row), ("column", column)] {
      guard abs(length(direction) - 1) <= 1e-3 else {
        throw .invalidOrientation(
          reason: "the \(name) direction has length \(length(direction)), not 1",
          instance: source.instance
        )
      }
    }
    guard abs(dot(row, column)) < 1e-4 else {
      throw .invalidOrientation(
        reason: "the directions aren't at right angles (scalar product \(dot(row, column)))",
        instance: source.instance
      )
    }
    rowDirection = row / length(row)
    columnDirection = column / length(column)
    let spacing = try source.vector(.pixelSpacing, "PixelSpacing", 2)
    guard spacing[0] > 0, spacing[1] > 0 else {
      throw .unreadableAttribute(
        keyword: "PixelSpacing",
        reason: "\(spacing[0]) and \(spacing[1]) mm are no distances",
        instance: source.instance
      )
    }
    rowSpacingMillimeters = spacing[0]
    columnSpacingMillimeters = spacing[1]
  }
}

/// Reads the attributes of a plane from wherever the object keeps them.
private struct PlaneSource {
  let dataSet: DataSet
  let frameIndex: Int

  var instance: String { dataSet.string(.sopInstanceUID) ?? "without SOPInstanceUID" }

  /// The functional group that holds an attribute, or the instance itself.
  func holder(of tag: Tag) -> DataSet {
    let group: Tag? =
      switch tag {
      case .imagePositionPatient: .planePositionSequence
      case .imageOrientationPatient: .planeOrientationSequence
      case .pixelSpacing: .pixelMeasuresSequence
      default: nil
      }
    return group.flatMap { dataSet.functionalGroup($0, frame: frameIndex) } ?? dataSet
  }

  func vector(_ tag: Tag, _ keyword: String, _ count: Int) throws(GeometryError) -> [Double] {
    let values = try numbers(tag, keyword)
    guard values.count == count else {
      throw .unreadableAttribute(
        keyword: keyword,
        reason: "\(values.count) values where \(count) have to be",
        instance: instance
      )
    }
    return values
  }

  func positiveInteger(_ tag: Tag, _ keyword: String) throws(GeometryError) -> Int {
    let value = try numbers(tag, keyword)[0]
    guard let integer = Int(exactly: value), integer > 0 else {
      throw .unreadableAttribute(
        keyword: keyword,
        reason: "\(value) is no count",
        instance: instance
      )
    }
    return integer
  }

  private func numbers(_ tag: Tag, _ keyword: String) throws(GeometryError) -> [Double] {
    let values: [Double]
    do {
      values = try holder(of: tag).doubles(tag)
    } catch {
      throw .unreadableAttribute(keyword: keyword, reason: error.description, instance: instance)
    }
    guard !values.isEmpty else {
      throw .missingAttribute(keyword: keyword, tag: tag, instance: instance)
    }
    guard values.allSatisfy(\.isFinite) else {
      throw .unreadableAttribute(
        keyword: keyword,
        reason: "\(values) aren't all finite",
        instance: instance
      )
    }
    return values
  }
}
