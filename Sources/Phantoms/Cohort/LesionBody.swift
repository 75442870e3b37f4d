import Glibc
public import Voxels

/// The voxels that a lesion touches, how much of each it fills, and its uptake there over its mean.
public struct LesionCoverage: Sendable {
  /// The voxels, in storage order.
  public let region: Region
  /// The share of each voxel that is lesion, above 0 up to 1.
  public let fractions: [Float]
  /// The uptake of the lesion's part of each voxel over the lesion's mean uptake.
  public let relative: [Float]

  /// The lesion's volume as the voxels hold it, in mL.
  public var volumeMilliliters: Double {
    fractions.reduce(0) { $0 + Double($1) } * region.grid.voxelVolumeMilliliters
  }

  /// The voxels of which the lesion fills half or more.
  public var core: Region {
    var runs: [Region.Run] = []
    var index = 0
    for run in region.runs {
      var start: Int?
      for offset in run.offsets {
        if fractions[index] >= 0.5 {
          start = start ?? offset
        } else if let first = start {
          runs.append(Region.Run(start: first, count: offset - first))
          start = nil
        }
        index += 1
      }
      if let first = start {
        runs.append(Region.Run(start: first, count: run.offsets.upperBound - first))
      }
    }
    return Region(grid: region.grid, sortedRuns: runs)
  }
}

/// Where a lesion is: its shape, and what of its surroundings stops it.
///
/// The scale decides how much of that it fills.
struct LesionBody: Sendable {
  let shape: LesionShape
  let limits: [HostMargin]

  /// The scale at which a point becomes part of the lesion; infinite where it never does.
  func radius(of point: SIMD3<Double>) -> Double {
    var radius = shape.radius(of: point)
    for limit in limits {
      switch limit.kind {
      case .inside: if limit[point] <= 0 { return .infinity }
      case .wall(let steepness): radius = max(radius, steepness * limit[point])
      }
    }
    return radius
  }

  /// The scale at which the lesion has a volume, and the volume that it then has.
  ///
  /// Without limits a closed form; else by a lattice of points, sorted by when they are reached. A wall's
  /// lesion spreads farther than a free one of its volume. Where the limits leave less room than the
  /// volume, it is what there is.
  func scale(forMilliliters volume: Double) -> (scale: Double, milliliters: Double) {
    let free = shape.scale(forMilliliters: volume)
    if limits.isEmpty { return (free, volume) }
    let isInWall = limits.contains { if case .wall = $0.kind { true } else { false } }
    let most = (isInWall ? 2.6 : 1.6) * free
    let half = most * shape.reach
    let count = isInWall ? 96 : 60
    let step = 2 * half / Double(count)
    let cell = step * step * step / 1000
    var reached: [Double] = []
    for k in 0..<count {
      for j in 0..<count {
        for i in 0..<count {
          let p = SIMD3(Double(i), Double(j), Double(k)) + 0.5
          let radius = radius(of: shape.center + p * step - half)
          if radius < most { reached.append(radius) }
        }
      }
    }
    reached.sort()
    let wanted = min(Int((volume / cell).rounded()), reached.count)
    guard wanted > 0 else { return (free, 0) }
    return (reached[wanted - 1], Double(wanted) * cell)
  }

  /// The lesion on a grid.
  ///
  /// Voxels that its surface may cut are divided so finely that a part is at most a 24th of the
  /// lesion's diameter; the share of parts whose centres are inside counts.
  ///
  /// - Parameters:
  ///   - grid: where the voxels lie.
  ///   - scale: the scale.
  ///   - relative: the uptake at a point of a depth (0 centre, 1 surface), in any unit.
  /// - Returns: nil where the lesion misses the grid.
  func coverage(
    on grid: Grid,
    scale: Double,
    relative: (SIMD3<Double>, Double) -> Double
  ) -> LesionCoverage? {
    guard let box = box(on: grid, scale: scale) else { return nil }
    let steps = [grid.affine.columnStep, grid.affine.rowStep, grid.affine.sliceStep]
    let reach = (length(steps[0]) + length(steps[1]) + length(steps[2])) / 2
    // How far the surface may be while the radius at the centre is this much off.
    let steepness = limits.reduce(shape.steepness) { bound, limit in
      if case .wall(let steepness) = limit.kind { max(bound, 1.8 * steepness) } else { bound }
    }
    let parts = steps.map { step in
      max(5, Int((24 * length(step) / (2 * scale)).rounded(.up)))
    }
    var runs: [Region.Run] = []
    var fractions: [Float] = []
    var values: [Double] = []
    for k in box.lower.z..<box.upper.z {
      for j in box.lower.y..<box.upper.y {
        var start: Int?
        for i in box.lower.x..<box.upper.x {
          let center = grid.position(of: SIMD3(i, j, k))
          let (share, middle) = share(
            around: center,
            steps: steps,
            parts: parts,
            scale: scale,
            reach: reach,
            steepness: steepness
          )
          let offset = grid.offset(of: SIMD3(i, j, k))
          guard share > 0 else {
            if let first = start { runs.append(Region.Run(start: first, count: offset - first)) }
            start = nil
            continue
          }
          start = start ?? offset
          fractions.append(Float(share))
          values.append(relative(middle, min(1, radius(of: middle) / scale)))
        }
        if let first = start {
          let end = grid.offset(of: SIMD3(box.upper.x - 1, j, k)) + 1
          runs.append(Region.Run(start: first, count: end - first))
        }
      }
    }
    guard !runs.isEmpty else { return nil }
    let weight = zip(fractions, values).reduce(0) { $0 + Double($1.0) * $1.1 }
    let total = fractions.reduce(0) { $0 + Double($1) }
    let mean = weight / total
    return LesionCoverage(
      region: Region(grid: grid, sortedRuns: runs),
      fractions: fractions,
      relative: values.map { Float($0 / mean) }
    )
  }

