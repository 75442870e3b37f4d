import Voxels

extension RadiomicsSettings.Discretization {
  /// Bins between two intensities: the level of an intensity, and the intensity of a level.
  struct Bins {
    /// Where the first bin begins.
    let start: Double
    /// The width of a bin.
    let width: Double
    /// The number of bins.
    let count: Int

    /// The bin of an intensity, from 1; the highest intensity is in the last bin.
    func level(_ intensity: Double) -> Int {
      guard width > 0 else { return count }
      return min(count, Int(((intensity - start) / width).rounded(.down)) + 1)
    }

    /// The middle of a bin.
    func center(_ level: Int) -> Double { start + (Double(level) - 0.5) * width }
  }

  /// The bins for intensities between two values.
  ///
  /// - Source: IBSI 2.7.
  func bins(lowest: Double, highest: Double) throws(RadiomicsError) -> Bins {
    switch self {
    case .fixedBinNumber(let count):
      return Bins(start: lowest, width: (highest - lowest) / Double(count), count: count)
    case .fixedBinSize(let width, let anchor):
      let start = anchor ?? lowest
      guard lowest >= start else { throw .belowAnchor(intensity: lowest, anchor: start) }
      let count = ((highest - start) / width).rounded(.down) + 1
      guard count <= 65535 else { throw .tooManyLevels(Int(min(count, 1e15))) }
      return Bins(start: start, width: width, count: Int(count))
    }
  }
}

/// A region's levels, in its tight box, with its morphological mask there.
struct Levels {
  let discretized: DiscretizedRegion
  let morphologicalMask: [Bool]

  /// Makes a region's intensities levels.
  init(
    _ region: PreparedRegion,
    _ discretization: RadiomicsSettings.Discretization
  ) throws(RadiomicsError) {
    guard let bounds = region.bounds(of: region.morphologicalMask) else {
      discretized = DiscretizedRegion(
        size: SIMD3(repeating: 1),
        spacingMillimeters: region.grid.spacingMillimeters,
        levels: [0],
        levelCount: 1
      )
      morphologicalMask = [false]
      return
    }
    let values = region.values
    let bins = try discretization.bins(
      lowest: values.min() ?? 0,
      highest: values.max() ?? 0
    )
    let size = bounds.upper &- bounds.lower &+ SIMD3(repeating: 1)
    var levels: [UInt16] = []
    var mask: [Bool] = []
    levels.reserveCapacity(size.x * size.y * size.z)
    mask.reserveCapacity(size.x * size.y * size.z)
    for k in bounds.lower.z...bounds.upper.z {
      for j in bounds.lower.y...bounds.upper.y {
        let row = region.grid.offset(of: SIMD3(0, j, k))
        for offset in row + bounds.lower.x...row + bounds.upper.x {
          mask.append(region.morphologicalMask[offset])
          levels.append(
            region.intensityMask[offset]
              ? UInt16(bins.level(Double(region.intensities[offset]))) : 0
          )
        }
      }
    }
    discretized = DiscretizedRegion(
      size: size,
      spacingMillimeters: region.grid.spacingMillimeters,
      levels: levels,
      levelCount: bins.count
    )
    morphologicalMask = mask
  }
}
