import Dispatch
import Voxels

/// The search of one scan: foci, their evidence, and the findings made of them.
struct FocusSurvey: Sendable {
  let suv: Volume<SUVbw>
  let ct: Volume<Hounsfield>?
  let organs: OrganMap
  let physiology: Physiology
  let settings: DetectionSettings
  let search: FocusSearch
  let labels: OrganLabels
  let outliner: FocusOutliner
  let judge: FocusJudge
  private let even: [Organ: EvenOrgan]
  private let quantiles: [Organ: OrganQuantiles]
  private let landmarks: BodyLandmarks
  private let density: SearchDensity?
  private let disease: DiseaseMap?

  init(
    _ suv: Volume<SUVbw>,
    ct: Volume<Hounsfield>?,
    organs: OrganMap,
    physiology: Physiology,
    references: [ReferenceRegion],
    settings: DetectionSettings,
    lattice: SearchVolume
  ) throws(LesionsError) {
    let search = FocusSearch(lattice, floor: 0.25)
    self.suv = suv
    self.ct = ct
    self.organs = organs
    self.physiology = physiology
    self.settings = settings
    self.search = search
    let places = organs.regions.mapValues { $0.resampled(to: lattice.grid) }
    labels = OrganLabels(places, body: organs.body, on: lattice.grid)
    let quantiles = places.compactMapValues { OrganQuantiles($0, on: search.levels[0]) }
    let hot = Region.union(
      organs.regions.filter { Self.spilling.contains($0.key) }.values,
      on: suv.grid
    )
    outliner = try FocusOutliner(
      suv,
      fwhmMillimeters: settings.fwhmMillimeters,
      search: search,
      ground: (organs.body ?? .whole(suv.grid)).subtracting(hot),
      usual: Self.usual(places, quantiles, on: lattice.grid)
    )
    let even = places.filter { EvenOrgan.all.contains($0.key) }
      .compactMapValues { EvenOrgan($0, on: search.levels) }
    self.even = even
    self.quantiles = quantiles
    landmarks = BodyLandmarks(organs, on: lattice.grid)
    density = ct.map { SearchDensity($0, organs: places, on: lattice.grid) }
    disease = try DiseaseMap(suv, ct: ct, physiology: physiology)
    let blood =
      references.first { $0.tissue == .bloodPool }?.mean ?? even[.aorta]?.medians.first
      ?? even[.bloodPool]?.medians.first
    judge = FocusJudge(
      physiology: physiology,
      organs: organs,
      blood: blood,
      percist: Self.percist(suv, organs, physiology, references),
      cancer: settings.cancer
    )
  }

  /// The median uptake of the organ at each place of the lattice, in SUVbw; 0 in none.
  private static func usual(
    _ places: [Organ: Region],
    _ quantiles: [Organ: OrganQuantiles],
    on lattice: Grid
  ) -> [Float] {
    var usual = [Float](repeating: 0, count: lattice.voxelCount)
    for (organ, region) in places.fromTheLargest {
      guard let median = quantiles[organ]?.half else { continue }
      for run in region.runs {
        for offset in run.offsets { usual[offset] = Float(median) }
      }
    }
    return usual
  }

  /// The tracer that PERCIST's bound was made for.
  private static let tracerOfPERCIST = "18F-FDG"

  /// What PERCIST holds disease against: the liver, or the blood pool where no liver can be placed; nil
  /// for other tracers than FDG, and where neither can.
  private static func percist(
    _ suv: Volume<SUVbw>,
    _ organs: OrganMap,
    _ physiology: Physiology,
    _ references: [ReferenceRegion]
  ) -> ReferenceRegion? {
    guard physiology.tracer == tracerOfPERCIST else { return nil }
    let tissues = [ReferenceTissue.liver, .bloodPool]
    let placed = ReferenceRegion.placed(tissues, in: organs, on: suv, avoiding: []).regions
    return tissues.lazy.compactMap { tissue in
      (references + placed).first { $0.tissue == tissue }
    }.first
  }

