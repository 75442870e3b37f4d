import Foundation
import TestSupport
import Testing
import Trial

@testable import Store

@Suite struct ExportTests {
  /// Every form of an export, as one text.
  private func texts(_ contents: TrialContents) throws -> [String] {
    [
      try contents.operationalDataModel(), try contents.datasetFiles().map(\.text).joined(),
      try TrialCSV.files(of: contents).map(\.text).joined(), try contents.fhirBundle(),
    ]
  }

  private func actions(_ trial: TrialFixture) throws -> [String] {
    var actions: [String] = []
    try trial.store.audit(as: trial.administrator, AuditQuery()) { actions.append($0.action) }
    return actions
  }

  @Test func `Only who may export gets anything, and a refusal is in the trail`() throws {
    try withTemporaryFolder { folder in
      let trial = try TrialFixture(in: folder)
      try trial.enrol("S-001")
      for role in TrialRole.allCases where role != .administrator {
        let session = try TrialFixture.join(
          trial.store,
          trial.administrator,
          "x\(role.rawValue)",
          [role]
        )
        if role == .statistician {
          let contents = try trial.store.contents(as: session, toExportAs: "csv")
          #expect(contents.participants.map(\.id) == ["S-001"])
          #expect(try actions(trial).last == "export csv")
        } else {
          #expect(throws: StoreError.self) {
            try trial.store.contents(as: session, toExportAs: "csv")
          }
          #expect(try actions(trial).last == "refused: export csv")
        }
      }
      #expect(throws: StoreError.self) {
        try trial.store.contents(as: trial.administrator, toExportAs: "csv")
      }
    }
  }

  @Test func `An export holds the records and their trail, and no password's hash`() throws {
    try withTemporaryFolder { folder in
      let trial = try TrialFixture(in: folder)
      try trial.enrol("S-001")
      let stan = try TrialFixture.join(trial.store, trial.administrator, "stan", [.statistician])
      let contents = try trial.store.contents(as: stan, toExportAs: "odm")
      #expect(contents.statusChanges.map(\.status) == [.screening, .enrolled])
      #expect(contents.users.map(\.account) == ["ada", "cora"])
      let kinds = Set(contents.audit.compactMap(\.kind))
      #expect(kinds.isSuperset(of: ["participant", "statusChange"]))
      #expect(kinds.isDisjoint(with: ["account", "accountRole"]))
      for text in try texts(contents) {
        #expect(text.contains("S-001"))
        #expect(!text.contains("passwordHash") && !text.contains("argon2"))
      }
    }
  }

  @Test func `Two exports without a change between them are equal, byte for byte`() throws {
    try withTemporaryFolder { folder in
      let trial = try TrialFixture(in: folder)
      try trial.enrol("S-001")
      let stan = try TrialFixture.join(trial.store, trial.administrator, "stan", [.statistician])
      let first = try texts(trial.store.contents(as: stan, toExportAs: "odm"))
      trial.time.advance(seconds: 3600)
      #expect(try texts(trial.store.contents(as: stan, toExportAs: "fhir")) == first)
      try trial.enrol("S-002")
      #expect(try texts(trial.store.contents(as: stan, toExportAs: "odm")) != first)
    }
  }

  @Test func `An account whose role was taken exports nothing more`() throws {
    try withTemporaryFolder { folder in
      let trial = try TrialFixture(in: folder)
      let stan = try TrialFixture.join(trial.store, trial.administrator, "stan", [.statistician])
      try trial.store.revoke(as: trial.administrator, .statistician, from: "stan", why: "left")
      #expect(throws: StoreError.self) { try trial.store.contents(as: stan, toExportAs: "csv") }
    }
  }
}
