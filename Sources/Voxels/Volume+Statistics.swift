extension Volume {
  /// The values of a region's voxels, in storage order.
  ///
  /// - Parameter region: on the volume's grid.
  /// - Returns: a value for each voxel of the region.
  /// - Precondition: the region lies on the volume's grid.
  public func values(in region: Region) -> [Float] {
    precondition(region.grid == grid, "a region of the volume's grid")
    var inside: [Float] = []
    inside.reserveCapacity(region.voxelCount)
    for run in region.runs { inside += values[run.offsets] }
    return inside
  }

  /// The statistics of the values in a region.
  ///
  /// - Parameter region: on the volume's grid.
  /// - Returns: the statistics; nil where the region holds no value that is a number.
  /// - Precondition: the region lies on the volume's grid.
  public func statistics(in region: Region) -> RegionStatistics? {
    precondition(region.grid == grid, "a region of the volume's grid")
    return RegionStatistics(of: values, in: region)
  }
}

/// What is to say about the values of a region's voxels.
///
/// Values that are not numbers are left out of everything but ``notANumberCount``.
public struct RegionStatistics: Hashable, Sendable {
  /// The number of values that are numbers: n.
  public let count: Int
  /// The number of values that are not numbers.
  public let notANumberCount: Int
  /// The smallest value.
  public let minimum: Float
  /// The largest value.
  public let maximum: Float
  /// The voxel of the smallest value; of equal ones the first in storage order.
  public let minimumIndex: SIMD3<Int>
  /// The voxel of the largest value; of equal ones the first in storage order.
  public let maximumIndex: SIMD3<Int>
  /// The arithmetic mean.
  public let mean: Double
  /// The standard deviation with n - 1 in the denominator; 0 where n is 1.
  public let standardDeviation: Double

  private let sorted: [Float]

  init?(of values: [Float], in region: Region) {
    var inside: [Float] = []
    inside.reserveCapacity(region.voxelCount)
    var (lowest, highest) = (0, 0)
    var (minimum, maximum) = (Float.infinity, -Float.infinity)
    var sum = 0.0
    let voxels = values.span
    for run in region.runs {
      for offset in run.offsets {
        let value = voxels[offset]
        guard !value.isNaN else { continue }
        if value < minimum || inside.isEmpty { (minimum, lowest) = (value, offset) }
        if value > maximum || inside.isEmpty { (maximum, highest) = (value, offset) }
        sum += Double(value)
        inside.append(value)
      }
    }
    guard !inside.isEmpty else { return nil }
    let mean = sum / Double(inside.count)
    let squares = inside.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    count = inside.count
    notANumberCount = region.voxelCount - inside.count
    self.minimum = minimum
    self.maximum = maximum
    minimumIndex = region.grid.index(at: lowest)
    maximumIndex = region.grid.index(at: highest)
    self.mean = mean
    standardDeviation = inside.count > 1 ? (squares / Double(inside.count - 1)).squareRoot() : 0
    inside.sort()
    sorted = inside
  }

  /// The middle value: the mean of the two middle ones where n is even.
  public var median: Double { percentile(50) }

  /// The value below which a share of the values lies.
  ///
  /// Linear between order statistics: position p / 100 * (n - 1) in the sorted values, counted from 0.
  ///
  /// - Parameter percent: 0 for the minimum to 100 for the maximum.
  /// - Returns: the percentile, in the volume's unit.
  /// - Precondition: `percent` lies within 0...100.
  /// - Source: Hyndman and Fan, Am Stat 1996;50:361, definition 7 (the default of numpy and R).
  public func percentile(_ percent: Double) -> Double {
    precondition((0...100).contains(percent), "a percentage")
    let position = percent / 100 * Double(count - 1)
    let below = min(Int(position), count - 1)
    let above = min(below + 1, count - 1)
    let low = Double(sorted[below])
    let high = Double(sorted[above])
    return low == high ? low : low + (high - low) * (position - Double(below))
  }
}
