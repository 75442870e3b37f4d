import Voxels

@testable import Lesions

/// Small volumes with known contents.
enum Phantom {
  /// A grid along the patient's axes.
  static func grid(
    _ columns: Int,
    _ rows: Int,
    _ slices: Int,
    spacing: SIMD3<Double> = SIMD3(2, 2, 2),
    origin: SIMD3<Double> = .zero
  ) throws -> Grid {
    try Grid(
      size: SIMD3(columns, rows, slices),
      affine: Affine(
        columnStep: SIMD3(spacing.x, 0, 0),
        rowStep: SIMD3(0, spacing.y, 0),
        sliceStep: SIMD3(0, 0, spacing.z),
        origin: origin
      )
    )
  }

  /// A grid turned about two axes, of 2 x 2 x 3 mm.
  static func obliqueGrid(_ columns: Int, _ rows: Int, _ slices: Int) throws -> Grid {
    try Grid(
      size: SIMD3(columns, rows, slices),
      affine: Affine(
        columnStep: SIMD3(1.6, 1.2, 0),
        rowStep: SIMD3(-0.96, 1.28, 1.2),
        sliceStep: SIMD3(1.08, -1.44, 2.4),
        origin: SIMD3(-30, 12, 7)
      )
    )
  }

  /// A volume whose values are a function of the voxel centre's position, in LPS mm.
  static func volume(_ grid: Grid, _ value: (SIMD3<Double>) -> Double) -> Volume<SUVbw> {
    let values = (0..<grid.voxelCount).map { Float(value(grid.position(of: grid.index(at: $0)))) }
    return Volume(grid: grid, values: values)
  }

  /// Values between 0 and 10 from a fixed seed, smoothed a little along i.
  static func noise(_ grid: Grid, seed: UInt64) -> Volume<SUVbw> {
    var state = seed
    var last = Float(5)
    let values = (0..<grid.voxelCount).map { _ in
      // SplitMix64.
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      last = (last + Float((z ^ (z >> 31)) >> 40) / Float(1 << 24) * 10) / 2
      return last
    }
    return Volume(grid: grid, values: values)
  }

  /// The IBSI 1 digital phantom: image and mask, 5 x 4 x 4 voxels of 2 mm.
  ///
  /// By the Image Biomarker Standardisation Initiative (theibsi/data_sets), CC BY 4.0.
  static func ibsi() throws -> (volume: Volume<SUVbw>, region: Region) {
    let values: [Float] = [
      1, 4, 4, 1, 1, 1, 4, 6, 1, 1, 4, 1, 6, 4, 1, 4, 4, 6, 4, 1,
      1, 4, 4, 1, 1, 1, 1, 6, 1, 1, 1, 1, 3, 1, 1, 4, 4, 6, 1, 1,
      1, 4, 4, 1, 1, 1, 1, 1, 1, 1, 1, 1, 9, 1, 1, 1, 1, 6, 1, 1,
      1, 4, 4, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 6, 1, 1,
    ]
    let grid = try grid(5, 4, 4)
    let outside: Set<SIMD3<Int>> = [
      SIMD3(0, 2, 1), SIMD3(3, 0, 2), SIMD3(4, 0, 2), SIMD3(2, 2, 2), SIMD3(3, 0, 3),
      SIMD3(4, 0, 3),
    ]
    return (
      Volume(grid: grid, values: values), Region(grid: grid, where: { !outside.contains($0) })
    )
  }

  /// The distance between two points.
  static func distance(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> Double {
    let d = a - b
    return (d * d).sum().squareRoot()
  }
}
