import Foundation
import TestSupport
import Testing

/// What the program prints, held against the files in Golden; `UPDATE_GOLDEN=1` writes them anew, and
/// the difference is part of the review.
@Suite struct GoldenTests {
  @Test(arguments: ["", "inspect", "suv", "analyze", "edit", "radiomics", "verify", "phantom"])
  func `The help says what each command and option does`(_ command: String) throws {
    let run = try HeraldProcess.run(command.isEmpty ? ["help"] : ["help", command])
    #expect(run.status == 0)
    try Golden.expect(run.output, "help\(command.isEmpty ? "" : "-\(command)").txt")
  }

  @Test func `A phantom's inspection, certificate and analysis read as they did`() throws {
    try AnalyzeTests.withPhantom { folder in
      let scan = folder.appendingPathComponent("scan").path
      let out = folder.appendingPathComponent("out").path
      for (name, arguments) in [
        ("inspect.txt", ["inspect", scan]),
        ("suv.txt", ["suv", scan, "--tracer", "68Ga-HER2-affibody"]),
        (
          "analyze.txt",
          [
            "analyze", scan, "--out", out, "--tracer", "68Ga-HER2-affibody", "--method",
            "fixed:4.0",
          ]
        ),
        ("refusal.txt", ["suv", scan, "--weight", "0", "--reason", "a test"]),
      ] {
        let run = try HeraldProcess.run(arguments)
        #expect(run.status == (name == "refusal.txt" ? 3 : 0), "\(run.errors)")
        let text = (run.output + run.errors).replacing(folder.path, with: "FOLDER")
          .replacing(/in [0-9.]+ s$/.anchorsMatchLineEndings(), with: "in TIME")
        try Golden.expect(text, name)
      }
    }
  }
}

/// Texts to hold the program's against.
private enum Golden {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Golden")

  /// Expects a text to be a file's, or writes the file where `UPDATE_GOLDEN` asks for it.
  static func expect(_ text: String, _ name: String) throws {
    let file = folder.appendingPathComponent(name)
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    let known = try String(contentsOf: file, encoding: .utf8)
    let difference = zip(text.split(separator: "\n"), known.split(separator: "\n"))
      .first { $0 != $1 }
    #expect(
      text == known,
      """
      \(name) differs, first here: '\(difference?.0 ?? "")' was '\(difference?.1 ?? "")'. If it is \
      meant, run UPDATE_GOLDEN=1 swift test --filter GoldenTests and review the difference.
      """
    )
  }
}
