import Testing

@testable import Voxels

@Suite struct ThresholdTests {
  @Test(arguments: [1, 5, 15, 16, 17, 31, 32, 33, 70])
  func `The region of a level agrees with a plain loop at any row length`(columns: Int) throws {
    let grid = try Scene.grid(columns, 5, 3)
    for seed in 0..<4 as Range<UInt64> {
      var volume = Scene.noise(on: grid, seed: seed)
      volume.values[grid.voxelCount / 2] = .nan
      let level = volume.values[0]
      let expected = Region(grid: grid) { volume[$0] >= level }
      let within = Scene.speckle(on: grid, share: 0.6, seed: seed + 9)
      for slabs in [1, 2, 7] {
        Slabs.$forcedCount.withValue(slabs) {
          #expect(volume.region(atLeast: level) == expected)
          #expect(
            volume.region(atLeast: level, within: within) == expected.intersection(within)
          )
        }
      }
      #expect(volume.region(atLeast: level).contains(0), "a value equal to the level is in")
    }
  }

  @Test func `A higher level never adds a voxel`() throws {
    let volume = Scene.noise(on: try Scene.grid(20, 6, 4), seed: 5)
    let levels: [Float] = [0, 1, 2.5, 5, 9, 11]
    for (low, high) in zip(levels, levels.dropFirst()) {
      #expect(volume.region(atLeast: high).isSubset(of: volume.region(atLeast: low)))
    }
    #expect(volume.region(atLeast: 0) == .whole(volume.grid))
    #expect(volume.region(atLeast: 11).isEmpty)
  }

  @Test func `What is not a number is never inside`() throws {
    let grid = try Scene.grid(40, 1, 1)
    let volume = Volume<SUVbw>(grid: grid, values: .init(repeating: .nan, count: 40))
    #expect(volume.region(atLeast: -.infinity).isEmpty)
    let noise = Scene.noise(on: grid, seed: 1)
    #expect(noise.region(atLeast: .nan).isEmpty)
    #expect(noise.region(atLeast: -.infinity) == .whole(grid))
  }
}
