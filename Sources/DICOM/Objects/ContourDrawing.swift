public import Voxels

extension StructureSet.ROI {
  /// The voxels of a region of interest, with the doubts about them.
  public struct Drawing: Sendable {
    /// The voxels.
    public let region: Region
    /// Doubts that a user of the region has to know.
    public let caveats: [Caveat]
  }

  /// A doubt about a drawn region of interest.
  public enum Caveat: Hashable, Sendable, CustomStringConvertible {
    /// Points or open contours, which bound no area, were left out.
    case openContours(count: Int)
    /// Contours lie off the slices' planes, at most so far; each went to the nearest slice.
    case offPlane(millimeters: Double)
    /// Several planes of contours fell to one slice; the nearest was taken, the others left out.
    case planesLeftOut(count: Int)
    /// Slices between drawn ones have no contour.
    case gaps(sliceCount: Int)
    /// Contours lie outside the image, and are lost.
    case outsideGrid(count: Int)
    /// No contour encloses a voxel's centre.
    case noVoxel

    /// What is in doubt.
    public var description: String {
      switch self {
      case .openContours(let count): "\(count) points or open contours bound no volume: left out"
      case .offPlane(let millimeters):
        "contours lie up to \(millimeters) mm off the slices: drawn on the nearest"
      case .planesLeftOut(let count):
        "\(count) contour planes lie between slices nearer to others: left out"
      case .gaps(let sliceCount): "\(sliceCount) slices between contours have none"
      case .outsideGrid(let count): "\(count) contours lie outside the image"
      case .noVoxel: "no contour encloses a voxel's centre"
      }
    }
  }

  /// The voxels whose centres lie inside the contours.
  ///
  /// Even-odd rule over all closed contours of a plane, so a contour inside another is a hole, and
  /// so is a keyhole. A centre on the left or upper edge (towards smaller i or j) is inside, one on
  /// the right or lower edge is not; so contours that share an edge share no voxel. Coordinates are
  /// rounded to 1e-6 of a voxel before that is decided. Contours within half a slice of a plane go
  /// to it; where several planes of contours are nearest to one slice, the nearest is drawn. An ROI of
  /// points, or of no contour, as planning systems keep beside others, is an empty region.
  ///
  /// - Parameters:
  ///   - grid: the image's grid.
  ///   - frameOfReferenceUID: the image's frame of reference.
  /// - Returns: the region, and doubts about it.
  /// - Throws: ``DICOMError/unusableObject(object:reason:)`` when the frames of reference differ,
  ///   or when a contour isn't parallel to the slices.
  /// - Source: DICOM PS3.3 C.8.8.6.3.
  public func drawn(
    on grid: Grid,
    frameOfReferenceUID: String
  ) throws(DICOMError) -> Drawing {
    func unusable(_ reason: String) -> DICOMError {
      .unusableObject(object: "ROI \(number) '\(name)'", reason: reason)
    }
    guard frameOfReferenceUID == self.frameOfReferenceUID else {
      throw unusable(
        "its frame of reference \(self.frameOfReferenceUID) is not the image's"
          + " \(frameOfReferenceUID)"
      )
    }
    let closed = contours.filter { $0.isClosed && $0.points.count >= 3 }
    var caveats: [Caveat] = []
    if closed.count < contours.count {
      caveats.append(.openContours(count: contours.count - closed.count))
    }

    var polygons: [Polygon] = []
    for contour in closed {
      let polygon = Polygon(contour.points.map(grid.affine.voxel(at:)))
      guard polygon.heightRange <= 0.5 else {
        throw unusable(
          "a contour isn't parallel to the image's slices; draw it on this image's planes"
        )
      }
      polygons.append(polygon)
    }
    let planes = Plane.gathered(polygons)
    var ofSlice: [Int: Plane] = [:]
    var outside = 0
    var leftOut = 0
    for plane in planes {
      let slice = plane.height.rounded(.toNearestOrAwayFromZero)
      guard slice >= 0, slice < Double(grid.size.z) else {
        outside += plane.polygons.count
        continue
      }
      guard let rival = ofSlice[Int(slice)] else {
        ofSlice[Int(slice)] = plane
        continue
      }
      leftOut += 1
      if abs(plane.height - slice) < abs(rival.height - slice) { ofSlice[Int(slice)] = plane }
    }
    if outside > 0 { caveats.append(.outsideGrid(count: outside)) }
    if leftOut > 0 { caveats.append(.planesLeftOut(count: leftOut)) }
    let off = ofSlice.map { abs($0.value.height - Double($0.key)) }.max() ?? 0
    if off > 0.01 {
      let millimeters = off * grid.spacingMillimeters.z
      caveats.append(.offPlane(millimeters: (millimeters * 1000).rounded() / 1000))
    }
    let slices = ofSlice.keys.sorted()
    if let first = slices.first, let last = slices.last, last - first + 1 > slices.count {
      caveats.append(.gaps(sliceCount: last - first + 1 - slices.count))
    }

    var runs: [Region.Run] = []
    for slice in slices {
      guard let plane = ofSlice[slice] else { continue }
      runs += plane.runs(on: grid, slice: slice)
    }
    let region = Region(grid: grid, runs: runs)
    if region.isEmpty { caveats.append(.noVoxel) }
    return Drawing(region: region, caveats: caveats)
  }
}

