import DICOM

extension CertificateMaker {
  /// DecayCorrection of classic PET, which CorrectedImage has to confirm.
  ///
  /// - Source: DICOM PS3.3 C.8.9.1; standards sheet 1.4 (DECY iff START or ADMIN).
  func decayCorrection() throws(UptakeError) -> SUVCertificate.DecayCorrection {
    let found = header.texts(Attribute.decayCorrection.tag).first
    guard let correction = found.flatMap(SUVCertificate.DecayCorrection.init(rawValue:)) else {
      throw UptakeError(
        .decayTiming,
        .decayCorrection,
        found: found ?? "absent",
        reason: "to which moment the image is decay corrected isn't known (NONE, START or ADMIN)",
        remedy: "send the series again from the scanner"
      )
    }
    return correction
  }

  private mutating func checkDecayFlag(
    _ correction: SUVCertificate.DecayCorrection
  ) throws(UptakeError) {
    let isFlagged = header.texts(Attribute.correctedImage.tag).contains("DECY")
    guard isFlagged != (correction != .none) else { return }
    let words =
      "CorrectedImage \(isFlagged ? "holds" : "lacks") DECY while DecayCorrection is "
      + correction.rawValue
    guard isAcknowledged(.decayCorrectionContradiction) else {
      throw UptakeError(
        .decayTiming,
        .correctedImage,
        found: header.shown(Attribute.correctedImage.tag),
        reason: words,
        remedy: "find out what the scanner did, and confirm (lenient policy) that "
          + "DecayCorrection is right"
      )
    }
    doubt(.decayCorrectionContradiction, "\(words); a person confirmed the latter")
  }

  /// The times of classic PET; in ADMIN images unreadable ones only raise doubt.
  mutating func timingsIfNeeded() throws(UptakeError) -> [FrameTiming] {
    let correction = try decayCorrection()
    try checkDecayFlag(correction)
    do throws(UptakeError) {
      return try classicTimings()
    } catch {
      guard correction == .admin else { throw error }
      doubt(.timeUnusable, error.reason)
      return []
    }
  }

  /// From the image's activity to that at the administration, by DecayCorrection.
  mutating func classicDecay(
    _ timings: [FrameTiming],
    tracer: DataSet,
    halfLife: Result<Double, UptakeError>
  ) throws(UptakeError) -> DecayResult {
    let correction = try decayCorrection()
    note(.decayCorrection, in: header, used: correction.rawValue)
    switch correction {
    case .admin: return try atAdministration(timings, tracer: tracer, halfLife: halfLife)
    case .start:
      let seconds = try halfLife.get()
      noteTimes()
      follow("decay", "START", "the image is decay corrected to one moment near the scan's start")
      let reference = try startReference(timings, halfLifeSeconds: seconds)
      return try decayed(
        .start,
        to: [DICOMInstant](repeating: reference, count: frames.count),
        timings: timings,
        tracer: tracer,
        halfLifeSeconds: seconds
      )
    case .none:
      let seconds = try halfLife.get()
      noteTimes()
      follow("decay", "NONE", "each frame holds the mean activity of its own time")
      var references: [DICOMInstant] = []
      for timing in timings {
        references.append(try ownReference(timing, halfLifeSeconds: seconds))
      }
      follow(
        "reference time",
        "NONE",
        "each frame's acquisition plus its mean-activity time"
      )
      return try decayed(
        .none,
        to: references,
        timings: timings,
        tracer: tracer,
        halfLifeSeconds: seconds
      )
    }
  }

  private mutating func noteTimes() {
    for attribute in [
      Attribute.seriesDate, .seriesTime, .acquisitionDate, .acquisitionTime, .frameDuration,
      .frameReferenceTime,
    ] {
      let values = Set(frames.map { $0.instance.shown(attribute.tag) })
      note(
        attribute,
        in: header,
        used: values.count == 1 ? "in all slices" : "\(values.count) values in the series"
      )
    }
    for which in [PrivateAttribute.siemensDecayCorrectionDateTime, .geScanDateTime] {
      if let attribute = which.attribute(in: header) {
        note(attribute, in: header, used: "see reference time")
      }
    }
  }

