import Voxels

/// The piece of surface that marching cubes draws in a cube of eight voxel centres, for each of the
/// 256 ways in which these lie inside and outside a mask.
///
/// The surface cuts each edge between inside and outside in its middle: a level of 0.5 in a mask of
/// zeros and ones. On a face where both diagonals differ, inside corners are kept apart. Cuts around
/// the cube join to closed loops, filled with triangles in a way that doesn't depend on how the cube
/// lies, so that a mirrored mask has the mirrored surface.
///
/// - Source: Lorensen and Cline, SIGGRAPH 1987; IBSI 3.1.
enum CubeSurfaces {
  /// The corners' places; bit n of a case tells whether corner n is inside.
  static let corners: [SIMD3<Double>] = [
    SIMD3(0, 0, 0), SIMD3(1, 0, 0), SIMD3(0, 1, 0), SIMD3(1, 1, 0),
    SIMD3(0, 0, 1), SIMD3(1, 0, 1), SIMD3(0, 1, 1), SIMD3(1, 1, 1),
  ]

  /// Three corners, counter-clockwise seen from outside, and how much the triangle counts.
  struct Triangle {
    let a: SIMD3<Double>
    let b: SIMD3<Double>
    let c: SIMD3<Double>
    var weight = 1.0

    /// Twice the area.
    var doubleArea: Double { length(cross(b - a, c - a)) }
  }

  /// The triangles of each case, in a cube of edge 1.
  static let triangles: [[Triangle]] = (0..<256).map { inside in
    loops(of: inside).flatMap { filled($0) }
  }

  /// The four corners of each face, in turn, seen from outside the cube counter-clockwise.
  private static let faces: [[Int]] = [
    [0, 4, 6, 2], [1, 3, 7, 5], [0, 1, 5, 4], [2, 6, 7, 3], [0, 2, 3, 1], [4, 5, 7, 6],
  ]

  /// The closed loops of cut edges of a case, as the edges' middles.
  private static func loops(of inside: Int) -> [[SIMD3<Double>]] {
    func isInside(_ corner: Int) -> Bool { inside >> corner & 1 == 1 }
    // Each face joins the cut where its border leaves the mask to the one where it entered.
    var next: [Int: Int] = [:]
    for face in faces {
      for start in 0..<4 where !isInside(face[start]) && isInside(face[(start + 1) % 4]) {
        let entry = edge(face[start], face[(start + 1) % 4])
        var end = start + 1
        while isInside(face[(end + 1) % 4]) { end += 1 }
        next[edge(face[end % 4], face[(end + 1) % 4])] = entry
      }
    }
    var loops: [[SIMD3<Double>]] = []
    while let first = next.keys.min() {
      var loop: [SIMD3<Double>] = []
      var current = first
      while let following = next.removeValue(forKey: current) {
        let ends = (corners[current >> 3], corners[current & 7])
        loop.append((ends.0 + ends.1) / 2)
        current = following
      }
      loops.append(loop.reversed())
    }
    return loops
  }

  /// A name for the edge between two corners.
  private static func edge(_ a: Int, _ b: Int) -> Int { min(a, b) << 3 | max(a, b) }

  /// The triangles that fill a loop: of all ways the one of the greatest area in a cube of edge 1, as
  /// in the usual tables, and of several such ways the mean.
  private static func filled(_ loop: [SIMD3<Double>]) -> [Triangle] {
    let ways = triangulations(0, loop.count - 1).map { way in
      way.map { Triangle(a: loop[$0.x], b: loop[$0.y], c: loop[$0.z]) }
    }
    let areas = ways.map { way in way.reduce(0) { $0 + $1.doubleArea } }
    let most = areas.max() ?? 0
    let best = zip(ways, areas).filter { $0.1 > most - 1e-9 }.map(\.0)
    return best.joined().map { triangle in
      var triangle = triangle
      triangle.weight = 1 / Double(best.count)
      return triangle
    }
  }

