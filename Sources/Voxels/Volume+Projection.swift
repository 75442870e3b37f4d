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
