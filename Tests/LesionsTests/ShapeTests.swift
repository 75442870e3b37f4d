import Testing
import Voxels

@testable import Lesions

@Suite struct ShapeTests {
  /// The centres of all faces between the region and the rest, found voxel by voxel.
  static func faces(_ region: Region, inPlane: Bool) -> [(slice: Int, point: SIMD3<Double>)] {
    var faces: [(slice: Int, point: SIMD3<Double>)] = []
    for offset in region.offsets {
      let index = region.grid.index(at: offset)
      for axis in 0..<(inPlane ? 2 : 3) {
        for step in [-1, 1] {
          var neighbor = index
          neighbor[axis] += step
          guard !region.contains(neighbor) else { continue }
          var half = SIMD3(Double(index.x), Double(index.y), Double(index.z))
          half[axis] += Double(step) / 2
          faces.append((index.z, region.grid.affine.position(ofVoxel: half)))
        }
      }
    }
    return faces
  }

  static func farthest(_ points: [SIMD3<Double>]) -> Double {
    var best = 0.0
    for a in points { for b in points { best = max(best, Phantom.distance(a, b)) } }
    return best
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func `diameters are the largest distances between face centres, of all pairs`(
    seed: UInt64
  ) throws {
    let grid = try seed % 2 == 0 ? Phantom.obliqueGrid(9, 8, 6) : Phantom.grid(9, 8, 6)
    let region = Phantom.noise(grid, seed: seed).region(atLeast: seed < 3 ? 6 : 7.5)
    let shape = try #require(LesionShape(region))
    let all = Self.faces(region, inPlane: false).map(\.point)
    #expect(abs(shape.maximumDiameterMillimeters - Self.farthest(all)) < 1e-9)
    let bySlice = Dictionary(grouping: Self.faces(region, inPlane: true), by: \.slice)
    let long = bySlice.values.map { Self.farthest($0.map(\.point)) }.max() ?? 0
    #expect(abs(shape.longAxisMillimeters - long) < 1e-9)
    #expect(shape.shortAxisMillimeters <= long + 1e-9)
  }

  @Test func `a box has its diagonal in the slice and its width across it`() throws {
    let grid = try Phantom.grid(20, 20, 20, spacing: SIMD3(2, 1, 5))
    let box = VoxelBox(lower: SIMD3(3, 4, 5), upper: SIMD3(13, 8, 7))
    let shape = try #require(LesionShape(Region(grid: grid, box: box)))
    // Face centres in the slice: 20 mm along i between the outer faces, the rows' centres 3 mm apart.
    let long = (20.0 * 20 + 3 * 3).squareRoot()
    #expect(abs(shape.longAxisMillimeters - long) < 1e-9)
    // The farthest across the diagonal: the faces of rows at i = 18 / 2, j = 4 / 2 from the middle.
    let across = 2 * (9.0 * 3 + 2 * 20) / long
    #expect(abs(shape.shortAxisMillimeters - across) < 1e-9)
    #expect(Phantom.distance(shape.centroid, SIMD3(15, 5.5, 27.5)) < 1e-9)
  }

  @Test func `a bent lesion is not shorter than its ends are apart`() throws {
    let grid = try Phantom.grid(12, 12, 1)
    let region = Region(grid: grid) { $0.y == 0 || $0.x == 11 }
    let shape = try #require(LesionShape(region))
    // From the upper face of (0, 0) to the lower face of (11, 11).
    let long = (22.0 * 22 + 24 * 24).squareRoot()
    #expect(abs(shape.longAxisMillimeters - long) < 1e-9)
  }
}
