/// Something that somebody has to do next, with the command that does it.
public struct StatusItem: Equatable, Sendable, Codable {
  /// Why it has to be done.
  public enum Kind: String, CaseIterable, Codable, Sendable {
    /// Its day has come, or comes soon.
    case due
    /// Its day is over.
    case overdue
    /// Something that belongs to what took place isn't there.
    case missing
    /// Something can't go on.
    case blocked
  }

  /// Why it has to be done.
  public let kind: Kind
  /// The participant's screening number; nil where it is about none.
  public let participant: String?
  /// The visit.
  public let visit: String?
  /// What it is about, in words.
  public let what: String
  /// The last day on which it can be done, or the day since which it waits.
  public let day: CivilDate?
  /// A refusal's code.
  public let code: String?
  /// The command to do next, without trial and account.
  public let command: String

  /// Something that somebody has to do next.
  ///
  /// - Parameters:
  ///   - kind: why.
  ///   - participant: the screening number.
  ///   - visit: the visit.
  ///   - what: what it is about.
  ///   - day: the last day, or the day since which it waits.
  ///   - code: a refusal's code.
  ///   - command: the command to do next.
  public init(
    _ kind: Kind,
    participant: String? = nil,
    visit: String? = nil,
    _ what: String,
    day: CivilDate? = nil,
    code: String? = nil,
    command: String
  ) {
    self.kind = kind
    self.participant = participant
    self.visit = visit
    self.what = what
    self.day = day
    self.code = code
    self.command = command
  }
}
