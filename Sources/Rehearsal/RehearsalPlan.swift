/// What a rehearsal goes through.
public struct RehearsalPlan: Sendable {
  /// Which scans are made.
  public enum Scans: String, CaseIterable, Sendable {
    /// None: the conduct alone.
    case none
    /// PET/CT on voxels of 8 mm.
    case coarse
  }

  /// How many are screened; five of six are enrolled.
  public var participants = 240
  /// Decides everything that is drawn.
  public var seed: UInt64 = 1
  /// Which scans are made.
  public var scans = Scans.coarse

  /// A rehearsal of the whole trial.
  public init() {}

  /// How many are enrolled.
  public var enrolled: Int { participants * 5 / 6 }
}

/// What a rehearsal made.
public struct RehearsalSummary: Sendable {
  /// How many were screened.
  public var screened = 0
  /// How many were enrolled.
  public var enrolled = 0
  /// How many withdrew.
  public var withdrawn = 0
  /// How many came to the end.
  public var completed = 0
  /// How many visits took place.
  public var visits = 0
  /// How many scans were filed.
  public var scans = 0
  /// How many measurements were made, refusals among them.
  public var measurements = 0
  /// How many measurements were refused.
  public var refused = 0
  /// How many studies went through quarantine.
  public var quarantined = 0
  /// How many reads were locked, adjudications among them.
  public var reads = 0
  /// How many differences were adjudicated.
  public var adjudicated = 0
  /// How many signatures were given.
  public var signatures = 0
  /// The first and the last day.
  public var days = ""
}

extension Rehearsal {
  /// The password of every account of a rehearsal; it guards nothing.
  public static var password: String { RehearsalStaff.password }

  /// The accounts of a rehearsal.
  public static var accounts: [String] {
    RehearsalStaff.people.map(\.account) + [RehearsalStaff.administratorName]
  }
}
