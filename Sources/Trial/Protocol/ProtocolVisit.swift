/// A visit of a protocol.
public struct ProtocolVisit: Sendable, Hashable {
  /// What a visit's day counts from.
  public enum Anchor: Sendable, Hashable {
    /// The day of consent.
    case consent
    /// The day of enrolment.
    case enrolment
    /// The day on which another visit took place.
    case visit(String)
  }

  /// When a visit is due: a day counted from its anchor, and how far off it may be.
  public struct Timing: Sendable, Hashable {
    /// What the day counts from; day 0 is the anchor's day.
    public let anchor: Anchor
    /// The day that is aimed at.
    public let day: Int
    /// The first day that is allowed.
    public let earliest: Int
    /// The last day that is allowed.
    public let latest: Int

    /// The days on which the visit may take place.
    ///
    /// - Parameter anchor: the anchor's day.
    /// - Returns: the first day, the one that is aimed at, and the last.
    public func days(
      from anchor: CivilDate
    ) -> (earliest: CivilDate, due: CivilDate, latest: CivilDate) {
      (anchor.adding(days: earliest), anchor.adding(days: day), anchor.adding(days: latest))
    }
  }

  /// What is done at a visit.
  public enum Procedure: String, Hashable, Sendable, Codable, CaseIterable {
    /// Consent is asked for.
    case consent
    /// The eligibility criteria are judged.
    case eligibility
    /// A CT with contrast, or a CT that lesions are measured on.
    case ct
    /// A magnetic resonance examination.
    case mri
    /// A biopsy.
    case biopsy
    /// Laboratory tests.
    case laboratory
    /// Adverse events are asked for.
    case adverseEvents = "adverse-events"
  }

  /// What names the visit.
  public let id: String
  /// The visit's name, as shown to a person.
  public let title: String
  /// When it is due.
  public let timing: Stated<Timing>
  /// Whether a participant's course is incomplete without it.
  public let isRequired: Bool
  /// The tracers of the scans that are made, by id; one of them where there are several.
  public let scans: [String]
  /// What else is done.
  public let procedures: [Procedure]
}
