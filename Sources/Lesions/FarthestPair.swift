import Voxels

/// The two points of a set that are farthest apart.
struct FarthestPair {
  let start: SIMD3<Double>
  let end: SIMD3<Double>
  let distance: Double
}

/// The two points that are farthest apart; nil without a point, twice the same for a single one.
///
/// Points are tried in the order of their distance from the middle: two points are never farther
/// apart than their two distances together, so most pairs need no look.
func farthestPair(of points: [SIMD3<Double>]) -> FarthestPair? {
  guard let first = points.first else { return nil }
  let middle = points.reduce(.zero, +) / Double(points.count)
  let sorted = points.map { (point: $0, radius: length($0 - middle)) }
    .sorted { $0.radius > $1.radius }
  var best = FarthestPair(start: first, end: first, distance: 0)
  for a in sorted.indices {
    guard 2 * sorted[a].radius > best.distance else { break }
    for b in sorted.indices.dropFirst(a + 1) {
      guard sorted[a].radius + sorted[b].radius > best.distance else { break }
      let distance = length(sorted[a].point - sorted[b].point)
      if distance > best.distance {
        best = FarthestPair(start: sorted[a].point, end: sorted[b].point, distance: distance)
      }
    }
  }
  return best
}

/// The corners of the convex hull of points in a plane.
///
/// - Source: Andrew AM, Inf Process Lett 1979;9:216 (monotone chain).
func convexHull(of points: [SIMD2<Int>]) -> [SIMD2<Int>] {
  let sorted = Set(points).sorted { ($0.x, $0.y) < ($1.x, $1.y) }
  guard sorted.count > 2 else { return sorted }
  func chain(_ points: some Sequence<SIMD2<Int>>) -> [SIMD2<Int>] {
    var chain: [SIMD2<Int>] = []
    for point in points {
      while chain.count > 1 {
        let a = chain[chain.count - 1] &- chain[chain.count - 2]
        let b = point &- chain[chain.count - 1]
        guard a.x * b.y - a.y * b.x <= 0 else { break }
        chain.removeLast()
      }
      chain.append(point)
    }
    return chain.dropLast()
  }
  return chain(sorted) + chain(sorted.reversed())
}

extension Region {
  /// Voxel centres among which the region's two most distant ones are, in LPS mm: the corners of
  /// each slice's convex hull.
  var extremeCenters: [SIMD3<Double>] {
    let slice = grid.size.x * grid.size.y
    var centers: [SIMD3<Double>] = []
    var plane: [SIMD2<Int>] = []
    var current = -1
    func close() {
      centers += convexHull(of: plane).map { grid.position(of: SIMD3($0.x, $0.y, current)) }
      plane = []
    }
    for run in runs {
      let index = grid.index(at: Int(run.start))
      if index.z != current {
        close()
        current = Int(run.start) / slice
      }
      plane.append(SIMD2(index.x, index.y))
      plane.append(SIMD2(index.x + Int(run.count) - 1, index.y))
    }
    close()
    return centers
  }
}
