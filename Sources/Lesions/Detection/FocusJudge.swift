import Glibc
import Voxels

/// What a focus was taken for, and why.
struct FocusJudgement: Sendable {
  var score: Double
  var reasons: [String]
  var organ: Organ?
  var site: String
  /// The verdict that a rule decides, not the score.
  var settled: Finding.Verdict?
  /// Whether nothing healthy explains it, so that it is to be looked at however low the score is.
  var isUnexplained = false
}

/// Weighs the evidence of a focus.
///
/// What speaks for disease and against it is one number a trait (``FocusTrait``); a sum of small trees
/// (``FocusModel``) makes the score, and traits that take back much of it say so in words. Foci in the
/// liver have a model of their own, as have those that no network sees; what the acquisition made and what the body passes have rules.
struct FocusJudge: Sendable {
  let physiology: Physiology
  let organs: OrganMap
  /// The usual uptake of blood, in SUVbw; nan where nothing tells it.
  let blood: Double
  /// What PERCIST holds disease against; nil where it says nothing of the tracer.
  let percist: ReferenceRegion?
  /// The cancer that the patient is known to have; nil where nobody says.
  let cancer: Cancer?
  /// Where beads of urine may lie.
  let ureters: UreterWay

  /// The blood of tracers that leave it within hours takes up no more than this, in SUVbw.
  static let coolBlood = 2.0

  init(
    physiology: Physiology,
    organs: OrganMap,
    blood: Double?,
    percist: ReferenceRegion?,
    cancer: Cancer?
  ) {
    self.physiology = physiology
    self.cancer = cancer
    self.percist = percist
    self.organs = organs
    self.blood = blood ?? physiology.uptake(of: .aorta)?.typical ?? .nan
    ureters = UreterWay(organs)
  }

  /// What a focus was taken for.
  func judgement(of e: FocusEvidence) -> FocusJudgement {
    if let known = artefact(e) ?? excretion(e) { return known }
    let isLiver = e.organ == .liver
    let models = FocusModels.shipped
    let model = isLiver ? models.liver : e.disease == nil ? models.alone : models.body
    let (sum, shares) = model.sum(traits(of: e))
    let against = shares.filter { $0.value < Self.worthAWord }
      .sorted { ($0.value, $0.key.rawValue) < ($1.value, $1.key.rawValue) }
    var judgement = FocusJudgement(
      score: logistic(sum),
      reasons: (isLiver ? liverReasons(e) : standingReasons(e))
        + against.compactMap { $0.key.words(of: e, blood: blood) }.unique(),
      organ: e.organ,
      site: e.organ?.name ?? place(e)
    )
    if isUnexplained(e) {
      judgement.isUnexplained = true
      judgement.reasons.append("nothing healthy in a leg takes up as much")
      if let percist, let least = percist.leastMeasurableSUVbw, e.outline.peak >= least {
        judgement.settled = .lesion
        judgement.reasons.insert(
          "in a leg, with SUVpeak \(fixed(e.outline.peak, 1)): PERCIST calls \(fixed(least, 1)) and more "
            + "measurable, by the \(percist.tissue.rawValue)",
          at: 0
        )
      }
    }
    return judgement
  }

  /// Whether a focus in a leg stands out as nothing healthy there does.
  ///
  /// No participant that the models were fitted on has disease of the legs: their score knows nothing of
  /// it. It is unsure then, or a lesion where PERCIST says that it takes up enough.
  private func isUnexplained(_ e: FocusEvidence) -> Bool {
    guard e.place.abovePelvis < Self.legs.below, e.volumeMilliliters >= 1,
      !(isGenital(e) && e.place.aside < Self.legs.aside)
    else { return false }
    let healthy = (e.organ.flatMap(physiology.uptake) ?? physiology.uptake(of: .muscle))?.highest
    let peak = e.outline.peak
    return e.contrast >= Self.legs.over && !(peak < Self.legs.over * blood)
      && healthy.map { peak >= Self.legs.overHealthy * $0 } ?? true
  }

  /// Legs lie so far above the pelvis' middle, and so far from the body's, in mm; a focus that nothing
  /// explains takes up so many times as much as its background and the blood, and as what is healthy.
  private static let legs = (below: -60.0, aside: 25.0, over: 2.0, overHealthy: 1.5)

  /// How far a focus stands out, from 0 to 1: from its surroundings, the blood, and what is healthy there.
  func standing(contrast: Double, peak: Double, pass: Double, organ: Organ?) -> Double {
    let healthy =
      organ.flatMap { physiology.uptake(of: $0)?.highest }
      ?? physiology.uptake(of: .muscle)?.highest ?? 2
    let overHealthy = max(-3, min(3, log(peak / healthy)))
    // Where antibodies keep the blood hot, a focus in fat or muscle need not be hotter than it.
    let overBlood = log(peak / (blood < Self.coolBlood ? blood : Self.coolBlood))
    return logistic(3.9 * contrast + 1.6 * overBlood + 1.2 * overHealthy - 2.7 * pass - 2.3)
  }

