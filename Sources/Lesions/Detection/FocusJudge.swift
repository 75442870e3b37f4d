import Glibc
import Voxels

/// What a focus was taken for, and why.
struct FocusJudgement: Sendable {
  var score: Double
  var reasons: [String]
  var organ: Organ?
  var site: String
  /// The verdict that the score doesn't decide: set where the focus is no disease for another reason
  /// than its uptake.
  var settled: Finding.Verdict?
}

/// Weighs the evidence of a focus.
///
/// A focus starts from how far it stands out: from its surroundings, from the blood, and from what a
/// healthy organ may reach where it lies. Rules of place and shape then take back what needs no disease:
/// each says so in words.
///
/// - Source: the weights are a logistic regression on simulated participants (development seed 7, 19
///   scans of six tracers), rounded; the rules of place and shape are anatomy.
struct FocusJudge: Sendable {
  let physiology: Physiology
  let organs: OrganMap
  /// The usual uptake of blood, in SUVbw.
  let blood: Double

  /// The blood of tracers that leave it within hours takes up no more than this, in SUVbw.
  private static let coolBlood = 2.0

  init(physiology: Physiology, organs: OrganMap, blood: Double?) {
    self.physiology = physiology
    self.organs = organs
    self.blood = blood ?? physiology.uptake(of: .aorta)?.typical ?? 1.5
  }

  /// What a focus was taken for.
  func judgement(of e: FocusEvidence) -> FocusJudgement {
    if let known = artefact(e) ?? excretion(e) { return known }
    if e.organ == .liver { return liver(e) }
    var judgement = FocusJudgement(
      score: standing(
        contrast: e.focus.contrast,
        peak: e.outline.peak,
        pass: e.focus.passShare,
        organ: e.organ
      ),
      reasons: standingReasons(e),
      organ: e.organ,
      site: e.organ?.name ?? place(e)
    )
    for doubt in doubts(e) {
      judgement.score *= doubt.factor
      judgement.reasons.append(doubt.reason)
    }
    return judgement
  }

  /// How far a focus stands out, from 0 to 1: from its surroundings, the blood, and what is healthy there.
  func standing(contrast: Double, peak: Double, pass: Double, organ: Organ?) -> Double {
    let healthy =
      organ.flatMap { physiology.uptake(of: $0)?.highest }
      ?? physiology.uptake(of: .muscle)?.highest ?? 2
    let overHealthy = max(-3, min(3, log(peak / healthy)))
    // Where antibodies keep the blood hot, a focus in fat or muscle need not be hotter than it.
    let overBlood = log(peak / min(blood, Self.coolBlood))
    return logistic(3.9 * contrast + 1.6 * overBlood + 1.2 * overHealthy - 2.7 * pass - 2.3)
  }

