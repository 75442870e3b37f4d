extension Region {
  /// The pixels of a projection that the region's voxels cover.
  ///
  /// Each voxel covers the pixels whose middle lies in the rectangle about its box as seen from there, and
  /// always the pixel that its centre falls into.
  ///
  /// - Parameter frame: the picture plane.
  /// - Returns: `frame.columns * frame.rows` values, 1 where covered and else 0, row by row from the head
  ///   down.
  public func projected(onto frame: ProjectionFrame) -> [UInt8] {
    let affine = grid.affine
    let steps = [affine.columnStep, affine.rowStep, affine.sliceStep]
    let pixel = frame.pixelMillimeters
    let halfWidth = steps.reduce(0) { $0 + abs(dot($1, frame.right)) } / 2 / pixel
    let halfHeight = steps.reduce(0) { $0 + abs($1.z) } / 2 / pixel
    // Whole runs are drawn at once where they lie level.
    let isLevel = abs(affine.columnStep.z) < 1e-4 * length(affine.columnStep)
    var picture = [UInt8](repeating: 0, count: frame.columns * frame.rows)
    func cover(_ a: SIMD2<Double>, _ b: SIMD2<Double>) {
      let (left, right) = (min(a.x, b.x), max(a.x, b.x))
      let (top, bottom) = (min(a.y, b.y), max(a.y, b.y))
      let columns = pixels(left, right, halfWidth, count: frame.columns)
      for row in pixels(top, bottom, halfHeight, count: frame.rows) {
        for column in columns { picture[row * frame.columns + column] = 1 }
      }
    }
    forEachSpan { index, count in
      let first = grid.position(of: index)
      let stretches = isLevel ? [(0, count - 1)] : (0..<count).map { ($0, $0) }
      for (start, end) in stretches {
        cover(
          frame.pixel(of: first + affine.columnStep * Double(start)),
          frame.pixel(of: first + affine.columnStep * Double(end))
        )
      }
    }
    return picture
  }

  /// The pixels whose middle lies from `low - reach` to `high + reach`, and those nearest to both.
  private func pixels(
    _ low: Double,
    _ high: Double,
    _ reach: Double,
    count: Int
  ) -> Range<Int> {
    let first = min((low - reach - 1e-6).rounded(.up), low.rounded())
    let last = max((high + reach + 1e-6).rounded(.down), high.rounded())
    let start = Int(max(0, min(Double(count), first)))
    return start..<Int(max(Double(start), min(Double(count), last + 1)))
  }
}
