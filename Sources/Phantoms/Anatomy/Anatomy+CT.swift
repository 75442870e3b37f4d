import Statistics

extension Anatomy {
  /// The mean CT number of a tissue in this patient, in HU, without noise or texture.
  ///
  /// Tissues that share a cause share a draw: blood, fat, bone, bowel wall. Bone thins and muscle
  /// fattens with age; one liver in five is fatty. Without contrast agent the numbers of two phases
  /// differ by the agent alone.
  ///
  /// - Parameters:
  ///   - tissue: the tissue.
  ///   - phase: when, after iodine, the CT is taken.
  /// - Returns: HU, the same for every visit of this body.
  /// - Source: trabecular bone with age: Radiology 2019;291:360 (-2.5 HU a year); fatty liver
  ///   20–40 HU and all else from general knowledge.
  public func hounsfield(of tissue: Tissue, in phase: ContrastPhase = .none) -> Double {
    let number = tissue.hounsfield
    let contrast = tissue.hounsfieldMean(in: phase) - number.mean
    var numbers = RandomNumbers(seed: seed ^ 0x4354, stream: stream &* 256 &+ tissue.causeOfNumber)
    let chance = min(max(numbers.normal(), -2.5), 2.5)
    let years = build.ageYears - 50
    var mean = number.mean + chance * number.betweenPatients + contrast
    switch tissue {
    case .liver where numbers.uniform() < 0.2: mean -= 28
    case .muscle, .tongue: mean -= max(0, years - 10) * 0.5
    case .cervicalMarrow, .thoracicMarrow, .lumbarMarrow, .sacralMarrow, .pelvicMarrow,
      .femoralMarrow, .humeralMarrow, .sternalMarrow, .scapularMarrow, .clavicularMarrow:
      mean = max(mean - 2.5 * years, 60)
    default: break
    }
    return mean
  }
}

extension Tissue {
  /// The same number for tissues whose CT numbers vary together.
  fileprivate var causeOfNumber: UInt64 {
    if Tissue.blood.contains(self) { return UInt64(Tissue.aorta.rawValue) }
    if Tissue.redMarrow.contains(self) { return UInt64(Tissue.lumbarMarrow.rawValue) }
    if Tissue.kidneys.contains(self) { return UInt64(Tissue.rightRenalCortex.rawValue) }
    if Tissue.lungs.contains(self) { return UInt64(Tissue.rightLung.rawValue) }
    return switch self {
    case .visceralFat: UInt64(Tissue.fat.rawValue)
    case .leftBreast: UInt64(Tissue.rightBreast.rawValue)
    case .duodenum, .jejunum, .ileum, .colonWall, .rectum: UInt64(Tissue.stomachWall.rawValue)
    case .leftAdrenal: UInt64(Tissue.rightAdrenal.rawValue)
    case .cerebellum: UInt64(Tissue.greyMatter.rawValue)
    default: UInt64(rawValue)
    }
  }
}
