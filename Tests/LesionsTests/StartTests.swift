import Testing
import Voxels

@testable import Lesions

@Suite struct StartTests {
  /// Two hot spots, 20 and 10, on a plateau of 9 along a row, in nothing.
  static func twoPeaks() throws -> Volume<SUVbw> {
    let grid = try Phantom.grid(21, 3, 3)
    return Phantom.volume(grid) { position in
      guard position.y == 2, position.z == 2 else { return 0.1 }
      switch position.x {
      case 6...10: return position.x == 8 ? 20 : 15
      case 12...26: return 9
      case 28...32: return position.x == 30 ? 10 : 9.5
      default: return 0.1
      }
    }
  }

  static let seeds = SegmentationStart.seeds([
    Seed(label: "left", position: SIMD3(8, 2, 2)), Seed(label: "right", position: SIMD3(30, 2, 2)),
  ])

  static func columns(_ lesion: Lesion) -> [Int] {
    lesion.region.offsets.map { lesion.region.grid.index(at: $0).x }
  }

  @Test func `regions that share a voxel become one lesion, and it says so`() throws {
    let result = try Self.twoPeaks().segmented(by: .percentOfMax(41), from: Self.seeds)
    #expect(result.lesions.map(\.label) == ["left"])
    #expect(result.lesions.map(Self.columns) == [Array(3...16)])
    // Two thresholds drew it, so none is its own.
    #expect(result.lesions.first?.thresholdSUVbw == nil)
    #expect(result.lesions.first?.caveats == [.merged(labels: ["left", "right"])])
  }

  @Test func `or shared voxels go to the nearest seed, a tie to the earlier one`() throws {
    let result = try Self.twoPeaks().segmented(
      by: .fixed(threshold: 4),
      from: Self.seeds,
      settings: SegmentationSettings(overlap: .nearest)
    )
    // Hottest at columns 4 and 15: column 9 is 5 and 6 away.
    #expect(result.lesions.map(Self.columns) == [Array(3...9), Array(10...16)])
    let shared = LesionCaveat.sharedVoxelsDivided(count: 14)
    #expect(result.lesions.map(\.caveats) == [[shared], [shared]])
    let grid = try Phantom.grid(5, 1, 1, spacing: SIMD3(10, 2, 2))
    let tie = try Volume<SUVbw>(grid: grid, values: [8, 5, 5, 5, 7]).segmented(
      by: .fixed(threshold: 4),
      from: .seeds([
        Seed(label: "b", position: SIMD3(40, 0, 0)), Seed(label: "a", position: .zero),
      ]),
      settings: SegmentationSettings(overlap: .nearest)
    )
    #expect(tie.lesions.map(\.label) == ["b", "a"])
    #expect(tie.lesions.map(Self.columns) == [[2, 3, 4], [0, 1]])
  }

  @Test func `a hotter neighbour does not draw a seed away from its own lesion`() throws {
    // At 70 % of its own value the right seed is connected with the left peak.
    let volume = try Self.twoPeaks()
    let right = SegmentationStart.seeds([Seed(label: "right", position: SIMD3(28, 2, 2))])
    let near = try volume.segmented(by: .percentOfMax(100), from: right)
    #expect(near.lesions.map(Self.columns) == [[15]])
    let far = try volume.segmented(
      by: .percentOfMax(100),
      from: right,
      settings: SegmentationSettings(seedSearchMillimeters: 50)
    )
    #expect(far.lesions.map(Self.columns) == [[4]])
  }

