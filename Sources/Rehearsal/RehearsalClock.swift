import Store
import Synchronization
import Trial

/// The clock of a rehearsal: it shows what the course of events says, and never goes back.
final class RehearsalClock: Sendable {
  static let offsetMinutes = 480
  private let milliseconds: Mutex<Int64>

  init(_ start: CivilDate) {
    milliseconds = Mutex(Self.instant(start, minute: 8 * 60).millisecondsSince1970)
  }

  /// The moment at which the clinic's wall clock shows a minute of a day.
  static func instant(_ day: CivilDate, minute: Int, seconds: Int = 0) -> ZonedInstant {
    let local = Int64(day.daysSince1970) * 86_400_000 + Int64(minute * 60 + seconds) * 1000
    return ZonedInstant(
      millisecondsSince1970: local - Int64(offsetMinutes) * 60_000,
      offsetMinutes: offsetMinutes
    )
  }

  /// Goes on to a moment; stays where that is past.
  func advance(to moment: ZonedInstant) {
    milliseconds.withLock { $0 = max($0, moment.millisecondsSince1970) }
  }

  /// Goes on by some seconds.
  func advance(seconds: Int) { milliseconds.withLock { $0 += Int64(seconds) * 1000 } }

  var now: ZonedInstant {
    ZonedInstant(
      millisecondsSince1970: milliseconds.withLock { $0 },
      offsetMinutes: Self.offsetMinutes
    )
  }

  /// The clock as the store takes it.
  var clock: StoreClock {
    StoreClock(zoneName: "Asia/Shanghai (simulated)") { [self] in now }
  }
}
