import DICOM

/// The moment to which a frame's activity refers, by one rule.
enum ReferenceAnswer {
  /// The moment, and whether taking it is an adaptation of the header.
  case instant(DICOMInstant, words: String, isAdaptation: Bool)
  /// Why the rule doesn't apply.
  case notApplicable(String)

  var instant: DICOMInstant? {
    if case .instant(let instant, _, _) = self { return instant }
    return nil
  }

  var words: String {
    switch self {
    case .instant(_, let words, _): words
    case .notApplicable(let reason): reason
    }
  }
}

/// The rules by which the reference time of DecayCorrection START is found.
///
/// - Source: IBSI-SUV manual v3.0.1, chain restated in the MITK user guide; QIBA vendor-neutral
///   pseudo-code 2018-06-26; docs/decisions/0003.
enum ReferenceRule: String, CaseIterable {
  case privateDateTime = "START 1"
  case equalTimes = "START 2"
  case backComputed = "START 3"
  case backComputedGE = "START 4"
  case qiba = "QIBA"

  /// Times that differ by no more than this are equal: headers round to the second.
  static let equalWithinSeconds = 1.0
  /// Reference times of one series that differ by more than this contradict each other.
  static let spreadSeconds = 5.0

  /// The rule's answer for a frame.
  func answer(
    for timing: FrameTiming,
    in series: [FrameTiming],
    vendor: SUVCertificate.Vendor,
    halfLifeSeconds: Double
  ) -> ReferenceAnswer {
    switch self {
    case .privateDateTime: Self.privateReference(timing, series)
    case .equalTimes: Self.equalTimes(timing)
    case .backComputed: Self.backComputed(timing, halfLifeSeconds)
    case .backComputedGE: Self.backComputedGE(timing)
    case .qiba: Self.qibaChain(timing, series)
    }
  }

  /// The scanner's own moment of decay correction, where every slice has it and it is plausible.
  private static func privateReference(
    _ timing: FrameTiming,
    _ series: [FrameTiming]
  ) -> ReferenceAnswer {
    guard let own = timing.privateReference else {
      return .notApplicable("no private date-time of decay correction")
    }
    guard series.allSatisfy({ $0.privateReference != nil }) else {
      return .notApplicable("the private date-time is absent in some slices")
    }
    if let conflict = series.lazy.compactMap(privateConflict).first {
      return .notApplicable("the private date-time is implausible: \(conflict)")
    }
    return .instant(
      own.instant,
      words: "\(own.attribute.keyword) \(own.attribute.tag) of the scanner, in every slice",
      isAdaptation: false
    )
  }

  /// How a private date-time contradicts the standard ones, or nil.
  ///
  /// De-identification that shifts the standard dates only leaves it whole days off.
  static func privateConflict(_ timing: FrameTiming) -> String? {
    guard let reference = timing.privateReference?.instant else { return nil }
    if let acquisition = timing.acquisition {
      let lead = acquisition.seconds(since: reference)
      if lead < -3600 || lead >= 86_400 {
        return "it lies \(spanText(lead)) before the frame's acquisition"
      }
    }
    if let series = timing.series {
      let lead = series.seconds(since: reference)
      let isRecreated =
        timing.acquisition.map { series.seconds(since: $0) >= 43_200 } ?? false
      if abs(lead) >= 86_400, !isRecreated {
        return "it lies \(spanText(lead)) before the series' date and time"
      }
    }
    return nil
  }

  /// The acquisition's time, where the series' is the same to the second.
  ///
  /// Of the two it is the earlier, since no reference of START is later than the scan's start.
  private static func equalTimes(_ timing: FrameTiming) -> ReferenceAnswer {
    guard let acquisition = timing.acquisition, let series = timing.series else {
      return .notApplicable("series or acquisition has no date and time")
    }
    var ahead = Double(acquisition.microsecondOfDay - series.microsecondOfDay) / 1e6
    if ahead > 43_200 { ahead -= 86_400 }
    if ahead < -43_200 { ahead += 86_400 }
    guard abs(ahead) <= equalWithinSeconds else {
      return .notApplicable(
        "the acquisition begins \(spanText(abs(ahead))) \(ahead > 0 ? "after" : "before") "
          + "the series' time"
      )
    }
    return .instant(
      acquisition.adding(seconds: -max(0, ahead)),
      words: "the acquisition begins at the series' time",
      isAdaptation: false
    )
  }

