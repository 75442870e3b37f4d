import Glibc
import Voxels

/// What is weighed of a focus, each as one number; nan where it isn't known.
///
/// Ratios are natural logarithms. Where a trait takes back much of a focus' score, its words say so.
enum FocusTrait: String, CaseIterable, Sendable {
  // How far it stands out.
  case contrast, significance, finestContrast, fineContrast, middleContrast, coarseContrast
  case overBlood, overHealthy, overUsual, overUrine, valley, deviations
  case overHalf, overTenth, overHundredth, edgeOverBlood, edgeOverHalf
  // Its size and shape.
  case volume, elongated, flat, volumeDensity, hemmedIn, edgeShare, fineRoundness, roundness
  case wholeOverPart
  // What it lies in.
  case inBone, inGut, inLung, inVessels, inBreast, inGland, inBrain, inStomach, inSpine, inMuscle
  case inFat, inSpleen, inGallbladder, organShare
  // What it lies beside, in mm.
  case toBladder, toKidney, toBrain, toHeart, toLiver, toVessels, toBowel, toStomach, toSpleen
  case toLung, toBone
  case onUreter, inArm, atGenitals
  // Where in the body it lies, in mm.
  case depth, aside, beforeSpine, aboveLungs, aboveLungBase, abovePelvis, fromEnd
  // What the CT shows.
  case core, inside, around, fatAround, gasAround, boneAround
  case softOverMirror, softOverAbove, softOverBelow
  // How it stands beside the others of the scan.
  case likeCount, overOthers, mirrored, overMirror, overAbove, overBelow
  case bulkOverMirror, sectionOverAbove, sectionOverBelow
  // How the whole of it stands beside what is there in health.
  case excess, denseExcess, thickness, densityOverMirror, densityOverAlong, densityOverOrgan
  // What the network sees there.
  case diseaseHighest, diseaseMean, diseaseConnected, diseaseNearby
  // The tracer, what is usual for it there, and the cancer.
  case blood, healthy, usual, gastric
}

/// The kinds of place that healthy uptake differs between.
enum FocusPlace: Sendable {
  case soft, bone, gut, lung, vessels, breast, brain, liver, gland, other

