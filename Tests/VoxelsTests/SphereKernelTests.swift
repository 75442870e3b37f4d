import TestSupport
import Testing

@testable import Voxels

@Suite struct SphereKernelTests {
  static let oneMilliliter = SphereKernel.oneMilliliterRadiusMillimeters

  @Test(arguments: [
    SIMD3(1.0, 1, 1), SIMD3(2, 2, 2), SIMD3(2.04, 2.04, 3), SIMD3(4.07, 4.07, 3),
    SIMD3(2.73, 2.73, 3.27), SIMD3(5.3, 5.3, 2), SIMD3(8, 8, 10), SIMD3(0.5, 3, 7),
    SIMD3(20, 20, 20),
  ])
  func `The exact sphere of 1 mL is 1 mL at any voxel size`(spacing: SIMD3<Double>) throws {
    let grid = try Scene.grid(3, 3, 3, spacing: spacing)
    let kernel = try SphereKernel(
      radiusMillimeters: Self.oneMilliliter,
      grid: grid,
      weighting: .exactFraction
    )
    #expect(abs(kernel.volumeMilliliters - 1) < 1e-8)
  }

  @Test func `The exact sphere is 1 mL on an oblique grid`() throws {
    let grid = try Grid(
      size: SIMD3(3, 3, 3),
      affine: Affine(
        columnStep: SIMD3(0.8, 0.6, 0) * 3,
        rowStep: SIMD3(-0.36, 0.48, 0.8) * 2,
        sliceStep: SIMD3(0.48, -0.64, 0.6) * 5,
        origin: SIMD3(4, 5, 6)
      )
    )
    let kernel = try SphereKernel(
      radiusMillimeters: Self.oneMilliliter,
      grid: grid,
      weighting: .exactFraction
    )
    #expect(abs(kernel.volumeMilliliters - 1) < 1e-8)
  }

  @Test func `Fractions have the closed forms of ball, octant, half ball, cap and slab`() {
    let ball = 4 / 3 * Double.pi
    func share(_ lower: SIMD3<Double>, _ upper: SIMD3<Double>) -> Double {
      let size = upper - lower
      let fraction = sphereFraction(center: (lower + upper) / 2, size: size, radius: 1)
      return fraction * size.x * size.y * size.z
    }
    let tolerance = 1e-7
    #expect(abs(share(SIMD3(-2, -2, -2), SIMD3(2, 2, 2)) - ball) < tolerance)
    #expect(abs(share(SIMD3(0, 0, 0), SIMD3(2, 2, 2)) - ball / 8) < tolerance)
    #expect(abs(share(SIMD3(-2, 0, -2), SIMD3(2, 2, 2)) - ball / 2) < tolerance)
    for height in [0.1, 0.5, 0.9] {
      // A cap of height h: pi h^2 (3 - h) / 3.
      let cap = Double.pi * height * height * (3 - height) / 3
      let low = 1 - height
      #expect(abs(share(SIMD3(low, -2, -2), SIMD3(2, 2, 2)) - cap) < tolerance)
      #expect(abs(share(SIMD3(-2, low, -2), SIMD3(2, 2, 2)) - cap) < tolerance)
      #expect(abs(share(SIMD3(-2, -2, -2), SIMD3(2, 2, -low)) - cap) < tolerance)
      // Both caps gone: the slab between them.
      let slab = ball - 2 * cap
      #expect(abs(share(SIMD3(-2, -low, -2), SIMD3(2, low, 2)) - slab) < tolerance)
    }
    #expect(share(SIMD3(-0.5, -0.5, -0.5), SIMD3(0.5, 0.5, 0.5)) == 1)
    #expect(share(SIMD3(0.6, 0.6, 0.6), SIMD3(2, 2, 2)) == 0)
  }

