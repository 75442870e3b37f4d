/// How far the voxels of each level are from the mean level of their neighbours (NGTDM).
///
/// Voxels without a neighbour in the region take no part.
///
/// - Source: IBSI reference manual, section 3.10.
struct ToneDifferenceMatrix: TextureMatrix {
  static let family = TextureFamily(
    name: "Neighbourhood grey tone difference matrix",
    features: [
      ("QCDE", "Coarseness", "ngt_coarseness"),
      ("65HE", "Contrast", "ngt_contrast"),
      ("NQ30", "Busyness", "ngt_busyness"),
      ("HDEZ", "Complexity", "ngt_complexity"),
      ("1X9X", "Strength", "ngt_strength"),
    ]
  )

  /// A level that occurs.
  struct Row: Sendable {
    var voxelCount = 0
    /// The sum of the absolute differences.
    var difference = 0.0
  }

  /// The levels from 0 up; those that don't occur hold no voxels.
  private let rows: [Row]

  private init(rows: [Row]) { self.rows = rows }

  init(merging parts: [ToneDifferenceMatrix]) {
    var rows = [Row](repeating: Row(), count: parts.map(\.rows.count).max() ?? 0)
    for part in parts {
      for (level, row) in part.rows.enumerated() {
        rows[level].voxelCount += row.voxelCount
        rows[level].difference += row.difference
      }
    }
    self.init(rows: rows)
  }

  /// The matrices of each slice and of the volume.
  static func groups(
    _ lattice: TextureLattice,
    _ aggregations: Set<RadiomicsSettings.Aggregation>
  ) -> [TextureGroup<Self>] {
    let greatest = Int(lattice.levels.max() ?? 0)
    func matrix(_ neighbors: [Int], _ voxels: Range<Int>) -> ToneDifferenceMatrix {
      var rows = [Row](repeating: Row(), count: greatest + 1)
      for voxel in lattice.voxels[voxels] {
        var sum = 0
        var count = 0
        for step in neighbors {
          let level = Int(lattice.levels[voxel + step])
          sum += level
          count += level > 0 ? 1 : 0
        }
        guard count > 0 else { continue }
        let level = Int(lattice.levels[voxel])
        rows[level].voxelCount += 1
        rows[level].difference += abs(Double(level) - Double(sum) / Double(count))
      }
      return ToneDifferenceMatrix(rows: rows)
    }
    let planar = lattice.planarNeighbors
    return groups(
      aggregations,
      isEmpty: lattice.voxels.isEmpty,
      slices: { lattice.slices.map { matrix(planar, $0) } },
      volume: { matrix(lattice.neighbors, lattice.voxels.indices) }
    )
  }

  /// The five features.
  ///
  /// Coarseness is at most 10⁶, which it is where no level differs from its neighbours; there strength
  /// is 0. With a single level contrast and busyness are 0. Undefined: all where no voxel has a
  /// neighbour; busyness where the levels' weights i·p are all equal.
  var values: [FeatureValue] {
    let present = rows.indices.filter { rows[$0].voxelCount > 0 }
    let voxelCount = present.reduce(0.0) { $0 + Double(rows[$1].voxelCount) }
    guard voxelCount > 0 else {
      let reason = "no two voxels of the region are neighbours"
      return Self.family.features.map { _ in .failure(.undefined(reason)) }
    }
    let levels = present.map { Double($0) }
    let probabilities = present.map { Double(rows[$0].voxelCount) / voxelCount }
    let differences = present.map { rows[$0].difference }
    let weighted: Double = zip(probabilities, differences).reduce(0) { $0 + $1.0 * $1.1 }
    let difference = differences.reduce(0, +)

    var dynamicRange = 0.0
    var busyness = 0.0
    var complexity = 0.0
    var strength = 0.0
    for (a, level) in levels.enumerated() {
      for b in 0..<a {
        // Each unordered pair stands for two of the double sum.
        let distance = level - levels[b]
        let (p, q) = (probabilities[a], probabilities[b])
        dynamicRange += 2 * p * q * distance * distance
        busyness += 2 * abs(level * p - levels[b] * q)
        complexity += 2 * distance * (p * differences[a] + q * differences[b]) / (p + q)
        strength += 2 * (p + q) * distance * distance
      }
    }
    let count = Double(levels.count)
    let coarseness = weighted > 0 ? min(1e6, 1 / weighted) : 1e6
    complexity /= voxelCount
    strength = difference > 0 ? strength / difference : 0
    guard count > 1 else {
      return [coarseness, 0, 0, complexity, strength].map { .success($0) }
    }
    let contrast = dynamicRange / (count * (count - 1)) * difference / voxelCount
    return [
      .success(coarseness),
      .success(contrast),
      busyness > 0
        ? .success(weighted / busyness)
        : .failure(.undefined("the products of level and probability are equal")),
      .success(complexity),
      .success(strength),
    ]
  }
}