  init(_ organ: Organ?) {
    switch organ {
    case nil, .fat, .muscle, .skin: self = .soft
    case .bowel, .stomach, .oesophagus: self = .gut
    case .lungLeft, .lungRight, .trachea: self = .lung
    case .aorta, .bloodPool, .heart: self = .vessels
    case .breastLeft, .breastRight: self = .breast
    case .brain: self = .brain
    case .liver: self = .liver
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
    let known = e.organ.flatMap(physiology.uptake) ?? physiology.uptake(of: .muscle)
    let peak = e.outline.peak
    var traits: [FocusTrait: Double] = [:]
    traits[.contrast] = logarithm(e.contrast)
    traits[.significance] = logarithm(e.focus.significance)
    for (trait, contrast) in zip(Self.scaleContrasts, e.focus.contrasts) {
      traits[trait] = contrast
    }
    traits[.overBlood] = logarithm(peak / blood)
    traits[.overHealthy] = known.map { logarithm(peak / $0.highest) }
    traits[.overUsual] = known.map { logarithm(peak / $0.typical) }
    traits[.overUrine] = e.urine.map { logarithm(peak / $0) }
    traits[.valley] = e.focus.passShare
    traits[.deviations] = e.deviations
    traits[.overHalf] = e.overQuantiles.map { logarithm($0.half) }
    traits[.overTenth] = e.overQuantiles.map { logarithm($0.tenth) }
    traits[.overHundredth] = e.overQuantiles.map { logarithm($0.hundredth) }
    traits[.edgeOverBlood] = logarithm(e.outline.threshold / blood)
    traits[.edgeOverHalf] = e.overQuantiles.map {
      logarithm($0.half * e.outline.threshold / max(peak, 0.05))
    }

    traits[.volume] = logarithm(e.volumeMilliliters)
    traits[.elongated] = logarithm(e.axes.long / max(e.axes.middle, 0.5))
    traits[.flat] = logarithm(e.axes.middle / max(e.axes.short, 0.5))
    traits[.volumeDensity] = e.axes.volumeDensity(of: e.outline.region)
    traits[.wholeOverPart] = logarithm(
      (e.wholeMilliliters ?? e.volumeMilliliters) / e.volumeMilliliters
    )
    traits[.hemmedIn] = e.outline.isHemmedIn ? 1 : 0
    traits[.edgeShare] = e.outline.share
    traits[.fineRoundness] = e.roundness.first
    traits[.roundness] = e.roundness.last
    traits[.organShare] = e.organ.flatMap { e.shares[$0] } ?? 0
    traits[.onUreter] = ureters.nearness(of: e.focus.position)
    traits[.inArm] = e.limb < 0.3 ? 1 : 0
    traits[.atGenitals] = isGenital(e) ? 1 : 0

    traits[.depth] = e.place.depth
    traits[.aside] = e.place.aside
    traits[.beforeSpine] = e.place.beforeSpine
    traits[.aboveLungs] = e.place.aboveLungs
    traits[.aboveLungBase] = e.place.aboveLungBase
    // Further down are thighs, further from the end there is no more noise: what lies there is not for
    // the place to say.
    traits[.abovePelvis] = e.place.abovePelvis.isNaN ? .nan : max(e.place.abovePelvis, -50)
    traits[.fromEnd] = min(e.place.fromEnd, 40)

    traits[.core] = e.coreHounsfield
    traits[.inside] = e.density?.inside
    traits[.around] = e.density?.around
    traits[.fatAround] = e.density?.fatShare
    traits[.gasAround] = e.density?.gasShare
    traits[.boneAround] = e.density?.boneShare
    traits[.softOverMirror] = e.density?.softOverMirror
    traits[.softOverAbove] = e.density?.softOverAbove
    traits[.softOverBelow] = e.density?.softOverBelow
    traits[.likeCount] = Double(e.company.likeCount)
    traits[.overOthers] = logarithm(e.company.overOthers)
    traits[.mirrored] = e.company.isMirrored ? 1 : 0
    traits[.overMirror] = logarithm(e.comparison.overMirror)
    traits[.overAbove] = logarithm(e.comparison.overAbove)
    traits[.overBelow] = logarithm(e.comparison.overBelow)
    traits[.bulkOverMirror] = logarithm(e.comparison.bulkOverMirror)
    traits[.sectionOverAbove] = logarithm(e.comparison.sectionOverAbove)
    traits[.sectionOverBelow] = logarithm(e.comparison.sectionOverBelow)
    traits[.excess] = logarithm(e.mass.excess + Self.speck)
    traits[.denseExcess] = logarithm(e.mass.denseExcess + Self.speck)
    traits[.thickness] = e.mass.thickness
    traits[.densityOverMirror] = e.mass.overMirror
    traits[.densityOverAlong] = e.mass.overAlong
    traits[.densityOverOrgan] = e.mass.overOrgan
    traits[.diseaseHighest] = e.disease?.highestLogit
    traits[.diseaseMean] = e.disease?.meanShare
    traits[.diseaseConnected] = e.disease.map { logarithm($0.connectedMilliliters + Self.speck) }
    traits[.diseaseNearby] = e.disease.map { logarithm($0.nearbyMilliliters + Self.speck) }
    traits[.blood] = logarithm(blood)
    traits[.healthy] = known.map { logarithm($0.highest) }
    traits[.usual] = known.map { logarithm($0.typical) }
    traits[.gastric] = cancer.map { $0 == .gastric ? 1 : 0 }
    func within(_ organs: [Organ]) -> Double {
      min(25, organs.compactMap { e.nearby[$0] }.min() ?? .infinity)
    }
    for (trait, organs) in Self.neighbours { traits[trait] = within(organs) }
    let place = FocusPlace(e.organ)
    for (trait, isThere) in [
      (FocusTrait.inBone, place == .bone), (.inGut, place == .gut), (.inLung, place == .lung),
      (.inVessels, place == .vessels), (.inBreast, place == .breast), (.inGland, place == .gland),
      (.inBrain, place == .brain), (.inStomach, e.organ == .stomach),
      (.inSpine, e.organ == .vertebrae), (.inMuscle, e.organ == .muscle), (.inFat, e.organ == .fat),
      (.inSpleen, e.organ == .spleen), (.inGallbladder, e.organ == .gallbladder),
    ] {
      traits[trait] = isThere ? 1 : 0
    }
    return traits
  }

  /// What is added to volumes whose logarithm is weighed, in mL: two cells of the lattice.
  private static let speck = 0.05

  private static let scaleContrasts: [FocusTrait] = [
    .finestContrast, .fineContrast, .middleContrast, .coarseContrast,
  ]

  private static let neighbours: [(FocusTrait, [Organ])] = [
    (.toBladder, [.urinaryBladder]), (.toKidney, [.kidneyLeft, .kidneyRight]),
    (.toBrain, [.brain]), (.toHeart, [.heart]), (.toLiver, [.liver]),
    (.toVessels, [.aorta, .bloodPool]), (.toBowel, [.bowel]), (.toStomach, [.stomach]),
    (.toSpleen, [.spleen]), (.toLung, [.lungLeft, .lungRight]),
    (.toBone, Organ.allCases.filter(\.isBone)),
  ]
}

extension FocusTrait {
  /// What a trait that takes back much of a score says, in words; nil where it isn't worth a word.
  func words(of e: FocusEvidence, blood: Double) -> String? {
    let organ = e.organ?.name ?? "soft tissue"
    return switch self {
    case .valley, .hemmedIn: "hardly a valley parts it from a hotter neighbour"
    case .significance, .contrast, .finestContrast, .fineContrast, .middleContrast,
      .coarseContrast:
      "it stands out little from its surroundings"
    case .overBlood, .edgeOverBlood, .blood:
      blood.isNaN
        ? nil : "\(fixed(e.outline.peak / blood, 1)) times the blood pool, as vessels are"
    case .overHealthy, .overUsual, .healthy, .usual: "within what a healthy \(organ) may reach"
    case .deviations:
      e.deviations.map { "only \(fixed($0, 1)) scatters above the \(organ)'s median" }
    case .overHalf, .overTenth, .overHundredth, .edgeOverHalf:
      "other parts of the \(organ) take up as much"
    case .likeCount, .overOthers: "other foci in such places take up as much"
    case .overMirror, .bulkOverMirror, .excess: "the other side takes up as much"
    case .overAbove, .overBelow, .sectionOverAbove, .sectionOverBelow:
      "it goes on above or below, as vessels and marrow do"
    case .mirrored: "a twin mirrors it on the other side, as with paired glands"
    case .volume, .edgeShare:
      e.volumeMilliliters < 1 ? "small" : "of a size that lesions there rarely have"
    case .elongated, .flat, .volumeDensity, .fineRoundness, .roundness:
      "long or flat, as a vessel or a ureter is"
    case .inGut, .inStomach: "the \(organ) takes the tracer up here and there in health"
    case .inGland, .inBrain, .inSpleen, .organShare: "the \(organ) takes the tracer up in health"
    case .inVessels, .toVessels: "beside large vessels, which hold the tracer"
    case .inGallbladder: "it lies in the gallbladder, whose bile may hold the tracer"
    case .overUrine: "it takes up what urine does"
    case .wholeOverPart: "it is part of a larger focus"
    case .toBladder: "beside the bladder, whose urine shines into it"
    case .toKidney: "beside a kidney, whose uptake and pelvis shine into it"
    case .toBrain: "it adjoins the brain"
    case .toHeart: "it adjoins the heart"
    case .toLiver: "it adjoins the liver"
    case .toSpleen: "it adjoins the spleen"
    case .toBowel, .toStomach:
      "it adjoins the bowel, which takes the tracer up here and there in health"
    case .onUreter: "on the way of a ureter, where urine is likely"
    case .fromEnd: "near the scan's end, where noise is greatest"
    case .inArm: "in an arm: a vein or the way of the injection is likely"
    case .atGenitals: "below the pelvic floor in the middle: the genitals are likely"
    case .core, .inside, .around, .fatAround, .gasAround, .boneAround, .softOverMirror,
      .softOverAbove, .softOverBelow, .denseExcess, .thickness, .densityOverMirror,
      .densityOverAlong, .densityOverOrgan:
      "the CT shows no node or tumour there"
    case .depth, .aside, .beforeSpine, .aboveLungs, .aboveLungBase, .abovePelvis:
      "it lies where healthy uptake is common"
    case .diseaseHighest, .diseaseMean, .diseaseConnected, .diseaseNearby:
      "the network sees healthy uptake there"
    case .toLung, .toBone, .inBone, .inLung, .inBreast, .inSpine, .inMuscle, .inFat, .gastric: nil
    }
  }
}

/// The natural logarithm, of a thousandth where the number is less; nan of nan.
private func logarithm(_ x: Double) -> Double { x.isNaN ? x : log(max(x, 1e-3)) }
