import Voxels

@testable import Phantoms

/// A body of few voxels with what a scan's physics needs: lungs, liver, kidneys, bladder, a lesion.
enum SmallBody {
  /// A scanner whose whole body is a few thousand voxels.
  static func system(_ scanner: Scanner = .siemens) -> PETCTSystem {
    PETCTSystem(
      name: "small",
      scanner: scanner,
      modelName: scanner.modelName,
      columns: 40,
      pixelMillimeters: 10,
      sliceMillimeters: 8,
      reconstruction: .timeOfFlight,
      reconstructionMethod: "TOF",
      axialFieldMillimeters: 120,
      bedOverlap: scanner == .siemens ? nil : 0.5,
      storesOneSlope: scanner == .siemens || scanner == .philips,
      ctColumns: 96,
      ctPixelMillimeters: 4.5,
      ctSliceMillimeters: 8,
      ctKernel: "B"
    )
  }

  static let lesionCenter = SIMD3(90.0, -20, 60)

  static func tissue(at p: SIMD3<Double>) -> Tissue {
    func inside(_ center: SIMD3<Double>, _ axes: SIMD3<Double>) -> Bool {
      let d = (p - center) / axes
      return (d * d).sum() <= 1
    }
    guard (p.x / 160) * (p.x / 160) + (p.y / 110) * (p.y / 110) <= 1 else { return .air }
    if inside(SIMD3(-60, 0, 20), SIMD3(70, 60, 50)) { return .liver }
    if inside(SIMD3(60, 50, 0), SIMD3(25, 20, 40)) { return .leftRenalCortex }
    if inside(SIMD3(-60, 60, -30), SIMD3(25, 20, 30)) { return .rightRenalCortex }
    if inside(SIMD3(0, -30, -100), SIMD3(35, 35, 25)) { return .urine }
    if inside(SIMD3(80, 0, 110), SIMD3(55, 70, 60)) { return .leftLung }
    return .muscle
  }

  static let uptake: [Tissue: Float] = [
    .air: 0, .muscle: 0.7, .liver: 4, .leftRenalCortex: 30, .rightRenalCortex: 30, .urine: 40,
    .leftLung: 0.5,
  ]

  static func subject(
    _ system: PETCTSystem,
    lesionSUV: Float = 12,
    motion: RespiratoryMotion? = nil
  ) throws -> ScanSubject {
    let grids = try ScanGrids(
      system: system,
      heights: -130...150,
      body: (SIMD3(-170, -120, -150), SIMD3(170, 120, 170))
    )
    let grid = grids.tissue
    let places = (0..<grid.voxelCount).map { grid.position(of: grid.index(at: $0)) }
    let tissues = TissueMap(grid: grid, tissues: places.map { tissue(at: $0).rawValue })
    var activity = Volume<SUVbw>(
      grid: grid,
      values: tissues.tissues.map { uptake[Tissue(rawValue: $0) ?? .air] ?? 0 }
    )
    var voxels: [(offset: Int, share: Float)] = []
    for (offset, place) in places.enumerated() where length(place - lesionCenter) <= 24 {
      voxels.append((offset, 1))
      activity.values[offset] = lesionSUV
    }
    var subject = ScanSubject(grids: grids, tissues: tissues, activity: activity)
    subject.motion = motion
    subject.lesions = [
      ScanSubject.Lesion(number: 1, center: lesionCenter, voxels: voxels, hounsfield: 40)
    ]
    subject.tracer = "68Ga-HER2-affibody"
    subject.emitter = .gallium68
    return subject
  }

  /// A scan of it, and who it is said to be of.
  static func scan(
    _ setup: ScanSetup,
    seed: UInt64 = 5
  ) throws -> (scan: SimulatedScan, context: ScanContext) {
    let scan = try SimulatedScan(of: subject(setup.system), setup: setup, seed: seed, stream: 0)
    var patient = SimulatedPatient()
    patient.name = "SIMULATED^P001"
    patient.id = "SIM-001"
    let start = Timestamp(2025, 3, 3, 10, 0)
    let context = ScanContext(
      participant: 1,
      visit: "baseline",
      tracer: "68Ga-HER2-affibody",
      study: SimulatedStudy(patient: patient, start: start, description: "Simulated", seed: seed),
      administration: SimulatedAdministration(
        tracer: .galliumAffibody,
        start: start.advanced(bySeconds: -7200),
        activityBecquerels: 2.4e8
      ),
      scanStart: start,
      secondsPerBed: 180
    )
    return (scan, context)
  }
}
