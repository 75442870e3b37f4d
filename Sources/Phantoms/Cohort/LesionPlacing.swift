import Glibc
import Statistics
import Voxels

/// Finds room in a body for drawn lesions: within the tissues that they may replace, apart from each
/// other, at their largest.
struct LesionPlacer {
  /// The whole body at a few mm.
  let body: TissueMap
  /// The places of each site.
  let places: (LesionSite) -> [LesionPlace]
  /// The tissues on a small grid, finer than the body's.
  let tissues: (Grid) -> TissueMap
  let statistics: CohortStatistics

  /// The tries at a place before a lesion is drawn smaller.
  private static let tries = 48

  /// A lesion in its place.
  struct Placed {
    let draw: LesionDraw
    var lesion: SimulatedLesion
    /// What the drawn volumes are multiplied by to fit.
    let shrinking: Double
    /// The scale at the visit at which it is largest.
    let largestScale: Double
  }

  /// Places lesions: the primary first, then the largest.
  ///
  /// - Parameters:
  ///   - draws: the lesions as drawn.
  ///   - random: where they go.
  /// - Returns: the lesions in the order of `draws`, without their visits.
  /// - Throws: ``PhantomError/grid(_:)``.
  func placed(_ draws: [LesionDraw], _ random: inout RandomNumbers) throws(PhantomError) -> [Placed]
  {
    var result: [Int: Placed] = [:]
    var used: [String: Int] = [:]
    let bySize = draws.indices.sorted {
      let (a, b) = (draws[$0], draws[$1])
      if a.isPrimary != b.isPrimary { return a.isPrimary }
      return (Self.largest(a), $1) > (Self.largest(b), $0)
    }
    for index in bySize {
      let found = try place(
        draws[index],
        number: index + 1,
        beside: bySize.compactMap { result[$0] },
        used: &used,
        &random
      )
      result[index] = found
    }
    return draws.indices.compactMap { result[$0] }
  }

  /// The largest volume of a lesion at any visit, in mL.
  private static func largest(_ draw: LesionDraw) -> Double {
    draw.states.reduce(draw.volumeMilliliters) { max($0, $1.volumeMilliliters) }
  }

  private func place(
    _ draw: LesionDraw,
    number: Int,
    beside others: [Placed],
    used: inout [String: Int],
    _ random: inout RandomNumbers
  ) throws(PhantomError) -> Placed? {
    let places = places(draw.site)
    guard !places.isEmpty else { return nil }
    var shapes = RandomNumbers(seed: draw.shapeSeed, stream: 0)
    let lies = draw.site == .peritoneum
    let primary = others.first { $0.draw.isPrimary && $0.draw.site == .breast }?.lesion.side
    var shrinking = 1.0
    while shrinking > 0.01 {
      for attempt in 0..<Self.tries {
        let place = choice(of: places, used, primary: primary, &random)
        var seeds = shapes
        var shape = LesionShape(
          center: place.position,
          aspects: draw.aspects,
          normal: lies ? place.normal : nil,
          lobeHeights: statistics.shape.lobeHeight,
          &seeds
        )
        let scale = shape.scale(forMilliliters: Self.largest(draw) * shrinking)
        shape.center += jitter(draw.site, attempt, &random)
        guard !touches(shape, scale, others) else { continue }
        if let thickness = draw.wallThicknessMillimeters {
          guard
            let wall = try inWall(draw, place, shape, scale, thickness, number: number)
          else { continue }
          used[place.name, default: 0] += 1
          return Placed(draw: draw, lesion: wall, shrinking: shrinking, largestScale: 1.6 * scale)
        }
        let inside = insideShare(shape, scale, place.hosts)
        let needed = attempt < 16 ? 0.98 : attempt < 32 ? 0.9 : 0.75
        guard inside >= needed else { continue }
        used[place.name, default: 0] += 1
        var lesion = lesion(draw, place, shape, scale, number: number)
        if inside < 0.999 {
          let map = tissues(try localGrid(around: shape, scale))
          do { lesion.limits = [try HostMargin(allowing: place.hosts, in: map)] } catch {
            throw .grid(error)
          }
        }
        return Placed(draw: draw, lesion: lesion, shrinking: shrinking, largestScale: 1.3 * scale)
      }
      shrinking *= 0.7
      shapes = RandomNumbers(seed: draw.shapeSeed, stream: UInt64(number))
    }
    return nil
  }

  /// A place by its weight, rarer where lesions are already and across from a breast's primary.
  private func choice(
    of places: [LesionPlace],
    _ used: [String: Int],
    primary side: LesionPlace.Side?,
    _ random: inout RandomNumbers
  ) -> LesionPlace {
    let sided: Set<String> = ["breast", "axillary", "internal"]
    let weights = places.map { place in
      let isAcross =
        side != nil && place.side != side && place.side != .midline
        && sided.contains { place.name.contains("\($0) ") || place.name.contains("\($0),") }
      return place.weight / Double(1 + 3 * (used[place.name] ?? 0))
        * (isAcross ? statistics.otherSide.share : 1)
    }
    let u = random.uniform() * weights.reduce(0, +)
    var sum = 0.0
    for (place, weight) in zip(places, weights) {
      sum += weight
      if u < sum { return place }
    }
    return places[places.count - 1]
  }

  /// How far from its place a lesion lies: farther the longer no room is found.
  private func jitter(_ site: LesionSite, _ attempt: Int, _ random: inout RandomNumbers)
    -> SIMD3<Double>
  {
    let wide: Double =
      switch site {
      case .liver, .lung, .brain: 14
      case .breast: 8
      case .bone, .peritoneum, .stomach: 3
      case .axillaryNode, .internalMammaryNode, .mediastinalNode, .abdominalNode: 4
      }
    let spread = wide * (0.5 + Double(attempt) / Double(Self.tries))
    return SIMD3(random.normal(), random.normal(), random.normal()) * spread
  }

