import DICOM
import FoundationEssentials
import NIfTI
import Statistics
import Voxels

/// A simulated cohort as folders of ordinary DICOM, with its truth beside it.
///
/// `participant-001/baseline/68Ga-HER2-affibody/{PT,CT}/` holds what a clinic would send; `truth/` the
/// same tree with `truth.json`, `lesions.nii.gz` and `organs.nii.gz` on the PET's voxels,
/// `lesions-1mm.nii.gz`, and `lesions.dcm` (DICOM SEG). The same plan and options give the same bytes.
public struct CohortWriter: Sendable {
  /// The cohort.
  public let plan: CohortPlan
  /// The scanners; each participant keeps one through all visits.
  public var systems: [PETCTSystem]
  /// Another reconstruction than the systems' own.
  public var reconstruction: ReconstructionProfile?
  /// The counts over those of a usual scan.
  public var countLevel = 1.0
  /// The phase of contrast of the CT.
  public var contrast = ContrastPhase.none
  /// Mistakes in every scan.
  public var faults: Set<ScanFault> = []
  /// Whether each PET is one multi-frame file.
  public var isEnhanced = false
  /// The number of the first participant.
  public var first = 1
  /// Whether the image without noise is written to the truth.
  public var keepsNoiseFree = false

  /// The file in the cohort's folder whose presence says what it is.
  public static let marker = "truth/cohort.json"

  /// A writer for a cohort on scanners of all kinds.
  public init(plan: CohortPlan, systems: [PETCTSystem] = PETCTSystem.all) {
    self.plan = plan
    self.systems = systems
  }

  /// What was written.
  public struct Summary: Sendable {
    /// The number of scans.
    public var scans = 0
    /// The number of lesions, over all scans.
    public var lesions = 0
    /// The number of files of the images.
    public var files = 0
  }

  /// How a participant is scanned.
  ///
  /// - Parameter number: the participant's number.
  /// - Returns: the scanner, the same for every visit and tracer.
  public func setup(ofParticipant number: Int) -> ScanSetup {
    var random = RandomNumbers(
      seed: plan.seed ^ SplitMix64.mixed("scanner"),
      stream: UInt64(number)
    )
    var setup = ScanSetup(system: systems[random.below(systems.count)])
    setup.ctMilliampereSeconds = 30 + 60 * random.uniform()
    if let reconstruction { setup.reconstruction = reconstruction }
    setup.countLevel = countLevel
    setup.contrast = contrast
    setup.faults = faults
    setup.isEnhanced = isEnhanced
    return setup
  }

  /// Writes the cohort.
  ///
  /// - Parameters:
  ///   - folder: the folder to write into; made where it is absent.
  ///   - progress: called before each scan with what is next and how many scans are done.
  /// - Returns: what was written.
  /// - Throws: ``PhantomError`` when a file can't be written, or the plan names what isn't known.
  public func write(
    to folder: String,
    progress: (String, Int) -> Void = { _, _ in }
  ) throws(PhantomError) -> Summary {
    var summary = Summary()
    try makeFolder("\(folder)/truth")
    for number in first..<first + plan.participants {
      let participant = try Participant(number: number, of: plan)
      let name = "participant-\(padded(number, 3))"
      for visit in plan.visits {
        for tracer in plan.tracers {
          progress("\(name), \(visit.name), \(tracer)", summary.scans)
          let path = "\(name)/\(visit.name)/\(tracer)"
          try write(participant, visit, tracer, path, to: folder, &summary)
        }
      }
      try writeJSON(
        ParticipantRecord(participant),
        to: "\(folder)/truth/\(name)/participant.json"
      )
    }
    try writeJSON(CohortRecord(self), to: "\(folder)/\(Self.marker)")
    return summary
  }

