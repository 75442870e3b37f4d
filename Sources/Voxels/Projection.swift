import Glibc

/// The picture plane of a projection about the patient's long axis: head up, in square pixels.
///
/// At 0 degrees the patient is seen from the front, with the patient's left at the picture's right; the
/// eye moves to the patient's left as the angle grows: 90 degrees is the view from the left side, with
/// the back at the picture's right.
public struct ProjectionFrame: Hashable, Sendable {
  /// The angle of view, in degrees.
  public let angleDegrees: Double
  /// The edge of a pixel, in mm.
  public let pixelMillimeters: Double
  /// The number of pixels across.
  public let columns: Int
  /// The number of pixels from head to feet.
  public let rows: Int

  /// The direction in the patient that runs from left to right in the picture.
  let right: SIMD3<Double>
  /// Where the middle of the first pixel lies: along `right`, and along z.
  let firstRight: Double
  let firstHeight: Double

  /// The smallest frame that holds all voxels of a grid.
  ///
  /// - Parameters:
  ///   - grid: what has to fit in.
  ///   - angleDegrees: the angle of view.
  ///   - pixelMillimeters: the edge of a pixel, in mm; above 0.
  public init(covering grid: Grid, angleDegrees: Double, pixelMillimeters: Double) {
    precondition(pixelMillimeters > 0, "pixels of some size")
    let angle = angleDegrees * .pi / 180
    right = SIMD3(cos(angle), sin(angle), 0)
    var (left, most, low, high) = (
      Double.infinity, -Double.infinity, Double.infinity, -Double.infinity
    )
    for x in [-0.5, Double(grid.size.x) - 0.5] {
      for y in [-0.5, Double(grid.size.y) - 0.5] {
        for z in [-0.5, Double(grid.size.z) - 0.5] {
          let corner = grid.affine.position(ofVoxel: SIMD3(x, y, z))
          let across = dot(corner, right)
          (left, most) = (min(left, across), max(most, across))
          (low, high) = (min(low, corner.z), max(high, corner.z))
        }
      }
    }
    self.angleDegrees = angleDegrees
    self.pixelMillimeters = pixelMillimeters
    columns = max(1, Int(((most - left) / pixelMillimeters - 1e-6).rounded(.up)))
    rows = max(1, Int(((high - low) / pixelMillimeters - 1e-6).rounded(.up)))
    // What rounding adds is shared out on both sides.
    firstRight = (left + most) / 2 - Double(columns - 1) / 2 * pixelMillimeters
    firstHeight = (low + high) / 2 + Double(rows - 1) / 2 * pixelMillimeters
  }

  /// Where a position falls: the pixel's column and row, counted from the middle of the first pixel.
  ///
  /// - Parameter position: in LPS mm.
  /// - Returns: x to the right and y down, in pixels.
  public func pixel(of position: SIMD3<Double>) -> SIMD2<Double> {
    SIMD2(
      (dot(position, right) - firstRight) / pixelMillimeters,
      (firstHeight - position.z) / pixelMillimeters
    )
  }
}

extension Volume {
  /// The highest value along each line of sight.
  ///
  /// A line of sight runs at a right angle to the patient's long axis. It is sampled where it crosses the
  /// rows of voxel centres, or the columns where it runs closer to those; between the two centres beside
  /// it linearly. Between lines of sight and between slices the picture is linear too. A value that is
  /// not a number is passed over.
  ///
  /// A grid whose slices aren't at a right angle to the long axis is first resampled, linearly, to one
  /// whose are, at its smallest spacing.
  ///
  /// - Parameters:
  ///   - frame: the picture plane.
  ///   - outside: the value of pixels that no line of sight through the volume belongs to.
  /// - Returns: `frame.columns * frame.rows` values, row by row from the head down, the row's left first.
  /// - Throws: ``GridError/tooManyVoxels(_:)`` where a resampled grid would be too large.
  /// - Source: Lacroute and Levoy, Fast volume rendering using a shear-warp factorization, SIGGRAPH 1994,
  ///   for the order of the work.
  public func maximumIntensityProjection(
    onto frame: ProjectionFrame,
    outside: Float
  ) throws(GridError) -> [Float] {
    guard let lines = SightLines(grid: grid, frame: frame) else {
      let upright = resampled(to: try grid.upright(), outside: -.infinity, interpolation: .linear)
      return try upright.maximumIntensityProjection(onto: frame, outside: outside)
    }
    let slice = grid.size.x * grid.size.y
    let highest = Slabs.fill(blocks: grid.size.z, of: lines.count, with: -Float.infinity) {
      slices,
      output in
      var turned = [Float](repeating: 0, count: lines.runsAlongColumns ? slice : 0)
      for k in slices {
        var line = output._mutatingExtracting(
          (k - slices.lowerBound) * lines.count..<(k - slices.lowerBound + 1) * lines.count
        )
        if lines.runsAlongColumns {
          transpose(
            values.span.extracting(k * slice..<(k + 1) * slice),
            width: grid.size.x,
            &turned
          )
          lines.raise(&line, by: turned.span)
        } else {
          lines.raise(&line, by: values.span.extracting(k * slice..<(k + 1) * slice))
        }
      }
    }
    return picture(of: highest, lines, on: frame, outside: outside)
  }

