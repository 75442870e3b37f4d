import Voxels

/// Where the frames of a multi-frame object lie: a grid, and the slice of each frame.
///
/// - Source: DICOM PS3.3 C.7.6.16.2.1, .3, .4.
struct FrameGeometry {
  /// The grid that the frames make, slices ordered along the normal, missing ones included.
  let grid: Grid
  /// The slice of each frame, in the order of frames.
  let sliceOfFrame: [Int]

  /// How far a frame may lie from its slice, as a part of the distance between slices.
  private static let tolerance = 0.1

  /// The geometry of a multi-frame object's frames.
  ///
  /// - Parameters:
  ///   - dataSet: the object.
  ///   - object: what it is, for messages.
  /// - Throws: ``DICOMError`` when an attribute is missing, orientations differ, or positions are
  ///   not multiples of one distance.
  init(_ dataSet: DataSet, object: String) throws(DICOMError) {
    func unusable(_ reason: String) -> DICOMError {
      .unusableObject(object: object, reason: reason)
    }
    guard let rows = try dataSet.integer(.rows), let columns = try dataSet.integer(.columns),
      rows > 0, columns > 0
    else { throw unusable("Rows and Columns are missing or zero") }
    let shared = dataSet.items(.sharedFunctionalGroupsSequence).first ?? DataSet()
    let frames = dataSet.items(.perFrameFunctionalGroupsSequence)
    guard let count = try dataSet.integer(.numberOfFrames), count == frames.count, count > 0 else {
      throw unusable("NumberOfFrames and the per-frame groups differ: \(frames.count) groups")
    }
    func numbers(
      _ frame: DataSet,
      _ group: Tag,
      _ tag: Tag,
      count: Int,
      _ keyword: String
    ) throws(DICOMError) -> [Double] {
      let item = frame.items(group).first ?? shared.items(group).first
      let values = try item?.doubles(tag) ?? []
      guard values.count == count else { throw .missingAttribute(tag: tag, keyword: keyword) }
      guard values.allSatisfy({ abs($0) < 1e7 }) else {
        throw .unreadableValue(
          tag: tag,
          value: "\(values)",
          expected: "numbers of the size of a patient, in mm"
        )
      }
      return values
    }
    let first = frames[0]
    let axes = try numbers(
      first,
      .planeOrientationSequence,
      .imageOrientationPatient,
      count: 6,
      "ImageOrientationPatient"
    )
    let spacing = try numbers(
      first,
      .pixelMeasuresSequence,
      .pixelSpacing,
      count: 2,
      "PixelSpacing"
    )
    var positions: [SIMD3<Double>] = []
    for frame in frames {
      let p = try numbers(
        frame,
        .planePositionSequence,
        .imagePositionPatient,
        count: 3,
        "ImagePositionPatient"
      )
      positions.append(SIMD3(p[0], p[1], p[2]))
      let sameAxes = try numbers(
        frame,
        .planeOrientationSequence,
        .imageOrientationPatient,
        count: 6,
        "ImageOrientationPatient"
      )
      guard zip(axes, sameAxes).allSatisfy({ abs($0 - $1) < 1e-4 }) else {
        throw unusable("the frames are oriented differently")
      }
    }
    let row = SIMD3(axes[0], axes[1], axes[2])
    let column = SIMD3(axes[3], axes[4], axes[5])
    let normal = cross(row, column)
    guard abs(length(row) - 1) < 1e-3, abs(length(column) - 1) < 1e-3, abs(dot(row, column)) < 1e-3
    else { throw unusable("ImageOrientationPatient holds no two perpendicular unit vectors") }

    let measures =
      first.items(.pixelMeasuresSequence).first
      ?? shared.items(.pixelMeasuresSequence).first ?? DataSet()
    let stated = try measures.double(.spacingBetweenSlices)
    let thickness = try measures.double(.sliceThickness)
    let heights = positions.map { dot($0, normal) }
    guard
      let distance = Self.distance(heights, candidates: [stated, thickness].compactMap { $0 })
    else { throw unusable("the frames don't lie at multiples of one distance") }
    let lowest = heights.indices.min { heights[$0] < heights[$1] } ?? 0
    guard let top = heights.max(), (top - heights[lowest]) / distance < 1e6 else {
      throw unusable("the frames lie too far apart")
    }
    let slices = heights.map { Int(((($0 - heights[lowest]) / distance)).rounded()) }
    let highest = slices.indices.max { slices[$0] < slices[$1] } ?? 0
    let step =
      slices[highest] == 0
      ? normal * distance
      : (positions[highest] - positions[lowest]) / Double(slices[highest])
    for (position, slice) in zip(positions, slices) {
      let expected = positions[lowest] + step * Double(slice)
      guard length(position - expected) <= Self.tolerance * max(distance, 1) else {
        throw unusable("the frames aren't stacked on one line")
      }
    }
    do {
      grid = try Grid(
        size: SIMD3(columns, rows, slices[highest] + 1),
        affine: Affine(
          columnStep: row * spacing[1],
          rowStep: column * spacing[0],
          sliceStep: step,
          origin: positions[lowest]
        )
      )
    } catch { throw unusable(error.description) }
    sliceOfFrame = slices
  }

  /// The distance that all heights are multiples of: the first candidate that fits, else the
  /// smallest distance between two heights; nil when neither fits.
  private static func distance(_ heights: [Double], candidates: [Double]) -> Double? {
    let sorted = heights.sorted()
    let gaps = zip(sorted.dropFirst(), sorted).map { $0 - $1 }
    let significant = gaps.filter { $0 > 1e-3 }
    guard let smallest = significant.min() else { return candidates.first { $0 > 0 } ?? 1 }
    func fits(_ distance: Double) -> Bool {
      guard distance > 1e-3 else { return false }
      return sorted.allSatisfy { height in
        let steps = (height - sorted[0]) / distance
        return abs(steps - steps.rounded()) <= tolerance
      }
    }
    return (candidates + [smallest]).first(where: fits)
  }
}
