/// A ball around a voxel's centre, as rows of voxels: those whose centres lie in the ball, a centre on
/// its surface included.
///
/// - Parameters:
///   - radius: in mm, finite and not negative.
///   - affine: the steps between voxels; may be sheared.
/// - Returns: the rows in storage order; the middle voxel is always among them.
func ballRows(radius: Double, affine: Affine) -> [NeighbourRow] {
  let limit = surfaceInclusive(radius * radius)
  let reach = affine.indexReach(ofMillimeters: radius)
  let (columns, rows, slices) = (Int(reach.x) + 1, Int(reach.y) + 1, Int(reach.z) + 1)
  var ball: [NeighbourRow] = []
  for k in -slices...slices {
    for j in -rows...rows {
      let arm = affine.rowStep * Double(j) + affine.sliceStep * Double(k)
      let inside = (-columns...columns).filter { i in
        let arm = arm + affine.columnStep * Double(i)
        return dot(arm, arm) <= limit
      }
      if let first = inside.first, let last = inside.last {
        ball.append(NeighbourRow(rows: j, slices: k, columns: first...last))
      }
    }
  }
  return ball
}
