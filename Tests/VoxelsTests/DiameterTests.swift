import Testing

@testable import Voxels

@Suite struct DiameterTests {
  /// The ends of a region's voxels as fractional indices.
  static func ends(_ indices: some Sequence<SIMD3<Int>>, _ ends: DiameterEnds) -> [SIMD3<Double>] {
    indices.flatMap { index -> [SIMD3<Double>] in
      let center = SIMD3(Double(index.x), Double(index.y), Double(index.z))
      guard ends == .voxelCorners else { return [center] }
      return [-0.5, 0.5].flatMap { x in
        [-0.5, 0.5].flatMap { y in [-0.5, 0.5].map { center + SIMD3(x, y, $0) } }
      }
    }
  }

  static func longest(_ points: [SIMD3<Double>]) -> Double {
    points.flatMap { a in points.map { length($0 - a) } }.max() ?? 0
  }

  @Test(arguments: [DiameterEnds.voxelCenters, .voxelCorners])
  func `Diameters agree with a search over all pairs`(ends: DiameterEnds) throws {
    for grid in [
      try Scene.grid(6, 5, 4, spacing: SIMD3(2, 3, 4)), try Scene.oblique(6, 6, 4),
      try Scene.sheared(5, 5, 4),
    ] {
      for seed in 0..<3 as Range<UInt64> {
        let region = Scene.speckle(on: grid, share: [0.05, 0.1, 0.3][Int(seed)], seed: seed)
        let indices = Scene.indices(of: region)
        let points = Self.ends(indices, ends).map { grid.affine.position(ofVoxel: $0) }
        let diameter = try #require(region.maximumDiameter(between: ends))
        #expect(abs(diameter.millimeters - Self.longest(points)) < 1e-9)
        #expect(abs(length(diameter.end - diameter.start) - diameter.millimeters) < 1e-9)

        let axes = try #require(region.inPlaneAxes(between: ends))
        let slices = (0..<grid.size.z).map { k in
          Self.ends(indices.filter { $0.z == k }, ends)
            .map { grid.affine.position(ofVoxel: SIMD3($0.x, $0.y, Double(k))) }
        }
        let lengths = slices.map(Self.longest)
        #expect(abs(axes.longAxis.millimeters - (lengths.max() ?? 0)) < 1e-9)
        #expect(abs(lengths[axes.slice] - axes.longAxis.millimeters) < 1e-9)
        if axes.longAxis.millimeters > 0 {
          let normal = cross(grid.affine.columnStep, grid.affine.rowStep)
          let across = cross(normal, axes.longAxis.end - axes.longAxis.start)
          let reach = slices[axes.slice].map { dot($0, across) / length(across) }
          let width = (reach.max() ?? 0) - (reach.min() ?? 0)
          #expect(abs(axes.shortAxisMillimeters - width) < 1e-9)
        }
      }
    }
  }

  @Test func `A bar of five by three voxels of 2 mm has known axes`() throws {
    let grid = try Scene.grid(9, 9, 4, spacing: SIMD3(2, 2, 5))
    let bar = Region(grid: grid, box: VoxelBox(lower: SIMD3(1, 2, 1), upper: SIMD3(6, 5, 3)))
    let centers = try #require(bar.inPlaneAxes(between: .voxelCenters))
    // 8 by 4 mm between centres: diagonal sqrt 80; across it twice 8 * 4 / sqrt 80.
    #expect(abs(centers.longAxis.millimeters - 80.0.squareRoot()) < 1e-12)
    #expect(abs(centers.shortAxisMillimeters - 64 / 80.0.squareRoot()) < 1e-12)
    #expect(centers.slice == 1)
    let whole = try #require(bar.maximumDiameter(between: .voxelCorners))
    #expect(abs(whole.millimeters - (100 + 36 + 100).squareRoot()) < 1e-12)
  }

  @Test func `One voxel has no length between centres, and its diagonal between corners`() throws {
    let grid = try Scene.grid(3, 3, 3, spacing: SIMD3(2, 3, 6))
    let voxel = Region(grid: grid) { $0 == SIMD3(1, 1, 1) }
    #expect(voxel.maximumDiameter(between: .voxelCenters)?.millimeters == 0)
    #expect(voxel.inPlaneAxes(between: .voxelCenters)?.shortAxisMillimeters == 0)
    #expect(voxel.maximumDiameter(between: .voxelCorners)?.millimeters == 7)
    #expect(Region.empty(grid).maximumDiameter(between: .voxelCorners) == nil)
    #expect(Region.empty(grid).inPlaneAxes(between: .voxelCorners) == nil)
  }
}