  /// Whether healthy uptake of an organ has no bound that a focus could stand above.
  func isUnbounded(_ organ: Organ) -> Bool {
    let highest = physiology.uptake(of: organ)?.highest
    return switch organ {
    case .urinaryBladder, .ureterLeft, .ureterRight, .gallbladder: highest ?? .infinity > 15
    case .kidneyLeft, .kidneyRight, .brain, .heart: highest ?? 0 > 15
    default: false
    }
  }

  // MARK: Rules

  /// Uptake that the acquisition made.
  private func artefact(_ e: FocusEvidence) -> FocusJudgement? {
    if e.organ == .injectionSite || (e.nearby[.injectionSite] ?? .infinity) < 8 {
      return FocusJudgement(
        score: 0.02,
        reasons: ["it lies where the tracer was injected"],
        organ: .injectionSite,
        site: "injection site",
        settled: .artefact
      )
    }
    if e.inBody < 0.35 {
      return FocusJudgement(
        score: 0.05,
        reasons: ["\(percent(1 - e.inBody)) of it lies outside the body: contamination is likely"],
        organ: nil,
        site: "outside the body",
        settled: .artefact
      )
    }
    return nil
  }

  /// Uptake of what the body passes, and of organs that take the tracer up without bound.
  private func excretion(_ e: FocusEvidence) -> FocusJudgement? {
    for organ in [
      Organ.urinaryBladder, .kidneyLeft, .kidneyRight, .ureterLeft, .ureterRight, .brain, .heart,
    ] where isUnbounded(organ) {
      let share = e.shares[organ] ?? 0
      // A node on the heart or under the skull takes up beside them, not in them; urine is smaller than
      // what it shines into.
      let isMuscleOrBrain = organ == .heart || organ == .brain
      guard isMuscleOrBrain ? share >= 0.6 : share >= 0.3 || e.organ == organ else { continue }
      return FocusJudgement(
        score: 0.03,
        reasons: [
          "\(percent(share)) of it lies in the \(organ.name)",
          expectation(organ, reaching: e.outline.peak),
        ],
        organ: organ,
        site: organ.name,
        settled: .physiological
      )
    }
    return nil
  }

  /// From what taken-back score on a trait is worth a word.
  private static let worthAWord = -0.35

  func isGenital(_ e: FocusEvidence) -> Bool {
    guard e.organ == nil || e.organ == .muscle || e.organ == .fat,
      let basin = organs[.urinaryBladder] ?? organs[.pelvis], let box = basin.boundingBox,
      let middle = basin.centroid
    else { return false }
    let ends = [box.lower.z, box.upper.z - 1].map { basin.grid.position(of: SIMD3(0, 0, $0)).z }
    let bottom = ends.min() ?? 0
    let place = e.focus.position
    return place.z < bottom - 10 && abs(place.x - middle.x) < 45 && place.y < middle.y + 10
  }

  // MARK: Words

  private func liverReasons(_ e: FocusEvidence) -> [String] {
    [
      "it stands \(fixed(e.deviations ?? 0, 1)) scatters above the liver's median and reaches "
        + "\(fixed(e.overOrgan ?? 1, 2)) times it",
      "\(fixed(e.contrast, 2)) times its local background",
    ]
  }

  private func standingReasons(_ e: FocusEvidence) -> [String] {
    var reasons = ["\(fixed(e.contrast, 1)) times its local background"]
    if !blood.isNaN { reasons.append("\(fixed(e.outline.peak / blood, 1)) times the blood pool") }
    if let organ = e.organ, physiology.uptake(of: organ) != nil {
      reasons.append(expectation(organ, reaching: e.outline.peak))
    }
    return reasons
  }

  /// An uptake beside what a healthy organ may reach, in words.
  func expectation(_ organ: Organ, reaching uptake: Double) -> String {
    guard let expected = physiology.uptake(of: organ) else {
      return "nothing is known of \(physiology.tracer) in a healthy \(organ.name)"
    }
    let reach = "SUVbw \(fixed(uptake, 1)) against up to \(fixed(expected.highest, 1))"
    let sure = expected.confidence == .assumed ? " (assumed)" : ""
    return "\(reach) in a healthy \(organ.name) with \(physiology.tracer)\(sure)"
  }

  /// Where a focus outside every organ lies.
  private func place(_ e: FocusEvidence) -> String {
    let next = e.nearby.filter { ![.fat, .skin, .muscle].contains($0.key) }
      .min { ($0.value, $0.key.rawValue) < ($1.value, $1.key.rawValue) }
    return next.map { "beside the \($0.key.name)" } ?? "soft tissue"
  }
}

extension [String] {
  /// Each text once, at its first place.
  fileprivate func unique() -> [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}

/// From 0 to 1, 1/2 at zero.
private func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }

private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

/// A number with some decimals.
func fixed(_ number: Double, _ decimals: Int) -> String {
  guard number.isFinite, abs(number) < 1e12 else { return "\(number)" }
  let unit = decimals == 0 ? 1 : decimals == 1 ? 10 : 100
  let scaled = Int((abs(number) * Double(unit)).rounded())
  let sign = number < 0 && scaled > 0 ? "-" : ""
  guard unit > 1 else { return "\(sign)\(scaled)" }
  let rest = String(scaled % unit + unit).dropFirst()
  return "\(sign)\(scaled / unit).\(rest)"
}
