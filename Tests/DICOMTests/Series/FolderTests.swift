import Foundation
import TestSupport
import Testing
import Voxels

@testable import DICOM

/// What a scan finds in folders as they come.
@Suite struct FolderTests {
  /// Writes the slices of a series as files; names are by a shuffled number.
  private func write(_ sets: [DataSet], in folder: URL, name: (Int) -> String = { "\($0)" }) throws
  {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (index, set) in sets.enumerated() {
      try DICOMFile.write(set, to: folder.appendingPathComponent(name(index)).path)
    }
  }

  private func slices(_ change: (inout Slices) -> Void = { _ in }) -> [DataSet] {
    var slices = Slices()
    change(&slices)
    return slices.images { k, voxel in k * 100 + voxel }
  }

  @Test func `files without extension in nested folders are found, others ignored and counted`()
    throws
  {
    try withTemporaryFolder { folder in
      let sets = slices()
      try write(Array(sets[..<2]), in: folder.appendingPathComponent("a/b"))
      try write(Array(sets[2...]), in: folder.appendingPathComponent("c")) { "IM\($0).dcm" }
      try Data("notes".utf8).write(to: folder.appendingPathComponent("README.txt"))
      try Data().write(to: folder.appendingPathComponent("c/.DS_Store"))
      let scanned = try DICOMFolder.scan(folder.path)
      #expect(scanned.ignoredFileCount == 2)
      #expect(scanned.refused.isEmpty && scanned.repeated.isEmpty)
      #expect(scanned.series.map(\.frames.count) == [5])
      #expect(try scanned.series[0].grid().size == SIMD3(4, 6, 5))
      #expect(scanned.studies[0].patientID == "P1")
    }
  }

