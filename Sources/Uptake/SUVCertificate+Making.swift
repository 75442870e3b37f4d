public import DICOM

extension SUVCertificate {
  /// Finds how a PET series becomes SUV, or refuses.
  ///
  /// - Parameters:
  ///   - instances: the headers of the series: one per slice in the order of the slices, or one
  ///     multi-frame data set.
  ///   - settings: what is allowed, what a person entered, which rules are followed.
  /// - Throws: ``UptakeError`` where a value would have to be guessed, with what can be done.
  /// - Source: IBSI-SUV manual v3.0.1; QIBA vendor-neutral pseudo-code 2018-06-26.
  public init(of instances: [DataSet], settings: SUVSettings) throws(UptakeError) {
    if let refusal = Gates.refusals(of: instances).first { throw refusal }
    try self.init(ofAdmitted: instances, settings: settings)
  }

  /// The certificate of headers that passed the gates.
  init(ofAdmitted instances: [DataSet], settings: SUVSettings) throws(UptakeError) {
    guard let header = instances.first else { preconditionFailure("the gates ask for an image") }
    var maker = CertificateMaker(header: header, instances: instances, settings: settings)
    self = try maker.certify()
  }
}

/// The activity's decay between administration and image, and the times it follows from.
struct DecayResult {
  let correction: SUVCertificate.DecayCorrection
  /// From the image's Bq/ml to Bq/ml at the administration, one factor per frame.
  let toAdministration: [Double]
  let reference: DICOMInstant?
  let acquisitionStart: DICOMInstant?
  let administration: DICOMInstant?
  let decaySeconds: Double?
}

extension CertificateMaker {
  /// Goes through the stages in order.
  mutating func certify() throws(UptakeError) -> SUVCertificate {
    readHeaderOffset()
    note(.modality, in: header, used: "PET")
    note(.manufacturer, in: header, used: vendor.rawValue)
    let correction: Attribute = header.isEnhancedPET ? .attenuationCorrected : .correctedImage
    note(correction, in: header, used: "attenuation corrected")
    if header.texts(Attribute.imageType.tag).first == "DERIVED" {
      doubt(.derivedImage, "the image is derived: what was done to it isn't in the header")
    }
    let tracer = try radiopharmaceutical()
    let patient = patient()
    let meaning = try pixelMeaning()
    let nuclide = nuclide(in: tracer)
    let halfLife = halfLife(in: tracer, nuclide: nuclide)
    switch try calibration(of: meaning, for: patient) {
    case .toSUVbw(let factors):
      return try scannerSUV(
        factors,
        meaning: meaning,
        patient: patient,
        tracer: tracer,
        nuclide: nuclide,
        halfLife: halfLife
      )
    case .toActivity(let factors):
      return try computedSUV(
        factors,
        meaning: meaning,
        patient: patient,
        tracer: tracer,
        nuclide: nuclide,
        halfLife: halfLife
      )
    }
  }

  /// SUVbw = activity at administration x weight / administered activity.
  private mutating func computedSUV(
    _ toActivity: [Double],
    meaning: PixelMeaning,
    patient: Patient,
    tracer: DataSet,
    nuclide: Nuclide?,
    halfLife: Result<Double, UptakeError>
  ) throws(UptakeError) -> SUVCertificate {
    let weight = try patient.weight.get()
    // Refused before the times are asked for, so that the message is about what is missing.
    if settings.entered.activityBecquerels == nil, settings.entered.syringe == nil,
      try tracer.number(.totalDose, code: .dose).map({ $0 <= 0 }) ?? true
    {
      var probe = self
      _ = try probe.activity(in: tracer, administration: nil, halfLife: halfLife)
    }
    let timings =
      header.isEnhancedPET ? try enhancedTimings() : try timingsIfNeeded()
    let decay =
      header.isEnhancedPET
      ? try enhancedDecay(timings, tracer: tracer, halfLife: halfLife)
      : try classicDecay(timings, tracer: tracer, halfLife: halfLife)
    let activity = try activity(
      in: tracer,
      administration: decay.administration,
      halfLife: halfLife
    )
    let factors = zip(toActivity, decay.toAdministration).map {
      $0 * $1 * 1000 * weight / activity
    }
    guard factors.allSatisfy({ $0.isFinite && $0 > 0 }) else {
      throw UptakeError(
        .decayTiming,
        found: decay.decaySeconds.map(spanText) ?? "absent",
        reason: "weight, activity and decay lead to no finite SUV",
        remedy: "check weight, activity, half-life and the times in the header"
      )
    }
    checkTimes(decay)
    try crossCheck(
      timings,
      decay: decay,
      factors: factors,
      meaning: meaning,
      tracer: tracer,
      nuclide: nuclide,
      halfLife: halfLife
    )
    return certificate(
      factors,
      meaning: meaning,
      patient: patient,
      nuclide: nuclide,
      halfLife: halfLife,
      decay: decay,
      activity: activity
    )
  }

