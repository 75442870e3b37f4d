import DICOM

extension CertificateMaker {
  /// Computes what the rules not followed would have given, for the first frame.
  mutating func crossCheck(
    _ timings: [FrameTiming],
    decay: DecayResult,
    factors: [Double],
    meaning: PixelMeaning,
    tracer: DataSet,
    nuclide: Nuclide?,
    halfLife: Result<Double, UptakeError>
  ) throws(UptakeError) {
    guard let factor = factors.first else { return }
    if decay.correction == .start, !header.isEnhancedPET {
      crossCheckReference(timings, decay: decay, factor: factor, halfLife: try halfLife.get())
      crossCheckDecayFactor(timings, decay: decay, halfLife: try halfLife.get())
    } else if !header.isEnhancedPET {
      crossChecks.append(
        SUVCertificate.CrossCheck(
          rule: "reference time by other rules",
          factor: nil,
          differencePercent: nil,
          note: "not applicable with DecayCorrection \(decay.correction.rawValue)"
        )
      )
    }
    if let nuclide, let seconds = decay.decaySeconds, decay.correction != .admin {
      let used = try halfLife.get()
      let ratio =
        Decay.remaining(after: seconds, halfLifeSeconds: used)
        / Decay.remaining(after: seconds, halfLifeSeconds: nuclide.halfLifeSeconds)
      add(
        "half-life of the table",
        factor: factor * ratio,
        against: factor,
        "\(nuclide.name), \(plain(nuclide.halfLifeSeconds)) s"
      )
    }
    try crossCheckAdministration(decay, tracer: tracer, factor: factor, halfLife: halfLife)
    try crossCheckPhilips(meaning, factor: factor)
  }

  private mutating func add(
    _ rule: String,
    factor other: Double,
    against factor: Double,
    _ note: String
  ) {
    crossChecks.append(
      SUVCertificate.CrossCheck(
        rule: rule,
        factor: other,
        differencePercent: 100 * (other / factor - 1),
        note: note
      )
    )
  }

  private mutating func crossCheckReference(
    _ timings: [FrameTiming],
    decay: DecayResult,
    factor: Double,
    halfLife: Double
  ) {
    guard let first = timings.first, let reference = decay.reference else { return }
    for rule in ReferenceRule.allCases {
      let name = "reference time \(rule.rawValue)"
      let answer = rule.answer(
        for: first,
        in: timings,
        vendor: vendor,
        halfLifeSeconds: halfLife
      )
      guard let other = answer.instant else {
        crossChecks.append(
          SUVCertificate.CrossCheck(
            rule: name,
            factor: nil,
            differencePercent: nil,
            note: answer.words
          )
        )
        continue
      }
      let ratio = Decay.remaining(
        after: -other.seconds(since: reference),
        halfLifeSeconds: halfLife
      )
      let isUsed = steps.contains { $0.stage == "reference time" && $0.rule == rule.rawValue }
      let words = isUsed ? "the rule used" : answer.words
      add(name, factor: factor * ratio, against: factor, "\(other.description): \(words)")
    }
  }

  /// Holds DecayFactor against the decay from reference time to the frame's mean activity.
  ///
  /// FrameReferenceTime serves where the slices share one acquisition time: then it alone tells
  /// the frames apart, counted to the frame's mean activity or (GE) to its start.
  private mutating func crossCheckDecayFactor(
    _ timings: [FrameTiming],
    decay: DecayResult,
    halfLife: Double
  ) {
    guard let reference = decay.reference else { return }
    for timing in timings {
      guard let stored = timing.decayFactor, stored > 0, let duration = timing.durationSeconds,
        let acquisition = timing.acquisition
      else { continue }
      let mean = Decay.averageCountRateTime(durationSeconds: duration, halfLifeSeconds: halfLife)
      var spans = [acquisition.seconds(since: reference) + mean]
      if let frame = timing.frameReferenceSeconds { spans += [frame, frame + mean] }
      let expected = spans.map { 1 / Decay.remaining(after: $0, halfLifeSeconds: halfLife) }
      // Some scanners write 1 for "applied elsewhere".
      guard stored != 1, expected.allSatisfy({ abs(stored / $0 - 1) > 0.01 }) else { continue }
      doubt(
        .decayFactorDisagrees,
        "DecayFactor is \(plain(stored)), while the header's times give "
          + "\(significant(expected.first ?? 0, 6))"
      )
      note(.decayFactor, found: plain(stored), used: "check only")
      return
    }
  }

  private mutating func crossCheckAdministration(
    _ decay: DecayResult,
    tracer: DataSet,
    factor: Double,
    halfLife: Result<Double, UptakeError>
  ) throws(UptakeError) {
    guard decay.correction != .admin, let administration = decay.administration,
      let attribute = PrivateAttribute.geAdministrationDateTime.attribute(in: header)
    else { return }
    do throws(UptakeError) {
      guard let other = try instant(attribute, in: header, code: .administrationTime) else {
        return
      }
      let ratio = Decay.remaining(
        after: other.seconds(since: administration),
        halfLifeSeconds: try halfLife.get()
      )
      add(
        "administration by GE's private time",
        factor: factor * ratio,
        against: factor,
        other.description
      )
      let apart = abs(other.seconds(since: administration))
      if apart > 60 {
        doubt(
          .valuesDisagree,
          "GE's private time of administration, \(other), is \(spanText(apart)) from the one used"
        )
      }
    } catch {
      doubt(.timeUnusable, "\(attribute.keyword): \(error.reason)")
    }
  }

  /// Philips' SUV factor beside an SUV computed from activity.
  private mutating func crossCheckPhilips(
    _ meaning: PixelMeaning,
    factor: Double
  ) throws(UptakeError) {
    guard vendor == .philips, !header.isEnhancedPET else { return }
    let name = "Philips (7053,xx00) SUV factor"
    guard let own = PrivateAttribute.philipsSUVFactor.attribute(in: header),
      let scannerFactor = try header.number(own, code: .philipsScale), scannerFactor > 0
    else {
      crossChecks.append(
        SUVCertificate.CrossCheck(
          rule: name,
          factor: nil,
          differencePercent: nil,
          note: "absent or 0"
        )
      )
      return
    }
    guard meaning.quantity == .counts else {
      // The factor is for counts; a BQML series has the activity factor in its slope already.
      guard let activity = PrivateAttribute.philipsActivityFactor.attribute(in: header),
        let scale = try header.number(activity, code: .philipsScale), scale > 0
      else { return }
      compare(name, scannerFactor / scale, factor)
      return
    }
    compare(name, scannerFactor, factor)
  }

  private mutating func compare(_ name: String, _ other: Double, _ factor: Double) {
    add(name, factor: other, against: factor, "with the weight and activity entered on the scanner")
    let percent = 100 * (other / factor - 1)
    if abs(percent) > 1 {
      doubt(
        .philipsFactorsDisagree,
        "Philips' SUV factor gives \(fixed(percent, 1)) % other values than its activity factor: "
          + "weight, activity or time were changed after the scan"
      )
    }
  }
}
