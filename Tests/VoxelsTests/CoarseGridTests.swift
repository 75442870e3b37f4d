import Testing

@testable import Voxels

@Suite struct CoarseGridTests {
  private static func grid(_ size: SIMD3<Int>, _ steps: SIMD3<Double>, _ origin: SIMD3<Double>)
    throws -> Grid
  {
    try Grid(
      size: size,
      affine: Affine(
        columnStep: SIMD3(steps.x, 0, 0),
        rowStep: SIMD3(0, steps.y, 0),
        sliceStep: SIMD3(0, 0, steps.z),
        origin: origin
      )
    )
  }

  @Test func `A coarse voxel holds the mean of the fine ones that it covers`() throws {
    // Blocks of 2 x 3 x 4 fine voxels, the fine grid flipped along two axes.
    let fine = try Self.grid(SIMD3(8, 9, 12), SIMD3(-2, 1, -1), SIMD3(14, 0, 11))
    let coarse = try Self.grid(SIMD3(4, 3, 3), SIMD3(4, 3, 4), SIMD3(1, 1, 1.5))
    let volume = Volume<SUVbw>(
      grid: fine,
      values: (0..<fine.voxelCount).map { Float(($0 * 7919) % 101) }
    )
    let means = volume.averaged(onto: coarse, outside: -1)
    for place in 0..<coarse.voxelCount {
      let center = coarse.position(of: coarse.index(at: place))
      var sum = 0.0
      var count = 0.0
      for offset in 0..<fine.voxelCount {
        let arm = fine.position(of: fine.index(at: offset)) - center
        if abs(arm.x) < 2, abs(arm.y) < 1.5, abs(arm.z) < 2 {
          sum += Double(volume.values[offset])
          count += 1
        }
      }
      #expect(count == 24)
      #expect(abs(Double(means.values[place]) - sum / count) < 1e-4)
    }
  }

  @Test func `A constant stays constant at every edge, and beyond it comes the outside value`()
    throws
  {
    let fine = try Self.grid(SIMD3(10, 10, 10), SIMD3(1.7, 1.7, 3.3), .zero)
    let coarse = try Self.grid(SIMD3(9, 9, 12), SIMD3(4, 4, 4), SIMD3(-8, -8, -8))
    let volume = Volume<SUVbw>(grid: fine, values: [Float](repeating: 5, count: 1000))
    let means = volume.averaged(onto: coarse, outside: -1)
    for (place, value) in means.values.enumerated() {
      let p = coarse.position(of: coarse.index(at: place))
      let reaches = (0..<3).allSatisfy { axis in
        let step = fine.spacingMillimeters[axis]
        return p[axis] > -step / 2 - 2 && p[axis] < step * 9.5 + 2
      }
      #expect(abs(value - (reaches ? 5 : -1)) < 1e-4)
    }
  }

  @Test func `A finer grid is interpolated between centres`() throws {
    let fine = try Self.grid(SIMD3(6, 6, 6), SIMD3(5, 5, 5), .zero)
    let target = try Self.grid(SIMD3(6, 6, 6), SIMD3(4, 4, 4), SIMD3(1, 2, 3))
    let ramp = Volume<SUVbw>(
      grid: fine,
      values: (0..<fine.voxelCount).map {
        let p = fine.position(of: fine.index(at: $0))
        return Float(p.x + 10 * p.y + 100 * p.z)
      }
    )
    let values = ramp.averaged(onto: target, outside: 0)
    for place in 0..<target.voxelCount {
      let p = target.position(of: target.index(at: place))
      #expect(abs(Double(values.values[place]) - (p.x + 10 * p.y + 100 * p.z)) < 0.01)
    }
  }

  @Test(arguments: [false, true])
  func `Labels come to another grid as their regions do one by one`(isOblique: Bool) throws {
    let coarse = try Self.grid(SIMD3(7, 6, 5), SIMD3(4, 4, 4), SIMD3(-3, 2, 1))
    let labels = (0..<coarse.voxelCount).map { UInt8(($0 * 31 / 7) % 4) }
    let target =
      isOblique
      ? try Grid(
        size: SIMD3(14, 14, 14),
        affine: Affine(
          columnStep: SIMD3(1.6, 1.2, 0),
          rowStep: SIMD3(-1.2, 1.6, 0),
          sliceStep: SIMD3(0, 0, 2),
          origin: SIMD3(5, -2, -3)
        )
      ) : try Self.grid(SIMD3(16, 15, 14), SIMD3(-2.1, 1.9, 2.3), SIMD3(24, -2, -3))
    let regions = Region.regions(ofLabels: labels, on: coarse, at: target)
    #expect(Set(regions.keys) == [1, 2, 3])
    for label in UInt8(1)...3 {
      let alone = Region(grid: coarse) { labels[coarse.offset(of: $0)] == label }
      #expect(regions[label] == alone.resampled(to: target))
    }
  }
}