  /// Organs whose own uptake shines into their surroundings.
  private static let spilling: Set<Organ> = [
    .kidneyLeft, .kidneyRight, .urinaryBladder, .gallbladder, .liver, .heart, .brain,
    .ureterLeft, .ureterRight, .injectionSite,
  ]

  /// What was found.
  func findings(of judged: [JudgedFocus]) -> [Finding] {
    var findings = tumours(of: judged.filter { $0.stands && $0.isLesionOfLeg })
    var expected: [Organ: [JudgedFocus]] = [:]
    for focus in judged where focus.stands && !focus.isLesionOfLeg {
      let organ = focus.organ
      if let organ,
        focus.verdict == .physiological
          || focus.verdict == nil && physiology.uptake(of: organ) != nil
      {
        expected[organ, default: []].append(focus)
      } else if let verdict = focus.verdict {
        findings.append(
          Finding(
            region: focus.region,
            verdict: verdict,
            organ: organ,
            site: focus.site,
            reasons: focus.reasons,
            score: focus.score,
            method: outliner.name,
            thresholdSUVbw: focus.evidence.outline.threshold
          )
        )
      }
    }
    for organ in organs.regions.keys where judge.isUnbounded(organ) {
      expected[organ, default: []] += []
    }
    findings += expected.map { organ, foci in uptake(of: organ, foci) }
    return ordered(findings)
  }

  /// Foci, those that touch as one: parts of a tumour that takes up unevenly.
  private func tumours(of foci: [JudgedFocus]) -> [Finding] {
    var left = foci
    var tumours: [Finding] = []
    while let first = left.first {
      var region = first.region
      var count = 0
      // Each part may lead to a further one.
      while true {
        let border = region.dilated(.corners)
        let touching = left.filter { !$0.region.isDisjoint(with: border) }
        guard !touching.isEmpty else { break }
        count += touching.count
        region = Region.union([region] + touching.map(\.region), on: suv.grid)
        left.removeAll { !$0.region.isDisjoint(with: border) }
      }
      tumours.append(
        Finding(
          region: region,
          verdict: .lesion,
          organ: first.organ,
          site: first.site,
          reasons: first.reasons + (count > 1 ? ["\(count) foci that touch"] : []),
          score: first.score,
          method: outliner.name,
          thresholdSUVbw: count > 1 ? nil : first.evidence.outline.threshold
        )
      )
    }
    return tumours
  }

  /// Every focus that was judged with its parts, from the highest peak down.
  func judged() -> [JudgedFocus] {
    let wholes = evidence()
    let members = wholes.map(FocusCompany.Member.init)
    var judged: [JudgedFocus] = []
    for (number, whole) in wholes.enumerated() {
      let own = judged.count
      let others = members.enumerated().lazy.filter { $0.offset != number }.map(\.element)
      let all = ([whole] + whole.parts).map { evidence in
        var evidence = evidence
        evidence.company = FocusCompany(
          of: FocusCompany.Member(evidence),
          among: others,
          middle: landmarks.middle
        )
        return (evidence, judge.judgement(of: evidence))
      }
      let taken = taken(of: all)
      for (place, (evidence, judgement)) in all.enumerated() {
        judged.append(
          JudgedFocus(
            evidence: evidence,
            judgement: judgement,
            traits: judge.traits(of: evidence),
            verdict: verdict(judgement),
            stands: taken.contains(place),
            whole: own
          )
        )
      }
    }
    return judged
  }

  /// Which of a focus and its parts stand for their place: the focus, unless it is no lesion and some of
  /// its parts are; of parts that share voxels the one of the higher score.
  private func taken(of all: [(evidence: FocusEvidence, judgement: FocusJudgement)]) -> [Int] {
    guard verdict(all[0].judgement) != .lesion else { return [0] }
    let lesions = all.indices.dropFirst().filter { verdict(all[$0].judgement) == .lesion }
      .sorted { (-all[$0].judgement.score, $0) < (-all[$1].judgement.score, $1) }
    var taken: [Int] = []
    for place in lesions {
      let region = all[place].evidence.outline.region
      guard taken.allSatisfy({ all[$0].evidence.outline.region.isDisjoint(with: region) }) else {
        continue
      }
      taken.append(place)
    }
    return taken.isEmpty ? [0] : taken
  }

