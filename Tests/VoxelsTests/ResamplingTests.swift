import Testing

@testable import Voxels

@Suite struct ResamplingTests {
  let grid: Grid
  let volume: Volume<SUVbw>

  init() throws {
    grid = try Scene.grid(6, 5, 4, spacing: SIMD3(2, 3, 4), origin: SIMD3(10, -20, 5))
    volume = Scene.pattern(on: grid)
  }

  /// The pattern's grid of targets, turned about z by the given cosine and sine.
  func target(cosine: Double, sine: Double) throws -> Grid {
    try Grid(
      size: SIMD3(5, 4, 3),
      affine: Affine(
        columnStep: SIMD3(cosine, sine, 0) * 1.5,
        rowStep: SIMD3(-sine, cosine, 0) * 2,
        sliceStep: SIMD3(0, 0, 2.5),
        origin: SIMD3(11, -19, 6)
      )
    )
  }

  @Test func `Linear resampling agrees with SimpleITK, parallel and turned`() throws {
    // SimpleITK.Resample(image, target, Transform(), sitkLinear, -1.0): image the pattern, spacing
    // (2, 3, 4), origin (10, -20, 5); target 5 x 4 x 3, spacing (1.5, 2, 2.5), origin (11, -19, 6).
    let turned: [(SIMD3<Int>, Float)] = [
      (SIMD3(0, 0, 0), 4.375), (SIMD3(4, 0, 1), 7.412499904632568),
      (SIMD3(2, 3, 2), 4.099999904632568), (SIMD3(4, 3, 2), 6.340000152587891),
      (SIMD3(0, 3, 0), -1),
    ]
    let straight: [(SIMD3<Int>, Float)] = [
      (SIMD3(0, 0, 0), 4.375), (SIMD3(4, 0, 1), 3.5208332538604736),
      (SIMD3(2, 3, 2), 4.666666507720947), (SIMD3(4, 3, 2), 5.083333492279053),
      (SIMD3(0, 3, 0), 4.875),
    ]
    for (cosine, sine, expected, outside) in [(0.8, 0.6, turned, 9), (1, 0, straight, 0)] {
      for slabs in [1, 5] {
        let result = Slabs.$forcedCount.withValue(slabs) {
          [try? target(cosine: cosine, sine: sine)].compactMap { $0 }.map {
            volume.resampled(to: $0, outside: -1, interpolation: .linear)
          }
        }
        let resampled = try #require(result.first)
        for (index, value) in expected { #expect(abs(resampled[index] - value) < 2e-6) }
        #expect(resampled.values.count { $0 == -1 } == outside)
      }
    }
  }

  @Test func `Resampling to the same grid, or a flipped or turned copy of it, changes nothing`()
    throws
  {
    let noise = Scene.noise(on: grid, seed: 4)
    #expect(noise.resampled(to: grid, outside: -1, interpolation: .linear).values == noise.values)
    #expect(noise.resampled(to: grid, outside: -1, interpolation: .nearest).values == noise.values)
    let affine = grid.affine
    let flipped = try Grid(
      size: grid.size,
      affine: Affine(
        columnStep: -affine.columnStep,
        rowStep: affine.rowStep,
        sliceStep: -affine.sliceStep,
        origin: grid.position(of: SIMD3(5, 0, 3))
      )
    )
    let turned = try Grid(
      size: SIMD3(4, 6, 5),
      affine: Affine(
        columnStep: affine.sliceStep,
        rowStep: affine.columnStep,
        sliceStep: affine.rowStep,
        origin: affine.origin
      )
    )
    let mirror = noise.resampled(to: flipped, outside: -1, interpolation: .linear)
    let permuted = noise.resampled(to: turned, outside: -1, interpolation: .linear)
    for index in Scene.indices(of: grid) {
      #expect(mirror[SIMD3(5 - index.x, index.y, 3 - index.z)] == noise[index])
      #expect(permuted[SIMD3(index.z, index.x, index.y)] == noise[index])
    }
  }

  @Test func `A linear field is met exactly within the centres, on any target`() throws {
    let slope = SIMD3(0.3, -0.2, 0.5)
    let field = Scene.volume(on: grid) { Float(dot(grid.position(of: $0), slope)) }
    for cosine in [1, 0.8] {
      let target = try target(cosine: cosine, sine: (1 - cosine * cosine).squareRoot())
      let result = field.resampled(to: target, outside: .nan, interpolation: .linear)
      for index in Scene.indices(of: target) {
        let place = grid.affine.voxel(at: target.position(of: index))
        guard all(place .>= .zero) && all(place .<= SIMD3(5, 4, 3)) else { continue }
        #expect(abs(Double(result[index]) - dot(target.position(of: index), slope)) < 1e-5)
      }
    }
  }

  @Test func `Half a voxel beyond the edge goes on, further out is outside`() throws {
    let line = Volume<SUVbw>(grid: try Scene.grid(3, 1, 1), values: [1, 2, 4])
    let fine = try Scene.grid(17, 1, 1, spacing: SIMD3(0.25, 1, 1), origin: SIMD3(-1, 0, 0))
    let linear = line.resampled(to: fine, outside: 9, interpolation: .linear)
    #expect(
      linear.values
        == [9, 9, 1, 1, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 4, 4, 9, 9]
    )
    let nearest = line.resampled(to: fine, outside: 9, interpolation: .nearest)
    #expect(nearest.values == [9, 9, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 9, 9])
  }

  @Test func `What is not a number stays where it has a weight`() throws {
    let line = Volume<SUVbw>(grid: try Scene.grid(3, 1, 1), values: [1, 2, .nan])
    let fine = try Scene.grid(5, 1, 1, spacing: SIMD3(0.5, 1, 1))
    let linear = line.resampled(to: fine, outside: 9, interpolation: .linear)
    #expect(linear.values.map(\.isNaN) == [false, false, false, true, true])
  }

  @Test func `A region goes to another grid by the voxel that holds each centre`() throws {
    let region = Scene.speckle(on: grid, share: 0.4, seed: 6)
    #expect(region.resampled(to: grid) == region)
    for target in [try target(cosine: 0.8, sine: 0.6), try target(cosine: 1, sine: 0)] {
      let mask = Volume<SUVbw>(grid: grid, values: region.mask.map(Float.init))
      let expected = mask.resampled(to: target, outside: 0, interpolation: .nearest)
      #expect(region.resampled(to: target) == expected.region(atLeast: 1))
    }
    #expect(Region.empty(grid).resampled(to: try target(cosine: 1, sine: 0)).isEmpty)
    let far = try Scene.grid(3, 3, 3, origin: SIMD3(500, 0, 0))
    #expect(region.resampled(to: far).isEmpty)
  }
}
