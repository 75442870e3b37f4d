public import Voxels

/// The extent of a lesion, in mm.
///
/// Diameters are taken between points of the outline: the centres of the voxel faces that the region
/// shows to the outside. These are the vertices that marching cubes lays at level 1/2 of the mask, so
/// a single voxel has a diameter of its edge, and a row of n voxels one of n edges.
public struct LesionShape: Hashable, Sendable, Codable {
  /// The mean position of the voxel centres, in LPS mm.
  public let centroid: SIMD3<Double>
  /// The largest distance between two points of the outline, in mm.
  ///
  /// - Source: IBSI 3.1, maximum 3D diameter (L0JK), on the outline described above.
  public let maximumDiameterMillimeters: Double
  /// The largest distance within one slice, in mm: the long axis, over all slices.
  ///
  /// - Source: RECIST 1.1, Eur J Cancer 2009;45:228 (longest diameter in the plane of measurement).
  public let longAxisMillimeters: Double
  /// The outline's width across the long axis, in the long axis' slice, in mm.
  public let shortAxisMillimeters: Double

  /// The extent of a region; nil where it is empty.
  ///
  /// A slice is a plane of constant k, as acquired.
  ///
  /// - Parameter region: the lesion's voxels.
  public init?(_ region: Region) {
    guard let centroid = region.centroid else { return nil }
    self.centroid = centroid
    let outline = Outline3D(region)
    maximumDiameterMillimeters = longestLine(among: outline.points)?.millimeters ?? 0
    var long = 0.0
    var short = 0.0
    for points in outline.slices {
      // Of equally long axes the first slice's counts.
      guard let axis = longestLine(among: points), axis.millimeters > long else { continue }
      long = axis.millimeters
      short = outline.width(of: points, across: axis)
    }
    longAxisMillimeters = long
    shortAxisMillimeters = short
  }
}

/// The points of a region's outline that can be the ends of a longest distance.
private struct Outline3D {
  private let affine: Affine
  /// The points of each slice with voxels, in LPS mm: the corners of their convex hull.
  let slices: [[SIMD3<Double>]]
  /// The points of all slices and of the faces between slices.
  let points: [SIMD3<Double>]

  init(_ region: Region) {
    affine = region.grid.affine
    let grid = region.grid
    // In half steps of the index, so that face centres are whole numbers too.
    var planes: [Int: [SIMD2<Int>]] = [:]
    var rows: [Int: [Range<Int>]] = [:]
    for run in region.runs {
      let index = grid.index(at: Int(run.start))
      let columns = index.x..<index.x + Int(run.count)
      rows[Int(run.start) / grid.size.x, default: []].append(columns)
      planes[2 * index.z, default: []] += [
        SIMD2(2 * columns.lowerBound - 1, 2 * index.y),
        SIMD2(2 * columns.upperBound - 1, 2 * index.y),
      ]
    }
    for (row, columns) in rows {
      let j = row % grid.size.y
      let k = row / grid.size.y
      for (step, plane, line) in [
        (-1, 2 * k, 2 * j - 1), (1, 2 * k, 2 * j + 1),
      ] {
        let beside = (0..<grid.size.y).contains(j + step) ? rows[row + step] ?? [] : []
        for end in ends(of: columns, outside: beside) {
          planes[plane, default: []].append(SIMD2(2 * end, line))
        }
      }
      for (step, plane) in [(-1, 2 * k - 1), (1, 2 * k + 1)] {
        for end in ends(of: columns, outside: rows[row + step * grid.size.y] ?? []) {
          planes[plane, default: []].append(SIMD2(2 * end, 2 * j))
        }
      }
    }
    var slices: [[SIMD3<Double>]] = []
    var points: [SIMD3<Double>] = []
    for plane in planes.keys.sorted() {
      let corners = convexHull(planes[plane] ?? []).map { corner in
        region.grid.affine.position(
          ofVoxel: SIMD3(Double(corner.x), Double(corner.y), Double(plane)) / 2
        )
      }
      points += corners
      if plane.isMultiple(of: 2) { slices.append(corners) }
    }
    self.slices = slices
    self.points = points
  }

  /// How wide some points of a slice are across an axis in it.
  func width(of points: [SIMD3<Double>], across axis: Diameter) -> Double {
    guard axis.millimeters > 0 else { return 0 }
    let normal = cross(affine.columnStep, affine.rowStep)
    let direction = cross(normal / length(normal), (axis.end - axis.start) / axis.millimeters)
    var lowest = Double.infinity
    var highest = -Double.infinity
    for point in points {
      let along = dot(point - axis.start, direction)
      lowest = min(lowest, along)
      highest = max(highest, along)
    }
    return highest - lowest
  }
}

/// The first and the last column of some spans of a row that a neighbouring row does not cover.
private func ends(of columns: [Range<Int>], outside beside: [Range<Int>]) -> [Int] {
  var first: Int?
  var last: Int?
  for span in columns {
    // What is left of the span after taking the neighbour's spans out of it.
    var start = span.lowerBound
    for other in beside where other.upperBound > start && other.lowerBound < span.upperBound {
      if other.lowerBound > start {
        first = first ?? start
        last = other.lowerBound - 1
      }
      start = max(start, other.upperBound)
    }
    if start < span.upperBound {
      first = first ?? start
      last = span.upperBound - 1
    }
  }
  return [first, last].compactMap { $0 }
}
