import Testing

@testable import Voxels

@Suite struct WatershedTests {
  /// The flood with a plain list in place of a queue.
  static func flooded(
    _ volume: Volume<SUVbw>,
    _ markers: [Region],
    _ region: Region,
    _ steps: [SIMD3<Int>],
    sign: Float
  ) -> [SIMD3<Int>: Int] {
    var labels: [SIMD3<Int>: Int] = [:]
    var touched: [(value: Float, index: SIMD3<Int>)] = []
    for (label, marker) in markers.enumerated() {
      for offset in marker.offsets where region.contains(offset) {
        let index = region.grid.index(at: offset)
        guard labels[index] == nil else { continue }
        labels[index] = label
        touched.append((volume[index] * sign, index))
      }
    }
    while let lowest = touched.map(\.value).min(),
      let next = touched.firstIndex(where: { $0.value == lowest })
    {
      let index = touched.remove(at: next).index
      for step in steps {
        let neighbour = index &+ step
        guard region.contains(neighbour), labels[neighbour] == nil else { continue }
        labels[neighbour] = labels[index]
        touched.append((volume[neighbour] * sign, neighbour))
      }
    }
    return labels
  }

  @Test(arguments: Connectivity.allCases)
  func `Basins agree with a plain flood, ties included`(connectivity: Connectivity) throws {
    let grid = try Scene.grid(8, 7, 5)
    for seed in 0..<4 as Range<UInt64> {
      let noise = Scene.noise(on: grid, seed: seed)
      // Few values, so that many are equal.
      let volume = Volume<SUVbw>(grid: grid, values: noise.values.map { Float(Int($0)) })
      let region = Scene.speckle(on: grid, share: 0.8, seed: seed + 7)
      let markers = [
        Region(grid: grid) { $0 == SIMD3(1, 1, 1) || $0 == SIMD3(2, 1, 1) },
        Region(grid: grid) { $0 == SIMD3(6, 5, 3) }, Region(grid: grid) { $0 == SIMD3(2, 1, 1) },
        Region(grid: grid) { $0.x == 4 && $0.z == 2 },
      ]
      for order in [FloodOrder.ascending, .descending] {
        let basins = volume.watershed(markers: markers, within: region, connectivity, order: order)
        let expected = Self.flooded(
          volume,
          markers,
          region,
          connectivity.steps,
          sign: order == .ascending ? 1 : -1
        )
        for (label, basin) in basins.enumerated() {
          let voxels = expected.filter { $0.value == label }.keys
          #expect(Scene.indices(of: basin) == Set(voxels))
          #expect(basin == Region(grid: grid, mask: basin.mask))
        }
      }
    }
  }

  @Test func `Two hills are parted where they meet`() throws {
    let grid = try Scene.grid(11, 5, 5)
    let volume = Scene.volume(on: grid) { Float(10 - min(abs($0.x - 2), abs($0.x - 8))) }
    let markers = [2, 8].map { peak in Region(grid: grid) { $0 == SIMD3(peak, 2, 2) } }
    let basins = volume.watershed(
      markers: markers,
      within: .whole(grid),
      .faces,
      order: .descending
    )
    #expect(basins[0].union(basins[1]) == .whole(grid))
    #expect(basins[0].isDisjoint(with: basins[1]))
    #expect(basins[0].isSuperset(ofColumns: 0..<5) && basins[1].isSuperset(ofColumns: 6..<11))
  }

  @Test func `No markers give no basins, and an empty region empty ones`() throws {
    let grid = try Scene.grid(3, 3, 3)
    let volume = Scene.noise(on: grid, seed: 1)
    #expect(
      volume.watershed(markers: [], within: .whole(grid), .faces, order: .ascending).isEmpty
    )
    let basins = volume.watershed(
      markers: [.whole(grid)],
      within: .empty(grid),
      .faces,
      order: .ascending
    )
    #expect(basins == [.empty(grid)])
  }
}

extension Region {
  fileprivate func isSuperset(ofColumns columns: Range<Int>) -> Bool {
    Region(grid: grid) { columns.contains($0.x) }.isSubset(of: self)
  }
}