  @Test func `Fractions agree with a fine subdivision of the box`() {
    var generator = SeededGenerator(seed: 17)
    let steps = 60
    for _ in 0..<8 {
      let center = SIMD3<Double>.random(in: -1...1, using: &generator)
      let size = SIMD3<Double>.random(in: 0.3...1.5, using: &generator)
      var inside = 0
      for k in 0..<steps {
        for j in 0..<steps {
          for i in 0..<steps {
            let cell = SIMD3(Double(i) + 0.5, Double(j) + 0.5, Double(k) + 0.5) / Double(steps)
            let point = center + (cell - 0.5) * size
            if dot(point, point) <= 1 { inside += 1 }
          }
        }
      }
      let counted = Double(inside) / Double(steps * steps * steps)
      let fraction = sphereFraction(center: center, size: size, radius: 1)
      #expect(abs(fraction - counted) < 2e-3, "centre \(center), size \(size)")
    }
  }

  @Test func `Voxel centres on the surface count`() throws {
    let grid = try Scene.grid(9, 9, 9, spacing: SIMD3(0.1, 0.1, 0.1))
    let kernel = try SphereKernel(radiusMillimeters: 0.3, grid: grid, weighting: .voxelCenters)
    // Integer points with x^2 + y^2 + z^2 <= 9: 123.
    #expect(kernel.totalWeight == 123)
    #expect(abs(kernel.volumeMilliliters - 123e-6) < 1e-15)
  }

  @Test(arguments: SphereKernel.Weighting.allCases)
  func `Means agree with a plain loop, at edges too, on any number of slabs`(
    weighting: SphereKernel.Weighting
  ) throws {
    let spacing = SIMD3(3.0, 4, 5)
    let grid = try Scene.grid(7, 6, 5, spacing: spacing)
    let volume = Scene.noise(on: grid, seed: 31)
    let region = Scene.speckle(on: grid, share: 0.5, seed: 32)
    let radius = 7.0
    let kernel = try SphereKernel(radiusMillimeters: radius, grid: grid, weighting: weighting)
    let expected = region.offsets.map { offset -> Double in
      let middle = grid.position(of: grid.index(at: offset))
      var (sum, weights) = (0.0, 0.0)
      for index in Scene.indices(of: grid) {
        let arm = grid.position(of: index) - middle
        let weight =
          switch weighting {
          case .voxelCenters: dot(arm, arm) <= radius * radius ? 1.0 : 0
          case .exactFraction: sphereFraction(center: arm, size: spacing, radius: radius)
          }
        sum += weight * Double(volume[index])
        weights += weight
      }
      return sum / weights
    }
    for slabs in [1, 2, 5] {
      let means = Slabs.$forcedCount.withValue(slabs) { kernel.means(of: volume, in: region) }
      #expect(means.count == expected.count)
      #expect(zip(means, expected).allSatisfy { abs($0 - $1) < 1e-12 })
      #expect(means == region.offsets.map { kernel.mean(of: volume, at: grid.index(at: $0)) })
    }
    let peak = try #require(kernel.peak(of: volume, in: region))
    #expect(peak.value == kernel.means(of: volume, in: region).max())
    #expect(region.contains(peak.index))
  }

  @Test(arguments: SphereKernel.Weighting.allCases)
  func `A uniform volume has its value as every mean`(
    weighting: SphereKernel.Weighting
  ) throws {
    let grid = try Scene.grid(5, 5, 5, spacing: SIMD3(2, 2, 3))
    let volume = Volume<SUVbw>(grid: grid, values: .init(repeating: 3, count: 125))
    let kernel = try SphereKernel(
      radiusMillimeters: Self.oneMilliliter,
      grid: grid,
      weighting: weighting
    )
    #expect(kernel.means(of: volume, in: .whole(grid)).allSatisfy { abs($0 - 3) < 1e-14 })
    // Of equal peaks the first; at a corner about an eighth of the sphere is covered.
    let flat = Volume<SUVbw>(grid: grid, values: .init(repeating: 0, count: 125))
    let peak = try #require(kernel.peak(of: flat, in: .whole(grid)))
    #expect(peak.index == .zero && peak.coveredFraction > 0.125 && peak.coveredFraction < 0.5)
  }

