import DICOM

/// What the rescaled pixel values of a series are.
enum PixelQuantity: Equatable {
  /// Activity concentration, Bq/ml.
  case activity
  /// An SUV that the scanner made.
  case suv(SUVType)
  /// Counts, to be multiplied by one of Philips' factors.
  case counts
  /// Counts per second.
  case countsPerSecond

  /// What a scanner normalised its SUV by.
  ///
  /// - Source: DICOM PS3.3 C.8.9.1.1.3 (SUVType).
  enum SUVType: String {
    case bodyWeight = "BW"
    case leanBodyMass = "LBM"
    case leanBodyMassJames128 = "LBMJAMES128"
    case leanBodyMassJanmahasatian = "LBMJANMA"
    case idealBodyWeight = "IBW"
    case bodySurfaceArea = "BSA"
  }
}

/// A series' pixel values: how they are scaled and what they are then.
struct PixelMeaning {
  let quantity: PixelQuantity
  /// From stored value to the quantity, one per frame.
  let rescale: [LinearScaling]
  /// The attribute that names the quantity, and its value.
  let attribute: Attribute
  let found: String
}

extension CertificateMaker {
  /// The quantity and scaling of classic or Enhanced PET.
  mutating func pixelMeaning() throws(UptakeError) -> PixelMeaning {
    header.isEnhancedPET ? try enhancedMeaning() : try classicMeaning()
  }

  /// Units, SUVType, and every slice's own RescaleSlope.
  ///
  /// - Source: IBSI-SUV manual v3.0.1; standards sheet 1.2, 1.3.
  private mutating func classicMeaning() throws(UptakeError) -> PixelMeaning {
    let units = header.texts(Attribute.units.tag).first
    let type = header.texts(Attribute.suvType.tag).first
    let quantity = try quantity(units: units, suvType: type, attribute: .units)
    note(.units, in: header, used: units ?? "")
    if type != nil {
      note(.suvType, in: header, used: quantity == .activity ? "not used" : type ?? "")
    }
    var rescale: [LinearScaling] = []
    for frame in frames { rescale.append(try classicRescale(frame)) }
    let slopes = rescale.map(\.slope)
    let least = slopes.min() ?? 0
    let most = slopes.max() ?? 0
    note(
      .rescaleSlope,
      in: header,
      used: least == most
        ? "\(plain(least)) in all \(slopes.count) slices"
        : "\(plain(least)) to \(plain(most)), each slice its own"
    )
    return PixelMeaning(
      quantity: quantity,
      rescale: rescale,
      attribute: .units,
      found: units ?? "absent"
    )
  }

  private mutating func classicRescale(_ frame: FrameHeader) throws(UptakeError) -> LinearScaling {
    let slope = try frame.instance.number(.rescaleSlope, code: .units)
    guard let slope, slope > 0 else {
      throw UptakeError(
        .units,
        .rescaleSlope,
        found: frame.instance.shown(Attribute.rescaleSlope.tag),
        reason: "a slice without a slope above 0 has no values",
        remedy: "send the series again from the scanner"
      )
    }
    let intercept = try frame.instance.number(.rescaleIntercept, code: .units)
    if intercept == nil {
      try adapt(
        .units,
        .rescaleIntercept,
        found: "absent",
        used: "0",
        because: "PET images have no other intercept"
      )
    }
    guard (intercept ?? 0) == 0 else {
      throw UptakeError(
        .units,
        .rescaleIntercept,
        found: frame.instance.shown(Attribute.rescaleIntercept.tag),
        reason: "PET images have an intercept of 0; these values were changed after the scanner",
        remedy: "use the images as the scanner stored them"
      )
    }
    return LinearScaling(slope: slope, intercept: 0)
  }

