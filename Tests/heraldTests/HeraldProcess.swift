import Foundation

/// The program itself, run as its user runs it.
struct HeraldProcess {
  let status: Int32
  let output: String
  let errors: String

  /// The program that was built beside these tests.
  static let executable: URL = {
    let tests = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    let beside = tests.appendingPathComponent("herald")
    if FileManager.default.isExecutableFile(atPath: beside.path) { return beside }
    // The runner of Swift Testing is the toolchain's own; the bundle's path is among its arguments.
    let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? ""
    return URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent("herald")
  }()

  /// Runs the program to its end.
  static func run(_ arguments: String...) throws -> HeraldProcess { try run(arguments) }

  /// Runs the program to its end.
  ///
  /// - Parameters:
  ///   - arguments: what follows the program's name.
  ///   - environment: what is added to this process's own.
  ///   - wrapper: a program, with its arguments, that runs it.
  /// - Returns: what it said, and its status.
  /// - Throws: an error of the file system.
  static func run(
    _ arguments: [String],
    environment: [String: String] = [:],
    under wrapper: [String] = []
  ) throws -> HeraldProcess {
    try withScratch { folder in
      let (output, errors) = (folder + "/out", folder + "/err")
      let process = try start(
        arguments,
        output: output,
        errors: errors,
        environment: environment,
        under: wrapper
      )
      process.waitUntilExit()
      return HeraldProcess(
        status: process.terminationStatus,
        output: try String(contentsOfFile: output, encoding: .utf8),
        errors: try String(contentsOfFile: errors, encoding: .utf8)
      )
    }
  }

  /// Starts the program; its output goes to files, so that no pipe can fill.
  static func start(
    _ arguments: [String],
    output: String = "/dev/null",
    errors: String = "/dev/null",
    environment: [String: String] = [:],
    under wrapper: [String] = []
  ) throws -> Process {
    let process = Process()
    let words = wrapper + [executable.path] + arguments
    process.executableURL = URL(fileURLWithPath: words[0])
    process.arguments = Array(words.dropFirst())
    process.environment = ProcessInfo.processInfo.environment
      .merging(["COLUMNS": "80"]) { $1 }.merging(environment) { $1 }
    // No terminal, so that nothing waits for a person.
    process.standardInput = FileHandle.nullDevice
    for path in [output, errors] where path != "/dev/null" {
      _ = FileManager.default.createFile(atPath: path, contents: nil)
    }
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: errors))
    try process.run()
    return process
  }

  private static func withScratch<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("herald-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.path)
  }
}
