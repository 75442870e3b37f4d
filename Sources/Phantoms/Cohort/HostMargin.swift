import Voxels

/// What of a lesion's surroundings it may fill: a smooth map of the distance to where it must stop.
///
/// Sampled on a small grid around the lesion and interpolated, so that the limit is the same whatever
/// grid asks.
struct HostMargin: Sendable {
  /// What the map means.
  enum Kind: Sendable {
    /// Positive within the allowed tissues: the distance to their border, in mm.
    case inside
    /// The distance from a wall's tissue, in mm; times the steepness it is the scale at which the lesion
    /// gets there, so that it thickens the wall to either side as it spreads along it.
    case wall(steepness: Double)
  }

  let kind: Kind
  private let grid: Grid
  private let values: [Float]

  init(kind: Kind, map: Volume<Millimeters>) {
    self.kind = kind
    grid = map.grid
    values = map.values
  }

  /// The value at a point; beyond the map the border's nearest.
  subscript(point: SIMD3<Double>) -> Double {
    let place = grid.affine.voxel(at: point)
    let top = SIMD3(Double(grid.size.x), Double(grid.size.y), Double(grid.size.z)) - 1
    let p = place.clamped(lowerBound: SIMD3(0, 0, 0), upperBound: top)
    let base = SIMD3(
      min(Int(p.x), max(0, grid.size.x - 2)),
      min(Int(p.y), max(0, grid.size.y - 2)),
      min(Int(p.z), max(0, grid.size.z - 2))
    )
    let t = p - SIMD3(Double(base.x), Double(base.y), Double(base.z))
    var sum = 0.0
    for corner in 0..<8 {
      let step = SIMD3(corner & 1, corner >> 1 & 1, corner >> 2)
      let weight =
        (step.x == 1 ? t.x : 1 - t.x) * (step.y == 1 ? t.y : 1 - t.y)
        * (step.z == 1 ? t.z : 1 - t.z)
      guard weight > 0 else { continue }
      sum += weight * Double(values[grid.offset(of: base &+ step)])
    }
    return sum
  }

  /// The allowed tissues of a map, with the distance to their border.
  ///
  /// - Parameters:
  ///   - hosts: the tissues that it may fill.
  ///   - map: the tissues around a lesion.
  /// - Throws: ``GridError`` when the map's axes aren't perpendicular.
  init(allowing hosts: Set<Tissue>, in map: TissueMap) throws(GridError) {
    let inside = Region.of(hosts, in: map)
    let outside = Region.of(Set(Tissue.allCases).subtracting(hosts), in: map)
    let depth = try outside.distances().values
    let height = try inside.distances().values
    // A border half-way between centres lies at zero.
    let far: Float = 1000
    let values = zip(depth, height).map { min($0, far) - min($1, far) }
    self.init(kind: .inside, map: Volume(grid: map.grid, values: values))
  }

  /// The wall's tissue, with the distance from it.
  init(around wall: Tissue, steepness: Double, in map: TissueMap) throws(GridError) {
    let values = try Region.of([wall], in: map).distances().values.map { min($0, 1000) }
    self.init(
      kind: .wall(steepness: steepness),
      map: Volume(grid: map.grid, values: values)
    )
  }
}

extension Region {
  /// The voxels of a map whose tissue is one of several.
  static func of(_ tissues: Set<Tissue>, in map: TissueMap) -> Region {
    var wanted = [Bool](repeating: false, count: 256)
    for tissue in tissues { wanted[Int(tissue.rawValue)] = true }
    var runs: [Run] = []
    let columns = map.grid.size.x
    for row in 0..<map.tissues.count / columns {
      var start: Int?
      for offset in row * columns...(row + 1) * columns {
        let isWanted = offset < (row + 1) * columns && wanted[Int(map.tissues[offset])]
        if isWanted, start == nil { start = offset }
        if !isWanted, let first = start {
          runs.append(Run(start: first, count: offset - first))
          start = nil
        }
      }
    }
    return Region(grid: map.grid, sortedRuns: runs)
  }
}
