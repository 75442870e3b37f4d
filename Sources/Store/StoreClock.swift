import FoundationEssentials
public import Trial

/// The clock that times are taken from: the server's alone.
public struct StoreClock: Sendable {
  /// What it shows now.
  public let now: @Sendable () -> ZonedInstant
  /// The name of its zone, such as `Asia/Shanghai`.
  public let zoneName: String

  /// A clock.
  ///
  /// - Parameters:
  ///   - zoneName: the name of its zone.
  ///   - now: what it shows.
  public init(zoneName: String, now: @escaping @Sendable () -> ZonedInstant) {
    self.zoneName = zoneName
    self.now = now
  }

  /// This computer's clock.
  public static var system: StoreClock {
    let zone = TimeZone.current
    return StoreClock(zoneName: zone.identifier) {
      let now = Date()
      return ZonedInstant(
        millisecondsSince1970: Int64((now.timeIntervalSince1970 * 1000).rounded(.down)),
        offsetMinutes: zone.secondsFromGMT(for: now) / 60
      )
    }
  }

  /// By how much the clock may step back unnoticed, in s: what a time service corrects.
  static let toleratedStepSeconds = 5.0
}
