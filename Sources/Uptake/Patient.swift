import DICOM

/// Weight, height and sex as they are used, or why they can't be.
struct Patient {
  let weight: Result<Double, UptakeError>
  let height: Result<Double, UptakeError>
  let sex: Result<PatientSex, UptakeError>
}

extension CertificateMaker {
  /// Reads weight, height and sex; a failure is thrown only by the stage that needs the value.
  mutating func patient() -> Patient {
    Patient(weight: weight(), height: height(), sex: sex())
  }

  /// The weight in kilograms; 1000 and more is grams.
  ///
  /// - Source: standards sheet 1.4 (IBSI-SUV v3.0.1).
  private mutating func weight() -> Result<Double, UptakeError> {
    let attribute = Attribute.patientWeight
    do throws(UptakeError) {
      var kilograms: Double
      if let entered = settings.entered.weightKilograms {
        kilograms = entered.value
        guard kilograms > 0, kilograms < 1000 else { throw notEntered("weight", "\(kilograms) kg") }
        note(attribute, in: header, used: "\(plain(kilograms)) kg", enteredBecause: entered.reason)
      } else {
        kilograms = try required(attribute, .weight, "a weight", "the patient's weight")
        if kilograms >= 1000 {
          try adapt(
            .weight,
            attribute,
            found: header.shown(attribute.tag),
            used: "\(plain(kilograms / 1000)) kg",
            because: "no one weighs a ton: these are grams"
          )
          kilograms /= 1000
        }
        note(attribute, in: header, used: "\(plain(kilograms)) kg")
      }
      if !(25...250).contains(kilograms) {
        doubt(
          .weightOutsidePlausibleRange,
          "the weight, \(plain(kilograms)) kg, is outside 25-250 kg"
        )
      }
      return .success(kilograms)
    } catch {
      return .failure(error)
    }
  }

  /// The height in metres; more than 3 is centimetres.
  ///
  /// - Source: standards sheet 1.4 (z-rad's rule).
  private mutating func height() -> Result<Double, UptakeError> {
    let attribute = Attribute.patientSize
    do throws(UptakeError) {
      var meters: Double
      if let entered = settings.entered.heightMeters {
        meters = entered.value
        guard meters > 0, meters <= 3 else { throw notEntered("height", "\(meters) m") }
        note(attribute, in: header, used: "\(plain(meters)) m", enteredBecause: entered.reason)
      } else {
        meters = try required(attribute, .size, "a height", "the patient's height")
        if meters > 3 {
          try adapt(
            .size,
            attribute,
            found: header.shown(attribute.tag),
            used: "\(plain(meters / 100)) m",
            because: "no one is 3 m tall: these are centimetres"
          )
          meters /= 100
        }
        note(attribute, in: header, used: "\(plain(meters)) m")
      }
      if !(0.5...2.5).contains(meters) {
        doubt(.heightOutsidePlausibleRange, "the height, \(plain(meters)) m, is outside 0.5-2.5 m")
      }
      return .success(meters)
    } catch {
      return .failure(error)
    }
  }

  private mutating func sex() -> Result<PatientSex, UptakeError> {
    let attribute = Attribute.patientSex
    if let entered = settings.entered.sex {
      note(attribute, in: header, used: entered.value.rawValue, enteredBecause: entered.reason)
      return .success(entered.value)
    }
    let found = header.texts(attribute.tag).first
    guard let sex = found.flatMap(PatientSex.init(rawValue:)) else {
      return .failure(
        UptakeError(
          .sex,
          attribute,
          found: found ?? "absent",
          reason: "the formulas know the sexes M, F and O only",
          remedy: "enter the sex with its reason, or use SUVbw or SUVbsa"
        )
      )
    }
    note(attribute, in: header, used: found ?? "")
    return .success(sex)
  }

  /// A positive number of the header.
  private func required(
    _ attribute: Attribute,
    _ code: UptakeError.Code,
    _ what: String,
    _ toEnter: String
  ) throws(UptakeError) -> Double {
    let number = try header.number(attribute, code: code)
    guard let number, number > 0 else {
      throw UptakeError(
        code,
        attribute,
        found: header.shown(attribute.tag),
        reason: number == nil ? "\(what) is needed" : "\(what) is above 0",
        remedy: "enter \(toEnter) from the case report form, with the reason"
      )
    }
    return number
  }

  func notEntered(_ what: String, _ found: String) -> UptakeError {
    UptakeError(
      .entered,
      found: found,
      reason: "the \(what) entered, \(found), can't be one",
      remedy: "check the unit of the value entered"
    )
  }

  /// What SUVbw is multiplied by for each normalisation, or why it isn't available.
  ///
  /// - Source: IBSI-SUV manual v3.0.1; standards sheet 2.1.
  mutating func normalizationFactors(
    of patient: Patient
  ) -> [SUVCertificate.NormalizationFactor] {
    Normalization.allCases.map { normalization in
      do throws(UptakeError) {
        let (factor, words) = try factor(of: normalization, for: patient)
        return SUVCertificate.NormalizationFactor(
          normalization: normalization,
          factor: factor,
          note: words
        )
      } catch {
        return SUVCertificate.NormalizationFactor(
          normalization: normalization,
          factor: nil,
          note: "\(error.code.rawValue): \(error.keyword) \(error.found): \(error.reason)"
        )
      }
    }
  }

  /// What SUVbw is multiplied by for a normalisation, and the body size in words.
  mutating func factor(
    of normalization: Normalization,
    for patient: Patient
  ) throws(UptakeError) -> (factor: Double, words: String) {
    if normalization == .bodyWeight { return (1, "as computed") }
    let weight = try patient.weight.get()
    let height = try patient.height.get()
    if normalization == .bodySurfaceArea {
      let area = BodySize.surfaceArea(weightKilograms: weight, heightMeters: height)
      return (area * 1e4 / (weight * 1000), "\(significant(area, 5)) m2")
    }
    let sex = try patient.sex.get()
    if sex == .other {
      try adapt(
        .sex,
        .patientSex,
        found: "O",
        used: "mean of the formulas for men and women",
        because: "the formulas know men and women only"
      )
    }
    let mass: Double
    switch normalization {
    case .leanBodyMassJanmahasatian:
      mass = BodySize.leanBodyMassJanmahasatian(
        sex: sex,
        weightKilograms: weight,
        heightMeters: height
      )
    case .leanBodyMassJames128:
      mass = BodySize.leanBodyMassJames128(sex: sex, weightKilograms: weight, heightMeters: height)
      if weight / (height * height) >= 35 {
        doubt(
          .formulaOutsideRange,
          "body mass index \(significant(weight / (height * height), 3)) kg/m2: James' lean body "
            + "mass is too low from 35 on; prefer Janmahasatian's"
        )
      }
    case .idealBodyWeight, .bodyWeight, .bodySurfaceArea:
      mass = BodySize.idealBodyWeight(sex: sex, heightMeters: height)
    }
    guard mass > 0 else {
      throw UptakeError(
        .size,
        .patientSize,
        found: header.shown(Attribute.patientSize.tag),
        reason: "the formula gives \(significant(mass, 4)) kg for this weight and height",
        remedy: "use another normalisation"
      )
    }
    return (mass / weight, "\(significant(mass, 5)) kg")
  }
}
