public import Foundation

/// Programs by others that read what we write.
///
/// Python with nibabel, SimpleITK, highdicom and others, in the folder `.build-oracles` beside the
/// package manifest. Tests that need it are skipped where it is absent.
public enum PythonOracle {
  /// The interpreter, or nil where it is absent.
  public static let interpreter: URL? = {
    // Links are kept as they are: the interpreter finds its packages by the path it is called by.
    let python = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent(".build-oracles/bin/python")
    return FileManager.default.isExecutableFile(atPath: python.path) ? python : nil
  }()

  /// Whether it is there: for `.enabled(if:)`.
  public static var isPresent: Bool { interpreter != nil }

  /// Runs a script and returns what it printed, line by line.
  ///
  /// - Parameters:
  ///   - script: Python source.
  ///   - arguments: its `sys.argv[1:]`.
  /// - Returns: the lines of its standard output.
  /// - Throws: ``Failure`` when the script ends with an error.
  public static func run(_ script: String, _ arguments: String...) throws -> [String] {
    guard let interpreter else { throw Failure(status: -1) }
    let process = Process()
    process.executableURL = interpreter
    process.arguments = ["-c", script] + arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// The script ended with an error, which it has printed.
  public struct Failure: Error {
    /// The exit status.
    public let status: Int32
  }
}

/// Calls `body` with a new folder and removes it afterwards.
public func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("herald-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}