  /// All ways to cut the polygon of the corners from `first` to `last` into triangles.
  private static func triangulations(_ first: Int, _ last: Int) -> [[SIMD3<Int>]] {
    guard last - first > 1 else { return [[]] }
    return (first + 1..<last).flatMap { middle in
      triangulations(first, middle).flatMap { left in
        triangulations(middle, last).map { right in
          left + right + [SIMD3(first, middle, last)]
        }
      }
    }
  }
}

/// The closed surface around a mask, by marching cubes.
struct SurfaceMesh {
  /// The enclosed volume, in mm³.
  let volume: Double
  /// The surface area, in mm².
  let area: Double
  /// The vertices that may be corners of the convex hull, in half voxels.
  let outermost: [SIMD3<Int>]

  /// The surface around a mask in a box.
  ///
  /// A case's volume, area and directed area are the same in every cube, so that the surface is
  /// measured in one pass without being built.
  init(_ mask: [Bool], _ grid: Grid) {
    let spacing = grid.spacingMillimeters
    let pieces = CubeSurfaces.triangles.map { Piece($0, spacing) }
    let size = grid.size
    var counts = [Int](repeating: 0, count: 256)
    var shifted = 0.0
    for k in -1..<size.z {
      for j in -1..<size.y {
        // The four rows of voxels that the row of cubes touches; nil beyond the box.
        let rows = (0..<4).map { row -> Int? in
          let (y, z) = (j + (row & 1), k + (row >> 1))
          return y >= 0 && y < size.y && z >= 0 && z < size.z ? size.x * (y + size.y * z) : nil
        }
        var state = 0
        for i in 0...size.x {
          // The cube's far corners become the next one's near ones.
          state = state >> 1 & 0x55
          if i < size.x {
            for (row, start) in rows.enumerated() {
              if let start, mask[start + i] { state |= 2 << (2 * row) }
            }
          }
          guard state != 0, state != 255 else { continue }
          counts[state] += 1
          let corner = SIMD3(Double(i - 1), Double(j), Double(k)) * spacing
          shifted += dot(corner, pieces[state].directed) / 3
        }
      }
    }
    var (volume, area) = (shifted, 0.0)
    for (count, piece) in zip(counts, pieces) {
      volume += Double(count) * piece.volume
      area += Double(count) * piece.area
    }
    self.volume = volume
    self.area = area
    outermost = Self.outermost(mask, size)
  }

  /// What the surface in one cube adds, measured from the cube's first corner.
  private struct Piece {
    var volume = 0.0
    var area = 0.0
    /// The sum of the triangles' normals, each as long as the triangle is large.
    var directed = SIMD3<Double>.zero

    init(_ triangles: [CubeSurfaces.Triangle], _ spacing: SIMD3<Double>) {
      for triangle in triangles {
        let a = triangle.a * spacing
        let normal = cross(triangle.b * spacing - a, triangle.c * spacing - a) * triangle.weight
        volume += dot(a, normal) / 6
        area += length(normal) / 2
        directed += normal / 2
      }
    }
  }

  /// The first and last cut of each line of voxels: all other vertices lie between two of these.
  private static func outermost(_ mask: [Bool], _ size: SIMD3<Int>) -> [SIMD3<Int>] {
    let strides = SIMD3(1, size.x, size.x * size.y)
    var points: [SIMD3<Int>] = []
    for axis in 0..<3 {
      let (second, third) = ((axis + 1) % 3, (axis + 2) % 3)
      for b in 0..<size[third] {
        for a in 0..<size[second] {
          let start = a * strides[second] + b * strides[third]
          let line = 0..<size[axis]
          guard let first = line.first(where: { mask[start + $0 * strides[axis]] }),
            let last = line.last(where: { mask[start + $0 * strides[axis]] })
          else { continue }
          for cut in [2 * first - 1, 2 * last + 1] {
            var point = SIMD3<Int>.zero
            point[axis] = cut
            point[second] = 2 * a
            point[third] = 2 * b
            points.append(point)
          }
        }
      }
    }
    return points
  }
}
