import DICOM

/// What a series must be before its values may be called quantitative.
enum Gates {
  /// All refusals that the headers alone call for, the gravest first.
  ///
  /// - Source: QIBA pseudo-code 2018-06-26; IBSI-SUV manual v3.0.1; standards sheet 1.4.
  static func refusals(of instances: [DataSet]) -> [UptakeError] {
    guard let first = instances.first else {
      return [
        UptakeError(
          .modality,
          found: "no image",
          reason: "there is nothing to measure",
          remedy: "choose a PET series"
        )
      ]
    }
    return kind(of: first) + image(of: first) + inconsistencies(of: instances)
  }

  private static func kind(of header: DataSet) -> [UptakeError] {
    var refusals: [UptakeError] = []
    let modality = header.texts(Attribute.modality.tag).first
    if modality != "PT" {
      refusals.append(
        UptakeError(
          .modality,
          .modality,
          found: modality ?? "absent",
          reason: "this is no PET image",
          remedy: "choose a series of modality PT"
        )
      )
    }
    let sopClass = header.texts(Attribute.sopClassUID.tag).first
    switch sopClass {
    case PETKind.classic, PETKind.enhanced: break
    case PETKind.legacyConverted:
      refusals.append(
        UptakeError(
          .sopClass,
          .sopClassUID,
          found: PETKind.legacyConverted,
          reason: "Legacy Converted Enhanced PET keeps its facts elsewhere and isn't read",
          remedy: "use the original single-frame images"
        )
      )
    default:
      refusals.append(
        UptakeError(
          .sopClass,
          .sopClassUID,
          found: sopClass ?? "absent",
          reason: "this is no PET image object",
          remedy: "use the PET images as the scanner stored them"
        )
      )
    }
    return refusals
  }

  private static func image(of header: DataSet) -> [UptakeError] {
    var refusals: [UptakeError] = []
    let seriesType = header.texts(Attribute.seriesType.tag)
    let reprojection = header.texts(Attribute.reprojectionMethod.tag).first
    if seriesType.dropFirst().first == "REPROJECTION" || reprojection != nil {
      refusals.append(
        UptakeError(
          .modality,
          reprojection == nil ? .seriesType : .reprojectionMethod,
          found: reprojection ?? seriesType.joined(separator: "\\"),
          reason: "these are projections, not slices: their values are no concentrations",
          remedy: "choose the series of slices"
        )
      )
    }
    if let source = header.texts(Attribute.countsSource.tag).first, source != "EMISSION" {
      refusals.append(
        UptakeError(
          .modality,
          .countsSource,
          found: source,
          reason: "this is no emission image",
          remedy: "choose the emission series"
        )
      )
    }
    if header.isEnhancedPET {
      let corrected = header.texts(Attribute.attenuationCorrected.tag).first
      if corrected != "YES" {
        refusals.append(
          notCorrected(.attenuationCorrected, found: corrected ?? "absent")
        )
      }
    } else if !header.texts(Attribute.correctedImage.tag).contains("ATTN") {
      refusals.append(
        notCorrected(.correctedImage, found: header.shown(Attribute.correctedImage.tag))
      )
    }
    return refusals
  }

  private static func notCorrected(_ attribute: Attribute, found: String) -> UptakeError {
    UptakeError(
      .notAttenuationCorrected,
      attribute,
      found: found,
      reason: "the image isn't attenuation corrected: its values are no concentrations",
      remedy: "choose the attenuation corrected series of the same scan"
    )
  }

  /// The attributes that may not change within a series.
  private static let constant: [Attribute] = [
    .seriesInstanceUID, .modality, .sopClassUID, .units, .suvType, .decayCorrection,
    .correctedImage, .patientWeight, .patientSize, .patientSex, .seriesDate, .seriesTime,
    .decayCorrected, .decayCorrectionDateTime, .attenuationCorrected,
  ]
  private static let constantOfTracer: [Attribute] = [
    .totalDose, .halfLife, .startTime, .startDateTime,
  ]

  private static func inconsistencies(of instances: [DataSet]) -> [UptakeError] {
    guard let first = instances.first else { return [] }
    var refusals: [UptakeError] = []
    for attribute in constant {
      let expected = comparable(first, attribute)
      if let other = instances.first(where: { comparable($0, attribute) != expected }) {
        refusals.append(
          inconsistent(
            attribute,
            first.shown(attribute.tag),
            other.shown(attribute.tag)
          )
        )
      }
    }
    let tracers = first.items(Attribute.radiopharmaceuticals.tag)
    for instance in instances.dropFirst() {
      let others = instance.items(Attribute.radiopharmaceuticals.tag)
      guard others.count == tracers.count else {
        refusals.append(
          inconsistent(.radiopharmaceuticals, "\(tracers.count) items", "\(others.count) items")
        )
        break
      }
      var found: UptakeError?
      for (tracer, other) in zip(tracers, others) {
        for attribute in constantOfTracer
        where comparable(tracer, attribute) != comparable(other, attribute) {
          found = inconsistent(
            attribute,
            tracer.shown(attribute.tag),
            other.shown(attribute.tag)
          )
        }
      }
      if let found {
        refusals.append(found)
        break
      }
    }
    return refusals
  }

  private static func inconsistent(
    _ attribute: Attribute,
    _ one: String,
    _ other: String
  ) -> UptakeError {
    UptakeError(
      .inconsistent,
      attribute,
      found: "\(one) and \(other)",
      reason: "the images of the series contradict each other",
      remedy: "check that the series holds the images of one scan, and correct the header"
    )
  }

  /// An attribute's value in a form in which "70" and "70.0" are equal, and orders of corrections.
  private static func comparable(_ dataSet: DataSet, _ attribute: Attribute) -> [String] {
    let values = dataSet.texts(attribute.tag)
    if attribute == .correctedImage { return Set(values).sorted() }
    let isNumber = [
      Attribute.patientWeight, .patientSize, .totalDose, .halfLife,
    ].contains(attribute)
    return isNumber ? values.map { Double($0).map { "\($0)" } ?? $0 } : values
  }
}
