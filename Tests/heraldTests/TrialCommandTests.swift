import Foundation
import TestSupport
import Testing

/// A trial made and used through the program alone.
private struct CommandTrial {
  static let password = "correct horse battery"
  let folder: URL
  var path: String { folder.appendingPathComponent("trial").path }

  init(in folder: URL) throws {
    self.folder = folder
    try expect(
      run([
        "trial", "create", path, "--protocol", "nct04547309", "--account", "ada", "--name",
        "Ada Admin",
      ])
    )
    for (account, role) in [("cora", "coordinator"), ("ivan", "investigator"), ("rita", "reader")] {
      try expect(
        run(
          [
            "account", "add", "--as", "ada", account, "--name", "Person \(account.prefix(1))",
            "--role", role,
          ],
          ["HERALD_NEW_PASSWORD": "first words of it"]
        )
      )
      try expect(
        run(
          ["account", "password", "--as", account],
          ["HERALD_PASSWORD": "first words of it", "HERALD_NEW_PASSWORD": Self.password]
        )
      )
    }
  }

  func run(
    _ arguments: [String],
    _ environment: [String: String] = [:],
    under wrapper: [String] = []
  ) throws -> HeraldProcess {
    try HeraldProcess.run(
      arguments,
      environment: ["HERALD_TRIAL": path, "HERALD_PASSWORD": Self.password]
        .merging(environment) { $1 },
      under: wrapper
    )
  }

  @discardableResult
  func expect(
    _ run: HeraldProcess,
    _ status: Int32 = 0,
    _ location: SourceLocation = #_sourceLocation
  ) throws -> HeraldProcess {
    try #require(run.status == status, "\(run.output)\(run.errors)", sourceLocation: location)
    return run
  }

  func file(_ name: String, _ text: String) throws -> String {
    let url = folder.appendingPathComponent(name)
    try Data(text.utf8).write(to: url)
    return url.path
  }

  /// Screens somebody, born on 14 May 1970, with what all ten criteria ask for.
  func screen(_ id: String) throws {
    try expect(
      run([
        "participant", "screen", "--as", "cora", "--id", id, "--site", "01", "--sex", "F",
        "--birth-date",
        "1970-05-14", "--consent-version", "2.0", "--consent-date", "2026-03-01",
      ])
    )
    var text = "participant,datum,form,value,unit,comparator,date,source,judgedBy,judgedAs\n"
    for (datum, form, value) in [
      ("ECOG", "code", "1,,"), ("HER2 status", "code", "positive,,"),
      ("life expectancy", "quantity", "12,wk,>="), ("hepatic dysfunction", "yes-no", "no,,"),
      ("renal dysfunction", "yes-no", "no,,"), ("pregnant", "yes-no", "no,,"),
      ("planning pregnancy", "yes-no", "no,,"), ("can lie still for 30 min", "yes-no", "yes,,"),
      ("claustrophobia", "yes-no", "no,,"), ("mental disorder", "yes-no", "no,,"),
      ("unsuitable", "yes-no", "no,,"),
    ] {
      text += "\(id),\(datum),\(form),\(value),2026-03-01,chart,Person i,investigator\n"
    }
    let data = try file("\(id).csv", text)
    try expect(run(["participant", "datum", "record", "--as", "cora", "--csv", data]))
    try expect(
      run([
        "participant", "lesion", "record", "--as", "cora", "--participant", id, "--lesion", "L1",
        "--lesion-kind", "soft-tissue", "--modality", "CT", "--date", "2026-02-20",
        "--longest-diameter-millimeters", "23", "--short-axis-millimeters", "14",
        "--slice-thickness-millimeters", "5", "--is-irradiated", "no", "--source", "CT report",
        "--measured-by", "Person r",
      ])
    )
  }
}

