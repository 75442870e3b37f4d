import DICOM
import FoundationEssentials
import Lesions
import Response
import Uptake
import Voxels

/// `analysis.json`: everything, for programs; the tables are its views.
struct AnalysisRecord: Codable {
  let notice: String
  let program: Version
  let input: Input
  let tracer: TracerProfile?
  let request: Request
  let certificate: SUVCertificate
  let references: [Reference]
  let lesions: [LesionRecord]
  let findings: [FindingRecord]?
  let organs: Organs?
  let patient: PatientMeasurement
  let heterogeneity: HeterogeneityRecord
  let refusedStarts: [String]
  let doubts: [String]
  let edits: [EditRecord]
  let columns: [String: [ColumnRecord]]

  struct Version: Codable {
    let name: String
    let version: String
  }

  struct Input: Codable {
    let sha256: String
    let patientID: String?
    let studyInstanceUID: String
    let studyDate: String?
    let seriesInstanceUID: String
    let seriesDescription: String?
    let sopInstanceUIDs: [String]
    let size: [Int]
    let spacingMillimeters: [Double]
    let geometryCaveats: [String]
    let computedTomography: String
    let computedTomographySeriesInstanceUID: String?
    let refusedFiles: [File]
  }

  struct File: Codable {
    let path: String
    let reason: String
  }

  struct Request: Codable {
    /// Where the scan lay: an edit looks for it there.
    let folder: String
    let method: String?
    let smallestVolumeMilliliters: Double?
    let connectivity: Int
    let reachMillimeters: Double?
    let seeds: [Seed]
    let regions: String?
    let normalization: Normalization
    let detection: DetectionSettings?
    let detector: ScopeCard?
    /// The trial's protocol that profiles and rules came from.
    let `protocol`: ProtocolBasis.Identity?
  }

  struct FindingRecord: Codable {
    let lesion: String?
    let verdict: Finding.Verdict
    let organ: Organ?
    let site: String
    let score: Double
    let reasons: [String]
    let method: String
    let measurement: LesionMeasurement
  }

  struct Organs: Codable {
    let found: [String: OrganRecord]
    let missing: [String: String]
    let doubts: [String]
  }

  struct OrganRecord: Codable {
    let volumeMilliliters: Double
    let evidence: OrganMap.Evidence
    let doubts: [String]
  }

  struct Reference: Codable {
    let tissue: ReferenceTissue
    let placement: ReferencePlacement
    let isPlacedByRule: Bool
    let meanSUVbw: Double
    let standardDeviationSUVbw: Double
    let voxelCount: Int
    /// The voxels as first voxel and count of each run, so that an edit can measure against it.
    let runs: [Int]
  }

  struct LesionRecord: Codable {
    let trackingUID: String
    let measurement: LesionMeasurement
  }

  struct ColumnRecord: Codable {
    let name: String
    let unit: String
    let meaning: String
  }

