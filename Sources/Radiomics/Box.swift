import Voxels

/// Values in a box of a grid, column index fastest.
struct Box {
  /// The number of voxels along each axis.
  var size: SIMD3<Int>
  /// A value for each voxel.
  var values: [Double]

  /// The part of a volume in a box.
  init<Unit>(of volume: Volume<Unit>, from origin: SIMD3<Int>, size: SIMD3<Int>) {
    self.size = size
    values = []
    values.reserveCapacity(size.x * size.y * size.z)
    for k in 0..<size.z {
      for j in 0..<size.y {
        let start = volume.grid.offset(of: origin &+ SIMD3(0, j, k))
        for offset in start..<start + size.x { values.append(Double(volume.values[offset])) }
      }
    }
  }

  /// The part of a region in a box: 1 inside, 0 outside.
  init(of region: Region, from origin: SIMD3<Int>, size: SIMD3<Int>) {
    self.size = size
    values = [Double](repeating: 0, count: size.x * size.y * size.z)
    for run in region.runs {
      let first = region.grid.index(at: Int(run.start)) &- origin
      guard first.y >= 0, first.y < size.y, first.z >= 0, first.z < size.z else { continue }
      let columns = max(0, first.x)..<max(0, min(size.x, first.x + Int(run.count)))
      guard columns.lowerBound < columns.upperBound else { continue }
      let row = size.x * (first.y + size.y * first.z)
      for i in columns { values[row + i] = 1 }
    }
  }

  /// The step in storage between neighbours along an axis.
  private func stride(_ axis: Int) -> Int {
    axis == 0 ? 1 : axis == 1 ? size.x : size.x * size.y
  }

  /// The storage offsets where the lines along an axis begin.
  private func lineStarts(_ axis: Int) -> [Int] {
    let step = stride(axis)
    let block = step * size[axis]
    return (0..<values.count / max(1, block)).flatMap { outer in
      (0..<step).map { outer * block + $0 }
    }
  }

  /// Makes values spline coefficients along an axis.
  mutating func prefilter(_ axis: Int) {
    let step = stride(axis)
    var line = [Double](repeating: 0, count: size[axis])
    for start in lineStarts(axis) {
      for index in line.indices { line[index] = values[start + index * step] }
      splineCoefficients(&line)
      for index in line.indices { values[start + index * step] = line[index] }
    }
  }

  /// The box with an axis interpolated.
  func interpolated(_ axis: Int, _ taps: [[(index: Int, weight: Double)]]) -> Box {
    var result = self
    result.size[axis] = taps.count
    let step = stride(axis)
    let outer = values.count / max(1, step * size[axis])
    result.values = [Double](repeating: 0, count: outer * step * taps.count)
    for block in 0..<outer {
      for (target, taps) in taps.enumerated() {
        let into = (block * result.size[axis] + target) * step
        for tap in taps {
          let from = (block * size[axis] + tap.index) * step
          for index in 0..<step {
            result.values[into + index] += tap.weight * values[from + index]
          }
        }
      }
    }
    return result
  }
}