@Suite struct TrialCommandTests {
  @Test func `A person goes from consent to a dose, and the trail, backup and check say so`() throws
  {
    try withTemporaryFolder { folder in
      let trial = try CommandTrial(in: folder)
      let early = try trial.expect(trial.run(["participant", "list", "--as", "cora"]))
      #expect(early.output.contains("nobody was screened yet"))
      try trial.screen("S-001")
      let assessed = try trial.expect(
        trial.run(["participant", "assess", "S-001", "--on", "2026-03-02", "--as", "cora"])
      )
      #expect(assessed.output.hasPrefix("S-001 on 2026-03-02, by protocol version 1: eligible"))
      try trial.expect(
        trial.run([
          "participant", "enrol", "S-001", "--on", "2026-03-02", "--subject", "HER2-001", "--as",
          "cora",
        ])
      )
      // The public record leaves every visit's day open: the schedule says so and makes none up.
      let plan = try trial.expect(
        trial.run(["visit", "schedule", "--participant", "S-001", "--as", "cora"])
      )
      #expect(plan.output.contains("not planned: the protocol leaves its day to the site"))
      try trial.expect(
        trial.run([
          "visit", "record", "--as", "cora", "--participant", "S-001", "--visit", "baseline",
          "--status",
          "done", "--date", "2026-03-09", "--weight-kilograms", "61.5",
        ])
      )
      let dose = try trial.expect(
        trial.run([
          "dose", "record", "--as", "cora", "--participant", "S-001", "--visit", "baseline",
          "--tracer",
          "68Ga-HER2-affibody", "--assayed-megabecquerels", "185.5", "--assayed-at",
          "2026-03-09T09:00+08:00", "--injected-at", "2026-03-09T09:12+08:00", "--extravasation",
          "none",
        ])
      )
      #expect(dose.output == "recorded administration D1\n")
      #expect(dose.errors.contains("the net activity is in doubt"))
      try trial.expect(
        trial.run([
          "dose", "record", "--as", "cora", "--correct", "D1", "--residual-megabecquerels", "4.2",
          "--residual-at=2026-03-09T09:20+08:00", "--why", "measured, not written down",
        ])
      )
      let signed = try trial.expect(
        trial.run(["participant", "sign", "S-001", "--meaning", "review", "--as", "ivan"])
      )
      #expect(signed.output.contains("Person i"))
      let show = try trial.expect(trial.run(["participant", "show", "S-001", "--as", "cora"]))
      for words in ["HER2-001", "185.5", "4.2", "signed by Person i", "life expectancy", "23.0"] {
        #expect(show.output.contains(words), "\(words) is not in\n\(show.output)")
      }
      let audit = try trial.expect(trial.run(["audit", "--record", "D1", "--as", "ada"]))
      #expect(audit.output.contains("residualMegabecquerels: (nothing) -> 4.2"))
      #expect(audit.output.contains("why: measured, not written down"))
      let csv = folder.appendingPathComponent("audit.csv").path
      try trial.expect(trial.run(["audit", "--format", "csv", "--out", csv, "--as", "ada"]))
      let table = try Table(path: csv)
      #expect(table.header.last == "hash")
      let numbers = table.rows.compactMap { $0["number"].flatMap(Int.init) }
      #expect(numbers == Array(1...numbers.count))
      let anchor = folder.appendingPathComponent("head.json").path
      try trial.expect(trial.run(["audit", "--anchor", anchor, "--as", "ada"]))
      let backup = folder.appendingPathComponent("backup").path
      let restored = folder.appendingPathComponent("restored").path
      try trial.expect(trial.run(["backup", "--out", backup, "--as", "ada"]))
      try trial.expect(trial.run(["restore", backup, "--out", restored]))
      for place in [trial.path, restored] {
        let check = try trial.expect(trial.run(["check", "--trial", place, "--anchor", anchor]))
        #expect(check.output.contains("sound: nothing was changed or lost"))
      }
    }
  }

  @Test func `What is refused has a status of its own and says what to do`() throws {
    try withTemporaryFolder { folder in
      let trial = try CommandTrial(in: folder)
      func fails(_ status: Int32, _ words: String, _ arguments: String...) throws {
        let run = try trial.run(arguments)
        #expect(run.status == status, "\(arguments): \(run.output)\(run.errors)")
        #expect(run.errors.contains(words), "\(arguments): \(run.errors)")
      }
      try fails(3, "rita may not see the conduct", "participant", "list", "--as", "rita")
      try fails(3, "the account or the password is wrong", "participant", "list", "--as", "nobody")
      try fails(64, "say who you are", "participant", "list")
      try fails(64, "no field", "participant", "screen", "--as", "cora", "--ide", "S-1")
      try fails(3, "there is no participant", "participant", "show", "S-9", "--as", "cora")
      try fails(1, "holds no trial", "check", "--trial", folder.path + "/absent")
      try fails(
        1,
        "is there already",
        "trial",
        "create",
        folder.path,
        "--protocol",
        "nct04547309",
        "--account",
        "ada",
        "--name",
        "Ada Admin"
      )
      try trial.expect(
        trial.run([
          "participant", "screen", "--as", "cora", "--id", "S-002", "--site", "01", "--sex", "F",
          "--birth-date", "1970", "--consent-version", "2.0", "--consent-date", "2026-03-01",
        ])
      )
      try fails(
        3,
        "ECOG is not recorded",
        "participant",
        "enrol",
        "S-002",
        "--on",
        "2026-03-02",
        "--subject",
        "H1",
        "--as",
        "cora"
      )
      try fails(
        3,
        "needs a reason",
        "participant",
        "screen",
        "--as",
        "cora",
        "--correct",
        "S-002",
        "--sex",
        "M"
      )
    }
  }

