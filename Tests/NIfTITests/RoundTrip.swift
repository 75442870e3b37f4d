import Foundation
import TestSupport
import Testing
import Voxels

@testable import NIfTI

/// Axes at right angles in no plane of the body, unequal steps, slices running downward.
let oblique = Affine(
  columnStep: SIMD3(2.4, 1.8, 0) / 1.5,
  rowStep: SIMD3(-1.08, 1.44, 2.4) * 0.9,
  sliceStep: SIMD3(-1.44, 1.92, -1.8) * 1.1,
  origin: SIMD3(-312.25, 87.5, -1043.75)
)

let upright = Affine(
  columnStep: SIMD3(4, 0, 0),
  rowStep: SIMD3(0, 4, 0),
  sliceStep: SIMD3(0, 0, 3),
  origin: SIMD3(-10, -20, 30)
)

let sheared = Affine(
  columnStep: SIMD3(3, 0, 0),
  rowStep: SIMD3(0, 3, 0.5),
  sliceStep: SIMD3(0, 0, 5),
  origin: SIMD3(1, 2, 3)
)

func makeGrid(_ affine: Affine, size: SIMD3<Int> = SIMD3(5, 4, 3)) throws -> Grid {
  try Grid(size: size, affine: affine)
}

/// Values that differ at each voxel, with the ones that a format may lose.
func makeVolume(_ affine: Affine, size: SIMD3<Int> = SIMD3(5, 4, 3)) throws -> Volume<SUVbw> {
  let grid = try makeGrid(affine, size: size)
  var values = (0..<grid.voxelCount).map { Float($0) * 0.37 - 2 }
  values[1] = .nan
  values[2] = .leastNonzeroMagnitude
  values[3] = .greatestFiniteMagnitude
  return Volume(grid: grid, values: values)
}

func expectClose(_ a: Affine, _ b: Affine, _ tolerance: Double = 1e-4) {
  for (x, y) in [
    (a.columnStep, b.columnStep), (a.rowStep, b.rowStep), (a.sliceStep, b.sliceStep),
    (a.origin, b.origin),
  ] {
    for i in 0..<3 { #expect(abs(x[i] - y[i]) <= tolerance, "\(a) \(b)") }
  }
}

@Suite struct `A volume written and read again` {
  @Test(arguments: [oblique, upright, sheared], ["nii", "nii.gz"])
  func `has the same voxels in the same places`(affine: Affine, suffix: String) throws {
    try withTemporaryFolder { folder in
      let volume = try makeVolume(affine)
      let path = folder.appendingPathComponent("suv.\(suffix)").path
      try NIfTIFile.write(volume, to: path, description: "FDG, 60 min p.i.")
      let read = try NIfTIFile.read(path: path)
      #expect(read.values.map(\.bitPattern) == volume.values.map(\.bitPattern))
      #expect(read.grid.size == volume.grid.size)
      expectClose(read.grid.affine, affine)
      #expect(read.description == "FDG, 60 min p.i.")
      #expect(read.intentName == "SUVbw")
    }
  }

  @Test func `gives the same bytes each time and leaves no other file`() throws {
    try withTemporaryFolder { folder in
      let volume = try makeVolume(oblique)
      let (a, b) = (
        folder.appendingPathComponent("a.nii.gz"), folder.appendingPathComponent("b.nii.gz")
      )
      try NIfTIFile.write(volume, to: a.path)
      try NIfTIFile.write(volume, to: b.path)
      #expect(try Data(contentsOf: a) == Data(contentsOf: b))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
    }
  }

  @Test func `refuses a folder that isn't there`() throws {
    let volume = try makeVolume(upright)
    #expect(
      throws: NIfTIError.cannotWrite(file: "/nowhere/a.nii", reason: "No such file or directory")
    ) {
      try NIfTIFile.write(volume, to: "/nowhere/a.nii")
    }
  }

  @Test func `cuts a long description between characters`() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("a.nii").path
      try NIfTIFile.write(
        makeVolume(upright),
        to: path,
        description: String(repeating: "é", count: 60)
      )
      #expect(try NIfTIFile.read(path: path).description == String(repeating: "é", count: 39))
    }
  }
}

@Suite struct `An orientation` {
  @Test func `turns LPS to RAS by the first two axes' signs`() {
    #expect(
      Orientation(upright).rows == [[-4, 0, 0, 10], [0, -4, 0, 20], [0, 0, 3, 30]]
    )
  }

  /// All 48 ways in which axes can run along the body's axes, half of them half turns.
  @Test func `comes back from its quaternion for each permutation and flip`() throws {
    for axes in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
      for flips in 0..<8 {
        var rows = [[Double]](repeating: [0, 0, 0, 7], count: 3)
        for column in 0..<3 { rows[axes[column]][column] = flips >> column & 1 == 1 ? -2 : 2 }
        let orientation = Orientation(rows: rows)
        let back = Orientation(
          quaternion: try #require(orientation.quaternion),
          spacing: SIMD3(2, 2, 2),
          offset: SIMD3(7, 7, 7)
        )
        for (a, b) in zip(rows.joined(), back.rows.joined()) { #expect(abs(a - b) < 1e-12) }
      }
    }
  }

  @Test func `of sheared axes has no quaternion`() {
    #expect(Orientation(sheared).quaternion == nil)
    #expect(Orientation(oblique).quaternion != nil)
  }
}

