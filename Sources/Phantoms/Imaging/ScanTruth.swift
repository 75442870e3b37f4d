import Voxels

/// What is true of a simulated scan; written as `truth.json` beside its label maps.
public struct ScanTruth: Codable, Sendable {
  /// Says that this describes simulated data, and what in it is assumed.
  public let note: String
  /// The participant's identifier.
  public let participant: String
  /// The participant's number.
  public let number: Int
  /// The visit's name.
  public let visit: String
  /// The tracer, by its profile's name.
  public let tracer: String
  /// The cohort's seed.
  public let seed: UInt64
  /// The scanner and what it does to an image.
  public let scanner: Scanner
  /// The injection and its timing, as they truly were.
  public let injection: SimulatedInjection
  /// What the scanner reads over what is true.
  public let readingFactor: Double
  /// The share of the activity that has left the tissues.
  public let excretedShare: Double
  /// The true SUVbw of each tissue, before texture and lesions.
  public let organUptake: [String: Double]
  /// How sure the organs' uptake is.
  public let organUptakeConfidence: String
  /// The lesions that are there.
  public let lesions: [Lesion]
  /// What the labels of `organs.nii.gz` are.
  public let organLabels: [Label]
  /// Activity where no organ takes it up.
  public let deposits: [Deposit]
  /// Mistakes that were made on request.
  public let faults: [Fault]

  /// The scanner and what it does to an image.
  public struct Scanner: Codable, Sendable {
    /// The system's name.
    public let system: String
    /// The reconstruction's name.
    public let reconstruction: String
    /// The Gaussians that the blur is the sum of: weight, and variance along each axis in mm².
    public let blur: [Gaussian]
    /// The blur's full width at half maximum, positron range, voxels and the body's drift included, in
    /// mm.
    public let fullWidthMillimeters: Double
    /// The standard deviation over the mean of a liver voxel.
    public let noiseCoefficientOfVariation: Double
    /// The CT's phase of contrast.
    public let ctContrast: String
  }

  /// One Gaussian of a blur.
  public struct Gaussian: Codable, Sendable {
    /// Its weight; all add up to 1.
    public let weight: Double
    /// Its variance along each axis, in mm².
    public let varianceSquareMillimeters: Double
  }

  /// A lesion in this scan.
  public struct Lesion: Codable, Sendable {
    /// Its number in the participant: its label in `lesions.nii.gz`.
    public let number: Int
    /// The part of the body.
    public let site: LesionSite
    /// The place in words.
    public let place: String
    /// The side of the body.
    public let side: LesionPlace.Side
    /// Whether it is the primary tumour.
    public let isPrimary: Bool
    /// What happened to it since the baseline.
    public let fate: Fate
    /// Its HER2 at this visit.
    public let status: HER2Status?
    /// The staining of its tissue when it first was there.
    public let immunohistochemistry: Immunohistochemistry
    /// The in-situ hybridisation of that tissue.
    public let hybridization: InSituHybridization
    /// The centre at its mean position over a breath, in LPS mm.
    public let centerMillimeters: [Double]
    /// Its true volume, in mL.
    public let volumeMilliliters: Double
    /// The mean of its true uptake, in SUVbw.
    public let trueMeanSUV: Double
    /// The highest of its true uptake, in SUVbw.
    public let trueMaximumSUV: Double
    /// The largest value inside it of the image without noise, in SUVbw.
    public let noiseFreeMaximumSUV: Double
    /// The PET voxels that are labelled with it.
    public let labelVoxels: Int
  }

  /// What a label stands for.
  public struct Label: Codable, Sendable {
    /// The label.
    public let label: Int
    /// The tissue's name in the program.
    public let tissue: String
    /// The organ, in plain English.
    public let organ: String
  }

  /// Activity where no organ takes it up.
  public struct Deposit: Codable, Sendable {
    /// What it is.
    public let name: String
    /// Its centre, in LPS mm.
    public let centerMillimeters: [Double]
    /// Its diameter, in mm.
    public let diameterMillimeters: Double
    /// What it adds at its centre, in SUVbw.
    public let suv: Double
  }

  /// A mistake.
  public struct Fault: Codable, Sendable {
    /// Its name on the command line.
    public let name: String
    /// What was done.
    public let explanation: String
  }
}

extension ScanTruth {
  /// The truth of a scan of a participant.
  init(
    of scan: SimulatedScan,
    _ truth: TrueScan,
    participant: Participant,
    visit: Visit,
    tracer: Biodistribution,
    injection: SimulatedInjection
  ) {
    note =
      "Simulated; no person, no scanner. The organs' uptake is assumed, not measured; so are the "
      + "lesions' numbers, their relations and their course, where no source is named."
    self.participant = participant.id
    number = participant.number
    self.visit = visit.name
    self.tracer = truth.tracer
    seed = participant.plan.seed
    scanner = Scanner(
      system: scan.setup.system.name,
      reconstruction: scan.setup.reconstruction.name,
      blur: scan.blur.terms.map {
        Gaussian(weight: $0.weight, varianceSquareMillimeters: $0.varianceSquareMillimeters)
      },
      fullWidthMillimeters: scan.blur.fullWidthMillimeters,
      noiseCoefficientOfVariation: scan.noiseCoefficient,
      ctContrast: scan.setup.contrast.rawValue
    )
    self.injection = injection
    readingFactor = scan.readingFactor
    excretedShare = truth.uptake.excretedShare
    organUptake = Dictionary(
      uniqueKeysWithValues: truth.uptake.suv.map { ("\($0.key)", $0.value) }
    )
    organUptakeConfidence =
      tracer.compartments.contains { $0.confidence == .assumed } ? "assumed" : "published"
    lesions = scan.lesions.compactMap { lesion in
      guard let known = participant.lesions.first(where: { $0.number == lesion.number }),
        let state = known.state(at: visit),
        let real = truth.lesions.first(where: { $0.number == lesion.number })
      else { return nil }
      return Lesion(
        number: lesion.number,
        site: known.site,
        place: known.place,
        side: known.side,
        isPrimary: known.isPrimary,
        fate: state.fate,
        status: state.status,
        immunohistochemistry: known.pathology.immunohistochemistry,
        hybridization: known.pathology.hybridization,
        centerMillimeters: [lesion.center.x, lesion.center.y, lesion.center.z],
        volumeMilliliters: real.volumeMilliliters,
        trueMeanSUV: real.meanSUV,
        trueMaximumSUV: real.maximumSUV,
        noiseFreeMaximumSUV: lesion.noiseFreeMaximum,
        labelVoxels: lesion.region.voxelCount
      )
    }
    organLabels = Tissue.allCases.filter { $0 != .air }.map {
      Label(label: Int($0.rawValue), tissue: "\($0)", organ: $0.organ)
    }
    deposits = scan.deposits.map {
      Deposit(
        name: $0.name,
        centerMillimeters: [$0.center.x, $0.center.y, $0.center.z],
        diameterMillimeters: $0.diameterMillimeters,
        suv: $0.suv
      )
    }
    faults = ScanFault.allCases.filter(scan.setup.faults.contains).map {
      Fault(name: $0.rawValue, explanation: $0.explanation)
    }
  }
}
