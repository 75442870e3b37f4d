import TestSupport

@testable import Voxels

/// Small grids, volumes and regions to test on.
enum Scene {
  /// A grid along the patient's axes.
  static func grid(
    _ columns: Int,
    _ rows: Int,
    _ slices: Int,
    spacing: SIMD3<Double> = SIMD3(1, 1, 1),
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

  /// Values between 0 and 10.
  static func noise(on grid: Grid, seed: UInt64) -> Volume<SUVbw> {
    var generator = SeededGenerator(seed: seed)
    let values = (0..<grid.voxelCount).map { _ in Float.random(in: 0..<10, using: &generator) }
    return Volume(grid: grid, values: values)
  }

  /// Voxels taken at random, `share` of them.
  static func speckle(on grid: Grid, share: Double, seed: UInt64) -> Region {
    var generator = SeededGenerator(seed: seed)
    let mask = (0..<grid.voxelCount).map { _ in
      Double.random(in: 0..<1, using: &generator) < share ? UInt8(1) : 0
    }
    return Region(grid: grid, mask: mask)
  }

  /// The indices of all voxels of a grid, in storage order.
  static func indices(of grid: Grid) -> [SIMD3<Int>] {
    (0..<grid.voxelCount).map { grid.index(at: $0) }
  }

  /// The indices of a region's voxels.
  static func indices(of region: Region) -> Set<SIMD3<Int>> {
    Set(region.offsets.map { region.grid.index(at: $0) })
  }
}

extension Scene {
  /// A grid turned in space, of unequal spacing.
  static func oblique(_ columns: Int, _ rows: Int, _ slices: Int) throws -> Grid {
    try Grid(
      size: SIMD3(columns, rows, slices),
      affine: Affine(
        columnStep: SIMD3(0.8, 0.6, 0) * 2,
        rowStep: SIMD3(-0.36, 0.48, 0.8) * 1.5,
        sliceStep: SIMD3(0.48, -0.64, 0.6) * 2.5,
        origin: SIMD3(-7, 4, 11)
      )
    )
  }

  /// A grid whose rows lean.
  static func sheared(_ columns: Int, _ rows: Int, _ slices: Int) throws -> Grid {
    try Grid(
      size: SIMD3(columns, rows, slices),
      affine: Affine(
        columnStep: SIMD3(2, 0, 0),
        rowStep: SIMD3(0.4, 1.5, 0),
        sliceStep: SIMD3(0, 0.7, 3),
        origin: SIMD3(1, 2, 3)
      )
    )
  }

  /// Whole numbers from 0 to 10 in a pattern: (7 i + 3 j + 5 k) mod 11.
  static func pattern(on grid: Grid) -> Volume<SUVbw> {
    volume(on: grid) { Float((7 * $0.x + 3 * $0.y + 5 * $0.z) % 11) }
  }

  /// A volume of the values of a function of the voxel index.
  static func volume(on grid: Grid, _ value: (SIMD3<Int>) -> Float) -> Volume<SUVbw> {
    Volume(grid: grid, values: indices(of: grid).map(value))
  }
}
