import Testing

@testable import Voxels

@Suite struct DistanceTests {
  @Test func `Distances agree with scipy`() throws {
    let grid = try Scene.grid(6, 5, 4, spacing: SIMD3(2, 3, 4))
    let pattern = Scene.pattern(on: grid)
    let distances = try Region(grid: grid) { pattern[$0] == 0 }.distances()
    // scipy.ndimage.distance_transform_edt(v != 0, sampling=(4, 3, 2)) of the pattern v, scipy 1.17.1
    let expected: [(SIMD3<Int>, Float)] = [
      (SIMD3(0, 0, 1), 4), (SIMD3(3, 2, 1), 3.605551275463989), (SIMD3(5, 4, 3), 2),
      (SIMD3(2, 0, 3), 2), (SIMD3(1, 3, 0), 5),
    ]
    for (index, value) in expected { #expect(abs(distances[index] - value) < 1e-6) }
    let sum = distances.values.reduce(0.0) { $0 + Double($1) }
    #expect(abs(sum - 412.09490402270353) < 1e-4)
  }

  @Test func `Distances agree with a plain search, on any number of slabs`() throws {
    for grid in [
      try Scene.grid(19, 7, 5, spacing: SIMD3(2.04, 1.5, 3.27)), try Scene.oblique(7, 8, 6),
      try Scene.grid(5, 9, 1), try Scene.grid(1, 1, 8), try Scene.grid(40, 1, 1),
    ] {
      for seed in 0..<4 as Range<UInt64> {
        let region = Scene.speckle(on: grid, share: [0.004, 0.02, 0.2, 0.7][Int(seed)], seed: seed)
        let centers = Scene.indices(of: region).map { grid.position(of: $0) }
        for slabs in [1, 2, 5] {
          let distances = try Slabs.$forcedCount.withValue(slabs) { try region.distances() }
          for index in Scene.indices(of: grid) {
            let nearest = centers.map { length($0 - grid.position(of: index)) }.min()
            let error = abs(Double(distances[index]) - (nearest ?? .infinity))
            #expect(nearest == nil ? distances[index] == .infinity : error < 1e-5)
          }
        }
      }
    }
  }

  @Test func `Distances refuse a sheared grid`() throws {
    let grid = try Scene.sheared(3, 3, 3)
    #expect(throws: GridError.shearedAxes(grid.affine)) { try Region.whole(grid).distances() }
  }
}
