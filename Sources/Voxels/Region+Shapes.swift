extension Region {
  /// The voxels whose centres lie in a sphere; a centre on its surface is inside.
  ///
  /// The part of a sphere beyond the grid is left out.
  ///
  /// - Parameters:
  ///   - center: the sphere's centre, in LPS mm.
  ///   - radius: in mm; nothing is inside where it is negative or not a number.
  ///   - grid: the grid whose voxels are asked.
  /// - Returns: the region.
  public static func sphere(
    center: SIMD3<Double>,
    radiusMillimeters radius: Double,
    grid: Grid
  ) -> Region {
    let limit = surfaceInclusive(radius * radius)
    return Region(box: grid.box(around: center, radius: radius), of: grid) { index in
      let arm = grid.position(of: index) - center
      return dot(arm, arm) <= limit
    }
  }

  /// The voxels whose centres lie in a straight cylinder; a centre on its surface is inside.
  ///
  /// The part of a cylinder beyond the grid is left out.
  ///
  /// - Parameters:
  ///   - start: the centre of one end face, in LPS mm.
  ///   - end: the centre of the other end face, in LPS mm; other than `start`.
  ///   - radius: in mm; nothing is inside where it is negative or not a number.
  ///   - grid: the grid whose voxels are asked.
  /// - Returns: the region.
  public static func cylinder(
    from start: SIMD3<Double>,
    to end: SIMD3<Double>,
    radiusMillimeters radius: Double,
    grid: Grid
  ) -> Region {
    let height = length(end - start)
    let axis = (end - start) / height
    let limit = surfaceInclusive(radius * radius)
    let reach = (height * height / 4 + radius * radius).squareRoot()
    return Region(box: grid.box(around: (start + end) / 2, radius: reach), of: grid) { index in
      let arm = grid.position(of: index) - start
      let along = dot(arm, axis)
      let across = arm - axis * along
      let slack = height * 1e-9
      return along >= -slack && along <= height + slack && dot(across, across) <= limit
    }
  }
}

/// A squared radius that takes in the points that lie on the surface but for rounding.
func surfaceInclusive(_ squaredRadius: Double) -> Double { squaredRadius * (1 + 1e-9) }

extension Grid {
  /// The voxels that a sphere may reach.
  func box(around center: SIMD3<Double>, radius: Double) -> VoxelBox {
    guard radius >= 0, radius.isFinite else { return VoxelBox(lower: .zero, upper: .zero) }
    let middle = affine.voxel(at: center)
    let reach = affine.indexReach(ofMillimeters: radius)
    var lower = SIMD3<Int>.zero
    var upper = SIMD3<Int>.zero
    for axis in 0..<3 {
      let last = Double(size[axis])
      // Written so that a centre that is not a number gives an empty box.
      guard middle[axis] + reach[axis] >= -1, middle[axis] - reach[axis] <= last else {
        return VoxelBox(lower: .zero, upper: .zero)
      }
      lower[axis] = Int(max(0, middle[axis] - reach[axis] - 1))
      upper[axis] = Int(min(last, middle[axis] + reach[axis] + 2))
    }
    return VoxelBox(lower: lower, upper: pointwiseMax(lower, upper))
  }
}

extension Affine {
  /// How far along each index axis a sphere of the given radius reaches.
  func indexReach(ofMillimeters radius: Double) -> SIMD3<Double> {
    let volume = abs(determinant)
    return SIMD3(
      length(cross(rowStep, sliceStep)),
      length(cross(sliceStep, columnStep)),
      length(cross(columnStep, rowStep))
    ) * radius / volume
  }
}