  private func verdict(_ judgement: FocusJudgement) -> Finding.Verdict? {
    judgement.settled ?? verdict(judgement.score) ?? (judgement.isUnexplained ? .unsure : nil)
  }

  private func verdict(_ score: Double) -> Finding.Verdict? {
    if score >= settings.lesionScore { return .lesion }
    return score >= settings.unsureScore ? .unsure : nil
  }

  /// An organ's uptake as one finding.
  private func uptake(of organ: Organ, _ foci: [JudgedFocus]) -> Finding {
    let region = Region.union(
      foci.map(\.region) + [organs[organ]].compactMap { $0 },
      on: suv.grid
    )
    let hottest = foci.max { $0.evidence.outline.peak < $1.evidence.outline.peak }
    let highest = Double(suv.statistics(in: region)?.maximum ?? 0)
    return Finding(
      region: region,
      verdict: .physiological,
      organ: organ,
      site: organ.name,
      reasons: hottest?.reasons ?? [judge.expectation(organ, reaching: highest)],
      score: hottest?.score ?? 0,
      method: organs.organs[organ] == nil ? outliner.name : "organ"
    )
  }

  private func ordered(_ findings: [Finding]) -> [Finding] {
    let kinds = Finding.Verdict.allCases
    let keys = findings.map { finding in
      (
        kinds.firstIndex(of: finding.verdict) ?? 0,
        -(suv.statistics(in: finding.region)?.maximum ?? 0),
        finding.region.runs.first?.start ?? 0
      )
    }
    return findings.indices.sorted { keys[$0] < keys[$1] }.map { findings[$0] }
  }

  /// The evidence of every group of foci worth judging, from the highest peak down; no two share a
  /// voxel.
  func evidence() -> [FocusEvidence] {
    let groups = groups()
    let gathered = unsafe [[FocusEvidence]](unsafeUninitializedCapacity: groups.count) {
      buffer,
      count in
      // Each group has a place of its own.
      nonisolated(unsafe) let places = unsafe buffer
      DispatchQueue.concurrentPerform(iterations: groups.count) { number in
        unsafe places.initializeElement(at: number, to: evidence(of: groups[number]))
      }
      count = groups.count
    }
    return gathered.flatMap { $0 }
  }

  /// Foci below this contrast and significance, or that stand out less, are not looked at further: far
  /// below what a lesion needs.
  private static let least = (contrast: 0.1, significance: 1.6, standing: 0.02)
  /// Foci with a pass between them above this share of the lower peak are one.
  private static let joiningPass = 0.62

  /// The foci that stand out, those of one uneven lesion together, the highest of each first.
  ///
  /// What lies in an organ that may be as hot as it likes is that organ's.
  private func groups() -> [[Focus]] {
    let worthy = search.foci.filter(isWorthy)
    var leaders = Dictionary(uniqueKeysWithValues: worthy.map { ($0.hill, $0.hill) })
    func leader(_ hill: Int32) -> Int32 {
      var hill = hill
      while let next = leaders[hill], next != hill { hill = next }
      return hill
    }
    let strong = Set(worthy.filter { $0.contrast >= 2 * Self.least.contrast }.map(\.hill))
    for (meeting, share) in search.passShares where share >= Self.joiningPass {
      guard strong.contains(meeting.higher), strong.contains(meeting.lower) else { continue }
      let (a, b) = (leader(meeting.higher), leader(meeting.lower))
      if a != b { leaders[max(a, b)] = min(a, b) }
    }
    // Hills are numbered from the highest peak down, so the leader is the highest of its group.
    var groups: [Int32: [Focus]] = [:]
    for focus in worthy { groups[leader(focus.hill), default: []].append(focus) }
    return groups.keys.sorted().compactMap { groups[$0] }
  }

