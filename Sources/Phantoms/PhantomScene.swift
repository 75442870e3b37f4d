public import Voxels

/// A body with inserts, before any scanner has looked at it.
///
/// Positions are LPS mm of the body's centre plus ``center``. Inserts replace what they lie in; they
/// must not overlap.
public struct PhantomScene: Sendable {
  /// Where the body's centre lies in the frame of reference, in LPS mm.
  public var center = SIMD3<Double>(0, 0, 0)
  /// The true SUVbw of the body outside inserts.
  public var backgroundSUV: Double
  /// The CT number of the body outside inserts, in HU.
  public var backgroundHounsfield = 40.0
  /// The inserts.
  public var inserts: [PhantomInsert]

  private let torso = Torso()

  /// A body of an uptake with inserts.
  ///
  /// - Parameters:
  ///   - backgroundSUV: the true SUVbw of the body.
  ///   - inserts: the inserts; they lie inside the body and apart from each other.
  public init(backgroundSUV: Double, inserts: [PhantomInsert]) {
    self.backgroundSUV = backgroundSUV
    self.inserts = inserts
  }

  /// Whether a point of the frame of reference, in LPS mm, is inside the body.
  public func bodyContains(_ point: SIMD3<Double>) -> Bool {
    let p = point - center
    return torso.contains(p.x, p.y, p.z)
  }

  /// The heights between which there is a body, in mm of the frame of reference.
  public var heights: ClosedRange<Double> {
    Torso.heights.lowerBound + center.z...Torso.heights.upperBound + center.z
  }

  /// The mean of a quantity over each voxel of a grid: what a scanner of perfect resolution would see.
  ///
  /// Voxels that a surface may cut are divided: the body's surface into 5³ parts, an insert's into
  /// 10³; the share of parts whose centres are inside counts.
  ///
  /// - Parameters:
  ///   - grid: where the voxels lie.
  ///   - slices: the slices that are wanted; all of them when nil.
  ///   - outside: the value outside the body.
  ///   - body: the value in the body.
  ///   - insert: the value in an insert.
  /// - Returns: one value a voxel, column index fastest.
  func voxelMeans(
    on grid: Grid,
    slices: Range<Int>? = nil,
    outside: Double,
    body: Double,
    insert: (PhantomInsert) -> Double
  ) -> [Float] {
    let inserts = inserts.map { ($0, insert($0)) }
    let perSlice = grid.size.x * grid.size.y
    let slices = slices ?? 0..<grid.size.z
    let reach = reach(of: grid)
    return filledSlices(slices.count, of: perSlice) { part, values in
      let slice = slices.lowerBound + part
      let inserts = inserts.filter { mayMeet($0.0, slice: slice, of: grid) }
      for row in 0..<grid.size.y {
        let start = grid.position(of: SIMD3(0, row, slice)) - center
        for column in 0..<grid.size.x {
          let point = start + grid.affine.columnStep * Double(column)
          values[column + grid.size.x * row] = Float(
            voxelMean(at: point, in: grid, reach: reach, outside: outside, body: body, inserts)
          )
        }
      }
    }
  }

  /// Whether an insert may reach into a slice; cautious.
  private func mayMeet(_ insert: PhantomInsert, slice: Int, of grid: Grid) -> Bool {
    let reach = reach(of: grid)
    let heights = [
      SIMD3(0, 0, slice), SIMD3(grid.size.x - 1, 0, slice), SIMD3(0, grid.size.y - 1, slice),
      SIMD3(grid.size.x - 1, grid.size.y - 1, slice),
    ].map { grid.position(of: $0).z - center.z - insert.center.z }
    let lowest = heights.reduce(.infinity, min)
    let highest = heights.reduce(-.infinity, max)
    return lowest - reach <= insert.halfHeight && highest + reach >= -insert.halfHeight
  }

