/// The CT number of a tissue without noise: over patients, and from place to place within one.
public struct CTNumber: Hashable, Sendable {
  /// The mean over patients, in HU.
  public let mean: Double
  /// The standard deviation between patients, in HU.
  public let betweenPatients: Double
  /// The standard deviation within the tissue of one patient, in HU, before any noise.
  public let texture: Double
}

/// When, after iodine is given, the CT is taken.
public enum ContrastPhase: String, CaseIterable, Hashable, Codable, Sendable {
  /// No contrast agent: the usual CT of a PET/CT.
  case none
  /// 35 s after the injection.
  case arterial
  /// 70 s after the injection.
  case portalVenous
  /// 5 min after the injection.
  case delayed
}

extension Tissue {
  /// The CT number without contrast agent, for an adult of 50 years.
  ///
  /// - Source: phantom.md 2: general knowledge but for trabecular bone (Radiology 2019;291:360).
  public var hounsfield: CTNumber {
    switch self {
    case .air: CTNumber(-1000, 0, 0)
    case .airway: CTNumber(-990, 3, 5)
    case .bowelGas: CTNumber(-900, 60, 60)
    case .rightLung, .leftLung: CTNumber(-780, 50, 40)
    case .fat, .visceralFat: CTNumber(-105, 8, 8)
    case .yellowMarrow: CTNumber(-60, 15, 10)
    case .skin: CTNumber(20, 10, 10)
    case .rightBreast, .leftBreast: CTNumber(35, 15, 12)
    case .muscle, .tongue: CTNumber(52, 8, 8)
    case .softTissue, .lymphNode, .oesophagus, .nasalMucosa, .tonsil, .lacrimalGland, .pituitary:
      CTNumber(38, 8, 5)
    case .cartilage: CTNumber(95, 20, 15)
    case .disc: CTNumber(80, 12, 8)
    case .heartBlood, .aorta, .arteries, .veins, .pulmonaryVessels, .portalVein:
      CTNumber(42, 6, 2)
    case .leftMyocardium, .rightMyocardium: CTNumber(46, 5, 4)
    case .corticalBone: CTNumber(1100, 150, 100)
    case .teeth: CTNumber(2000, 300, 150)
    case .cervicalMarrow: CTNumber(260, 44, 25)
    case .thoracicMarrow, .lumbarMarrow, .sacralMarrow: CTNumber(176, 40, 25)
    case .pelvicMarrow, .scapularMarrow, .clavicularMarrow, .sternalMarrow: CTNumber(170, 40, 30)
    case .femoralMarrow, .humeralMarrow: CTNumber(150, 40, 30)
    case .ribMarrow: CTNumber(350, 60, 60)
    case .skullMarrow: CTNumber(500, 100, 80)
    case .greyMatter, .cerebellum: CTNumber(40, 2, 3)
    case .whiteMatter, .brainstem, .spinalCord: CTNumber(27, 2, 2)
    case .cerebrospinalFluid, .urine: CTNumber(5, 4, 2)
    case .eye: CTNumber(12, 4, 3)
    case .parotidGland: CTNumber(5, 18, 10)
    case .submandibularGland: CTNumber(38, 10, 6)
    case .thyroid: CTNumber(105, 20, 6)
    case .liver: CTNumber(58, 8, 4)
    case .spleen: CTNumber(48, 6, 3)
    case .bile: CTNumber(8, 6, 2)
    case .pancreas, .stomachWall, .duodenum, .jejunum, .ileum, .colonWall, .rectum,
      .gallbladderWall, .bladderWall:
      CTNumber(40, 8, 5)
    case .rightAdrenal, .leftAdrenal: CTNumber(22, 10, 4)
    case .stomachContent, .smallBowelContent: CTNumber(20, 12, 10)
    case .colonContent: CTNumber(20, 20, 50)
    case .rightRenalCortex, .leftRenalCortex, .rightRenalMedulla, .leftRenalMedulla:
      CTNumber(31, 5, 4)
    case .rightRenalPelvis, .leftRenalPelvis, .rightUreter, .leftUreter: CTNumber(5, 5, 2)
    case .uterus, .endometrium, .ovary, .prostate, .testis: CTNumber(42, 8, 5)
    }
  }

  /// The mean CT number after iodine, in HU; as without it where it doesn't matter.
  ///
  /// - Parameter phase: when the CT is taken.
  /// - Returns: the mean over patients, in HU.
  /// - Source: phantom.md 2, from general knowledge.
  public func hounsfieldMean(in phase: ContrastPhase) -> Double {
    let values: (arterial: Double, portalVenous: Double, delayed: Double)? =
      switch self {
      case .aorta, .arteries: (300, 150, 100)
      case .heartBlood: (260, 150, 100)
      case .pulmonaryVessels: (240, 150, 100)
      case .veins: (90, 145, 100)
      case .portalVein: (80, 170, 105)
      case .liver: (65, 110, 90)
      case .spleen: (120, 120, 95)
      case .rightRenalCortex, .leftRenalCortex: (160, 180, 150)
      case .rightRenalMedulla, .leftRenalMedulla: (60, 180, 150)
      case .rightRenalPelvis, .leftRenalPelvis, .rightUreter, .leftUreter: (5, 20, 400)
      case .urine: (5, 10, 300)
      case .leftMyocardium, .rightMyocardium: (100, 110, 85)
      case .pancreas: (105, 95, 75)
      case .rightAdrenal, .leftAdrenal: (60, 75, 60)
      case .stomachWall, .duodenum, .jejunum, .ileum, .colonWall, .rectum: (75, 95, 75)
      case .uterus, .endometrium, .prostate: (75, 110, 95)
      case .thyroid: (190, 170, 150)
      case .muscle, .tongue: (55, 62, 62)
      case .lymphNode: (60, 80, 75)
      default: nil
      }
    guard let values else { return hounsfield.mean }
    return switch phase {
    case .none: hounsfield.mean
    case .arterial: values.arterial
    case .portalVenous: values.portalVenous
    case .delayed: values.delayed
    }
  }
}

extension CTNumber {
  fileprivate init(_ mean: Double, _ betweenPatients: Double, _ texture: Double) {
    self.init(mean: mean, betweenPatients: betweenPatients, texture: texture)
  }
}
