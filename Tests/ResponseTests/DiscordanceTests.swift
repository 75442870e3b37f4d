import Testing
import Voxels

@testable import Response

struct DiscordanceTests {
  private func grid(_ size: Int, spacing: Double, origin: Double) throws -> Grid {
    try Grid(
      size: SIMD3(size, size, 1),
      affine: Affine(
        columnStep: SIMD3(spacing, 0, 0),
        rowStep: SIMD3(0, spacing, 0),
        sliceStep: SIMD3(0, 0, spacing),
        origin: SIMD3(origin, origin, 0)
      )
    )
  }

  @Test func `Lesions that share a voxel are one, on any two grids`() throws {
    let here = try grid(10, spacing: 2, origin: 0)
    let there = try grid(20, spacing: 1, origin: -0.5)
    func region(_ grid: Grid, _ columns: Range<Int>, row: Int) -> Region {
      Region(
        grid: grid,
        runs: [.init(start: row * grid.size.x + columns.lowerBound, count: columns.count)]
      )
    }
    let first = [
      region(here, 0..<2, row: 0), region(here, 4..<9, row: 3), region(here, 0..<1, row: 8),
    ]
    // Two of the second scan's lesions lie on the first scan's second one.
    let second = [
      region(there, 15..<18, row: 7), region(there, 0..<2, row: 18), region(there, 8..<11, row: 6),
    ]
    let matches = try LesionMatch.byOverlap(first, second, sameFrameOfReference: true)
    #expect(
      matches == [
        LesionMatch(first: [0], second: []), LesionMatch(first: [1], second: [0, 2]),
        LesionMatch(first: [2], second: []), LesionMatch(first: [], second: [1]),
      ]
    )
    #expect(throws: MatchingError.otherFrameOfReference) {
      try LesionMatch.byOverlap(first, second, sameFrameOfReference: false)
    }
  }

  @Test func `Pairs of labels match where places can't be compared`() throws {
    let matches = try LesionMatch.byLabels(
      [("a", "2"), ("b", "2")],
      first: ["a", "b", "c"],
      second: ["1", "2"]
    )
    #expect(
      matches == [
        LesionMatch(first: [0, 1], second: [1]), LesionMatch(first: [2], second: []),
        LesionMatch(first: [], second: [0]),
      ]
    )
    #expect(throws: MatchingError.unknownLesion("d")) {
      try LesionMatch.byLabels([("d", "1")], first: ["a"], second: ["1"])
    }
  }

  @Test func `Four cells hold every lesion that both scans can tell`() throws {
    let first = [
      lesion("1", 9, .positive, volume: 2), lesion("2", 9, .positive, volume: 1),
      lesion("3", 1, .negative, volume: 5),
    ]
    let second = [
      lesion("a", 9, .positive, volume: 9), lesion("b", 1, .negative, volume: 3),
      lesion("c", 9, .grey, volume: 1),
    ]
    let lesions = Discordance.lesions(
      of: [
        LesionMatch(first: [0], second: [0]), LesionMatch(first: [1], second: []),
        LesionMatch(first: [2], second: []), LesionMatch(first: [], second: [1]),
        LesionMatch(first: [], second: [2]),
      ],
      first: first,
      second: second,
      firstOnSecond: { [.positive, .negative, .positive][$0] },
      secondOnFirst: { [.positive, .negative, .notEvaluable("outside")][$0] }
    )
    let found = Dictionary(
      uniqueKeysWithValues: Discordance(lesions, receptors: ("HER2", "FDG")).endpoints
        .map { ($0.name, $0) }
    )
    // + +: 1; + -: 2; - +: 3; - -: b; c can't be told.
    let cells = [
      "positive_fdg_positive", "positive_fdg_negative", "negative_fdg_positive",
      "negative_fdg_negative",
    ]
    #expect(cells.map { found["her2_\($0)_share"]?.value } == [0.25, 0.25, 0.25, 0.25])
    let volumes = [2.0, 1, 5, 3].map { $0 / 11 }
    #expect(cells.map { found["her2_\($0)_volume_share"]?.value } == volumes)
    #expect(found["her2_fdg_discordant_share"]?.value == 0.5)
    #expect(found["her2_fdg_not_told"]?.value == 1)
  }
}