  /// The quantity that Units and SUVType name.
  func quantity(
    units: String?,
    suvType: String?,
    attribute: Attribute
  ) throws(UptakeError) -> PixelQuantity {
    switch units {
    case "BQML": return .activity
    case "CNTS": return .counts
    case "CPS": return .countsPerSecond
    case "GML":
      guard let type = PixelQuantity.SUVType(rawValue: suvType ?? "BW"), type != .bodySurfaceArea
      else {
        throw unusable(
          .suvType,
          suvType ?? "",
          "g/ml is no unit of this kind of SUV",
          "use a series in BQML, or GML of a kind that DICOM defines"
        )
      }
      return .suv(type)
    case "CM2ML":
      guard suvType == nil || suvType == "BSA" else {
        throw unusable(
          .suvType,
          suvType ?? "",
          "cm2/ml is the unit of SUV by body surface only",
          "use a series in BQML"
        )
      }
      return .suv(.bodySurfaceArea)
    default:
      throw unusable(
        attribute,
        units ?? "absent",
        "no SUV follows from values of this unit",
        "use the series in BQML"
      )
    }
  }

  func unusable(
    _ attribute: Attribute,
    _ found: String,
    _ reason: String,
    _ remedy: String
  ) -> UptakeError {
    UptakeError(.units, attribute, found: found, reason: reason, remedy: remedy)
  }
}

// MARK: - Enhanced PET

extension CertificateMaker {
  /// Real world values of every frame, in the most useful unit that the frame offers.
  ///
  /// - Source: DICOM PS3.3 C.7.6.16.2.11; standards sheet 1.8.
  private mutating func enhancedMeaning() throws(UptakeError) -> PixelMeaning {
    var quantity: PixelQuantity?
    var found = ""
    var rescale: [LinearScaling] = []
    var attribute = Attribute.measurementUnits
    for frame in frames {
      let mapping = try enhancedFrame(frame)
      if let quantity, quantity != mapping.quantity {
        throw UptakeError(
          .inconsistent,
          .measurementUnits,
          found: "\(found) and \(mapping.unit)",
          reason: "the frames have different units",
          remedy: "use a series whose frames have one unit"
        )
      }
      quantity = mapping.quantity
      found = mapping.unit
      attribute = mapping.attribute
      rescale.append(mapping.rescale)
    }
    guard let quantity else {
      throw unusable(.measurementUnits, "absent", "there is no frame", "send the series again")
    }
    note(attribute, found: found, used: found)
    let slopes = rescale.map(\.slope)
    note(
      attribute == .measurementUnits ? .realWorldValueSlope : .rescaleSlope,
      found: plain(slopes.first ?? 0),
      used: "\(plain(slopes.min() ?? 0)) to \(plain(slopes.max() ?? 0)) over the frames"
    )
    return PixelMeaning(quantity: quantity, rescale: rescale, attribute: attribute, found: found)
  }

  private struct FrameMapping {
    let quantity: PixelQuantity
    let unit: String
    let attribute: Attribute
    let rescale: LinearScaling
  }

  private mutating func enhancedFrame(_ frame: FrameHeader) throws(UptakeError) -> FrameMapping {
    let mappings = frame.items(Attribute.realWorldValueMapping.tag)
    var best: (rank: Int, mapping: DataSet, quantity: PixelQuantity, unit: String)?
    for mapping in mappings {
      let code =
        mapping.items(Attribute.measurementUnits.tag).first.map { $0.texts(Tag(0x0008, 0x0100)) }
        ?? []
      guard let unit = code.first, let (quantity, rank) = quantity(ucum: unit) else { continue }
      if best == nil || rank < best?.rank ?? 0 { best = (rank, mapping, quantity, unit) }
    }
    guard let best else { return try transformed(frame) }
    if best.mapping.contains(Tag(0x0040, 0x9212)) {
      throw unusable(
        .realWorldValueMapping,
        "a lookup table",
        "only straight lines are read",
        "use a series with RealWorldValueSlope"
      )
    }
    let slope = try best.mapping.number(.realWorldValueSlope, code: .units)
    let intercept = try best.mapping.number(
      Attribute(0x0040, 0x9224, "RealWorldValueIntercept"),
      code: .units
    )
    guard let slope, slope > 0 else {
      throw unusable(
        .realWorldValueSlope,
        best.mapping.shown(Attribute.realWorldValueSlope.tag),
        "a mapping without a slope above 0 gives no values",
        "send the series again"
      )
    }
    try checkMappedRange(of: best.mapping, in: frame.instance)
    return FrameMapping(
      quantity: best.quantity,
      unit: best.unit,
      attribute: .measurementUnits,
      rescale: LinearScaling(slope: slope, intercept: intercept ?? 0)
    )
  }

