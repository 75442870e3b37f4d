import Testing

@testable import Voxels

@Suite struct RegionTests {
  let grid: Grid
  init() throws { grid = try Scene.grid(9, 7, 5, spacing: SIMD3(2, 3, 4), origin: SIMD3(-5, 8, 1)) }

  @Test func `A mask comes back as it went in`() {
    for seed in 0..<20 as Range<UInt64> {
      let region = Scene.speckle(on: grid, share: 0.1 + 0.04 * Double(seed), seed: seed)
      #expect(Region(grid: grid, mask: region.mask) == region)
      #expect(Region(grid: grid, runs: region.runs.shuffled()) == region)
      #expect(Region(grid: grid) { region.contains($0) } == region)
      let mask = region.mask
      #expect(region.voxelCount == mask.count { $0 == 1 })
      #expect(Array(region.offsets) == mask.indices.filter { mask[$0] == 1 })
    }
  }

  @Test func `Runs that overlap, touch or cross rows become the one canonical form`() {
    let region = Region(
      grid: grid,
      runs: [
        .init(start: 12, count: 3), .init(start: 2, count: 4), .init(start: 6, count: 5),
        .init(start: 3, count: 1), .init(start: 40, count: 0),
      ]
    )
    #expect(
      region.runs == [
        .init(start: 2, count: 7), .init(start: 9, count: 2), .init(start: 12, count: 3),
      ]
    )
    #expect(Region(grid: grid, runs: [.init(start: 0, count: grid.voxelCount)]) == .whole(grid))
  }

  @Test func `Set algebra agrees with sets of indices`() {
    for seed in 0..<20 as Range<UInt64> {
      let a = Scene.speckle(on: grid, share: 0.5, seed: seed)
      let b = Scene.speckle(on: grid, share: 0.3, seed: seed + 100)
      let (setA, setB) = (Scene.indices(of: a), Scene.indices(of: b))
      #expect(Scene.indices(of: a.union(b)) == setA.union(setB))
      #expect(Scene.indices(of: a.intersection(b)) == setA.intersection(setB))
      #expect(Scene.indices(of: a.subtracting(b)) == setA.subtracting(setB))
      #expect(Scene.indices(of: a.symmetricDifference(b)) == setA.symmetricDifference(setB))
      #expect(Region.union([a, b], on: grid) == a.union(b))
      #expect(a.isSubset(of: b) == setA.isSubset(of: setB))
      #expect(a.subtracting(b).isDisjoint(with: b))
      #expect(a.intersection(b).isSubset(of: a))
      // The canonical form is kept, so that equality means the same voxels.
      for region in [a.union(b), a.intersection(b), a.subtracting(b), a.complement] {
        #expect(region == Region(grid: grid, mask: region.mask))
      }
    }
  }

  @Test func `De Morgan's laws hold, and complements undo themselves`() {
    for seed in 0..<10 as Range<UInt64> {
      let a = Scene.speckle(on: grid, share: 0.6, seed: seed)
      let b = Scene.speckle(on: grid, share: 0.6, seed: seed + 50)
      #expect(a.union(b).complement == a.complement.intersection(b.complement))
      #expect(a.intersection(b).complement == a.complement.union(b.complement))
      #expect(a.complement.complement == a)
      #expect(a.union(a) == a && a.intersection(a) == a)
      #expect(a.union(a.complement) == .whole(grid))
    }
  }

  @Test func `Empty and whole regions behave`() {
    let empty = Region.empty(grid)
    let whole = Region.whole(grid)
    #expect(empty.isEmpty && empty.boundingBox == nil && empty.centroid == nil)
    #expect(empty.complement == whole && whole.complement == empty)
    #expect(whole.voxelCount == 9 * 7 * 5)
    #expect(whole.boundingBox == VoxelBox(lower: .zero, upper: grid.size))
    #expect(!empty.contains(0) && whole.contains(0) && !whole.contains(9 * 7 * 5))
    #expect(!whole.contains(SIMD3(9, 0, 0)) && !whole.contains(SIMD3(0, -1, 0)))
    #expect(empty.union(whole) == whole && empty.components(.corners).isEmpty)
    #expect(empty.dilated(.corners) == empty && empty.filledHoles() == empty)
  }

  @Test func `Bounding box and centroid agree with a plain loop`() throws {
    for seed in 0..<10 as Range<UInt64> {
      let region = Scene.speckle(on: grid, share: 0.03, seed: seed)
      let indices = Scene.indices(of: region)
      guard !indices.isEmpty else { continue }
      let box = try #require(region.boundingBox)
      for axis in 0..<3 {
        #expect(box.lower[axis] == indices.map { $0[axis] }.min())
        #expect(box.upper[axis] == indices.map { $0[axis] + 1 }.max())
      }
      #expect(region.isSubset(of: Region(grid: grid, box: box)))
      let sum = indices.reduce(SIMD3<Double>.zero) { $0 + grid.position(of: $1) }
      let mean = sum / Double(indices.count)
      let centroid = try #require(region.centroid)
      #expect(length(centroid - mean) < 1e-12)
    }
  }

  @Test func `Spans visit every voxel once, in order`() {
    let region = Scene.speckle(on: grid, share: 0.5, seed: 4)
    var visited: [Int] = []
    region.forEachSpan { index, count in
      visited += (0..<count).map { grid.offset(of: index) + $0 }
    }
    #expect(visited == Array(region.offsets))
  }

  @Test func `A sphere holds the centres within its radius, its surface included`() throws {
    let grid = try Scene.grid(11, 11, 11, spacing: SIMD3(1, 1, 2))
    let sphere = Region.sphere(center: SIMD3(5, 5, 10), radiusMillimeters: 3, grid: grid)
    let expected = Scene.indices(of: grid).filter { index in
      let (x, y, z) = (index.x - 5, index.y - 5, 2 * (index.z - 5))
      return x * x + y * y + z * z <= 9
    }
    #expect(Scene.indices(of: sphere) == Set(expected))
    #expect(sphere.contains(SIMD3(8, 5, 5)) && sphere.contains(SIMD3(6, 7, 6)))
    for radius in [-1, Double.nan] {
      #expect(
        Region.sphere(center: SIMD3(5, 5, 10), radiusMillimeters: radius, grid: grid).isEmpty
      )
    }
    #expect(Region.sphere(center: SIMD3(900, 5, 5), radiusMillimeters: 5, grid: grid).isEmpty)
    #expect(
      Region.sphere(center: SIMD3(5, 5, 10), radiusMillimeters: 100, grid: grid) == .whole(grid)
    )
  }

  @Test func `A cylinder holds the centres between its faces and within its radius`() throws {
    let grid = try Scene.grid(9, 9, 12)
    let cylinder = Region.cylinder(
      from: SIMD3(4, 4, 2),
      to: SIMD3(4, 4, 8),
      radiusMillimeters: 2,
      grid: grid
    )
    let expected = Scene.indices(of: grid).filter { index in
      let (x, y) = (index.x - 4, index.y - 4)
      return x * x + y * y <= 4 && (2...8).contains(index.z)
    }
    #expect(Scene.indices(of: cylinder) == Set(expected))
    #expect(cylinder.voxelCount == 13 * 7)
  }
}
