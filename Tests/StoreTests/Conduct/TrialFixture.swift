import Foundation
import TestSupport
import Testing
import Trial

@testable import Store

/// A clock that a test sets.
final class SetClock: @unchecked Sendable {
  private let lock = NSLock()
  private var milliseconds: Int64
  private let offsetMinutes: Int

  init(_ text: String = "2026-03-10T09:00:00+08:00") throws {
    let start = try ZonedInstant(parsing: text)
    milliseconds = start.millisecondsSince1970
    offsetMinutes = start.offsetMinutes
  }

  /// Sets the clock forward, or back.
  func advance(seconds: Int) {
    lock.lock()
    defer { lock.unlock() }
    milliseconds += Int64(seconds) * 1000
  }

  var clock: StoreClock {
    StoreClock(zoneName: "Asia/Shanghai") { [self] in
      lock.lock()
      defer { lock.unlock() }
      return ZonedInstant(millisecondsSince1970: milliseconds, offsetMinutes: offsetMinutes)
    }
  }
}

/// A trial with an administrator, a coordinator, an investigator and a reader.
struct TrialFixture {
  static let password = "correct horse battery"

  /// A file beside the tests.
  static func resource(_ name: String) -> URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Resources/\(name)")
  }

  let store: TrialStore
  let time: SetClock
  let administrator: Session
  let coordinator: Session
  let investigator: Session

  init(in folder: URL) throws {
    time = try SetClock()
    let text = try String(contentsOf: Self.resource("protocol.yaml"), encoding: .utf8)
    store = try TrialStore.create(
      folder: folder.appendingPathComponent("trial").path,
      trial: TrialIdentity(
        id: "TEST",
        title: "A test",
        registryID: nil,
        createdAt: ZonedInstant(millisecondsSince1970: 0)
      ),
      protocol: ProtocolVersion(
        id: "1",
        protocolID: "test",
        sha256: sha256(text),
        document: text,
        amends: nil,
        reason: "the first version"
      ),
      administrator: ("ada", "Ada Admin", Self.password),
      clock: time.clock
    )
    administrator = try store.signIn("ada", password: Self.password)
    coordinator = try Self.join(store, administrator, "cora", [.coordinator])
    investigator = try Self.join(store, administrator, "ivan", [.investigator])
  }

  /// Makes an account whose person has set a password, and signs it in.
  static func join(
    _ store: TrialStore,
    _ administrator: Session,
    _ name: String,
    _ roles: [TrialRole]
  ) throws -> Session {
    let first = "first words of it"
    try store.addAccount(
      as: administrator,
      name,
      fullName: "Person \(name.uppercased())",
      password: first,
      roles: roles
    )
    try store.changePassword(of: name, from: first, to: Self.password)
    return try store.signIn(name, password: Self.password)
  }

  /// The fields of a participant.
  static func participant(_ id: String, _ others: [String: String] = [:]) -> [String: String] {
    [
      "id": id, "site": "01", "sex": "F", "birthDate": "1970-05", "consentVersion": "2.0",
      "consentDate": "2026-03-01",
    ].merging(others) { $1 }
  }

  /// Screens and enrols.
  func enrol(_ id: String) throws {
    _ = try store.enter(as: coordinator, Participant.self, [Entry(values: Self.participant(id))])
    try store.move(
      as: coordinator,
      id,
      to: .enrolled,
      on: try #require(CivilDate("2026-03-02")),
      subjectID: "HER2-\(id)",
      why: nil
    )
  }
}
