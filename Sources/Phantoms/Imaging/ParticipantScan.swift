import Glibc
import Statistics
import Voxels

extension Participant {
  /// A PET/CT of this participant, in memory.
  ///
  /// The same participant, visit, tracer and setup give the same scan.
  ///
  /// - Parameters:
  ///   - visit: the visit.
  ///   - tracer: the tracer, by its profile's name.
  ///   - setup: how it is scanned.
  /// - Returns: the images, and what is true of them.
  /// - Throws: ``PhantomError`` for a tracer that isn't in the plan.
  public func scan(
    at visit: Visit,
    tracer: String,
    setup: ScanSetup
  ) throws(PhantomError) -> SimulatedScan {
    try scan(try truth(at: visit, tracer: tracer, setup: setup), at: visit, setup: setup)
  }

  /// Everything that is true of this participant in one scan, on the scan's tissue grid.
  package func truth(
    at visit: Visit,
    tracer: String,
    setup: ScanSetup
  ) throws(PhantomError) -> (grids: ScanGrids, scan: TrueScan) {
    let injection = try injection(of: tracer, at: visit)
    do {
      let heights = anatomy.frameHeights
      let grids = try setup.system.grids(
        about: anatomy.tissues(on: coarseGrid(heights)),
        heights: heights,
        shiftedBy: positioning(at: visit, tracer: tracer).table
      )
      let scan = try trueUptake(
        at: visit,
        tracer: tracer,
        atHours: injection.uptakeHours,
        in: anatomy.tissues(on: grids.tissue)
      )
      return (grids, scan)
    } catch let error as GridError {
      throw .grid(error)
    } catch let error as PhantomError {
      throw error
    } catch {
      throw .unwritableFolder(path: "", reason: "\(error)")
    }
  }

  /// The scan of what is true.
  package func scan(
    _ truth: (grids: ScanGrids, scan: TrueScan),
    at visit: Visit,
    setup: ScanSetup
  ) throws(PhantomError) -> SimulatedScan {
    let scan = truth.scan
    let injection = try injection(of: scan.tracer, at: visit)
    guard let tracer = SimulatedTracer.named(scan.tracer) else {
      throw .unknownTracer(scan.tracer, known: plan.tracers)
    }
    var subject = ScanSubject(grids: truth.grids, tissues: scan.tissues, activity: scan.suv)
    let anatomy = anatomy
    let positioning = positioning(at: visit, tracer: scan.tracer)
    subject.motion = RespiratoryMotion {
      positioning.breath * anatomy.breathing(at: $0, phase: $1)
    }
    subject.driftMillimeters = positioning.driftMillimeters
    subject.places = incidentPlaces
    subject.massKilograms = build.massKilograms
    subject.tracer = scan.tracer
    subject.emitter = tracer.emitter
    subject.relativeActivity = try relativeActivity(of: scan.tracer, injection)
    subject.readingFactor =
      injection.calibrationFactor
      * tracer.remaining(afterSeconds: injection.clockOffsetSeconds)
    var person = RandomNumbers(seed: imagingSeed("CT numbers"), stream: 0)
    for tissue in Tissue.allCases { subject.hounsfieldScores[tissue] = person.normal() }
    subject.lesions = scan.lesions.compactMap { lesion in
      guard let known = lesions.first(where: { $0.number == lesion.number }) else { return nil }
      let offsets = lesion.coverage.region.runs.flatMap(\.offsets)
      return ScanSubject.Lesion(
        number: lesion.number,
        center: known.center,
        voxels: zip(offsets, lesion.coverage.fractions).map { ($0, $1) },
        hounsfield: hounsfield(of: known)
      )
    }
    do {
      return try SimulatedScan(
        of: subject,
        setup: setup,
        seed: imagingSeed("\(visit.name) \(scan.tracer)"),
        stream: 0
      )
    } catch {
      throw .grid(error)
    }
  }

  /// How the participant lies and breathes in one scan.
  func positioning(at visit: Visit, tracer: String) -> Positioning {
    var random = RandomNumbers(seed: imagingSeed("position \(visit.name) \(tracer)"), stream: 0)
    return Positioning(&random)
  }

  /// A seed of this participant's own for a part of the imaging.
  func imagingSeed(_ part: String) -> UInt64 {
    plan.seed ^ SplitMix64.mixed("imaging \(number) \(part)")
  }

  /// The activity over the tracer's usual one in the same person, by what noise goes with.
  private func relativeActivity(
    of tracer: String,
    _ injection: SimulatedInjection
  ) throws(PhantomError) -> Double {
    let known = try self.tracer(tracer).tracer
    let usual = known.injection.megabecquerels(forKilograms: 65) / 65
    return injection.netMegabecquerels / build.massKilograms / usual
  }

  /// Voxels of 8 mm about the scanned heights.
  private func coarseGrid(_ heights: ClosedRange<Double>) throws(GridError) -> Grid {
    let (low, high) = anatomy.bounds
    let step = 8.0
    return try Grid(
      size: SIMD3(
        Int((high.x - low.x) / step) + 2,
        Int((high.y - low.y) / step) + 2,
        Int((heights.upperBound - heights.lowerBound) / step) + 1
      ),
      affine: Affine(
        columnStep: SIMD3(step, 0, 0),
        rowStep: SIMD3(0, step, 0),
        sliceStep: SIMD3(0, 0, step),
        origin: SIMD3(low.x, low.y, heights.lowerBound)
      )
    )
  }

  /// Where urine, the needle, a port and a spill may be.
  private var incidentPlaces: ScanIncidents.Places {
    var places = ScanIncidents.Places()
    places.ureters = anatomy.ureters
    places.injectionSites = anatomy.injectionSites.map(\.position)
    let chest = anatomy.places(for: .internalMammaryNode).map(\.position.z)
    if !chest.isEmpty {
      let height = chest.reduce(0, +) / Double(chest.count) + 25
      places.port = skin(x: -75, z: height).map { $0 + SIMD3(0, 11, 0) }
    }
    places.skin = skin(x: 25, z: -10)
    return places
  }

  /// The skin of the front at a place; nil where there is no body.
  private func skin(x: Double, z: Double) -> SIMD3<Double>? {
    let (low, high) = anatomy.bounds
    for y in stride(from: low.y, to: high.y, by: 1) {
      let point = SIMD3(x, y, z)
      if anatomy.tissue(at: point) != .air { return point }
    }
    return nil
  }

  /// A lesion's CT number.
  ///
  /// - Source: nodes, liver and soft tissue 38 ± 8, bone 450 ± 200 where sclerotic, 40 ± 20 where lytic
  ///   (assumed); three of five bone metastases of the breast are taken as sclerotic.
  private func hounsfield(of lesion: SimulatedLesion) -> Double {
    var draw = RandomNumbers(seed: imagingSeed("lesion CT"), stream: UInt64(lesion.number))
    let isSclerotic = draw.uniform() < 0.6
    let score = draw.normal()
    guard lesion.site == .bone else { return 38 + 8 * score }
    return isSclerotic ? max(250, 450 + 150 * score) : 40 + 20 * score
  }
}
