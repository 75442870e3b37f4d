import DICOM
import FoundationEssentials
import Lesions
import Response
import Uptake
import Voxels

extension AnalysisRecord {
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