  /// RescaleType and the pixel value transformation, where no real world value is mapped.
  private mutating func transformed(_ frame: FrameHeader) throws(UptakeError) -> FrameMapping {
    let transformation = frame.items(Tag(0x0028, 0x9145)).first ?? frame.instance
    let type = transformation.texts(Attribute.rescaleType.tag).first
    let quantity = try quantity(units: type, suvType: nil, attribute: .rescaleType)
    let slope = try transformation.number(.rescaleSlope, code: .units)
    let intercept = try transformation.number(.rescaleIntercept, code: .units)
    guard let slope, slope > 0 else {
      throw unusable(
        .rescaleSlope,
        transformation.shown(Attribute.rescaleSlope.tag),
        "a frame without a slope above 0 has no values",
        "send the series again"
      )
    }
    return FrameMapping(
      quantity: quantity,
      unit: type ?? "",
      attribute: .rescaleType,
      rescale: LinearScaling(slope: slope, intercept: intercept ?? 0)
    )
  }

  /// A unit's quantity, and its rank: SUVbw, other SUV, activity, counts.
  ///
  /// - Source: DICOM PS3.16 CID 84, 85; the older "{SUVbw}g/ml" too.
  private func quantity(ucum: String) -> (PixelQuantity, rank: Int)? {
    switch ucum {
    case "g/ml{SUVbw}", "{SUVbw}g/ml", "g/ml": (.suv(.bodyWeight), 0)
    case "g/ml{SUVlbm(Janma)}", "{SUVlbm(Janma)}g/ml": (.suv(.leanBodyMassJanmahasatian), 1)
    case "g/ml{SUVlbm(James128)}", "{SUVlbm(James128)}g/ml": (.suv(.leanBodyMassJames128), 1)
    case "g/ml{SUVibw}", "{SUVibw}g/ml": (.suv(.idealBodyWeight), 1)
    case "cm2/ml{SUVbsa}", "{SUVbsa}cm2/ml", "cm2/ml": (.suv(.bodySurfaceArea), 1)
    case "g/ml{SUVlbm}", "{SUVlbm}g/ml": (.suv(.leanBodyMass), 3)
    case "Bq/ml": (.activity, 2)
    case "{counts}": (.counts, 4)
    default: nil
    }
  }

  /// Notes where a mapping leaves stored values without a meaning.
  private mutating func checkMappedRange(
    of mapping: DataSet,
    in instance: DataSet
  ) throws(UptakeError) {
    let first = try either(
      Attribute(0x0040, 0x9214, "DoubleFloatRealWorldValueFirstValueMapped"),
      Attribute(0x0040, 0x9216, "RealWorldValueFirstValueMapped"),
      of: mapping
    )
    let last = try either(
      Attribute(0x0040, 0x9213, "DoubleFloatRealWorldValueLastValueMapped"),
      Attribute(0x0040, 0x9211, "RealWorldValueLastValueMapped"),
      of: mapping
    )
    let bits = try instance.number(Attribute(0x0028, 0x0101, "BitsStored"), code: .units)
    let signed = try instance.number(Attribute(0x0028, 0x0103, "PixelRepresentation"), code: .units)
    guard let first, let last, let bits, (1...32).contains(bits) else { return }
    let values = Double(Int64(1) << Int64(bits))
    let least = signed == 1 ? -values / 2 : 0
    let most = least + values - 1
    if first > least || last < most {
      doubt(
        .mappedRangeIncomplete,
        "stored values outside \(plain(first)) to \(plain(last)) have no real world value; "
          + "the same line is used for them"
      )
    }
  }
}

extension CertificateMaker {
  /// The number of the one attribute, or else of the other.
  private func either(
    _ one: Attribute,
    _ other: Attribute,
    of mapping: DataSet
  ) throws(UptakeError) -> Double? {
    if let number = try mapping.number(one, code: .units) { return number }
    return try mapping.number(other, code: .units)
  }
}

// MARK: - From the quantity towards SUV

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
