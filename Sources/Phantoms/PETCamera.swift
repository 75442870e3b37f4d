import Glibc
public import Voxels

/// What a simulated PET scanner does to a scene: blur, and noise of a stated size.
public struct PETCamera: Hashable, Sendable {
  /// The full width at half maximum of the point spread function, in mm, besides the voxels' own.
  public var fullWidthMillimeters = 6.0
  /// The standard deviation of a voxel over its mean in the body's background; 0 for no noise.
  public var noiseCoefficient = 0.10
  /// The noise's correlation: its full width at half maximum over that of the point spread.
  public var noiseCorrelation = 0.8

  /// A scanner of 6 mm and 10 % noise.
  public init() {}

  /// The image of a scene on a grid, as true SUVbw plus what the scanner adds.
  ///
  /// Noise is multiplicative and log-normal, as iterative reconstruction makes it: its mean is 1, its
  /// coefficient of variation is ``noiseCoefficient`` in the background, and it falls with the fourth
  /// root of the local mean. No value is negative.
  ///
  /// - Parameters:
  ///   - scene: the body and its inserts.
  ///   - grid: where the voxels lie.
  ///   - seed: decides the noise.
  /// - Returns: SUVbw, one value a voxel, column index fastest.
  public func image(of scene: PhantomScene, on grid: Grid, seed: UInt64) -> [Float] {
    let sharp = scene.voxelMeans(on: grid, outside: 0, body: scene.backgroundSUV) { $0.suv }
    let blur = GaussianBlur(
      fullWidthMillimeters: fullWidthMillimeters,
      spacingMillimeters: grid.spacingMillimeters
    )
    let mean = blur.applied(to: sharp, size: grid.size)
    guard noiseCoefficient > 0 else { return mean }
    let noise = correlatedNoise(on: grid, seed: seed)
    let background = scene.backgroundSUV
    let perSlice = grid.size.x * grid.size.y
    return filledSlices(grid.size.z, of: perSlice) { slice, out in
      for index in 0..<perSlice {
        let value = Double(mean[slice * perSlice + index])
        guard value > 0 else { continue }
        let local = noiseCoefficient * min(3, (background / value).squareRoot().squareRoot())
        let variance = log1p(local * local)
        let z = Double(noise[slice * perSlice + index])
        out[index] = Float(value * exp(variance.squareRoot() * z - variance / 2))
      }
    }
  }

  /// Noise of mean 0 and variance 1, correlated over ``noiseCorrelation`` of the point spread.
  ///
  /// The white noise below it reaches beyond the grid, so that edges are as noisy as the middle.
  func correlatedNoise(on grid: Grid, seed: UInt64) -> [Float] {
    CorrelatedNoise(filterMillimeters: fullWidthMillimeters * noiseCorrelation, grid: grid)
      .values(seed: seed, stream: 0)
  }
}