  /// The acquisition, plus the mean-activity time, less FrameReferenceTime.
  private static func backComputed(
    _ timing: FrameTiming,
    _ halfLifeSeconds: Double
  ) -> ReferenceAnswer {
    guard let acquisition = timing.acquisition else {
      return .notApplicable("the frame has no acquisition date and time")
    }
    guard let duration = timing.durationSeconds else {
      return .notApplicable("ActualFrameDuration is absent or 0")
    }
    guard let reference = timing.frameReferenceSeconds, reference >= 0 else {
      return .notApplicable("FrameReferenceTime is absent or negative")
    }
    let mean = Decay.averageCountRateTime(
      durationSeconds: duration,
      halfLifeSeconds: halfLifeSeconds
    )
    if reference == 0, mean > equalWithinSeconds {
      // A mean-activity time of 0 can't be: the frame's own start was written down as 0.
      return .instant(
        acquisition,
        words: "the frame's own start, since FrameReferenceTime is 0",
        isAdaptation: true
      )
    }
    return .instant(
      acquisition.adding(seconds: mean - reference),
      words: "back from the acquisition: + \(significant(mean, 6)) s (mean activity) - "
        + "\(significant(reference, 6)) s (FrameReferenceTime)",
      isAdaptation: true
    )
  }

  /// The acquisition less FrameReferenceTime, which GE counts to the frame's start.
  private static func backComputedGE(_ timing: FrameTiming) -> ReferenceAnswer {
    guard let acquisition = timing.acquisition else {
      return .notApplicable("the frame has no acquisition date and time")
    }
    guard let reference = timing.frameReferenceSeconds, reference >= 0 else {
      return .notApplicable("FrameReferenceTime is absent or negative")
    }
    return .instant(
      acquisition.adding(seconds: -reference),
      words: "back from the acquisition by FrameReferenceTime, \(significant(reference, 6)) s",
      isAdaptation: true
    )
  }

  /// The series' time unless it is after the acquisition, else GE's private one, else the
  /// earliest acquisition.
  private static func qibaChain(
    _ timing: FrameTiming,
    _ series: [FrameTiming]
  ) -> ReferenceAnswer {
    guard let earliest = earliestAcquisition(series) else {
      return .notApplicable("no slice has an acquisition date and time")
    }
    if let start = timing.series,
      start.seconds(since: earliest) <= equalWithinSeconds
    {
      return .instant(
        start,
        words: "QIBA: the series' time, not after the acquisition",
        isAdaptation: false
      )
    }
    if let own = timing.privateReference, own.attribute.keyword == "PETScanDateTime" {
      return .instant(own.instant, words: "QIBA: GE's private scan time", isAdaptation: false)
    }
    return .instant(
      earliest,
      words: "QIBA: the earliest acquisition of the series",
      isAdaptation: true
    )
  }

  /// The start of the earliest frame.
  static func earliestAcquisition(_ series: [FrameTiming]) -> DICOMInstant? {
    series.compactMap(\.acquisition).min { $0.seconds(since: $1) < 0 }
  }
}

