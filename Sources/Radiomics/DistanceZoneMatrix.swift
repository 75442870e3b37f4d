/// How often zones of one level lie at a distance from the region's border (GLDZM).
///
/// - Source: IBSI reference manual, section 3.9.
struct DistanceZoneMatrix: EmphasisMatrix {
  static let family = TextureFamily(
    name: "Distance zone matrix",
    features: [
      ("0GBI", "Small distance emphasis", "dzm_sde"),
      ("MB4I", "Large distance emphasis", "dzm_lde"),
      ("S1RA", "Low grey level emphasis", "dzm_lgze"),
      ("K26C", "High grey level emphasis", "dzm_hgze"),
      ("RUVG", "Small distance low grey level emphasis", "dzm_sdlge"),
      ("DKNJ", "Small distance high grey level emphasis", "dzm_sdhge"),
      ("A7WM", "Large distance low grey level emphasis", "dzm_ldlge"),
      ("KLTH", "Large distance high grey level emphasis", "dzm_ldhge"),
      ("VFT7", "Grey level non-uniformity", "dzm_glnu"),
      ("7HP3", "Normalised grey level non-uniformity", "dzm_glnu_norm"),
      ("V294", "Zone distance non-uniformity", "dzm_zdnu"),
      ("IATH", "Normalised zone distance non-uniformity", "dzm_zdnu_norm"),
      ("VIWW", "Zone percentage", "dzm_z_perc"),
      ("QK93", "Grey level variance", "dzm_gl_var"),
      ("7WT1", "Zone distance variance", "dzm_zd_var"),
      ("GBDU", "Zone distance entropy", "dzm_zd_entr"),
    ]
  )

  let counts: PairCounts
  let voxelCount: Int

  /// The matrices of each slice and of the volume.
  static func groups(
    _ zones: Zones,
    _ aggregations: Set<RadiomicsSettings.Aggregation>
  ) -> [TextureGroup<Self>] {
    func matrix(_ zones: [Zone]) -> DistanceZoneMatrix {
      DistanceZoneMatrix(
        counts: PairCounts(counting: zones.map { PairCounts.key($0.level, $0.distance) }),
        voxelCount: zones.reduce(0) { $0 + $1.voxelCount }
      )
    }
    return groups(
      aggregations,
      isEmpty: zones.isEmpty,
      slices: { zones.slices.map(matrix) },
      volume: { matrix(zones.volume) }
    )
  }
}
