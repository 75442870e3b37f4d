import Testing

@testable import Voxels

@Suite struct FilterTests {
  @Test func `Smoothing agrees with scipy`() throws {
    let grid = try Scene.grid(6, 5, 4, spacing: SIMD3(2, 3, 4))
    let volume = Scene.pattern(on: grid)
    // k, j, i = numpy.mgrid[0:4, 0:5, 0:6]; v = ((7*i + 3*j + 5*k) % 11).astype(float)
    // scipy.ndimage.gaussian_filter(v, (3/4, 3/3, 3/2), mode="nearest", truncate=4), scipy 1.17.1
    let expected: [(SIMD3<Int>, Float)] = [
      (SIMD3(0, 0, 0), 3.475306150435646), (SIMD3(3, 2, 1), 5.109741177462452),
      (SIMD3(5, 4, 3), 4.910785174040432), (SIMD3(2, 0, 3), 5.0946913003978525),
    ]
    for slabs in [1, 3] {
      let smooth = try Slabs.$forcedCount.withValue(slabs) {
        try volume.smoothed(sigmaMillimeters: 3)
      }
      for (index, value) in expected {
        #expect(abs(smooth[index] - value) < 2e-6)
      }
    }
  }

  @Test func `Smoothing keeps a constant, and the sum of a point`() throws {
    let grid = try Scene.grid(21, 19, 17, spacing: SIMD3(2, 2.5, 3))
    let flat = Scene.volume(on: grid) { _ in 4 }
    #expect(try flat.smoothed(sigmaMillimeters: 4).values.allSatisfy { abs($0 - 4) < 1e-5 })
    let point = Scene.volume(on: grid) { $0 == SIMD3(10, 9, 8) ? 1000 : 0 }
    let spread = try point.smoothed(sigmaMillimeters: 3)
    let sum = spread.values.reduce(0.0) { $0 + Double($1) }
    #expect(abs(sum - 1000) < 1e-2)
    // Round in millimetres: 5 mm along i (2.5 voxels aside) is as 5 mm along j.
    let along = spread[SIMD3(15, 9, 8)]
    let across = spread[SIMD3(10, 13, 8)]
    #expect(abs(along / across - 1) < 1e-4, "10 mm along both axes")
    #expect(try point.smoothed(sigmaMillimeters: 0).values == point.values)
  }

  @Test func `Smoothing refuses a sheared grid`() throws {
    let grid = try Scene.sheared(3, 3, 3)
    #expect(throws: GridError.shearedAxes(grid.affine)) {
      try Scene.pattern(on: grid).smoothed(sigmaMillimeters: 2)
    }
  }

  @Test func `The gradient of a plane is its slope on any grid`() throws {
    let slope = SIMD3(0.3, -0.5, 0.7)
    for grid in [
      try Scene.grid(5, 6, 7, spacing: SIMD3(1, 2, 4)), try Scene.oblique(6, 5, 4),
      try Scene.sheared(5, 5, 5),
    ] {
      let plane = Scene.volume(on: grid) { Float(dot(grid.position(of: $0), slope)) }
      for slabs in [1, 4] {
        let gradient = Slabs.$forcedCount.withValue(slabs) { plane.gradientMagnitude() }
        #expect(gradient.values.allSatisfy { abs(Double($0) - length(slope)) < 1e-5 })
      }
    }
  }

  @Test func `The gradient agrees with SimpleITK away from the edges`() throws {
    let grid = try Scene.grid(6, 5, 4, spacing: SIMD3(2, 3, 4))
    // SimpleITK.GradientMagnitude of the pattern, spacing (2, 3, 4).
    let expected: [(SIMD3<Int>, Float)] = [
      (SIMD3(2, 2, 1), 1.2562344074249268), (SIMD3(3, 1, 2), 1.1280821561813354),
      (SIMD3(4, 3, 2), 1.2562344074249268),
    ]
    let gradient = Scene.pattern(on: grid).gradientMagnitude()
    for (index, value) in expected { #expect(abs(gradient[index] - value) < 1e-6) }
  }

  @Test func `An axis of one voxel has no gradient`() throws {
    let grid = try Scene.grid(4, 1, 1)
    let volume = Volume<SUVbw>(grid: grid, values: [0, 1, 3, 3])
    #expect(volume.gradientMagnitude().values == [1, 1.5, 1, 0])
    let single = Volume<SUVbw>(grid: try Scene.grid(1, 1, 1), values: [5])
    #expect(single.gradientMagnitude().values == [0])
    #expect(PerMillimeter<SUVbw>.ucum == "(g/ml{SUVbw})/mm")
  }
}
