import Foundation
import Rehearsal
import Store
import TestSupport
import Testing
import Trial

/// The whole trial, small: whether its records hold together, and come out the same again.
struct RehearsalTests {
  private func rehearse(
    _ folder: URL,
    _ name: String,
    participants: Int,
    _ scans: RehearsalPlan.Scans
  ) throws -> (RehearsalSummary, TrialStore) {
    var plan = RehearsalPlan()
    plan.participants = participants
    plan.seed = 7
    plan.scans = scans
    let path = folder.appendingPathComponent(name).path
    return (try Rehearsal.run(in: path, plan), try TrialStore(folder: path))
  }

  private func folder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("rehearsal-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  @Test func `Five of six who are screened are enrolled, and every failure names its criterion`()
    throws
  {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let (made, store) = try rehearse(folder, "a", participants: 66, .none)
    #expect((made.screened, made.enrolled) == (66, 55))
    let session = try store.signIn("coordinator", password: Rehearsal.password)
    let status = try store.status(as: session)
    #expect(status.target == 200)
    #expect(status.enrolled == 55)
    // Eleven reasons, one each: ECOG (I1), HER2, lesion, weeks, liver and kidney (E1), pregnancy,
    // stillness, refusal, claustrophobia, judgement.
    #expect(
      status.failures == [
        "I1": 1, "I2": 1, "I3": 1, "I4": 1, "E1": 2, "E2": 1, "E3": 1, "E4": 1, "E5": 1, "E6": 1,
      ]
    )
    #expect(try StoreCheck(folder: store.folder).isSound)
  }

  @Test func `The same seed gives the same records`() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    func content(_ name: String) throws -> [String] {
      let (_, store) = try rehearse(folder, name, participants: 12, .none)
      let session = try store.signIn("statistician", password: Rehearsal.password)
      func lines<Record: TrialRecord>(_ type: Record.Type) throws -> [String] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return try store.records(type, as: session).map {
          String(decoding: try encoder.encode($0), as: UTF8.self)
        }
      }
      return try lines(Participant.self) + lines(StatusChange.self) + lines(Visit.self)
        + lines(Administration.self) + lines(Biopsy.self) + lines(LabResult.self)
        + lines(AdverseEvent.self) + lines(ScreeningDatum.self)
    }
    let first = try content("a")
    #expect(!first.isEmpty)
    #expect(try content("b") == first)
  }
}
