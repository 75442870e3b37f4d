import ArgumentParser
import DICOM
import Foundation
import Pipeline
import Uptake
import Voxels

/// `herald inspect`: what is in a folder.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what is in a folder: studies, series, which are quantitative, and why not."
  )

  @Argument(help: "A folder, a DICOMDIR, or one file.", completion: .directory)
  var folder: String

  @Flag(help: "As JSON.")
  var json = false

  @OptionGroup(title: "SUV")
  var scan: ScanOptions

  func run() throws {
    try Outcome.of {
      let found = try DICOMFolder.scan(folder)
      let assessed = try found.assessedPET(scan.settings()) {
        try TracerProfile.profile(named: scan.tracer, of: $0)
      }
      let report = FolderReport(found, assessed.map { ($0.series, $0.assessment) })
      if json {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        print(String(decoding: try encoder.encode(report), as: UTF8.self))
      } else {
        print(report.text, terminator: "")
      }
    }
  }
}

/// A folder's content, for a person or a program.
struct FolderReport: Encodable {
  let studies: [StudyReport]
  let refusedFiles: [String]
  let repeatedFiles: [String]
  let ignoredFileCount: Int

  struct StudyReport: Encodable {
    let studyInstanceUID: String
    let date: String?
    let description: String?
    let patientID: String?
    let series: [SeriesReport]
  }

  struct SeriesReport: Encodable {
    let seriesInstanceUID: String
    let number: String?
    let description: String?
    let modality: String
    let part: String?
    let images: Int
    let files: Int
    let geometry: String
    let caveats: [String]
    /// nil where the series is no PET.
    let isQuantitative: Bool?
    let reasons: [String]
    let pairedCT: String?
  }

  init(_ folder: DICOMFolder, _ assessed: [(series: Series, assessment: PETAssessment)]) {
    studies = folder.studies.map { study in
      StudyReport(
        studyInstanceUID: study.studyInstanceUID,
        date: study.studyDate,
        description: study.studyDescription,
        patientID: study.patientID,
        series: study.series.map { series in
          let assessment = assessed.first {
            $0.series.seriesInstanceUID == series.seriesInstanceUID
              && $0.series.part == series.part
          }?.assessment
          return Self.report(series, assessment, in: study)
        }
      )
    }
    refusedFiles = folder.refused.map(\.description)
    repeatedFiles = folder.repeated.map(\.description)
    ignoredFileCount = folder.ignoredFileCount
  }

  private static func report(
    _ series: Series,
    _ assessment: PETAssessment?,
    in study: Study
  ) -> SeriesReport {
    var geometry = "not images in space"
    var caveats = series.caveats.map { "\($0)" }
    if !series.frames.isEmpty {
      do {
        let grid = try series.grid()
        let spacing = grid.spacingMillimeters
        geometry =
          "\(grid.size.x) × \(grid.size.y) × \(grid.size.z) voxels of "
          + "\(spacing.x.fixed(2)) × \(spacing.y.fixed(2)) × \(spacing.z.fixed(2)) mm"
        caveats += try series.geometryCaveats().map { "\($0)" }
      } catch {
        geometry = "no volume: \(error)"
      }
    }
    return SeriesReport(
      seriesInstanceUID: series.seriesInstanceUID,
      number: series.seriesNumber,
      description: series.seriesDescription,
      modality: series.modality,
      part: series.part?.description,
      images: series.frames.count,
      files: series.instances.count,
      geometry: geometry,
      caveats: caveats,
      isQuantitative: assessment.map { $0.certificate != nil },
      reasons: assessment?.reasons.map(\.description) ?? [],
      pairedCT: assessment.map { _ in study.computedTomography(for: series).description }
    )
  }

  /// The report for a person.
  var text: String {
    var lines: [String] = []
    for study in studies {
      lines.append(
        "Study \(study.date ?? "without date"), \(study.description ?? "no description"), "
          + "patient \(study.patientID ?? "without id")"
      )
      for series in study.series {
        let verdict =
          switch series.isQuantitative {
          case true?: "quantitative"
          case false?: "NOT quantitative"
          case nil: ""
          }
        let name = [series.number, series.description ?? "no description"].compactMap { $0 }
          .joined(separator: " ")
        lines.append("  \(series.modality.padded(to: 9)) \(name.padded(to: 40)) \(verdict)")
        let part = series.part.map { ", \($0)" } ?? ""
        lines.append("            \(series.geometry), \(series.files) files\(part)")
        lines += series.reasons.map { "            - \($0)" }
        lines += series.caveats.map { "            ! \($0)" }
        if let ct = series.pairedCT { lines.append("            CT: \(ct)") }
      }
    }
    if studies.isEmpty { lines.append("No DICOM study was found.") }
    if !refusedFiles.isEmpty {
      lines.append("Refused \(refusedFiles.count) files:")
      lines += refusedFiles.map { "  - \($0)" }
    }
    if !repeatedFiles.isEmpty {
      lines.append("\(repeatedFiles.count) files repeat another and were left out.")
    }
    if ignoredFileCount > 0 { lines.append("\(ignoredFileCount) files are not DICOM.") }
    return lines.joined(separator: "\n") + "\n"
  }
}
