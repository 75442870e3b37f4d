extension Tissue {
  /// The mass of one millilitre, in g; zero for air and gas.
  ///
  /// Marrow is trabecular bone with the marrow in it. The lung is that of quiet breathing.
  ///
  /// - Source: phantom.md 1.2: soft tissue 1.04–1.06, lung 0.26–0.30, adipose 0.95, cortical bone
  ///   1.9 and bone mix 1.3–1.4 g/mL, from general knowledge; within these, ICRU Report 46 as
  ///   remembered.
  public var massDensityGramsPerMilliliter: Double {
    switch self {
    case .air, .airway, .bowelGas: 0
    case .rightLung, .leftLung: 0.28
    case .fat, .visceralFat: 0.95
    case .yellowMarrow: 0.98
    case .rightBreast, .leftBreast: 1.02
    case .urine, .cerebrospinalFluid, .eye: 1.01
    case .bile, .stomachContent, .smallBowelContent: 1.02
    case .colonContent, .softTissue, .lymphNode, .nasalMucosa, .parotidGland, .submandibularGland,
      .lacrimalGland, .tonsil:
      1.03
    case .greyMatter, .whiteMatter, .cerebellum, .brainstem, .spinalCord, .pituitary: 1.04
    case .stomachWall, .duodenum, .jejunum, .ileum, .colonWall, .rectum, .oesophagus,
      .gallbladderWall, .bladderWall, .pancreas, .rightAdrenal, .leftAdrenal, .prostate, .testis,
      .uterus, .endometrium, .ovary:
      1.04
    case .muscle, .tongue, .leftMyocardium, .rightMyocardium, .thyroid: 1.05
    case .rightRenalCortex, .leftRenalCortex, .rightRenalMedulla, .leftRenalMedulla: 1.05
    case .rightRenalPelvis, .leftRenalPelvis, .rightUreter, .leftUreter: 1.02
    case .heartBlood, .aorta, .arteries, .veins, .pulmonaryVessels, .portalVein: 1.06
    case .liver, .spleen: 1.06
    case .skin, .cartilage, .disc: 1.1
    case .cervicalMarrow, .thoracicMarrow, .lumbarMarrow, .sacralMarrow, .pelvicMarrow, .ribMarrow,
      .sternalMarrow, .scapularMarrow, .clavicularMarrow, .skullMarrow, .femoralMarrow,
      .humeralMarrow:
      1.18
    case .corticalBone: 1.9
    case .teeth: 2.2
    }
  }
}
