import Testing

@testable import Voxels

@Suite struct ComponentsTests {
  /// The parts of a region by a flood over single voxels, ordered by first voxel.
  static func flooded(_ region: Region, _ connectivity: Connectivity) -> [Set<SIMD3<Int>>] {
    var left = Scene.indices(of: region)
    var parts: [Set<SIMD3<Int>>] = []
    for offset in region.offsets {
      let seed = region.grid.index(at: offset)
      guard left.remove(seed) != nil else { continue }
      var part: Set = [seed]
      var front = [seed]
      while let voxel = front.popLast() {
        for k in -1...1 {
          for j in -1...1 {
            for i in -1...1 {
              let steps = abs(i) + abs(j) + abs(k)
              let limit = [6: 1, 18: 2, 26: 3][connectivity.rawValue] ?? 0
              guard steps > 0, steps <= limit else { continue }
              let neighbour = voxel &+ SIMD3(i, j, k)
              if left.remove(neighbour) != nil {
                part.insert(neighbour)
                front.append(neighbour)
              }
            }
          }
        }
      }
      parts.append(part)
    }
    return parts
  }

  @Test(arguments: Connectivity.allCases)
  func `Components agree with a flood, on any number of slabs`(
    connectivity: Connectivity
  ) throws {
    let grid = try Scene.grid(8, 7, 9)
    for seed in 0..<12 as Range<UInt64> {
      let region = Scene.speckle(on: grid, share: 0.08 + 0.04 * Double(seed), seed: seed)
      let expected = Self.flooded(region, connectivity)
      for slabs in [1, 2, 3, 9] {
        let parts = Slabs.$forcedCount.withValue(slabs) { region.components(connectivity) }
        #expect(parts.map { Scene.indices(of: $0) } == expected, "seed \(seed), \(slabs) slabs")
        #expect(parts.allSatisfy { $0 == Region(grid: grid, mask: $0.mask) })
      }
    }
  }

  @Test func `Diagonal neighbours join as the connectivity says`() throws {
    let grid = try Scene.grid(4, 4, 4)
    func count(_ other: SIMD3<Int>, _ connectivity: Connectivity) -> Int {
      Region(grid: grid) { $0 == SIMD3(1, 1, 1) || $0 == other }.components(connectivity).count
    }
    #expect(Connectivity.allCases.map { count(SIMD3(1, 1, 2), $0) } == [1, 1, 1])
    #expect(Connectivity.allCases.map { count(SIMD3(2, 1, 0), $0) } == [2, 1, 1])
    #expect(Connectivity.allCases.map { count(SIMD3(0, 0, 2), $0) } == [2, 2, 1])
    #expect(Connectivity.allCases.map { $0.steps.count } == [6, 18, 26])
  }

  @Test func `A row's end doesn't touch the next row's start`() throws {
    let grid = try Scene.grid(3, 3, 1)
    let region = Region(grid: grid, runs: [.init(start: 2, count: 2)])
    #expect(region.components(.faces).count == 2)
  }

  @Test func `Components are found again from any of their voxels`() throws {
    let grid = try Scene.grid(10, 9, 8)
    let region = Scene.speckle(on: grid, share: 0.15, seed: 3)
    for part in region.components(.edges) {
      let voxel = try #require(part.offsets.map { grid.index(at: $0) }.last)
      #expect(region.component(containing: voxel, .edges) == part)
    }
    #expect(Region.empty(grid).component(containing: .zero, .edges) == nil)
  }

  @Test func `Small components go, the others stay whole`() throws {
    let grid = try Scene.grid(12, 11, 6)
    let region = Scene.speckle(on: grid, share: 0.2, seed: 8)
    let parts = Self.flooded(region, .faces).filter { $0.count >= 4 }
    let expected = Set(parts.joined())
    let kept = region.removingComponents(smallerThan: 4, .faces)
    #expect(Scene.indices(of: kept) == expected)
    #expect(region.removingComponents(smallerThan: 1, .faces) == region)
  }
}
