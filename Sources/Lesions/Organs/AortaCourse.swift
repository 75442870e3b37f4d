import Voxels

/// The descending aorta's course on CT: the round vessel before the spine, followed from slice to slice.
struct AortaCourse: Sendable {
  /// The middle of the vessel at a height, with how far it reaches around, in mm.
  struct Point: Sendable {
    let middle: SIMD3<Double>
    let radius: Double
    /// The share of the disc of 8 mm that is as dense as blood.
    let fullness: Double
  }

  /// From the feet up, 4 mm apart.
  let points: [Point]

  private static let spacing = 2.0
  /// Discs are this wide while the course is sought: narrower than any adult's descending aorta.
  private static let discRadius = 8.0

  /// The course between two heights, or nil where no round vessel is seen.
  ///
  /// - Parameters:
  ///   - ct: the CT as it came.
  ///   - spine: the spine's middle at each slice of `grid`.
  ///   - grid: the cubes that the spine was found on.
  ///   - slices: where to look, as slices of `grid`.
  ///   - blood: the CT number of blood.
  init?(
    on ct: Volume<Hounsfield>,
    beside spine: [SIMD2<Double>],
    of grid: Grid,
    in slices: Range<Int>,
    blood: Double
  ) {
    guard slices.count > 8 else { return nil }
    let columns = slices.map { spine[$0].x }
    let rows = slices.map { spine[$0].y }
    guard let west = columns.min(), let east = columns.max(), let north = rows.min(),
      let south = rows.max()
    else { return nil }
    let origin = grid.affine.position(ofVoxel: SIMD3(west, north, Double(slices.lowerBound)))
    let start = origin - SIMD3(34, 72, 0)
    let spread = SIMD3(east - west, south - north, 0) * BodyScan.spacing
    let size = SIMD3(
      Int((100 + spread.x) / Self.spacing),
      Int((112 + spread.y) / Self.spacing),
      slices.count
    )
    let affine = Affine(
      columnStep: SIMD3(Self.spacing, 0, 0),
      rowStep: SIMD3(0, Self.spacing, 0),
      sliceStep: SIMD3(0, 0, BodyScan.spacing),
      origin: start
    )
    guard let window = try? Grid(size: size, affine: affine) else { return nil }
    let near = ct.averaged(onto: window, outside: BodyScan.noCT)
    let seat = Seat(near, blood: blood)
    guard let course = Self.follow(seat, beside: spine, of: grid, from: slices.lowerBound) else {
      return nil
    }
    points = course
  }

  /// How well discs of each slice fill with blood, and their surroundings don't.
  private struct Seat {
    let grid: Grid
    /// 1 where a voxel is as dense as blood, 0 where it isn't, of each slice as a running table of
    /// row sums.
    let sums: [Float]

    init(_ near: Volume<Hounsfield>, blood: Double) {
      grid = near.grid
      let low = Float(blood - 42)
      let high = Float(blood + (blood > 85 ? 140 : 52))
      var sums = [Float](repeating: 0, count: grid.size.z * grid.size.y * (grid.size.x + 1))
      for row in 0..<grid.size.y * grid.size.z {
        var sum: Float = 0
        for i in 0..<grid.size.x {
          let value = near.values[row * grid.size.x + i]
          if value >= low, value <= high { sum += 1 }
          sums[row * (grid.size.x + 1) + i + 1] = sum
        }
      }
      self.sums = sums
    }

    /// The share of a disc's voxels that are as dense as blood.
    func fullness(_ i: Int, _ j: Int, _ k: Int, radius: Double) -> (full: Double, count: Double) {
      let reach = Int(radius / AortaCourse.spacing)
      var full: Float = 0
      var count = 0
      for step in -reach...reach {
        let row = j + step
        let y = Double(step) * AortaCourse.spacing
        let half = Int(((radius * radius - y * y).squareRoot()) / AortaCourse.spacing)
        count += 2 * half + 1
        guard row >= 0, row < grid.size.y else { continue }
        let base = (row + grid.size.y * k) * (grid.size.x + 1)
        let first = max(0, i - half)
        let last = min(grid.size.x - 1, i + half)
        if first <= last { full += sums[base + last + 1] - sums[base + first] }
      }
      return (Double(full), Double(count))
    }

