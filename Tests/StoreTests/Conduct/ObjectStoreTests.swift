import Crypto
import Dispatch
import Foundation
import Synchronization
import TestSupport
import Testing
import Trial

@testable import Store

@Suite struct ObjectStoreTests {
  @Test func `Work that a killed program left is taken away, and nobody's who is still at it`()
    throws
  {
    try withTemporaryFolder { folder in
      let store = ObjectStore(folder: folder.appendingPathComponent("objects").path)
      try store.prepare()
      let incoming = folder.appendingPathComponent("objects/incoming")
      // One killed before it had its lock, one after.
      for name in ["work-dead", "work-killed"] {
        let left = incoming.appendingPathComponent(name)
        try FileManager.default.createDirectory(at: left, withIntermediateDirectories: false)
        try Data("Doe^Jane".utf8).write(to: left.appendingPathComponent("analysis.json"))
      }
      try Data().write(to: incoming.appendingPathComponent("work-killed/lock"))
      func names() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: incoming.path)
          .count { $0.hasPrefix("work-") }
      }
      try store.withWorkFolder { outer in
        #expect(try names() == 1)
        try store.withWorkFolder { inner in
          let count = try names()
          #expect(outer != inner)
          #expect(count == 2)
        }
        #expect(FileManager.default.fileExists(atPath: outer))
      }
      #expect(try names() == 0)
      func fail(_ path: String) throws { throw StoreError.refused("\(path): work that fails") }
      #expect(throws: StoreError.self) { try store.withWorkFolder(fail) }
      #expect(try names() == 0)
    }
  }

  @Test func `Work on several threads never takes another's folder for abandoned`() throws {
    try withTemporaryFolder { folder in
      let store = ObjectStore(folder: folder.path + "/objects")
      let failures = Mutex<[String]>([])
      DispatchQueue.concurrentPerform(iterations: 4) { _ in
        for _ in 0..<12 {
          do {
            try store.withWorkFolder { work in
              for number in 0..<60 {
                try Data([1]).write(to: URL(fileURLWithPath: "\(work)/\(number)"))
              }
            }
          } catch {
            failures.withLock { $0.append("\(error)") }
          }
        }
      }
      #expect(failures.withLock { $0 } == [])
      let left = try store.contents().temporary
      #expect(left == [])
    }
  }

  @Test func `Objects are held once, under the SHA-256 that coreutils gives`() throws {
    try withTemporaryFolder { folder in
      let store = ObjectStore(folder: folder.appendingPathComponent("objects").path)
      var paths: [String] = []
      for number in 0..<600 {
        let file = folder.appendingPathComponent("\(number)")
        try Data(repeating: UInt8(number % 7), count: 1000 + number % 7).write(to: file)
        paths.append(file.path)
      }
      let first = try store.put(files: paths)
      let second = try store.put(files: paths)
      #expect(first.map(\.sha256) == second.map(\.sha256))
      let names = try store.contents().objects
      #expect(names.count == 7)
      let process = Process()
      let pipe = Pipe()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
      process.arguments = names.map(store.path)
      process.standardOutput = pipe
      try process.run()
      let lines = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      let sums = lines.split(separator: "\n").map { String($0.prefix(64)) }
      #expect(sums == names)
    }
  }

  @Test func `A file that can't be read leaves nothing half`() throws {
    try withTemporaryFolder { folder in
      let store = ObjectStore(folder: folder.appendingPathComponent("objects").path)
      let file = folder.appendingPathComponent("there")
      try Data("there".utf8).write(to: file)
      #expect(throws: StoreError.self) {
        try store.put(files: [file.path, folder.appendingPathComponent("absent").path])
      }
      let contents = try store.contents()
      #expect(contents.objects.isEmpty)
      #expect(contents.temporary.isEmpty)
    }
  }

  @Test func `What a killed import left is taken away by the next one`() throws {
    try withTemporaryFolder { folder in
      let store = ObjectStore(folder: folder.appendingPathComponent("objects").path)
      try store.prepare()
      try Data("half".utf8).write(to: URL(fileURLWithPath: store.folder + "/incoming/3"))
      #expect(try store.contents().temporary == ["3"])
      let sha256 = try store.put(Array("whole".utf8))
      #expect(try store.contents().temporary.isEmpty)
      #expect(try store.bytes(of: sha256) == Array("whole".utf8))
    }
  }

  @Test func `A manifest comes back from its text`() throws {
    let entry = ObjectManifest.Entry(
      sha256: String(repeating: "a", count: 64),
      byteCount: 12,
      name: "series 1/image  two.dcm"
    )
    let other = ObjectManifest.Entry(
      sha256: String(repeating: "b", count: 64),
      byteCount: 0,
      name: "a"
    )
    let manifest = ObjectManifest([entry, other])
    #expect(manifest.entries == [other, entry])
    #expect(ObjectManifest(parsing: manifest.text) == manifest)
    #expect(ObjectManifest(parsing: "abc  1  x\n") == nil)
  }
}