  @Test func `The covered fraction at a face is half the sphere and half the middle layer`() throws
  {
    let grid = try Scene.grid(41, 41, 41)
    let kernel = try SphereKernel(
      radiusMillimeters: Self.oneMilliliter,
      grid: grid,
      weighting: .exactFraction
    )
    #expect(kernel.coveredFraction(at: SIMD3(20, 20, 20)) == 1)
    // The plane i = 0 keeps x >= -0.5: half the ball and the slab of half a voxel beside it.
    let radius = Self.oneMilliliter
    let slab = Double.pi * (radius * radius * 0.5 - 0.125 / 3)
    let expected = 0.5 + slab / 1000
    #expect(abs(kernel.coveredFraction(at: SIMD3(0, 20, 20)) - expected) < 1e-9)
  }

  @Test func `The digital phantom has the peaks of the IBSI consensus`() throws {
    // IBSI 3.2: local 2.6, global 3.1 (digital phantom, 5 x 4 x 4 voxels of 2 mm, 74 in the mask).
    let grid = try Scene.grid(5, 4, 4, spacing: SIMD3(2, 2, 2))
    let values: [Float] = [
      1, 4, 4, 1, 1, 1, 4, 6, 1, 1, 4, 1, 6, 4, 1, 4, 4, 6, 4, 1,
      1, 4, 4, 1, 1, 1, 1, 6, 1, 1, 1, 1, 3, 1, 1, 4, 4, 6, 1, 1,
      1, 4, 4, 1, 1, 1, 1, 1, 1, 1, 1, 1, 9, 1, 1, 1, 1, 6, 1, 1,
      1, 4, 4, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 6, 1, 1,
    ]
    let outside: Set<SIMD3<Int>> = [
      SIMD3(0, 2, 1), SIMD3(3, 0, 2), SIMD3(4, 0, 2), SIMD3(2, 2, 2), SIMD3(3, 0, 3),
      SIMD3(4, 0, 3),
    ]
    let volume = Volume<SUVbw>(grid: grid, values: values)
    let mask = Region(grid: grid) { !outside.contains($0) }
    #expect(mask.voxelCount == 74)
    let kernel = try SphereKernel(
      radiusMillimeters: Self.oneMilliliter,
      grid: grid,
      weighting: .voxelCenters
    )
    let means = kernel.means(of: volume, in: mask)
    #expect(abs((means.max() ?? 0) - 3.1) <= 0.05)
    // The local peak is taken at the maximum; of the voxels of value 6 the highest mean counts.
    let maximum = volume.region(atLeast: 6, within: mask)
    let local = kernel.means(of: volume, in: maximum)
    #expect(abs((local.max() ?? 0) - 2.6) <= 0.05)
  }

  @Test func `What is not a number spoils the spheres that hold it, no others`() throws {
    let grid = try Scene.grid(9, 1, 1)
    var volume = Scene.noise(on: grid, seed: 3)
    volume.values[8] = .nan
    let kernel = try SphereKernel(radiusMillimeters: 2, grid: grid, weighting: .voxelCenters)
    let means = kernel.means(of: volume, in: .whole(grid))
    #expect(means.map(\.isNaN) == [false, false, false, false, false, false, true, true, true])
    #expect(kernel.peak(of: volume, in: Region(grid: grid) { $0.x > 5 }) == nil)
  }

  @Test func `Spheres that can't be are refused`() throws {
    let grid = try Scene.grid(3, 3, 3)
    for radius in [0, -2, Double.infinity] {
      #expect(throws: SphereKernelError.radiusNotPositive(radius)) {
        try SphereKernel(radiusMillimeters: radius, grid: grid, weighting: .voxelCenters)
      }
    }
    #expect(throws: SphereKernelError.tooManyVoxels(1000)) {
      try SphereKernel(radiusMillimeters: 1000, grid: grid, weighting: .exactFraction)
    }
    let sheared = try Grid(
      size: SIMD3(3, 3, 3),
      affine: Affine(
        columnStep: SIMD3(1, 0, 0),
        rowStep: SIMD3(0.01, 1, 0),
        sliceStep: SIMD3(0, 0, 1),
        origin: .zero
      )
    )
    #expect(throws: SphereKernelError.shearedGrid) {
      try SphereKernel(radiusMillimeters: 2, grid: sheared, weighting: .exactFraction)
    }
    _ = try SphereKernel(radiusMillimeters: 2, grid: sheared, weighting: .voxelCenters)
  }
}
