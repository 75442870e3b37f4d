import DICOM

/// What a quantity is multiplied by, one factor per frame.
enum Calibration {
  /// To Bq/ml.
  case toActivity([Double])
  /// To SUVbw.
  case toSUVbw([Double])
}

extension CertificateMaker {
  /// What the quantity is multiplied by to be an activity or SUVbw.
  ///
  /// - Source: IBSI-SUV manual v3.0.1; standards sheet 1.3.
  mutating func calibration(
    of meaning: PixelMeaning,
    for patient: Patient
  ) throws(UptakeError) -> Calibration {
    let ones = [Double](repeating: 1, count: frames.count)
    switch meaning.quantity {
    case .activity:
      follow("units", "BQML", "the rescaled values are Bq/ml")
      return .toActivity(ones)
    case .suv(let type):
      let (factor, words) = try factorToSUVbw(of: type, for: patient)
      follow("units", "\(meaning.found) \(type.rawValue)", words)
      return .toSUVbw(ones.map { $0 * factor })
    case .counts: return try philipsCalibration(meaning)
    case .countsPerSecond: return try countsPerSecondCalibration(meaning)
    }
  }

  /// What a scanner's SUV is multiplied by to be SUVbw, by the same formula that made it.
  private mutating func factorToSUVbw(
    of type: PixelQuantity.SUVType,
    for patient: Patient
  ) throws(UptakeError) -> (Double, String) {
    switch type {
    case .bodyWeight: return (1, "the rescaled values are SUVbw")
    case .bodySurfaceArea:
      let (factor, size) = try factor(of: .bodySurfaceArea, for: patient)
      return (1 / factor, "the rescaled values are SUVbsa; SUVbw = SUVbsa W / BSA, \(size)")
    case .leanBodyMassJames128:
      let (factor, size) = try factor(of: .leanBodyMassJames128, for: patient)
      return (1 / factor, "the rescaled values are SUL (James 128); SUVbw = SUL W / LBM, \(size)")
    case .leanBodyMassJanmahasatian:
      let (factor, size) = try factor(of: .leanBodyMassJanmahasatian, for: patient)
      return (
        1 / factor, "the rescaled values are SUL (Janmahasatian); SUVbw = SUL W / LBM, \(size)"
      )
    case .idealBodyWeight:
      let (factor, size) = try factor(of: .idealBodyWeight, for: patient)
      return (1 / factor, "the rescaled values are SUVibw; SUVbw = SUVibw W / IBW, \(size)")
    case .leanBodyMass:
      guard isAcknowledged(.morganLeanBodyMass) else {
        throw unusable(
          .suvType,
          "LBM",
          "nobody can tell which lean body mass the scanner used",
          "use a series in BQML, or confirm (lenient policy) that it is Morgan's with 120 for men"
        )
      }
      let weight = try patient.weight.get()
      let mass = BodySize.leanBodyMassMorgan(
        sex: try patient.sex.get(),
        weightKilograms: weight,
        heightMeters: try patient.height.get()
      )
      guard mass > 0 else {
        throw unusable(.suvType, "LBM", "Morgan's formula gives no mass", "use a series in BQML")
      }
      try adapt(
        .units,
        .suvType,
        found: "LBM",
        used: "Morgan's lean body mass, \(significant(mass, 5)) kg",
        because: "a person confirmed it"
      )
      return (weight / mass, "the rescaled values are SUL (Morgan 120), as a person confirmed")
    }
  }

  /// Philips counts: by the activity factor where there is one, else by the SUV factor.
  private mutating func philipsCalibration(
    _ meaning: PixelMeaning
  ) throws(UptakeError) -> Calibration {
    guard vendor == .philips else {
      throw unusable(
        meaning.attribute,
        meaning.found,
        "counts of a scanner that isn't Philips' have no factor",
        "use the series in BQML"
      )
    }
    let activity = try philipsFactors(.philipsActivityFactor)
    if let activity {
      follow("units", "CNTS xx09", "counts times Philips' activity factor are Bq/ml")
      return .toActivity(activity)
    }
    let suv = try philipsFactors(.philipsSUVFactor)
    guard let suv else {
      throw UptakeError(
        .philipsScale,
        meaning.attribute,
        found: meaning.found,
        reason: "neither of Philips' factors (7053,xx00) and (7053,xx09) is there and above 0",
        remedy: "send the series again with its private attributes, or use a series in BQML"
      )
    }
    if header.texts(Attribute.decayCorrection.tag).first == "NONE" {
      throw UptakeError(
        .philipsScale,
        .decayCorrection,
        found: "NONE",
        reason: "Philips' SUV factor is void for an image that isn't decay corrected",
        remedy: "use the decay corrected series"
      )
    }
    follow("units", "CNTS xx00", "counts times Philips' SUV factor are SUVbw")
    return .toSUVbw(suv)
  }

  /// One of Philips' factors in every frame, or nil where a frame has none above 0.
  mutating func philipsFactors(_ which: PrivateAttribute) throws(UptakeError) -> [Double]? {
    guard let attribute = which.attribute(in: header) else { return nil }
    var factors: [Double] = []
    for frame in frames {
      guard let own = which.attribute(in: frame.instance),
        let factor = try frame.instance.number(own, code: .philipsScale), factor > 0
      else {
        note(attribute, in: header, used: "not used: 0 or absent in a slice")
        return nil
      }
      try takeCreator(of: which, own, in: frame.instance, code: .philipsScale)
      factors.append(factor)
    }
    note(
      attribute,
      in: header,
      used: Set(factors).count == 1 ? plain(factors[0]) : "each slice its own"
    )
    return factors
  }

  /// Counts per second by voxel volume, where a person confirmed the calibration.
  private mutating func countsPerSecondCalibration(
    _ meaning: PixelMeaning
  ) throws(UptakeError) -> Calibration {
    guard isAcknowledged(.countsPerSecond) else {
      throw unusable(
        meaning.attribute,
        "CPS",
        "counts per second need a calibration that nobody can check",
        "use the series in BQML, or confirm (lenient policy) the scanner's calibration"
      )
    }
    let isCalibrated = header.texts(Attribute.correctedImage.tag).contains("DCAL")
    var factors: [Double] = []
    for frame in frames {
      let spacing = frame.instance.texts(Attribute.pixelSpacing.tag).compactMap { Double($0) }
      let thickness = try frame.instance.number(.sliceThickness, code: .units)
      let calibration = try frame.instance.number(.doseCalibrationFactor, code: .units)
      guard spacing.count == 2, let thickness, spacing[0] * spacing[1] * thickness > 0,
        let scale = isCalibrated ? 1 : calibration, scale > 0
      else {
        throw unusable(
          .doseCalibrationFactor,
          frame.instance.shown(Attribute.doseCalibrationFactor.tag),
          "voxel volume and calibration factor are needed",
          "use the series in BQML"
        )
      }
      factors.append(scale / (spacing[0] * spacing[1] * thickness / 1000))
    }
    try adapt(
      .units,
      meaning.attribute,
      found: "CPS",
      used: "Bq/ml by voxel volume"
        + (isCalibrated ? "" : " and DoseCalibrationFactor"),
      because: "a person confirmed it"
    )
    follow("units", "CPS", "counts per second are divided by the voxel volume")
    return .toActivity(factors)
  }
}
