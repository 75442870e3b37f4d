import Foundation
import GRDB
import TestSupport
import Testing

@testable import Store

struct TrialDatabaseTests {
  @Test func `A new file has the schema, and opening it again changes nothing`() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("trial.sqlite").path
      let tables = ["feature", "featureSettings", "heterogeneity", "lesion", "scan"]
      for _ in 0..<2 {
        let found = try TrialDatabase(path: path).pool.read { database in
          try String.fetchAll(
            database,
            sql: "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name COLLATE NOCASE"
          )
        }
        #expect(Set(tables).isSubset(of: found))
      }
    }
  }

  @Test func `Results that are no measurements don't get into a trial's file`() throws {
    try withTemporaryFolder { folder in
      let trial = try TrialFixture(in: folder)
      let path = TrialStore.databasePath(in: trial.store.folder)
      #expect(throws: StoreError.self) { try TrialDatabase(ofResults: path) }
      #expect(throws: StoreError.self) { try trial.store.database.replaceCohort([]) }
      let other = try TrialDatabase(ofResults: folder.appendingPathComponent("results.sqlite").path)
      try other.replaceCohort([])
      try other.close()
    }
  }

  @Test func `What is no database is refused`() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("text.sqlite")
      try Data(repeating: 65, count: 5000).write(to: file)
      #expect(throws: StoreError.self) { try TrialDatabase(path: file.path) }
    }
  }
}
