import Foundation

/// The program itself, run as its user runs it.
struct HeraldProcess {
  let status: Int32
  let output: String
  let errors: String

  /// The program that was built beside these tests.
  static let executable = Bundle.main.executableURL?.deletingLastPathComponent()
    .appendingPathComponent("herald") ?? URL(fileURLWithPath: "herald")

  /// Runs the program to its end.
  static func run(_ arguments: String...) throws -> HeraldProcess {
    let process = Process()
    let output = Pipe()
    let errors = Pipe()
    process.executableURL = executable
    process.arguments = arguments
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    // Short texts: they fit in the pipes' buffers while the program runs.
    process.waitUntilExit()
    return HeraldProcess(
      status: process.terminationStatus,
      output: String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self),
      errors: String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self))
  }
}

/// A folder of one test, removed when the test ends.
final class TemporaryFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("herald-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
