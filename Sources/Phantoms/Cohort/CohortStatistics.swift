import Glibc
import Statistics

/// How lesions, people and courses are drawn: the shipped table, with sources.
struct CohortStatistics: Sendable, Decodable {
  let note: String
  let uptake: [UptakeGroup]
  let siteFactors: SiteFactors
  let correlation: Correlation
  let noiseOverNoiseFree: Biodistribution.Sourced
  let mostAtSite: [String: Int]
  let otherSide: OtherSide
  let number: Number
  let size: Size
  let gastricWall: GastricWall
  let sites: [String: Sites]
  let participantTypes: ParticipantTypes
  let notAvidForFDG: NotAvid
  let shape: Shape
  let texture: Texture
  let necrosis: Core
  let rim: Core
  let twoClones: Clones
  let course: Course
  let treatment: Treatment
  let retest: Retest
  let people: People
  let pathology: PathologyRates

  /// SUVmax in the image of one kind of lesion under one tracer.
  struct UptakeGroup: Sendable, Decodable {
    let tracer: String
    let cancer: CancerType?
    let status: [HER2Status]
    let site: LesionSite?
    let medianSUVmax: Double
    let sigma: Double
    let confidence: Confidence
    let source: String
  }

  struct SiteFactors: Sendable, Decodable {
    let factors: [String: Double]
    let tracerFamilies: [Biodistribution.Family]
    let confidence: Confidence
    let source: String
  }

  struct Correlation: Sendable, Decodable {
    let withinParticipant, fdgWithHER2, betweenHER2Tracers: Double
  }

  /// How often a breast's or its nodes' lesion is on the other side than the primary.
  struct OtherSide: Sendable, Decodable {
    let share: Double
  }

  struct Number: Sendable, Decodable {
    let median, sigma: Double
    let most: Int
  }

  struct Size: Sendable, Decodable {
    let medianMillimeters: [String: Double]
    let sigma, leastMilliliters, mostMilliliters: Double
  }

  struct GastricWall: Sendable, Decodable {
    let thicknessMillimeters, extentMillimeters: Span
  }

  struct Sites: Sendable, Decodable {
    let primary: LesionSite
    let primaryShare: Double
    let involved: [String: Double]
    let weights: [String: Double]
  }

  struct ParticipantTypes: Sendable, Decodable {
    let uniformPositive, uniformNegative, mixed: Double
    let threePlusAmongPositive, lowAmongNegative: Double
  }

  struct NotAvid: Sendable, Decodable {
    let share: [String: Double]
  }

  struct Shape: Sendable, Decodable {
    let aspect, lobeHeight: Span
  }

  struct Texture: Sendable, Decodable {
    let cv, correlationMillimeters: Span
  }

  /// A core within a shell: necrosis, or a rim's inside.
  struct Core: Sendable, Decodable {
    let fromMillimeters, share: Double
    let uptake: Double?
    let coreUptake: Span?
    let volumeShare: Span
  }

  struct Clones: Sendable, Decodable {
    let fromMillimeters: Double
    let share: [String: Double]
    let uptake, volumeShare: Span
  }

  struct Course: Sendable, Decodable {
    let weights: [String: Double]
    let followParticipant, progressionByReceptorLoss, newLesionsInProgression: Double
    let vanishInCompleteResponse, weeks: Double
    let her2, fdg, diameter: [String: Ratio]
    let lostReceptorSUVmax: Span
    let confidence: Confidence
    let source: String
  }

  struct Treatment: Sendable, Decodable {
    struct Liver: Sendable, Decodable { let median, sigma: Double }
    let trastuzumabShare, receptorsOccupied: Double
    let downRegulation: Span
    let liver: Liver
  }

  struct Retest: Sendable, Decodable {
    let biologyCV, calibrationCV, clockOffsetSeconds, activityCV: Double
    let residual: Span
  }

  struct People: Sendable, Decodable {
    struct Sexes: Sendable, Decodable { let female, male: Measures }
    struct Measures: Sendable, Decodable { let height, mass: Ratio }
    struct Age: Sendable, Decodable { let breast, gastric: Ratio }
    struct FemaleShare: Sendable, Decodable { let breast, gastric: Double }
    let eastAsian, western: Sexes
    let age: Age
    let femaleShare: FemaleShare
  }

  struct PathologyRates: Sendable, Decodable {
    let biopsies: Int
    let samplingError: Double
  }

  /// The table that ships with this package.
  static func shipped() throws(PhantomError) -> CohortStatistics {
    try decoded(CohortStatistics.self, "lesions.json", PackageResources.lesions_json)
  }
}

/// A range that numbers are drawn from evenly; two numbers in the data.
struct Span: Sendable, Decodable {
  let least, most: Double

  init(from decoder: any Decoder) throws {
    var row = try decoder.unkeyedContainer()
    least = try row.decode(Double.self)
    most = try row.decode(Double.self)
  }

  func draw(_ random: inout RandomNumbers) -> Double {
    least + (most - least) * random.uniform()
  }
}

/// A centre and a spread; two numbers in the data.
struct Ratio: Sendable, Decodable {
  let center, spread: Double

  init(from decoder: any Decoder) throws {
    var row = try decoder.unkeyedContainer()
    center = try row.decode(Double.self)
    spread = try row.decode(Double.self)
  }

  /// The log-normal number of the centre as median that lies at a standard score, its logarithm times
  /// a power.
  func logNormal(at score: Double, power: Double = 1) -> Double {
    exp(power * (log(center) + spread * score))
  }
}

extension CohortStatistics {
  /// The SUVmax of a kind of lesion: the first row that fits.
  func group(tracer: String, cancer: CancerType, status: HER2Status, site: LesionSite)
    -> UptakeGroup?
  {
    uptake.first { row in
      row.tracer == tracer && row.status.contains(status)
        && (row.cancer ?? cancer) == cancer && (row.site ?? site) == site
    }
  }

  /// What the median is multiplied by at a site; one where the row already is of that site.
  func siteFactor(_ site: LesionSite, family: Biodistribution.Family) -> Double {
    siteFactors.tracerFamilies.contains(family) ? siteFactors.factors[site.rawValue] ?? 1 : 1
  }
}
