import Lesions
import Phantoms
import Pipeline
import Voxels

/// A simulated scan after detection, held against what is true of it.
struct EvaluatedScan: Sendable {
  /// A lesion that is there.
  struct KnownFocus: Sendable {
    let number: Int
    let site: LesionSite
    let place: String
    let volumeMilliliters: Double
    let trueMeanSUV: Double
    /// The true uptake over that of its surroundings, both before the scanner blurs them.
    let contrast: Double
    /// How it was found; nil where it was missed.
    let hit: DetectionScore.Hit?
    /// Where it was missed, what the place was taken for instead.
    let takenFor: String
  }

  /// A finding that is no lesion.
  struct FalseFocus: Sendable {
    let site: String
    let tissue: String
    let position: SIMD3<Double>
    let volumeMilliliters: Double
    let peakSUVbw: Double
    let score: Double
    let reasons: [String]
  }

  let participant: Int
  let tracer: String
  let system: String
  let vendor: String
  let cancer: CancerType
  let noise: Double
  let known: [KnownFocus]
  let falseFoci: [FalseFocus]
  let unsureCount: Int
  let seconds: (simulation: Double, detection: Double)
  /// Every focus that was judged, with the number of the lesion that it shares most with; 0 for none.
  let foci: [(focus: JudgedFocus, lesion: Int)]
}

extension EvaluatedScan {
  /// How far about a lesion its surroundings are taken, in mm.
  private static let surroundings = (from: 3.0, to: 10.0)

  /// Simulates a participant's scan, looks for lesions in it, and holds them against the truth.
  ///
  /// - Parameters:
  ///   - number: the participant's number in the evaluation, from 1.
  ///   - seed: the evaluation's seed.
  ///   - keepsFoci: whether all foci are kept, with their evidence.
  /// - Throws: what the simulation or the search refuses.
  init(participant number: Int, seed: UInt64, keepsFoci: Bool) throws {
    let clock = ContinuousClock()
    let started = clock.now
    // Tracer, cancer and population go round with different periods; the scanner is drawn.
    let profiles = try TracerProfile.shipped()
    let profile = profiles[(number - 1) % profiles.count]
    let plan = CohortPlan(
      participants: 1,
      tracers: [profile.id],
      seed: seed,
      cancer: number % 3 == 0 ? .gastric : .breast,
      population: (number / 2).isMultiple(of: 2) ? .eastAsian : .western
    )
    let setup = CohortWriter(plan: plan).setup(ofParticipant: number)
    let participant = try Participant(number: number, of: plan)
    let truth = try participant.truth(at: .baseline, tracer: profile.id, setup: setup)
    let scan = try participant.scan(truth, at: .baseline, setup: setup)
    let surroundings = Self.surroundings(of: truth.scan)
    let ct = scan.ct()
    let simulated = clock.now

    let organs = try OrganMap.found(suv: scan.pet, ct: ct, physiology: profile.physiology)
    let findings = try scan.pet.findings(ct: ct, organs: organs, physiology: profile.physiology)
    let done = clock.now

    let lesions = findings.filter { $0.verdict == .lesion }
    let spheres = PeakSpheres(grid: scan.pet.grid)
    let known = scan.lesions.filter { !$0.region.isEmpty }
    let score = try DetectionScore(
      of: lesions.map(\.region),
      against: known.map { lesion in
        KnownLesion(
          region: lesion.region,
          volumeMilliliters: truth.scan.lesions.first { $0.number == lesion.number }?
            .volumeMilliliters,
          peakSUVbw: scan.noiseFree.peakSUVbw(in: lesion.region, spheres: spheres)
        )
      },
      on: scan.pet
    )
    self.participant = number
    tracer = profile.id
    system = setup.system.name
    vendor = setup.system.scanner.rawValue
    cancer = plan.cancer
    noise = scan.noiseCoefficient
    self.known = zip(known, score.hits).compactMap { lesion, hit in
      guard let drawn = participant.lesions.first(where: { $0.number == lesion.number }),
        let true_ = truth.scan.lesions.first(where: { $0.number == lesion.number })
      else { return nil }
      return KnownFocus(
        number: lesion.number,
        site: drawn.site,
        place: drawn.place,
        volumeMilliliters: true_.volumeMilliliters,
        trueMeanSUV: true_.meanSUV,
        contrast: true_.meanSUV / max(surroundings[lesion.number] ?? 0, 0.05),
        hit: hit,
        takenFor: hit == nil ? Self.words(for: lesion.region, among: findings) : ""
      )
    }
    falseFoci = score.falseFindings.map { place in
      let finding = lesions[place]
      let position = finding.region.centroid ?? .zero
      return FalseFocus(
        site: finding.site,
        tissue: scan.tissues.name(at: position),
        position: position,
        volumeMilliliters: finding.region.volumeMilliliters,
        peakSUVbw: scan.pet.peakSUVbw(in: finding.region, spheres: spheres) ?? 0,
        score: finding.score,
        reasons: finding.reasons
      )
    }
    unsureCount = findings.count { $0.verdict == .unsure }
    seconds = ((simulated - started) / .seconds(1), (done - simulated) / .seconds(1))
    foci =
      keepsFoci
      ? try scan.pet.judgedFoci(ct: ct, organs: organs, physiology: profile.physiology).map {
        focus in
        let shared = known.map { $0.region.intersection(focus.region).voxelCount }
        let most = shared.indices.max { shared[$0] < shared[$1] }
        return (focus, most.flatMap { shared[$0] > 0 ? known[$0].number : nil } ?? 0)
      } : []
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

  /// What the place of a missed lesion was taken for.
  private static func words(for region: Region, among findings: [Finding]) -> String {
    let there = findings.filter { !$0.region.isDisjoint(with: region) }
      .min { $0.region.voxelCount < $1.region.voxelCount }
    guard let there else { return "nothing" }
    return "\(there.verdict.rawValue), \(there.site): \(there.reasons.joined(separator: "; "))"
  }
}

extension Volume where Unit == SUVbw {
  /// The highest mean of an exact 1 mL sphere around any voxel of a region.
  fileprivate func peakSUVbw(in region: Region, spheres: PeakSpheres) -> Double? {
    do {
      return try measured([Lesion(label: "", region: region, method: "")], spheres: spheres)
        .first?.suvbw.peakOneMilliliter.value
    } catch {
      return nil
    }
  }
}

extension TissueMap {
  /// The tissue at a position in LPS mm, in words.
  fileprivate func name(at position: SIMD3<Double>) -> String {
    let place = grid.affine.voxel(at: position).rounded(.toNearestOrAwayFromZero)
    let index = SIMD3(Int(place.x), Int(place.y), Int(place.z))
    guard all(index .>= .zero), all(index .< grid.size),
      let tissue = Tissue(rawValue: tissues[grid.offset(of: index)])
    else { return "outside" }
    return "\(tissue)"
  }
}
