/// What a length is measured between.
public enum DiameterEnds: Sendable {
  /// The centres of voxels: a single voxel has length 0.
  case voxelCenters
  /// The corners of voxels: the whole of each voxel counts.
  case voxelCorners
}

/// A straight line from end to end of a region.
public struct Diameter: Hashable, Sendable {
  /// The length, in mm.
  public let millimeters: Double
  /// One end, in LPS mm.
  public let start: SIMD3<Double>
  /// The other end, in LPS mm.
  public let end: SIMD3<Double>
}

/// The long axis of a region in one slice, and how wide the region is across it.
public struct InPlaneAxes: Hashable, Sendable {
  /// The slice: k.
  public let slice: Int
  /// The longest line between two ends in the slice.
  public let longAxis: Diameter
  /// How far the region reaches in the slice at a right angle to the long axis, in mm.
  public let shortAxisMillimeters: Double
}

extension Region {
  /// The longest straight line between two ends of the region, in any direction.
  ///
  /// - Parameter ends: voxel centres or voxel corners.
  /// - Returns: the exact maximum; of equal ones the same one each time. Nil where the region is empty.
  public func maximumDiameter(between ends: DiameterEnds) -> Diameter? {
    var points: [SIMD3<Double>] = []
    for hull in sliceHulls(ends) {
      for height in ends == .voxelCenters ? [0.0] : [-0.5, 0.5] {
        points += hull.corners.map { position(of: $0, slice: Double(hull.slice) + height) }
      }
    }
    return longestLine(among: points)
  }

  /// The long and the short axis in the slice where the long axis is longest.
  ///
  /// Slices are the grid's own, k by k: axial where the grid is. The short axis is the width between
  /// two lines parallel to the long axis that hold the region's ends in that slice.
  ///
  /// - Parameter ends: voxel centres or voxel corners.
  /// - Returns: of slices with equally long axes the first; nil where the region is empty.
  /// - Source: in the manner of RECIST 1.1, Eur J Cancer 2009;45:228; a reader's calliper may differ.
  public func inPlaneAxes(between ends: DiameterEnds) -> InPlaneAxes? {
    var best: InPlaneAxes?
    for hull in sliceHulls(ends) {
      let points = hull.corners.map { position(of: $0, slice: Double(hull.slice)) }
      guard let line = longestLine(among: points) else { continue }
      if let best, best.longAxis.millimeters >= line.millimeters { continue }
      let normal = cross(grid.affine.columnStep, grid.affine.rowStep)
      let across = cross(normal, line.end - line.start)
      let size = length(across)
      // A line of no length has no direction: a single voxel centre is 0 wide.
      let reach = size > 0 ? points.map { dot($0, across) / size } : [0]
      let width = (reach.max() ?? 0) - (reach.min() ?? 0)
      best = InPlaneAxes(slice: hull.slice, longAxis: line, shortAxisMillimeters: width)
    }
    return best
  }

  /// The corners of the convex hull of each slice's ends, in half voxels.
  ///
  /// The ends of the longest line are corners of the hull of their slice.
  private func sliceHulls(_ ends: DiameterEnds) -> [(slice: Int, corners: [SIMD2<Int>])] {
    let width = grid.size.x
    let table = RowTable(self)
    var hulls: [(slice: Int, corners: [SIMD2<Int>])] = []
    var points: [SIMD2<Int>] = []
    for row in table.rows {
      let (j, k) = (row % grid.size.y, row / grid.size.y)
      let inRow = table.runs(inRow: row)
      if let first = inRow.first, let last = inRow.last {
        let columns = [Int(runs[first].start), runs[last].offsets.upperBound - 1]
          .map { 2 * ($0 - row * width) }
        switch ends {
        case .voxelCenters: points += columns.map { SIMD2($0, 2 * j) }
        case .voxelCorners:
          for y in [2 * j - 1, 2 * j + 1] {
            points += [SIMD2(columns[0] - 1, y), SIMD2(columns[1] + 1, y)]
          }
        }
      }
      if j == grid.size.y - 1 || row == table.rows.upperBound - 1, !points.isEmpty {
        hulls.append((k, convexHull(points)))
        points = []
      }
    }
    return hulls
  }

  private func position(of halves: SIMD2<Int>, slice: Double) -> SIMD3<Double> {
    grid.affine.position(ofVoxel: SIMD3(Double(halves.x) / 2, Double(halves.y) / 2, slice))
  }
}

/// The longest line between two of some points; nil where there are none.
package func longestLine(among points: [SIMD3<Double>]) -> Diameter? {
  guard let first = points.first else { return nil }
  let middle = points.reduce(.zero, +) / Double(points.count)
  // Far points first: two points are no further apart than their distances to the middle together.
  let far = points.map { (point: $0, reach: length($0 - middle)) }.sorted { $0.reach > $1.reach }
  var best = (squared: 0.0, start: first, end: first)
  for (number, one) in far.enumerated() {
    if one.reach * 2 < best.squared.squareRoot() * (1 - 1e-12) { break }
    for other in far[(number + 1)...] {
      if one.reach + other.reach < best.squared.squareRoot() * (1 - 1e-12) { break }
      let arm = other.point - one.point
      let squared = dot(arm, arm)
      if squared > best.squared { best = (squared, one.point, other.point) }
    }
  }
  return Diameter(millimeters: best.squared.squareRoot(), start: best.start, end: best.end)
}

/// The corners of the convex hull, by the monotone chain of Andrew, on whole numbers.
package func convexHull(_ points: [SIMD2<Int>]) -> [SIMD2<Int>] {
  let sorted = Set(points).sorted { ($0.y, $0.x) < ($1.y, $1.x) }
  guard sorted.count > 2 else { return sorted }
  func chain(_ points: some Sequence<SIMD2<Int>>) -> [SIMD2<Int>] {
    var chain: [SIMD2<Int>] = []
    for point in points {
      while chain.count > 1 {
        let edge = chain[chain.count - 1] &- chain[chain.count - 2]
        let next = point &- chain[chain.count - 2]
        guard edge.x * next.y - edge.y * next.x <= 0 else { break }
        chain.removeLast()
      }
      chain.append(point)
    }
    return chain.dropLast()
  }
  return chain(sorted) + chain(sorted.reversed())
}