  init(
    _ analysis: Analysis,
    lesions table: LesionTable,
    patient patientTable: PatientTable,
    findings findingTable: FindingTable?,
    heterogeneity: Heterogeneity
  ) throws {
    let pet = analysis.pet
    let spacing = analysis.suv.grid.spacingMillimeters
    notice = Program.researchUse
    program = Version(name: "herald", version: Program.version)
    input = Input(
      sha256: analysis.inputSHA256,
      patientID: analysis.study.patientID,
      studyInstanceUID: analysis.study.studyInstanceUID,
      studyDate: analysis.study.studyDate,
      seriesInstanceUID: pet.seriesInstanceUID,
      seriesDescription: pet.seriesDescription,
      sopInstanceUIDs: pet.instances.compactMap { $0.dataSet.string(.sopInstanceUID) },
      size: [analysis.suv.grid.size.x, analysis.suv.grid.size.y, analysis.suv.grid.size.z],
      spacingMillimeters: [spacing.x, spacing.y, spacing.z],
      geometryCaveats: try pet.geometryCaveats().map { "\($0)" },
      computedTomography: analysis.ct.description,
      computedTomographySeriesInstanceUID: analysis.ct.series?.seriesInstanceUID,
      refusedFiles: analysis.refusedFiles.map { file in
        // Below the folder analysed: where that lies differs from machine to machine.
        let prefix = analysis.request.input + "/"
        let path =
          file.path.hasPrefix(prefix) ? String(file.path.dropFirst(prefix.count)) : file.path
        return File(path: path, reason: file.reason)
      }
    )
    tracer = analysis.profile
    request = Request(
      folder: analysis.request.statedInput
        ?? URL(filePath: analysis.request.input).standardizedFileURL.path,
      method: analysis.request.method?.text,
      smallestVolumeMilliliters: analysis.request.smallestVolumeMilliliters,
      connectivity: analysis.request.connectivity.rawValue,
      reachMillimeters: analysis.request.reachMillimeters,
      seeds: analysis.request.seeds,
      regions: analysis.request.regions.map { URL(filePath: $0).lastPathComponent },
      normalization: analysis.request.normalization,
      detection: analysis.request.findsLesions && analysis.request.detector == nil
        ? analysis.request.detection : nil,
      detector: analysis.request.detector?.card,
      protocol: analysis.request.protocolBasis?.identity
    )
    certificate = analysis.certificate
    references = analysis.references.map {
      Reference(
        tissue: $0.tissue,
        placement: $0.placement,
        isPlacedByRule: $0.isPlacedByRule,
        meanSUVbw: $0.mean,
        standardDeviationSUVbw: $0.standardDeviation,
        voxelCount: $0.voxelCount,
        runs: $0.region.flattenedRuns
      )
    }
    lesions = analysis.measurements.enumerated().map {
      LesionRecord(trackingUID: analysis.trackingUIDs[$0], measurement: $1)
    }
    findings = findingTable?.rows.map {
      FindingRecord(
        lesion: $0.lesion,
        verdict: $0.finding.verdict,
        organ: $0.finding.organ,
        site: $0.finding.site,
        score: $0.finding.score,
        reasons: $0.finding.reasons,
        method: $0.finding.method,
        measurement: $0.measurement
      )
    }
    organs = analysis.organs.map(Organs.init)
    patient = analysis.patient
    self.heterogeneity = HeterogeneityRecord(heterogeneity)
    refusedStarts = analysis.refusedStarts.map(\.description)
    doubts = analysis.doubts
    edits = analysis.edits
    var columns = [
      "lesions.csv": table.columns.map {
        ColumnRecord(name: $0.name, unit: $0.unit, meaning: $0.meaning)
      },
      "patient.csv": patientTable.columns.map {
        ColumnRecord(name: $0.name, unit: $0.unit, meaning: $0.meaning)
      },
    ]
    if findingTable != nil {
      columns["findings.csv"] = FindingTable.columns.map {
        ColumnRecord(name: $0.name, unit: $0.unit, meaning: $0.meaning)
      }
    }
    self.columns = columns
  }

  /// What heterogeneity rests on, and its numbers.
  struct HeterogeneityRecord: Codable {
    let receptorRule: ReceptorRule?
    let cutOffSUVbw: Double?
    let level: Double
    let primary: [String]
    let lesions: [Class]
    let endpoints: [Endpoint]

    struct Class: Codable {
      let label: String
      let isPrimary: Bool
      let receptorClass: String
      let reason: String?
    }

    init(_ heterogeneity: Heterogeneity) {
      receptorRule = heterogeneity.assessment.rule
      cutOffSUVbw = heterogeneity.assessment.cutOffSUVbw
      level = heterogeneity.request.settings.level
      primary = heterogeneity.request.primary
      lesions = heterogeneity.lesions.map {
        Class(
          label: $0.label,
          isPrimary: $0.isPrimary,
          receptorClass: $0.receptorClass.name,
          reason: $0.receptorClass.reason
        )
      }
      endpoints = heterogeneity.endpoints
    }
  }

  /// The record as JSON, keys sorted, so that equal analyses give equal bytes.
  func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Inf",
      negativeInfinity: "-Inf",
      nan: "NaN"
    )
    return Array(try encoder.encode(self))
  }

  /// The record of a result.
  ///
  /// - Parameter path: its `analysis.json`.
  /// - Throws: ``EditedResultError/unusable(_:reason:)``.
  init(path: String) throws {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "Inf",
      negativeInfinity: "-Inf",
      nan: "NaN"
    )
    do {
      self = try decoder.decode(Self.self, from: Data(contentsOf: URL(filePath: path)))
    } catch let error as DecodingError {
      throw EditedResultError.unusable(path, reason: Self.words(error))
    }
  }

  private static func words(_ error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, _):
      "it has no '\(key.stringValue)': an earlier version wrote it; analyze the scan again"
    default: "it is no record of this version's: \(error)"
    }
  }
}

extension AnalysisRecord.Organs {
  /// Where the organs were found, without their voxels.
  fileprivate init(_ map: OrganMap) {
    found = Dictionary(
      uniqueKeysWithValues: map.organs.map { organ, located in
        (
          organ.rawValue,
          AnalysisRecord.OrganRecord(
            volumeMilliliters: located.region.volumeMilliliters,
            evidence: located.evidence,
            doubts: located.doubts
          )
        )
      }
    )
    missing = Dictionary(
      uniqueKeysWithValues: map.missing.map { ($0.rawValue, $1) }
    )
    doubts = map.doubts
  }
}
