/// What happens to a lesion between the baseline and a visit.
public enum Fate: String, CaseIterable, Codable, Sendable, Hashable {
  /// The first visit.
  case baseline
  /// Nothing: a repeated scan without treatment.
  case unchanged
  /// Smaller changes under treatment.
  case stable
  /// It shrinks and its uptake falls.
  case partialResponse
  /// Hardly anything is left.
  case completeResponse
  /// Nothing is left.
  case vanished
  /// HER2 is lost; the lesion stays, and so does its FDG uptake.
  case receptorLoss
  /// HER2 is lost while the lesion shrinks.
  case receptorLossWithShrinking
  /// It grows.
  case progression
  /// It grows, with more FDG uptake, and has lost HER2.
  case progressionByReceptorLoss
  /// It stays as it is; trastuzumab occupies receptors that an antibody tracer then misses.
  case blocked
  /// It appears for the first time.
  case new
  /// It isn't there yet.
  case notYetPresent

  /// Whether there is anything to see.
  public var isPresent: Bool { self != .notYetPresent && self != .vanished }

  /// Whether the lesion has lost its HER2.
  public var hasLostReceptor: Bool {
    self == .receptorLoss || self == .receptorLossWithShrinking
      || self == .progressionByReceptorLoss
  }
}

/// A visit of a simulated trial.
public struct Visit: Codable, Sendable, Hashable {
  /// What it is called: "baseline", "week-8".
  public let name: String
  /// The weeks since the baseline.
  public let week: Double

  /// A visit of a name and a week.
  public init(name: String, week: Double) {
    self.name = name
    self.week = week
  }

  /// The first visit.
  public static let baseline = Visit(name: "baseline", week: 0)

  /// The visit that a text names: "baseline", "week-8", "day-3".
  ///
  /// - Parameter text: the name; what follows the dash is a number.
  /// - Throws: ``PhantomError/unknownVisit(_:)`` where the text names no time.
  public init(text: String) throws(PhantomError) {
    let parts = text.split(separator: "-", maxSplits: 1)
    switch (parts.first, parts.count == 2 ? Double(parts[1]) : nil) {
    case ("baseline", _) where parts.count == 1: self = .baseline
    case ("week", let number?) where number >= 0 && number.isFinite:
      self.init(name: text, week: number)
    case ("day", let number?) where number >= 0 && number.isFinite:
      self.init(name: text, week: number / 7)
    default: throw .unknownVisit(text)
    }
  }
}
