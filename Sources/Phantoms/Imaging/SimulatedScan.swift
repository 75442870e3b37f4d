import Glibc
import Statistics
public import Voxels

/// A PET/CT of one participant with everything that is true of it, in memory.
public struct SimulatedScan: Sendable {
  /// How it was made.
  public let setup: ScanSetup
  /// The images' grids.
  public let grids: ScanGrids
  /// The PET as the scanner shows it.
  public let pet: Volume<SUVbw>
  /// The mean of all PETs that the scanner could have made: blurred, without noise.
  public let noiseFree: Volume<SUVbw>
  /// The standard deviation over the mean of a liver voxel.
  public let noiseCoefficient: Double
  /// The lesions that are there, on the PET's voxels.
  public let lesions: [Lesion]
  /// The tissue at each voxel of the PET, as the mean position over a breath has it.
  public let tissues: TissueMap
  /// What the scanner reads over what is true, by its calibration and clock.
  public let readingFactor: Double
  /// Activity where no organ takes it up.
  package let deposits: [ActivityDeposit]
  /// The nuclide.
  let emitter: PositronEmitter
  /// What blurs the PET beside breathing.
  let blur: PointSpread

  /// What the CT is made of, on the tissue grid.
  let ctTissue: Volume<Hounsfield>
  let ctImaging: CTImaging
  let seed: UInt64
  let stream: UInt64

  /// A lesion on the PET's voxels.
  public struct Lesion: Sendable {
    /// Its number in the participant, which is its label.
    public let number: Int
    /// The voxels that it fills by half or more, at its mean position over a breath; the fullest one
    /// where there is none.
    public let region: Region
    /// Its mean position over a breath, in LPS mm.
    public let center: SIMD3<Double>
    /// The largest value of the image without noise inside it, in SUVbw.
    public let noiseFreeMaximum: Double
  }

  /// The CT as the scanner shows it, 512 × 512 pixels a slice.
  public func ct() -> Volume<Hounsfield> {
    ctImaging.volume(of: ctTissue, seed: seed, stream: stream &+ 0x4000_0000)
  }

  /// One slice of the CT.
  func ctSlice(_ slice: Int) -> [Float] {
    ctImaging.slice(slice, of: ctTissue, seed: seed, stream: stream &+ 0x4000_0000)
  }
}

/// What lies on the scanner's table: tissue and true activity at rest, on the scan's tissue grid.
package struct ScanSubject: Sendable {
  /// The grids of the scan.
  package let grids: ScanGrids
  /// The tissues.
  package let tissues: TissueMap
  /// The true uptake.
  package let activity: Volume<SUVbw>
  /// The lesions.
  package var lesions: [Lesion] = []
  /// Breathing.
  package var motion: RespiratoryMotion?
  /// The standard deviation of the body's place during the scan, along each axis, in mm.
  package var driftMillimeters = 0.0
  /// Where incidents may happen.
  package var places = ScanIncidents.Places()
  /// The body's mass, in kg.
  package var massKilograms = 70.0
  /// The tracer, by its profile's name.
  package var tracer = "18F-FDG"
  /// The nuclide.
  package var emitter = PositronEmitter.fluorine18
  /// The injected activity over the tracer's usual one.
  package var relativeActivity = 1.0
  /// What the scanner reads over what is true: its calibration, and its clock's distance from the
  /// injection's.
  package var readingFactor = 1.0
  /// How far this person's CT numbers lie from the mean, in standard deviations; one a tissue.
  package var hounsfieldScores: [Tissue: Double] = [:]

  package init(grids: ScanGrids, tissues: TissueMap, activity: Volume<SUVbw>) {
    self.grids = grids
    self.tissues = tissues
    self.activity = activity
  }

  /// A lesion on the tissue grid.
  package struct Lesion: Sendable {
    /// Its number.
    package let number: Int
    /// Its centre at rest, in LPS mm.
    package let center: SIMD3<Double>
    /// The voxels that it touches and the share of each that it fills, 0 to 1.
    package let voxels: [(offset: Int, share: Float)]
    /// Its CT number.
    package let hounsfield: Double

    package init(
      number: Int,
      center: SIMD3<Double>,
      voxels: [(offset: Int, share: Float)],
      hounsfield: Double
    ) {
      self.number = number
      self.center = center
      self.voxels = voxels
      self.hounsfield = hounsfield
    }
  }
}

