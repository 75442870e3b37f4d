import Foundation
import GRDB
import Store
import TestSupport
import Testing
import Trial

/// No command, no export and no report gives a blinded person what the protocol hides.
///
/// The commands are the program's own list of them: one that is added is tried too, or this suite says
/// that it doesn't know how.
@Suite struct BlindingTests {
  /// Commands that work on files which the caller names, and open no trial by an account: what they show
  /// is for the file system's permissions to guard (docs/decisions/0029).
  private static let ofFiles: Set<String> = [
    "analyze", "edit", "inspect", "suv", "radiomics", "heterogeneity", "cohort", "coverage",
    "harmonize", "simulate", "evaluate", "verify", "phantom", "record show", "record export",
    "record index", "record related", "protocol list", "protocol check", "protocol show",
    "protocol diff", "trial create", "trial import-record", "trial rehearse", "restore",
  ]

  /// What is given where a command needs it, by the argument's name.
  private static func value(_ name: String, _ code: String) -> String? {
    [
      "screening number": "marker-1", "participant": "marker-1", "as-participant": "marker-1",
      "case": code, "on": "2026-03-09",
      "from": "2026-03-01", "to": "2026-03-09", "why": "because", "subject": "X-1",
      "meaning": "review", "question": "age-over-18", "reading": "from-18th-birthday",
      "account": "marker-rolf", "name": "Another Name", "role": "reader", "out": "result",
      "protocol": "nct04547309", "visit": "baseline", "round": "N1", "id": "S1", "folder": ".",
      "format": "csv",
    ][name]
  }

  /// What a command needs beside what its description says is required.
  private static let beside: [String: [String]] = [
    "read assign": ["--visit", "baseline", "--reader", "rita"],
    "read submit": ["CODE", "--class", "positive", "--lesion", "1=4"],
    "read adjudicate": ["CODE"],
    "read lock": ["--all"],
    "participant migrate": ["--to", "2"],
  ]

  /// The command lines that a command is tried with: what it needs, each form of what it exports, and
  /// each file that it can write.
  private static func lines(_ leaf: CommandTree.Leaf, _ code: String) throws -> [[String]] {
    var base = leaf.path
    var forms: [(String, [String])] = []
    for argument in leaf.arguments where !argument.isOptional {
      let values = argument.values
      guard let value = values.first ?? value(argument.name, code) else {
        Issue.record("\(leaf.name) needs \(argument.name): say what this suite is to give it")
        continue
      }
      base += argument.kind == "option" ? ["--\(argument.name)", value] : [value]
      if values.count > 1 { forms.append((argument.name, values)) }
    }
    base += (beside[leaf.name] ?? []).map { $0 == "CODE" ? code : $0 }
    var lines = [base]
    for (name, values) in forms {
      for value in values.dropFirst() { lines.append(base + ["--\(name)", value]) }
    }
    for argument in leaf.arguments where argument.isOptional {
      switch (argument.kind, argument.name) {
      case ("option", "case"), ("option", "participant"), ("option", "round"):
        lines.append(base + ["--\(argument.name)", value(argument.name, code) ?? ""])
      case ("option", _) where !argument.values.isEmpty:
        for value in argument.values {
          lines.append(base + ["--\(argument.name)", value])
          if leaf.has("out") { lines.append(base + ["--\(argument.name)", value, "--out", "r"]) }
        }
      case ("option", _) where argument.valueName == "file":
        lines.append(base + ["--\(argument.name)", "written"])
      case ("flag", let flag) where !["version", "help"].contains(flag):
        lines.append(base + ["--\(flag)"])
      default: break
      }
    }
    return lines
  }

