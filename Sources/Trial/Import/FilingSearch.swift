import Pipeline

/// The search for where a study belongs, with what is doubtful so far.
struct FilingSearch {
  let context: FilingContext
  let study: IncomingStudy
  private var doubts: [FilingDoubt] = []

  init(context: FilingContext, study: IncomingStudy) {
    self.context = context
    self.study = study
  }

  mutating func filing() -> Filing {
    checkTrial()
    guard let participant = participant() else { return .doubtful(doubts) }
    checkIdentity(of: participant)
    guard let day = study.date else {
      doubt(
        .noDate,
        "the study has no single day",
        "get the headers corrected, or release it by hand with its visit"
      )
      return .doubtful(doubts)
    }
    checkStatus(of: participant, on: day)
    let tracer = tracer(for: participant, on: day)
    guard let visit = visit(of: participant, on: day, tracer: tracer) else {
      return .doubtful(doubts)
    }
    check(tracer, at: visit, of: participant)
    guard doubts.isEmpty else { return .doubtful(doubts) }
    return .filed(.init(participant: participant.id, visit: visit.visit, tracer: tracer))
  }

  private mutating func doubt(_ code: FilingDoubt.Code, _ words: String, _ remedy: String) {
    doubts.append(FilingDoubt(code, words, remedy))
  }

  private static let release = "herald quarantine release, with participant and visit"

  // MARK: Whose

  private mutating func checkTrial() {
    let own = Set(
      [context.trial.id, context.trial.registryID ?? ""].map { $0.lowercased() }
        + context.protocols.values.map { $0.id.lowercased() }
    )
    let others = study.protocolIDs.filter { !own.contains($0.lowercased()) }
    if !others.isEmpty {
      doubt(
        .otherTrial,
        "Clinical Trial Protocol ID is \(others.joined(separator: ", ")), not \(context.trial.id)",
        "import it into its own trial, or release it by hand"
      )
    }
  }

  private mutating func participant() -> Participant? {
    let named = study.subjectIDs + study.patientIDs
    let people = context.participants.filter { person in
      named.contains(person.id) || person.subjectID.map(named.contains) ?? false
    }
    // Several ids may name one person; an id that names nobody beside one that does is a doubt too,
    // but only where the trial's own attribute holds it.
    let strangers = study.subjectIDs.filter { id in
      !context.participants.contains { $0.id == id || $0.subjectID == id }
    }
    guard !people.isEmpty else {
      let ids = named.isEmpty ? "nobody" : named.map { "'\($0)'" }.joined(separator: " and ")
      doubt(
        .noParticipant,
        "the headers name \(ids), which is neither a subject id nor a screening number",
        "record the participant (herald participant screen, enrol) and import again, or "
          + Self.release
      )
      return nil
    }
    guard people.count == 1, strangers.isEmpty, study.patientIDs.count <= 1 else {
      let ids = Set(people.map(\.id) + strangers + study.patientIDs).sorted()
      doubt(
        .severalParticipants,
        "the headers name several people: \(ids.joined(separator: ", "))",
        "get the headers corrected, or \(Self.release)"
      )
      return nil
    }
    return people[0]
  }

  private mutating func checkIdentity(of participant: Participant) {
    if participant.isVoid {
      doubt(
        .participantVoid,
        "\(participant.id) was entered in error and is void",
        Self.release
      )
    }
    let sexes: [Participant.Sex: String] = [.female: "F", .male: "M"]
    if let own = sexes[participant.sex], let found = study.sexes.first(where: { $0 != own }) {
      doubt(
        .otherSex,
        "the header's sex is \(found), the participant's \(own): it may be another person's scan",
        "compare with the source; correct the participant (herald participant correct), or "
          + Self.release
      )
    }
    let possible = participant.birthDate.earliest...participant.birthDate.latest
    if let found = study.birthDates.first(where: { !possible.contains($0) }) {
      doubt(
        .otherBirthDate,
        "the header's birth date \(found) can't be the participant's, \(participant.birthDate): it may "
          + "be another person's scan",
        "compare with the source; correct the participant, or \(Self.release)"
      )
    }
  }

  private mutating func checkStatus(of participant: Participant, on day: CivilDate) {
    switch participant.status {
    case .screening, .screenFailed:
      doubt(
        .notEnrolled,
        "\(participant.id) is not enrolled (\(participant.status.rawValue))",
        participant.status == .screening
          ? "herald participant enrol \(participant.id), then import again"
          : "check whose scan it is"
      )
    case .withdrawn where day > participant.statusDate:
      doubt(
        .afterWithdrawal,
        "made on \(day), after the withdrawal of \(participant.id) on \(participant.statusDate)",
        "keep it out, or \(Self.release) where consent covers it"
      )
    case .enrolled, .withdrawn, .completed:
      let enrolled = context.courses.first {
        $0.participant == participant.id && $0.status == .enrolled
      }
      if let enrolled, day < enrolled.date {
        doubt(
          .beforeEnrolment,
          "made on \(day), before the enrolment of \(participant.id) on \(enrolled.date)",
          Self.release
        )
      }
    }
  }

  // MARK: What and when