extension SimulatedScan {
  /// A scan of a subject.
  ///
  /// - Parameters:
  ///   - subject: what is scanned.
  ///   - setup: how.
  ///   - seed: decides noise and incidents, with the stream.
  ///   - stream: one for each scan of a seed.
  /// - Throws: `GridError` when a part of a grid can't be cut out.
  package init(
    of subject: ScanSubject,
    setup: ScanSetup,
    seed: UInt64,
    stream: UInt64
  ) throws(GridError) {
    var random = RandomNumbers(seed: seed, stream: stream)
    let incidents =
      setup.hasIncidents
      ? ScanIncidents(at: subject.places, bodyGrams: subject.massKilograms * 1000, &random)
      : ScanIncidents()
    let grids = subject.grids
    self.setup = setup
    self.grids = grids
    self.seed = seed
    self.stream = stream
    readingFactor = subject.readingFactor
    emitter = subject.emitter
    deposits = incidents.deposits
    blur = PointSpread(
      setup.reconstruction,
      emitter: subject.emitter,
      driftMillimeters: subject.driftMillimeters
    )

    let tissues = subject.tissues.atNearest(
      to: grids.pet,
      displacement: subject.motion?.meanDisplacement
    )
    self.tissues = tissues
    let liver = subject.meanUptake(in: .liver)
    noiseCoefficient =
      NoiseBand(tracer: subject.tracer)?.coefficient(
        reconstruction: setup.reconstruction,
        relativeActivity: subject.relativeActivity,
        thicknessCentimeters: subject.tissues.trunkDiameterCentimeters,
        countLevel: setup.countLevel
      ) ?? 0
    var imaging = PETImaging(
      system: setup.system,
      reconstruction: setup.reconstruction,
      emitter: subject.emitter,
      noiseCoefficient: noiseCoefficient,
      liverSUV: liver > 0 ? liver : 1
    )
    imaging.motion = subject.motion
    imaging.driftMillimeters = subject.driftMillimeters
    imaging.deposits = incidents.deposits
    imaging.readingFactor = incidents.shareArrived * subject.readingFactor
    imaging.haloDepth = incidents.haloDepth
    imaging.metal = incidents.metal
    imaging.truncationMillimeters =
      setup.faults.contains(.armsTruncated) ? Self.truncatedField : nil
    var mean = try imaging.mean(
      of: subject.activity,
      on: grids.pet,
      organs: PETImaging.HotOrgans(
        kidneys: [
          tissues.region(of: [.leftRenalCortex, .leftRenalMedulla, .leftRenalPelvis]),
          tissues.region(of: [.rightRenalCortex, .rightRenalMedulla, .rightRenalPelvis]),
        ],
        bladder: tissues.region(of: [.urine])
      )
    )
    if let motion = subject.motion, setup.hasIncidents {
      let taken = subject.tissues.atNearest(to: grids.pet) {
        motion.displacement($0, incidents.ctPhase)
      }
      AttenuationMismatch().apply(to: &mean, seen: tissues, taken: taken)
    }
    noiseFree = mean
    pet = imaging.noisy(noiseFree, seed: seed, stream: stream &+ 0x2000_0000)
    var lesions: [Lesion] = []
    for lesion in subject.lesions {
      let shift = subject.motion?.meanDisplacement(at: lesion.center) ?? .zero
      let region = try lesion.region(from: grids.tissue, on: grids.pet, shiftedBy: shift)
      var highest: Float = 0
      for offset in region.runs.lazy.flatMap(\.offsets) {
        highest = max(highest, noiseFree.values[offset])
      }
      lesions.append(
        Lesion(
          number: lesion.number,
          region: region,
          center: lesion.center + shift,
          noiseFreeMaximum: Double(highest)
        )
      )
    }
    self.lesions = lesions

    var hounsfield = CTImaging.hounsfield(
      of: subject.tissues.tissues,
      on: grids.tissue,
      table: subject.hounsfieldTable(in: setup.contrast),
      seed: seed,
      stream: stream &+ 0x6000_0000
    )
    for lesion in subject.lesions {
      for (offset, share) in lesion.voxels {
        hounsfield.values[offset] +=
          share * (Float(lesion.hounsfield) - hounsfield.values[offset])
      }
    }
    ctTissue = subject.motion?.moved(hounsfield, at: incidents.ctPhase) ?? hounsfield
    var ct = CTImaging(
      grid: grids.ct,
      noise: CTNoise(
        milliampereSeconds: setup.ctMilliampereSeconds,
        sliceMillimeters: grids.ct.spacingMillimeters.z
      )
    )
    ct.metal = incidents.metal
    ct.tableTop = subject.tissues.lowestPoint
    ct.truncationMillimeters = imaging.truncationMillimeters
    ctImaging = ct
  }

  /// The diameter of the CT where a fault cuts the arms off, in mm.
  static let truncatedField = 400.0
}

extension ScanSubject {
  /// The CT number of each tissue, by its raw value.
  func hounsfieldTable(in contrast: ContrastPhase) -> [CTImaging.Number] {
    var table = [CTImaging.Number](
      repeating: CTImaging.Number(mean: -1000, texture: 0),
      count: 256
    )
    for tissue in Tissue.allCases {
      let number = tissue.hounsfield
      table[Int(tissue.rawValue)] = CTImaging.Number(
        mean: tissue.hounsfieldMean(in: contrast)
          + (hounsfieldScores[tissue] ?? 0) * number.betweenPatients,
        texture: number.texture
      )
    }
    return table
  }

  /// The mean true uptake of a tissue, in SUVbw; 0 where there is none.
  func meanUptake(in tissue: Tissue) -> Double {
    var (sum, count) = (0.0, 0)
    let values = activity.values.span
    let labels = tissues.tissues.span
    for index in 0..<labels.count where labels[index] == tissue.rawValue {
      sum += Double(values[index])
      count += 1
    }
    return count > 0 ? sum / Double(count) : 0
  }
}