  @Test func `a preselected lesion stays within its part, and says where it was held`() throws {
    // 41 % of 20 is 8.2; of 10 it is 4.1, below the 9.2 that separates the two.
    let volume = try Self.twoPeaks()
    let result = try volume.segmented(
      by: .percentOfMax(41),
      from: .preselection(threshold: 9.2, minimumVolumeMilliliters: 0)
    )
    #expect(result.lesions.map(Self.columns) == [Array(3...5), Array(14...16)])
    #expect(
      result.lesions.map(\.method)
        == Array(repeating: "41% of SUVmax within SUVbw >= 9.2", count: 2)
    )
    let held = LesionCaveat.heldAtPreselection(thresholdSUVbw: 9.2)
    #expect(result.lesions.map(\.caveats) == [[held], [held]])
    #expect(result.lesions.map(\.thresholdSUVbw) == [9.2, 9.2])
    // A search region cuts a part off, and the lesion stays on its side.
    let left = try volume.segmented(
      by: .percentOfMax(50),
      from: .preselection(threshold: 4, minimumVolumeMilliliters: 0),
      within: Region(grid: volume.grid) { $0.x < 5 }
    )
    #expect(left.lesions.map(Self.columns) == [[3, 4]])
    #expect(left.lesions.first?.caveats == [])
  }

  @Test func `a chain of overlaps is one lesion at the place of its first seed`() throws {
    let grid = try Phantom.grid(9, 1, 1)
    let outlines = [[0, 1], [7, 8], [3, 4], [1, 2, 3]].enumerated().map { number, columns in
      Outline(
        label: "\(number)",
        hottest: SIMD3(columns[0], 0, 0),
        region: Region(grid: grid) { columns.contains($0.x) },
        threshold: 3
      )
    }
    let settled = OverlapRule.merge.settle(outlines)
    #expect(settled.map(\.label) == ["0", "1"])
    #expect(settled.map { Array($0.region.offsets) } == [[0, 1, 2, 3, 4], [7, 8]])
    #expect(settled[0].caveats == [.merged(labels: ["0", "2", "3"])])
    #expect(settled[0].threshold == 3)
  }

  @Test func `the reach is a stated limit, and what it cuts is marked`() throws {
    let settings = SegmentationSettings(reachMillimeters: 9)
    let start = SegmentationStart.seeds([Seed(label: "left", position: SIMD3(8, 2, 2))])
    let cut = try Self.twoPeaks().segmented(
      by: .fixed(threshold: 4),
      from: start,
      settings: settings
    )
    #expect(cut.lesions.map(Self.columns) == [Array(3...8)])
    #expect(cut.lesions.first?.caveats == [.cutAtReach(millimeters: 9)])
    let free = try Self.twoPeaks().segmented(
      by: .fixed(threshold: 4),
      from: start,
      settings: SegmentationSettings(reachMillimeters: 24)
    )
    #expect(free.lesions.map(Self.columns) == [Array(3...16)])
    #expect(free.lesions.first?.caveats == [])
  }

  @Test func `the smallest volume is kept, anything smaller is dropped`() throws {
    // 8 voxels of 8 mm³ make 0.064 mL; 7 make less.
    let grid = try Phantom.grid(20, 1, 1)
    let values: [Float] = (0..<20).map { $0 < 8 || (10..<17).contains($0) ? 5 : 0 }
    let volume = Volume<SUVbw>(grid: grid, values: values)
    let settings = SegmentationSettings(minimumVolumeMilliliters: 0.064)
    let whole = try volume.segmented(
      by: .fixed(threshold: 4),
      from: .wholeVolume,
      settings: settings
    )
    #expect(whole.lesions.map(\.region.voxelCount) == [8])
    let seeded = try volume.segmented(
      by: .fixed(threshold: 4),
      from: .seeds([
        Seed(label: "big", position: .zero), Seed(label: "small", position: SIMD3(24, 0, 0)),
      ]),
      settings: settings
    )
    #expect(seeded.lesions.map(\.label) == ["big"])
    #expect(seeded.refused.map(\.label) == ["small"])
    guard case .tooSmall(let millilitres) = seeded.refused[0].reason else {
      Issue.record("\(seeded.refused)")
      return
    }
    #expect(abs(millilitres - 0.056) < 1e-12)
    let preselected = try volume.segmented(
      by: .percentOfMax(50),
      from: .preselection(threshold: 4, minimumVolumeMilliliters: 0.064)
    )
    #expect(preselected.lesions.map(\.region.voxelCount) == [8])
  }

  @Test(arguments: [(Connectivity.faces, 3), (.edges, 2), (.corners, 1)])
  func `connectivity decides what is one lesion`(connectivity: Connectivity, count: Int) throws {
    let grid = try Phantom.grid(3, 3, 3)
    let hot: Set<SIMD3<Int>> = [SIMD3(0, 0, 0), SIMD3(1, 1, 0), SIMD3(2, 2, 1)]
    let values = (0..<27).map { hot.contains(grid.index(at: $0)) ? Float(5) : 0 }
    let volume = Volume<SUVbw>(grid: grid, values: values)
    let settings = SegmentationSettings(connectivity: connectivity)
    let whole = try volume.segmented(
      by: .fixed(threshold: 4),
      from: .wholeVolume,
      settings: settings
    )
    #expect(whole.lesions.count == count)
    let seeded = try volume.segmented(
      by: .percentOfMax(41),
      from: .seeds([Seed(label: "a", position: .zero)]),
      settings: settings
    )
    #expect(seeded.lesions.map(\.region) == [whole.lesions[0].region])
  }

  @Test func `a search region limits the whole volume`() throws {
    let volume = try Self.twoPeaks()
    let right = Region(grid: volume.grid) { $0.x >= 10 }
    let result = try volume.segmented(
      by: .fixed(threshold: 4),
      from: .wholeVolume,
      within: right
    )
    #expect(result.lesions.map(Self.columns) == [Array(10...16)])
  }

  @Test func `starts that give nothing are listed with the reason`() throws {
    let volume = try Volume<SUVbw>(
      grid: Phantom.grid(6, 1, 1),
      values: [.nan, 0, 3, 3, 3, -1]
    )
    func reasons(_ method: SegmentationMethod, _ x: Double) throws -> [RefusedStart.Reason] {
      let start = SegmentationStart.seeds([Seed(label: "s", position: SIMD3(x, 0, 0))])
      let result = try volume.segmented(by: method, from: start)
      #expect(result.lesions.isEmpty)
      return result.refused.map(\.reason)
    }
    let fixed = SegmentationMethod.fixed(threshold: 4)
    #expect(try reasons(fixed, 4) == [.belowThreshold(uptake: 3, threshold: 4)])
    #expect(try reasons(fixed, 0) == [.noUptake])
    #expect(try reasons(fixed, 2) == [.noUptake])
    #expect(try reasons(fixed, 10) == [.noUptake])
    #expect(try reasons(fixed, 11.01) == [.outsideImage])
    #expect(try reasons(.percentOfPeak(50, background: .standard), 4) == [.noBackground])
    #expect(
      try reasons(.grow(lower: 4, upper: nil), 4) == [.belowThreshold(uptake: 3, threshold: 4)]
    )
  }

  @Test func `a lesion no hotter than what surrounds it has no contrast`() throws {
    // A narrow spike: the 1 mL around it averages less than the 4.9 of the surroundings.
    let grid = try Phantom.grid(21, 21, 21, origin: SIMD3(repeating: -20))
    let volume = Phantom.volume(grid) { position in
      let r = Phantom.distance(position, .zero)
      return r == 0 ? 10 : (r < 12 ? 1 : 4.9)
    }
    let shell = LocalBackground(gapMillimeters: 14, thicknessMillimeters: 4)
    let result = try volume.segmented(
      by: .percentOfPeak(50, background: shell),
      from: .seeds([Seed(label: "s", position: .zero)])
    )
    guard case .noContrast(let background, let uptake) = result.refused.first?.reason else {
      Issue.record("\(result)")
      return
    }
    #expect(abs(background - 4.9) < 1e-5)
    #expect(uptake < 2)
  }

  @Test func `a method that needs more than it got is an error`() throws {
    let volume = try Self.twoPeaks()
    #expect(throws: LesionsError.methodNeedsStart("percent-max:41.0")) {
      try volume.segmented(by: .percentOfMax(41), from: .wholeVolume)
    }
    #expect(throws: LesionsError.methodNeedsSeeds("grow:lower=3.0")) {
      try volume.segmented(
        by: .grow(lower: 3, upper: nil),
        from: .preselection(threshold: 4, minimumVolumeMilliliters: 0)
      )
    }
    #expect(throws: LesionsError.methodNeedsSeeds("fixed:4.0")) {
      try volume.segmented(by: .fixed(threshold: 4), from: .seeds([]))
    }
    #expect(throws: LesionsError.missingReference(.liver)) {
      try volume.segmented(
        by: .reference(.liver, factor: 1.5, deviations: 2),
        from: .wholeVolume
      )
    }
    #expect(throws: LesionsError.badThreshold("threshold", 0)) {
      try volume.segmented(by: .fixed(threshold: 0), from: .wholeVolume)
    }
    for settings in [
      SegmentationSettings(minimumVolumeMilliliters: .nan),
      SegmentationSettings(reachMillimeters: -1),
      SegmentationSettings(seedSearchMillimeters: .infinity),
    ] {
      #expect(throws: LesionsError.self) {
        try volume.segmented(by: .fixed(threshold: 4), from: .wholeVolume, settings: settings)
      }
    }
    let other = try Region.whole(Phantom.grid(2, 2, 2))
    #expect(throws: LesionsError.otherGrid("search region")) {
      try volume.segmented(by: .fixed(threshold: 4), from: .wholeVolume, within: other)
    }
  }
}