  private func given(to participant: Participant) -> [Administration] {
    context.administrations.filter { $0.participant == participant.id && !$0.isVoid }
  }

  /// The tracer: the one that the header codes, else the protocol's only one of the nuclide that was
  /// administered that day.
  private mutating func tracer(for participant: Participant, on day: CivilDate) -> String? {
    guard study.modalities.contains("PT") else {
      doubt(.noPET, "there is no PET in it", Self.release)
      return nil
    }
    guard let trial = context.protocols[participant.protocolVersion] else { return nil }
    let coded = trial.tracers.filter { tracer in
      tracer.profile.value?.radiopharmaceuticalCodes.contains(
        where: study.radiopharmaceuticals.contains
      ) ?? false
    }
    if coded.count == 1 { return coded[0].id }
    let ofNuclide = trial.tracers.filter { study.radionuclides.contains($0.radionuclide) }
    guard !ofNuclide.isEmpty else {
      let nuclides =
        study.radionuclides.isEmpty
        ? "no radionuclide" : study.radionuclides.joined(separator: ", ")
      doubt(
        .tracerNotInProtocol,
        "the header codes \(nuclides); the protocol has "
          + trial.tracers.map(\.id).joined(separator: ", "),
        Self.release
      )
      return nil
    }
    let recorded = Set(
      given(to: participant).filter { abs($0.injectedAt.date.days(since: day)) <= 1 }.map(\.tracer)
    )
    let candidates = ofNuclide.filter { recorded.contains($0.id) }
    guard candidates.count == 1 else {
      doubt(
        .tracerUnclear,
        "the header codes no tracer of the protocol, and the administrations don't tell which of "
          + ofNuclide.map(\.id).joined(separator: ", ") + " was given",
        "record the administration (herald dose record) and import again, or \(Self.release)"
      )
      return nil
    }
    return candidates[0].id
  }

  private mutating func visit(
    of participant: Participant,
    on day: CivilDate,
    tracer: String?
  ) -> Visit? {
    let visits = context.visits.filter { $0.participant == participant.id && !$0.isVoid }
    let administered = Set(
      given(to: participant).filter { $0.injectedAt.date == day && $0.tracer == tracer }
        .map(\.visit)
    )
    let trial = context.protocols[participant.protocolVersion]
    // Of a protocol's visits only those with a scan; a visit of the participant's own always.
    let scanned = visits.filter { visit in
      trial?.visits.first { $0.id == visit.visit }.map { !$0.scans.isEmpty } ?? true
    }
    let levels: [[Visit]] = [
      visits.filter { administered.contains($0.visit) },
      scanned.filter { $0.status == .done && $0.date == day },
      scanned.filter { visit in
        guard let start = visit.windowStart, let end = visit.windowEnd else { return false }
        return visit.status != .missed && (start...end).contains(day)
      },
    ]
    let found = levels.first { !$0.isEmpty } ?? []
    guard found.count == 1, let visit = found.first else {
      if found.isEmpty {
        doubt(
          .noVisit,
          noVisit(scanned, day),
          "record the visit's day (herald visit record) and "
            + "import again, or \(Self.release)"
        )
      } else {
        let names = found.map(\.visit).joined(separator: ", ")
        doubt(
          .severalVisits,
          "made on \(day), which may be \(names)",
          "record the administration or the visit's day and import again, or \(Self.release)"
        )
      }
      return nil
    }
    let other = study.timePointIDs.filter { $0.lowercased() != visit.visit.lowercased() }
    if !other.isEmpty {
      doubt(
        .otherVisit,
        "Clinical Trial Time Point ID is \(other.joined(separator: ", ")), the day means "
          + visit.visit,
        Self.release
      )
    }
    return visit
  }

  private func noVisit(_ visits: [Visit], _ day: CivilDate) -> String {
    let known = visits.map { visit in
      if let date = visit.date { return "\(visit.visit) on \(date)" }
      if let start = visit.windowStart, let end = visit.windowEnd {
        return "\(visit.visit) from \(start) to \(end)"
      }
      return "\(visit.visit) without a day"
    }
    return "made on \(day), and no visit is due or took place then (there are: "
      + (known.isEmpty ? "none" : known.joined(separator: "; ")) + ")"
  }

  private mutating func check(_ tracer: String?, at visit: Visit, of participant: Participant) {
    guard let tracer, let trial = context.protocols[participant.protocolVersion] else { return }
    if let planned = trial.visits.first(where: { $0.id == visit.visit }),
      !planned.scans.contains(tracer),
      trial.tracers.first(where: { $0.id == tracer })?.role == .study
    {
      doubt(
        .tracerNotAtVisit,
        "the protocol has no scan with \(tracer) at \(visit.visit)",
        Self.release
      )
    }
    let recorded = given(to: participant).filter {
      $0.visit == visit.visit && $0.injectedAt.date == study.date
    }
    if !recorded.isEmpty, !recorded.contains(where: { $0.tracer == tracer }) {
      doubt(
        .otherTracer,
        "the header's tracer is \(tracer), recorded as given is "
          + recorded.map(\.tracer).joined(separator: ", "),
        "compare with the source; correct the administration (herald dose record --correct), or "
          + Self.release
      )
    }
  }
}
