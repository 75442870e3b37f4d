import Glibc

/// How often two levels are neighbours in a direction (GLCM), symmetric.
///
/// - Source: IBSI reference manual, section 3.6.
struct CooccurrenceMatrix: TextureMatrix {
  static let family = TextureFamily(
    name: "Co-occurrence matrix",
    features: [
      ("GYBY", "Joint maximum", "cm_joint_max"),
      ("60VM", "Joint average", "cm_joint_avg"),
      ("UR99", "Joint variance", "cm_joint_var"),
      ("TU9B", "Joint entropy", "cm_joint_entr"),
      ("TF7R", "Difference average", "cm_diff_avg"),
      ("D3YU", "Difference variance", "cm_diff_var"),
      ("NTRS", "Difference entropy", "cm_diff_entr"),
      ("ZGXS", "Sum average", "cm_sum_avg"),
      ("OEEB", "Sum variance", "cm_sum_var"),
      ("P6QZ", "Sum entropy", "cm_sum_entr"),
      ("8ZQL", "Angular second moment", "cm_energy"),
      ("ACUI", "Contrast", "cm_contrast"),
      ("8S9J", "Dissimilarity", "cm_dissimilarity"),
      ("IB1Z", "Inverse difference", "cm_inv_diff"),
      ("NDRX", "Normalised inverse difference", "cm_inv_diff_norm"),
      ("WF0Z", "Inverse difference moment", "cm_inv_diff_mom"),
      ("1QCO", "Normalised inverse difference moment", "cm_inv_diff_mom_norm"),
      ("E8JP", "Inverse variance", "cm_inv_var"),
      ("NI2N", "Correlation", "cm_corr"),
      ("QWB0", "Autocorrelation", "cm_auto_corr"),
      ("DG8W", "Cluster tendency", "cm_clust_tend"),
      ("7NFM", "Cluster shade", "cm_clust_shade"),
      ("AE86", "Cluster prominence", "cm_clust_prom"),
      ("R8DG", "Information correlation 1", "cm_info_corr1"),
      ("JN9H", "Information correlation 2", "cm_info_corr2"),
    ]
  )

  /// The pairs of neighbours, the lower level first: the matrix's upper half.
  let pairs: PairCounts
  /// Ng.
  let levelCount: Int

  init(pairs: PairCounts, levelCount: Int) {
    self.pairs = pairs
    self.levelCount = levelCount
  }

  init(merging parts: [CooccurrenceMatrix]) {
    self.init(
      pairs: PairCounts(merging: parts.map(\.pairs)),
      levelCount: parts.map(\.levelCount).max() ?? 0
    )
  }

  /// The matrices of every slice and direction.
  static func groups(
    _ lattice: TextureLattice,
    _ aggregations: Set<RadiomicsSettings.Aggregation>
  ) -> [TextureGroup<Self>] {
    var keys: [UInt64] = []
    func matrix(_ direction: SIMD3<Int>, _ voxels: Range<Int>) -> CooccurrenceMatrix {
      let step = lattice.step(direction)
      keys.removeAll(keepingCapacity: true)
      for voxel in lattice.voxels[voxels] {
        let level = lattice.levels[voxel]
        let other = lattice.levels[voxel + step]
        guard other > 0 else { continue }
        keys.append(PairCounts.key(Int(min(level, other)), Int(max(level, other))))
      }
      return CooccurrenceMatrix(
        pairs: PairCounts(counting: keys),
        levelCount: lattice.levelCount
      )
    }
    return directionalGroups(lattice, aggregations, matrix: matrix)
  }
}

extension CooccurrenceMatrix {
  /// The 25 features.
  ///
  /// Information correlation 2 is 0 where rounding makes HXY greater than HXY2. Undefined: all
  /// without any pair; correlation and information correlation 1 where all pairs are
  /// of one level.
  var values: [FeatureValue] {
    guard let greatest = pairs.entries.map(\.second).max() else {
      return Self.family.features.map { _ in
        .failure(.undefined("no two voxels of the region are neighbours"))
      }
    }
    let total = Double(pairs.total)
    let ng = Double(levelCount)
    var marginal = [Double](repeating: 0, count: greatest + 1)
    var differences = [Double](repeating: 0, count: greatest + 1)
    var sums = [Double](repeating: 0, count: 2 * greatest + 1)
    var maximum = 0.0
    var energy = 0.0
    var entropy = 0.0
    var autocorrelation = 0.0
    for pair in pairs.entries {
      // The two cells of unequal levels hold half of the probability each.
      let probability = Double(pair.count) / total
      let cells = pair.first == pair.second ? 1.0 : 2.0
      let cell = probability / cells
      marginal[pair.first] += probability / 2
      marginal[pair.second] += probability / 2
      differences[pair.second - pair.first] += probability
      sums[pair.first + pair.second] += probability
      maximum = max(maximum, cell)
      energy += cells * cell * cell
      entropy -= probability * log2(cell)
      autocorrelation += probability * Double(pair.first * pair.second)
    }

    let level = Distribution(marginal)
    let difference = Distribution(differences)
    let sum = Distribution(sums)
    let center = sum.mean
    // The matrix is symmetric, so both HXY1 and HXY2 are twice the marginal entropy.
    let independent = 2 * level.entropy
    func unlessConstant(_ value: Double) -> FeatureValue {
      level.isConstant
        ? .failure(.undefined("all neighbours have the same level")) : .success(value)
    }
    let inverseDifference = difference.expected { 1 / (1 + $0) }
    let normalisedInverseDifference = difference.expected { 1 / (1 + $0 / ng) }
    let inverseMoment = difference.expected { 1 / (1 + $0 * $0) }
    let normalisedInverseMoment = difference.expected { 1 / (1 + $0 * $0 / (ng * ng)) }
    let inverseVariance = difference.expected { $0 > 0 ? 1 / ($0 * $0) : 0 }
    let correlation = (autocorrelation - level.mean * level.mean) / level.variance
    let firstInformation = (entropy - independent) / level.entropy
    let secondInformation = max(0, 1 - exp(-2 * (independent - entropy))).squareRoot()
    return [
      .success(maximum),
      .success(level.mean),
      .success(level.variance),
      .success(entropy),
      .success(difference.mean),
      .success(difference.variance),
      .success(difference.entropy),
      .success(center),
      .success(sum.variance),
      .success(sum.entropy),
      .success(energy),
      .success(difference.expected { $0 * $0 }),
      .success(difference.mean),
      .success(inverseDifference),
      .success(normalisedInverseDifference),
      .success(inverseMoment),
      .success(normalisedInverseMoment),
      .success(inverseVariance),
      unlessConstant(correlation),
      .success(autocorrelation),
      .success(sum.variance),
      .success(sum.expected { pow($0 - center, 3) }),
      .success(sum.expected { pow($0 - center, 4) }),
      unlessConstant(firstInformation),
      .success(secondInformation),
    ]
  }
}
