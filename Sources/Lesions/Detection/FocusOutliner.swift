import Voxels

/// A focus with its outline on the scan's own voxels.
struct FocusOutline: Sendable {
  /// The voxels.
  var region: Region
  /// The SUVbw at and above which voxels belong to it.
  var threshold: Double
  /// The uptake about it, in SUVbw.
  var background: Double
  /// The highest mean of a 1 mL sphere, in SUVbw.
  var peak: Double
  /// How far between background and peak the threshold lies.
  var share: Double
  /// Whether its hill ended before its threshold did: another focus adjoins it.
  var isHemmedIn: Bool
}

/// Draws foci on the scan's own voxels.
///
/// A blurred focus is drawn in its true size where the threshold lies as far between its background and
/// its uptake as the edge of a sphere of that size does, seen at the scanner's resolution. Threshold and
/// size are let settle together. Its uptake is SUVpeak; in a focus that is larger than the sphere of
/// SUVpeak and uneven, each part of the edge is held against the highest sphere within
/// ``plateauMillimeters``, so that a hot part doesn't cut a cooler one off, less what noise and texture
/// lift those spheres by. The edge is followed on the uptake smoothed by a Gaussian finer than the
/// scanner's own blur. Sphere and Gaussian carry less noise than single voxels.
///
/// - Source: van Dalen JA et al., Nucl Med Commun 2007;28:485, with SUVpeak for the maximum.
struct FocusOutliner: Sendable {
  /// The standard deviation of the Gaussian that the edge is followed on, in mm.
  static let edgeSigmaMillimeters = 2.0
  /// How far from a part of the edge the uptake that it is the edge of may lie, in mm.
  static let plateauMillimeters = 12.0

  /// What an uneven focus' edge is lowered to: lesions end in lobes that are seen as one surface.
  ///
  /// Fitted on simulated participants of development.
  private static let unevenEdge = 0.94

  let suv: Volume<SUVbw>
  /// The uptake that edges are followed on.
  let smooth: Volume<SUVbw>
  let fwhmMillimeters: Double
  let sphere: SphereKernel
  let search: FocusSearch
  /// The usual uptake of the organ at each place of the search lattice, in SUVbw; 0 in none.
  private let usual: [Float]
  /// What can be background: the patient, without the organs so hot that they are nobody's.
  private let isGround: [UInt8]

  init(
    _ suv: Volume<SUVbw>,
    fwhmMillimeters: Double,
    search: FocusSearch,
    ground: Region,
    usual: [Float]
  ) throws(LesionsError) {
    self.suv = suv
    isGround = ground.mask
    self.usual = usual
    self.fwhmMillimeters = fwhmMillimeters
    self.search = search
    do throws(SphereKernelError) {
      sphere = try SphereKernel(
        radiusMillimeters: SphereKernel.oneMilliliterRadiusMillimeters,
        grid: suv.grid,
        weighting: .exactFraction
      )
    } catch {
      throw .noPeakSphere(error.description)
    }
    do throws(GridError) {
      smooth = try suv.smoothed(sigmaMillimeters: Self.edgeSigmaMillimeters)
    } catch {
      throw .noPeakSphere(error.description)
    }
  }

  /// The method, as results state it.
  var name: String {
    "sphere of its own volume at FWHM \(plain(fwhmMillimeters)) mm between local background and SUVpeak "
      + "within \(plain(Self.plateauMillimeters)) mm"
  }

