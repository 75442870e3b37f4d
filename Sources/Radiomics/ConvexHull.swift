import Voxels

/// The convex hull of points with whole-number coordinates, found in exact arithmetic.
///
/// - Source: the incremental algorithm; O'Rourke, Computational Geometry in C, 4.3.
struct ConvexHull {
  /// A triangle of the hull, its normal pointing outward.
  struct Face {
    let a: SIMD3<Int>
    let b: SIMD3<Int>
    let c: SIMD3<Int>
    let normal: SIMD3<Int>

    init(_ a: SIMD3<Int>, _ b: SIMD3<Int>, _ c: SIMD3<Int>) {
      (self.a, self.b, self.c) = (a, b, c)
      let (u, v) = (b &- a, c &- a)
      normal = SIMD3(
        u.y * v.z - u.z * v.y,
        u.z * v.x - u.x * v.z,
        u.x * v.y - u.y * v.x
      )
    }

    /// Whether a point lies on the outer side.
    func sees(_ point: SIMD3<Int>) -> Bool { height(point) > 0 }

    func height(_ point: SIMD3<Int>) -> Int {
      let p = point &- a
      return p.x * normal.x + p.y * normal.y + p.z * normal.z
    }
  }

  let faces: [Face]
  /// The hull's corners.
  let vertices: [SIMD3<Int>]

  /// The hull of points; nil where they lie in a plane.
  init?(_ points: [SIMD3<Int>]) {
    let points = Self.cornersOfLayers(points)
    guard var faces = Self.tetrahedron(points) else { return nil }
    for point in points {
      var border: [Edge: Bool] = [:]
      var kept: [Face] = []
      var isOutside = false
      for face in faces {
        guard face.sees(point) else {
          kept.append(face)
          continue
        }
        isOutside = true
        for (start, end) in [(face.a, face.b), (face.b, face.c), (face.c, face.a)] {
          // An edge that two seen faces share goes with them.
          if border.removeValue(forKey: Edge(start: end, end: start)) == nil {
            border[Edge(start: start, end: end)] = true
          }
        }
      }
      guard isOutside else { continue }
      // In a fixed order, so that equal masks have equal hulls.
      let edges = border.keys.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      faces = kept + edges.map { Face($0.start, $0.end, point) }
    }
    self.faces = faces
    vertices = Array(Set(faces.flatMap { [$0.a, $0.b, $0.c] })).sorted {
      ($0.z, $0.y, $0.x) < ($1.z, $1.y, $1.x)
    }
  }

  private struct Edge: Hashable {
    let start: SIMD3<Int>
    let end: SIMD3<Int>

    var key: [Int] { [start.x, start.y, start.z, end.x, end.y, end.z] }
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
  private static func tetrahedron(_ points: [SIMD3<Int>]) -> [Face]? {
    guard let a = points.first, let b = points.last, a != b else { return nil }
    guard let c = points.first(where: { Face(a, b, $0).normal != .zero }) else { return nil }
    let base = Face(a, b, c)
    guard let d = points.first(where: { base.height($0) != 0 }) else { return nil }
    return base.height(d) < 0
      ? [base, Face(b, a, d), Face(c, b, d), Face(a, c, d)]
      : [Face(a, c, b), Face(a, b, d), Face(b, c, d), Face(c, a, d)]
  }

  /// Volume and area, where a step of 1 is so many mm along each axis.
  func size(_ scale: SIMD3<Double>) -> (volume: Double, area: Double) {
    let origin = vertices[0]
    return faces.reduce(into: (volume: 0.0, area: 0.0)) { sum, face in
      let (a, b, c) = (
        scaled(face.a &- origin, scale), scaled(face.b &- origin, scale),
        scaled(face.c &- origin, scale)
      )
      let normal = cross(b - a, c - a)
      sum.volume += dot(a, normal) / 6
      sum.area += length(normal) / 2
    }
  }

  /// The corners, in mm.
  func corners(_ scale: SIMD3<Double>) -> [SIMD3<Double>] { vertices.map { scaled($0, scale) } }
}

/// Whole-number coordinates in mm.
func scaled(_ point: SIMD3<Int>, _ scale: SIMD3<Double>) -> SIMD3<Double> {
  SIMD3(Double(point.x), Double(point.y), Double(point.z)) * scale
}
