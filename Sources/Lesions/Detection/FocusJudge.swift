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
/// Each rule moves the score and says so in words. A focus starts from how far it stands above its
/// background; the organ that it lies in then says how much of that needs no disease.
struct FocusJudge: Sendable {
  let physiology: Physiology
  let organs: OrganMap
  /// The usual uptake of blood, in SUVbw, where it is known.
  let blood: Double?

  /// What a focus was taken for.
  func judgement(of e: FocusEvidence) -> FocusJudgement {
    if let artefact = artefact(e) { return artefact }
    if let excretion = excretion(e) { return excretion }
    guard let organ = e.organ else { return soft(e) }
    if EvenOrgan.all.contains(organ), e.deviations != nil, !isExpectedUneven(organ) {
      return organ == .liver ? liver(e) : even(e, organ)
    }
    return uneven(e, organ)
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

  /// Uptake of what the body passes.
  private func excretion(_ e: FocusEvidence) -> FocusJudgement? {
    for organ in [
      Organ.urinaryBladder, .kidneyLeft, .kidneyRight, .ureterLeft, .ureterRight, .gallbladder,
    ] {
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
    let score = logistic(1.1 * (deviations - 5)) * logistic(14 * (overOrgan - 1.25))
    return FocusJudgement(
      score: score,
      reasons: [
        "it stands \(fixed(deviations, 1)) scatters above the liver's median and reaches "
          + "\(fixed(overOrgan, 2)) times it",
        "\(fixed(e.contrast, 2)) times its local background",
      ],
      organ: .liver,
      site: "liver"
    )
  }

  /// A focus in an organ whose uptake is the same everywhere in health.
  private func even(_ e: FocusEvidence, _ organ: Organ) -> FocusJudgement {
    let deviations = e.deviations ?? 0
    var score = contrastScore(e, needed: organ.isBone ? 1.9 : 1.8)
    score *= logistic(1.2 * (deviations - 4.5))
    var reasons = [
      "\(fixed(e.contrast, 1)) times its local background",
      "\(fixed(deviations, 1)) scatters above the \(organ.name)'s median",
    ]
    if let blood, organ == .aorta || organ == .bloodPool {
      score *= logistic(8 * (e.outline.peak / blood - 1.6))
      reasons.append("\(fixed(e.outline.peak / blood, 1)) times the blood pool")
    }
    return FocusJudgement(score: score, reasons: reasons, organ: organ, site: organ.name)
  }

  /// A focus in an organ that takes the tracer up unevenly.
  private func uneven(_ e: FocusEvidence, _ organ: Organ) -> FocusJudgement {
    var score = contrastScore(e, needed: 1.9)
    var reasons = [
      "\(percent(e.shares[organ] ?? 0)) of it lies in the \(organ.name)",
      expectation(organ, reaching: e.outline.peak),
    ]
    if let expected = physiology.uptake(of: organ) {
      score *= logistic(5 * (log(e.outline.peak / expected.highest) - 0.15))
    } else {
      reasons.append("\(fixed(e.contrast, 1)) times its local background")
    }
    return FocusJudgement(score: score, reasons: reasons, organ: organ, site: organ.name)
  }

  /// A focus in no organ.
  private func soft(_ e: FocusEvidence) -> FocusJudgement {
    var score = contrastScore(e, needed: 1.9)
    var reasons = ["\(fixed(e.contrast, 1)) times its local background"]
    let neighbour = e.nearby.filter { physiology.uptake(of: $0.key) != nil }
      .min { ($0.value, $0.key.rawValue) < ($1.value, $1.key.rawValue) }
    if let neighbour, let expected = physiology.uptake(of: neighbour.key), neighbour.value < 9,
      e.outline.peak < expected.highest
    {
      score *= 0.5
      reasons.append(
        "it adjoins the \(neighbour.key.name), which may reach SUVbw \(fixed(expected.highest, 1))"
      )
    }
    if e.elongation > 3, e.axes.middle < 8 {
      score *= 0.5
      reasons.append("long and thin as a vessel or a ureter is")
    }
    return FocusJudgement(score: score, reasons: reasons, organ: nil, site: place(e))
  }

  // MARK: Words and numbers

  private func isExpectedUneven(_ organ: Organ) -> Bool {
    organ == .brain && (physiology.uptake(of: .brain)?.to ?? 0) > 2
  }

  /// How far the contrast goes beyond what is needed: 1/2 where it is just that.
  private func contrastScore(_ e: FocusEvidence, needed: Double) -> Double {
    logistic(5 * (log(e.contrast) - log(needed))) * logistic(16 * (e.focus.contrast - 0.27))
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
