import Foundation

/// The files below a folder, by path, sorted.
func files(below folder: String) throws -> [String] {
  try FileManager.default.subpathsOfDirectory(atPath: folder).sorted().filter { path in
    let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(path)")
    return attributes[.type] as? FileAttributeType == .typeRegular
  }
}

/// Programs of others that tests hold files against.
enum Oracle {
  static let dciodvfy = ["/usr/bin/dciodvfy", "/usr/local/bin/dciodvfy"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  /// What a program writes to both outputs, and its exit status.
  static func run(_ program: String, _ arguments: [String]) throws -> (text: String, status: Int32)
  {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (String(decoding: data, as: UTF8.self), process.terminationStatus)
  }
}