  /// Whether a shape comes within 2 mm of a lesion that is there.
  private func touches(_ shape: LesionShape, _ scale: Double, _ others: [Placed]) -> Bool {
    let mine = scale * shape.reach
    for other in others {
      let its = other.lesion.shape
      let distance = length(its.center - shape.center)
      if distance > mine + other.largestScale * its.reach + 2 { continue }
      let ball = Self.ball
      if ball.contains(where: {
        let p = shape.center + $0 * mine
        return shape.radius(of: p) <= scale + 2 && its.radius(of: p) <= other.largestScale
      }) {
        return true
      }
      let theirs = other.largestScale * its.reach
      if ball.contains(where: {
        let p = its.center + $0 * theirs
        return its.radius(of: p) <= other.largestScale + 2 && shape.radius(of: p) <= scale
      }) {
        return true
      }
    }
    return false
  }

  /// Points spread evenly over the unit ball.
  private static let ball: [SIMD3<Double>] = (0..<900).map { index in
    let z = 1 - (2 * Double(index) + 1) / 900
    let angle = 2.399963229728653 * Double(index)
    let r = (1 - z * z).squareRoot()
    // Radii by a second irrational, so that shells don't line up with the spiral.
    let part = (Double(index) * 0.754877666246693).truncatingRemainder(dividingBy: 1)
    return SIMD3(r * cos(angle), r * sin(angle), z) * cbrt(part)
  }

  /// The points of a shape in the body's voxels, and the tissue of each.
  private func tissues(of shape: LesionShape, _ scale: Double) -> [Tissue] {
    Self.ball.compactMap { point in
      let p = shape.center + point * (scale * shape.reach)
      return shape.radius(of: p) <= scale ? body.tissue(at: p) : nil
    }
  }

  private func insideShare(_ shape: LesionShape, _ scale: Double, _ hosts: Set<Tissue>) -> Double {
    let found = tissues(of: shape, scale)
    guard !found.isEmpty else { return 0 }
    return Double(found.count { hosts.contains($0) }) / Double(found.count)
  }

  private func lesion(
    _ draw: LesionDraw,
    _ place: LesionPlace,
    _ shape: LesionShape,
    _ scale: Double,
    number: Int
  ) -> SimulatedLesion {
    let found = tissues(of: shape, scale).filter { place.hosts.contains($0) }
    let hosts = Tissue.allCases.compactMap { tissue in
      let count = found.count { $0 == tissue }
      return count == 0
        ? nil : SimulatedLesion.Host(tissue: tissue, share: Double(count) / Double(found.count))
    }
    return SimulatedLesion(
      number: number,
      site: draw.site,
      place: place.name,
      side: place.side,
      isPrimary: draw.isPrimary,
      shape: shape,
      pathology: draw.pathology,
      pattern: draw.pattern,
      isAvidForFDG: draw.isAvidForFDG,
      hosts: hosts,
      visits: []
    )
  }

  /// A lesion that thickens the wall of the stomach: as far along it as its volume asks for.
  private func inWall(
    _ draw: LesionDraw,
    _ place: LesionPlace,
    _ shape: LesionShape,
    _ scale: Double,
    _ thickness: Double,
    number: Int
  ) throws(PhantomError) -> SimulatedLesion? {
    // The disc of wall whose volume was drawn has this radius.
    let radius = (draw.volumeMilliliters * 1000 / (0.8 * .pi * thickness)).squareRoot()
    let map = tissues(try localGrid(around: shape, max(scale, 1.5 * radius)))
    guard map.tissues.contains(Tissue.stomachWall.rawValue) else { return nil }
    var lesion = lesion(draw, place, shape, max(scale, 4), number: number)
    do {
      lesion.limits = [
        try HostMargin(around: .stomachWall, steepness: 2 * radius / thickness, in: map),
        try HostMargin(allowing: place.hosts, in: map),
      ]
    } catch { throw .grid(error) }
    let wanted = Self.largest(draw)
    return lesion.body.scale(forMilliliters: wanted).milliliters > 0.6 * wanted ? lesion : nil
  }

  /// A grid around a shape, fine enough for its border.
  private func localGrid(around shape: LesionShape, _ scale: Double) throws(PhantomError) -> Grid {
    let step = min(max(scale / 12, 0.8), 2)
    let half = 1.6 * scale * shape.reach + 3 * step
    let count = Int((2 * half / step).rounded(.up)) + 1
    do {
      return try Grid(
        size: SIMD3(count, count, count),
        affine: Affine(
          columnStep: SIMD3(step, 0, 0),
          rowStep: SIMD3(0, step, 0),
          sliceStep: SIMD3(0, 0, step),
          origin: shape.center - step * Double(count - 1) / 2
        )
      )
    } catch { throw .grid(error) }
  }
}

extension TissueMap {
  /// The tissue of the voxel nearest to a point; air outside the grid.
  func tissue(at point: SIMD3<Double>) -> Tissue {
    let place = grid.affine.voxel(at: point).rounded(.toNearestOrAwayFromZero)
    let index = SIMD3(Int(place.x), Int(place.y), Int(place.z))
    guard index.x >= 0, index.y >= 0, index.z >= 0, index.x < grid.size.x, index.y < grid.size.y,
      index.z < grid.size.z
    else { return .air }
    return self[index]
  }
}
