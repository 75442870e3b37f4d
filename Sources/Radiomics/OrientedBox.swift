import Voxels

/// The smallest box around a convex hull that has a side in the plane of one of its faces.
///
/// IBSI leaves the minimum bounding box unstandardised; this one is found among the hull's faces and,
/// for each, the edges of its outline seen along the face's normal.
///
/// - Source: IBSI 3.1.21 (ZH1A), O'Rourke 1985 for a box flush with the hull.
struct OrientedBox {
  let volume: Double
  let area: Double

  init(_ hull: ConvexHull, _ scale: SIMD3<Double>) {
    let places = hull.points.map { $0 * scale }
    // Normals of the hull in mm: they turn as its planes do.
    let normals = hull.faces.map { $0.normal / scale }
    let ridges = Self.ridges(hull.faces)
    var best: (volume: Double, area: Double)?
    var seen: Set<SIMD3<Double>> = []
    for face in hull.faces where seen.insert(reduced(face.normal)).inserted {
      let n = unit(face.normal / scale)
      let u = unit(places[face.b] - places[face.a])
      let v = cross(n, u)
      var (low, high) = (Double.infinity, -Double.infinity)
      for vertex in hull.vertices {
        let height = dot(places[vertex], n)
        low = min(low, height)
        high = max(high, height)
      }
      // The outline runs along the edges between a face that looks up and one that looks down.
      let looksUp = normals.map { dot($0, n) > 0 }
      var (corners, edges): ([SIMD2<Double>], [SIMD2<Double>]) = ([], [])
      for ridge in ridges where looksUp[ridge.face] != looksUp[ridge.other] {
        // Turned so that the face that looks up lies on the left: each corner begins one edge.
        let edge = looksUp[ridge.face] ? ridge.edge : ridge.edge.reversed
        let (start, end) = (places[edge.start], places[edge.end])
        corners.append(SIMD2(dot(start, u), dot(start, v)))
        edges.append(SIMD2(dot(end - start, u), dot(end - start, v)))
      }
      let (height, (width, depth)) = (high - low, smallestRectangle(corners, along: edges))
      let volume = width * depth * height
      if volume < best?.volume ?? .infinity {
        best = (volume, 2 * (width * depth + depth * height + height * width))
      }
    }
    volume = best?.volume ?? .nan
    area = best?.area ?? .nan
  }

  /// An edge of the hull and the two faces that meet there.
  private struct Ridge {
    let edge: ConvexHull.Edge
    let face: Int
    let other: Int
  }

  private static func ridges(_ faces: [ConvexHull.Face]) -> [Ridge] {
    var ridges: [Ridge] = []
    var open: [ConvexHull.Edge: Int] = [:]
    for (number, face) in faces.enumerated() {
      for edge in face.edges {
        if let other = open.removeValue(forKey: edge.reversed) {
          ridges.append(Ridge(edge: edge, face: number, other: other))
        } else {
          open[edge] = number
        }
      }
    }
    return ridges
  }
}

private func unit(_ vector: SIMD3<Double>) -> SIMD3<Double> { vector / length(vector) }

/// A direction of whole numbers without its length and sign, so that parallel faces are tried once.
private func reduced(_ normal: SIMD3<Double>) -> SIMD3<Double> {
  func divisor(_ a: Int, _ b: Int) -> Int { b == 0 ? abs(a) : divisor(b, a % b) }
  let (x, y, z) = (Int(normal.x), Int(normal.y), Int(normal.z))
  let reduced = normal / Double(divisor(divisor(x, y), z))
  let isFlipped = x < 0 || x == 0 && (y < 0 || y == 0 && z < 0)
  return isFlipped ? SIMD3.zero - reduced : reduced
}

/// The sides of the rectangle of least area around corners, one of which lies along one of the edges.
private func smallestRectangle(
  _ corners: [SIMD2<Double>],
  along edges: [SIMD2<Double>]
) -> (Double, Double) {
  var best: (area: Double, sides: (Double, Double)) = (.infinity, (0, 0))
  for edge in edges {
    let length = (edge.x * edge.x + edge.y * edge.y).squareRoot()
    guard length > 1e-9 else { continue }
    let (x, y) = (edge.x / length, edge.y / length)
    var (left, right, below, above) = (
      Double.infinity, -Double.infinity, Double.infinity, -Double.infinity
    )
    for corner in corners {
      let along = corner.x * x + corner.y * y
      let across = corner.y * x - corner.x * y
      left = along < left ? along : left
      right = along > right ? along : right
      below = across < below ? across : below
      above = across > above ? across : above
    }
    let (width, depth) = (right - left, above - below)
    if width * depth < best.area { best = (width * depth, (width, depth)) }
  }
  return best.sides
}