/// A closed contour in voxel coordinates.
private struct Polygon {
  let points: [SIMD2<Double>]
  /// The mean slice coordinate.
  let height: Double
  /// How far the points' slice coordinates reach apart.
  let heightRange: Double

  init(_ voxels: [SIMD3<Double>]) {
    points = voxels.map { SIMD2(rounded($0.x), rounded($0.y)) }
    let heights = voxels.map(\.z)
    height = rounded(heights.reduce(0, +) / Double(heights.count))
    heightRange = (heights.max() ?? 0) - (heights.min() ?? 0)
  }
}

/// The contours of one plane.
private struct Plane {
  var polygons: [Polygon]
  var height: Double { polygons[0].height }

  /// Contours gathered by plane, from the lowest up: apart by more than 1/50 of a slice.
  static func gathered(_ polygons: [Polygon]) -> [Plane] {
    var planes: [Plane] = []
    for polygon in polygons.sorted(by: { $0.height < $1.height }) {
      if let last = planes.indices.last, polygon.height - planes[last].height <= 0.02 {
        planes[last].polygons.append(polygon)
      } else {
        planes.append(Plane(polygons: [polygon]))
      }
    }
    return planes
  }

  /// The runs of the slice's voxels inside an odd number of contours.
  func runs(on grid: Grid, slice: Int) -> [Region.Run] {
    var crossings = [[Double]](repeating: [], count: grid.size.y)
    for polygon in polygons {
      var previous = polygon.points[polygon.points.count - 1]
      for point in polygon.points {
        let (upper, lower) = previous.y <= point.y ? (previous, point) : (point, previous)
        previous = point
        // Rows with upper.y <= row < lower.y: the upper end belongs to the edge.
        let first = max(0, upper.y.rounded(.up))
        let end = min(Double(grid.size.y), lower.y.rounded(.up))
        guard first < end else { continue }
        for row in Int(first)..<Int(end) {
          let part = (Double(row) - upper.y) / (lower.y - upper.y)
          crossings[row].append(rounded(upper.x + part * (lower.x - upper.x)))
        }
      }
    }
    var runs: [Region.Run] = []
    for row in 0..<grid.size.y where !crossings[row].isEmpty {
      let sorted = crossings[row].sorted()
      for pair in stride(from: 0, to: sorted.count - 1, by: 2) {
        let first = max(0, sorted[pair].rounded(.up))
        let end = min(Double(grid.size.x), sorted[pair + 1].rounded(.up))
        guard first < end else { continue }
        runs.append(
          Region.Run(
            start: grid.offset(of: SIMD3(Int(first), row, slice)),
            count: Int(end) - Int(first)
          )
        )
      }
    }
    return runs
  }
}

/// A voxel coordinate rounded to 1e-6, so that an edge through voxel centres lies on them.
private func rounded(_ coordinate: Double) -> Double { (coordinate * 1e6).rounded() / 1e6 }