    /// How aorta-like a place is: a full disc in surroundings that aren't.
    func likeness(_ i: Int, _ j: Int, _ k: Int) -> Double {
      let inner = fullness(i, j, k, radius: AortaCourse.discRadius)
      let share = inner.full / inner.count
      guard share > 0.5 else { return share - 1 }
      let edge = fullness(i, j, k, radius: 13)
      let outer = fullness(i, j, k, radius: 19)
      let around = (outer.full - edge.full) / (outer.count - edge.count)
      return share - 0.8 * around
    }
  }

  /// The smooth course of greatest likeness, by dynamic programming.
  private static func follow(
    _ seat: Seat,
    beside spine: [SIMD2<Double>],
    of cubes: Grid,
    from first: Int
  ) -> [Point]? {
    let grid = seat.grid
    let (width, height, depth) = (grid.size.x, grid.size.y, grid.size.z)
    let area = width * height
    let never = -1e9
    var best = [Double](repeating: never, count: area)
    var came = [Int32](repeating: -1, count: area * depth)
    for k in 0..<depth {
      let centre = spine[first + k]
      let middle = cubes.affine.position(ofVoxel: SIMD3(centre.x, centre.y, Double(first + k)))
      var next = [Double](repeating: never, count: area)
      for j in 2..<height - 2 {
        for i in 2..<width - 2 {
          let position = grid.position(of: SIMD3(i, j, k))
          let side = position.x - middle.x
          let before = middle.y - position.y
          // Left of the middle or before it, against the vertebra, never behind.
          guard side > -14, side < 46, before > -16, before < 52,
            side * side + before * before < 56 * 56
          else { continue }
          var from = k == 0 ? 0 : never
          var step: Int32 = -1
          if k > 0 {
            for v in -2...2 {
              for u in -2...2 {
                let place = i + u + width * (j + v)
                let value = best[place] - 0.04 * Double(u * u + v * v)
                if value > from {
                  from = value
                  step = Int32(place)
                }
              }
            }
          }
          guard from > never / 2 else { continue }
          // Closer to the vertebra is likelier.
          let distance = (side * side + before * before).squareRoot()
          next[i + width * j] = from + seat.likeness(i, j, k) - 0.004 * max(0, distance - 30)
          came[i + width * j + area * k] = step
        }
      }
      best = next
    }
    guard let end = best.indices.max(by: { best[$0] < best[$1] }), best[end] > never / 2 else {
      return nil
    }
    var place = end
    var points: [Point] = []
    for k in stride(from: depth - 1, through: 0, by: -1) {
      let (i, j) = (place % width, place / width)
      let inner = seat.fullness(i, j, k, radius: discRadius)
      var radius = 4.0
      while radius < 15 {
        let wider = seat.fullness(i, j, k, radius: radius + 1)
        guard wider.full / wider.count > 0.87 else { break }
        radius += 1
      }
      points.append(
        Point(
          middle: grid.position(of: SIMD3(i, j, k)),
          radius: radius,
          fullness: inner.full / inner.count
        )
      )
      let previous = came[place + area * k]
      if previous < 0 { break }
      place = Int(previous)
    }
    return points.reversed()
  }

  /// The vessel as a tube on a grid.
  func tube(on grid: Grid) -> Region {
    var parts: [Region] = []
    for point in points where point.fullness > 0.75 {
      let half = SIMD3(0, 0, BodyScan.spacing * 0.5)
      parts.append(
        .cylinder(
          from: point.middle - half,
          to: point.middle + half,
          radiusMillimeters: min(13, point.radius),
          grid: grid
        )
      )
    }
    return Region.union(parts, on: grid)
  }
}

extension OrganSearch {
  /// The descending aorta: from the arch's level to the crests.
  mutating func findAorta(on fine: Volume<Hounsfield>) {
    guard let chest, let skeleton else {
      miss(.aorta, because: "it is followed along the spine, which needs lungs and bones on CT")
      return
    }
    let top = chest.dome + Int(Double(chest.apex - chest.dome) * 0.62)
    let bottom = max(skeleton.crest, chest.dome - BodyScan.steps(190))
    guard bottom < top,
      let course = AortaCourse(
        on: fine,
        beside: skeleton.spine,
        of: grid,
        in: bottom..<top,
        blood: chest.bloodDensity
      )
    else {
      miss(.aorta, because: "too little of the spine is in the image")
      return
    }
    let seen = course.points.filter { $0.fullness > 0.8 && $0.radius >= 7 }
    guard seen.count * 2 > course.points.count else {
      miss(.aorta, because: "no round vessel can be followed along the spine")
      return
    }
    aorta = course
    take(
      .aorta,
      course.tube(on: grid),
      by: .ct,
      doubts: ["its arch and ascending part are among the great vessels"]
    )
  }
}
