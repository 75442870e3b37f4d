import Voxels

/// Draws single lesions by one method.
struct Outliner {
  let volume: Volume<SUVbw>
  let method: SegmentationMethod
  let settings: SegmentationSettings
  /// The SUVbw threshold of a method that has one for the whole volume.
  let threshold: Double?
  /// The SUVbw threshold of the preselection, below which nothing grows; nil for seeds.
  let floor: Double?
  /// The preselected part that is being worked on.
  private var part: Region?
  private var grower: RegionGrower
  /// The 1 mL sphere, for the methods that rest on SUVpeak.
  private let peak: SphereKernel?

  /// The share of a value at which its robust maximum and a lesion's core are grown.
  static let coreShare = 0.7

  init(
    _ volume: Volume<SUVbw>,
    _ method: SegmentationMethod,
    _ settings: SegmentationSettings,
    threshold: Double?,
    floor: Double?
  ) throws(LesionsError) {
    self.volume = volume
    self.method = method
    self.settings = settings
    self.threshold = threshold
    self.floor = floor
    grower = RegionGrower(volume, connectivity: settings.connectivity)
    switch method {
    case .percentOfPeak, .majorityVote:
      do throws(SphereKernelError) {
        peak = try SphereKernel(
          radiusMillimeters: SphereKernel.oneMilliliterRadiusMillimeters,
          grid: volume.grid,
          weighting: .exactFraction
        )
      } catch {
        throw .noPeakSphere(error.description)
      }
    default: peak = nil
    }
  }

  /// The region that the method draws from a start.
  ///
  /// - Throws: why it draws none.
  mutating func outline(from start: Start) throws(RefusedStart.Reason) -> Outline {
    if case .grow(let lower, let upper) = method {
      let factor = settings.scale.factor
      return try interval(
        from: start,
        lower / factor,
        upper.map { $0 / factor } ?? .greatestFiniteMagnitude
      )
    }
    part = start.part
    // The start of a preselected part is its hottest voxel already.
    let hottest = try part == nil ? hottestVoxel(at: start.voxel) : start.voxel
    var outline = Outline(label: start.label, hottest: hottest, region: .empty(volume.grid))
    switch method {
    case .fixed, .reference, .grow:
      guard let threshold else { preconditionFailure("a method of one threshold has one") }
      try grow(&outline, atLeast: threshold)
    case .percentOfMax(let percent):
      try grow(&outline, atLeast: percent / 100 * Double(volume[hottest]))
    case .percentOfPeak(let percent, let background):
      try grow(&outline, atLeast: peakThreshold(at: hottest, percent / 100, background))
    case .iterative(let relation, let background):
      try iterate(&outline, relation, background)
    case .gradient(let inner, let outer, let background):
      try floodGradient(&outline, inner / 100, outer / 100, background)
    case .majorityVote(let votes, let background):
      try vote(&outline, votes, background)
    }
    return outline
  }

  /// The hottest voxel connected to a voxel at 70 % of its own value; the first in storage at a tie.
  private mutating func hottestVoxel(
    at voxel: SIMD3<Int>
  ) throws(RefusedStart.Reason) -> SIMD3<Int> {
    let value = volume[voxel]
    guard value.isFinite, value > 0 else { throw .noUptake }
    let part = grower.grow(
      from: voxel,
      through: Float(Self.coreShare * Double(value))...Float.greatestFiniteMagnitude,
      within: Reach(
        center: volume.grid.position(of: voxel),
        millimeters: settings.seedSearchMillimeters
      )
    ).region
    return volume.statistics(in: part)?.maximumIndex ?? voxel
  }

  private func reach(from voxel: SIMD3<Int>) -> Reach? {
    settings.reachMillimeters.map {
      Reach(center: volume.grid.position(of: voxel), millimeters: $0)
    }
  }

  /// Grows the outline from its hottest voxel down to a threshold.
  mutating func grow(
    _ outline: inout Outline,
    atLeast threshold: Double
  ) throws(RefusedStart.Reason) {
    let held = max(threshold, floor ?? threshold)
    let growth = grower.grow(
      from: outline.hottest,
      through: atLeast(held),
      within: reach(from: outline.hottest)
    )
    guard !growth.region.isEmpty else {
      throw .belowThreshold(uptake: Double(volume[outline.hottest]), threshold: held)
    }
    outline.region = inPart(growth.region, around: outline.hottest)
    outline.threshold = held
    if held > threshold { outline.caveats.append(.heldAtPreselection(thresholdSUVbw: held)) }
    if growth.isCut, let reach = settings.reachMillimeters {
      outline.caveats.append(.cutAtReach(millimeters: reach))
    }
  }

  /// What of a growth lies in the preselected part and is connected there.
  ///
  /// Growth at or above the preselection's threshold leaves its part only where a search region cut
  /// the part off.
  private func inPart(_ region: Region, around hottest: SIMD3<Int>) -> Region {
    guard let part, !region.isSubset(of: part) else { return region }
    return region.intersection(part).component(containing: hottest, settings.connectivity)
      ?? .empty(volume.grid)
  }

  /// The values at or above a threshold, as an interval of the voxels' precision.
  private func atLeast(_ threshold: Double) -> ClosedRange<Float> {
    let lower = Float(threshold)
    return lower...max(lower, .greatestFiniteMagnitude)
  }

