import Testing
import Voxels

@testable import Lesions

@Suite struct RegionGrowingTests {
  @Test(arguments: Connectivity.allCases, [false, true])
  func `growing gives the connected component of the voxels in the interval`(
    connectivity: Connectivity,
    oblique: Bool
  ) throws {
    let grid = try oblique ? Phantom.obliqueGrid(13, 11, 9) : Phantom.grid(70, 6, 9)
    let volume = Phantom.noise(grid, seed: 11)
    var grower = RegionGrower(volume, connectivity: connectivity)
    let level: Float = 6
    let all = volume.region(atLeast: level)
    for component in all.components(connectivity) {
      let start = grid.index(at: Int(component.runs[component.runs.count / 2].start))
      let grown = grower.grow(from: start, through: level...Float.infinity, within: nil)
      #expect(grown.region == component)
      #expect(!grown.isCut)
    }
    #expect(all.components(connectivity).count > 3)
  }

  @Test(arguments: Connectivity.allCases)
  func `with a reach only what is connected within the ball is grown`(
    connectivity: Connectivity
  ) throws {
    let grid = try Phantom.obliqueGrid(15, 14, 12)
    let volume = Phantom.noise(grid, seed: 5)
    var grower = RegionGrower(volume, connectivity: connectivity)
    for start in [SIMD3(7, 7, 6), SIMD3(0, 0, 0), SIMD3(14, 3, 11)] {
      let center = grid.position(of: start)
      for radius in [0, 2.0, 5.5, 9, 100] {
        let inside = Region(grid: grid) { index in
          volume[index] >= 4 && volume[index] <= 9
            && Phantom.distance(grid.position(of: index), center) <= radius + 1e-9
        }
        let expected = inside.component(containing: start, connectivity) ?? .empty(grid)
        let grown = grower.grow(
          from: start,
          through: 4...9,
          within: Reach(center: center, millimeters: radius)
        )
        #expect(grown.region == expected)
        // It was cut where a fitting voxel beyond the reach touches what was grown.
        let fitting = Region(grid: grid) { volume[$0] >= 4 && volume[$0] <= 9 }
        let beyond = grown.region.dilated(connectivity).intersection(fitting)
          .subtracting(grown.region)
        #expect(grown.isCut == !beyond.isEmpty, "start \(start), radius \(radius)")
      }
    }
  }

  @Test func `undefined voxels stop growth and nothing grows from one`() throws {
    let grid = try Phantom.grid(5, 1, 1)
    let volume = Volume<SUVbw>(grid: grid, values: [1, 1, .nan, 1, 1])
    var grower = RegionGrower(volume, connectivity: .corners)
    let left = grower.grow(from: SIMD3(0, 0, 0), through: 0...Float.infinity, within: nil)
    #expect(Array(left.region.offsets) == [0, 1])
    let none = grower.grow(from: SIMD3(2, 0, 0), through: 0...Float.infinity, within: nil)
    #expect(none.region.isEmpty)
  }
}
