import Foundation
import TestSupport
import Testing

@testable import Pipeline

@Suite struct StagedFolderTests {
  @Test func `Nothing is at the destination before the result is published`() throws {
    try withTemporaryFolder { folder in
      let out = folder.appendingPathComponent("out").path
      let staged = try StagedFolder(for: out)
      try staged.write([1, 2, 3], as: StagedFolder.analysisMarker)
      #expect(!FileManager.default.fileExists(atPath: out))
      try staged.publish()
      #expect(
        try Data(contentsOf: URL(fileURLWithPath: out + "/analysis.json")) == Data([1, 2, 3])
      )
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["out"])
    }
  }

  @Test func `An earlier result is replaced, and leaves nothing behind`() throws {
    try withTemporaryFolder { folder in
      let out = folder.appendingPathComponent("out").path
      for byte: UInt8 in [1, 2] {
        let staged = try StagedFolder(for: out)
        try staged.write([byte], as: StagedFolder.analysisMarker)
        if byte == 1 { try staged.write([9], as: "segmentation.dcm") }
        try staged.publish()
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: out) == ["analysis.json"])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["out"])
    }
  }

  @Test func `A folder that is no result is left alone`() throws {
    try withTemporaryFolder { folder in
      try Data("mine".utf8).write(to: folder.appendingPathComponent("thesis.txt"))
      #expect(throws: OutputError.occupied(folder.path, marker: "analysis.json")) {
        try StagedFolder(for: folder.path)
      }
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["thesis.txt"]
      )
    }
  }

  @Test func `What a killed run left behind is removed by the next`() throws {
    try withTemporaryFolder { folder in
      let out = folder.appendingPathComponent("out").path
      // No process has the largest number that Linux could give.
      let left = folder.appendingPathComponent(".out.partial-4194303")
      try FileManager.default.createDirectory(at: left, withIntermediateDirectories: false)
      let staged = try StagedFolder(for: out)
      #expect(!FileManager.default.fileExists(atPath: left.path))
      staged.discard()
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
  }

  @Test func `A destination without a parent is refused`() {
    #expect(throws: OutputError.noParent("/nowhere/at/all")) {
      try StagedFolder(for: "/nowhere/at/all/out")
    }
  }
}
