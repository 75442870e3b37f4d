import DICOM
import FoundationEssentials
public import Lesions
import NIfTI
public import Uptake
import Voxels

extension Analysis {
  /// Takes up an analysis from what it wrote and the headers of its scan.
  ///
  /// - Parameters:
  ///   - saved: its record.
  ///   - scan: the folder of the scan.
  ///   - suv: the file with the uptake.
  ///   - segmentation: the file with the regions; absent where there was none.
  ///   - setAside: the file with what stood out and is no lesion; absent where there was none.
  /// - Throws: ``EditedResultError`` and what reading throws.
  init(
    _ saved: AnalysisRecord,
    scan: String,
    suv: String,
    segmentation: String,
    setAside: String
  ) throws {
    let folder: DICOMFolder
    do {
      folder = try DICOMFolder.scan(scan)
    } catch {
      throw EditedResultError.noScan(scan, reason: error.description)
    }
    let wanted = Set(saved.input.sopInstanceUIDs)
    let matching = folder.studies.flatMap { study in
      study.series.filter { series in
        series.modality == "PT"
          && Set(series.instances.compactMap { $0.dataSet.string(.sopInstanceUID) }) == wanted
      }.map { (study, $0) }
    }
    guard let (study, pet) = matching.first else {
      throw EditedResultError.noScan(scan, reason: "no PET series there has the result's images")
    }
    let grid = try pet.grid()
    let uptake = try NIfTIFile.read(path: suv)
    guard uptake.grid.size == grid.size else {
      throw EditedResultError.unusable(suv, reason: "it is of another size than the scan")
    }
    let volume = Volume<SUVbw>(grid: grid, values: uptake.values)
    let lesions = try saved.restoredLesions(segmentation: segmentation, like: pet, on: grid)
    let findings = try saved.restoredFindings(
      lesions: lesions,
      setAside: setAside,
      like: pet,
      on: grid
    )
    let references = try saved.references.map { reference in
      try ReferenceRegion(
        reference.tissue,
        reference.placement,
        Region(grid: grid, flattenedRuns: reference.runs),
        isPlacedByRule: reference.isPlacedByRule,
        on: volume
      )
    }
    let measurements = try volume.measured(lesions, references: references)
    self.init(
      request: try saved.restoredRequest(scan: scan),
      refusedFiles: folder.refused,
      study: study,
      pet: pet,
      ct: study.computedTomography(for: pet),
      profile: saved.tracer,
      certificate: saved.certificate,
      suv: volume,
      references: references,
      lesions: lesions,
      measurements: measurements,
      patient: PatientMeasurement(
        of: lesions,
        measurements: measurements,
        on: volume,
        bodySurfaceAreaSquareMeters: saved.certificate.bodySurfaceAreaSquareMeters
      ),
      findings: findings,
      findingLabels: saved.findings?.map(\.measurement.label) ?? [],
      organs: nil,
      refusedStarts: [],
      doubts: saved.doubts + saved.refusedStarts.map { "no region at \($0)" },
      inputSHA256: saved.input.sha256,
      trackingUIDs: saved.lesions.map(\.trackingUID),
      edits: []
    )
  }

  /// This analysis with other regions, measured anew.
  ///
  /// - Parameters:
  ///   - list: the regions.
  ///   - edits: how they came to be, from this analysis' own.
  /// - Returns: the analysis of the regions.
  /// - Throws: `LesionsError`.
  func edited(to list: RegionList, by edits: [EditRecord]) throws -> Analysis {
    let first = Dictionary(
      uniqueKeysWithValues: zip(RegionList(lesions).entries.map(\.identity), trackingUIDs)
    )
    let uids = UIDSource(inputs: [inputSHA256, "edited"] + trackingUIDs)
    var edited = self
    var (entries, setAside) = (list.entries, [RegionList.Entry]())
    if request.findsLesions {
      setAside = entries.filter { $0.lesion.category != .lesion }
      entries = entries.filter { $0.lesion.category == .lesion }
      edited.findings = (entries + setAside).map(Finding.init)
      edited.findingLabels = (entries + setAside).map(\.lesion.label)
    }
    edited.lesions = entries.map(\.lesion)
    edited.measurements = try suv.measured(edited.lesions, references: references)
    edited.patient = PatientMeasurement(
      of: edited.lesions,
      measurements: edited.measurements,
      on: suv,
      bodySurfaceAreaSquareMeters: certificate.bodySurfaceAreaSquareMeters
    )
    edited.trackingUIDs = entries.map {
      first[$0.identity] ?? uids.uid("tracking/\($0.identity)")
    }
    edited.edits = edits
    return edited
  }
}

extension Analysis {
  /// A normalisation as fixed thresholds are meant on it.
  ///
  /// - Parameter normalization: which.
  /// - Returns: its name and factor.
  /// - Throws: ``AnalysisError/normalizationUnavailable(_:reason:)``.
  public func scale(_ normalization: Normalization) throws -> UptakeScale {
    try certificate.scale(normalization)
  }
}

extension Analysis {
  /// Every region that can be edited: the lesions, and behind them what stood out and is none.
  var regionList: RegionList {
    guard request.findsLesions else { return RegionList(lesions) }
    var next = lesions[...]
    return RegionList(
      zip(findings, findingLabels).map { finding, label in
        (
          lesion: finding.verdict == .lesion
            ? next.popFirst() ?? finding.lesion(named: label) : finding.lesion(named: label),
          finding: finding
        )
      }
    )
  }
}

extension Finding {
  /// What a region under editing says.
  fileprivate init(_ entry: RegionList.Entry) {
    let lesion = entry.lesion
    let method = "\(DetectionSettings.methodName): "
    self.init(
      region: lesion.region,
      verdict: Verdict(lesion.category),
      organ: entry.evidence?.organ,
      site: entry.evidence?.site ?? lesion.site?.meaning ?? "",
      reasons: entry.evidence?.reasons ?? ["drawn by hand"],
      score: entry.evidence?.score ?? 1,
      method: lesion.method.hasPrefix(method)
        ? String(lesion.method.dropFirst(method.count)) : lesion.method,
      thresholdSUVbw: lesion.thresholdSUVbw
    )
  }
}

extension Finding.Verdict {
  /// The verdict that a category stands for.
  fileprivate init(_ category: LesionCategory) {
    self =
      switch category {
      case .lesion: .lesion
      case .physiological: .physiological
      case .other: .artefact
      case .unclassified: .unsure
      }
  }
}

extension Region {
  /// The runs as plain numbers: the first voxel and the count of each.
  var flattenedRuns: [Int] { runs.flatMap { [Int($0.start), Int($0.count)] } }

  /// The region of runs given as plain numbers; what doesn't lie on the grid is left out.
  fileprivate init(grid: Grid, flattenedRuns numbers: [Int]) {
    let pairs = stride(from: 0, to: numbers.count - 1, by: 2).map { (numbers[$0], numbers[$0 + 1]) }
    self.init(
      grid: grid,
      runs: pairs.filter { start, count in
        start >= 0 && count > 0 && start <= grid.voxelCount - count
      }.map { Run(start: $0, count: $1) }
    )
  }
}
