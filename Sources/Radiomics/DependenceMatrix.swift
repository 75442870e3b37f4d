/// How often voxels of one level have a number of neighbours of the same level, themselves included
/// (NGLDM, with distance 1 and coarseness 0).
///
/// - Source: IBSI reference manual, section 3.11.
struct DependenceMatrix: EmphasisMatrix {
  static let family = TextureFamily(
    name: "Neighbouring grey level dependence matrix",
    features: [
      ("SODN", "Low dependence emphasis", "ngl_lde"),
      ("IMOQ", "High dependence emphasis", "ngl_hde"),
      ("TL9H", "Low grey level count emphasis", "ngl_lgce"),
      ("OAE7", "High grey level count emphasis", "ngl_hgce"),
      ("EQ3F", "Low dependence low grey level emphasis", "ngl_ldlge"),
      ("JA6D", "Low dependence high grey level emphasis", "ngl_ldhge"),
      ("NBZI", "High dependence low grey level emphasis", "ngl_hdlge"),
      ("9QMG", "High dependence high grey level emphasis", "ngl_hdhge"),
      ("FP8K", "Grey level non-uniformity", "ngl_glnu"),
      ("5SPA", "Normalised grey level non-uniformity", "ngl_glnu_norm"),
      ("Z87G", "Dependence count non-uniformity", "ngl_dcnu"),
      ("OKJI", "Normalised dependence count non-uniformity", "ngl_dcnu_norm"),
      ("6XV8", "Dependence count percentage", "ngl_dc_perc"),
      ("1PFV", "Grey level variance", "ngl_gl_var"),
      ("DNX2", "Dependence count variance", "ngl_dc_var"),
      ("FCBV", "Dependence count entropy", "ngl_dc_entr"),
      ("CAS9", "Dependence count energy", "ngl_dc_energy"),
    ]
  )

  let counts: PairCounts
  let voxelCount: Int

  /// The matrices of each slice and of the volume.
  static func groups(
    _ lattice: TextureLattice,
    _ aggregations: Set<RadiomicsSettings.Aggregation>
  ) -> [TextureGroup<Self>] {
    var keys: [UInt64] = []
    func matrix(_ neighbors: [Int], _ voxels: Range<Int>) -> DependenceMatrix {
      keys.removeAll(keepingCapacity: true)
      for voxel in lattice.voxels[voxels] {
        let level = lattice.levels[voxel]
        var dependence = 1
        for step in neighbors where lattice.levels[voxel + step] == level { dependence += 1 }
        keys.append(PairCounts.key(Int(level), dependence))
      }
      return DependenceMatrix(counts: PairCounts(counting: keys), voxelCount: voxels.count)
    }
    let planar = lattice.planarNeighbors
    return groups(
      aggregations,
      isEmpty: lattice.voxels.isEmpty,
      slices: { lattice.slices.map { matrix(planar, $0) } },
      volume: { matrix(lattice.neighbors, lattice.voxels.indices) }
    )
  }
}