  /// An SUV that the scanner made; times and activity only serve the checks.
  private mutating func scannerSUV(
    _ factors: [Double],
    meaning: PixelMeaning,
    patient: Patient,
    tracer: DataSet,
    nuclide: Nuclide?,
    halfLife: Result<Double, UptakeError>
  ) throws(UptakeError) -> SUVCertificate {
    try refuseVoidEntries(tracer)
    var decay: DecayResult?
    do throws(UptakeError) {
      let timings = header.isEnhancedPET ? try enhancedTimings() : try classicTimings()
      decay = try administrationOnly(timings, tracer: tracer, halfLife: halfLife)
    } catch {
      doubt(.timeUnusable, "the uptake time isn't known: \(error.reason)")
    }
    if let decay {
      checkTimes(decay)
    }
    crossChecks.append(
      SUVCertificate.CrossCheck(
        rule: "computation from Bq/ml",
        factor: nil,
        differencePercent: nil,
        note: "not applicable: the scanner divided by weight and activity already"
      )
    )
    return certificate(
      factors,
      meaning: meaning,
      patient: patient,
      nuclide: nuclide,
      halfLife: halfLife,
      decay: decay,
      activity: nil
    )
  }

  /// Refuses what a person entered where it would have no effect on an SUV that the scanner made.
  private func refuseVoidEntries(_ tracer: DataSet) throws(UptakeError) {
    let entered = settings.entered
    let weight = try header.number(.patientWeight, code: .weight)
    let isWeightVoid =
      if let value = entered.weightKilograms?.value, let weight {
        abs(value - weight) > 1e-3 * weight
      } else { false }
    let dose = try tracer.number(.totalDose, code: .dose)
    let isActivityVoid =
      if let value = entered.activityBecquerels?.value, let dose {
        abs(value - dose) > 1e-3 * dose
      } else { entered.activityBecquerels != nil || entered.syringe != nil }
    let isResidualVoid = settings.activity == .netOfResidual
    let isTimeVoid = entered.administration != nil
    if isWeightVoid || isActivityVoid || isResidualVoid || isTimeVoid {
      throw UptakeError(
        .entered,
        .units,
        found: header.shown(Attribute.units.tag),
        reason: "the scanner divided by weight and activity already: what was entered for them or "
          + "for the time of administration would have no effect",
        remedy: "use the series in BQML, or enter nothing for this series"
      )
    }
  }

  /// Puts the certificate together.
  private mutating func certificate(
    _ factors: [Double],
    meaning: PixelMeaning,
    patient: Patient,
    nuclide: Nuclide?,
    halfLife: Result<Double, UptakeError>,
    decay: DecayResult?,
    activity: Double?
  ) -> SUVCertificate {
    let normalizations = normalizationFactors(of: patient)
    let scaling = zip(meaning.rescale, factors).map {
      LinearScaling(slope: $0.slope * $1, intercept: $0.intercept * $1)
    }
    let uptake: Double? =
      if let start = decay?.acquisitionStart, let administration = decay?.administration {
        start.seconds(since: administration)
      } else { nil }
    return SUVCertificate(
      settings: settings,
      vendor: vendor,
      nuclide: nuclide,
      facts: facts,
      steps: steps,
      adaptations: adaptations,
      caveats: caveats,
      crossChecks: crossChecks,
      decayCorrection: activity == nil ? nil : decay?.correction,
      referenceTime: activity == nil ? nil : decay?.reference,
      acquisitionStart: decay?.acquisitionStart,
      administration: decay?.administration,
      decaySeconds: activity == nil ? nil : decay?.decaySeconds,
      uptakeSeconds: uptake,
      activityBecquerels: activity,
      halfLifeSeconds: value(halfLife),
      weightKilograms: value(patient.weight),
      heightMeters: value(patient.height),
      sex: value(patient.sex),
      factorRange: (factors.min() ?? 0)...(factors.max() ?? 0),
      normalizations: normalizations,
      scaling: scaling
    )
  }

  private func value<Value>(_ result: Result<Value, UptakeError>) -> Value? {
    if case .success(let value) = result { return value }
    return nil
  }
}