@Suite struct `A label map` {
  @Test(arguments: [255, 256, 65535])
  func `keeps its labels and voxels`(highest: Int) throws {
    try withTemporaryFolder { folder in
      let grid = try makeGrid(oblique)
      let labels = [
        (
          label: 7,
          region: Region(
            grid: grid,
            sortedRuns: [.init(start: 3, count: 2), .init(start: 5, count: 5)]
          )
        ),
        (label: highest, region: Region(grid: grid, sortedRuns: [.init(start: 59, count: 1)])),
      ]
      let path = folder.appendingPathComponent("labels.nii.gz").path
      try NIfTIFile.write(labels: labels, on: grid, to: path)
      let read = try NIfTIFile.readLabels(path: path)
      #expect(read.map(\.label) == [7, highest])
      #expect(read.map(\.region.runs) == labels.map(\.region.runs))
    }
  }

  @Test(arguments: [Datatype.uint8, .int8, .uint16, .int16, .uint32, .int32, .float32])
  func `has the runs of a plain loop, however its labels are stored`(type: Datatype) throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("labels.nii").path
      // Rows of 37 voxels begin at every place of an eight-byte word.
      let size = SIMD3(37, 11, 3)
      var random = SeededGenerator(seed: 37)
      var labels: [Int] = []
      while labels.count < 37 * 11 * 3 {
        let label = [0, 0, 0, 0, 1, 2, 127].randomElement(using: &random) ?? 0
        labels += [Int](repeating: label, count: Int.random(in: 1...20, using: &random))
      }
      labels = Array(labels.prefix(37 * 11 * 3))
      try write(labels, size, type, to: path)
      var expected: [Int: [Region.Run]] = [:]
      for (offset, label) in labels.enumerated() where label != 0 {
        let last = expected[label]?.last
        if let last, Int(last.start + last.count) == offset, offset % 37 != 0 {
          expected[label]?.removeLast()
          expected[label]?.append(.init(start: Int(last.start), count: Int(last.count) + 1))
        } else {
          expected[label, default: []].append(.init(start: offset, count: 1))
        }
      }
      let read = try NIfTIFile.readLabels(path: path)
      #expect(read.map(\.label) == expected.keys.sorted())
      for (label, region) in read {
        let grid = region.grid
        #expect(region.runs == Region(grid: grid, sortedRuns: expected[label] ?? []).runs)
      }
    }
  }

  @Test(arguments: [(Datatype.int16, -1), (.int8, -128), (.int32, 65536), (.uint32, 1 << 24)])
  func `isn't read from whole numbers that are no labels`(type: Datatype, value: Int) throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("labels.nii").path
      try write([0, 1, 0, value, 0, 0], SIMD3(3, 2, 1), type, to: path)
      #expect(throws: NIfTIError.notLabels(file: path, value: Float(value))) {
        try NIfTIFile.readLabels(path: path)
      }
    }
  }

  /// Writes numbers as a file stores them.
  private func write(
    _ labels: [Int],
    _ size: SIMD3<Int>,
    _ type: Datatype,
    to path: String
  ) throws {
    let header = Header(size: size, datatype: type, affine: try makeGrid(upright).affine)
    let bytes = labels.flatMap { label -> [UInt8] in
      let number = type == .float32 ? Int(Float(label).bitPattern) : label
      return (0..<type.byteCount).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
    try unsafe NIfTIFile.write(header, bytes.span.bytes, to: path)
  }

  @Test func `can't hold a voxel twice, a label twice, or label 0`() throws {
    let grid = try makeGrid(upright)
    let region = Region(grid: grid, sortedRuns: [.init(start: 3, count: 2)])
    let cases: [([(label: Int, region: Region)], NIfTIError)] = [
      ([(1, region), (2, region)], .overlap(1, 2)),
      ([(1, region), (1, region)], .invalidLabel(1)),
      ([(0, region)], .invalidLabel(0)),
      ([(65536, region)], .invalidLabel(65536)),
    ]
    for (labels, error) in cases {
      #expect(throws: error) {
        try NIfTIFile.write(labels: labels, on: grid, to: "/nowhere/labels.nii")
      }
    }
    let other = try makeGrid(oblique)
    #expect(throws: NIfTIError.differentGrid(label: 1)) {
      try NIfTIFile.write(labels: [(1, region)], on: other, to: "/nowhere/labels.nii")
    }
  }

  @Test func `isn't read from values that aren't whole numbers`() throws {
    try withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("suv.nii").path
      try NIfTIFile.write(makeVolume(upright), to: path)
      #expect(throws: NIfTIError.notLabels(file: path, value: -2)) {
        try NIfTIFile.readLabels(path: path)
      }
    }
  }
}