  /// The outline of foci that belong together.
  ///
  /// - Parameters:
  ///   - hills: the numbers of their hills.
  ///   - position: the highest place, in LPS mm.
  ///   - reach: how far from there the outline may go, in mm.
  /// - Returns: the outline; nil where nothing stands above its background.
  func outline(
    of hills: Set<Int32>,
    at position: SIMD3<Double>,
    reach: Double
  ) -> FocusOutline? {
    let hill = land(of: hills, around: position, reach: reach)
    // The hottest voxel near the peak; the hill's own land only.
    let near = Region.sphere(center: position, radiusMillimeters: 6, grid: suv.grid)
      .intersection(hill)
    guard let top = smooth.statistics(in: near.isEmpty ? hill : near), top.maximum > 0 else {
      return nil
    }
    let hottest = top.maximumIndex
    let land = hill.filter { stands($0, beside: top.maximum) }
    guard land.contains(hottest) else { return nil }
    var share = 0.5
    var background = 0.0
    var region = grown(from: hottest, atLeast: 0.5 * Double(top.maximum), within: land)
    var peak = 0.0
    var threshold = 0.0
    var counts: [Int] = []
    for step in 0..<24 {
      let core = smooth.region(atLeast: Float(0.8 * Double(top.maximum)), within: region)
      peak = sphere.peak(of: suv, in: core.isEmpty ? region : core)?.value ?? Double(top.maximum)
      if step < 4 {
        background = self.background(of: region, peak: peak) ?? background
      }
      guard peak > background * 1.02 else { return nil }
      share =
        BlurredSphere(
          volumeMilliliters: region.volumeMilliliters,
          fwhmMillimeters: fwhmMillimeters
        ).edgeOverPeak
      threshold = min(background + share * (peak - background), 0.95 * Double(top.maximum))
      region = grown(from: hottest, atLeast: threshold, within: land)
      guard !region.isEmpty else { return nil }
      let count = region.voxelCount
      if step >= 4, let first = counts.firstIndex(of: count), first >= 3,
        count == counts[first...].min()
      {
        break
      }
      counts.append(count)
    }
    if region.volumeMilliliters > 1 {
      region = levelled(
        region,
        from: hottest,
        background: background,
        highest: 0.95 * Double(top.maximum),
        within: land
      )
      threshold = smooth.statistics(in: region).map { Double($0.minimum) } ?? threshold
    }
    let free = smooth.region(
      grownFrom: hottest,
      atLeast: Float(threshold),
      .faces,
      within: region.dilated(.faces)
    )
    return FocusOutline(
      region: region.filledHoles(),
      threshold: threshold,
      background: background,
      peak: peak,
      share: share,
      isHemmedIn: free.voxelCount > region.voxelCount
    )
  }

  /// What part of a focus takes up over its organ's usual uptake: so much of what its hottest voxel takes
  /// up over it, or this many times as much.
  private static let overUsual: (share: Float, times: Float) = (0.35, 1.25)
  /// An organ that usually takes up more than this share of a focus doesn't bound it.
  private static let likeFocus: Float = 0.8

  /// Whether a voxel takes up enough more than its organ usually does to be part of a focus.
  private func stands(_ voxel: SIMD3<Int>, beside highest: Float) -> Bool {
    guard let cell = search.volume.grid.nearestVoxel(to: suv.grid.position(of: voxel)) else {
      return true
    }
    let usual = usual[search.volume.grid.offset(of: cell)]
    return usual > Self.likeFocus * highest
      || smooth[voxel]
        >= min(usual + Self.overUsual.share * (highest - usual), Self.overUsual.times * usual)
  }

  /// How far about its peak the middle of a focus reaches, over the largest ball there that it holds.
  private static let coreReach = 1.8
  /// How far from the peak that ball's centre may lie, in mm.
  private static let coreDrift = 6.0

  /// The middle of a focus about its peak, without what it runs out into.
  ///
  /// - Parameters:
  ///   - outline: the focus.
  ///   - position: its peak, in LPS mm.
  /// - Returns: the middle; nil where the focus holds nothing there.
  func core(of outline: FocusOutline, at position: SIMD3<Double>) -> FocusOutline? {
    let (region, grid) = (outline.region, suv.grid)
    let shell = region.dilated(.faces).subtracting(region).offsets
      .map { grid.position(of: grid.index(at: $0)) }
      .filter { length($0 - position) < 40 }
    let near = Region.sphere(
      center: position,
      radiusMillimeters: Self.coreDrift,
      grid: grid
    ).intersection(region)
    var middle = (offset: -1, radius: 0.0)
    for offset in near.offsets {
      let center = grid.position(of: grid.index(at: offset))
      let nearest = shell.reduce(Double.infinity) { least, outside in
        let arm = outside - center
        return min(least, dot(arm, arm))
      }
      if nearest.isFinite, nearest.squareRoot() > middle.radius {
        middle = (offset, nearest.squareRoot())
      }
    }
    guard middle.offset >= 0 else { return nil }
    let center = grid.index(at: middle.offset)
    let ball = Region.sphere(
      center: grid.position(of: center),
      radiusMillimeters: Self.coreReach * middle.radius,
      grid: grid
    )
    guard let core = region.intersection(ball).component(containing: center, .corners),
      let peak = sphere.peak(of: suv, in: core)?.value
    else { return nil }
    var cut = outline
    cut.region = core
    cut.peak = peak
    cut.isHemmedIn = true
    return cut
  }

