import Testing
import Voxels

@testable import DICOM

/// One SeriesInstanceUID, several volumes.
@Suite struct SeriesSplitTests {
  @Test func `a plain series is not split`() {
    let made = series(Slices().dataSets)
    #expect(made.count == 1)
    #expect(made[0].part == nil)
    #expect(made[0].modality == "PT")
    #expect(made[0].label == "without description (PT, 5 frames)")
  }

  @Test func `a different ImageType is a part of its own`() {
    var sets = Slices().dataSets
    for index in [3, 4] { sets[index].set(.imageType, .CS, "DERIVED", "PRIMARY") }
    let made = series(sets)
    #expect(made.map(\.frames.count) == [3, 2])
    #expect(
      made.map { $0.part?.reasons } == [
        ["ImageType ORIGINAL\\PRIMARY"], ["ImageType DERIVED\\PRIMARY"],
      ]
    )
    #expect(made[1].label.hasSuffix("part 2 of 2: ImageType DERIVED\\PRIMARY"))
  }

  @Test func `a localizer of another orientation and size is a part of its own`() throws {
    var sets = Slices().dataSets
    var scout = Slices()
    scout.row = SIMD3(0, 1, 0)
    scout.column = SIMD3(0, 0, -1)
    scout.rows = 100
    var set = scout.dataSet(0)
    set.set(.sopInstanceUID, .UI, "1.2.3.4.99")
    set.set(.instanceNumber, .IS, "0")
    sets.append(set)
    let made = series(sets)
    #expect(made.map(\.frames.count) == [1, 5])
    #expect(
      made[0].part?.reasons == [
        "Rows × Columns 100 × 4", "ImageOrientationPatient 0\\1\\0\\0\\0\\-1",
      ]
    )
    #expect(try made[1].grid().size == SIMD3(4, 6, 5))
  }

  @Test(arguments: [(0.0005, 1), (0.002, 2)])
  func `pixel spacing may differ by a thousandth`(_ relative: Double, _ parts: Int) {
    var sets = Slices().dataSets
    sets[4].setDecimal(.pixelSpacing, 2 * (1 + relative), 3)
    #expect(series(sets).count == parts)
  }

  @Test func `another frame of reference is a part of its own`() {
    var sets = Slices().dataSets
    sets[0].set(.frameOfReferenceUID, .UI, "1.2.10")
    #expect(series(sets).map(\.frames.count) == [1, 4])
  }

  /// Three time frames of five slices, numbered through.
  private func dynamic(_ mark: (inout DataSet, _ slot: Int, _ slice: Int) -> Void) -> [DataSet] {
    (0..<3).flatMap { slot in
      (0..<5).map { k in
        var set = Slices().dataSet(k)
        set.set(.sopInstanceUID, .UI, "1.2.3.4.\(slot).\(k)")
        set.set(.instanceNumber, .IS, "\(slot * 5 + k + 1)")
        mark(&set, slot, k)
        return set
      }
    }
  }

  @Test func `time frames are told apart by ImageIndex`() throws {
    let made = series(
      dynamic { set, slot, k in
        set.set(.seriesType, .CS, "DYNAMIC", "IMAGE")
        set.set(.numberOfSlices, .US, 5)
        set.set(.imageIndex, .US, slot * 5 + k + 1)
      }
    )
    #expect(made.map(\.frames.count) == [5, 5, 5])
    #expect(
      made.map { $0.part?.reasons } == (1...3).map { ["ImageIndex \($0) (time slot \($0) of 3)"] }
    )
    #expect(made[1].frames.map(\.name) == (0..<5).map { "1.2.3.4.1.\($0)" })
    #expect(try made.allSatisfy { try $0.geometryCaveats().isEmpty })
  }

  @Test func `time frames are told apart by FrameReferenceTime in the order of its numbers`() {
    let times = ["900", "12000", "130000"]
    let made = series(dynamic { set, slot, _ in set.set(.frameReferenceTime, .DS, times[slot]) })
    #expect(
      made.map { $0.part?.reasons.last }
        == times.enumerated().map { "FrameReferenceTime \($1) (time slot \($0 + 1) of 3)" }
    )
  }

  @Test func `a lone repeated slice is no time frame of its own`() {
    var sets = Slices().dataSets
    var again = Slices().dataSet(2)
    again.set(.sopInstanceUID, .UI, "1.2.3.4.77")
    again.set(.acquisitionNumber, .IS, "2")
    for index in sets.indices { sets[index].set(.acquisitionNumber, .IS, "1") }
    sets.append(again)
    let made = series(sets)
    #expect(made.count == 1)
    #expect(
      throws: GeometryError.repeatedPosition(
        millimeters: -290,
        instances: ["1.2.3.4.3", "1.2.3.4.77"]
      )
    ) { try made[0].grid() }
  }

  @Test func `a dynamic frame that lacks a slice is still told apart`() {
    var sets = dynamic { set, slot, _ in
      set.set(.seriesType, .CS, "DYNAMIC", "IMAGE")
      set.set(.frameReferenceTime, .DS, "\(slot * 1000)")
    }
    sets.remove(at: 7)
    #expect(series(sets).map(\.frames.count) == [5, 4, 5])
  }

  @Test func `beds of a whole-body scan stay together`() {
    var sets = Slices().dataSets
    for index in sets.indices {
      sets[index].set(.seriesType, .CS, "WHOLE BODY", "IMAGE")
      sets[index].set(.frameReferenceTime, .DS, "\(index / 2 * 180000)")
      sets[index].set(.acquisitionNumber, .IS, "\(index / 2)")
    }
    #expect(series(sets).count == 1)
  }

  @Test func `a UID used for two patients gives two studies`() {
    let other = Slices().dataSets.map { set in
      var set = set
      set.set(.patientID, .LO, "P2")
      return set
    }
    let studies = Study.studies(of: series(Slices().dataSets) + series(other))
    #expect(studies.map(\.patientID) == ["P1", "P2"])
    #expect(Set(studies.map(\.studyInstanceUID)) == ["1.2.3"])
  }
}
