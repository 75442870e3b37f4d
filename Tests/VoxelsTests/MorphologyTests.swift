import Testing

@testable import Voxels

@Suite struct MorphologyTests {
  let grid: Grid
  init() throws { grid = try Scene.grid(9, 8, 7, spacing: SIMD3(1, 1.5, 2)) }

  @Test(arguments: Connectivity.allCases)
  func `Dilation and erosion agree with a plain loop`(connectivity: Connectivity) {
    let steps = connectivity.steps
    for seed in 0..<6 as Range<UInt64> {
      let region = Scene.speckle(on: grid, share: seed < 3 ? 0.05 : 0.9, seed: seed)
      let dilated = Region(grid: grid) { index in
        region.contains(index) || steps.contains { region.contains(index &+ $0) }
      }
      let eroded = Region(grid: grid) { index in
        region.contains(index) && steps.allSatisfy { region.contains(index &+ $0) }
      }
      #expect(region.dilated(connectivity) == dilated)
      #expect(region.eroded(connectivity) == eroded)
      #expect(region.surface(connectivity) == region.subtracting(eroded))
      #expect(region.dilated(connectivity, times: 2) == dilated.dilated(connectivity))
      #expect(region.dilated(connectivity, times: 0) == region)
    }
  }

  @Test(arguments: [0, 1, 1.5, 2.5, 3.2])
  func `Dilation by millimetres takes the centres within reach`(radius: Double) throws {
    let sheared = try Grid(
      size: grid.size,
      affine: Affine(
        columnStep: SIMD3(1, 0, 0),
        rowStep: SIMD3(0, 1.5, 0),
        sliceStep: SIMD3(0, 0.7, 2),
        origin: .zero
      )
    )
    for grid in [grid, sheared] {
      let region = Scene.speckle(on: grid, share: 0.02, seed: 2)
      let centers = Scene.indices(of: region).map { grid.position(of: $0) }
      func distance(_ index: SIMD3<Int>) -> Double {
        centers.map { length($0 - grid.position(of: index)) }.min() ?? .infinity
      }
      let expected = Region(grid: grid) { distance($0) <= radius + 1e-9 }
      #expect(region.dilated(byMillimeters: radius) == expected)
      // Erosion is dilation of the outside; beyond the grid is outside too, so look at the inside.
      let box = Region(grid: grid, box: VoxelBox(lower: SIMD3(4, 3, 2), upper: SIMD3(5, 5, 5)))
      #expect(
        region.complement.eroded(byMillimeters: radius).intersection(box)
          == expected.complement.intersection(box)
      )
    }
  }

  @Test func `The grid's edge counts as outside`() {
    let whole = Region.whole(grid)
    let inner = Region(grid: grid, box: VoxelBox(lower: SIMD3(1, 1, 1), upper: SIMD3(8, 7, 6)))
    #expect(whole.eroded(.faces) == inner)
    #expect(
      whole.eroded(byMillimeters: 2)
        == Region(
          grid: grid,
          box: VoxelBox(lower: SIMD3(2, 1, 1), upper: SIMD3(7, 7, 6))
        )
    )
  }

  @Test func `Opening shrinks, closing grows, and neither changes anything the second time`() {
    let region = Scene.speckle(on: grid, share: 0.8, seed: 12)
    let opened = region.eroded(.faces).dilated(.faces)
    #expect(opened.isSubset(of: region))
    #expect(opened.eroded(.faces).dilated(.faces) == opened)
  }

  @Test func `A hollow box is filled, an open one is not`() {
    let solid = Region(grid: grid, box: VoxelBox(lower: SIMD3(1, 1, 1), upper: SIMD3(7, 6, 6)))
    let core = Region(grid: grid, box: VoxelBox(lower: SIMD3(3, 2, 2), upper: SIMD3(5, 5, 4)))
    let hollow = solid.subtracting(core)
    #expect(hollow.filledHoles() == solid)
    #expect(hollow.filledHoles(background: .corners) == solid)
    let tunnel = Region(grid: grid, box: VoxelBox(lower: SIMD3(4, 3, 0), upper: SIMD3(5, 4, 4)))
    #expect(hollow.subtracting(tunnel).filledHoles() == hollow.subtracting(tunnel))
    // A corner-wide leak is open for a path that may step over corners only.
    let leak = Region(grid: grid) { $0 == SIMD3(2, 1, 1) }
    #expect(hollow.subtracting(leak).filledHoles() == solid.subtracting(leak))
    #expect(hollow.subtracting(leak).filledHoles(background: .corners) == hollow.subtracting(leak))
  }
}