  /// Grows from the start itself through an interval.
  private mutating func interval(
    from start: Start,
    _ lower: Double,
    _ upper: Double
  ) throws(RefusedStart.Reason) -> Outline {
    let value = volume[start.voxel]
    guard value.isFinite else { throw .noUptake }
    let least = Float(lower)
    let most = max(least, min(Float(upper), .greatestFiniteMagnitude))
    guard value >= least else { throw .belowThreshold(uptake: Double(value), threshold: lower) }
    guard value <= most else { throw .aboveInterval(uptake: Double(value), upper: upper) }
    let growth = grower.grow(
      from: start.voxel,
      through: least...most,
      within: reach(from: start.voxel)
    )
    var outline = Outline(label: start.label, hottest: start.voxel, region: growth.region)
    if growth.isCut, let reach = settings.reachMillimeters {
      outline.caveats.append(.cutAtReach(millimeters: reach))
    }
    return outline
  }

  // MARK: Local background and peak

  /// What grows from a lesion's hottest voxel at 70 % of it.
  private mutating func core(at hottest: SIMD3<Int>) -> Region {
    let level = Self.coreShare * Double(volume[hottest])
    let growth = grower.grow(
      from: hottest,
      through: atLeast(max(level, floor ?? level)),
      within: reach(from: hottest)
    )
    return inPart(growth.region, around: hottest)
  }

  /// The mean uptake of the shell around a lesion's core.
  private mutating func background(
    of hottest: SIMD3<Int>,
    _ shell: LocalBackground
  ) throws(RefusedStart.Reason) -> Double {
    let core = core(at: hottest)
    let outer = shell.gapMillimeters + shell.thicknessMillimeters
    let region = core.dilated(byMillimeters: outer)
      .subtracting(core.dilated(byMillimeters: shell.gapMillimeters))
    let hot = volume.region(atLeast: volume[hottest] / 2, within: region)
    guard let statistics = volume.statistics(in: region.subtracting(hot)) else {
      throw .noBackground
    }
    return statistics.mean
  }

  /// The threshold a share of the way from local background to the lesion's SUVpeak.
  private mutating func peakThreshold(
    at hottest: SIMD3<Int>,
    _ share: Double,
    _ shell: LocalBackground
  ) throws(RefusedStart.Reason) -> Double {
    let background = try background(of: hottest, shell)
    guard let peak = peak?.peak(of: volume, in: core(at: hottest))?.value else { throw .noUptake }
    guard background < peak else { throw .noContrast(background: background, uptake: peak) }
    return background + share * (peak - background)
  }

  // MARK: Methods

  /// Lets threshold and volume settle: each step's threshold is the one that fits the last volume.
  private mutating func iterate(
    _ outline: inout Outline,
    _ relation: VolumeThresholdRelation,
    _ shell: LocalBackground
  ) throws(RefusedStart.Reason) {
    let top = Double(volume[outline.hottest])
    let background = try background(of: outline.hottest, shell)
    guard background < top else { throw .noContrast(background: background, uptake: top) }
    let limit = 100
    var share = relation.lowestFraction
    var counts: [Int] = []
    for _ in 0..<limit {
      outline.caveats = []
      try grow(&outline, atLeast: background + share * (top - background))
      let count = outline.region.voxelCount
      if let first = counts.firstIndex(of: count), count == counts[first...].min() { return }
      counts.append(count)
      share = relation.fraction(volumeMilliliters: outline.region.volumeMilliliters)
    }
    outline.caveats.append(.notConverged(iterations: limit))
  }

  /// Keeps the voxels that enough of the four methods hold.
  private mutating func vote(
    _ outline: inout Outline,
    _ votes: Int,
    _ shell: LocalBackground
  ) throws(RefusedStart.Reason) {
    let top = Double(volume[outline.hottest])
    var ballots: [Region] = []
    var caveats: [LesionCaveat] = []
    var fixed = [0.41 * top]
    do throws(RefusedStart.Reason) {
      fixed.append(try peakThreshold(at: outline.hottest, 0.5, shell))
    } catch {
      caveats.append(.voteMissing(method: "A50P", reason: error.description))
    }
    fixed += [2.5 / settings.scale.factor, 4 / settings.scale.factor]
    for threshold in fixed where top >= Double(Float(threshold)) {
      outline.caveats = []
      try grow(&outline, atLeast: threshold)
      ballots.append(outline.region)
      for caveat in outline.caveats where !caveats.contains(caveat) { caveats.append(caveat) }
    }
    outline.threshold = nil
    outline.caveats = caveats
    outline.region = ballots.held(byAtLeast: votes, on: volume.grid)
    guard !outline.region.isEmpty else { throw .noMajority }
  }

  /// Draws the line between two markers along the ridge of the gradient.
  private mutating func floodGradient(
    _ outline: inout Outline,
    _ inner: Double,
    _ outer: Double,
    _ shell: LocalBackground
  ) throws(RefusedStart.Reason) {
    let top = Double(volume[outline.hottest])
    let background = try background(of: outline.hottest, shell)
    guard background < top else { throw .noContrast(background: background, uptake: top) }
    try grow(&outline, atLeast: background + inner * (top - background))
    let inside = outline.region
    outline.caveats = []
    try grow(&outline, atLeast: background + outer * (top - background))
    outline.region = volume.gradientBasin(of: inside, within: outline.region)
    outline.threshold = nil
  }
}

extension [Region] {
  /// The voxels that at least `votes` of the regions hold.
  func held(byAtLeast votes: Int, on grid: Grid) -> Region {
    // levels[n]: the voxels that more than n of the regions so far hold.
    var levels = [Region](repeating: .empty(grid), count: Swift.max(1, votes))
    for region in self {
      for level in levels.indices.reversed() {
        let candidates = level == 0 ? region : levels[level - 1].intersection(region)
        levels[level] = levels[level].union(candidates)
      }
    }
    return levels[levels.count - 1]
  }
}
