import DICOM
import FoundationEssentials
public import Lesions
import NIfTI
import Response
import Uptake
public import Voxels

/// A folder that `herald analyze` wrote, read back: its numbers at once, its voxels when asked for.
public struct ResultFolder: Sendable {
  /// The folder.
  public let path: String
  /// The patient; nil where the header names none.
  public let patientID: String?
  /// The visit: the study's date, as the header has it; nil where it has none.
  public let studyDate: String?
  /// StudyInstanceUID.
  public let studyInstanceUID: String
  /// SeriesInstanceUID of the PET.
  public let seriesInstanceUID: String
  /// The SHA-256 of the files that the numbers come from.
  public let inputSHA256: String
  /// The version of Herald that wrote it.
  public let version: String
  /// The tracer's profile; nil where it has none.
  public let tracer: TracerProfile?
  /// The lesions' numbers.
  public let measurements: [LesionMeasurement]
  /// What a receptor rule has to know.
  public let scan: Heterogeneity.Scan

  private struct Record: Decodable {
    let program: Program
    let input: Input
    let tracer: TracerProfile?
    let certificate: SUVCertificate
    let references: [Reference]
    let lesions: [Row]

    struct Program: Decodable { let version: String }
    struct Input: Decodable {
      let sha256: String
      let patientID: String?
      let studyInstanceUID: String
      let studyDate: String?
      let seriesInstanceUID: String
    }
    struct Reference: Decodable {
      let tissue: ReferenceTissue
      let meanSUVbw: Double
      let standardDeviationSUVbw: Double
    }
    struct Row: Decodable { let measurement: LesionMeasurement }
  }

  /// Reads a result's numbers.
  ///
  /// - Parameter path: the folder.
  /// - Throws: ``AnalysisError/notAResult(path:reason:)``.
  public init(path: String) throws {
    let marker = StagedFolder.analysisMarker
    guard let data = try? Data(contentsOf: URL(filePath: path).appending(path: marker)) else {
      throw AnalysisError.notAResult(path: path, reason: "it has no \(marker) that can be read")
    }
    let record: Record
    do {
      record = try JSONDecoder().decode(Record.self, from: data)
    } catch {
      throw AnalysisError.notAResult(
        path: path,
        reason: "its \(marker) is damaged, or not of this version: \(error)"
      )
    }
    self.path = path
    patientID = record.input.patientID
    studyDate = record.input.studyDate
    studyInstanceUID = record.input.studyInstanceUID
    seriesInstanceUID = record.input.seriesInstanceUID
    inputSHA256 = record.input.sha256
    version = record.program.version
    tracer = record.tracer
    measurements = record.lesions.map(\.measurement)
    var scan = Heterogeneity.Scan(
      tracer: record.tracer?.id,
      uptakeMinutes: record.certificate.uptakeSeconds.map { $0 / 60 }
    )
    for reference in record.references {
      scan.references[reference.tissue] =
        (reference.meanSUVbw, reference.standardDeviationSUVbw)
    }
    self.scan = scan
  }

  /// The uptake.
  ///
  /// - Returns: the volume, as analysed.
  /// - Throws: `NIfTIError` where `suv.nii.gz` can't be read.
  public func uptake() throws -> Volume<SUVbw> {
    let file = try NIfTIFile.read(path: path + "/suv.nii.gz")
    return Volume<SUVbw>(grid: file.grid, values: file.values)
  }

  /// The lesions' voxels, one region for each measurement, with the frame of reference.
  ///
  /// - Parameter grid: the uptake's grid.
  /// - Returns: the regions, empty for an empty lesion, and the FrameOfReferenceUID; nil without a
  ///   lesion.
  /// - Throws: what reading `segmentation.dcm` throws; ``AnalysisError/notAResult(path:reason:)``
  ///   where it holds other lesions.
  public func regions(on grid: Grid) throws -> (regions: [Region], frameOfReferenceUID: String?) {
    guard measurements.contains(where: { $0.voxelCount > 0 }) else {
      return (measurements.map { _ in .empty(grid) }, nil)
    }
    let file = try DICOMFile.read(path: path + "/segmentation.dcm")
    let frame = file.dataSet.string(.frameOfReferenceUID)
    var found = try SegmentationReader.segmentation(in: file)
      .mapped(onto: grid, frameOfReferenceUID: frame ?? "").segments.map(\.region)[...]
    let regions = measurements.map { measurement in
      measurement.voxelCount > 0 ? found.popFirst() ?? .empty(grid) : .empty(grid)
    }
    guard zip(regions, measurements).allSatisfy({ $0.voxelCount == $1.voxelCount }) else {
      throw AnalysisError.notAResult(
        path: path,
        reason: "segmentation.dcm holds other lesions than analysis.json"
      )
    }
    return (regions, frame)
  }
}
