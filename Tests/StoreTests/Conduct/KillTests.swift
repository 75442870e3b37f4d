import Foundation
import GRDB
import TestSupport
import Testing
import Trial

@testable import Store

/// What a child process does until it is killed: each step is told to a file once it is acknowledged.
private struct KillSubject {
  let store: TrialStore
  let session: Session
  let acknowledged: FileHandle
  let base: URL
  let number: Int

  init(_ base: URL, number: Int) throws {
    self.base = base
    self.number = number
    acknowledged = try FileHandle(forWritingTo: base.appendingPathComponent("acknowledged"))
    _ = try acknowledged.seekToEnd()
    store = try TrialStore(folder: base.appendingPathComponent("trial").path)
    // The backups' session has no time to lose in a second sign-in.
    session = try store.signIn(number % 3 == 2 ? "ada" : "cora", password: TrialFixture.password)
  }

  func tell(_ line: String) throws { try acknowledged.write(contentsOf: Data((line + "\n").utf8)) }

  func work() throws {
    for step in 0... {
      let name = "\(number)-\(step)"
      switch number % 3 {
      case 0: try enrol(name)
      case 1: try file(name)
      default: try backUp(name)
      }
    }
  }

  private func enrol(_ name: String) throws {
    _ = try store.enter(
      as: session,
      Participant.self,
      [Entry(values: TrialFixture.participant(name))]
    )
    try tell("screened \(name)")
    try store.move(
      as: session,
      name,
      to: .enrolled,
      on: try #require(CivilDate("2026-03-02")),
      subjectID: "H-\(name)",
      why: nil
    )
    try tell("enrolled \(name)")
  }

  private func file(_ name: String) throws {
    let paths = try (0..<20).map { part in
      let url = base.appendingPathComponent("source-\(part)")
      try Data("\(name) \(part) ".utf8 + [UInt8](repeating: UInt8(part), count: 20_000)).write(
        to: url
      )
      return url.path
    }
    _ = try StoreCheckTests.file(scan: name, paths, store, session)
    try tell("filed \(name)")
  }

  private func backUp(_ name: String) throws {
    _ = try store.backUp(as: session, to: base.appendingPathComponent("backup-\(name)").path)
    try tell("backed \(name)")
  }
}

/// A small run in the suite; `Scripts/kill-test N` runs as many as are asked for.
@Suite struct KillTests {
  static let kills = ProcessInfo.processInfo.environment["HERALD_KILLS"].flatMap { Int($0) } ?? 60

  @Test(.timeLimit(.minutes(240)))
  func `Killed at any moment, the trial is sound and nothing that was acknowledged is lost`()
    async throws
  {
    let base = FileManager.default.temporaryDirectory
      .appendingPathComponent("herald-kill-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: base, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: base) }
    do {
      let trial = try TrialFixture(in: base)
      try trial.enrol("S-001")
      _ = try trial.store.schedule(as: trial.coordinator, "S-001")
      try trial.store.database.close()
    }
    _ = FileManager.default.createFile(
      atPath: base.appendingPathComponent("acknowledged").path,
      contents: nil
    )
    var random = SystemRandomNumberGenerator()
    for number in 0..<Self.kills {
      let microseconds = UInt32.random(in: 0...400_000, using: &random)
      let path = base.path
      await #expect(processExitsWith: .signal(SIGKILL), "kill \(number) after \(microseconds) µs") {
        [path = path as String, number = number as Int, microseconds = microseconds as UInt32] in
        let killer = Thread {
          usleep(microseconds)
          kill(getpid(), SIGKILL)
        }
        killer.start()
        try KillSubject(URL(fileURLWithPath: path), number: number).work()
      }
      try Self.verify(base, "kill \(number) after \(microseconds) µs")
    }
    let lines = try String(contentsOf: base.appendingPathComponent("acknowledged"), encoding: .utf8)
    print(
      "\(Self.kills) kills, \(lines.split(separator: "\n").count) steps acknowledged, none lost"
    )
  }

  /// Holds the trial against what was acknowledged.
  private static func verify(_ base: URL, _ moment: Comment) throws {
    let folder = base.appendingPathComponent("trial").path
    let check = try StoreCheck(folder: folder)
    #expect(check.isSound, moment)
    let database = try TrialDatabase(path: TrialStore.databasePath(in: folder))
    let participants = try database.pool.read { try TrialStore.all(Participant.self, in: $0) }
    let scans = try database.pool.read { try TrialStore.all(ReceivedScan.self, in: $0) }
    try database.close()
    let status = Dictionary(uniqueKeysWithValues: participants.map { ($0.id, $0.status) })
    let studies = Set(scans.map(\.studyInstanceUID))
    let text = try String(contentsOf: base.appendingPathComponent("acknowledged"), encoding: .utf8)
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      switch words[0] {
      case "screened": #expect(status[words[1]] != nil, moment)
      case "enrolled": #expect(status[words[1]] == .enrolled, moment)
      case "filed": #expect(studies.contains(words[1]), moment)
      default: #expect(words[0] == "backed")
      }
    }
    // A backup has its name only when it is whole; once looked at it is taken away.
    for name in try FileManager.default.contentsOfDirectory(atPath: base.path)
    where name.hasPrefix("backup-") {
      let backup = base.appendingPathComponent(name)
      if !name.hasSuffix(".herald-incoming") {
        #expect(try StoreCheck(folder: backup.path).isSound, moment)
      }
      try FileManager.default.removeItem(at: backup)
    }
  }
}
