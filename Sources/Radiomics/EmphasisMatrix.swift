import Glibc

/// A matrix of levels and of something else that is counted from 1: run lengths, zone sizes,
/// distances from the border, dependences.
///
/// The four families of such matrices share their formulas.
protocol EmphasisMatrix: TextureMatrix {
  /// How often each pair of a level and the other quantity occurs.
  var counts: PairCounts { get }
  /// How many there could be: the voxels, once for each matrix merged.
  var voxelCount: Int { get }

  init(counts: PairCounts, voxelCount: Int)
}

extension EmphasisMatrix {
  init(merging parts: [Self]) {
    self.init(
      counts: PairCounts(merging: parts.map(\.counts)),
      voxelCount: parts.reduce(0) { $0 + $1.voxelCount }
    )
  }

  /// The 16 features that all families share, and the energy for a family that has it.
  ///
  /// - Source: IBSI reference manual, sections 3.7 to 3.9 and 3.11.
  var values: [FeatureValue] {
    let entries = counts.entries
    guard let greatestLevel = entries.last?.first, let greatest = entries.map(\.second).max() else {
      return Self.family.features.map { _ in .failure(.emptyRegion) }
    }
    let total = Double(counts.total)
    var levels = [Double](repeating: 0, count: greatestLevel + 1)
    var others = [Double](repeating: 0, count: greatest + 1)
    var lowLow = 0.0
    var lowHigh = 0.0
    var highLow = 0.0
    var highHigh = 0.0
    var entropy = 0.0
    var energy = 0.0
    for entry in entries {
      let probability = Double(entry.count) / total
      let level = Double(entry.first * entry.first)
      let other = Double(entry.second) * Double(entry.second)
      levels[entry.first] += probability
      others[entry.second] += probability
      lowLow += probability / (level * other)
      lowHigh += probability * level / other
      highLow += probability * other / level
      highHigh += probability * level * other
      entropy -= probability * log2(probability)
      energy += probability * probability
    }

    let level = Distribution(levels)
    let other = Distribution(others)
    let inverseSquare = { (number: Double) in 1 / (number * number) }
    let square = { (number: Double) in number * number }
    let all: [Double] = [
      other.expected(inverseSquare),
      other.expected(square),
      level.expected(inverseSquare),
      level.expected(square),
      lowLow,
      lowHigh,
      highLow,
      highHigh,
      level.uniformity * total,
      level.uniformity,
      other.uniformity * total,
      other.uniformity,
      total / Double(voxelCount),
      level.variance,
      other.variance,
      entropy,
      energy,
    ]
    return all.prefix(Self.family.features.count).map { .success($0) }
  }
}
