import Lesions
import Phantoms
import Pipeline
import Voxels

/// One scan of an evaluation before anybody has looked at it: the images, and what is true of them.
struct SimulatedCase: Sendable {
  /// A lesion that is there.
  struct Known: Sendable {
    let number: Int
    let site: LesionSite
    let place: String
    let region: Region
    let volumeMilliliters: Double
    let trueMeanSUV: Double
    /// The true uptake over that of its surroundings, both before the scanner blurs them.
    let contrast: Double
    /// The SUVpeak of the image without noise.
    let peakSUVbw: Double?
  }

  let participant: Int
  let profile: TracerProfile
  let system: String
  let vendor: String
  let cancer: CancerType
  /// The standard deviation over the mean of a liver voxel.
  let noise: Double
  let pet: Volume<SUVbw>
  let ct: Volume<Hounsfield>
  /// The tissue of each PET voxel, by its raw value, at its mean position over a breath.
  let tissues: [UInt8]
  let known: [Known]
}

extension SimulatedCase {
  /// How far about a lesion its surroundings are taken, in mm.
  private static let surroundings = (from: 3.0, to: 10.0)

  /// Simulates a participant's scan.
  ///
  /// Tracers go round; each third participant has gastric cancer, of every tracer alike; the scanner is
  /// drawn.
  ///
  /// - Parameters:
  ///   - number: the participant's number in the evaluation, from 1.
  ///   - seed: the evaluation's seed.
  /// - Throws: what the simulation refuses.
  init(participant number: Int, seed: UInt64) throws {
    let profiles = try TracerProfile.shipped()
    profile = profiles[(number - 1) % profiles.count]
    let plan = CohortPlan(
      participants: 1,
      tracers: [profile.id],
      seed: seed,
      cancer: Self.cancer(ofParticipant: number, tracers: profiles.count),
      population: (number / 2).isMultiple(of: 2) ? .eastAsian : .western
    )
    let setup = CohortWriter(plan: plan).setup(ofParticipant: number)
    let participant = try Participant(number: number, of: plan)
    let truth = try participant.truth(at: .baseline, tracer: profile.id, setup: setup)
    let scan = try participant.scan(truth, at: .baseline, setup: setup)
    let surroundings = Self.surroundings(of: truth.scan)
    let spheres = PeakSpheres(grid: scan.pet.grid)
    self.participant = number
    system = setup.system.name
    vendor = setup.system.scanner.rawValue
    cancer = plan.cancer
    noise = scan.noiseCoefficient
    pet = scan.pet
    ct = scan.ct()
    tissues = scan.tissues.tissues
    known = scan.lesions.compactMap { lesion in
      guard !lesion.region.isEmpty,
        let drawn = participant.lesions.first(where: { $0.number == lesion.number }),
        let truth = truth.scan.lesions.first(where: { $0.number == lesion.number })
      else { return nil }
      return Known(
        number: lesion.number,
        site: drawn.site,
        place: drawn.place,
        region: lesion.region,
        volumeMilliliters: truth.volumeMilliliters,
        trueMeanSUV: truth.meanSUV,
        contrast: truth.meanSUV / max(surroundings[lesion.number] ?? 0, 0.05),
        peakSUVbw: scan.noiseFree.peakSUVbw(in: lesion.region, spheres: spheres)
      )
    }
  }

  /// The cancer of a participant of an evaluation, over so many tracers.
  static func cancer(ofParticipant number: Int, tracers: Int) -> CancerType {
    let round = (number - 1) / tracers
    return (number + round).isMultiple(of: 3) ? .gastric : .breast
  }

  /// The tissue at a position in LPS mm; nil outside the image.
  func tissue(at position: SIMD3<Double>) -> Tissue? {
    let place = pet.grid.affine.voxel(at: position).rounded(.toNearestOrAwayFromZero)
    let index = SIMD3(Int(place.x), Int(place.y), Int(place.z))
    guard all(index .>= .zero), all(index .< pet.grid.size) else { return nil }
    return Tissue(rawValue: tissues[pet.grid.offset(of: index)])
  }

  /// The median true uptake about each lesion, other lesions left out, by the lesions' numbers.
  private static func surroundings(of truth: TrueScan) -> [Int: Double] {
    let all = Region.union(truth.lesions.map(\.coverage.region), on: truth.suv.grid)
    var medians: [Int: Double] = [:]
    for lesion in truth.lesions {
      let core = lesion.region.isEmpty ? lesion.coverage.region : lesion.region
      let shell = core.dilated(byMillimeters: surroundings.to)
        .subtracting(core.dilated(byMillimeters: surroundings.from)).subtracting(all)
      medians[lesion.number] = truth.suv.statistics(in: shell)?.median
    }
    return medians
  }
}

extension Volume where Unit == SUVbw {
  /// The highest mean of an exact 1 mL sphere around any voxel of a region.
  func peakSUVbw(in region: Region, spheres: PeakSpheres) -> Double? {
    do {
      return try measured([Lesion(label: "", region: region, method: "")], spheres: spheres)
        .first?.suvbw.peakOneMilliliter.value
    } catch {
      return nil
    }
  }
}