  private func ownReference(
    _ timing: FrameTiming,
    halfLifeSeconds: Double
  ) throws(UptakeError) -> DICOMInstant {
    guard let acquisition = timing.acquisition else {
      throw UptakeError(
        .decayTiming,
        .acquisitionTime,
        found: "absent",
        reason: "without decay correction each frame needs its acquisition date and time",
        remedy: "send the series again with its times"
      )
    }
    guard let duration = timing.durationSeconds else {
      throw UptakeError(
        .decayTiming,
        .frameDuration,
        found: "absent",
        reason: "without decay correction each frame needs its duration",
        remedy: "send the series again with ActualFrameDuration"
      )
    }
    return acquisition.adding(
      seconds: Decay.averageCountRateTime(
        durationSeconds: duration,
        halfLifeSeconds: halfLifeSeconds
      )
    )
  }

  /// The administration, and each frame's activity brought to it.
  mutating func decayed(
    _ correction: SUVCertificate.DecayCorrection,
    to references: [DICOMInstant],
    timings: [FrameTiming],
    tracer: DataSet,
    halfLifeSeconds: Double
  ) throws(UptakeError) -> DecayResult {
    guard let earliest = references.min(by: { $0.seconds(since: $1) < 0 }) else {
      preconditionFailure("a series has a frame")
    }
    let administration = try administration(
      in: tracer,
      before: earliest,
      halfLifeSeconds: halfLifeSeconds
    )
    noteDaylightSaving(from: administration, to: earliest)
    return DecayResult(
      correction: correction,
      toAdministration: references.map {
        1
          / Decay.remaining(
            after: $0.seconds(since: administration),
            halfLifeSeconds: halfLifeSeconds
          )
      },
      reference: earliest,
      acquisitionStart: ReferenceRule.earliestAcquisition(timings),
      administration: administration,
      decaySeconds: earliest.seconds(since: administration)
    )
  }

  /// An image that is decay corrected to the administration: its activity isn't decayed again.
  private mutating func atAdministration(
    _ timings: [FrameTiming],
    tracer: DataSet,
    halfLife: Result<Double, UptakeError>
  ) throws(UptakeError) -> DecayResult {
    follow("decay", "ADMIN", "the image is decay corrected to the administration: no more decay")
    var result: DecayResult?
    do throws(UptakeError) {
      result = try administrationOnly(timings, tracer: tracer, halfLife: halfLife)
    } catch {
      if settings.entered.administration != nil { throw error }
      doubt(.timeUnusable, "the uptake time isn't known: \(error.reason)")
    }
    return DecayResult(
      correction: .admin,
      toAdministration: [Double](repeating: 1, count: frames.count),
      reference: result?.administration,
      acquisitionStart: result?.acquisitionStart,
      administration: result?.administration,
      decaySeconds: 0
    )
  }

  /// The administration's time where only the uptake time depends on it.
  mutating func administrationOnly(
    _ timings: [FrameTiming],
    tracer: DataSet,
    halfLife: Result<Double, UptakeError>
  ) throws(UptakeError) -> DecayResult {
    guard let start = ReferenceRule.earliestAcquisition(timings) ?? timings.first?.series else {
      throw UptakeError(
        .decayTiming,
        .acquisitionTime,
        found: "absent",
        reason: "no slice has an acquisition time",
        remedy: "send the series again with its times"
      )
    }
    var seconds: Double?
    if case .success(let known) = halfLife { seconds = known }
    // An inferred date is no adaptation here: no value of the image rests on it.
    var attempt = self
    attempt.adaptations = []
    let administration = try attempt.administration(
      in: tracer,
      before: start,
      halfLifeSeconds: seconds
    )
    let isInferred = !attempt.adaptations.isEmpty
    attempt.adaptations = adaptations
    self = attempt
    if isInferred {
      doubt(.timeUnusable, "the uptake time rests on an inferred date of administration")
    }
    return DecayResult(
      correction: .admin,
      toAdministration: [],
      reference: nil,
      acquisitionStart: start,
      administration: administration,
      decaySeconds: nil
    )
  }
}

