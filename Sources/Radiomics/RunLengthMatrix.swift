/// How often runs of one level have a length, in a direction (GLRLM).
///
/// - Source: IBSI reference manual, section 3.7.
struct RunLengthMatrix: EmphasisMatrix {
  static let family = TextureFamily(
    name: "Run length matrix",
    features: [
      ("22OV", "Short runs emphasis", "rlm_sre"),
      ("W4KF", "Long runs emphasis", "rlm_lre"),
      ("V3SW", "Low grey level run emphasis", "rlm_lgre"),
      ("G3QZ", "High grey level run emphasis", "rlm_hgre"),
      ("HTZT", "Short run low grey level emphasis", "rlm_srlge"),
      ("GD3A", "Short run high grey level emphasis", "rlm_srhge"),
      ("IVPO", "Long run low grey level emphasis", "rlm_lrlge"),
      ("3KUM", "Long run high grey level emphasis", "rlm_lrhge"),
      ("R5YN", "Grey level non-uniformity", "rlm_glnu"),
      ("OVBL", "Normalised grey level non-uniformity", "rlm_glnu_norm"),
      ("W92Y", "Run length non-uniformity", "rlm_rlnu"),
      ("IC23", "Normalised run length non-uniformity", "rlm_rlnu_norm"),
      ("9ZK5", "Run percentage", "rlm_r_perc"),
      ("8CE5", "Grey level variance", "rlm_gl_var"),
      ("SXLW", "Run length variance", "rlm_rl_var"),
      ("HJ9O", "Run entropy", "rlm_rl_entr"),
    ]
  )

  let counts: PairCounts
  let voxelCount: Int

  /// The matrices of every slice and direction.
  static func groups(
    _ lattice: TextureLattice,
    _ aggregations: Set<RadiomicsSettings.Aggregation>
  ) -> [TextureGroup<Self>] {
    var keys: [UInt64] = []
    func matrix(_ direction: SIMD3<Int>, _ voxels: Range<Int>) -> RunLengthMatrix {
      let step = lattice.step(direction)
      keys.removeAll(keepingCapacity: true)
      for voxel in lattice.voxels[voxels] {
        let level = lattice.levels[voxel]
        guard lattice.levels[voxel - step] != level else { continue }
        var length = 1
        while lattice.levels[voxel + length * step] == level { length += 1 }
        keys.append(PairCounts.key(Int(level), length))
      }
      return RunLengthMatrix(counts: PairCounts(counting: keys), voxelCount: voxels.count)
    }
    return directionalGroups(lattice, aggregations, matrix: matrix)
  }
}
