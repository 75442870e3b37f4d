import Voxels

/// The convex hull of points with whole-number coordinates.
///
/// Found in double precision, where whole numbers below 2⁵³ are exact: coordinates up to 2¹⁵ never
/// round.
///
/// - Source: the incremental algorithm; O'Rourke, Computational Geometry in C, 4.3.
struct ConvexHull {
  /// A triangle of the hull: three of ``points``, counter-clockwise seen from outside.
  struct Face {
    let a: Int
    let b: Int
    let c: Int
    /// The outward normal, as long as twice the triangle is large.
    let normal: SIMD3<Double>
    /// Where the face's plane lies along the normal.
    private let offset: Double

    fileprivate init(_ a: Int, _ b: Int, _ c: Int, _ points: [SIMD3<Double>]) {
      (self.a, self.b, self.c) = (a, b, c)
      normal = cross(points[b] - points[a], points[c] - points[a])
      offset = dot(normal, points[a])
    }

    /// How far a point lies outside, times the normal's length.
    func height(_ point: SIMD3<Double>) -> Double { dot(normal, point) - offset }

    /// The three sides, in turn.
    var edges: [Edge] {
      [Edge(start: a, end: b), Edge(start: b, end: c), Edge(start: c, end: a)]
    }
  }

  /// A side of a face, from one of ``points`` to another.
  struct Edge: Hashable {
    let start: Int
    let end: Int

    var reversed: Edge { Edge(start: end, end: start) }
  }

  let points: [SIMD3<Double>]
  let faces: [Face]
  /// The hull's corners, as numbers of ``points``.
  let vertices: [Int]

  /// The hull of points; nil where they lie in a plane.
  init?(_ all: [SIMD3<Int>]) {
    let points = Self.cornersOfLayers(all).map {
      SIMD3(Double($0.x), Double($0.y), Double($0.z))
    }
    guard var faces = Self.tetrahedron(points) else { return nil }
    var seen: [Int] = []
    var border: [Edge] = []
    for (number, point) in points.enumerated() {
      seen.removeAll(keepingCapacity: true)
      for (place, face) in faces.enumerated() where face.height(point) > 0 { seen.append(place) }
      guard !seen.isEmpty else { continue }
      border.removeAll(keepingCapacity: true)
      for place in seen {
        for edge in faces[place].edges {
          // An edge that two seen faces share goes with them.
          if let other = border.firstIndex(of: edge.reversed) {
            border.remove(at: other)
          } else {
            border.append(edge)
          }
        }
      }
      for (count, edge) in border.enumerated() {
        let face = Face(edge.start, edge.end, number, points)
        if count < seen.count { faces[seen[count]] = face } else { faces.append(face) }
      }
      // Points in the plane of a face can make fewer faces than they take away.
      for place in seen.dropFirst(border.count).reversed() { faces.remove(at: place) }
    }
    self.points = points
    self.faces = faces
    vertices = Set(faces.flatMap { [$0.a, $0.b, $0.c] }).sorted()
  }

  /// The points that are corners within their own layer along z: no other can be a corner.
  private static func cornersOfLayers(_ points: [SIMD3<Int>]) -> [SIMD3<Int>] {
    let layers = Dictionary(grouping: points, by: \.z).sorted { $0.key < $1.key }
    return layers.flatMap { convexPolygon($0.value.map { SIMD2($0.x, $0.y) }, z: $0.key) }
  }

  private static func convexPolygon(_ points: [SIMD2<Int>], z: Int) -> [SIMD3<Int>] {
    let sorted = Set(points).sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    guard sorted.count > 2 else { return sorted.map { SIMD3($0.x, $0.y, z) } }
    func half(_ points: some Sequence<SIMD2<Int>>) -> [SIMD2<Int>] {
      var chain: [SIMD2<Int>] = []
      for point in points {
        while chain.count > 1 {
          let (u, v) = (
            chain[chain.count - 1] &- chain[chain.count - 2], point &- chain[chain.count - 2]
          )
          guard u.x * v.y - u.y * v.x <= 0 else { break }
          chain.removeLast()
        }
        chain.append(point)
      }
      return Array(chain.dropLast())
    }
    return (half(sorted) + half(sorted.reversed())).map { SIMD3($0.x, $0.y, z) }
  }

  /// Four of the points that span a volume, as faces.
  private static func tetrahedron(_ points: [SIMD3<Double>]) -> [Face]? {
    let (a, b) = (0, points.count - 1)
    guard b > 0, points[a] != points[b],
      let c = points.indices.first(where: { Face(a, b, $0, points).normal != .zero })
    else { return nil }
    let base = Face(a, b, c, points)
    guard let d = points.indices.first(where: { base.height(points[$0]) != 0 }) else { return nil }
    let corners =
      base.height(points[d]) < 0
      ? [(a, b, c), (b, a, d), (c, b, d), (a, c, d)]
      : [(a, c, b), (a, b, d), (b, c, d), (c, a, d)]
    return corners.map { Face($0.0, $0.1, $0.2, points) }
  }

  /// Volume and area, where a step of 1 is so many mm along each axis.
  func size(_ scale: SIMD3<Double>) -> (volume: Double, area: Double) {
    let origin = points[vertices[0]]
    return faces.reduce(into: (volume: 0.0, area: 0.0)) { sum, face in
      let a = (points[face.a] - origin) * scale
      let b = (points[face.b] - origin) * scale
      let c = (points[face.c] - origin) * scale
      let normal = cross(b - a, c - a)
      sum.volume += dot(a, normal) / 6
      sum.area += length(normal) / 2
    }
  }

  /// The corners, in mm.
  func corners(_ scale: SIMD3<Double>) -> [SIMD3<Double>] { vertices.map { points[$0] * scale } }
}

/// Whole-number coordinates in mm.
func scaled(_ point: SIMD3<Int>, _ scale: SIMD3<Double>) -> SIMD3<Double> {
  SIMD3(Double(point.x), Double(point.y), Double(point.z)) * scale
}
