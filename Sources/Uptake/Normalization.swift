import Glibc

/// What an uptake value is normalised by, besides the activity.
public enum Normalization: String, Sendable, Codable, CaseIterable {
  /// By body weight.
  case bodyWeight = "suvbw"
  /// By lean body mass after Janmahasatian.
  case leanBodyMassJanmahasatian = "sul_janma"
  /// By lean body mass after James, with 128 for men.
  case leanBodyMassJames128 = "sul_james128"
  /// By body surface area after DuBois.
  case bodySurfaceArea = "suvbsa"
  /// By ideal body weight after Sugawara.
  case idealBodyWeight = "suvibw"

  /// The name as shown to a person, with the formula's.
  public var name: String {
    switch self {
    case .bodyWeight: "SUVbw"
    case .leanBodyMassJanmahasatian: "SUL (Janmahasatian)"
    case .leanBodyMassJames128: "SUL (James 128)"
    case .bodySurfaceArea: "SUVbsa (DuBois)"
    case .idealBodyWeight: "SUVibw (Sugawara)"
    }
  }

  /// The UCUM code of the unit.
  ///
  /// - Source: DICOM PS3.16 CID 85.
  public var ucum: String {
    switch self {
    case .bodyWeight: "g/ml{SUVbw}"
    case .leanBodyMassJanmahasatian: "g/ml{SUVlbm(Janma)}"
    case .leanBodyMassJames128: "g/ml{SUVlbm(James128)}"
    case .bodySurfaceArea: "cm2/ml{SUVbsa}"
    case .idealBodyWeight: "g/ml{SUVibw}"
    }
  }
}

/// The sex that a body-size formula is for.
public enum PatientSex: String, Sendable, Codable, CaseIterable {
  /// Male.
  case male = "M"
  /// Female.
  case female = "F"
  /// Other: the mean of the formulas for men and for women is used.
  case other = "O"
}

/// The size of a body, by the formulas that uptake values are normalised with.
public enum BodySize {
  /// Lean body mass after Janmahasatian, in kilograms.
  ///
  /// - Parameters:
  ///   - sex: the formula's sex; the mean of both for other.
  ///   - weightKilograms: the body's weight.
  ///   - heightMeters: the body's height.
  /// - Returns: kilograms; always positive.
  /// - Source: Janmahasatian et al. 2005, Clin Pharmacokinet 44:1051; IBSI-SUV manual v3.0.1.
  public static func leanBodyMassJanmahasatian(
    sex: PatientSex,
    weightKilograms: Double,
    heightMeters: Double
  ) -> Double {
    let index = weightKilograms / (heightMeters * heightMeters)
    return bySex(
      sex,
      male: 9270 * weightKilograms / (6680 + 216 * index),
      female: 9270 * weightKilograms / (8780 + 244 * index)
    )
  }

  /// Lean body mass after James with 128 for men, in kilograms.
  ///
  /// A parabola of the weight: it falls again in obesity, and below zero at last.
  ///
  /// - Parameters:
  ///   - sex: the formula's sex; the mean of both for other.
  ///   - weightKilograms: the body's weight.
  ///   - heightMeters: the body's height.
  /// - Returns: kilograms.
  /// - Source: James 1976; DICOM PS3.3 C.8.9.1.1.3 (LBMJAMES128); IBSI-SUV manual v3.0.1.
  public static func leanBodyMassJames128(
    sex: PatientSex,
    weightKilograms: Double,
    heightMeters: Double
  ) -> Double {
    let ratio = weightKilograms / (100 * heightMeters)
    return bySex(
      sex,
      male: 1.10 * weightKilograms - 128 * ratio * ratio,
      female: 1.07 * weightKilograms - 148 * ratio * ratio
    )
  }

  /// Lean body mass after Morgan with 120 for men, in kilograms: what DICOM's SUVType LBM means.
  ///
  /// - Parameters:
  ///   - sex: the formula's sex; the mean of both for other.
  ///   - weightKilograms: the body's weight.
  ///   - heightMeters: the body's height.
  /// - Returns: kilograms.
  /// - Source: Morgan et al. 1994; IBSI-SUV manual (obsolete there).
  public static func leanBodyMassMorgan(
    sex: PatientSex,
    weightKilograms: Double,
    heightMeters: Double
  ) -> Double {
    let ratio = weightKilograms / (100 * heightMeters)
    return bySex(
      sex,
      male: 1.10 * weightKilograms - 120 * ratio * ratio,
      female: 1.07 * weightKilograms - 148 * ratio * ratio
    )
  }

  /// Ideal body weight after Sugawara, in kilograms.
  ///
  /// - Parameters:
  ///   - sex: the formula's sex; the mean of both for other.
  ///   - heightMeters: the body's height.
  /// - Returns: kilograms.
  /// - Source: Sugawara et al. 1999, Radiology 213:521; IBSI-SUV manual v3.0.1.
  public static func idealBodyWeight(sex: PatientSex, heightMeters: Double) -> Double {
    let above = 100 * heightMeters - 152
    return bySex(sex, male: 48.0 + 1.06 * above, female: 45.5 + 0.91 * above)
  }

  /// Body surface area after DuBois, in square metres.
  ///
  /// - Parameters:
  ///   - weightKilograms: the body's weight.
  ///   - heightMeters: the body's height.
  /// - Returns: square metres.
  /// - Source: DuBois and DuBois 1916, Arch Intern Med 17:863.
  public static func surfaceArea(weightKilograms: Double, heightMeters: Double) -> Double {
    0.007184 * pow(weightKilograms, 0.425) * pow(100 * heightMeters, 0.725)
  }

  private static func bySex(_ sex: PatientSex, male: Double, female: Double) -> Double {
    switch sex {
    case .male: male
    case .female: female
    case .other: (male + female) / 2
    }
  }
}
