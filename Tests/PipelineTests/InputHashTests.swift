import Foundation
import TestSupport
import Testing

@testable import Pipeline

@Suite struct InputHashTests {
  @Test func `Neither the order nor the names of the files matter`() throws {
    try withTemporaryFolder { folder in
      let paths = ["x", "y", "z"].map { folder.appendingPathComponent($0).path }
      for (path, text) in zip(paths, ["one", "two", "one"]) {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
      }
      let hash = try InputHash.of([paths[0], paths[1]])
      #expect(try InputHash.of([paths[1], paths[0]]) == hash)
      #expect(try InputHash.of([paths[1], paths[2]]) == hash)
      #expect(try InputHash.of([paths[0]]) != hash)
    }
  }

  @Test func `The hash is the SHA-256 of the sorted digests`() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("abc").path
      try Data("abc".utf8).write(to: URL(fileURLWithPath: path))
      // printf abc | sha256sum | cut -c1-64 | tr -d '\n' | sha256sum
      #expect(
        try InputHash.of([path])
          == "dfe7a23fefeea519e9bbfdd1a6be94c4b2e4529dd6b7cbea83f9959c2621b13c"
      )
    }
  }
}
