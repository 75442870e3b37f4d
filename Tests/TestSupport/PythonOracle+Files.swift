public import Foundation

extension PythonOracle {
  /// Runs a script of Tests/Oracles and returns what it printed, line by line.
  ///
  /// - Parameters:
  ///   - name: the script's name without ".py".
  ///   - arguments: its `sys.argv[1:]`.
  /// - Returns: the lines of its standard output.
  /// - Throws: ``Failure`` when the script ends with an error.
  public static func run(file name: String, _ arguments: [String]) throws -> [String] {
    guard let interpreter else { throw Failure(status: -1) }
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../Oracles/\(name).py").standardizedFileURL
    return try output(of: interpreter, [script.path] + arguments)
  }

  /// The path of a program that came with the interpreter's packages; nil where it is absent.
  public static func program(_ name: String) -> URL? {
    guard let url = interpreter?.deletingLastPathComponent().appendingPathComponent(name),
      FileManager.default.isExecutableFile(atPath: url.path)
    else { return nil }
    return url
  }

  /// Runs a program and returns what it printed on both outputs, line by line.
  ///
  /// - Parameters:
  ///   - program: the program.
  ///   - arguments: its arguments.
  /// - Returns: the lines of its output and error output.
  /// - Throws: ``Failure`` when the program ends with an error.
  public static func output(of program: URL, _ arguments: [String]) throws -> [String] {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    guard process.terminationStatus == 0 else {
      for line in lines { print(line) }
      throw Failure(status: process.terminationStatus)
    }
    return lines
  }
}
