import Glibc
import Statistics

/// A lesion as drawn: its kind, size, tissue and course, before it has a place.
struct LesionDraw: Sendable {
  let site: LesionSite
  let isPrimary: Bool
  /// The number of the visit at which it is first there.
  let firstVisit: Int
  /// The volume when it is first there, in mL.
  let volumeMilliliters: Double
  let pathology: Pathology
  let pattern: UptakePattern
  let aspects: SIMD3<Double>
  let shapeSeed: UInt64
  /// For a wall: how thick it is, in mm.
  let wallThicknessMillimeters: Double?
  let isAvidForFDG: Bool
  /// The FDG uptake of one that isn't avid, over what lies around it.
  let uptakeOverHost: Double
  /// What it does at each visit.
  var states: [State] = []
  /// SUVmax in the image of the first visit at which it is there, by tracer.
  var suvMax: [String: Double] = [:]

  /// A lesion at one visit.
  struct State: Sendable {
    let fate: Fate
    let volumeMilliliters: Double
    /// SUVmax of HER2 tracers over that of the first visit; nil where the receptor is lost.
    let her2Ratio: Double?
    let fdgRatio: Double
    /// SUVmax of an affibody in tissue that has lost its receptor.
    let lostReceptorSUVmax: Double
    /// What an antibody tracer's uptake is multiplied by, because trastuzumab is there already.
    let unoccupied: Double
  }

  /// The diameter of a sphere of its volume, in mm.
  var diameterMillimeters: Double { Self.diameter(ofMilliliters: volumeMilliliters) }

  static func diameter(ofMilliliters volume: Double) -> Double {
    cbrt(6000 * volume / .pi)
  }
}

extension ParticipantDraw {
  /// The lesions of the first visit.
  static func lesions(
    _ plan: CohortPlan,
    _ statistics: CohortStatistics,
    _ type: ParticipantType,
    _ random: inout RandomNumbers
  ) -> [LesionDraw] {
    guard let sites = statistics.sites[plan.cancer.rawValue] else { return [] }
    let number = statistics.number
    let drawn = number.median * exp(number.sigma * random.normal())
    let count = min(max(1, Int(drawn.rounded())), number.most)
    var chosen: [LesionSite] = []
    if random.uniform() < sites.primaryShare { chosen.append(sites.primary) }
    var involved = LesionSite.allCases.filter { site in
      guard let share = sites.involved[site.rawValue] else { return false }
      return random.uniform() < share
    }
    // Many lesions are never all in one organ.
    if (chosen.isEmpty || count > 2) && involved.isEmpty {
      involved = [site(by: sites.involved, among: LesionSite.allCases, &random)]
    }
    for index in involved.indices.dropLast() {
      involved.swapAt(index, index + random.below(involved.count - index))
    }
    chosen += involved.prefix(count - chosen.count)
    let found = Set(chosen)
    while chosen.count < count {
      let open = LesionSite.allCases.filter { site in
        found.contains(site)
          && chosen.count { $0 == site } < statistics.mostAtSite[site.rawValue] ?? number.most
      }
      if open.isEmpty { break }
      chosen.append(site(by: sites.weights, among: open, &random))
    }
    return chosen.enumerated().map { index, site in
      lesion(
        at: site,
        isPrimary: index == 0 && site == sites.primary,
        firstVisit: 0,
        plan,
        statistics,
        type,
        &random
      )
    }
  }

  /// The lesions that a progression brings.
  static func newLesions(
    _ plan: CohortPlan,
    _ statistics: CohortStatistics,
    _ type: ParticipantType,
    _ course: CourseKind,
    beside present: [LesionDraw],
    _ random: inout RandomNumbers
  ) -> [LesionDraw] {
    let appears = random.uniform() < statistics.course.newLesionsInProgression
    let count = 1 + random.below(3)
    guard course.fate == .progression || course.fate == .progressionByReceptorLoss, appears,
      plan.visits.count > 1, let sites = statistics.sites[plan.cancer.rawValue]
    else { return [] }
    let known = Set(present.map(\.site)).subtracting([sites.primary])
    return (0..<count).map { _ in
      let isKnown = random.uniform() < 0.75 && !known.isEmpty
      let among = LesionSite.allCases.filter {
        isKnown ? known.contains($0) : sites.involved[$0.rawValue] != nil
      }
      return lesion(
        at: site(by: sites.involved, among: among, &random),
        isPrimary: false,
        firstVisit: 1 + random.below(plan.visits.count - 1),
        plan,
        statistics,
        type,
        &random
      )
    }
  }

  private static func site(
    by weights: [String: Double],
    among sites: [LesionSite],
    _ random: inout RandomNumbers
  ) -> LesionSite {
    let total = sites.reduce(0) { $0 + (weights[$1.rawValue] ?? 0) }
    let u = random.uniform() * total
    var sum = 0.0
    return sites.first { site in
      sum += weights[site.rawValue] ?? 0
      return u < sum
    } ?? sites[0]
  }

  private static func lesion(
    at site: LesionSite,
    isPrimary: Bool,
    firstVisit: Int,
    _ plan: CohortPlan,
    _ statistics: CohortStatistics,
    _ type: ParticipantType,
    _ random: inout RandomNumbers
  ) -> LesionDraw {
    let status = type.status(statistics.participantTypes, &random)
    let pathology = Pathology(status, &random)
    let wall = statistics.gastricWall
    let thickness = site == .stomach ? wall.thicknessMillimeters.draw(&random) : nil
    let volume =
      if let thickness {
        wallVolume(thickness: thickness, wall.extentMillimeters.draw(&random), statistics.size)
      } else {
        volume(at: site, isNew: firstVisit > 0, statistics.size, &random)
      }
    let aspect = statistics.shape.aspect
    let longest = aspect.draw(&random)
    let middle = 1 + (longest - 1) * random.uniform()
    // Relative semi-axes of product one.
    let mean = cbrt(longest * middle)
    let diameter = LesionDraw.diameter(ofMilliliters: volume)
    return LesionDraw(
      site: site,
      isPrimary: isPrimary,
      firstVisit: firstVisit,
      volumeMilliliters: volume,
      pathology: pathology,
      pattern: UptakePattern(
        diameterMillimeters: diameter,
        isPositive: status.isPositive,
        cancer: plan.cancer,
        statistics,
        &random
      ),
      aspects: SIMD3(longest / mean, middle / mean, 1 / mean),
      shapeSeed: random.next(),
      wallThicknessMillimeters: thickness,
      isAvidForFDG: random.uniform() >= statistics.notAvidForFDG.share[site.rawValue] ?? 0,
      uptakeOverHost: 0.8 + 0.5 * random.uniform()
    )
  }

  private static func volume(
    at site: LesionSite,
    isNew: Bool,
    _ size: CohortStatistics.Size,
    _ random: inout RandomNumbers
  ) -> Double {
    let median = (size.medianMillimeters[site.rawValue] ?? 15) * (isNew ? 0.7 : 1)
    while true {
      let diameter = median * exp(size.sigma * random.normal())
      let volume = Double.pi / 6000 * diameter * diameter * diameter
      if volume >= size.leastMilliliters, volume <= size.mostMilliliters { return volume }
    }
  }

  /// A disc of wall, rounded at its edge.
  private static func wallVolume(
    thickness: Double,
    _ extent: Double,
    _ size: CohortStatistics.Size
  ) -> Double {
    let disc = 0.8 * .pi / 4000 * extent * extent * thickness
    return min(max(disc, size.leastMilliliters), size.mostMilliliters)
  }
}
