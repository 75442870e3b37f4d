extension Region {
  /// The voxels of another grid whose centres lie in a voxel of this region.
  ///
  /// - Parameter target: the grid to sample at.
  /// - Returns: the region on the target grid; on a border between voxels the later one counts.
  public func resampled(to target: Grid) -> Region {
    guard let box = boundingBox else { return .empty(target) }
    let map = IndexMap(from: target.affine, to: grid.affine)
    let back = IndexMap(from: grid.affine, to: target.affine)
    // The corners of the region's box on the target grid.
    var lower = SIMD3(repeating: Double.infinity)
    var upper = -lower
    for x in [box.lower.x, box.upper.x] {
      for y in [box.lower.y, box.upper.y] {
        for z in [box.lower.z, box.upper.z] {
          let corner = back.place(SIMD3(Double(x), Double(y), Double(z)) - 0.5)
          lower = pointwiseMin(lower, corner)
          upper = pointwiseMax(upper, corner)
        }
      }
    }
    var first = SIMD3<Int>.zero
    var end = SIMD3<Int>.zero
    for axis in 0..<3 {
      let count = Double(target.size[axis])
      first[axis] = Int(min(count, max(0, lower[axis] - 1)))
      end[axis] = Int(min(count, max(Double(first[axis]), upper[axis] + 2)))
    }
    return Region(box: VoxelBox(lower: first, upper: end), of: target) { index in
      let place = map.place(SIMD3(Double(index.x), Double(index.y), Double(index.z)))
      let x = AxisSample(place.x, count: grid.size.x, .nearest)
      let y = AxisSample(place.y, count: grid.size.y, .nearest)
      let z = AxisSample(place.z, count: grid.size.z, .nearest)
      return x.isInside && y.isInside && z.isInside
        && contains(grid.offset(of: SIMD3(x.lower, y.lower, z.lower)))
    }
  }
}
