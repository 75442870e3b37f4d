import Lesions
import Uptake
import Voxels

/// `findings.csv`: one row for all that stood out, with what it was taken for and why.
struct FindingTable {
  /// A finding with its numbers.
  struct Row: Sendable {
    let label: String
    /// The lesion's label, where it is one.
    let lesion: String?
    let finding: Finding
    let measurement: LesionMeasurement
  }

  let rows: [Row]

  init(_ analysis: Analysis) throws {
    let others = zip(analysis.findings, analysis.findingLabels).filter { $0.0.verdict != .lesion }
    let measured = try analysis.suv.measured(others.map { $0.lesion(named: $1) })
    var lesions = zip(analysis.lesions, analysis.measurements).makeIterator()
    var rest = measured.makeIterator()
    var rows: [Row] = []
    for (finding, label) in zip(analysis.findings, analysis.findingLabels) {
      let lesion = finding.verdict == .lesion ? lesions.next() : nil
      guard let measurement = lesion?.1 ?? rest.next() else { continue }
      rows.append(
        Row(
          label: label,
          lesion: lesion?.0.label,
          finding: finding,
          measurement: measurement
        )
      )
    }
    self.rows = rows
  }

  static let columns: [Column<Row>] = [
    Column("finding", "its name: a running number until somebody edits it") { $0.label },
    Column("lesion", "its label in lesions.csv, where it is a lesion") { $0.lesion ?? "" },
    Column("verdict", "lesion, physiological, artefact or unsure") { $0.finding.verdict.rawValue },
    Column("organ", "the organ that it lies in, where one is known") {
      $0.finding.organ?.rawValue ?? ""
    },
    Column("site", "where it lies, in words") { $0.finding.site },
    Column("score", "how much speaks for disease: 0 to 1") {
      text(($0.finding.score * 1000).rounded() / 1000)
    },
    Column("reasons", "what speaks for the verdict and against it") {
      $0.finding.reasons.joined(separator: "; ")
    },
    Column("volume_ml", unit: "mL", "voxel count times voxel volume") {
      text($0.measurement.volumeMilliliters)
    },
    Column("suvbw_max", unit: "g/ml{SUVbw}", "greatest voxel") {
      text($0.measurement.suvbw.maximum.value)
    },
    Column("suvbw_peak_1ml", unit: "g/ml{SUVbw}", "exact 1 mL sphere, best place") {
      text($0.measurement.suvbw.peakOneMilliliter.value)
    },
    Column("suvbw_mean", unit: "g/ml{SUVbw}", "mean over the voxels") {
      text($0.measurement.suvbw.mean.value)
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
    Column("method", "how it was drawn") { $0.finding.method },
  ]

  /// The table as text.
  var csv: String {
    var csv = CSV(header: Self.columns.map(\.name))
    for row in rows { csv.append(Self.columns.map { $0.field(row) }) }
    return csv.text
  }
}