  /// The outline with each part of its edge held against the uptake near it.
  private func levelled(
    _ first: Region,
    from hottest: SIMD3<Int>,
    background: Double,
    highest: Double,
    within land: Region
  ) -> Region {
    var region = first
    var counts: [Int] = []
    let peak = sphere.peak(of: suv, in: first)?.value ?? 0
    // What is far cooler is another structure that adjoins it.
    let coolest = background + 0.4 * (peak - background)
    for _ in 0..<8 {
      let means = sphere.means(of: suv, in: region)
      guard let least = means.min(),
        let plateau = LocalPlateau(of: means, in: region, reach: Self.plateauMillimeters)
      else { return region }
      let share = edgeShare(of: region, background: background) {
        plateau.highest(near: $0) ?? least
      }
      let floor = max(background, background + share * (least - background))
      let candidates = smooth.region(
        atLeast: Float(min(floor, highest)),
        within: land.intersection(plateau.place)
      )
      let high = candidates.filter { index in
        guard let uptake = plateau.highest(near: index), uptake >= coolest else { return false }
        return Double(smooth[index]) >= min(background + share * (uptake - background), highest)
      }
      guard let grown = high.component(containing: hottest, .corners) else { return region }
      let isSettled = grown.voxelCount == region.voxelCount || counts.contains(grown.voxelCount)
      counts.append(grown.voxelCount)
      region = grown
      if isSettled { break }
    }
    return region
  }

  /// How far between background and the highest sphere near it the edge of an uneven focus lies.
  ///
  /// Noise and the focus' own unevenness lift the highest spheres above what it usually takes up. So the
  /// edge lies midway between where they say and where the mean of the whole focus does.
  private func edgeShare(
    of region: Region,
    background: Double,
    highest: (SIMD3<Int>) -> Double
  ) -> Double {
    let sphere = BlurredSphere(
      volumeMilliliters: region.volumeMilliliters,
      fwhmMillimeters: fwhmMillimeters
    )
    // A few hundred places tell the mean of the highest.
    let stride = region.voxelCount / 400 + 1
    var (sum, top, count) = (0.0, 0.0, 0)
    for (number, offset) in region.offsets.enumerated() {
      sum += Double(suv.values[offset])
      guard number.isMultiple(of: stride) else { continue }
      top += highest(suv.grid.index(at: offset))
      count += 1
    }
    let mean = sum / Double(region.voxelCount) - background
    let highestMean = top / Double(count) - background
    guard mean > 0, highestMean > 0, sphere.meanShare > 0 else { return sphere.edgeOverPeak }
    let evenness = mean / sphere.meanShare / (highestMean / sphere.peakShare)
    return Self.unevenEdge * max(0.5, min(1.3, evenness)).squareRoot() * sphere.edgeOverPeak
  }

  private func grown(from hottest: SIMD3<Int>, atLeast level: Double, within land: Region) -> Region
  {
    smooth.region(grownFrom: hottest, atLeast: Float(level), .corners, within: land)
  }

  /// The scan's voxels that lie on some hills, near a position.
  private func land(
    of hills: Set<Int32>,
    around position: SIMD3<Double>,
    reach: Double
  ) -> Region {
    let ball = Region.sphere(center: position, radiusMillimeters: reach, grid: suv.grid)
    let lattice = search.volume.grid
    let (size, step) = (lattice.size, SearchVolume.stepMillimeters)
    var runs: [Region.Run] = []
    for run in ball.runs {
      var start = -1
      let index = suv.grid.index(at: Int(run.start))
      let first = (suv.grid.position(of: index) - lattice.affine.origin) / step
      let along = suv.grid.affine.columnStep / step
      for number in 0..<Int(run.count) {
        let place = (first + along * Double(number)).rounded(.toNearestOrAwayFromZero)
        let isInside =
          place.x >= 0 && place.y >= 0 && place.z >= 0 && Int(place.x) < size.x
          && Int(place.y) < size.y && Int(place.z) < size.z
          && hills.contains(
            search.hills[
              Int(place.x) + size.x * (Int(place.y) + size.y * Int(place.z))
            ]
          )
        if isInside {
          if start < 0 { start = number }
        } else if start >= 0 {
          runs.append(.init(start: Int(run.start) + start, count: number - start))
          start = -1
        }
      }
      if start >= 0 {
        runs.append(.init(start: Int(run.start) + start, count: Int(run.count) - start))
      }
    }
    return Region(grid: suv.grid, runs: runs)
  }

  /// The uptake of a shell about a region: the median of what isn't hot itself.
  private func background(of region: Region, peak: Double) -> Double? {
    let gap = 0.8 * fwhmMillimeters
    let shell = region.dilated(byMillimeters: gap + 6)
      .subtracting(region.dilated(byMillimeters: gap))
    let (voxels, isGround) = (suv.values.span, isGround.span)
    let hot = Float(0.6 * peak)
    var ground: [Float] = []
    var rest: [Float] = []
    for run in shell.runs {
      for offset in run.offsets where voxels[offset] < hot {
        if isGround[offset] != 0 {
          ground.append(voxels[offset])
        } else {
          rest.append(voxels[offset])
        }
      }
    }
    // Where hot organs and air leave little of the shell, they are background too.
    if ground.count * 6 < ground.count + rest.count { ground += rest }
    guard !ground.isEmpty else { return nil }
    ground.sort()
    return Double(ground[ground.count / 2])
  }
}