  private func write(
    _ participant: Participant,
    _ visit: Visit,
    _ tracer: String,
    _ path: String,
    to folder: String,
    _ summary: inout Summary
  ) throws(PhantomError) {
    let setup = setup(ofParticipant: participant.number)
    let truth = try participant.truth(at: visit, tracer: tracer, setup: setup)
    let scan = try participant.scan(truth, at: visit, setup: setup)
    let context = try participant.context(at: visit, tracer: tracer)
    try scan.write(to: "\(folder)/\(path)", as: context)

    let truthFolder = "\(folder)/truth/\(path)"
    try makeFolder(truthFolder)
    try scan.writeLabels(to: truthFolder)
    try scan.writeFineLabels(of: participant, at: visit, to: truthFolder)
    try scan.writeSegmentation(of: participant, context, to: "\(truthFolder)/lesions.dcm")
    if keepsNoiseFree {
      do {
        try NIfTIFile.write(
          scan.noiseFree,
          to: "\(truthFolder)/noise-free.nii.gz",
          description: "Simulated PET without noise"
        )
      } catch { throw .labelMap(error) }
    }
    try writeJSON(
      ScanTruth(
        of: scan,
        truth.scan,
        participant: participant,
        visit: visit,
        tracer: try participant.tracer(tracer).tracer,
        injection: try participant.injection(of: tracer, at: visit)
      ),
      to: "\(truthFolder)/truth.json"
    )
    summary.scans += 1
    summary.lesions += scan.lesions.count
    summary.files += (setup.isEnhanced ? 1 : scan.grids.pet.size.z) + scan.grids.ct.size.z
  }
}

extension SimulatedScan {
  /// Writes the lesions and the tissues on the PET's voxels: `lesions.nii.gz` and `organs.nii.gz`.
  func writeLabels(to folder: String) throws(PhantomError) {
    var taken = Region.empty(pet.grid)
    // Where lesions touch, the earlier one keeps the voxel.
    let apart = lesions.map { lesion in
      let own = lesion.region.subtracting(taken)
      taken = taken.union(own)
      return (label: lesion.number, region: own)
    }
    do {
      try NIfTIFile.write(
        labels: apart.filter { !$0.region.isEmpty },
        on: pet.grid,
        to: "\(folder)/lesions.nii.gz",
        description: "Simulated lesions: numbers of truth.json"
      )
      try NIfTIFile.write(
        labels: tissues.regions,
        on: pet.grid,
        to: "\(folder)/organs.nii.gz",
        description: "Simulated tissues: organLabels of truth.json"
      )
    } catch {
      throw .labelMap(error)
    }
  }

  /// Writes the lesions on voxels of 1 mm, no more of them than hold lesions: `lesions-1mm.nii.gz`.
  ///
  /// A PET's voxels are a third of a small lesion; these tell its true shape. As on the PET's, each lies
  /// at its mean position over a breath, and where lesions touch, the earlier one keeps the voxel.
  func writeFineLabels(
    of participant: Participant,
    at visit: Visit,
    to folder: String
  ) throws(PhantomError) {
    let drawn = lesions.compactMap { lesion in
      participant.lesions.first { $0.number == lesion.number }.flatMap { known in
        known.state(at: visit).map { (lesion: known, state: $0, center: lesion.center) }
      }
    }
    guard let first = drawn.first else { return }
    var (lower, upper) = (first.center, first.center)
    for (lesion, state, center) in drawn {
      let half = state.scaleMillimeters * lesion.shape.reach + 2
      lower = pointwiseMin(lower, center - half)
      upper = pointwiseMax(upper, center + half)
    }
    let origin = lower.rounded(.down)
    let size = (upper - origin).rounded(.up)
    func grid(from origin: SIMD3<Double>) throws(GridError) -> Grid {
      try Grid(
        size: SIMD3(Int(size.x), Int(size.y), Int(size.z)),
        affine: Affine(
          columnStep: SIMD3(1, 0, 0),
          rowStep: SIMD3(0, 1, 0),
          sliceStep: SIMD3(0, 0, 1),
          origin: origin
        )
      )
    }
    do {
      let fine = try grid(from: origin)
      var taken = Region.empty(fine)
      var labels: [(label: Int, region: Region)] = []
      for (lesion, state, center) in drawn {
        let still = try grid(from: origin - (center - lesion.center))
        guard let core = lesion.coverage(on: still, at: state, showsHER2: true)?.core else {
          continue
        }
        let own = Region(grid: fine, runs: core.runs).subtracting(taken)
        taken = taken.union(own)
        labels.append((lesion.number, own))
      }
      try NIfTIFile.write(
        labels: labels.filter { !$0.region.isEmpty },
        on: fine,
        to: "\(folder)/lesions-1mm.nii.gz",
        description: "Simulated lesions: numbers of truth.json"
      )
    } catch let error as NIfTIError {
      throw .labelMap(error)
    } catch {
      preconditionFailure("upright voxels of 1 mm about a body are a grid: \(error)")
    }
  }

