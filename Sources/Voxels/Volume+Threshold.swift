extension Volume {
  /// The voxels whose value reaches a level.
  ///
  /// A value equal to the level is in. A value that is not a number never is, nor is any value where
  /// the level is not a number.
  ///
  /// - Parameters:
  ///   - level: the smallest value inside, in the volume's unit.
  ///   - region: only voxels of this region are asked; all voxels where it is nil.
  /// - Returns: the region of values >= level.
  /// - Precondition: the region lies on the volume's grid.
  public func region(atLeast level: Float, within region: Region? = nil) -> Region {
    guard let region else {
      let columns = grid.size.x
      let slabs = Slabs.map(grid.rowCount, voxels: values.count) { rows in
        scan(values, rows, level) { $0 * columns..<($0 + 1) * columns }
      }
      return Region(grid: grid, sortedRuns: Array(slabs.joined()))
    }
    precondition(region.grid == grid, "a region of the volume's grid")
    let slabs = Slabs.map(region.runs.count, voxels: region.voxelCount) { runs in
      scan(values, runs, level) { region.runs[$0].offsets }
    }
    return Region(grid: grid, sortedRuns: Array(slabs.joined()))
  }
}

/// The runs of values that reach a level, in stretches that each lie within a row.
///
/// Outside `Volume`, so that nothing in the loop depends on the volume's unit: a generic loop asks
/// for its types anew in every row.
private func scan(
  _ values: [Float],
  _ stretches: Range<Int>,
  _ level: Float,
  _ offsets: (Int) -> Range<Int>
) -> [Region.Run] {
  unsafe values.withUnsafeBufferPointer { values in
    var runs: [Region.Run] = []
    for index in stretches {
      let stretch = offsets(index)
      unsafe appendRuns(of: UnsafeBufferPointer(rebasing: values[stretch]), level) {
        runs.append(Region.Run(start: stretch.lowerBound + $0, count: $1 - $0))
      }
    }
    return runs
  }
}

/// Calls `append` with the first index and the one past the last of each run of values that reach a
/// level.
@inline(__always)
private func appendRuns(
  of values: UnsafeBufferPointer<Float>,
  _ level: Float,
  append: (Int, Int) -> Void
) {
  let levels = SIMD16<Float>(repeating: level)
  var start = -1
  var wasInside: UInt32 = 0
  var base = 0
  while base < values.count {
    // Most of a scan lies below the level: 64 values at once are passed over.
    while start < 0, base &+ 64 <= values.count, let address = values.baseAddress {
      let lanes = unsafe UnsafeRawPointer(address + base)
      let first = unsafe lanes.loadUnaligned(as: SIMD16<Float>.self)
      let second = unsafe lanes.loadUnaligned(fromByteOffset: 64, as: SIMD16<Float>.self)
      let third = unsafe lanes.loadUnaligned(fromByteOffset: 128, as: SIMD16<Float>.self)
      let fourth = unsafe lanes.loadUnaligned(fromByteOffset: 192, as: SIMD16<Float>.self)
      let lower = weights(first .>= levels) | weights(second .>= levels)
      let upper = weights(third .>= levels) | weights(fourth .>= levels)
      if sum(lower | upper) != 0 { break }
      base &+= 64
      wasInside = 0
    }
    var inside: UInt32
    if base &+ 16 <= values.count, let address = values.baseAddress {
      let lanes = unsafe UnsafeRawPointer(address + base).loadUnaligned(as: SIMD16<Float>.self)
      inside = sum(weights(lanes .>= levels))
    } else {
      inside = 0
      for lane in 0..<values.count &- base where unsafe values[base &+ lane] >= level {
        inside |= 1 << UInt32(truncatingIfNeeded: lane)
      }
    }
    // A set bit is a voxel that differs from the one before it.
    var edges = (inside ^ (inside << 1 | wasInside)) & 0xFFFF
    while edges != 0 {
      let edge = base &+ edges.trailingZeroBitCount
      if start < 0 {
        start = edge
      } else {
        append(start, edge)
        start = -1
      }
      edges &= edges &- 1
    }
    wasInside = inside >> 15
    base &+= 16
  }
  if start >= 0 { append(start, values.count) }
}

/// Bit n in lane n where the lane is set.
@inline(__always)
private func weights(_ mask: SIMDMask<SIMD16<Int32>>) -> SIMD16<UInt32> {
  let bits = SIMD16<UInt32>(
    1,
    2,
    4,
    8,
    16,
    32,
    64,
    128,
    256,
    512,
    1024,
    2048,
    4096,
    8192,
    16384,
    32768
  )
  return SIMD16<UInt32>.zero.replacing(with: bits, where: mask)
}

/// The bits of all lanes together.
@inline(__always)
private func sum(_ weights: SIMD16<UInt32>) -> UInt32 {
  let eight = weights.lowHalf | weights.highHalf
  let four = eight.lowHalf | eight.highHalf
  let two = four.lowHalf | four.highHalf
  return two.x | two.y
}