  /// Whether healthy uptake of an organ has no bound that a focus could stand above.
  func isUnbounded(_ organ: Organ) -> Bool {
    switch organ {
    case .urinaryBladder, .kidneyLeft, .kidneyRight, .ureterLeft, .ureterRight, .gallbladder: true
    case .brain, .heart: (physiology.uptake(of: organ)?.highest ?? 0) >= 15
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
      Organ.urinaryBladder, .kidneyLeft, .kidneyRight, .ureterLeft, .ureterRight, .gallbladder,
      .brain, .heart,
    ] where isUnbounded(organ) {
      let share = e.shares[organ] ?? 0
      guard share >= 0.3 || e.organ == organ else { continue }
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

  /// A focus in the liver: against the liver itself, at the scale where it stands out most.
  private func liver(_ e: FocusEvidence) -> FocusJudgement {
    let deviations = e.deviations ?? 0
    let overOrgan = e.overOrgan ?? 1
    // A large focus of disease stands out more than a large patch of uneven liver.
    let needed = e.volumeMilliliters > 10 ? 0.24 : 0.13
    var judgement = FocusJudgement(
      score: logistic(1.2 * (deviations - 4.8)) * logistic(14 * (overOrgan - 1.22))
        * logistic(30 * (e.focus.contrast - needed)),
      reasons: [
        "it stands \(fixed(deviations, 1)) scatters above the liver's median and reaches "
          + "\(fixed(overOrgan, 2)) times it",
        "\(fixed(e.contrast, 2)) times its local background",
      ],
      organ: .liver,
      site: "liver"
    )
    if e.axes.long > 2.2 * e.axes.middle || e.volumeMilliliters > 20, e.outline.peak < 1.8 * blood {
      judgement.score *= 0.3
      judgement.reasons.append(
        "as hot as blood, and long or large: a vessel or the heart is likely"
      )
    }
    return judgement
  }

  /// What takes back some of a focus' score.
  private func doubts(_ e: FocusEvidence) -> [(factor: Double, reason: String)] {
    var doubts: [(factor: Double, reason: String)] = []
    let overBlood = e.outline.peak / blood
    let isSoft = e.organ == nil || e.organ == .fat || e.organ == .muscle
    if e.fromEndMillimeters < 12 {
      doubts.append((0.3, "it lies in the scan's last slices, where noise is greatest"))
    }
    if let organ = e.organ, let deviations = e.deviations, deviations < 5 {
      doubts.append(
        (0.2, "only \(fixed(deviations, 1)) scatters above the \(organ.name)'s median")
      )
    }
    if isSoft, e.volumeMilliliters < 0.7, let density = e.hounsfield?.inside, density < -45 {
      doubts.append((0.3, "small, and fat on CT: a ureter or a vessel rather than a node"))
    }
    if isSoft, e.axes.long > 2.2 * e.axes.middle {
      doubts.append((0.3, "long and thin as a vessel or a ureter is"))
    }
    if isSoft, e.focus.passShare > 0.68 {
      doubts.append((0.4, "hardly a valley parts it from a hotter neighbour"))
    }
    if (isVascular(e.organ) && overBlood < 1.6)
      || (isSoft && e.axes.long > 1.35 * e.axes.middle && overBlood < 1.25)
    {
      doubts.append((0.35, "no hotter than blood: \(fixed(overBlood, 1)) times the blood pool"))
    }
    if let organ = e.organ, isGut(organ),
      !(e.contrast > 4 && e.focus.contrast > 0.45 && overBlood > 2.7 && e.volumeMilliliters > 1)
    {
      doubts.append((0.2, "the \(organ.name) takes the tracer up here and there in health"))
    } else if let organ = e.organ, !EvenOrgan.all.contains(organ), !isGut(organ),
      let healthy = physiology.uptake(of: organ)?.highest, e.outline.peak < 1.1 * healthy
    {
      doubts.append((0.2, "within what a healthy \(organ.name) may reach"))
    }
    if e.limb < 0.3, overBlood < 3 {
      doubts.append((0.3, "in an arm: a vein or the way of the injection is likely"))
    }
    if organs[.heart] == nil, e.organ == nil || e.organ == .fat || e.organ == .liver,
      e.volumeMilliliters > 12, e.focus.contrast < 0.6, isBetweenLungs(e.focus.position)
    {
      doubts.append((0.3, "large and flat beside a lung: the heart is likely, and was not found"))
    }
    if isGenital(e) {
      doubts.append((0.3, "below the pelvic floor in the middle: the genitals are likely"))
    }
    if let neighbour = e.nearby[.brain], neighbour < 15, e.organ != .brain,
      (physiology.uptake(of: .brain)?.highest ?? 0) > 10
    {
      doubts.append((0.2, "it adjoins the brain, which takes this tracer up"))
    }
    return doubts
  }

  /// Whether a place lies at the lungs' height, no further left or right than the heart does.
  private func isBetweenLungs(_ place: SIMD3<Double>) -> Bool {
    guard let left = organs[.lungLeft], let right = organs[.lungRight],
      let box = left.boundingBox, let a = left.centroid, let b = right.centroid
    else { return false }
    let ends = [box.lower.z, box.upper.z - 1].map { left.grid.position(of: SIMD3(0, 0, $0)).z }
    return place.z > (ends.min() ?? 0) - 30 && place.z < (ends.max() ?? 0) - 60
      && place.x > min(a.x, b.x) && place.x < max(a.x, b.x) + 20
  }

  private func isVascular(_ organ: Organ?) -> Bool {
    switch organ {
    case .aorta, .bloodPool, .heart, .lungLeft, .lungRight: true
    default: false
    }
  }

  private func isGut(_ organ: Organ) -> Bool { organ == .bowel || organ == .stomach }

  private func isGenital(_ e: FocusEvidence) -> Bool {
    guard e.organ == nil || e.organ == .muscle || e.organ == .fat,
      let bladder = organs[.urinaryBladder], let box = bladder.boundingBox,
      let middle = bladder.centroid
    else { return false }
    let ends = [box.lower.z, box.upper.z - 1].map { bladder.grid.position(of: SIMD3(0, 0, $0)).z }
    let bottom = ends.min() ?? 0
    let place = e.focus.position
    return place.z < bottom - 10 && abs(place.x - middle.x) < 45 && place.y < middle.y + 10
  }

  // MARK: Words

  private func standingReasons(_ e: FocusEvidence) -> [String] {
    var reasons = [
      "\(fixed(e.contrast, 1)) times its local background",
      "\(fixed(e.outline.peak / blood, 1)) times the blood pool",
    ]
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
