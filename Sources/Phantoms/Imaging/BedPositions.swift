package import Voxels

/// Where a scanner's bed stops, or that it doesn't: when each slice is measured, and how well.
///
/// Along the axis the sensitivity of a position is a triangle, highest in its middle; positions overlap
/// so that their sum is nearly even, except at both ends of the scan.
package struct BedPositions: Hashable, Sendable {
  /// The middles of the positions, in mm along the axis, in the order of measurement.
  package let centers: [Double]
  /// The length of a position, in mm.
  package let lengthMillimeters: Double
  /// Whether the bed moves on without a stop; the positions then only carry the time.
  package let isContinuous: Bool

  /// The positions that cover a grid, from the feet up.
  ///
  /// - Parameters:
  ///   - grid: an axial grid.
  ///   - system: the scanner.
  package init(covering grid: Grid, by system: PETCTSystem) {
    let ends = [0, grid.size.z - 1].map { grid.position(of: SIMD3(0, 0, $0)).z }
    let low = (ends.min() ?? 0) - grid.spacingMillimeters.z / 2
    let high = (ends.max() ?? 0) + grid.spacingMillimeters.z / 2
    let length = min(system.axialFieldMillimeters, high - low)
    let step = length * (1 - (system.bedOverlap ?? 0.5))
    let count = max(1, Int(((high - low - length) / step - 1e-9).rounded(.up)) + 1)
    let spread = count == 1 ? 0 : (high - low - length) / Double(count - 1)
    centers = (0..<count).map { low + length / 2 + spread * Double($0) }
    lengthMillimeters = length
    isContinuous = system.bedOverlap == nil
  }

  /// When each slice of a grid is measured.
  ///
  /// - Parameters:
  ///   - grid: the grid that the positions cover.
  ///   - start: when the first position starts.
  ///   - seconds: how long each position is measured.
  /// - Returns: a timing for each slice, in the order of k.
  func timings(of grid: Grid, from start: Timestamp, seconds: Double) -> [FrameTiming] {
    let move = isContinuous ? 0 : 4.0
    return heights(of: grid).map { height in
      let bed = nearest(to: height)
      return FrameTiming(
        start: start.advanced(bySeconds: Double(bed) * (seconds + move)),
        durationSeconds: seconds
      )
    }
  }

  /// How long the whole scan takes, in seconds.
  package func duration(secondsPerBed seconds: Double) -> Double {
    Double(centers.count) * seconds + Double(centers.count - 1) * (isContinuous ? 0 : 4)
  }

  /// What the noise is multiplied by in each slice: 1 where two positions overlap fully.
  ///
  /// - Source: noise goes with the root of the counts; at most 3 at the ends of a scan, where real
  ///   ones show 2 to 4 (measured on one FDG scan).
  package func noiseFactors(of grid: Grid) -> [Double] {
    let sensitivities = heights(of: grid).map { height in
      if isContinuous {
        let (first, last) = (centers[0], centers[centers.count - 1])
        let half = lengthMillimeters / 2
        // Beyond the middles of the outermost positions the bed's time falls away.
        let end = height < first ? first - height : height > last ? height - last : 0
        return max(0.11, 1 - 0.9 * end / half)
      }
      return max(
        0.11,
        centers.reduce(0) { $0 + max(0, 1 - abs(height - $1) / (lengthMillimeters / 2)) }
      )
    }
    let sorted = sensitivities.sorted()
    let middle = sorted[sorted.count / 2]
    return sensitivities.map { min(3, (middle / $0).squareRoot()) }
  }

  private func heights(of grid: Grid) -> [Double] {
    (0..<grid.size.z).map { grid.position(of: SIMD3(0, 0, $0)).z }
  }

  private func nearest(to height: Double) -> Int {
    centers.indices.min { abs(centers[$0] - height) < abs(centers[$1] - height) } ?? 0
  }
}
