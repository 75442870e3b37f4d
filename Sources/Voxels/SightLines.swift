/// Lines of sight through a slice, one for each step between voxels along its rows, or its columns where
/// the lines of sight run closer to the rows.
struct SightLines: Sendable {
  /// Whether the slice has to be turned, so that its columns lie as rows.
  let runsAlongColumns: Bool
  /// The number of lines of sight.
  let count: Int
  /// The voxels of a row.
  private let width: Int
  /// How far each row is moved against the first line of sight: whole steps, and the rest.
  private let shifts: [(whole: Int, rest: Float)]
  private let start: Double
  private let step: Double

  /// Nil where the slices aren't at a right angle to the long axis.
  init?(grid: Grid, frame: ProjectionFrame) {
    let affine = grid.affine
    let spacing = affine.spacingMillimeters
    guard abs(affine.columnStep.z) < 1e-4 * spacing.x, abs(affine.rowStep.z) < 1e-4 * spacing.y,
      (affine.sliceStep.x * affine.sliceStep.x + affine.sliceStep.y * affine.sliceStep.y)
        < 1e-8 * spacing.z * spacing.z
    else { return nil }
    var along = dot(affine.columnStep, frame.right)
    var across = dot(affine.rowStep, frame.right)
    runsAlongColumns = abs(along) / spacing.x < abs(across) / spacing.y
    var size = SIMD2(grid.size.x, grid.size.y)
    if runsAlongColumns {
      swap(&along, &across)
      size = SIMD2(size.y, size.x)
    }
    let slope = across / along
    let least = min(0, slope * Double(size.y - 1))
    shifts = (0..<size.y).map { row in
      let shift = max(0, slope * Double(row) - least)
      let whole = Int(shift + 1e-7)
      return (whole, Float(max(0, shift - Double(whole))))
    }
    width = size.x
    count = size.x + (shifts.map(\.whole).max() ?? 0) + 1
    start = dot(affine.origin, frame.right) + least * along
    step = along
  }

  /// Where a distance along the picture falls among the lines of sight.
  func place(_ across: Double) -> Double { (across - start) / step }

  /// Raises the highest values so far by those of a slice.
  func raise(_ highest: inout MutableSpan<Float>, by slice: Span<Float>) {
    for (row, shift) in shifts.enumerated() {
      let line = slice.extracting(row * width..<(row + 1) * width)
      let first = shift.whole
      if shift.rest == 0 {
        var part = highest._mutatingExtracting(first..<first + width)
        for i in 0..<width { part[i] = line[i] > part[i] ? line[i] : part[i] }
        continue
      }
      // The outermost centres reach half a voxel further.
      if shift.rest <= 0.5, line[0] > highest[first] { highest[first] = line[0] }
      let last = line[width - 1]
      if shift.rest >= 0.5, last > highest[first + width] { highest[first + width] = last }
      let before = line.extracting(0..<width - 1)
      let after = line.extracting(1..<width)
      var part = highest._mutatingExtracting(first + 1..<first + width)
      for i in 0..<width - 1 {
        let value = after[i] + shift.rest * (before[i] - after[i])
        part[i] = value > part[i] ? value : part[i]
      }
    }
  }
}