  private func isWorthy(_ focus: Focus) -> Bool {
    guard focus.contrast >= Self.least.contrast, focus.significance >= Self.least.significance
    else { return false }
    let organ = labels.offset(at: focus.position).flatMap(labels.organ)
    // What adjoins the heart or the gallbladder may have its highest place within its outline.
    if let organ, organ != .heart, organ != .gallbladder, judge.isUnbounded(organ) { return false }
    if organ == .liver { return true }
    // SUVpeak may exceed the smoothed uptake by half for the smallest foci.
    let standing = judge.standing(
      contrast: focus.contrast,
      peak: 1.5 * focus.uptake,
      pass: focus.passShare,
      organ: organ
    )
    return standing >= Self.least.standing
  }

  /// The evidence of a group of foci: of the highest with those that its outline takes in, then of the
  /// highest that is left, and so on.
  private func evidence(of group: [Focus]) -> [FocusEvidence] {
    var left = group
    var found: [FocusEvidence] = []
    while let focus = left.first {
      let hills = Set(left.map(\.hill))
      guard let outline = outliner.outline(of: hills, at: focus.position, reach: 60) else {
        left.removeFirst()
        continue
      }
      let near = outline.region.dilated(.corners)
      let taken = left.filter { other in
        other.hill == focus.hill || near.contains(suv.grid, other.position)
      }
      left.removeAll { other in taken.contains { $0.hill == other.hill } }
      guard var whole = evidence(of: taken, outline) else { continue }
      whole.parts = parts(of: taken, outline, organ: whole.organ)
      found.append(whole)
    }
    return found
  }

  /// How many hills of a focus are looked at each on its own.
  private static let mostParts = 6

  /// What may lie in a focus that is no lesion as a whole, as a node on a vessel or in the bend of a bowel:
  /// each of its hills, and the middle of each about its peak.
  ///
  /// A part that is more than half of what it is part of is no other focus.
  private func parts(
    of taken: [Focus],
    _ whole: FocusOutline,
    organ: Organ?
  ) -> [FocusEvidence] {
    guard organ != .liver else { return [] }
    let size = whole.region.voxelCount
    let most = taken.sorted { ($0.contrast, $1.hill) > ($1.contrast, $0.hill) }
      .prefix(Self.mostParts)
    var parts: [FocusEvidence] = []
    for focus in most {
      var outlines: [FocusOutline] = []
      var hill: FocusOutline? = whole
      if taken.count > 1 {
        hill = outliner.outline(of: [focus.hill], at: focus.position, reach: 40)
        if let hill, 2 * hill.region.voxelCount <= size { outlines.append(hill) }
      }
      if let hill, let core = outliner.core(of: hill, at: focus.position),
        2 * core.region.voxelCount <= hill.region.voxelCount,
        2 * core.region.voxelCount <= size
      {
        outlines.append(core)
      }
      for outline in outlines {
        guard var part = evidence(of: [focus], outline), part.organ != .liver else { continue }
        part.wholeMilliliters = whole.region.volumeMilliliters
        parts.append(part)
      }
    }
    return parts
  }

