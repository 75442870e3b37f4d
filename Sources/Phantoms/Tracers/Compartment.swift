/// A part of the body within which a tracer's uptake is one number; the rows of a
/// ``Biodistribution``.
///
/// Several tissues share a compartment where no tracer is known to tell them apart.
public enum Compartment: String, CaseIterable, Codable, Sendable, CodingKeyRepresentable {
  case blood, myocardium, lungs
  case liver, gallbladder, spleen, pancreas, adrenals
  case kidneyCortex, kidneyMedulla, renalPelvis
  case stomachWall, stomachContent, smallBowel, colon, bowelContent, oesophagus
  case salivaryGlands, lacrimalGlands, tonsils, nasalMucosa, pituitary, thyroid, thymus
  case greyMatter, whiteMatter, spinalCord, eyes
  case breast, uterus, ovaries, prostate, testes
  case redMarrow, corticalBone, muscle, fat, skin, softTissue, lymphNodes

  /// What is left after the organs: rescaled together so that no activity is missing or invented.
  static let rest: Set<Compartment> = [.muscle, .fat, .skin, .corticalBone, .softTissue]
}

/// What of a compartment's uptake a tissue shows.
struct CompartmentShare: Sendable {
  let compartment: Compartment
  let share: Double

  init(_ compartment: Compartment, times share: Double = 1) {
    self.compartment = compartment
    self.share = share
  }
}

extension Tissue {
  /// The compartment that a tissue belongs to, and what share of its uptake the tissue shows; nil where
  /// there is no tracer (air) or where it is urine, which the excreted activity decides.
  ///
  /// The shares are assumed: the small bowel's first loops are hotter than its last, the right ventricle's
  /// wall is 0.6 of the left's, yellow marrow is fat.
  var compartment: CompartmentShare? {
    switch self {
    case .air, .airway, .bowelGas, .urine, .rightUreter, .leftUreter: nil
    case .skin: CompartmentShare(.skin)
    case .fat: CompartmentShare(.fat)
    case .visceralFat: CompartmentShare(.fat, times: 1.15)
    case .yellowMarrow: CompartmentShare(.fat, times: 1.2)
    case .muscle: CompartmentShare(.muscle)
    case .tongue: CompartmentShare(.muscle, times: 1.3)
    case .bladderWall: CompartmentShare(.muscle, times: 1.2)
    case .softTissue, .gallbladderWall: CompartmentShare(.softTissue)
    case .cartilage, .disc: CompartmentShare(.softTissue, times: 0.6)
    case .cerebrospinalFluid: CompartmentShare(.spinalCord, times: 0.5)
    case .heartBlood, .aorta, .arteries, .veins, .pulmonaryVessels, .portalVein:
      CompartmentShare(.blood)
    case .leftMyocardium: CompartmentShare(.myocardium)
    case .rightMyocardium: CompartmentShare(.myocardium, times: 0.6)
    case .corticalBone: CompartmentShare(.corticalBone)
    case .teeth: CompartmentShare(.corticalBone, times: 0.5)
    case .cervicalMarrow, .thoracicMarrow, .lumbarMarrow, .sacralMarrow:
      CompartmentShare(.redMarrow)
    case .pelvicMarrow, .sternalMarrow: CompartmentShare(.redMarrow, times: 0.85)
    case .ribMarrow, .scapularMarrow, .clavicularMarrow, .skullMarrow, .femoralMarrow,
      .humeralMarrow:
      CompartmentShare(.redMarrow, times: 0.6)
    case .greyMatter: CompartmentShare(.greyMatter)
    case .cerebellum: CompartmentShare(.greyMatter, times: 0.9)
    case .brainstem: CompartmentShare(.greyMatter, times: 0.6)
    case .whiteMatter: CompartmentShare(.whiteMatter)
    case .spinalCord: CompartmentShare(.spinalCord)
    case .eye: CompartmentShare(.eyes)
    case .lacrimalGland: CompartmentShare(.lacrimalGlands)
    case .pituitary: CompartmentShare(.pituitary)
    case .parotidGland: CompartmentShare(.salivaryGlands)
    case .submandibularGland: CompartmentShare(.salivaryGlands, times: 1.1)
    case .tonsil: CompartmentShare(.tonsils)
    case .nasalMucosa: CompartmentShare(.nasalMucosa)
    case .thyroid: CompartmentShare(.thyroid)
    case .rightLung, .leftLung: CompartmentShare(.lungs)
    case .oesophagus: CompartmentShare(.oesophagus)
    case .rightBreast, .leftBreast: CompartmentShare(.breast)
    case .liver: CompartmentShare(.liver)
    case .bile: CompartmentShare(.gallbladder)
    case .spleen: CompartmentShare(.spleen)
    case .pancreas: CompartmentShare(.pancreas)
    case .rightAdrenal, .leftAdrenal: CompartmentShare(.adrenals)
    case .stomachWall: CompartmentShare(.stomachWall)
    case .stomachContent: CompartmentShare(.stomachContent)
    case .duodenum: CompartmentShare(.smallBowel, times: 1.3)
    case .jejunum: CompartmentShare(.smallBowel, times: 1.1)
    case .ileum: CompartmentShare(.smallBowel, times: 0.8)
    case .smallBowelContent, .colonContent: CompartmentShare(.bowelContent)
    case .colonWall: CompartmentShare(.colon)
    case .rectum: CompartmentShare(.colon, times: 0.9)
    case .rightRenalCortex, .leftRenalCortex: CompartmentShare(.kidneyCortex)
    case .rightRenalMedulla, .leftRenalMedulla: CompartmentShare(.kidneyMedulla)
    case .rightRenalPelvis, .leftRenalPelvis: CompartmentShare(.renalPelvis)
    case .uterus: CompartmentShare(.uterus)
    case .endometrium: CompartmentShare(.uterus, times: 1.3)
    case .ovary: CompartmentShare(.ovaries)
    case .prostate: CompartmentShare(.prostate)
    case .testis: CompartmentShare(.testes)
    case .lymphNode: CompartmentShare(.lymphNodes)
    }
  }

  /// Whether the tissue's uptake is rescaled to close the activity balance.
  var isRest: Bool { compartment.map { Compartment.rest.contains($0.compartment) } ?? false }
}
