import Testing
import Voxels

@testable import Lesions

@Suite struct UreterWayTests {
  private static func map(_ organs: [Organ: SIMD3<Double>]) throws -> OrganMap {
    let grid = try Phantom.grid(60, 40, 80, spacing: SIMD3(4, 4, 4), origin: SIMD3(-118, -80, -20))
    return OrganMap(
      grid: grid,
      origin: .found,
      body: nil,
      organs: organs.mapValues {
        .init(
          region: .sphere(center: $0, radiusMillimeters: 20, grid: grid),
          evidence: .ct
        )
      },
      missing: [:],
      doubts: []
    )
  }

  private static let whole: [Organ: SIMD3<Double>] = [
    .kidneyLeft: SIMD3(50, 30, 250), .kidneyRight: SIMD3(-50, 30, 240),
    .urinaryBladder: SIMD3(0, 0, 30), .vertebrae: SIMD3(0, 40, 250),
  ]

  @Test func `A ureter runs from its kidney to the bladder, far from the middle between them`()
    throws
  {
    let way = UreterWay(try Self.map(Self.whole))
    // Before the psoas, four centimetres from the middle; nothing lies in the middle itself.
    #expect(way.nearness(of: SIMD3(39, 4, 147)) > 0.7)
    #expect(way.nearness(of: SIMD3(-39, 4, 142)) > 0.7)
    #expect(way.nearness(of: SIMD3(0, 4, 147)) == 0)
    #expect(way.nearness(of: SIMD3(39, 4, 300)) == 0)
  }

  @Test func `A kidney that wasn't found is taken to mirror the other one`() throws {
    var organs = Self.whole
    organs[.kidneyRight] = nil
    let way = UreterWay(try Self.map(organs))
    #expect(way.nearness(of: SIMD3(-39, 4, 147)) > 0.7)
  }

  @Test func `Without kidneys there is no way to know`() throws {
    let way = UreterWay(try Self.map([.urinaryBladder: SIMD3(0, 0, 30)]))
    #expect(way.nearness(of: SIMD3(39, 4, 147)) == 0)
  }
}