  /// How far a voxel's farthest corner is from its centre, in mm.
  private func reach(of grid: Grid) -> Double {
    let c = grid.affine.columnStep
    let r = grid.affine.rowStep
    let s = grid.affine.sliceStep
    return max(length(c + r + s), length(c + r - s), length(c - r + s), length(c - r - s)) / 2
  }

  private func voxelMean(
    at point: SIMD3<Double>,
    in grid: Grid,
    reach: Double,
    outside: Double,
    body: Double,
    _ inserts: [(PhantomInsert, Double)]
  ) -> Double {
    let inBody =
      torso.isClear(point, within: reach)
      ? (torso.contains(point.x, point.y, point.z) ? 1 : 0)
      : share(of: point, in: grid, parts: 5) { torso.contains($0, $1, $2) }
    if inBody == 0 { return outside }
    var mean = outside + inBody * (body - outside)
    for (insert, value) in inserts {
      let depth = insert.depth(point.x, point.y, point.z)
      if depth < -reach { continue }
      let inInsert =
        depth > reach
        ? 1 : share(of: point, in: grid, parts: 10) { insert.depth($0, $1, $2) >= 0 }
      mean += inInsert * (value - body)
    }
    return mean
  }

  /// The share of a voxel's parts whose centres meet a condition.
  private func share(
    of point: SIMD3<Double>,
    in grid: Grid,
    parts: Int,
    _ condition: (Double, Double, Double) -> Bool
  ) -> Double {
    let (c, r, s) = (grid.affine.columnStep, grid.affine.rowStep, grid.affine.sliceStep)
    let places = (0..<parts).map { (Double($0) + 0.5) / Double(parts) - 0.5 }
    var inside = 0
    for k in places {
      for j in places {
        let x = point.x + r.x * j + s.x * k
        let y = point.y + r.y * j + s.y * k
        let z = point.z + r.z * j + s.z * k
        for i in places where condition(x + c.x * i, y + c.y * i, z + c.z * i) { inside += 1 }
      }
    }
    return Double(inside) / Double(parts * parts * parts)
  }

  /// The voxels whose centres lie in an insert.
  ///
  /// - Parameters:
  ///   - insert: the insert.
  ///   - grid: the grid; parts of the insert outside it are left out.
  /// - Returns: the voxels.
  public func region(of insert: PhantomInsert, on grid: Grid) -> Region {
    var runs: [Region.Run] = []
    let step = grid.affine.columnStep
    for k in 0..<grid.size.z where mayMeet(insert, slice: k, of: grid) {
      for j in 0..<grid.size.y {
        let row = grid.position(of: SIMD3(0, j, k)) - center
        let inside = (0..<grid.size.x).filter { i in
          let t = Double(i)
          return insert.depth(row.x + t * step.x, row.y + t * step.y, row.z + t * step.z) >= 0
        }
        // Inserts are convex: the voxels of a row are side by side.
        guard let first = inside.first else { continue }
        runs.append(
          Region.Run(start: grid.offset(of: SIMD3(first, j, k)), count: inside.count)
        )
      }
    }
    return Region(grid: grid, sortedRuns: runs)
  }

  /// Whether an insert lies inside a grid as a whole.
  func holds(_ insert: PhantomInsert, on grid: Grid) -> Bool {
    let radius = SIMD3(
      insert.diameterMillimeters / 2,
      insert.diameterMillimeters / 2,
      insert.halfHeight
    )
    let last = SIMD3(Double(grid.size.x), Double(grid.size.y), Double(grid.size.z)) - 0.5
    for corner in 0..<8 {
      let sign = SIMD3<Double>(
        corner & 1 == 0 ? -1 : 1,
        corner & 2 == 0 ? -1 : 1,
        corner & 4 == 0 ? -1 : 1
      )
      let voxel = grid.affine.voxel(at: center + insert.center + radius * sign)
      guard voxel.x >= -0.5, voxel.y >= -0.5, voxel.z >= -0.5, voxel.x <= last.x,
        voxel.y <= last.y, voxel.z <= last.z
      else { return false }
    }
    return true
  }
}
