import Lesions
import Uptake
import Voxels

/// `lesions.csv`: one row a lesion.
struct LesionTable {
  /// A lesion with what its row needs.
  struct Row: Sendable {
    let number: Int
    let lesion: Lesion
    let measurement: LesionMeasurement
    let trackingUID: String
  }

  let columns: [Column<Row>]
  let rows: [Row]

  init(_ analysis: Analysis) {
    rows = analysis.lesions.indices.map {
      Row(
        number: $0 + 1,
        lesion: analysis.lesions[$0],
        measurement: analysis.measurements[$0],
        trackingUID: analysis.trackingUIDs[$0]
      )
    }
    var columns: [Column<Row>] = [
      Column("lesion", "running number of the row") { "\($0.number)" },
      Column("label", "the lesion's name: the segment's, the ROI's, the seed's, or its number") {
        $0.lesion.label
      },
      Column("site", "where in the body it lies, where somebody said so") {
        $0.lesion.site?.meaning ?? ""
      },
      Column("site_code", "the site's SNOMED CT code") { $0.lesion.site?.code ?? "" },
      Column("class", "what the region was judged to be") { $0.lesion.category.rawValue },
      Column("method", "how the region was drawn, with the parameters") { $0.lesion.method },
      Column("threshold_suvbw", unit: "g/ml{SUVbw}", "the threshold that drew it, where one did") {
        text($0.lesion.thresholdSUVbw)
      },
      Column("volume_ml", unit: "mL", "voxel count times voxel volume") {
        text($0.measurement.volumeMilliliters)
      },
      Column("voxels", "number of voxels") { "\($0.measurement.voxelCount)" },
    ]
    for normalization in Normalization.allCases {
      let scale = analysis.scales.first { $0.normalization == normalization }
      columns += Self.uptake(normalization, factor: scale?.factor)
    }
    columns += Self.shape
    for reference in analysis.references { columns += Self.ratios(to: reference.tissue) }
    columns += [
      Column("tracking_uid", "the lesion's identity in segmentation.dcm and report.dcm") {
        $0.trackingUID
      },
      Column("caveats", "what is in doubt about this row") {
        $0.measurement.caveats.map(\.description).joined(separator: "; ")
      },
    ]
    self.columns =
      columns
      + analysis.provenance.map { name, meaning, value in
        Column(name, meaning) { _ in value }
      }
  }

  /// The table as text.
  var csv: String {
    var csv = CSV(header: columns.map(\.name))
    for row in rows { csv.append(columns.map { $0.field(row) }) }
    return csv.text
  }

  /// The uptake in one normalisation: the same columns for each.
  private static func uptake(_ normalization: Normalization, factor: Double?) -> [Column<Row>] {
    let prefix = normalization.rawValue
    func column(
      _ suffix: String,
      _ meaning: String,
      _ number: @escaping @Sendable (UptakeStatistics) -> Measured
    ) -> Column<Row> {
      Column("\(prefix)_\(suffix)", unit: normalization.ucum, "\(normalization.name): \(meaning)") {
        row in factor.map { text(number(row.measurement.suvbw).value.map(scaled(by: $0))) } ?? ""
      }
    }
    return [
      column("max", "greatest voxel (SUVmax)") { $0.maximum },
      column("mean", "mean over the voxels") { $0.mean },
      column("median", "median over the voxels") { $0.median },
      column("sd", "standard deviation over the voxels, n - 1") { $0.standardDeviation },
      column("min", "least voxel") { $0.minimum },
      column("p5", "5th percentile") { $0.percentiles.p5 },
      column("p10", "10th percentile") { $0.percentiles.p10 },
      column("p25", "25th percentile") { $0.percentiles.p25 },
      column("p75", "75th percentile") { $0.percentiles.p75 },
      column("p90", "90th percentile") { $0.percentiles.p90 },
      column("p95", "95th percentile") { $0.percentiles.p95 },
      column("peak_ibsi_local", "local intensity peak, IBSI VJGA") { $0.peakIBSILocal },
      column("peak_ibsi_global", "global intensity peak, IBSI 0F91") { $0.peakIBSIGlobal },
      column("peak_1ml", "exact fractional-voxel 1 mL sphere, best place in the lesion") {
        $0.peakOneMilliliter
      },
      column("peak_percist", "sphere of 1.2 cm diameter, best place in the lesion") {
        $0.peakPERCIST
      },
      totalUptake(normalization, factor: factor),
    ]
  }

  private static func totalUptake(
    _ normalization: Normalization,
    factor: Double?
  ) -> Column<Row> {
    let unit = normalization == .bodySurfaceArea ? "cm2" : "g"
    let name =
      normalization == .bodyWeight
      ? "total_uptake_g" : "total_uptake_\(normalization.rawValue)_\(unit)"
    return Column(name, unit: unit, "\(normalization.name): mean times volume") { row in
      factor.map { text(row.measurement.suvbw.totalUptake.value.map(scaled(by: $0))) } ?? ""
    }
  }

  private static let shape: [Column<Row>] = [
    Column("long_axis_mm", unit: "mm", "longest axis in an axial slice") {
      text($0.measurement.shape?.longAxisMillimeters)
    },
    Column("short_axis_mm", unit: "mm", "axis at right angles to it in the same slice") {
      text($0.measurement.shape?.shortAxisMillimeters)
    },
    Column("maximum_diameter_mm", unit: "mm", "greatest distance between two voxel faces, 3D") {
      text($0.measurement.shape?.maximumDiameterMillimeters)
    },
    Column("centroid_x_mm", unit: "mm", "centroid, LPS: towards the left") {
      text($0.measurement.shape?.centroid.x)
    },
    Column("centroid_y_mm", unit: "mm", "centroid, LPS: towards the back") {
      text($0.measurement.shape?.centroid.y)
    },
    Column("centroid_z_mm", unit: "mm", "centroid, LPS: towards the head") {
      text($0.measurement.shape?.centroid.z)
    },
  ]

  /// Uptake over a reference region's mean: the same in every normalisation.
  private static func ratios(to tissue: ReferenceTissue) -> [Column<Row>] {
    func column(
      _ what: String,
      _ number: @escaping @Sendable (UptakeRatio) -> Measured
    ) -> Column<Row> {
      let name = tissue.rawValue.replacing("-", with: "_")
      return Column("ratio_\(what)_\(name)", unit: "{ratio}", "\(what) over the \(name)'s mean") {
        row in
        text(row.measurement.ratios.first { $0.tissue == tissue }.flatMap { number($0).value })
      }
    }
    return [
      column("max") { $0.maximum }, column("peak_1ml") { $0.peak }, column("mean") { $0.mean },
    ]
  }
}

/// Multiplication by a factor.
private func scaled(by factor: Double) -> @Sendable (Double) -> Double {
  { $0 * factor }
}