  private func evidence(of group: [Focus], _ outline: FocusOutline) -> FocusEvidence? {
    guard let focus = group.first,
      outline.region.volumeMilliliters >= settings.smallestVolumeMilliliters,
      let axes = RegionAxes(outline.region), let offset = labels.offset(at: focus.position)
    else { return nil }
    let (shares, inBody) = labels.shares(of: outline.region)
    let clearest = group.max { $0.contrast < $1.contrast } ?? focus
    var evidence = FocusEvidence(
      focus: clearest,
      outline: outline,
      contrast: outline.peak / max(outline.background, 0.05),
      maximum: Double(suv.statistics(in: outline.region)?.maximum ?? 0),
      volumeMilliliters: outline.region.volumeMilliliters,
      axes: axes,
      shares: shares,
      inBody: inBody,
      nearby: labels.distances(from: focus.position, within: 25),
      limb: limb(at: offset),
      deviations: nil,
      overOrgan: nil,
      density: ct.flatMap {
        FocusDensity(
          of: outline.region,
          at: focus.position,
          middle: landmarks.middle,
          on: $0
        )
      },
      coreHounsfield: coreDensity(at: outline),
      place: landmarks.place(of: focus.position),
      comparison: FocusComparison(
        at: focus.position,
        edge: outline.threshold,
        on: search.levels[0],
        middle: landmarks.middle
      ),
      mass: FocusMass(
        of: outline.region,
        in: FocusEvidence.organ(holding: shares),
        uptake: search.levels[0],
        density: density,
        middle: landmarks.middle
      ),
      roundness: search.levels.dropFirst().map {
        $0.roundness(at: search.volume.grid.index(at: offset))
      },
      disease: disease?.sight(
        at: clearest.position,
        volumeMilliliters: outline.region.volumeMilliliters
      )
    )
    if let organ = evidence.organ, let usual = even[organ], let median = usual.medians.first {
      evidence.deviations = usual.deviations(at: offset, on: search.levels)
      evidence.overOrgan = outline.peak / max(median, 0.05)
    }
    if let organ = evidence.organ, let usual = quantiles[organ] {
      evidence.overQuantiles = (
        outline.peak / max(usual.half, 0.05), outline.peak / max(usual.tenth, 0.05),
        outline.peak / max(usual.hundredth, 0.05)
      )
    }
    evidence.urine = quantiles[.urinaryBladder]?.half
    return evidence
  }

  /// The share of its slice's largest part that the part of the body at a place has; 1 where the body
  /// isn't known.
  ///
  /// An arm beside the trunk has less than a tenth, a leg beside the other about all.
  private func limb(at offset: Int) -> Double {
    let grid = search.volume.grid
    let slice = grid.size.x * grid.size.y
    let first = offset / slice * slice
    guard organs.body != nil else { return 1 }
    var runs: [Region.Run] = []
    for start in stride(from: first, to: first + slice, by: grid.size.x) {
      var column = 0
      while column < grid.size.x {
        guard labels.isInBody(at: start + column) else {
          column += 1
          continue
        }
        let from = column
        while column < grid.size.x, labels.isInBody(at: start + column) { column += 1 }
        runs.append(Region.Run(start: start + from, count: column - from))
      }
    }
    let parts = Region(grid: grid, runs: runs).components(.faces)
    let largest = parts.map(\.voxelCount).max() ?? 0
    guard largest > 0, let own = parts.first(where: { $0.contains(offset) }) else { return 0 }
    return Double(own.voxelCount) / Double(largest)
  }

  /// The densest ball of 4 mm within 2 mm of the outline's hottest voxel: breath and noise move it.
  private func coreDensity(at outline: FocusOutline) -> Double? {
    guard let ct, let top = outliner.smooth.statistics(in: outline.region) else { return nil }
    let middle = suv.grid.position(of: top.maximumIndex)
    let steps = [
      SIMD3(0.0, 0, 0), SIMD3(2, 0, 0), SIMD3(-2, 0, 0), SIMD3(0, 2, 0), SIMD3(0, -2, 0),
    ]
    return steps.compactMap { step in
      let ball = Region.sphere(center: middle + step, radiusMillimeters: 4, grid: ct.grid)
      return ct.statistics(in: ball)?.mean
    }.max()
  }
}

extension Region {
  /// Whether the voxel nearest to a position, in LPS mm, is inside.
  fileprivate func contains(_ grid: Grid, _ position: SIMD3<Double>) -> Bool {
    grid.nearestVoxel(to: position).map { contains($0) } ?? false
  }
}
