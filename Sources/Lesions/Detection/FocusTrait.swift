import Glibc
import Voxels

/// What is weighed of a focus, each as one number.
///
/// A trait is 0 where it doesn't speak. Weights are in ``FocusWeights``; where a trait takes back much of
/// a focus' score, its words say so.
enum FocusTrait: String, CaseIterable, Sendable {
  // How far it stands out.
  case contrast, scaleContrast, overBlood, overHealthy, overUsual, valley, significance, noisy
  case deviations
  // Its size and shape.
  case small, middling, large, elongated, flat, hemmedIn
  // What it lies in.
  case inBone, inGut, inLung, inVessels, inBreast, inGland
  // What it lies beside.
  case byBladder, byKidney, byBrain, byHeart, byLiver, byVessels, byBowel
  case onUreter, onUreterSmall, atEnd, inArm, atGenitals
  // What the CT shows at its place.
  case air, fat, smallFat, mixed
  // What means another thing in one place than in another.
  case gutOverHealthy, gutContrast, boneOverHealthy, lungOverBlood, vesselsOverBlood
  case softElongated, breastOverBlood, hotBlood, hotBloodOverBlood, gutLarge, ureterInFat, ureterHot
}

/// The kinds of place that healthy uptake differs between.
enum FocusPlace: Sendable {
  case soft, bone, gut, lung, vessels, breast, gland, other

  init(_ organ: Organ?) {
    switch organ {
    case nil, .fat, .muscle, .skin: self = .soft
    case .bowel, .stomach, .oesophagus: self = .gut
    case .lungLeft, .lungRight, .trachea: self = .lung
    case .aorta, .bloodPool, .heart: self = .vessels
    case .breastLeft, .breastRight: self = .breast
    case .some(let organ) where organ.isBone: self = .bone
    case .urinaryBladder, .kidneyLeft, .kidneyRight, .ureterLeft, .ureterRight, .gallbladder,
      .injectionSite:
      self = .other
    default: self = .gland
    }
  }
}

extension FocusJudge {
  /// The traits of a focus.
  func traits(of e: FocusEvidence) -> [FocusTrait: Double] {
    let place = FocusPlace(e.organ)
    let known = e.organ.flatMap(physiology.uptake) ?? physiology.uptake(of: .muscle)
    // Beyond twenty and twelve times a focus is no more likely to be disease.
    let overBlood = min(logarithm(e.outline.peak / blood), 2.5)
    let overHealthy = clipped(logarithm(e.outline.peak / (known?.highest ?? 2)), -2, 2)
    let volume = logarithm(max(e.volumeMilliliters, 0.1))
    let elongated = logarithm(e.axes.long / max(e.axes.middle, 0.5))
    let significance = min(logarithm(max(e.focus.significance, 0.5)), 3.5)
    let isHot = blood > Self.coolBlood
    var traits: [FocusTrait: Double] = [
      .contrast: min(logarithm(e.contrast), 3),
      .scaleContrast: min(e.focus.contrast, 3),
      .overBlood: overBlood,
      .overHealthy: overHealthy,
      .overUsual: clipped(logarithm(e.outline.peak / (known?.typical ?? 0.7)), -1, 3),
      .valley: e.focus.passShare,
      .significance: significance,
      .noisy: max(0, 2 - significance),
      .deviations: clipped(e.deviations ?? 6, 0, 12),
      .small: max(0, logarithm(0.7) - volume),
      .middling: clipped(volume - logarithm(0.7), 0, logarithm(20 / 0.7)),
      .large: max(0, volume - logarithm(20)),
      .elongated: elongated,
      .flat: logarithm(e.axes.middle / max(e.axes.short, 0.5)),
      .hemmedIn: e.outline.isHemmedIn ? 1 : 0,
      .atEnd: max(0, 1 - e.fromEndMillimeters / 40),
      .inArm: e.limb < 0.3 ? 1 : 0,
      .atGenitals: isGenital(e) ? 1 : 0,
      .hotBlood: isHot ? 1 : 0,
      .hotBloodOverBlood: isHot ? clipped(overBlood, -1, 1.5) : 0,
    ]
    func near(_ organs: [Organ], _ reach: Double) -> Double {
      max(0, 1 - (organs.compactMap { e.nearby[$0] }.min() ?? .infinity) / reach)
    }
    traits[.byBladder] = near([.urinaryBladder], 15)
    traits[.byKidney] = near([.kidneyLeft, .kidneyRight], 15)
    traits[.byBrain] = near([.brain], 15)
    traits[.byHeart] = near([.heart], 12)
    traits[.byLiver] = near([.liver], 12)
    traits[.byVessels] = near([.aorta, .bloodPool], 8)
    traits[.byBowel] = place == .gut ? 0 : near([.bowel], 8)
    let onWay = ureters.nearness(of: e.focus.position)
    traits[.onUreter] = onWay
    let beads = e.volumeMilliliters < 2 ? onWay : 0
    traits[.onUreterSmall] = beads
    traits[.ureterHot] = beads * max(0, overBlood)
    switch place {
    case .soft: traits[.softElongated] = elongated
    case .bone:
      traits[.inBone] = 1
      traits[.boneOverHealthy] = overHealthy
    case .gut:
      traits[.inGut] = 1
      traits[.gutOverHealthy] = min(overHealthy, 1)
      traits[.gutContrast] = min(e.focus.contrast, 3)
      traits[.gutLarge] = max(0, volume)
    case .lung:
      traits[.inLung] = 1
      traits[.lungOverBlood] = overBlood
    case .vessels:
      traits[.inVessels] = 1
      traits[.vesselsOverBlood] = overBlood
    case .breast:
      traits[.inBreast] = 1
      traits[.breastOverBlood] = overBlood
    case .gland, .other: traits[.inGland] = 1
    }
    if let density = e.coreHounsfield {
      let isLoose = place == .soft || place == .gut || place == .other
      traits[.air] = density < -200 ? 1 : 0
      if density < 0 { traits[.ureterInFat] = onWay }
      if isLoose, density >= -200, density < -10 {
        traits[density < -50 ? .fat : .mixed] = 1
        if density < -50, e.volumeMilliliters < 1.5 { traits[.smallFat] = 1 }
      }
    }
    return traits
  }
}

