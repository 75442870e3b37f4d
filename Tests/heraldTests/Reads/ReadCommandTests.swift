import Foundation
import Store
import TestSupport
import Testing
import Trial

@Suite struct ReadCommandTests {
  @Test func `A read goes from the worklist to a locked one, and the adjudicator sees both`() throws
  {
    try withTemporaryFolder { folder in
      let trial = try BlindedTrial(in: folder, participants: 2)
      let codes = try trial.codes(of: "rita")
      let list = try trial.run(["read", "list"], as: "rita")
      #expect(list.status == 0)
      for code in codes { #expect(list.text.contains(code)) }
      #expect(try trial.run(["read", "show", codes[0]], as: "rita").text.contains("liver"))
      let submitted = try trial.run(
        [
          "read", "submit", codes[0].lowercased(), "--class", "positive", "--lesion",
          "1=4,liver,a dome",
        ],
        as: "rita"
      )
      #expect(submitted.status == 0, "\(submitted.text)")
      let again = try trial.run(
        ["read", "submit", codes[0], "--class", "negative", "--lesion", "1=1"],
        as: "rita"
      )
      #expect(again.status == 3)
      #expect(again.text.contains("--why"))
      let locked = try trial.run(["read", "lock", codes[0]], as: "rita")
      #expect(locked.text.contains("signed by Person R, authorship"))
      let change = try trial.run(
        ["read", "submit", codes[0], "--class", "negative", "--lesion", "1=1", "--why", "x"],
        as: "rita"
      )
      #expect(change.status == 3)
      #expect(change.text.contains("locked"))
      let differing = try trial.codes(of: "alma")
      #expect(differing.count == 1)
      let seen = try trial.run(["read", "adjudicate", differing[0]], as: "alma")
      #expect(seen.status == 0)
      #expect(seen.text.contains("read 1:") && seen.text.contains("read 2:"))
      #expect(seen.text.contains("participant: "))
      let decided = try trial.run(
        ["read", "adjudicate", differing[0], "--class", "positive", "--lesion", "1=4"],
        as: "alma"
      )
      #expect(decided.status == 0, "\(decided.text)")
      #expect(try trial.run(["read", "lock", "--all"], as: "alma").status == 0)
      let outcome = try trial.run(["read", "outcome", "--csv", "table.csv"], as: "stan")
      #expect(outcome.text.contains("adjudicated"))
      #expect(outcome.text.contains("round,participant,visit"))
      #expect(try StoreCheck(folder: trial.trial).findings.isEmpty)
    }
  }

  @Test func `Many reads come as CSV or JSON, all or nothing`() throws {
    try withTemporaryFolder { folder in
      let trial = try BlindedTrial(in: folder, participants: 3)
      let codes = try trial.codes(of: "rita")
      let csv = folder.appendingPathComponent("reads.csv")
      var text = "case,lesion,present,grade,receptorClass\n"
      for code in codes { text += "\(code),,,,positive\n\(code),1,yes,4,\n" }
      try Data(text.replacing("\(codes[2]),1,yes,4", with: "\(codes[2]),1,yes,5").utf8).write(
        to: csv
      )
      let wrong = try trial.run(["read", "submit", "--csv", csv.path], as: "rita")
      #expect(wrong.status == 3)
      #expect(wrong.text.contains("line 7"))
      #expect(try trial.run(["read", "list"], as: "rita").text.contains("3 to read"))
      let json = folder.appendingPathComponent("reads.json")
      let objects = codes.map {
        #"{"case":"\#($0)","receptorClass":"positive","lesions":[{"lesion":1,"present":true,"grade":4}]}"#
      }
      try Data("[\(objects.joined(separator: ","))]".utf8).write(to: json)
      let right = try trial.run(["read", "submit", "--json", json.path], as: "rita")
      #expect(right.status == 0, "\(right.text)")
      #expect(!(try trial.run(["read", "list"], as: "rita").text.contains("to read;")))
    }
  }

  /// Killed at whatever moment: a read is there or not, and what was acknowledged is there.
  @Test func `Killed while reads are submitted and locked, nothing acknowledged is lost`() throws {
    try withTemporaryFolder { folder in
      let trial = try BlindedTrial(in: folder, participants: 12)
      let codes = try trial.codes(of: "rita")
      var random = SystemRandomNumberGenerator()
      // How long an undisturbed run takes here and now, so that kills fall all over it.
      let clock = ContinuousClock()
      let whole = try clock.measure {
        _ = try trial.run(["read", "list"], as: "rita")
      }
      var (submitted, locked): (Set<String>, Set<String>) = ([], [])
      var kills = 0
      for step in 0..<2 {
        for code in codes {
          let place = folder.appendingPathComponent("kill-\(step)-\(code)")
          try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
          let line =
            step == 0
            ? ["read", "submit", code, "--class", "positive", "--lesion", "1=4"]
            : ["read", "lock", code]
          let process = try trial.start(line, as: "rita", in: place)
          let share = Double(Int.random(in: 0...150, using: &random)) / 100
          Thread.sleep(forTimeInterval: share * (whole / .seconds(1)))
          if process.isRunning {
            kill(process.processIdentifier, SIGKILL)
            kills += 1
          }
          process.waitUntilExit()
          let said = try String(contentsOf: place.appendingPathComponent("out"), encoding: .utf8)
          if said.contains("submitted the read of case \(code)") { submitted.insert(code) }
          if said.contains("locked case \(code)") { locked.insert(code) }
        }
      }
      let check = try StoreCheck(folder: trial.trial)
      #expect(check.findings.isEmpty, "\(check.findings)")
      let cases = try ReadingRoom(
        trial.store,
        as: try trial.store.signIn("rita", password: BlindedTrial.password)
      ).cases()
      for known in cases {
        if locked.contains(known.caseCode) { #expect(known.status == "locked") }
        if submitted.contains(known.caseCode) { #expect(known.status != "to read") }
      }
      #expect(kills > 0)
    }
  }
}
