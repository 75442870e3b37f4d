import Testing
import Voxels

@testable import Lesions

@Suite struct BlurredSphereTests {
  @Test(arguments: [0.5, 1, 3, 20]) func `The closed form is what blurring a ball gives`(
    volume: Double
  ) throws {
    let sphere = BlurredSphere(volumeMilliliters: volume, fwhmMillimeters: 6.5)
    let grid = try Phantom.grid(61, 61, 61, spacing: SIMD3(1, 1, 1), origin: SIMD3(-30, -30, -30))
    // Each voxel by the share of it that the ball fills, in 27 parts.
    let ball = Phantom.volume(grid) { p in
      var inside = 0
      for x in [-1.0, 0, 1] {
        for y in [-1.0, 0, 1] {
          for z in [-1.0, 0, 1]
          where Phantom.distance(p + SIMD3(x, y, z) / 3, .zero) <= sphere.radiusMillimeters {
            inside += 1
          }
        }
      }
      return Double(inside) / 27
    }
    let blurred = try ball.smoothed(sigmaMillimeters: sphere.sigmaMillimeters)
    for step in [0, 3, 6, 9, 12, 16] {
      let seen = Double(blurred[SIMD3(30 + step, 30, 30)])
      #expect(abs(seen - sphere.share(at: Double(step))) < 0.01)
    }
    let kernel = try SphereKernel(
      radiusMillimeters: SphereKernel.oneMilliliterRadiusMillimeters,
      grid: grid,
      weighting: .exactFraction
    )
    #expect(abs(kernel.mean(of: blurred, at: SIMD3(30, 30, 30)) - sphere.peakShare) < 0.01)
    let inside = zip(blurred.values, ball.values).reduce((sum: 0.0, all: 0.0)) {
      ($0.sum + Double($1.0) * Double($1.1), $0.all + Double($1.1))
    }
    #expect(abs(inside.sum / inside.all - sphere.meanShare) < 0.02)
  }

  @Test func `A large sphere's edge lies half way, a small one's near its peak`() {
    let large = BlurredSphere(volumeMilliliters: 5000, fwhmMillimeters: 6.5)
    #expect(abs(large.edgeOverPeak - 0.5) < 0.03)
    let small = BlurredSphere(volumeMilliliters: 0.05, fwhmMillimeters: 6.5)
    #expect(small.edgeOverPeak == 1)
  }
}
