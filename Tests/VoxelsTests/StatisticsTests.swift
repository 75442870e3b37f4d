import Testing

@testable import Voxels

@Suite struct StatisticsTests {
  @Test func `The statistics of one to ten are known`() throws {
    let grid = try Scene.grid(5, 2, 1)
    let volume = Volume<SUVbw>(grid: grid, values: [3, 1, 10, 2, 9, 8, 4, 7, 5, 6])
    let statistics = try #require(volume.statistics(in: .whole(grid)))
    #expect(statistics.count == 10)
    #expect(statistics.mean == 5.5)
    #expect(statistics.median == 5.5)
    // Sum of squares about the mean 82.5, over 9.
    #expect(abs(statistics.standardDeviation - (82.5 / 9).squareRoot()) < 1e-14)
    #expect(statistics.minimum == 1 && statistics.minimumIndex == SIMD3(1, 0, 0))
    #expect(statistics.maximum == 10 && statistics.maximumIndex == SIMD3(2, 0, 0))
    // numpy.percentile(range(1, 11), [0, 10, 25, 90, 100])
    let expected: [(Double, Double)] = [(0, 1), (10, 1.9), (25, 3.25), (90, 9.1), (100, 10)]
    for (percent, value) in expected {
      #expect(abs(statistics.percentile(percent) - value) < 1e-12)
    }
  }

  @Test func `Of equal extremes the first in storage order is named`() throws {
    let grid = try Scene.grid(3, 2, 2)
    let values: [Float] = [2, 5, 1, 1, 5, 2, 5, 1, 2, 2, 2, 2]
    let volume = Volume<SUVbw>(grid: grid, values: values)
    let statistics = try #require(volume.statistics(in: .whole(grid)))
    #expect(statistics.maximumIndex == SIMD3(1, 0, 0))
    #expect(statistics.minimumIndex == SIMD3(2, 0, 0))
  }

  @Test func `What is not a number is counted apart`() throws {
    let grid = try Scene.grid(4, 1, 1)
    let volume = Volume<SUVbw>(grid: grid, values: [.nan, 4, .nan, 6])
    let statistics = try #require(volume.statistics(in: .whole(grid)))
    #expect(statistics.count == 2 && statistics.notANumberCount == 2)
    #expect(statistics.mean == 5 && statistics.maximumIndex == SIMD3(3, 0, 0))
    #expect(volume.statistics(in: Region(grid: grid) { $0.x == 0 }) == nil)
    #expect(volume.statistics(in: .empty(grid)) == nil)
    #expect(volume.values(in: Region(grid: grid) { $0.x % 2 == 1 }) == [4, 6])
  }

  @Test func `One voxel has no spread`() throws {
    let grid = try Scene.grid(1, 1, 1)
    let volume = Volume<SUVbw>(grid: grid, values: [-.infinity])
    let statistics = try #require(volume.statistics(in: .whole(grid)))
    #expect(statistics.standardDeviation == 0)
    #expect(statistics.median == -.infinity && statistics.maximum == -.infinity)
  }

  @Test func `Doubling the values doubles the statistics to the bit`() throws {
    let grid = try Scene.grid(9, 8, 7)
    let volume = Scene.noise(on: grid, seed: 21)
    let doubled = Volume<SUVbw>(grid: grid, values: volume.values.map { $0 * 2 })
    let region = Scene.speckle(on: grid, share: 0.4, seed: 22)
    let one = try #require(volume.statistics(in: region))
    let two = try #require(doubled.statistics(in: region))
    #expect(two.mean == 2 * one.mean && two.standardDeviation == 2 * one.standardDeviation)
    #expect(two.percentile(37) == 2 * one.percentile(37))
  }
}