  /// The share of a voxel that is lesion, and the centre of that part.
  private func share(
    around center: SIMD3<Double>,
    steps: [SIMD3<Double>],
    parts: [Int],
    scale: Double,
    reach: Double,
    steepness: Double
  ) -> (Double, SIMD3<Double>) {
    let free = shape.radius(of: center)
    if free - scale > shape.steepness * reach { return (0, center) }
    let slack = steepness * reach
    if scale - radius(of: center) > slack,
      limits.allSatisfy({ if case .inside = $0.kind { $0[center] > 2 * reach } else { true } })
    {
      return (1, center)
    }
    var inside = 0
    var sum = SIMD3<Double>()
    for k in 0..<parts[2] {
      let z = steps[2] * ((Double(k) + 0.5) / Double(parts[2]) - 0.5)
      for j in 0..<parts[1] {
        let y = z + steps[1] * ((Double(j) + 0.5) / Double(parts[1]) - 0.5)
        for i in 0..<parts[0] {
          let p = center + y + steps[0] * ((Double(i) + 0.5) / Double(parts[0]) - 0.5)
          guard radius(of: p) <= scale else { continue }
          inside += 1
          sum += p
        }
      }
    }
    guard inside > 0 else { return (0, center) }
    return (Double(inside) / Double(parts[0] * parts[1] * parts[2]), sum / Double(inside))
  }

  /// The voxels that the lesion may touch.
  private func box(on grid: Grid, scale: Double) -> (lower: SIMD3<Int>, upper: SIMD3<Int>)? {
    let half = scale * shape.reach
    var low = SIMD3<Double>(repeating: .infinity)
    var high = -low
    for corner in 0..<8 {
      let sign = SIMD3<Double>(
        corner & 1 == 0 ? -1 : 1,
        corner & 2 == 0 ? -1 : 1,
        corner & 4 == 0 ? -1 : 1
      )
      let voxel = grid.affine.voxel(at: shape.center + half * sign)
      low = pointwiseMin(low, voxel)
      high = pointwiseMax(high, voxel)
    }
    let lower = SIMD3<Int>(
      max(0, Int((low.x - 0.5).rounded(.down))),
      max(0, Int((low.y - 0.5).rounded(.down))),
      max(0, Int((low.z - 0.5).rounded(.down)))
    )
    let upper = SIMD3<Int>(
      min(grid.size.x, Int((high.x + 0.5).rounded(.up)) + 1),
      min(grid.size.y, Int((high.y + 0.5).rounded(.up)) + 1),
      min(grid.size.z, Int((high.z + 0.5).rounded(.up)) + 1)
    )
    guard lower.x < upper.x, lower.y < upper.y, lower.z < upper.z else { return nil }
    return (lower, upper)
  }
}

extension LesionBody {
  /// How bright the lesion's brightest voxel is under a Gaussian blur, over its mean uptake, and how
  /// much of what that voxel shows is lesion.
  ///
  /// - Parameters:
  ///   - scale: the scale.
  ///   - fullWidth: the blur's full width at half maximum, in mm.
  ///   - relative: the uptake at a point of a depth.
  /// - Returns: the peak over the mean uptake, and the lesion's share there.
  /// - Throws: ``GridError`` when the small grid can't be made.
  func blurredPeak(
    scale: Double,
    fullWidthMillimeters fullWidth: Double,
    relative: (SIMD3<Double>, Double) -> Double
  ) throws(GridError) -> (uptake: Double, coverage: Double) {
    let step = min(max(scale / 3, 1), 4)
    let half = scale * shape.reach + fullWidth
    let count = Int((2 * half / step).rounded(.up)) + 1
    let grid = try Grid(
      size: SIMD3(count, count, count),
      affine: Affine(
        columnStep: SIMD3(step, 0, 0),
        rowStep: SIMD3(0, step, 0),
        sliceStep: SIMD3(0, 0, step),
        origin: shape.center - step * Double(count - 1) / 2
      )
    )
    guard let lesion = coverage(on: grid, scale: scale, relative: relative) else { return (1, 1) }
    var uptake = Volume<SUVbw>(grid: grid, values: [Float](repeating: 0, count: grid.voxelCount))
    var share = uptake
    var index = 0
    for run in lesion.region.runs {
      for offset in run.offsets {
        uptake.values[offset] = lesion.fractions[index] * lesion.relative[index]
        share.values[offset] = lesion.fractions[index]
        index += 1
      }
    }
    let sigma = fullWidth / 2.354820045
    let blurred = try uptake.smoothed(sigmaMillimeters: sigma)
    let blurredShare = try share.smoothed(sigmaMillimeters: sigma)
    var best = 0
    for offset in blurred.values.indices where blurred.values[offset] > blurred.values[best] {
      best = offset
    }
    return (Double(blurred.values[best]), Double(min(1, blurredShare.values[best])))
  }
}
