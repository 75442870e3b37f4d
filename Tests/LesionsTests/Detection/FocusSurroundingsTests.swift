import Foundation
import Testing
import Voxels

@testable import Lesions

/// What a focus is held against: like places of the body, the other foci, the CT, the landmarks.
@Suite struct FocusSurroundingsTests {
  private static func lattice() throws -> Grid {
    try Phantom.grid(61, 41, 61, spacing: SIMD3(3, 3, 3), origin: SIMD3(-90, -60, -90))
  }

  @Test func `A vessel goes on above and below, a node doesn't, and a pair mirrors itself`() throws
  {
    let grid = try Self.lattice()
    let uptake = Phantom.volume(grid) { place in
      let isRod = Phantom.distance(place, SIMD3(45, 0, place.z)) < 7
      let isPair =
        Phantom.distance(place, SIMD3(-30, 30, 0)) < 7
        || Phantom.distance(place, SIMD3(30, 30, 0)) < 7
      return isRod || isPair ? 6 : 1.5
    }
    func comparison(_ place: SIMD3<Double>) -> FocusComparison {
      FocusComparison(at: place, edge: 3, on: uptake, middle: 0)
    }
    let vessel = comparison(SIMD3(45, 0, 0))
    #expect(vessel.overAbove == 1)
    #expect(vessel.overBelow == 1)
    #expect(vessel.overMirror == 4)
    #expect(vessel.sectionOverAbove == 1)
    #expect(vessel.sectionOverBelow == 1)
    #expect(vessel.bulkOverMirror > 10)
    let paired = comparison(SIMD3(-30, 30, 0))
    #expect(paired.overAbove == 4)
    #expect(paired.overBelow == 4)
    #expect(paired.overMirror == 1)
    #expect(paired.bulkOverMirror == 1)
    // A disc of 7 mm on squares of 3 mm, five voxels added to it and to nothing.
    #expect(paired.sectionOverAbove == (21.0 + 5) / 5)
    #expect(paired.sectionOverBelow == (21.0 + 5) / 5)
    // Near the middle a place would be held against itself; above the lattice there is nothing.
    #expect(comparison(SIMD3(9, 0, 0)).overMirror.isNaN)
    #expect(comparison(SIMD3(9, 0, 0)).bulkOverMirror.isNaN)
    #expect(comparison(SIMD3(45, 0, 90)).overAbove.isNaN)
    #expect(comparison(SIMD3(45, 0, 90)).sectionOverAbove.isNaN)
  }

  @Test func `A node on a vessel widens its section, however little it takes up`() throws {
    let grid = try Self.lattice()
    let uptake = Phantom.volume(grid) { place in
      let isRod = Phantom.distance(place, SIMD3(45, 0, place.z)) < 7
      let isNode = Phantom.distance(place, SIMD3(33, 0, 0)) < 8
      return isRod || isNode ? 6 : 1.5
    }
    let node = FocusComparison(at: SIMD3(39, 0, 0), edge: 3, on: uptake, middle: 0)
    #expect(node.overAbove == 1)
    #expect(node.sectionOverAbove > 1.4)
    #expect(node.sectionOverBelow > 1.4)
  }

  @Test(arguments: [(9.0, 9.0), (9, 18), (9, 60)])
  func `A peak's roundness is its least curvature over its greatest`(
    _ width: Double,
    _ long: Double
  )
    throws
  {
    // Slanted, so that no axis of the lattice is one of its own.
    let grid = try Self.lattice()
    let axis = SIMD3(1, 2, 2) / 3.0
    let uptake = Phantom.volume(grid) { place in
      let along = (place * axis).sum()
      let across = (place * place).sum() - along * along
      return 10 * exp(-along * along / (2 * long * long) - across / (2 * width * width))
    }
    let middle = try #require(grid.nearestVoxel(to: .zero))
    // A Gaussian bends by 1 over its variance; differences over 3 mm say so within a few per cent.
    let expected = width * width / (long * long)
    #expect(abs(uptake.roundness(at: middle) - expected) < 0.05)
    #expect(uptake.roundness(at: .zero).isNaN)
  }

