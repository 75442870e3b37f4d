import Foundation
import TestSupport
import Testing
import Voxels

@testable import NIfTI

@Suite struct `A volume written slice by slice` {
  @Test(arguments: ["nii", "nii.gz"])
  func `is the volume written whole, byte for byte, whatever the order`(suffix: String) throws {
    try withTemporaryFolder { folder in
      let volume = try makeVolume(oblique)
      let (whole, sliced) = (path(folder, "whole.\(suffix)"), path(folder, "sliced.\(suffix)"))
      try NIfTIFile.write(volume, to: whole, description: "FDG")
      try write(volume, to: sliced, slices: [2, 0, 1])
      #expect(try bytes(sliced) == bytes(whole))
    }
  }

  @Test(arguments: ["nii", "nii.gz"])
  func `takes the place of an earlier file and leaves nothing else`(suffix: String) throws {
    try withTemporaryFolder { folder in
      let target = path(folder, "suv.\(suffix)")
      try Data("earlier".utf8).write(to: URL(filePath: target))
      let volume = try makeVolume(upright)
      try write(volume, to: target, slices: 0..<3)
      #expect(try NIfTIFile.read(path: target).values.dropFirst(4) == volume.values[4...])
      #expect(try names(folder) == ["suv.\(suffix)"])
    }
  }

  @Test(arguments: ["nii", "nii.gz"])
  func `that fails leaves the earlier file alone`(suffix: String) throws {
    struct Failure: Error {}
    try withTemporaryFolder { folder in
      let target = path(folder, "suv.\(suffix)")
      try Data("earlier".utf8).write(to: URL(filePath: target))
      let volume = try makeVolume(upright)
      #expect(throws: Failure.self) {
        try NIfTIFile.write(SUVbw.self, on: volume.grid, to: target) { _ in throw Failure() }
      }
      #expect(try bytes(target) == Array("earlier".utf8))
      #expect(try names(folder) == ["suv.\(suffix)"])
    }
  }

  @Test func `does not take the place of a folder`() throws {
    try withTemporaryFolder { folder in
      let target = path(folder, "suv.nii")
      try FileManager.default.createDirectory(
        atPath: target + "/inside",
        withIntermediateDirectories: true
      )
      let volume = try makeVolume(upright)
      #expect(throws: NIfTIError.self) { try write(volume, to: target, slices: 0..<3) }
      #expect(try FileManager.default.contentsOfDirectory(atPath: target) == ["inside"])
      #expect(try names(folder) == ["suv.nii"])
    }
  }

  @Test func `in place of a link leaves what it led to alone`() throws {
    try withTemporaryFolder { folder in
      let (target, other) = (path(folder, "suv.nii"), path(folder, "other"))
      try Data("other".utf8).write(to: URL(filePath: other))
      try FileManager.default.createSymbolicLink(atPath: target, withDestinationPath: other)
      try write(try makeVolume(upright), to: target, slices: 0..<3)
      #expect(try bytes(other) == Array("other".utf8))
      #expect(try NIfTIFile.read(path: target).grid.size == SIMD3(5, 4, 3))
    }
  }

  @Test func `is refused where an axis is longer than NIfTI-1 can say`() throws {
    try withTemporaryFolder { folder in
      let grid = try makeGrid(upright, size: SIMD3(40_000, 1, 1))
      #expect(throws: NIfTIError.self) {
        try NIfTIFile.write(SUVbw.self, on: grid, to: path(folder, "suv.nii")) { _ in }
      }
      #expect(try names(folder).isEmpty)
    }
  }

  private func write(
    _ volume: Volume<SUVbw>,
    to path: String,
    slices: some Sequence<Int>
  ) throws {
    let count = volume.grid.size.x * volume.grid.size.y
    try NIfTIFile.write(SUVbw.self, on: volume.grid, to: path, description: "FDG") { file in
      for slice in slices {
        try file.write(
          slice: slice,
          volume.values.span.extracting(slice * count..<(slice + 1) * count)
        )
      }
    }
  }

  private func path(_ folder: URL, _ name: String) -> String {
    folder.appendingPathComponent(name).path
  }

  private func names(_ folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
  }

  private func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: path)))
  }
}
