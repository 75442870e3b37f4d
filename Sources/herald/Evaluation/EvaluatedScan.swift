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
    /// The tissues that those lie in.
    let strays: Set<Tissue>
  }

  /// An organ that is there.
  struct TrueOrgan: Sendable {
    let organ: Organ
    /// What was taken for it against its true tissues; nil where the search says that it is missing.
    let dice: Double?
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
  let organs: [TrueOrgan]
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
    let (findings, judged) = try pet.judgedFoci(
      ct: ct,
      organs: organs,
      physiology: physiology,
      settings: DetectionSettings(cancer: Cancer(rawValue: scan.cancer.rawValue))
    )
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
      let outside = region.map { region in
        region.offsets.map { Tissue(rawValue: scan.tissues[$0]) ?? .air }
          .filter { !home.contains($0) }
      }
      return Reference(tissue: tissue, outside: outside?.count, strays: Set(outside ?? []))
    }
    let counts = Self.counts(scan.tissues.indices, of: scan.tissues)
    self.organs = Self.tissues.compactMap { organ, tissues in
      let size = tissues.reduce(0) { $0 + counts[Int($1.rawValue)] }
      guard size > 0 else { return nil }
      let dice = organs[organ].map { region in
        let inside = Self.counts(region.offsets, of: scan.tissues)
        let shared = tissues.reduce(0) { $0 + inside[Int($1.rawValue)] }
        return 2 * Double(shared) / Double(size + region.voxelCount)
      }
      return TrueOrgan(organ: organ, dice: dice)
    }
    let known = self.known
    foci =
      keepsFoci
      ? judged.map { focus in
        let found = known.filter { DetectionScore.shared($0.region, with: focus.region) != nil }
        return (focus, found.map(\.number))
      } : []
  }

  /// How many of some voxels each tissue holds, by its raw value.
  private static func counts(_ offsets: some Sequence<Int>, of tissues: [UInt8]) -> [Int] {
    var counts = [Int](repeating: 0, count: 256)
    for offset in offsets { counts[Int(tissues[offset])] += 1 }
    return counts
  }

  /// The tissues that organs are made of.
  private static let tissues: [(organ: Organ, tissues: Set<Tissue>)] = [
    (.brain, [.greyMatter, .whiteMatter, .cerebellum, .brainstem]),
    (.lungLeft, [.leftLung]), (.lungRight, [.rightLung]),
    (.heart, [.heartBlood, .leftMyocardium, .rightMyocardium]), (.aorta, [.aorta]),
    (.breastLeft, [.leftBreast]), (.breastRight, [.rightBreast]),
    (.liver, [.liver, .portalVein]), (.gallbladder, [.gallbladderWall, .bile]),
    (.spleen, [.spleen]), (.stomach, [.stomachWall, .stomachContent]),
    (.kidneyLeft, [.leftRenalCortex, .leftRenalMedulla, .leftRenalPelvis]),
    (.kidneyRight, [.rightRenalCortex, .rightRenalMedulla, .rightRenalPelvis]),
    (.urinaryBladder, [.bladderWall, .urine]),
  ]

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