extension CertificateMaker {
  /// The one reference time of a series with DecayCorrection START.
  ///
  /// - Throws: ``UptakeError`` with E_DECAY_TIMING where a slice has none, or slices disagree.
  mutating func startReference(
    _ timings: [FrameTiming],
    halfLifeSeconds: Double
  ) throws(UptakeError) -> DICOMInstant {
    if let conflict = timings.lazy.compactMap(ReferenceRule.privateConflict).first {
      doubt(.inconsistentMetadata, "the private reference time is set aside: \(conflict)")
      if let attribute = timings.lazy.compactMap({ $0.privateReference?.attribute }).first,
        settings.referenceTime == .ibsi
      {
        try adapt(
          .decayTiming,
          attribute,
          found: header.shown(attribute.tag),
          used: "not used",
          because: conflict
        )
      }
    }
    let chain: [ReferenceRule] =
      settings.referenceTime == .qiba
      ? [.qiba]
      : [.privateDateTime, .equalTimes, vendor == .ge ? .backComputedGE : .backComputed]
    var answers: [(rule: ReferenceRule, answer: ReferenceAnswer, instant: DICOMInstant)] = []
    for timing in timings {
      var refusals: [String] = []
      var taken = false
      for rule in chain {
        let answer = rule.answer(
          for: timing,
          in: timings,
          vendor: vendor,
          halfLifeSeconds: halfLifeSeconds
        )
        guard let instant = answer.instant else {
          refusals.append(answer.words)
          continue
        }
        answers.append((rule, answer, instant))
        taken = true
        break
      }
      if !taken { throw untimed(refusals) }
    }
    return try agreed(answers, timings)
  }

  private func untimed(_ refusals: [String]) -> UptakeError {
    UptakeError(
      .decayTiming,
      .decayCorrection,
      found: "START",
      reason: "the moment to which the image is decay corrected isn't known: "
        + refusals.joined(separator: "; "),
      remedy: "send the series again with its private attributes and all its times"
    )
  }

  /// The answer that stands for all slices, which have to agree within seconds.
  private mutating func agreed(
    _ answers: [(rule: ReferenceRule, answer: ReferenceAnswer, instant: DICOMInstant)],
    _ timings: [FrameTiming]
  ) throws(UptakeError) -> DICOMInstant {
    guard let first = answers.first else { throw untimed(["there is no slice"]) }
    let leads = answers.map { $0.instant.seconds(since: first.instant) }
    let spread = (leads.max() ?? 0) - (leads.min() ?? 0)
    guard spread <= ReferenceRule.spreadSeconds else {
      throw UptakeError(
        .decayTiming,
        .frameReferenceTime,
        found: "reference times \(spanText(spread)) apart",
        reason: "the slices don't agree on the moment to which they are decay corrected",
        remedy: "check that the series holds one acquisition; else send it again unprocessed"
      )
    }
    // The surest rule that any slice allows, and of its answers the earliest.
    let surest =
      ReferenceRule.allCases.first { rule in answers.contains { $0.rule == rule } } ?? first.rule
    let candidates = answers.filter { $0.rule == surest }
    let chosen = candidates.min { $0.instant.seconds(since: $1.instant) < 0 } ?? first
    for entry in answers {
      guard case .instant(let instant, let words, true) = entry.answer else { continue }
      try adapt(
        .decayTiming,
        .frameReferenceTime,
        found: header.shown(Attribute.frameReferenceTime.tag),
        used: instant.description,
        because: words
      )
      break
    }
    if surest == .backComputed || surest == .backComputedGE, !header.hasKnownVendor {
      doubt(
        .vendorUnknown,
        "the maker isn't stated; GE counts FrameReferenceTime otherwise (see the cross-checks)"
      )
    }
    if let earliest = ReferenceRule.earliestAcquisition(timings),
      chosen.instant.seconds(since: earliest) > ReferenceRule.equalWithinSeconds,
      timings.allSatisfy({ $0.acquisition.map { $0.seconds(since: chosen.instant) < -1 } ?? false })
    {
      doubt(
        .referenceAfterAcquisition,
        "the reference time is \(spanText(chosen.instant.seconds(since: earliest))) after the "
          + "frame's start, which DecayCorrection START excludes"
      )
    }
    follow("reference time", surest.rawValue, chosen.answer.words)
    return chosen.instant
  }
}
