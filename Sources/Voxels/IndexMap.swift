/// Where voxel indices of one grid lie among those of another.
struct IndexMap: Sendable {
  /// The place of voxel (0, 0, 0).
  let origin: SIMD3<Double>
  /// The change of place with each index.
  let steps: [SIMD3<Double>]

  init(from source: Affine, to target: Affine) {
    let start = target.voxel(at: source.origin)
    origin = start
    steps = [source.columnStep, source.rowStep, source.sliceStep].map {
      target.voxel(at: target.origin + $0)
    }
  }

  func place(_ index: SIMD3<Double>) -> SIMD3<Double> {
    origin + steps[0] * index.x + steps[1] * index.y + steps[2] * index.z
  }

  /// Whether each index moves along its own axis alone, to a ten-millionth of a voxel over the grid.
  func isParallel(on grid: Grid) -> Bool {
    (0..<3).allSatisfy { axis in
      (0..<3).allSatisfy { other in
        axis == other || abs(steps[axis][other]) * Double(grid.size[axis]) < 1e-7
      }
    }
  }
}

/// The two voxels of an axis between which a place lies, and the weight of the second.
struct AxisSample: Sendable {
  let lower: Int
  let upper: Int
  let weight: Float
  /// Whether the place lies within half a voxel of the axis's voxels.
  let isInside: Bool

  @inline(__always)
  init(_ place: Double, count: Int, _ interpolation: Interpolation) {
    let last = Double(count &- 1)
    isInside = place >= -0.5 - 1e-7 && place <= last + 0.5 + 1e-7
    guard isInside else {
      (lower, upper, weight) = (0, 0, 0)
      return
    }
    let place = max(0, min(last, place))
    let nearest = Int(place + 0.5)
    if interpolation == .nearest || abs(place - Double(nearest)) < 1e-7 {
      lower = min(nearest, count &- 1)
      upper = lower
      weight = 0
    } else {
      lower = Int(place)
      upper = lower &+ 1
      weight = Float(place - Double(lower))
    }
  }
}