  @Test func `A table with faults on many lines names every one and stores nothing`() throws {
    try withTemporaryFolder { folder in
      let trial = try CommandTrial(in: folder)
      var text = "id,site,sex,birthDate,consentVersion,consentDate\n"
      for number in 1...2000 {
        let isWrong = number.isMultiple(of: 10)
        text += "S-\(number),01,F,\(isWrong ? "1970-02-30" : "1970"),2.0,2026-03-01\n"
      }
      let run = try trial.run(
        ["participant", "screen", "--as", "cora", "--csv", trial.file("all.csv", text)]
      )
      #expect(run.status == 3)
      #expect(run.errors.contains("nothing was stored; 200 faults in 200 lines"))
      for line in stride(from: 11, through: 2001, by: 10) {
        #expect(run.errors.contains("line \(line): birthDate: the calendar has no 1970-02-30"))
      }
      let list = try trial.expect(trial.run(["participant", "list", "--as", "cora"]))
      #expect(list.output.contains("nobody was screened yet"))
      let latin = folder.appendingPathComponent("latin.csv")
      try #require("id\nMüller\n".data(using: .isoLatin1)).write(to: latin)
      let refused = try trial.run(["participant", "screen", "--as", "cora", "--csv", latin.path])
      #expect(refused.status == 3)
      #expect(refused.errors.contains("line 2 is not UTF-8"))
    }
  }

  @Test func `A file that isn't there, or isn't what it ought to be, is said in words`() throws {
    try withTemporaryFolder { folder in
      let trial = try CommandTrial(in: folder)
      let absent = folder.appendingPathComponent("absent").path
      let wrong = try trial.file("wrong.json", "{\"number\": \"one\"}")
      for (line, words) in [
        (
          ["participant", "screen", "--as", "cora", "--csv", absent], "\(absent): No such file"
        ),
        (["check", "--anchor", absent], "\(absent): No such file or directory"),
        (["check", "--anchor", wrong], "the JSON isn't of the form that is expected"),
      ] {
        let run = try trial.run(line)
        #expect(run.status == 1)
        #expect(run.errors.contains(words), "\(run.errors)")
        for name in ["NSCocoa", "DecodingError", "CodingKeys"] {
          #expect(!run.errors.contains(name), "\(run.errors)")
        }
      }
    }
  }

  @Test func `Programs that run at once take turns, and each gets through`() throws {
    try withTemporaryFolder { folder in
      let trial = try CommandTrial(in: folder)
      let processes = try (0..<6).map { number in
        try HeraldProcess.start(
          [
            "participant", "screen", "--as", "cora", "--id", "S-\(number)", "--site", "01", "--sex",
            "M",
            "--birth-date", "1950", "--consent-version", "1", "--consent-date", "2026-03-01",
          ],
          environment: ["HERALD_TRIAL": trial.path, "HERALD_PASSWORD": CommandTrial.password]
        )
      }
      for process in processes {
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
      }
      let list = try trial.expect(trial.run(["participant", "list", "--as", "cora"]))
      for number in 0..<6 { #expect(list.output.contains("S-\(number)")) }
      try trial.expect(trial.run(["check"]))
    }
  }

  private static let faketime = "/usr/bin/faketime"

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: faketime)))
  func `The whole program under a clock that was set back refuses, and says both times`() throws {
    try withTemporaryFolder { folder in
      let trial = try CommandTrial(in: folder)
      let back = [Self.faketime, "-f", "-2h"]
      let run = try trial.run(["participant", "list", "--as", "cora"], under: back)
      #expect(run.status == 3)
      #expect(run.errors.contains("the clock was set back"))
      let accepted = try trial.run(
        ["audit", "--accept-clock", "--why", "it was wrong before", "--as", "ada"],
        under: back
      )
      #expect(accepted.status == 0, "\(accepted.errors)")
      #expect(try trial.run(["participant", "list", "--as", "cora"], under: back).status == 0)
      try trial.expect(trial.run(["check"]))
    }
  }
}