extension FocusTrait {
  /// What a trait that takes back much of a score says, in words; nil where it isn't worth a word.
  func words(of e: FocusEvidence, blood: Double) -> String? {
    let organ = e.organ?.name ?? "soft tissue"
    return switch self {
    case .valley, .hemmedIn: "hardly a valley parts it from a hotter neighbour"
    case .noisy: "it stands out little more than noise does at its height"
    case .significance, .contrast, .scaleContrast: "it stands out little from its surroundings"
    case .overBlood, .hotBloodOverBlood, .lungOverBlood, .vesselsOverBlood, .breastOverBlood:
      "\(fixed(e.outline.peak / blood, 1)) times the blood pool, as vessels are"
    case .overHealthy, .overUsual, .boneOverHealthy, .gutOverHealthy:
      "within what a healthy \(organ) may reach"
    case .deviations:
      e.deviations.map { "only \(fixed($0, 1)) scatters above the \(organ)'s median" }
    case .small: "small"
    case .large, .middling, .gutLarge: "large, as an organ is"
    case .elongated, .softElongated, .flat: "long or flat, as a vessel or a ureter is"
    case .inGut, .gutContrast: "the \(organ) takes the tracer up here and there in health"
    case .inGland: "the \(organ) takes the tracer up in health"
    case .inVessels, .byVessels, .hotBlood: "beside large vessels, which hold the tracer"
    case .byBladder: "beside the bladder, whose urine shines into it"
    case .byKidney: "beside a kidney, whose uptake and pelvis shine into it"
    case .byBrain: "it adjoins the brain"
    case .byHeart: "it adjoins the heart"
    case .byLiver: "it adjoins the liver"
    case .byBowel: "it adjoins the bowel, which takes the tracer up here and there in health"
    case .onUreter, .onUreterSmall, .ureterInFat, .ureterHot:
      "on the way of a ureter, where urine is likely"
    case .atEnd: "near the scan's end, where noise is greatest"
    case .inArm: "in an arm: a vein or the way of the injection is likely"
    case .atGenitals: "below the pelvic floor in the middle: the genitals are likely"
    case .fat, .smallFat, .mixed: "fat on CT, where a node or a tumour would be dense"
    case .air: "air or lung on CT"
    case .inBone, .inLung, .inBreast: nil
    }
  }
}

private func clipped(_ x: Double, _ low: Double, _ high: Double) -> Double {
  max(low, min(high, x))
}

/// The natural logarithm, of a thousandth where the number is less.
private func logarithm(_ x: Double) -> Double { log(max(x, 1e-3)) }