  @Test(arguments: ["rita", "alma"])
  func `No command gives a blinded person what is hidden`(_ account: String) throws {
    try withTemporaryFolder { folder in
      let trial = try BlindedTrial(in: folder, participants: 3)
      if account == "alma" {
        // One case that differs, for her to see what the readers said.
        let room = ReadingRoom(
          trial.store,
          as: try trial.store.signIn("rita", password: BlindedTrial.password)
        )
        let code = try #require(try trial.codes(of: "rita").first)
        try room.submit([BlindedTrial.form(code, .positive)])
        try room.lock([code], password: BlindedTrial.password)
      }
      let code = try #require(try trial.codes(of: account).first)
      var count = 0
      for leaf in try CommandTree.leaves() {
        if Self.ofFiles.contains(leaf.name) { continue }
        #expect(
          leaf.has("trial"),
          "\(leaf.name) opens no trial: list it among the commands of files, or give it --trial"
        )
        for (number, line) in try Self.lines(leaf, code).enumerated() {
          let run = try trial.run(line, as: account)
          count += 1
          if number == 0 {
            #expect(
              run.isUnderstood,
              "\(line.joined(separator: " ")) isn't how it is used: \(run.text)"
            )
          }
          // What an adjudicator is given to decide on, readers' comments, is theirs to see.
          let shown =
            account == "alma" ? run.text.replacing("marker of another read", with: "") : run.text
          #expect(
            !Self.lined(shown, without: line).lowercased().contains(BlindedTrial.marker),
            "herald \(line.joined(separator: " ")): \(run.text)"
          )
        }
      }
      #expect(count > 60)
    }
  }

  /// The text without what the person typed themselves and was told back.
  private static func lined(_ text: String, without line: [String]) -> String {
    line.filter { $0.hasPrefix(BlindedTrial.marker) }.reduce(text) {
      $0.replacing("'\($1)'", with: "").replacing("\($1) ", with: " ")
    }
  }

  @Test func `A check of a damaged trial names nobody but to those who may see the trail`() throws {
    try withTemporaryFolder { folder in
      let trial = try BlindedTrial(in: folder, participants: 2)
      try trial.store.database.close()
      let file = try DatabaseQueue(path: trial.trial + "/trial.sqlite")
      try file.writeWithoutTransaction { database in
        try database.execute(
          sql: """
            UPDATE participant SET sex = 'M' WHERE id = 'marker-1';
            UPDATE account SET fullName = 'Marker' WHERE id = 'marker-rolf';
            UPDATE receivedScan SET manifestSHA256 = 'x' WHERE participant = 'marker-2';
            """
        )
      }
      try file.close()
      for account in ["rita", "ada"] {
        let run = try trial.run(["check"], as: account)
        #expect(run.status == 1)
        #expect(run.text.contains("participant (not named here): was changed past the program"))
        #expect(!run.holdsMarker, "\(run.text)")
      }
      let refused = try trial.run(["check", "--as", "rita"], as: "rita")
      #expect(refused.status == 3 && !refused.holdsMarker, "\(refused.text)")
      let named = try trial.run(["check", "--as", "ada"], as: "ada")
      #expect(named.status == 1)
      for words in [
        "participant marker-1: was", "account marker-rolf: was", "of marker-2, baseline",
      ] {
        #expect(named.text.contains(words), "\(named.text)")
      }
    }
  }

  /// The control: the same commands, asked by those who may see, do print the markers.
  @Test func `The same commands show it to those who may see it`() throws {
    try withTemporaryFolder { folder in
      let trial = try BlindedTrial(in: folder, participants: 2)
      for (line, account) in [
        (["participant", "list"], "cora"), (["participant", "show", "marker-1"], "cora"),
        (["biopsy", "list"], "cora"), (["visit", "list"], "cora"), (["event", "list"], "cora"),
        (["read", "list"], "cora"), (["read", "outcome"], "stan"), (["audit"], "ada"),
        (["audit", "--format", "json", "--out", "trail"], "ada"), (["account", "list"], "ada"),
      ] {
        let run = try trial.run(line, as: account)
        #expect(run.status == 0, "\(line): \(run.text)")
        #expect(run.holdsMarker, "\(line): \(run.text)")
      }
    }
  }
}
