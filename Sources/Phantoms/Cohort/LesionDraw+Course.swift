import Glibc
import Statistics

extension LesionDraw {
  /// Draws what the lesion does at every visit.
  ///
  /// Ratios are of the weeks that the table names; they go with the square root of the weeks, so that
  /// most happens early. Half of the spread is the participant's, half the lesion's own.
  mutating func followCourse(
    _ participant: CourseKind,
    _ plan: CohortPlan,
    _ statistics: CohortStatistics,
    isOnTrastuzumab: Bool,
    hasAntibodyTracer: Bool,
    participantScore: Double,
    _ random: inout RandomNumbers
  ) {
    let course = statistics.course
    let isPositive = pathology.status.isPositive
    var kind = participant
    let deviates = random.uniform() >= course.followParticipant
    let other: CourseKind = random.uniform() < 0.5 ? .partialResponse : .stable
    if deviates, participant != .unchanged { kind = other }
    if !isPositive { kind = kind.withoutReceptor }
    // What is new has grown, whatever the others do.
    if firstVisit > 0 { kind = kind == .progressionByReceptorLoss ? kind : .progression }
    let vanishes = random.uniform() < course.vanishInCompleteResponse
    let shared = 0.5.squareRoot()
    let score = shared * participantScore + shared * random.normal()
    let sizeScore = random.normal()
    let fdgScore = random.normal()
    let lost = course.lostReceptorSUVmax.draw(&random)
    let biology = log(1 + statistics.retest.biologyCV * statistics.retest.biologyCV).squareRoot()
    states = plan.visits.indices.map { index in
      let repeats = [exp(biology * random.normal()), exp(biology * random.normal())]
      let isOccupied =
        isOnTrastuzumab && plan.visits[index].week > 0 && isPositive && !kind.fate.hasLostReceptor
      let unoccupied = isOccupied ? 1 - statistics.treatment.receptorsOccupied : 1
      guard index >= firstVisit else { return .absent(.notYetPresent) }
      let weeks = plan.visits[index].week - plan.visits[firstVisit].week
      guard index > firstVisit else {
        return State(
          fate: firstVisit == 0 ? .baseline : .new,
          volumeMilliliters: volumeMilliliters,
          her2Ratio: firstVisit > 0 && kind == .progressionByReceptorLoss ? nil : 1,
          fdgRatio: 1,
          lostReceptorSUVmax: lost,
          unoccupied: unoccupied
        )
      }
      if kind == .unchanged {
        return State(
          fate: .unchanged,
          volumeMilliliters: volumeMilliliters,
          her2Ratio: repeats[0],
          fdgRatio: repeats[1],
          lostReceptorSUVmax: lost,
          unoccupied: unoccupied
        )
      }
      let power = min(1.4, (max(0, weeks) / course.weeks).squareRoot())
      let name = kind.rawValue
      let length = course.diameter[name]?.logNormal(at: sizeScore, power: power) ?? 1
      // Too small to be told from nothing, or gone.
      let volume = min(volumeMilliliters * length * length * length, 90)
      if kind == .completeResponse, vanishes || volume < 0.03 { return .absent(.vanished) }
      // Without receptors less tumour is all that a HER2 tracer can show.
      let her2 = course.her2[name]?.logNormal(at: score, power: isPositive ? power : power / 2)
      let fdg = course.fdg[name]?.logNormal(at: fdgScore, power: power) ?? 1
      return State(
        fate: kind == .stable && isOccupied && hasAntibodyTracer ? .blocked : kind.fate,
        volumeMilliliters: volume,
        her2Ratio: her2.map { $0 * repeats[0] },
        fdgRatio: fdg * repeats[1],
        lostReceptorSUVmax: lost * repeats[0],
        unoccupied: unoccupied
      )
    }
  }
}

extension LesionDraw.State {
  static func absent(_ fate: Fate) -> LesionDraw.State {
    LesionDraw.State(
      fate: fate,
      volumeMilliliters: 0,
      her2Ratio: 0,
      fdgRatio: 0,
      lostReceptorSUVmax: 0,
      unoccupied: 1
    )
  }
}

extension ParticipantDraw {
  /// Draws SUVmax of every lesion under every tracer that Herald knows, so that one participant's lesions
  /// don't depend on the tracers asked for.
  ///
  /// The logarithm is a participant's score and a lesion's own, weighted so that the intraclass
  /// correlation is the table's; HER2 tracers share most of both, FDG a little of HER2-positive ones.
  static func drawUptake(
    of lesions: inout [LesionDraw],
    _ plan: CohortPlan,
    _ statistics: CohortStatistics,
    _ tracers: [Biodistribution],
    _ random: inout RandomNumbers
  ) {
    let correlation = statistics.correlation
    let between = correlation.withinParticipant.squareRoot()
    let within = (1 - correlation.withinParticipant).squareRoot()
    let participant = Scores(tracers.count, &random)
    for index in lesions.indices {
      let lesion = Scores(tracers.count, &random)
      let status = lesions[index].pathology.status
      for (number, tracer) in tracers.enumerated() {
        let part =
          tracer.family == .fdg
          ? (status.isPositive ? correlation.fdgWithHER2 : 0)
          : correlation.betweenHER2Tracers.squareRoot()
        let score =
          between * participant.score(number, sharing: part)
          + within * lesion.score(number, sharing: part)
        let site = lesions[index].site
        guard
          let group = statistics.group(
            tracer: tracer.id,
            cancer: plan.cancer,
            status: status,
            site: site
          )
        else { continue }
        lesions[index].suvMax[tracer.id] =
          group.medianSUVmax * exp(group.sigma * score)
          * statistics.siteFactor(site, family: tracer.family)
      }
    }
  }

  private struct Scores {
    let common: Double
    let own: [Double]

    init(_ tracers: Int, _ random: inout RandomNumbers) {
      common = random.normal()
      own = (0..<tracers).map { _ in random.normal() }
    }

    /// A normal score that correlates with the common one.
    func score(_ tracer: Int, sharing correlation: Double) -> Double {
      correlation * common + (1 - correlation * correlation).squareRoot() * own[tracer]
    }
  }
}