  /// Writes the lesions as a DICOM Segmentation of the PET.
  func writeSegmentation(
    of participant: Participant,
    _ context: ScanContext,
    to path: String
  ) throws(PhantomError) {
    let present = lesions.filter { !$0.region.isEmpty }
    guard !present.isEmpty else { return }
    let series = petSeries(of: context)
    let header = series.header(ofSlice: 0)
    do {
      let images = try (0..<pet.grid.size.z).map { slice throws(DICOMError) in
        let instance = setup.isEnhanced ? header : series.header(ofSlice: slice)
        return SourceSeries.Image(
          sopClassUID: setup.isEnhanced
            ? "1.2.840.10008.5.1.4.1.1.130" : "1.2.840.10008.5.1.4.1.1.128",
          sopInstanceUID: setup.isEnhanced
            ? series.enhancedInstanceUID
            : try instance.requiredText(.sopInstanceUID),
          frameNumber: setup.isEnhanced ? slice + 1 : nil,
          position: pet.grid.position(of: SIMD3(0, 0, slice))
        )
      }
      let uids = DICOM.UIDSource(inputs: [context.study.uids.uid("truth")])
      let segments = present.enumerated().map { place, lesion in
        let known = participant.lesions.first { $0.number == lesion.number }
        return Segment(
          number: place + 1,
          label: "lesion \(lesion.number): \(known?.place ?? "")",
          category: .PropertyCategory.morphologicallyAbnormalStructure,
          type: known?.isPrimary == true
            ? .PropertyType.primaryNeoplasm : .PropertyType.secondaryNeoplasm,
          algorithm: .automatic(name: "simulation"),
          tracking: Segment.Tracking(
            identifier: "lesion \(lesion.number)",
            uid: DICOM.UIDSource(inputs: [participant.id, "\(participant.plan.seed)"])
              .uid("lesion \(lesion.number)")
          ),
          color: CIELabColor.palette[place % CIELabColor.palette.count],
          region: lesion.region
        )
      }
      let object = try SegmentationWriter.dataSet(
        of: segments,
        source: SourceSeries(header: header, grid: pet.grid, images: images),
        authorship: Authorship(
          equipment: Authorship.Equipment(
            manufacturer: "Herald (research software)",
            modelName: "herald simulate",
            serialNumber: "none",
            softwareVersion: "1"
          ),
          date: context.scanStart.dateText,
          time: context.scanStart.timeText,
          seriesNumber: 9100,
          seriesDescription: "True lesions (simulated)",
          uids: uids
        ),
        contentLabel: "TRUTH"
      )
      try DICOMFile.write(object, to: path)
    } catch {
      throw .dicom(error)
    }
  }
}

extension DataSet {
  /// The text of an attribute that a header of ours holds.
  fileprivate func requiredText(_ tag: Tag) throws(DICOMError) -> String {
    guard let text = string(tag) else { throw .missingAttribute(tag: tag, keyword: "\(tag)") }
    return text
  }
}

extension TissueMap {
  /// The voxels of each tissue that is there, without air.
  var regions: [(label: Int, region: Region)] {
    var runs = [[Region.Run]](repeating: [], count: 256)
    let width = grid.size.x
    for row in 0..<tissues.count / width {
      var column = 0
      while column < width {
        let start = row * width + column
        let label = tissues[start]
        var end = column + 1
        while end < width, tissues[row * width + end] == label { end += 1 }
        if label != Tissue.air.rawValue {
          runs[Int(label)].append(Region.Run(start: start, count: end - column))
        }
        column = end
      }
    }
    return runs.enumerated().filter { !$0.element.isEmpty }.map {
      (label: $0.offset, region: Region(grid: grid, sortedRuns: $0.element))
    }
  }
}

/// Writes a value as JSON that people can read; equal values give equal bytes.
func writeJSON(_ value: some Encodable, to path: String) throws(PhantomError) {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  do {
    var json = try encoder.encode(value)
    json.append(UInt8(ascii: "\n"))
    try json.write(to: URL(filePath: path), options: .atomic)
  } catch {
    throw .unwritableFolder(path: path, reason: "\(error)")
  }
}
