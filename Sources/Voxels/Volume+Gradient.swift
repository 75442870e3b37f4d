extension Volume {
  /// The magnitude of the gradient, in the volume's unit per mm.
  ///
  /// Central differences along the grid's axes, one-sided at its edges, none along an axis of one voxel;
  /// taken to the patient's space by the affine, so that oblique, anisotropic and sheared grids are
  /// right. A value that is not a number makes its neighbours' gradients not a number, and its own
  /// where it stands at an edge.
  ///
  /// - Returns: a volume on the same grid.
  public func gradientMagnitude() -> Volume<PerMillimeter<Unit>> {
    let affine = grid.affine
    let volume = affine.determinant
    // The change of each index over a millimetre.
    let u = cross(affine.rowStep, affine.sliceStep) / volume
    let v = cross(affine.sliceStep, affine.columnStep) / volume
    let w = cross(affine.columnStep, affine.rowStep) / volume
    let (uu, vv, ww) = (dot(u, u), dot(v, v), dot(w, w))
    let (uv, vw, uw) = (2 * dot(u, v), 2 * dot(v, w), 2 * dot(u, w))
    let size = grid.size
    let magnitudes = Slabs.fill(blocks: grid.rowCount, of: size.x, with: Float(0)) { rows, output in
      let values = values.span
      func range(_ j: Int, _ k: Int) -> Range<Int> {
        let row = j + k * size.y
        return row * size.x..<(row + 1) * size.x
      }
      for row in rows {
        let (j, k) = (row % size.y, row / size.y)
        let here = values.extracting(range(j, k))
        let left = values.extracting(range(max(j - 1, 0), k))
        let right = values.extracting(range(min(j + 1, size.y - 1), k))
        let down = values.extracting(range(j, max(k - 1, 0)))
        let up = values.extracting(range(j, min(k + 1, size.z - 1)))
        let rowSteps = Double(max(1, min(j + 1, size.y - 1) - max(j - 1, 0)))
        let sliceSteps = Double(max(1, min(k + 1, size.z - 1) - max(k - 1, 0)))
        let start = (row - rows.lowerBound) * size.x
        func magnitude(_ i: Int, _ before: Int, _ after: Int, _ columnSteps: Double) -> Float {
          let di = (Double(here[after]) - Double(here[before])) / columnSteps
          let dj = (Double(right[i]) - Double(left[i])) / rowSteps
          let dk = (Double(up[i]) - Double(down[i])) / sliceSteps
          let squared =
            uu * di * di + vv * dj * dj + ww * dk * dk + uv * di * dj + vw * dj * dk + uw * di * dk
          return Float((squared < 0 ? 0 : squared).squareRoot())
        }
        let last = size.x - 1
        output[start] = magnitude(0, 0, min(1, last), 1)
        output[start + last] = magnitude(last, max(0, last - 1), last, 1)
        guard last > 1 else { continue }
        for i in 1..<last { output[start &+ i] = magnitude(i, i &- 1, i &+ 1, 2) }
      }
    }
    return Volume<PerMillimeter<Unit>>(grid: grid, values: magnitudes)
  }
}
