import Foundation
import Testing
import Voxels

@testable import Phantoms

@Suite struct PETCameraTests {
  @Test func `A blurred sphere has the profile of the closed formula`() throws {
    var camera = PETCamera()
    camera.fullWidthMillimeters = 7
    camera.noiseCoefficient = 0
    let sphere = PhantomInsert(
      name: "sphere",
      shape: .sphere(diameterMillimeters: 17),
      center: .zero,
      suv: 9,
      hounsfield: 40
    )
    let scene = PhantomScene(backgroundSUV: 1, inserts: [sphere])
    let grid = try cubes(SIMD3(19, 19, 19), millimeters: 2, about: .zero)
    let image = camera.image(of: scene, on: grid, seed: 1)
    // A sphere of radius R under a Gaussian of standard deviation σ, at distance r:
    // ½ [erf((R+r)/√2σ) + erf((R-r)/√2σ)] - σ/(r√2π) [e^(-(R-r)²/2σ²) - e^(-(R+r)²/2σ²)].
    // The voxel's own width adds 2²/12 mm² to the variance.
    let variance = pow(7 / (8 * log(2)).squareRoot(), 2) + 4.0 / 12
    let sigma = variance.squareRoot()
    func profile(_ r: Double) -> Double {
      let radius = 8.5
      let (out, inward) = ((radius + r) / sigma, (radius - r) / sigma)
      return 0.5 * (erf(out / 2.0.squareRoot()) + erf(inward / 2.0.squareRoot()))
        - sigma / (r * (2 * Double.pi).squareRoot())
        * (exp(-inward * inward / 2) - exp(-out * out / 2))
    }
    for step in 1...8 {
      let measured = Double(image[grid.offset(of: SIMD3(9 + step, 9, 9))])
      #expect(abs(measured - (1 + 8 * profile(2 * Double(step)))) < 0.03)
    }
  }

  @Test func `Without noise the background reads its own uptake`() throws {
    var camera = PETCamera()
    camera.noiseCoefficient = 0
    let scene = PhantomScene(backgroundSUV: 2.5, inserts: [])
    let grid = try cubes(SIMD3(8, 8, 8), millimeters: 4, about: .zero)
    #expect(
      camera.image(of: scene, on: grid, seed: 1).allSatisfy { abs($0 - 2.5) < 1e-5 }
    )
  }

  @Test(arguments: [0.05, 0.10, 0.25])
  func `Noise has the size that was asked for and leaves the mean`(coefficient: Double) throws {
    var camera = PETCamera()
    camera.noiseCoefficient = coefficient
    let scene = PhantomScene(backgroundSUV: 1, inserts: [])
    let grid = try cubes(SIMD3(28, 20, 40), millimeters: 4, about: .zero)
    let values = camera.image(of: scene, on: grid, seed: 5).map(Double.init)
    let mean = values.reduce(0, +) / Double(values.count)
    let variance =
      values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    // About 5,000 independent voxels: 1 % standard error of the deviation.
    #expect(abs(variance.squareRoot() / mean / coefficient - 1) < 0.05)
    #expect(abs(mean - 1) < 4 * coefficient / 70)
    #expect(values.allSatisfy { $0 > 0 })
  }

  @Test func `Noise is correlated as its filter says`() throws {
    let camera = PETCamera()
    let grid = try cubes(SIMD3(32, 32, 24), millimeters: 2, about: .zero)
    let noise = camera.correlatedNoise(on: grid, seed: 2).map(Double.init)
    // A Gaussian filter of standard deviation σ gives the autocorrelation e^(-d²/4σ²).
    let sigma = 0.8 * 6 / (8 * log(2)).squareRoot()
    for place in [SIMD3(1, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1)] {
      var sum = 0.0
      var count = 0.0
      for offset in 0..<grid.voxelCount {
        let other = grid.index(at: offset) &+ place
        guard other.x < grid.size.x, other.y < grid.size.y, other.z < grid.size.z else { continue }
        sum += noise[offset] * noise[grid.offset(of: other)]
        count += 1
      }
      let expected = exp(-pow(2, 2) / (4 * sigma * sigma))
      #expect(abs(sum / count - expected) < 0.05)
    }
  }

  @Test func `Noise depends on the seed and on nothing else`() throws {
    let camera = PETCamera()
    let scene = PhantomScene(backgroundSUV: 1, inserts: [])
    let grid = try cubes(SIMD3(12, 12, 6), millimeters: 4, about: .zero)
    let first = camera.image(of: scene, on: grid, seed: 1)
    #expect(camera.image(of: scene, on: grid, seed: 1) == first)
    #expect(camera.image(of: scene, on: grid, seed: 2) != first)
  }
}
