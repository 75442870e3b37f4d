import TestSupport
import Testing

@testable import Voxels

@Suite struct GrowingTests {
  @Test(arguments: Connectivity.allCases)
  func `Growing from a seed finds the seed's component`(connectivity: Connectivity) throws {
    let grid = try Scene.grid(11, 9, 7)
    let volume = Scene.noise(on: grid, seed: 41)
    let within = Scene.speckle(on: grid, share: 0.8, seed: 42)
    var generator = SeededGenerator(seed: 43)
    for level in [4, 6, 8] as [Float] {
      let inside = volume.region(atLeast: level)
      for _ in 0..<12 {
        let seed = grid.index(at: Int.random(in: 0..<grid.voxelCount, using: &generator))
        #expect(
          volume.region(grownFrom: seed, atLeast: level, connectivity)
            == inside.component(containing: seed, connectivity) ?? .empty(grid)
        )
        #expect(
          volume.region(grownFrom: seed, atLeast: level, connectivity, within: within)
            == inside.intersection(within).component(containing: seed, connectivity)
            ?? .empty(grid)
        )
      }
    }
  }

  @Test func `A seed that is not a number or below the level grows nothing`() throws {
    let grid = try Scene.grid(2, 1, 1)
    let volume = Volume<SUVbw>(grid: grid, values: [.nan, 1])
    #expect(volume.region(grownFrom: .zero, atLeast: 0, .faces).isEmpty)
    #expect(volume.region(grownFrom: SIMD3(1, 0, 0), atLeast: 2, .faces).isEmpty)
    #expect(volume.region(grownFrom: SIMD3(1, 0, 0), atLeast: 1, .faces).voxelCount == 1)
  }
}
