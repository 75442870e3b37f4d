/// A visit of a participant: planned by the protocol, or unscheduled.
public struct Visit: EnteredRecord {
  /// What became of it.
  public enum Status: String, CaseIterable, Codable, Sendable {
    /// It is to come.
    case planned
    /// It took place.
    case done
    /// It didn't take place.
    case missed
  }

  /// Which table it is a row of.
  public static let kind = RecordKind.visit

  /// The record's id.
  public var id: String
  /// The participant's screening number.
  public var participant: String
  /// The visit of the protocol, such as `baseline`; another name for an unscheduled visit.
  public var visit: String
  /// What became of it.
  public var status: Status
  /// The day that was aimed at; nil for an unscheduled visit.
  public var dueDate: CivilDate?
  /// The first day of the window.
  public var windowStart: CivilDate?
  /// The last day of the window.
  public var windowEnd: CivilDate?
  /// The day on which it took place.
  public var date: CivilDate?
  /// The body's weight that day, in kg.
  public var weightKilograms: Double?
  /// The body's height, in cm.
  public var heightCentimeters: Double?
  /// The ECOG performance status that day, 0 to 5.
  public var ecog: Int?
  /// What else there is to say, such as why it was missed.
  public var comment: String?
  /// Whether the entry was made in error, and counts for nothing.
  public var isVoid: Bool

  /// A visit.
  ///
  /// - Parameters:
  ///   - participant: the screening number.
  ///   - visit: the visit of the protocol.
  ///   - status: what became of it.
  public init(participant: String, visit: String, status: Status) {
    id = ""
    self.participant = participant
    self.visit = visit
    self.status = status
    isVoid = false
  }

  /// Reads the fields.
  public init?(_ form: inout EntryForm) {
    let participant = form.code("participant", .required, "screening number")
    let visit = form.code("visit", .required, "the protocol's visit, or a name of its own")
    let status: Status? = form.choice("status", .required, "what became of it")
    let dueDate = form.day("dueDate", .optional, "day aimed at; the protocol's where left out")
    let windowStart = form.day("windowStart", .optional, "first day allowed; likewise")
    let windowEnd = form.day("windowEnd", .optional, "last day allowed; likewise")
    let date = form.date("date", .optional, "day on which it took place; needed when done")
    let weight = form.number(
      "weightKilograms",
      .optional,
      "weight that day",
      unit: "kg",
      in: 2...400
    )
    let height = form.number("heightCentimeters", .optional, "height", unit: "cm", in: 40...250)
    let ecog = form.count("ecog", .optional, "ECOG performance status", in: 0...5)
    let comment = form.text("comment", .optional, "anything else; needed when missed")
    if status == .done, date == nil {
      form.fault("date", "a visit that took place has a day")
    }
    if let status, status != .done, date != nil {
      form.fault("date", "a visit that is \(status.rawValue) has no day on which it took place")
    }
    if status == .missed, comment == nil {
      form.fault("comment", "say why the visit was missed")
    }
    if let windowStart, let windowEnd, windowEnd < windowStart {
      form.fault("windowEnd", "the window would end before it begins, \(windowStart)")
    }
    guard let participant, let visit, let status else { return nil }
    self.init(participant: participant, visit: visit, status: status)
    self.dueDate = dueDate
    self.windowStart = windowStart
    self.windowEnd = windowEnd
    self.date = date
    weightKilograms = weight
    heightCentimeters = height
    self.ecog = ecog
    self.comment = comment
  }
}