  /// A cross of three bars of 2 by 2 by 10 steps, whose axes are the same three times, in closed form.
  @Test func `A ball fills the ellipsoid of its axes, a cross doesn't`() throws {
    let grid = try Self.lattice()
    let ball = Region.sphere(center: .zero, radiusMillimeters: 21, grid: grid)
    let density = try #require(RegionAxes(ball)).volumeDensity(of: ball)
    #expect(abs(density - 1) < 0.02)
    let middle = try #require(grid.nearestVoxel(to: .zero))
    let cross = Region(grid: grid) { index in
      let step = index &- middle
      let isNear = (0..<3).map { step[$0] == 0 || step[$0] == 1 }
      return (0..<3).contains { axis in
        (-4...5).contains(step[axis]) && (0..<3).allSatisfy { $0 == axis || isNear[$0] }
      }
    }
    // 10 along each axis, the 8 of the middle once: 8 + 3 * 32 voxels. Of each bar's 32 outer voxels half
    // of each lie 1.5 to 4.5 steps from its middle, twice each.
    let outer = 2 * [1.5, 2.5, 3.5, 4.5].reduce(0.0) { $0 + $1 * $1 } * 4
    let squares = outer + 72 * 0.25
    let variance = squares / 104 + 1.0 / 12
    let axis = (5 * variance).squareRoot()
    let expected = 104 / (4 / 3 * Double.pi * axis * axis * axis)
    #expect(cross.voxelCount == 104)
    #expect(abs(try #require(RegionAxes(cross)).volumeDensity(of: cross) - expected) < 1e-9)
  }

  @Test func `Like foci are counted, the median of three or more is what a focus is over`() {
    func member(_ x: Double, _ peak: Double, _ place: FocusPlace = .gut) -> FocusCompany.Member {
      .init(position: SIMD3(x, 0, 0), peak: peak, place: place)
    }
    let members = [
      member(40, 10), member(20, 6.9), member(0, 7), member(-60, 2), member(-41, 9, .soft),
    ]
    func company(_ own: Int) -> FocusCompany {
      let others = members.enumerated().filter { $0.offset != own }.map(\.element)
      return FocusCompany(of: members[own], among: others, middle: 0)
    }
    let first = company(0)
    #expect(first.likeCount == 1)
    #expect(abs(first.overOthers - 10 / 6.9) < 1e-12)
    #expect(first.isMirrored)
    let last = company(4)
    #expect(last.likeCount == 0)
    #expect(last.overOthers.isNaN)
    #expect(company(2).isMirrored == false)
  }

  @Test func `The shell about a focus is fat, gas and bone in their shares`() throws {
    let grid = try Phantom.grid(40, 40, 40, spacing: SIMD3(1, 1, 1), origin: SIMD3(-20, -20, -20))
    let painted = Phantom.volume(grid) { place in
      if Phantom.distance(place, .zero) < 5 { return 40 }
      return place.x > 0 ? -100 : place.y > 0 ? -900 : 500
    }
    let ct = Volume<Hounsfield>(grid: grid, values: painted.values)
    let focus = Region.sphere(center: .zero, radiusMillimeters: 4, grid: grid)
    let density = try #require(FocusDensity(of: focus, at: .zero, middle: 0, on: ct))
    #expect(density.inside == 40)
    #expect(abs(density.fatShare - 0.5) < 0.06)
    #expect(abs(density.gasShare - 0.25) < 0.04)
    #expect(abs(density.boneShare - 0.25) < 0.04)
    let far = try Phantom.grid(4, 4, 4, origin: SIMD3(500, 0, 0))
    #expect(FocusDensity(of: .whole(far), at: SIMD3(500, 0, 0), middle: 0, on: ct) == nil)
    #expect(density.softOverMirror.isNaN)
  }

