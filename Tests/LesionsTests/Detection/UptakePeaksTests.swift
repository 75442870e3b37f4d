import Testing
import Voxels

@testable import Lesions

@Suite struct UptakePeaksTests {
  /// A row of heights as a volume of one row.
  private func hills(_ heights: [Float], floor: Float, prominence: Float) throws -> UptakePeaks {
    let grid = try Phantom.grid(heights.count, 1, 1)
    return UptakePeaks(of: heights, on: grid, floor: floor, prominence: prominence)
  }

  @Test func `A peak that stands out enough keeps its hill, another joins the higher one`() throws {
    // Passes of 4 and of 7: the middle peak stands 1/7 above its pass, the last one 3/4.
    let heights: [Float] = [1, 10, 7, 8, 4, 7, 2]
    let two = try hills(heights, floor: 1, prominence: 0.5)
    #expect(two.peaks.map(\.value) == [10, 7])
    #expect(two.hills == [0, 0, 0, 0, 0, 1, 1])
    #expect(two.peaks[0].pass == 0)
    #expect(two.peaks[1].pass == 4)
    let three = try hills(heights, floor: 1, prominence: 0.1)
    #expect(three.peaks.map(\.value) == [10, 8, 7])
    #expect(three.peaks[1].pass == 7)
  }

  @Test func `What lies below the floor belongs to no hill`() throws {
    let found = try hills([0, 5, 0.5, 3, .nan], floor: 1, prominence: 0.1)
    #expect(found.hills == [-1, 0, -1, 1, -1])
    #expect(found.peaks.map(\.voxelCount) == [1, 1])
  }

  @Test func `Hills cover the field and hold their own peaks`() throws {
    let grid = try Phantom.grid(14, 12, 10)
    let field = Phantom.noise(grid, seed: 5).values
    let found = UptakePeaks(of: field, on: grid, floor: 0.001, prominence: 0.3)
    #expect(found.hills.count { $0 >= 0 } == field.count { $0 >= 0.001 })
    for (number, peak) in found.peaks.enumerated() {
      #expect(found.hills[peak.offset] == Int32(number))
      #expect(found.hills.count { $0 == Int32(number) } == peak.voxelCount)
      let highest = field.indices.filter { found.hills[$0] == Int32(number) }.map { field[$0] }
        .max()
      // Heights that share twelve binary digits count as equal.
      #expect(try #require(highest) <= peak.value * (1 + 1 / 1024))
    }
  }

  @Test func `A hill that joins another one leaves no pass behind`() throws {
    // A ring: two hills that meet twice, at values that differ in their last digits only. At the first,
    // in storage order, the lower one stands out by just enough; at the second by just too little.
    let grid = try Phantom.grid(5, 7, 1)
    var field = [Float](repeating: 0, count: grid.voxelCount)
    for (x, y, value) in [
      (0, 1, 8), (0, 2, 9), (0, 3, 10), (0, 4, 9), (0, 5, 8), (1, 0, 7), (1, 6, 7),
      (4, 1, 1.3), (4, 2, 1.4), (4, 3, 1.5), (4, 4, 1.4), (4, 5, 1.3), (3, 0, 1.2), (3, 6, 1.2),
      (2, 0, 1), (2, 6, 1.0001),
    ] as [(Int, Int, Float)] {
      field[grid.offset(of: SIMD3(x, y, 0))] = value
    }
    let hills = UptakePeaks(of: field, on: grid, floor: 0.5, prominence: 0.5)
    #expect(hills.peaks.count == 1)
    #expect(hills.passes.isEmpty)
  }
}
