import TestSupport
import Testing
import Voxels

@testable import DICOM

/// Where voxels lie, held against DICOM's equation written out for each slice.
@Suite struct GridTests {
  private static let axes: [SIMD3<Double>] = [
    SIMD3(1, 0, 0), SIMD3(-1, 0, 0), SIMD3(0, 1, 0), SIMD3(0, -1, 0), SIMD3(0, 0, 1),
    SIMD3(0, 0, -1),
  ]

  /// The 24 right-handed ways to lay a stack along the patient's axes.
  static let orientations: [[SIMD3<Double>]] = axes.flatMap { row in
    axes.filter { (row * $0).sum() == 0 }.map { [row, $0] }
  }

  /// Holds every corner voxel against `position + row * dx * i + column * dy * j` of its own slice.
  private func holdsAgainstEquation(_ slices: Slices, seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let made = series(slices.dataSets.shuffled(using: &random))
    #expect(made.count == 1)
    let grid = try made[0].grid()
    #expect(grid.size == SIMD3(slices.columns, slices.rows, slices.count))
    for k in [0, 1, slices.count - 1] {
      for j in [0, slices.rows - 1] {
        for i in [0, slices.columns - 1] {
          let expected =
            slices.position(k) + slices.row * (slices.columnSpacing * Double(i))
            + slices.column * (slices.rowSpacing * Double(j))
          let found = grid.position(of: SIMD3(i, j, k))
          #expect(((found - expected) * (found - expected)).sum().squareRoot() < 1e-9)
        }
      }
    }
    #expect(grid.affine.determinant > 0)
    let volume = slices.columnSpacing * slices.rowSpacing * slices.sliceStep / 1000
    #expect(abs(grid.voxelVolumeMilliliters - volume) < 1e-12)
  }

  @Test func `there are 24 axis-aligned orientations`() {
    #expect(Set(Self.orientations).count == 24)
  }

  @Test(arguments: GridTests.orientations)
  func `an axis-aligned stack lies where the equation puts it`(_ axes: [SIMD3<Double>]) throws {
    var slices = Slices()
    slices.row = axes[0]
    slices.column = axes[1]
    try holdsAgainstEquation(slices, seed: 1)
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `an oblique stack lies where the equation puts it`(_ seed: UInt64) throws {
    var slices = Slices()
    slices.turn(seed: seed)
    try holdsAgainstEquation(slices, seed: seed)
  }

  @Test func `instance numbers and the order of files don't matter`() throws {
    let slices = Slices()
    let straight = series(slices.dataSets)
    var random = SeededGenerator(seed: 7)
    var shuffled = slices.dataSets.shuffled(using: &random)
    for index in shuffled.indices {
      shuffled[index].set(.instanceNumber, .IS, "\((index * 3) % 5)")
      shuffled[index].set(.sliceLocation, .DS, "\(index)")
    }
    let other = series(shuffled)
    #expect(other.count == 1)
    #expect(try other[0].grid() == straight[0].grid())
    #expect(other[0].frames.map(\.name) == straight[0].frames.map(\.name))
  }

  @Test func `positions beat SpacingBetweenSlices and SliceThickness`() throws {
    var sets = Slices().dataSets
    for index in sets.indices {
      sets[index].setDecimal(.spacingBetweenSlices, 4)
      sets[index].setDecimal(.sliceThickness, 3)
    }
    let made = series(sets)
    #expect(try made[0].grid().spacingMillimeters == SIMD3(3, 2, 5))
    #expect(
      try made[0].geometryCaveats() == [
        .spacingDiffersFromHeader(headerMillimeters: 4, measuredMillimeters: 5),
        .thinSlices(thicknessMillimeters: 3, measuredMillimeters: 5),
      ]
    )
  }

  @Test func `a multi-frame image is placed by its functional groups`() throws {
    let slices = Slices()
    var set = slices.dataSet(0)
    for tag: DICOM.Tag in [
      .imagePositionPatient, .imageOrientationPatient, .pixelSpacing, .imageType,
    ] {
      set[tag] = nil
    }
    set.set(.numberOfFrames, .IS, "5")
    var orientation = DataSet()
    orientation[.imageOrientationPatient] = slices.dataSet(0)[.imageOrientationPatient]
    var measures = DataSet()
    measures[.pixelSpacing] = slices.dataSet(0)[.pixelSpacing]
    measures.setDecimal(.sliceThickness, 5)
    var shared = DataSet()
    shared.set(.planeOrientationSequence, items: [orientation])
    shared.set(.pixelMeasuresSequence, items: [measures])
    set.set(.sharedFunctionalGroupsSequence, items: [shared])
    // Frames may come in any order.
    let order = [3, 0, 4, 1, 2]
    set.set(
      .perFrameFunctionalGroupsSequence,
      items: order.map { k in
        var position = DataSet()
        position[.imagePositionPatient] = slices.dataSet(k)[.imagePositionPatient]
        var groups = DataSet()
        groups.set(.planePositionSequence, items: [position])
        return groups
      }
    )
    let made = series([set])
    #expect(made.count == 1)
    #expect(try made[0].grid() == series(slices.dataSets)[0].grid())
    #expect(made[0].frames.map(\.frameIndex) == [1, 3, 4, 0, 2])
    #expect(try made[0].geometryCaveats().isEmpty)
    #expect(made[0].frames[2].name == "1.2.3.4.1 frame 5")
  }

  @Test func `a frame's own functional group beats the shared one`() {
    func group(_ thickness: String) -> DataSet {
      var measures = DataSet()
      measures.set(.sliceThickness, .DS, thickness)
      var groups = DataSet()
      groups.set(.pixelMeasuresSequence, items: [measures])
      return groups
    }
    var set = DataSet()
    set.set(.sharedFunctionalGroupsSequence, items: [group("1")])
    set.set(.perFrameFunctionalGroupsSequence, items: [group("2"), DataSet()])
    func thickness(_ frame: Int) -> String? {
      set.functionalGroup(.pixelMeasuresSequence, frame: frame)?.string(.sliceThickness)
    }
    #expect(thickness(0) == "2")
    #expect(thickness(1) == "1")
    #expect(thickness(9) == "1")
    #expect(set.functionalGroup(.planePositionSequence, frame: 0) == nil)
  }
}
