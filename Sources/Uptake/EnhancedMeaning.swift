import DICOM

extension CertificateMaker {
  /// Real world values of every frame, in the most useful unit that the frame offers.
  ///
  /// - Source: DICOM PS3.3 C.7.6.16.2.11; standards sheet 1.8.
  mutating func enhancedMeaning() throws(UptakeError) -> PixelMeaning {
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
