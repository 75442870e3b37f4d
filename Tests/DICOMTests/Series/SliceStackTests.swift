import Foundation
import Testing
import Voxels

@testable import DICOM

/// Which stacks make a volume, which don't, and what is said about them.
@Suite struct SliceStackTests {
  /// A stack whose slices lie at the given positions along z.
  private func stack(at positions: [Double]) -> [DataSet] {
    var slices = Slices()
    slices.count = positions.count
    return positions.enumerated().map { k, z in
      var set = slices.dataSet(k)
      set.set(.imagePositionPatient, .DS, "-10", "20", "\(z)")
      return set
    }
  }

  private func failure(_ sets: [DataSet]) -> GeometryError? {
    do {
      _ = try series(sets)[0].grid()
      return nil
    } catch {
      return error
    }
  }

  @Test func `positions rounded to 3.27 and 3.26 mm are a regular stack`() throws {
    // Multiples of 3.2667 mm, written with two decimals: steps of 3.26 and 3.27.
    let positions = (0..<20).map { (Double($0) * 3.2667 * 100).rounded() / 100 }
    #expect(
      Set(zip(positions, positions.dropFirst()).map { Int((100 * ($1 - $0)).rounded()) }) == [
        326, 327,
      ]
    )
    let made = series(stack(at: positions))
    #expect(abs(try made[0].grid().spacingMillimeters.z - positions[19] / 19) < 1e-12)
    #expect(try made[0].geometryCaveats().isEmpty)
  }

  @Test func `a spacing off by some hundredths per bed is accepted with a caveat`() throws {
    // As on a GE Discovery ST: 3.29 mm where a bed ends, taken back by one 3.19 mm.
    let steps = [3.27, 3.29, 3.27, 3.29, 3.27, 3.29, 3.29, 3.27, 3.19, 3.27]
    let positions = steps.reduce(into: [0.0]) { $0.append($0[$0.count - 1] + $1) }
    let caveats = try series(stack(at: positions))[0].geometryCaveats()
    guard case .unevenSpacing(let smallest, let median, let largest, let offset) = caveats.first
    else {
      Issue.record("no caveat: \(caveats)")
      return
    }
    #expect(caveats.count == 1)
    #expect(abs(smallest - 3.19) < 1e-9 && abs(largest - 3.29) < 1e-9)
    #expect(abs(median - 3.27) < 1e-9)
    // The lattice is 3.27 mm: the seven steps before the short one run ahead by 4 × 0.02 mm.
    #expect(abs(offset - 0.08) < 1e-9)
  }

  @Test func `a missing slice is a gap that names its neighbours`() {
    let error = failure(stack(at: [0, 5, 10, 20, 25, 30, 50]))
    #expect(
      error
        == .missingSlices([
          SliceGap(
            missingCount: 1,
            fromMillimeters: 10,
            toMillimeters: 20,
            instances: ["1.2.3.4.3", "1.2.3.4.4"]
          ),
          SliceGap(
            missingCount: 3,
            fromMillimeters: 30,
            toMillimeters: 50,
            instances: ["1.2.3.4.6", "1.2.3.4.7"]
          ),
        ])
    )
    #expect(error?.description.contains("4 slices are missing") == true)
    #expect(error?.description.contains("between 10 and 20 mm") == true)
  }

  @Test func `unequal distances are refused`() {
    #expect(
      failure(stack(at: [0, 5, 10, 16, 21, 26]))
        == .unequalSpacing(
          smallestMillimeters: 5,
          medianMillimeters: 5,
          largestMillimeters: 6,
          instances: ["1.2.3.4.3", "1.2.3.4.4"]
        )
    )
  }

  @Test func `a distance that drifts slowly is refused too`() {
    // Each step differs from the median by at most 4 %, yet the middle lies 2 mm off a lattice.
    let steps = (0..<40).map { $0 < 20 ? 4.8 : 5.2 }
    let positions = steps.reduce(into: [0.0]) { $0.append($0[$0.count - 1] + $1) }
    guard case .unequalSpacing = failure(stack(at: positions)) else {
      Issue.record("accepted")
      return
    }
  }

  @Test func `different slices at one position are refused`() {
    #expect(
      failure(stack(at: [0, 5, 5.0005, 10]))
        == .repeatedPosition(millimeters: 5, instances: ["1.2.3.4.2", "1.2.3.4.3"])
    )
  }

  @Test func `a copy of a slice is left out, the lower instance number kept`() throws {
    let made = series(stack(at: [0, 5, 10, 5]), samePixels: true)
    #expect(made.count == 1)
    #expect(made[0].frames.map(\.name) == ["1.2.3.4.1", "1.2.3.4.2", "1.2.3.4.3"])
    #expect(
      try made[0].geometryCaveats()
        == [.repeatedSliceLeftOut(kept: "1.2.3.4.2", leftOut: "1.2.3.4.4")]
    )
  }

  @Test(arguments: [5.0, 20, -30])
  func `a tilted gantry keeps its shear`(_ degrees: Double) throws {
    var slices = Slices()
    // tan of the angle by its series: an independent route would be a table; these are exact enough.
    let tangent = [5.0: 0.08748866352592401, 20: 0.36397023426620236, -30: -0.5773502691896257]
    let sideways = try #require(tangent[degrees]) * slices.sliceStep
    slices.shift = SIMD3(0, sideways, 0)
    let made = series(slices.dataSets)
    let grid = try made[0].grid()
    let error = grid.affine.sliceStep - SIMD3(0, sideways, 5)
    #expect((error * error).sum() < 1e-24)
    // A sheared voxel holds what an upright one holds.
    #expect(abs(grid.voxelVolumeMilliliters - 0.03) < 1e-12)
    guard case .shearedSlices(let found)? = try made[0].geometryCaveats().first else {
      Issue.record("no caveat")
      return
    }
    #expect(abs(found - abs(degrees)) < 1e-9)
  }

  @Test func `a tilt that the positions don't show is a caveat`() throws {
    var sets = Slices().dataSets
    for index in sets.indices { sets[index].setDecimal(.gantryDetectorTilt, 12) }
    #expect(try series(sets)[0].geometryCaveats() == [.tiltNotInPositions(degrees: 12)])
  }

  @Test func `one slice moved sideways is refused by name`() {
    var sets = Slices().dataSets
    sets[2].set(.imagePositionPatient, .DS, "-7", "20", "-290")
    #expect(
      failure(sets) == .slicesOffLine(offsetMillimeters: 3, instance: "1.2.3.4.3")
    )
  }

  @Test func `a count other than NumberOfSlices is a caveat`() throws {
    var sets = Slices().dataSets
    for index in sets.indices { sets[index].set(.numberOfSlices, .US, 7) }
    #expect(
      try series(sets)[0].geometryCaveats() == [.sliceCountDiffers(found: 5, declared: 7)]
    )
  }

  @Test func `a header value that is only compared may be unreadable, with a caveat`() throws {
    var sets = Slices().dataSets
    for index in sets.indices { sets[index].set(.sliceThickness, .DS, "5 mm") }
    let made = series(sets)
    #expect(try made[0].grid().spacingMillimeters.z == 5)
    guard case .unreadableCheck("SliceThickness", _) = try made[0].geometryCaveats().first else {
      Issue.record("no caveat")
      return
    }
    #expect(failure([sets[0]]) == .noSliceDistance(instance: "1.2.3.4.1"))
  }

  @Test func `thousands of planes in all directions end soon, refused`() {
    // A rotating acquisition: no two frames share a plane.
    let sets = (0..<3000).map { k in
      var set = Slices().dataSet(k)
      let angle = Double(k) / 3000 * 2 * Double.pi
      let (c, s) = (cos(angle), sin(angle))
      set[.imageOrientationPatient] = Element(.DS, .text(["\(c)", "\(s)", "0", "0", "0", "-1"]))
      return set
    }
    #expect(series(sets).reduce(0) { $0 + $1.frames.count } == 3000)
  }

  @Test func `a single slice needs a thickness`() throws {
    var set = Slices().dataSet(0)
    #expect(failure([set]) == .noSliceDistance(instance: "1.2.3.4.1"))
    set.setDecimal(.sliceThickness, 4)
    let made = series([set])
    #expect(try made[0].grid().spacingMillimeters == SIMD3(3, 2, 4))
    #expect(try made[0].geometryCaveats() == [.singleSlice(thicknessMillimeters: 4)])
  }

  @Test func `directions that aren't of length 1 or at right angles are refused`() {
    for values in [
      ["1.01", "0", "0", "0", "1", "0"], ["1", "0", "0", "0.01", "0.99995", "0"],
      ["0", "0", "0", "0", "0", "0"],
    ] {
      var set = Slices().dataSet(0)
      set[.imageOrientationPatient] = Element(.DS, .text(values))
      guard case .invalidOrientation(_, "1.2.3.4.1") = failure([set]) else {
        Issue.record("accepted \(values)")
        continue
      }
    }
  }

  @Test func `directions rounded to four digits are normalised`() throws {
    var set = Slices().dataSet(0)
    set[.imageOrientationPatient] = Element(
      .DS,
      .text(["0.7071", "0.7071", "0", "-0.7071", "0.7071", "0"])
    )
    set.setDecimal(.sliceThickness, 4)
    let grid = try series([set])[0].grid()
    let error = grid.spacingMillimeters - SIMD3(3, 2, 4)
    #expect((error * error).sum() < 1e-24)
  }

  @Test(arguments: [
    (DICOM.Tag.imagePositionPatient, "ImagePositionPatient"),
    (.imageOrientationPatient, "ImageOrientationPatient"), (.pixelSpacing, "PixelSpacing"),
  ])
  func `an absent attribute is named`(_ tag: DICOM.Tag, _ keyword: String) {
    var sets = Slices().dataSets
    for index in sets.indices { sets[index][tag] = nil }
    #expect(
      failure(sets) == .missingAttribute(keyword: keyword, tag: tag, instance: "1.2.3.4.1")
    )
  }

  @Test func `a report has no planes`() {
    var set = DataSet()
    set.set(.modality, .CS, "SR")
    set.set(.sopClassUID, .UI, "1.2.840.10008.5.1.4.1.1.88.33")
    #expect(
      failure([set])
        == .noPlanes(found: "Modality SR, SOPClassUID 1.2.840.10008.5.1.4.1.1.88.33")
    )
  }
}
