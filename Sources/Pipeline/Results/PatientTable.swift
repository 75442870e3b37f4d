import DICOM
import Lesions
import Uptake
import Voxels

/// `patient.csv`: one row, all lesions together.
struct PatientTable {
  let columns: [Column<Analysis>]
  private let analysis: Analysis

  init(_ analysis: Analysis) {
    self.analysis = analysis
    var columns: [Column<Analysis>] = [
      Column("patient_id", "PatientID") { $0.study.patientID ?? "" },
      Column("study_date", "StudyDate") { $0.study.studyDate ?? "" },
      Column("lesions", "number of lesions that count") { "\($0.patient.lesionCount)" },
      Column("total_volume_ml", unit: "mL", "volume of their union") {
        text($0.patient.totalVolumeMilliliters)
      },
      Column("hottest_lesion", "label of the lesion with the greatest SUVmax") {
        $0.patient.hottestLesion ?? ""
      },
    ]
    for normalization in Normalization.allCases {
      let scale = analysis.scales.first { $0.normalization == normalization }
      columns += Self.uptake(normalization, factor: scale?.factor)
    }
    columns += [
      Column("dmax_centroid_mm", unit: "mm", "greatest distance between two centroids") {
        text($0.patient.maximumCentroidDistanceMillimeters.value)
      },
      Column("dmax_voxel_mm", unit: "mm", "greatest distance between two voxels of lesions") {
        text($0.patient.maximumVoxelDistanceMillimeters.value)
      },
      Column("sdmax_per_m", unit: "m-1", "dmax_centroid over body surface area") {
        text($0.patient.standardizedDistancePerMeter.value)
      },
      Column("sites", "lesions by site: site = number, volume in mL, greatest SUVbw") {
        $0.patient.sites.map { site in
          "\(site.site?.meaning ?? "not given") = \(site.lesionCount), "
            + "\(text(site.totalVolumeMilliliters)) mL, \(text(site.maximum.value))"
        }.joined(separator: "; ")
      },
    ]
    for reference in analysis.references {
      let name = reference.tissue.rawValue.replacing("-", with: "_")
      columns += [
        Column("\(name)_suvbw_mean", unit: "g/ml{SUVbw}", "reference region: mean") { _ in
          text(reference.mean)
        },
        Column("\(name)_suvbw_sd", unit: "g/ml{SUVbw}", "reference region: SD") { _ in
          text(reference.standardDeviation)
        },
        Column("\(name)_voxels", "reference region: number of voxels") { _ in
          "\(reference.voxelCount)"
        },
      ]
    }
    columns += [
      Column("uptake_min", unit: "min", "from administration to the start of the scan") {
        text($0.certificate.uptakeSeconds.map { $0 / 60 })
      },
      Column("caveats", "what is in doubt about the SUV and the analysis") {
        ($0.certificate.caveats.map(\.message) + $0.doubts).joined(separator: "; ")
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
    csv.append(columns.map { $0.field(analysis) })
    return csv.text
  }

  private static func uptake(
    _ normalization: Normalization,
    factor: Double?
  ) -> [Column<Analysis>] {
    let prefix = normalization.rawValue
    func column(
      _ suffix: String,
      unit: String,
      _ meaning: String,
      _ number: @escaping @Sendable (PatientMeasurement) -> Measured
    ) -> Column<Analysis> {
      Column("\(prefix)_\(suffix)", unit: unit, "\(normalization.name): \(meaning)") { analysis in
        factor.map { factor in text(number(analysis.patient).value.map { $0 * factor }) } ?? ""
      }
    }
    let unit = normalization == .bodySurfaceArea ? "cm2" : "g"
    let total =
      normalization == .bodyWeight ? "total_uptake_g" : "total_uptake_\(prefix)_\(unit)"
    return [
      column("max", unit: normalization.ucum, "SUVmax of the hottest lesion") {
        $0.hottest.maximum
      },
      column("peak_1ml", unit: normalization.ucum, "1 mL peak of the hottest lesion") {
        $0.hottest.peakOneMilliliter
      },
      column("hottest_mean", unit: normalization.ucum, "mean of the hottest lesion") {
        $0.hottest.mean
      },
      column("mean", unit: normalization.ucum, "mean over all lesions' voxels") { $0.mean },
      Column(total, unit: unit, "\(normalization.name): mean times volume over all lesions") {
        analysis in
        factor.map { factor in text(analysis.patient.totalUptake.value.map { $0 * factor }) } ?? ""
      },
    ]
  }
}

extension Analysis {
  /// What every row says about where it comes from: column, meaning, value.
  var provenance: [(String, String, String)] {
    [
      ("tracer", "the tracer's profile", profile?.id ?? ""),
      ("study_instance_uid", "StudyInstanceUID", study.studyInstanceUID),
      ("series_instance_uid", "SeriesInstanceUID of the PET", pet.seriesInstanceUID),
      ("input_sha256", "SHA-256 over the files that the numbers come from", inputSHA256),
      ("herald_version", "the program's version", Program.version),
    ]
  }
}
