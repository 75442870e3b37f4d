import GRDB
public import Trial

extension TrialStore {
  /// What became of a visit of the protocol that was to be scheduled.
  public enum Scheduling: Sendable {
    /// It was planned, or planned anew.
    case planned(Visit)
    /// It is planned already, took place or was missed.
    case unchanged(Visit)
    /// It can't be planned yet, or the protocol doesn't say when.
    case open(visit: String, reason: String)
  }

  /// Plans the visits of a participant as the protocol says: from consent, enrolment or another visit.
  ///
  /// A visit whose anchor has no day yet, or whose timing the protocol leaves to the site, is not
  /// planned; it says why. A planned visit whose anchor has moved is planned anew.
  ///
  /// - Parameters:
  ///   - session: who plans.
  ///   - id: the screening number.
  /// - Returns: what became of each visit, in the protocol's order.
  /// - Throws: ``StoreError``.
  public func schedule(as session: Session, _ id: String) throws -> [Scheduling] {
    try change(as: session, may: .recordConduct, "schedule visits") { change in
      let participant = try change.record(Participant.self, id)
      guard [.screening, .enrolled].contains(participant.status), !participant.isVoid else {
        throw StoreError.refused(
          "\(id) is \(participant.status.rawValue): there is nothing to plan"
        )
      }
      let plan = try Self.trialProtocol(participant.protocolVersion, in: change.database)
      let known = try Self.all(Visit.self, of: id, in: change.database)
      var visits = Dictionary(known.map { ($0.visit, $0) }) { $1 }
      var results: [Scheduling] = []
      for step in plan.visits {
        let earlier = visits[step.id]
        if let earlier, earlier.status != .planned {
          results.append(.unchanged(earlier))
          continue
        }
        switch Self.days(of: step, participant, visits) {
        case .failure(let reason):
          results.append(
            earlier.map { .unchanged($0) } ?? .open(visit: step.id, reason: reason.words)
          )
        case .success(let days):
          var visit = earlier ?? Visit(participant: id, visit: step.id, status: .planned)
          visit.windowStart = days.earliest
          visit.dueDate = days.due
          visit.windowEnd = days.latest
          if let earlier, earlier == visit {
            results.append(.unchanged(visit))
            continue
          }
          if earlier == nil { visit = try change.insert(visit) } else { try change.advance(visit) }
          visits[step.id] = visit
          results.append(.planned(visit))
        }
      }
      return results
    }
  }

  /// Why a visit has no day.
  private struct NoDay: Error {
    let words: String
  }

  private static func days(
    of step: ProtocolVisit,
    _ participant: Participant,
    _ visits: [String: Visit]
  ) -> Result<(earliest: CivilDate, due: CivilDate, latest: CivilDate), NoDay> {
    switch step.timing {
    case .open(let words):
      return .failure(NoDay(words: "the protocol leaves its day to the site: \(words)"))
    case .stated(let timing, _):
      switch timing.anchor {
      case .consent: return .success(timing.days(from: participant.consentDate))
      case .enrolment:
        guard participant.status == .enrolled else {
          return .failure(NoDay(words: "its day counts from enrolment"))
        }
        return .success(timing.days(from: participant.statusDate))
      case .visit(let other):
        guard let day = visits[other]?.date ?? visits[other]?.dueDate else {
          return .failure(
            NoDay(words: "its day counts from the visit '\(other)', which has none yet")
          )
        }
        return .success(timing.days(from: day))
      }
    }
  }
}
