/// What the trial knows of a participant when something is recorded of them.
public struct ConductContext: Sendable {
  /// The participant; nil where the screening number is unknown.
  public var participant: Participant?
  /// The participant's visits, by the protocol's name.
  public var visits: [String: Visit]
  /// The tracers of the protocol version that the participant is under; nil where it isn't known.
  public var tracers: [String]?

  /// What the trial knows of a participant.
  ///
  /// - Parameters:
  ///   - participant: the participant; nil where unknown.
  ///   - visits: the participant's visits, by name.
  ///   - tracers: the tracers of the protocol; nil where not known.
  public init(participant: Participant?, visits: [String: Visit], tracers: [String]? = nil) {
    self.participant = participant
    self.visits = visits
    self.tracers = tracers
  }

  /// What is wrong with a day on which something is said to have happened to the participant.
  func faults(
    _ field: String,
    _ day: CivilDate,
    mayPrecedeConsent: Bool
  ) -> [EntryForm.Fault] {
    guard let participant else { return [] }
    if day < participant.birthDate.earliest {
      return [.init(field: field, reason: "\(day) is before birth, \(participant.birthDate)")]
    }
    if !mayPrecedeConsent, day < participant.consentDate {
      return [.init(field: field, reason: "\(day) is before consent, \(participant.consentDate)")]
    }
    return []
  }

  /// What is wrong with a visit that is named.
  func faults(visit name: String?) -> [EntryForm.Fault] {
    guard let name, participant != nil, visits[name] == nil else { return [] }
    let known = visits.keys.sorted().joined(separator: ", ")
    return [
      .init(
        field: "visit",
        reason: "the participant has no visit '\(name)'; "
          + (known.isEmpty ? "herald visit schedule makes them" : "there are: \(known)")
      )
    ]
  }
}

extension EnteredRecord {
  /// What is wrong with the record beside what is known of the participant.
  ///
  /// - Parameter context: what is known.
  /// - Returns: everything that is wrong.
  public func faults(in context: ConductContext) -> [EntryForm.Fault] {
    if Self.kind == .participant { return [] }
    guard let known = context.participant else {
      return [
        .init(
          field: "participant",
          reason:
            "nobody has the screening number '\(participant)'; herald participant list shows all"
        )
      ]
    }
    if known.isVoid {
      return [
        .init(field: "participant", reason: "\(participant) was entered in error and is void")
      ]
    }
    return dated(in: context)
  }

  private func dated(in context: ConductContext) -> [EntryForm.Fault] {
    switch self {
    case let visit as Visit: visit.dated(context)
    case let administration as Administration: administration.dated(context)
    case let biopsy as Biopsy:
      context.faults("takenOn", biopsy.takenOn, mayPrecedeConsent: true)
    case let result as LabResult:
      context.faults("date", result.date, mayPrecedeConsent: true)
        + context.faults(visit: result.visit)
    case let event as AdverseEvent:
      context.faults("onset", event.onset.latest, mayPrecedeConsent: false)
        + context.faults(visit: event.visit)
    case let datum as ScreeningDatum:
      datum.date.map { context.faults("date", $0, mayPrecedeConsent: true) } ?? []
    case let lesion as ScreeningLesion:
      context.faults("date", lesion.date, mayPrecedeConsent: true)
    default: []
    }
  }

  /// The record in the place of an earlier one that it corrects: what no form holds is kept.
  ///
  /// - Parameter earlier: the record as it was.
  /// - Returns: the record as it ought to be.
  public func correcting(_ earlier: Self) -> Self {
    var record = self
    record.id = earlier.id
    record.isVoid = earlier.isVoid
    guard let before = earlier as? Participant, var after = record as? Participant else {
      return record
    }
    after.subjectID = before.subjectID
    after.protocolVersion = before.protocolVersion
    after.status = before.status
    after.statusDate = before.status == .screening ? after.consentDate : before.statusDate
    return after as? Self ?? record
  }
}

extension Visit {
  fileprivate func dated(_ context: ConductContext) -> [EntryForm.Fault] {
    var faults = date.map { context.faults("date", $0, mayPrecedeConsent: false) } ?? []
    if let date, let known = context.participant, known.status == .withdrawn,
      date > known.statusDate
    {
      faults.append(.init(field: "date", reason: "is after the withdrawal, \(known.statusDate)"))
    }
    return faults
  }
}

extension Administration {
  fileprivate func dated(_ context: ConductContext) -> [EntryForm.Fault] {
    var faults = context.faults("injectedAt", injectedAt.date, mayPrecedeConsent: false)
    faults += context.faults(visit: visit)
    if let known = context.participant {
      switch known.status {
      case .screening, .screenFailed:
        faults.append(
          .init(
            field: "participant",
            reason: "\(participant) is not enrolled (\(known.status.rawValue)); nobody is injected "
              + "before enrolment"
          )
        )
      case .withdrawn where injectedAt.date > known.statusDate:
        faults.append(
          .init(field: "injectedAt", reason: "is after the withdrawal, \(known.statusDate)")
        )
      default: break
      }
    }
    if let day = context.visits[visit]?.date,
      abs(day.daysSince1970 - injectedAt.date.daysSince1970) > 1
    {
      faults.append(
        .init(field: "injectedAt", reason: "is more than a day from the visit's day, \(day)")
      )
    }
    if let tracers = context.tracers, !tracers.contains(tracer) {
      faults.append(
        .init(
          field: "tracer",
          reason: "the protocol has no tracer '\(tracer)'; it has: "
            + tracers.joined(separator: ", ")
        )
      )
    }
    return faults
  }
}
