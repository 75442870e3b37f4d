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
    labels = OrganLabels(organs, on: lattice.grid)
    let hot = Region.union(
      organs.regions.filter { Self.spilling.contains($0.key) }.values,
      on: suv.grid
    )
    outliner = try FocusOutliner(
      suv,
      fwhmMillimeters: settings.fwhmMillimeters,
      search: search,
      ground: (organs.body ?? .whole(suv.grid)).subtracting(hot)
    )
    var even: [Organ: EvenOrgan] = [:]
    for (organ, region) in organs.regions where EvenOrgan.all.contains(organ) {
      even[organ] = EvenOrgan(region, on: search.levels)
    }
    self.even = even
    let blood =
      references.first { $0.tissue == .bloodPool }?.mean ?? even[.aorta]?.medians.first
      ?? even[.bloodPool]?.medians.first
    judge = FocusJudge(physiology: physiology, organs: organs, blood: blood)
  }

  /// Organs whose own uptake shines into their surroundings.
  private static let spilling: Set<Organ> = [
    .kidneyLeft, .kidneyRight, .urinaryBladder, .gallbladder, .liver, .heart, .brain,
    .ureterLeft, .ureterRight, .injectionSite,
  ]

  /// What was found.
  func findings() -> [Finding] {
    var findings: [Finding] = []
    var expected: [Organ: [JudgedFocus]] = [:]
    for focus in judged() {
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
    for organ in organs.regions.keys where isUnbounded(organ) { expected[organ, default: []] += [] }
    findings += expected.map { organ, foci in uptake(of: organ, foci) }
    return ordered(findings)
  }

  /// Every focus that was judged, from the highest peak down.
  func judged() -> [JudgedFocus] {
    evidence().map { evidence in
      let judgement = judge.judgement(of: evidence)
      return JudgedFocus(
        evidence: evidence,
        judgement: judgement,
        verdict: judgement.settled ?? verdict(judgement.score)
      )
    }
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
    let gathered = unsafe [FocusEvidence?](unsafeUninitializedCapacity: groups.count) {
      buffer,
      count in
      // Each group has a place of its own.
      nonisolated(unsafe) let places = unsafe buffer
      DispatchQueue.concurrentPerform(iterations: groups.count) { number in
        unsafe places.initializeElement(at: number, to: evidence(of: groups[number]))
      }
      count = groups.count
    }
    return gathered.compactMap { $0 }
  }

  /// Foci below this contrast, or below this significance, are not looked at further: far below what a
  /// lesion needs.
  private static let least = (contrast: 0.12, significance: 2.0)
  /// Foci with a pass between them above this share of the lower peak are one.
  private static let joiningPass = 0.62

  /// The foci that stand out, those of one uneven lesion together, the highest of each first.
  ///
  /// What lies in an organ that may be as hot as it likes is that organ's.
  private func groups() -> [[Focus]] {
    let worthy = search.foci.filter { focus in
      focus.contrast >= Self.least.contrast && focus.significance >= Self.least.significance
        && labels.offset(at: focus.position).flatMap(labels.organ).map { !isUnbounded($0) } ?? true
    }
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

  /// Whether healthy uptake of an organ has no bound that a focus could stand above.
  private func isUnbounded(_ organ: Organ) -> Bool {
    switch organ {
    case .urinaryBladder, .kidneyLeft, .kidneyRight, .ureterLeft, .ureterRight, .gallbladder: true
    case .brain, .heart: (physiology.uptake(of: organ)?.highest ?? 0) >= 15
    default: false
    }
  }

  private func evidence(of group: [Focus]) -> FocusEvidence? {
    guard let focus = group.first,
      let outline = outliner.outline(
        of: Set(group.map(\.hill)),
        at: focus.position,
        reach: 60
      ), outline.region.volumeMilliliters >= settings.smallestVolumeMilliliters,
      let axes = RegionAxes(outline.region), let offset = labels.offset(at: focus.position)
    else { return nil }
    let (shares, inBody) = labels.shares(of: outline.region)
    var evidence = FocusEvidence(
      focus: group.max { $0.contrast < $1.contrast } ?? focus,
      outline: outline,
      contrast: outline.peak / max(outline.background, 0.05),
      maximum: Double(suv.statistics(in: outline.region)?.maximum ?? 0),
      volumeMilliliters: outline.region.volumeMilliliters,
      axes: axes,
      shares: shares,
      inBody: inBody,
      nearby: labels.distances(from: focus.position, within: 18),
      deviations: nil,
      overOrgan: nil,
      hounsfield: density(of: outline.region),
      fromEndMillimeters: fromEnd(focus.position)
    )
    if let organ = evidence.organ, let usual = even[organ], let median = usual.medians.first {
      evidence.deviations = usual.deviations(at: offset, on: search.levels)
      evidence.overOrgan = outline.peak / max(median, 0.05)
    }
    return evidence
  }

  private func density(of region: Region) -> (inside: Double, around: Double)? {
    guard let ct else { return nil }
    func mean(_ region: Region) -> Double? {
      var values: [Float] = []
      for offset in region.offsets {
        let position = region.grid.position(of: region.grid.index(at: offset))
        guard let voxel = ct.grid.nearestVoxel(to: position) else { continue }
        values.append(ct[voxel])
      }
      guard !values.isEmpty else { return nil }
      return values.reduce(0) { $0 + Double($1) } / Double(values.count)
    }
    let shell = region.dilated(byMillimeters: 8).subtracting(region.dilated(byMillimeters: 3))
    guard let inside = mean(region), let around = mean(shell) else { return nil }
    return (inside, around)
  }

  private func fromEnd(_ position: SIMD3<Double>) -> Double {
    let slice = suv.grid.affine.voxel(at: position).z
    let spacing = suv.grid.spacingMillimeters.z
    return min(slice, Double(suv.grid.size.z - 1) - slice) * spacing
  }
}
