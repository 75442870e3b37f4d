import Lesions
import Phantoms
import Pipeline
import Voxels

/// A simulated scan after detection, held against what is true of it.
struct EvaluatedScan: Sendable {
  /// A lesion that is there, and what became of it.
  @dynamicMemberLookup
  struct KnownFocus: Sendable {
    let lesion: SimulatedCase.Known
    /// How it was found; nil where it was missed.
    let hit: DetectionScore.Hit?
    /// Where it was missed, what the place was taken for instead.
    let takenFor: String

    subscript<Value>(dynamicMember path: KeyPath<SimulatedCase.Known, Value>) -> Value {
      lesion[keyPath: path]
    }
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

  /// A reference region placed by rule.
  struct Reference: Sendable {
    let tissue: ReferenceTissue
    /// How many of its voxels' centres lie outside the organ; nil where it was refused.
    let outside: Int?
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
  let references: [Reference]
  /// How long the search took.
  let seconds: Double
  /// Every focus that was judged, with the numbers of the lesions that it would find.
  let foci: [(focus: JudgedFocus, lesions: [Int])]
}

extension EvaluatedScan {
  /// Looks for lesions in a simulated scan, and holds them against the truth.
  ///
  /// - Parameters:
  ///   - scan: the scan.
  ///   - keepsFoci: whether all foci are kept, with their evidence.
  /// - Throws: what the search refuses.
  init(_ scan: SimulatedCase, keepsFoci: Bool) throws {
    let clock = ContinuousClock()
    let started = clock.now
    let (pet, ct, physiology) = (scan.pet, scan.ct, scan.profile.physiology)
    let organs = try OrganMap.found(suv: pet, ct: ct, physiology: physiology)
    let (findings, judged) = try pet.judgedFoci(ct: ct, organs: organs, physiology: physiology)
    seconds = (clock.now - started) / .seconds(1)

    let lesions = findings.filter { $0.verdict == .lesion }
    let spheres = PeakSpheres(grid: pet.grid)
    let score = try DetectionScore(
      of: lesions.map(\.region),
      against: scan.known.map {
        KnownLesion(
          region: $0.region,
          volumeMilliliters: $0.volumeMilliliters,
          peakSUVbw: $0.peakSUVbw
        )
      },
      on: pet
    )
    participant = scan.participant
    tracer = scan.profile.id
    system = scan.system
    vendor = scan.vendor
    cancer = scan.cancer
    noise = scan.noise
    known = zip(scan.known, score.hits).map { lesion, hit in
      KnownFocus(
        lesion: lesion,
        hit: hit,
        takenFor: hit == nil ? Self.words(for: lesion.region, among: findings) : ""
      )
    }
    falseFoci = score.falseFindings.map { place in
      let finding = lesions[place]
      let position = finding.region.centroid ?? .zero
      return FalseFocus(
        site: finding.site,
        tissue: scan.tissue(at: position).map { "\($0)" } ?? "outside",
        position: position,
        volumeMilliliters: finding.region.volumeMilliliters,
        peakSUVbw: pet.peakSUVbw(in: finding.region, spheres: spheres) ?? 0,
        score: finding.score,
        reasons: finding.reasons
      )
    }
    unsureCount = findings.count { $0.verdict == .unsure }
    let suspected = findings.filter { $0.verdict == .lesion || $0.verdict == .unsure }
    let placed = ReferenceRegion.placed(
      Self.homes.keys.sorted { $0.rawValue < $1.rawValue },
      in: organs,
      on: pet,
      avoiding: suspected.map(\.region)
    )
    references = Self.homes.keys.sorted { $0.rawValue < $1.rawValue }.map { tissue in
      let region = placed.regions.first { $0.tissue == tissue }?.region
      let home = Self.homes[tissue] ?? []
      return Reference(
        tissue: tissue,
        outside: region.map { region in
          region.runs.lazy.flatMap(\.offsets).count { offset in
            !(Tissue(rawValue: scan.tissues[offset]).map(home.contains) ?? false)
          }
        }
      )
    }
    let known = self.known
    foci =
      keepsFoci
      ? judged.map { focus in
        let found = known.filter { DetectionScore.shared($0.region, with: focus.region) != nil }
        return (focus, found.map(\.number))
      } : []
  }

  /// The tissues that a reference region may lie in; a vessel within the liver is part of it.
  private static let homes: [ReferenceTissue: Set<Tissue>] = [
    .liver: [.liver, .portalVein], .bloodPool: [.aorta], .spleen: [.spleen], .muscle: [.muscle],
    .breast: [.leftBreast, .rightBreast],
  ]

  /// What the place of a missed lesion was taken for.
  private static func words(for region: Region, among findings: [Finding]) -> String {
    let there = findings.filter { !$0.region.isDisjoint(with: region) }
      .min { $0.region.voxelCount < $1.region.voxelCount }
    guard let there else { return "nothing" }
    return "\(there.verdict.rawValue), \(there.site): \(there.reasons.joined(separator: "; "))"
  }
}