  @Test func `A dense node in fat is what its other side, and the slices above, aren't`() throws {
    let grid = try Self.lattice()
    let painted = Phantom.volume(grid) { place in
      Phantom.distance(place, SIMD3(30, 0, 0)) < 12 ? 40 : -100
    }
    let ct = Volume<Hounsfield>(grid: grid, values: painted.values)
    let node = Region.sphere(center: SIMD3(30, 0, 0), radiusMillimeters: 9, grid: grid)
    let density = try #require(
      FocusDensity(of: node, at: SIMD3(30, 0, 0), middle: 0, on: ct)
    )
    // 45 mm above there is still fat; 18 mm above, the node's end reaches into the ball.
    #expect(density.softOverMirror == 1)
    #expect(density.softOverAbove == 1)
    #expect(density.softOverBelow == 1)
    let fat = Region.sphere(center: SIMD3(-30, 0, 0), radiusMillimeters: 9, grid: grid)
    let other = try #require(
      FocusDensity(of: fat, at: SIMD3(-30, 0, 0), middle: 0, on: ct)
    )
    #expect(other.softOverMirror == -1)
    #expect(other.softOverAbove == 0)
  }

  /// A pair of vessels, and a node in fat on the left, as dense and as hot as they are.
  @Test func `Of a focus counts what its other side doesn't have`() throws {
    let grid = try Self.lattice()
    let center = SIMD3(30.0, 0, 0)
    func isNode(_ place: SIMD3<Double>) -> Bool { Phantom.distance(place, center) <= 12 }
    func isVessel(_ place: SIMD3<Double>) -> Bool {
      Phantom.distance(place, SIMD3(place.x > 0 ? 60 : -60, 0, place.z)) <= 7
    }
    let uptake = Phantom.volume(grid) { isNode($0) || isVessel($0) ? 6 : 1.5 }
    let painted = Phantom.volume(grid) { isNode($0) || isVessel($0) ? 40 : -100 }
    let ct = Volume<Hounsfield>(grid: grid, values: painted.values)
    let organs = OrganMap(
      grid: grid,
      origin: .found,
      body: .whole(grid),
      organs: [.fat: .init(region: .whole(grid), evidence: .ct)],
      missing: [:],
      doubts: []
    )
    let density = SearchDensity(ct, organs: organs.regions, on: grid)
    func mass(_ region: Region, _ density: SearchDensity?) -> FocusMass {
      FocusMass(of: region, in: .fat, uptake: uptake, density: density, middle: 0)
    }
    let node = Region(grid: grid) { isNode(grid.position(of: $0)) }
    let vessel = Region(grid: grid) { index in
      let place = grid.position(of: index)
      return isVessel(place) && place.x > 0 && abs(place.z) < 20
    }
    let alone = mass(node, density)
    let milliliters = Double(node.voxelCount) * 0.027
    #expect(abs(alone.excess - milliliters) < 1e-9)
    #expect(abs(alone.denseExcess - milliliters) < 1e-9)
    #expect(alone.overMirror == 140)
    #expect(alone.overAlong == 140)
    #expect(alone.overOrgan == 140)
    // A tenth of a ball lies deeper than 1 less the cube root of a tenth of its radius, 6.4 mm here; the
    // lattice tells depths of whole cells and their diagonals apart.
    #expect(abs(alone.thickness - 12 * (1 - 0.464)) < 3)
    // Merged with its vessel the node is still all that is more.
    let both = mass(node.union(vessel), density)
    #expect(abs(both.excess - milliliters) < 1e-9)
    #expect(abs(both.denseExcess - milliliters) < 1e-9)
    let healthy = mass(vessel, density)
    #expect(healthy.excess == 0)
    #expect(healthy.denseExcess == 0)
    #expect(healthy.overMirror == 0)
    #expect(healthy.overAlong == 0)
    // Without a CT only the uptake says anything; in the middle nothing has another side.
    #expect(mass(node, nil).excess == alone.excess)
    #expect(mass(node, nil).denseExcess.isNaN)
    #expect(mass(node, nil).thickness.isNaN)
    let middle = mass(.sphere(center: .zero, radiusMillimeters: 9, grid: grid), density)
    #expect(middle.excess.isNaN)
    #expect(middle.denseExcess.isNaN)
    #expect(middle.overMirror.isNaN)
  }

  @Test func `A place is told by skin, spine, lungs, pelvis and the scan's ends`() throws {
    let grid = try Self.lattice()
    func box(_ x: ClosedRange<Double>, _ y: ClosedRange<Double>, _ z: ClosedRange<Double>) -> Region
    {
      Region(grid: grid) { index in
        let p = grid.position(of: index)
        return x.contains(p.x) && y.contains(p.y) && z.contains(p.z)
      }
    }
    func map(_ organs: [Organ: Region]) -> OrganMap {
      OrganMap(
        grid: grid,
        origin: .found,
        body: box(-60...60, -45...45, -90...90),
        organs: organs.mapValues { .init(region: $0, evidence: .ct) },
        missing: [:],
        doubts: []
      )
    }
    let landmarks = BodyLandmarks(
      map([
        .vertebrae: box(-9...9, 24...42, -60...60), .lungLeft: box(15...45, -30...30, 30...75),
        .urinaryBladder: box(-12...12, -30...0, -75 ... -57),
      ]),
      on: grid
    )
    let place = landmarks.place(of: SIMD3(-30, -33, 0))
    #expect(place.depth == 15)
    #expect(place.aside == 30)
    #expect(place.beforeSpine == 66)
    #expect(place.aboveLungs == -75)
    #expect(place.aboveLungBase == -30)
    #expect(place.abovePelvis == 66)
    #expect(place.fromEnd == 90)
    let bare = BodyLandmarks(map([:]), on: grid).place(of: .zero)
    #expect(bare.aboveLungs.isNaN && bare.abovePelvis.isNaN && bare.beforeSpine.isNaN)
  }
}
