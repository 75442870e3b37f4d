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
    let corners = hull.corners(scale)
    var best: (volume: Double, area: Double)?
    var seen: Set<SIMD3<Int>> = []
    for face in hull.faces where seen.insert(reduced(face.normal)).inserted {
      let origin = scaled(face.a, scale)
      let u = unit(scaled(face.b, scale) - origin)
      let n = unit(cross(scaled(face.b, scale) - origin, scaled(face.c, scale) - origin))
      let v = cross(n, u)
      let heights = corners.map { dot($0, n) }
      let height = (heights.max() ?? 0) - (heights.min() ?? 0)
      let (width, depth) = smallestRectangle(corners.map { SIMD2(dot($0, u), dot($0, v)) })
      let volume = width * depth * height
      if volume < best?.volume ?? .infinity {
        best = (volume, 2 * (width * depth + depth * height + height * width))
      }
    }
    volume = best?.volume ?? .nan
    area = best?.area ?? .nan
  }
}

private func unit(_ vector: SIMD3<Double>) -> SIMD3<Double> { vector / length(vector) }

/// A direction without its length and sign, so that parallel faces are tried once.
private func reduced(_ normal: SIMD3<Int>) -> SIMD3<Int> {
  func divisor(_ a: Int, _ b: Int) -> Int { b == 0 ? abs(a) : divisor(b, a % b) }
  let common = divisor(divisor(normal.x, normal.y), normal.z)
  let reduced = SIMD3(normal.x / common, normal.y / common, normal.z / common)
  let isFlipped =
    reduced.x < 0 || reduced.x == 0 && (reduced.y < 0 || reduced.y == 0 && reduced.z < 0)
  return isFlipped ? 0 &- reduced : reduced
}

/// The sides of the rectangle of least area around points: one side lies along their outline.
private func smallestRectangle(_ points: [SIMD2<Double>]) -> (Double, Double) {
  let outline = outline(points)
  var best: (area: Double, sides: (Double, Double)) = (.infinity, (0, 0))
  for (index, start) in outline.enumerated() {
    let edge = outline[(index + 1) % outline.count] - start
    let length = (edge.x * edge.x + edge.y * edge.y).squareRoot()
    guard length > 1e-9 else { continue }
    let (x, y) = (edge.x / length, edge.y / length)
    var (low, high) = (SIMD2(repeating: Double.infinity), SIMD2(repeating: -Double.infinity))
    for point in outline {
      let turned = SIMD2(point.x * x + point.y * y, point.y * x - point.x * y)
      low = pointwiseMin(low, turned)
      high = pointwiseMax(high, turned)
    }
    let sides = high - low
    if sides.x * sides.y < best.area { best = (sides.x * sides.y, (sides.x, sides.y)) }
  }
  return best.sides
}

/// The convex outline of points in a plane.
private func outline(_ points: [SIMD2<Double>]) -> [SIMD2<Double>] {
  let sorted = points.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
  func half(_ points: some Sequence<SIMD2<Double>>) -> [SIMD2<Double>] {
    var chain: [SIMD2<Double>] = []
    for point in points {
      while chain.count > 1 {
        let (last, before) = (chain[chain.count - 1], chain[chain.count - 2])
        let (u, v) = (last - before, point - before)
        guard u.x * v.y - u.y * v.x <= 0 else { break }
        chain.removeLast()
      }
      chain.append(point)
    }
    return Array(chain.dropLast())
  }
  return half(sorted) + half(sorted.reversed())
}
