import Testing
import Voxels

@testable import Lesions

@Suite struct DetectionScoreTests {
  private let grid: Grid
  private let suv: Volume<SUVbw>

  init() throws {
    grid = try Phantom.grid(20, 10, 10, spacing: SIMD3(5, 5, 5))
    suv = Phantom.volume(grid) { _ in 3 }
  }

  private func box(_ x: Range<Int>, _ y: Range<Int> = 2..<6, _ z: Range<Int> = 2..<6) -> Region {
    Region(
      grid: grid,
      box: VoxelBox(
        lower: SIMD3(x.lowerBound, y.lowerBound, z.lowerBound),
        upper: SIMD3(x.upperBound, y.upperBound, z.upperBound)
      )
    )
  }

  @Test func `Dice, volume and peak of a lesion are those of the finding that shares most`() throws
  {
    let known = KnownLesion(region: box(2..<6), peakSUVbw: 2)
    let score = try DetectionScore(
      of: [box(5..<7), box(3..<7), box(10..<12)],
      against: [known],
      on: suv
    )
    let hit = try #require(score.hits.first ?? nil)
    #expect(hit.finding == 1)
    #expect(hit.dice == 0.75)
    #expect(hit.volumeError == 0)
    #expect(abs(try #require(hit.peakError) - 0.5) < 1e-6)
    // The first finding shares half of itself with the lesion: it is no false one.
    #expect(score.falseFindings == [2])
  }

  @Test func `A quarter of the smaller region's voxels has to be shared`() throws {
    let known = KnownLesion(region: box(2..<6))
    // One column of four, and one of five.
    #expect(try DetectionScore(of: [box(5..<9)], against: [known], on: suv).hits[0] != nil)
    let less = try DetectionScore(
      of: [box(5..<10, 2..<6, 3..<7)],
      against: [known],
      on: suv
    )
    #expect(less.hits == [nil])
    #expect(less.falseFindings == [0])
  }

  @Test func `A finding over two lesions finds both, and none is missed twice`() throws {
    let score = try DetectionScore(
      of: [box(2..<12)],
      against: [KnownLesion(region: box(2..<5)), KnownLesion(region: box(8..<12))],
      on: suv
    )
    #expect(score.hits.compactMap { $0 }.count == 2)
    #expect(score.falseFindings.isEmpty)
    let nothing = try DetectionScore(of: [], against: [], on: suv)
    #expect(nothing.hits.isEmpty && nothing.falseFindings.isEmpty)
  }
}
