import Testing
import Voxels

@testable import Lesions

@Suite struct LocalPlateauTests {
  @Test
  func `The plateau at a voxel is the highest value of the region within reach, by a naive loop`()
    throws
  {
    let grid = try Phantom.grid(14, 12, 10, spacing: SIMD3(4, 3, 5))
    let region = Region.sphere(
      center: grid.position(of: SIMD3(6, 6, 5)),
      radiusMillimeters: 11,
      grid: grid
    )
    let values = region.offsets.map { Double(($0 * 7919) % 101) }
    let reach = 12.0
    let plateau = try #require(LocalPlateau(of: values, in: region, reach: reach))
    for offset in 0..<grid.voxelCount {
      let index = grid.index(at: offset)
      let naive = zip(region.offsets, values).filter { other, _ in
        Phantom.distance(grid.position(of: grid.index(at: other)), grid.position(of: index))
          <= reach
      }.map(\.1).max()
      guard plateau.place.contains(index) else {
        #expect(naive == nil)
        continue
      }
      #expect(plateau.highest(near: index) == naive)
    }
  }

  @Test func `A region of nothing has no plateau`() throws {
    let grid = try Phantom.grid(3, 3, 3)
    #expect(LocalPlateau(of: [], in: .empty(grid), reach: 5) == nil)
  }
}
