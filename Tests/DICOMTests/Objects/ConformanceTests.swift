import DICOM
import Foundation
import TestSupport
import Testing

/// What we write, held against the standard's tables and other people's readers.
@Suite struct ConformanceTests {
  static let dciodvfy = URL(fileURLWithPath: "/usr/bin/dciodvfy")

  /// Writes segmentation, map and report, and gives their paths in that order.
  private func write(to folder: URL) throws -> [String] {
    let source = try ObjectFixtures.source()
    let authorship = ObjectFixtures.authorship()
    let segmentation = try SegmentationWriter.dataSet(
      of: ObjectFixtures.segments(),
      source: source,
      authorship: authorship
    )
    let map = try ObjectFixtures.map().dataSet(source: source, authorship: authorship)
    let report = try ObjectFixtures.report(segmentation: segmentation, map: map)
      .dataSet(source: source, authorship: authorship)
    var paths: [String] = []
    for (name, dataSet) in [("segmentation", segmentation), ("rwvm", map), ("report", report)] {
      let path = folder.appendingPathComponent(name + ".dcm").path
      try DICOMFile.write(dataSet, to: path)
      paths.append(path)
    }
    return paths
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: dciodvfy.path)))
  func `dciodvfy finds no error in what we write`() throws {
    try withTemporaryFolder { folder in
      for path in try write(to: folder) {
        let process = Process()
        process.executableURL = Self.dciodvfy
        process.arguments = [path]
        let pipe = Pipe()
        process.standardError = pipe
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
        #expect(lines.filter { $0.hasPrefix("Error") }.isEmpty)
        #expect(!lines.isEmpty)
      }
    }
  }

  @Test(.enabled(if: PythonOracle.isPresent))
  func `every attribute of type 1 and 2 that the tables ask for is there`() throws {
    try withTemporaryFolder { folder in
      let missing = try PythonOracle.run(file: "check_modules", write(to: folder))
      #expect(missing == [])
    }
  }
}
