/// The data of a participant as one assessment sees them: on a day, with the latest datum of each name.
struct EligibilityEvidence {
  let data: [Datum]
  let date: CivilDate
  let decisions: [ReadingDecision]

  /// A rule's answer: whether it is true, why, and on which data.
  struct Answer {
    var verdict: Verdict
    var reasons: [String]
    var data: [Datum]

    init(_ verdict: Verdict, _ reason: String, _ data: [Datum] = []) {
      self.verdict = verdict
      reasons = [reason]
      self.data = data
    }

    /// The answer of several: those that decide it say why first.
    init(_ verdict: Verdict, of parts: [Answer]) {
      self.verdict = verdict
      reasons =
        parts.filter { $0.verdict == verdict }.flatMap(\.reasons)
        + parts.filter { $0.verdict != verdict }.flatMap(\.reasons)
      var seen: Set<Datum> = []
      data = parts.flatMap(\.data).filter { seen.insert($0).inserted }
    }

    /// The same answer, with a word where the protocol leaves open how old its data may be.
    func noting(_ valid: EligibilityRule.Validity) -> Answer {
      guard case .open? = valid, let datum = data.first else { return self }
      var noted = self
      noted.reasons.append(
        "of \(datum.date?.description ?? "an unknown day"); how old it may be is the site's to fill in"
      )
      return noted
    }
  }

  /// The latest datum of a name that holds on the day, or why there is none.
  ///
  /// A datum without a date counts as older than every dated one, and never where a limit of age is
  /// set. A datum of a later day doesn't count. Two that differ on the same day are a contradiction.
  func latest(_ name: String, valid: EligibilityRule.Validity) -> (Datum?, reason: String) {
    let known = data.filter { $0.name == name }
    guard !known.isEmpty else { return (nil, "\(name) is not recorded") }
    let past = known.filter { $0.date.map { $0 <= date } ?? true }
    let newest = past.compactMap(\.date).max()
    let candidates = past.filter { $0.date == newest }
    guard let first = candidates.first else {
      let days = known.compactMap { $0.date?.description }.min() ?? ""
      return (nil, "\(name) is recorded only for later days, from \(days)")
    }
    if candidates.contains(where: { $0.value != first.value }) {
      return (nil, "\(name) is recorded twice for \(Self.day(newest)), with different values")
    }
    if case .unknown(let reason) = first.value { return (nil, "\(name) is not known: \(reason)") }
    if let limit = valid?.value {
      guard let day = first.date else {
        return (nil, "\(name) has no date, and holds for \(limit) days only")
      }
      let age = date.days(since: day)
      if age > limit {
        return (nil, "\(name) of \(day) is \(age) days old, and holds for \(limit) days")
      }
    }
    return (first, "")
  }

  static func day(_ date: CivilDate?) -> String { date?.description ?? "an unknown day" }

  /// Asks a rule.
  func answer(_ rule: EligibilityRule) -> Answer {
    switch rule {
    case .all(let rules):
      let parts = rules.map(answer)
      return Answer(parts.map(\.verdict).reduce(.met, &&), of: parts)
    case .any(let rules):
      let parts = rules.map(answer)
      return Answer(parts.map(\.verdict).reduce(.notMet, ||), of: parts)
    case .not(let rule):
      let part = answer(rule)
      return Answer(!part.verdict, of: [part])
    case .age(let bounds): return age(bounds)
    case .code(let name, let codes, let valid): return code(name, codes, valid).noting(valid)
    case .quantity(let name, let bounds, let valid):
      return quantity(name, bounds, valid).noting(valid)
    case .yes(let name, let valid): return yes(name, valid).noting(valid)
    case .measurableLesions(let least, let valid):
      return measurableLesions(least, valid).noting(valid)
    case .judgement(let name, let role): return judgement(name, by: role)
    case .readings(let readings): return answer(readings)
    case .open(let name, let words): return open(name, words)
    }
  }

  private func code(_ name: String, _ codes: [String], _ valid: EligibilityRule.Validity) -> Answer
  {
    let (datum, reason) = latest(name, valid: valid)
    guard let datum else { return Answer(.unknown, reason) }
    let wanted = codes.joined(separator: " or ")
    switch datum.value {
    case .code(let code):
      return Answer(
        Verdict(codes.contains(code)),
        "\(name) is \(code); asked for is \(wanted)",
        [datum]
      )
    case .quantity(let quantity, .equal):
      let code = FieldReader.plain(quantity.value)
      return Answer(
        Verdict(codes.contains(code)),
        "\(name) is \(code); asked for is \(wanted)",
        [datum]
      )
    default: return Answer(.unknown, "\(name) is not recorded as a code", [datum])
    }
  }