  @Test func `a broken file is refused by name and the rest is read`() throws {
    try withTemporaryFolder { folder in
      try write(slices(), in: folder)
      let whole = try Data(contentsOf: folder.appendingPathComponent("0"))
      try whole.prefix(200).write(to: folder.appendingPathComponent("cut"))
      try Data("nothing".utf8).write(to: folder.appendingPathComponent("text.dcm"))
      try Data().write(to: folder.appendingPathComponent("empty.dcm"))
      var nameless = slices()[0]
      nameless[.seriesInstanceUID] = nil
      try write([nameless], in: folder) { _ in "nameless" }
      let scanned = try DICOMFolder.scan(folder.path)
      #expect(
        scanned.refused.map { URL(fileURLWithPath: $0.path).lastPathComponent }
          == ["cut", "empty.dcm", "nameless", "text.dcm"]
      )
      #expect(scanned.refused.allSatisfy { !$0.reason.isEmpty })
      #expect(scanned.refused[2].reason == "SeriesInstanceUID (0020,000E) is missing")
      #expect(scanned.series.map(\.frames.count) == [5])
    }
  }

  @Test func `loops of links end, and a folder reached twice is read once`() throws {
    try withTemporaryFolder { folder in
      let inner = folder.appendingPathComponent("inner")
      try write(slices(), in: inner)
      let files = FileManager.default
      try files.createSymbolicLink(
        at: inner.appendingPathComponent("loop"),
        withDestinationURL: folder
      )
      try files.createSymbolicLink(
        at: folder.appendingPathComponent("again"),
        withDestinationURL: inner
      )
      try files.createSymbolicLink(
        atPath: folder.appendingPathComponent("dangling").path,
        withDestinationPath: "nowhere"
      )
      let scanned = try DICOMFolder.scan(folder.path)
      #expect(scanned.series.map(\.frames.count) == [5])
      #expect(scanned.repeated.isEmpty)
      #expect(scanned.refused.map { $0.path.hasSuffix("/dangling") } == [true])
    }
  }

  @Test func `a pipe is not opened`() throws {
    try withTemporaryFolder { folder in
      let made = unsafe mkfifo(folder.appendingPathComponent("pipe").path, 0o600)
      try #require(made == 0)
      #expect(try DICOMFolder.scan(folder.path).ignoredFileCount == 1)
    }
  }

  @Test func `a path that leads nowhere is an error`() {
    #expect(throws: DICOMError.self) { try DICOMFolder.scan("/nowhere/at/all") }
  }

  @Test func `a single file is a folder of one`() throws {
    try withTemporaryFolder { folder in
      try write(slices(), in: folder)
      let scanned = try DICOMFolder.scan(folder.appendingPathComponent("3").path)
      #expect(scanned.series.map { $0.frames.map(\.name) } == [["1.2.3.4.4"]])
    }
  }

  @Test func `the same instance twice is kept once and noted`() throws {
    try withTemporaryFolder { folder in
      try write(slices(), in: folder.appendingPathComponent("one"))
      // Another encoding of the same content is the same instance still.
      let again = slices()[1]
      let copy = folder.appendingPathComponent("two").path
      try DICOMFile.write(again, to: copy, transferSyntax: .implicitVRLittleEndian)
      let scanned = try DICOMFolder.scan(folder.path)
      #expect(scanned.refused.isEmpty)
      #expect(scanned.series.map(\.frames.count) == [5])
      // A folder's own files come before those of its folders.
      #expect(
        scanned.repeated == [
          RepeatedFile(
            path: folder.appendingPathComponent("one/1").path,
            kept: copy,
            instance: "1.2.3.4.2"
          )
        ]
      )
    }
  }

  @Test(arguments: ["header", "pixels"])
  func `one UID with two contents is refused, naming both files`(_ what: String) throws {
    try withTemporaryFolder { folder in
      try write(slices(), in: folder) { "\($0).dcm" }
      var other = slices()[1]
      if what == "header" {
        other.set(.seriesDescription, .LO, "another")
      } else {
        other = Slices().images { _, voxel in voxel + 1 }[1]
      }
      try write([other], in: folder) { _ in "x.dcm" }
      let scanned = try DICOMFolder.scan(folder.path)
      let paths = ["1.dcm", "x.dcm"].map { folder.appendingPathComponent($0).path }
      #expect(scanned.refused.map(\.path) == paths)
      #expect(scanned.refused[0].reason.contains(paths[1]))
      #expect(scanned.refused[1].reason.contains(paths[0]))
      #expect(throws: GeometryError.self) { try scanned.series[0].grid() }
    }
  }

  @Test func `a DICOMDIR is read with the folder around it, and absent files are named`() throws {
    try withTemporaryFolder { folder in
      try write(slices(), in: folder.appendingPathComponent("IMAGES")) { "im\($0)" }
      var records: [DataSet] = [DataSet()]
      for k in 0..<6 {
        var record = DataSet()
        record.set(.directoryRecordType, .CS, "IMAGE")
        record.set(.referencedFileID, .CS, "IMAGES", "IM\(k)")
        records.append(record)
      }
      var directory = DataSet()
      directory.set(.sopClassUID, .UI, "1.2.840.10008.1.3.10")
      directory.set(.sopInstanceUID, .UI, "1.2.3.99")
      directory.set(.directoryRecordSequence, items: records)
      let path = folder.appendingPathComponent("DICOMDIR").path
      try DICOMFile.write(directory, to: path)
      for start in [path, folder.path] {
        let scanned = try DICOMFolder.scan(start)
        #expect(scanned.series.map(\.frames.count) == [5])
        #expect(scanned.refused.map(\.path) == [folder.path + "/IMAGES/IM5"])
      }
    }
  }

  @Test func `the same files under other names, on more threads, give the same series`() throws {
    let ct = slices {
      $0.modality = "CT"
      $0.series = "1.2.3.5"
    }
    let sets = slices() + ct
    var random = SeededGenerator(seed: 3)
    let order = Array(sets.indices).shuffled(using: &random)
    func names(_ folder: DICOMFolder) -> [[String]] { folder.series.map { $0.frames.map(\.name) } }
    let plain = try withTemporaryFolder { folder in
      try write(sets, in: folder)
      return names(try DICOMFolder.scan(folder.path, threads: 1))
    }
    let shuffled = try withTemporaryFolder { folder in
      try write(sets, in: folder) { "\(order[$0])" }
      return names(try DICOMFolder.scan(folder.path, threads: 4))
    }
    #expect(plain == shuffled)
    #expect(plain.map(\.count) == [5, 5])
  }

  @Test func `progress counts up to the number of files`() throws {
    try withTemporaryFolder { folder in
      try write(slices(), in: folder)
      let last = Last()
      _ = try DICOMFolder.scan(folder.path, threads: 2) { last.set($0) }
      #expect(last.value == ScanProgress(filesDone: 5, filesFound: 5))
    }
  }
}

/// The last progress that was reported.
private final class Last: @unchecked Sendable {
  private let lock = NSLock()
  private var stored: ScanProgress?
  var value: ScanProgress? { lock.withLock { stored } }
  func set(_ progress: ScanProgress) { lock.withLock { stored = progress } }
}
