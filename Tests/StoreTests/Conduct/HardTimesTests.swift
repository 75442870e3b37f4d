import Foundation
import GRDB
import Synchronization
import TestSupport
import Testing
import Trial

@testable import Store

@Suite struct HardTimesTests {
  /// A small disk of its own, where this process may mount one.
  private static func withDisk(megabytes: Int, _ body: (URL) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try run("mount", "-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", folder.path)
      defer { try? run("umount", "--lazy", folder.path) }
      try body(folder)
    }
  }

  private static func run(_ program: String, _ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/" + program)
    process.arguments = arguments
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }

  private static let mayMount: Bool = {
    (try? withDisk(megabytes: 1) { _ in }) != nil
  }()

  @Test(.enabled(if: mayMount, "this process may not mount a disk of its own"))
  func `On a full disk nothing half is stored, nothing is lost, and room brings it back`() throws {
    try Self.withDisk(megabytes: 4) { disk in
      let trial = try TrialFixture(in: disk)
      var stored: [String] = []
      let refusal = #expect(throws: StoreError.self) {
        for number in 0..<10_000 {
          try trial.enrol("S-\(number)")
          stored.append("S-\(number)")
        }
      }
      #expect(refusal == .diskFull(path: trial.store.folder))
      #expect(stored.count > 20)
      // The object store on the same disk.
      let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
      try Data(repeating: 1, count: 8_000_000).write(to: file)
      defer { try? FileManager.default.removeItem(at: file) }
      #expect(throws: StoreError.self) { try trial.store.objects.put(files: [file.path]) }
      #expect(try trial.store.objects.contents().objects.isEmpty)
      try Self.run("mount", "-o", "remount,size=32m", disk.path)
      try trial.enrol("last")
      let found = try trial.store.records(Participant.self, as: trial.coordinator)
      #expect(Set(stored).isSubset(of: found.filter { $0.status == .enrolled }.map(\.id)))
      #expect(try StoreCheck(folder: trial.store.folder).isSound)
    }
  }

  @Test(.enabled(if: mayMount, "this process may not mount a disk of its own"))
  func `On a disk that is read-only, the check works and everything else says so`() throws {
    try Self.withDisk(megabytes: 16) { disk in
      let trial = try TrialFixture(in: disk)
      try trial.enrol("S-001")
      let folder = trial.store.folder
      try trial.store.database.close()
      try Self.run("mount", "-o", "remount,ro", disk.path)
      #expect(try StoreCheck(folder: folder).isSound)
      let refusal = #expect(throws: StoreError.self) {
        let store = try TrialStore(folder: folder, clock: trial.time.clock)
        _ = try store.signIn("cora", password: TrialFixture.password)
      }
      #expect(refusal == .readOnly(path: TrialStore.databasePath(in: folder)))
      try Self.run("mount", "-o", "remount,rw", disk.path)
      let store = try TrialStore(folder: folder, clock: trial.time.clock)
      let session = try store.signIn("cora", password: TrialFixture.password)
      #expect(try store.records(Participant.self, as: session).map(\.id) == ["S-001"])
    }
  }

  @Test func `Two programs that write at once both get through, and the chain holds`() throws {
    try withTemporaryFolder { folder in
      let trial = try TrialFixture(in: folder)
      let other = try TrialStore(folder: trial.store.folder, clock: trial.time.clock)
      let failures = Mutex<[String]>([])
      DispatchQueue.concurrentPerform(iterations: 4) { lane in
        do {
          for number in 0..<20 {
            _ = try (lane.isMultiple(of: 2) ? trial.store : other).enter(
              as: trial.coordinator,
              Participant.self,
              [Entry(values: TrialFixture.participant("S-\(lane)-\(number)"))]
            )
          }
        } catch {
          failures.withLock { $0.append("\(error)") }
        }
      }
      #expect(failures.withLock { $0 } == [])
      let check = try StoreCheck(folder: trial.store.folder)
      #expect(check.findings.isEmpty)
      let found = try trial.store.records(Participant.self, as: trial.coordinator)
      #expect(Set(found.map(\.id)).count == 80)
    }
  }

  @Test func `What SQLite refuses is said in words that tell what to do`() {
    let path = "/trial"
    #expect(
      StoreError(DatabaseError(resultCode: .SQLITE_FULL), path: path) == .diskFull(path: path)
    )
    #expect(StoreError(DatabaseError(resultCode: .SQLITE_BUSY), path: path) == .busy(path: path))
    #expect(
      StoreError(DatabaseError(resultCode: .SQLITE_READONLY), path: path) == .readOnly(path: path)
    )
    guard case .damaged = StoreError(DatabaseError(resultCode: .SQLITE_CORRUPT), path: path) else {
      Issue.record("a damaged file isn't called damaged")
      return
    }
  }

  @Test func `A file of the first schema is brought up to date and keeps what it holds`() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("old.sqlite").path
      try FileManager.default.copyItem(
        atPath: TrialFixture.resource("schema-1.sqlite").path,
        toPath: path
      )
      let database = try TrialDatabase(path: path)
      let (rows, applied) = try database.pool.read { database in
        (
          try Row.fetchAll(database, sql: "SELECT * FROM lesionFeature").map { $0.description },
          try String.fetchAll(database, sql: "SELECT identifier FROM grdb_migrations ORDER BY 1")
        )
      }
      #expect(rows.count == 1)
      #expect(rows[0].contains("P1") && rows[0].contains("stat_mean"))
      #expect(applied.count > 1)
      #expect(try database.tracers() == ["68Ga-HER2-affibody"])
    }
  }

  @Test func `A trial is made in an empty folder alone, and an interrupted one can be made again`()
    throws
  {
    try withTemporaryFolder { folder in
      let trial = try TrialFixture(in: folder)
      #expect(throws: StoreError.self) { try TrialFixture(in: folder) }
      try trial.enrol("S-001")
      let other = folder.appendingPathComponent("other/trial")
      try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
      // A killed create: the file with its schema, and no trial in it yet.
      try TrialDatabase(path: TrialStore.databasePath(in: other.path)).close()
      #expect(throws: StoreError.notATrial(path: other.path)) { try TrialStore(folder: other.path) }
      _ = try TrialFixture(in: folder.appendingPathComponent("other"))
      try Data().write(to: folder.appendingPathComponent("a file"))
      #expect(throws: StoreError.self) {
        try TrialStore.create(
          folder: folder.path,
          trial: TrialIdentity(
            id: "X",
            title: "",
            registryID: nil,
            createdAt: ZonedInstant(millisecondsSince1970: 0)
          ),
          protocol: nil,
          administrator: ("ada", "Ada", TrialFixture.password)
        )
      }
    }
  }

  @Test
  func `A backup made while others write is sound and whole, and so is what is restored from it`()
    throws
  {
    try withTemporaryFolder { folder in
      let trial = try TrialFixture(in: folder)
      let store = trial.store
      for number in 0..<10 { try trial.enrol("S-00\(number)") }
      _ = try store.schedule(as: trial.coordinator, "S-001")
      let file = folder.appendingPathComponent("image.dcm")
      try Data(repeating: 7, count: 100_000).write(to: file)
      _ = try StoreCheckTests.file(scan: "1.2.3", [file.path], store, trial.coordinator)
      let (backup, restored) = (folder.path + "/backup", folder.path + "/restored")
      let isDone = Mutex(false)
      let writer = Thread {
        var number = 0
        while !isDone.withLock({ $0 }), number < 500 {
          _ = try? store.enter(
            as: trial.coordinator,
            Participant.self,
            [Entry(values: TrialFixture.participant("W-\(number)"))]
          )
          number += 1
        }
      }
      writer.start()
      let check = try store.backUp(as: trial.administrator, to: backup)
      isDone.withLock { $0 = true }
      #expect(check.isSound)
      #expect(check.objectCount == 2)
      #expect(throws: StoreError.exists(path: backup)) {
        try store.backUp(as: trial.administrator, to: backup)
      }
      #expect(try TrialStore.restore(backup, to: restored, clock: trial.time.clock).isSound)
      let again = try TrialStore(folder: restored, clock: trial.time.clock)
      let session = try again.signIn("cora", password: TrialFixture.password)
      let found = try again.records(Participant.self, as: session)
      #expect(found.filter { $0.status == .enrolled }.count == 10)
      #expect(try StoreCheck(folder: restored).isSound)
      // A backup with a changed byte is not restored.
      let object = try #require(
        try FileManager.default.subpathsOfDirectory(atPath: backup + "/objects")
          .first { $0.count == 67 }
      )
      let url = URL(fileURLWithPath: backup + "/objects/" + object)
      var bytes = try Data(contentsOf: url)
      bytes[0] ^= 1
      try FileManager.default.removeItem(at: url)
      try bytes.write(to: url)
      #expect(throws: StoreError.self) {
        try TrialStore.restore(backup, to: folder.path + "/second", clock: trial.time.clock)
      }
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/second"))
    }
  }
}