  private func yes(_ name: String, _ valid: EligibilityRule.Validity) -> Answer {
    let (datum, reason) = latest(name, valid: valid)
    guard let datum else { return Answer(.unknown, reason) }
    guard case .yes(let isTrue) = datum.value else {
      return Answer(.unknown, "\(name) is not recorded as yes or no", [datum])
    }
    return Answer(Verdict(isTrue), "\(name): \(isTrue ? "yes" : "no")", [datum])
  }

  private func judgement(_ name: String, by role: TrialRole) -> Answer {
    let (datum, reason) = latest(name, valid: nil)
    guard let datum else { return Answer(.unknown, reason) }
    guard case .yes(let isTrue) = datum.value else {
      return Answer(.unknown, "\(name) is not recorded as yes or no", [datum])
    }
    guard datum.role == role else {
      return Answer(
        .unknown,
        "\(name) was judged by \(datum.by) as \(datum.role?.rawValue ?? "nobody in particular"), "
          + "and is the \(role.rawValue)'s to judge",
        [datum]
      )
    }
    return Answer(Verdict(isTrue), "\(name): \(isTrue ? "yes" : "no"), by \(datum.by)", [datum])
  }

  private func open(_ name: String, _ words: String) -> Answer {
    let (datum, reason) = latest(name, valid: nil)
    guard let datum else {
      return Answer(.unknown, "\(reason), and the protocol leaves its rule to the site: \(words)")
    }
    guard case .yes(let isTrue) = datum.value, datum.role == .investigator else {
      return Answer(
        .unknown,
        "the protocol leaves the rule of \(name) to the site; until then it is the investigator's "
          + "to judge with yes or no",
        [datum]
      )
    }
    return Answer(
      Verdict(isTrue),
      "\(name): \(isTrue ? "yes" : "no"), judged by \(datum.by) without a rule of the protocol",
      [datum]
    )
  }

  private func answer(_ readings: EligibilityRule.Readings) -> Answer {
    let decided = decisions.last { $0.question == readings.id && $0.date <= date }
    let chosen = readings.chosen.value ?? decided?.reading
    if let option = readings.options.first(where: { $0.id == chosen }) {
      var part = answer(option.rule)
      let how =
        readings.chosen.value != nil
        ? "the protocol" : decided.map { "\($0.by) on \($0.date)" } ?? "nobody"
      part.reasons.append("read as '\(option.text)', decided by \(how)")
      return part
    }
    let parts = readings.options.map { answer($0.rule) }
    let verdicts = Set(parts.map(\.verdict))
    var seen: Set<String> = []
    var whole = Answer(.unknown, of: parts)
    whole.reasons = whole.reasons.filter { seen.insert($0).inserted }
    if verdicts.count == 1, let verdict = verdicts.first, verdict != .unknown {
      whole.verdict = verdict
      whole.reasons.append("however it is read: \(readings.question)")
    } else {
      whole.reasons.append(
        "the site has to decide '\(readings.id)' (\(readings.options.map(\.id).joined(separator: " or "))): "
          + readings.question
      )
    }
    return whole
  }
}

extension EligibilityAssessment {
  /// Judges a participant's data by a protocol.
  ///
  /// - Parameters:
  ///   - data: what is known of the participant, in any order; of each name the latest that holds on
  ///     the day counts.
  ///   - date: the day that is judged for.
  ///   - trial: the protocol's version.
  ///   - by: who judges.
  ///   - decisions: the site's decisions about ambiguous words, the latest last.
  public init(
    of data: [Datum],
    on date: CivilDate,
    under trial: TrialProtocol,
    by: String,
    decisions: [ReadingDecision] = []
  ) {
    let evidence = EligibilityEvidence(data: data, date: date, decisions: decisions)
    let judgements = trial.criteria.map { criterion in
      let answer = evidence.answer(criterion.rule)
      return CriterionJudgement(
        criterion: criterion.id,
        kind: criterion.kind,
        text: criterion.text,
        verdict: answer.verdict,
        reasons: answer.reasons,
        data: answer.data
      )
    }
    self.init(
      protocolID: trial.id,
      protocolVersion: trial.version,
      protocolSHA256: trial.sha256,
      date: date,
      by: by,
      judgements: judgements,
      decisions: decisions.filter { $0.date <= date }
    )
  }
}