  /// Samples the highest values of all slices at the pixels of a frame.
  private func picture(
    of highest: [Float],
    _ lines: SightLines,
    on frame: ProjectionFrame,
    outside: Float
  ) -> [Float] {
    let affine = grid.affine
    let columns = (0..<frame.columns).map { column in
      let across = frame.firstRight + Double(column) * frame.pixelMillimeters
      return AxisSample(lines.place(across), count: lines.count, .linear)
    }
    return Slabs.fill(blocks: frame.rows, of: frame.columns, with: outside) { rows, output in
      let highest = highest.span
      for row in rows {
        let height = frame.firstHeight - Double(row) * frame.pixelMillimeters
        let z = AxisSample(
          (height - affine.origin.z) / affine.sliceStep.z,
          count: grid.size.z,
          .linear
        )
        guard z.isInside else { continue }
        for column in 0..<frame.columns where columns[column].isInside {
          let x = columns[column]
          func along(_ k: Int) -> Float {
            mixed(
              highest[k &* lines.count &+ x.lower],
              highest[k &* lines.count &+ x.upper],
              x.weight
            )
          }
          let value = mixed(along(z.lower), along(z.upper), z.weight)
          if value > -.infinity { output[(row - rows.lowerBound) * frame.columns + column] = value }
        }
      }
    }
  }
}

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

/// The value between two; where one is missing, the other.
@inline(__always)
private func mixed(_ low: Float, _ high: Float, _ weight: Float) -> Float {
  guard low > -.infinity else { return high }
  guard high > -.infinity else { return low }
  return low + weight * (high - low)
}

/// Turns a slice so that its columns become rows.
private func transpose(_ slice: Span<Float>, width: Int, _ turned: inout [Float]) {
  let height = slice.count / width
  precondition(turned.count == slice.count, "room for the slice")
  unsafe slice.withUnsafeBufferPointer { slice in
    unsafe turned.withUnsafeMutableBufferPointer { turned in
      // Tiles of 16 by 16 stay in the cache while they are read along and written across.
      for left in stride(from: 0, to: width, by: 16) {
        let right = min(left + 16, width)
        for j in 0..<height {
          var target = left &* height &+ j
          for i in left..<right {
            unsafe turned[target] = slice[j &* width &+ i]
            target &+= height
          }
        }
      }
    }
  }
}

/// Lines of sight through a slice, one for each step between voxels along its rows, or its columns where
/// the lines of sight run closer to the rows.
private struct SightLines: Sendable {
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

extension Grid {
  /// A grid along the patient's axes that holds this one, at its smallest spacing.
  fileprivate func upright() throws(GridError) -> Grid {
    let spacing = min(spacingMillimeters.x, spacingMillimeters.y, spacingMillimeters.z)
    var lower = SIMD3(repeating: Double.infinity)
    var upper = -lower
    for x in [0, Double(size.x - 1)] {
      for y in [0, Double(size.y - 1)] {
        for z in [0, Double(size.z - 1)] {
          let corner = affine.position(ofVoxel: SIMD3(x, y, z))
          lower = pointwiseMin(lower, corner)
          upper = pointwiseMax(upper, corner)
        }
      }
    }
    let steps = (upper - lower) / spacing
    return try Grid(
      size: SIMD3(Int(steps.x) + 2, Int(steps.y) + 2, Int(steps.z) + 2),
      affine: Affine(
        columnStep: SIMD3(spacing, 0, 0),
        rowStep: SIMD3(0, spacing, 0),
        sliceStep: SIMD3(0, 0, spacing),
        origin: lower
      )
    )
  }
}
