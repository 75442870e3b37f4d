import DICOM
import FoundationEssentials
import Lesions
import Response
import Uptake
import Voxels

/// What `analysis.json` says that a result can be taken up again from.
struct SavedAnalysis: Decodable {
  let input: Input
  let request: Request
  let tracer: TracerProfile?
  let certificate: SUVCertificate
  let references: [Reference]
  let lesions: [SavedLesion]
  let findings: [SavedFinding]?
  let refusedStarts: [String]
  let doubts: [String]
  let heterogeneity: SavedHeterogeneity

  struct Input: Decodable {
    let sha256: String
    let sopInstanceUIDs: [String]
  }

  struct Request: Decodable {
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
    let `protocol`: ProtocolBasis.Identity?
  }

  struct Reference: Decodable {
    let tissue: ReferenceTissue
    let placement: ReferencePlacement
    let isPlacedByRule: Bool
    let runs: [Int]
  }

  struct SavedLesion: Decodable {
    let trackingUID: String
    let measurement: LesionMeasurement
  }

  struct SavedFinding: Decodable {
    let verdict: Finding.Verdict
    let organ: Organ?
    let site: String
    let score: Double
    let reasons: [String]
    let method: String
    let measurement: LesionMeasurement
  }

  struct SavedHeterogeneity: Decodable {
    let receptorRule: ReceptorRule?
    let level: Double
    let primary: [String]
  }

  /// The record of a result.
  ///
  /// - Parameter path: its `analysis.json`.
  /// - Throws: ``EditedResultError/unusable(_:reason:)``.
  init(path: String) throws {
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: URL(filePath: path)))
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

  /// The request, as far as a result depends on it.
  func restoredRequest(scan: String) throws -> AnalysisRequest {
    var restored = AnalysisRequest(input: scan, suv: certificate.settings)
    restored.tracer = tracer?.id
    restored.method = try request.method.map { try SegmentationMethod(parsing: $0) }
    restored.smallestVolumeMilliliters = request.smallestVolumeMilliliters
    restored.connectivity = Connectivity(rawValue: request.connectivity) ?? .corners
    restored.reachMillimeters = request.reachMillimeters
    restored.seeds = request.seeds
    restored.regions = request.regions
    restored.normalization = request.normalization
    if let settings = request.detection { restored.detection = settings }
    // The program itself isn't run again: what it found is kept.
    restored.detector = request.detector.map { OutsideDetector(command: "", card: $0) }
    restored.protocolBasis = request.protocol.map {
      ProtocolBasis(
        identity: $0,
        profiles: tracer.map { [$0] } ?? [],
        receptorRules: heterogeneity.receptorRule.map { [$0] } ?? []
      )
    }
    restored.heterogeneity.protocolRules = restored.protocolBasis?.receptorRules
    restored.heterogeneity.rule = heterogeneity.receptorRule
    restored.heterogeneity.primary = heterogeneity.primary
    // An edit may have taken the primary tumour away.
    restored.heterogeneity.requiresPrimary = false
    restored.heterogeneity.settings.level = heterogeneity.level
    return restored
  }

  /// The findings, in their order: lesions with the voxels of the lesions, the others with those that
  /// the segmentation of what was set aside holds in the same order.
  func restoredFindings(
    lesions: [Lesion],
    setAside path: String,
    like pet: Series,
    on grid: Grid
  ) throws -> [Finding] {
    var others: [Region] = []
    if FileManager.default.fileExists(atPath: path) {
      others = try SegmentationReader.read(path: path)
        .mapped(onto: grid, frameOfReferenceUID: pet.frameOfReferenceUID ?? "")
        .segments.map(\.region)
    }
    var (lesionRegions, otherRegions) = (lesions[...], others[...])
    return try (findings ?? []).map { saved in
      let region =
        saved.verdict == .lesion
        ? lesionRegions.popFirst()?.region
        : saved.measurement.voxelCount == 0 ? nil : otherRegions.popFirst()
      guard (region?.voxelCount ?? 0) == saved.measurement.voxelCount else {
        throw EditedResultError.unusable(
          path,
          reason:
            "finding \(saved.measurement.label) has other voxels in \(StagedFolder.analysisMarker)"
        )
      }
      return Finding(
        region: region ?? .empty(grid),
        verdict: saved.verdict,
        organ: saved.organ,
        site: saved.site,
        reasons: saved.reasons,
        score: saved.score,
        method: saved.method,
        thresholdSUVbw: saved.measurement.thresholdSUVbw
      )
    }
  }

  /// The regions, with the voxels that a segmentation holds under their tracking identifiers.
  func restoredLesions(segmentation path: String, like pet: Series, on grid: Grid) throws
    -> [Lesion]
  {
    var voxels: [String: Region] = [:]
    if FileManager.default.fileExists(atPath: path) {
      let found = try SegmentationReader.read(path: path)
        .mapped(onto: grid, frameOfReferenceUID: pet.frameOfReferenceUID ?? "")
      for segment in found.segments {
        if let uid = segment.tracking?.uid { voxels[uid] = segment.region }
      }
    }
    return try lesions.map { saved in
      let measurement = saved.measurement
      let region = voxels[saved.trackingUID] ?? .empty(grid)
      guard region.voxelCount == measurement.voxelCount else {
        throw EditedResultError.unusable(
          path,
          reason: "region \(measurement.label) has \(region.voxelCount) voxels, and "
            + "\(measurement.voxelCount) in \(StagedFolder.analysisMarker)"
        )
      }
      return Lesion(
        label: measurement.label,
        region: region,
        site: measurement.site,
        category: measurement.category,
        method: measurement.method,
        thresholdSUVbw: measurement.thresholdSUVbw,
        caveats: measurement.caveats.filter { !$0.isMeasured }
      )
    }
  }
}

extension LesionCaveat {
  /// Whether measuring finds the doubt anew.
  fileprivate var isMeasured: Bool {
    switch self {
    case .belowOneMilliliter, .touchesImageEdge, .peakSphereLeavesImage, .undefinedVoxels: true
    default: false
    }
  }
}
