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