// MARK: - Enhanced PET

extension CertificateMaker {
  /// The acquisition times and durations of the frames of Enhanced PET.
  mutating func enhancedTimings() throws(UptakeError) -> [FrameTiming] {
    var timings: [FrameTiming] = []
    for frame in frames {
      var timing = FrameTiming()
      let content = frame.items(Tag(0x0020, 0x9111)).first ?? DataSet()
      timing.acquisition = try instant(.frameAcquisitionDateTime, in: content, code: .decayTiming)
      if timing.acquisition == nil {
        timing.acquisition = try instant(
          .acquisitionDateTime,
          in: frame.instance,
          code: .decayTiming
        )
      }
      timing.durationSeconds =
        try span(.frameAcquisitionDuration, in: content).flatMap { $0 > 0 ? $0 : nil }
      timing.series = try instant(.seriesDate, .seriesTime, in: frame.instance)
      timings.append(timing)
    }
    return timings
  }

  /// From the image's activity to that at the administration, by DecayCorrected.
  ///
  /// - Source: DICOM PS3.3 C.8.22; standards sheet 1.8.
  mutating func enhancedDecay(
    _ timings: [FrameTiming],
    tracer: DataSet,
    halfLife: Result<Double, UptakeError>
  ) throws(UptakeError) -> DecayResult {
    let seconds = try halfLife.get()
    let corrected = header.texts(Attribute.decayCorrected.tag).first
    note(.decayCorrected, in: header, used: corrected ?? "")
    switch corrected {
    case "YES":
      guard
        let reference = try instant(.decayCorrectionDateTime, in: header, code: .decayTiming)
      else {
        throw UptakeError(
          .decayTiming,
          .decayCorrectionDateTime,
          found: "absent",
          reason: "the moment to which the image is decay corrected isn't known",
          remedy: "send the series again from the scanner"
        )
      }
      note(.decayCorrectionDateTime, in: header, used: reference.description)
      follow("decay", "DecayCorrected YES", "the image is decay corrected to one moment")
      follow("reference time", "1.8", "DecayCorrectionDateTime of the image")
      return try decayed(
        .start,
        to: [DICOMInstant](repeating: reference, count: frames.count),
        timings: timings,
        tracer: tracer,
        halfLifeSeconds: seconds
      )
    case "NO":
      follow("decay", "DecayCorrected NO", "each frame holds the mean activity of its own time")
      var references: [DICOMInstant] = []
      var isComputed = false
      for (frame, timing) in zip(frames, timings) {
        let content = frame.items(Tag(0x0020, 0x9111)).first ?? DataSet()
        if let stored = try instant(.frameReferenceDateTime, in: content, code: .decayTiming) {
          note(.frameReferenceDateTime, in: content, used: "each frame its own")
          references.append(stored)
        } else {
          isComputed = true
          references.append(try ownReference(timing, halfLifeSeconds: seconds))
        }
      }
      follow(
        "reference time",
        "1.8",
        isComputed
          ? "FrameAcquisitionDateTime plus mean-activity time" : "FrameReferenceDateTime"
      )
      return try decayed(
        .none,
        to: references,
        timings: timings,
        tracer: tracer,
        halfLifeSeconds: seconds
      )
    default:
      throw UptakeError(
        .decayTiming,
        .decayCorrected,
        found: corrected ?? "absent",
        reason: "whether the image is decay corrected isn't known (YES or NO)",
        remedy: "send the series again from the scanner"
      )
    }
  }
}
