/// How often zones of one level have a size (GLSZM).
///
/// - Source: IBSI reference manual, section 3.8.
struct SizeZoneMatrix: EmphasisMatrix {
  static let family = TextureFamily(
    name: "Size zone matrix",
    features: [
      ("5QRC", "Small zone emphasis", "szm_sze"),
      ("48P8", "Large zone emphasis", "szm_lze"),
      ("XMSY", "Low grey level emphasis", "szm_lgze"),
      ("5GN9", "High grey level emphasis", "szm_hgze"),
      ("5RAI", "Small zone low grey level emphasis", "szm_szlge"),
      ("HW1V", "Small zone high grey level emphasis", "szm_szhge"),
      ("YH51", "Large zone low grey level emphasis", "szm_lzlge"),
      ("J17V", "Large zone high grey level emphasis", "szm_lzhge"),
      ("JNSA", "Grey level non-uniformity", "szm_glnu"),
      ("Y1RO", "Normalised grey level non-uniformity", "szm_glnu_norm"),
      ("4JP3", "Zone size non-uniformity", "szm_zsnu"),
      ("VB3A", "Normalised zone size non-uniformity", "szm_zsnu_norm"),
      ("P30P", "Zone percentage", "szm_z_perc"),
      ("BYLV", "Grey level variance", "szm_gl_var"),
      ("3NSA", "Zone size variance", "szm_zs_var"),
      ("GU8N", "Zone size entropy", "szm_zs_entr"),
    ]
  )

  let counts: PairCounts
  let voxelCount: Int

  /// The matrices of each slice and of the volume.
  static func groups(
    _ zones: Zones,
    _ aggregations: Set<RadiomicsSettings.Aggregation>
  ) -> [TextureGroup<Self>] {
    func matrix(_ zones: [Zone]) -> SizeZoneMatrix {
      SizeZoneMatrix(
        counts: PairCounts(counting: zones.map { PairCounts.key($0.level, $0.voxelCount) }),
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
