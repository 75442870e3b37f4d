import Testing
import Voxels

@testable import Lesions

@Suite struct ReferencePlacingTests {
  @Test(arguments: StylisedScans.tracers)
  func `Regions placed by rule lie wholly in their true organ`(tracer: String) throws {
    let scan = try StylisedScans.scan(tracer)
    for (tissue, organs) in [
      (ReferenceTissue.liver, [Organ.liver]), (.bloodPool, [.aorta]), (.spleen, [.spleen]),
    ] {
      let (found, refusals) = ReferenceRegion.placed(
        [tissue],
        in: scan.map,
        on: scan.suv,
        avoiding: []
      )
      guard let placed = found.first else {
        // Liver and blood pool have room in this body.
        #expect(tissue == .spleen, "\(tracer): \(refusals)")
        continue
      }
      let truth = organs.map { scan.body.truth($0, on: scan.suv.grid) }
      let outside = truth.reduce(placed.region) { $0.subtracting($1) }
      #expect(outside.isEmpty, "\(tracer): \(tissue), \(outside.voxelCount) voxels outside")
      #expect(placed.isPlacedByRule)
      let usual = organs.compactMap { scan.body.uptake[.organ($0)] }.first ?? 0
      #expect(abs(placed.mean / usual - 1) < 0.1, "\(tracer): \(tissue) \(placed.mean)")
    }
  }

  @Test func `The liver's sphere is 3 cm wide, in the right lobe, clear of lesions`() throws {
    let scan = try StylisedScans.affibody.get()
    let first = try ReferenceRegion.placed(.liver, in: scan.map, on: scan.suv, avoiding: [])
    guard case .sphere(let center, let diameter) = first.placement else {
      Issue.record("not a sphere")
      return
    }
    #expect(diameter == 30)
    #expect(center.x < -20)
    let lesion = Region.sphere(center: center, radiusMillimeters: 8, grid: scan.suv.grid)
    let second = try ReferenceRegion.placed(
      .liver,
      in: scan.map,
      on: scan.suv,
      avoiding: [lesion]
    )
    #expect(second.region.isDisjoint(with: lesion.dilated(byMillimeters: 5)))
  }

  @Test func `A liver full of lesions is refused, and so is an organ that isn't there`() throws {
    let scan = try StylisedScans.affibody.get()
    let liver = try #require(scan.map[.liver])
    let half = liver.filter { $0.z.isMultiple(of: 2) }
    #expect(throws: LesionsError.self) {
      try ReferenceRegion.placed(.liver, in: scan.map, on: scan.suv, avoiding: [half])
    }
    let empty = OrganMap(
      grid: scan.suv.grid,
      origin: .found,
      body: nil,
      organs: [:],
      missing: [.liver: "cut off"],
      doubts: []
    )
    for tissue in ReferenceTissue.allCases {
      #expect(throws: LesionsError.self) {
        try ReferenceRegion.placed(tissue, in: empty, on: scan.suv, avoiding: [])
      }
    }
    let (_, refusals) = ReferenceRegion.placed(
      [.liver],
      in: empty,
      on: scan.suv,
      avoiding: []
    )
    #expect(refusals.count == 1)
    #expect(refusals.first?.contains("cut off") == true)
  }

  @Test func `Uneven uptake is refused as disease`() throws {
    // A liver of alternating warm and cold cubes of 2 cm.
    let grid = try Phantom.grid(50, 50, 50, spacing: SIMD3(4, 4, 4))
    let volume = Phantom.volume(grid) { position in
      let cell = (position / 20).rounded(.down)
      return (cell.x + cell.y + cell.z).truncatingRemainder(dividingBy: 2) == 0 ? 2 : 6
    }
    let liver = Region.sphere(center: SIMD3(98, 98, 98), radiusMillimeters: 80, grid: grid)
    let map = OrganMap(
      grid: grid,
      origin: .imported(file: "x"),
      body: nil,
      organs: [.liver: .init(region: liver, evidence: .imported(label: "liver"))],
      missing: [:],
      doubts: []
    )
    #expect(throws: LesionsError.self) {
      try ReferenceRegion.placed(.liver, in: map, on: volume, avoiding: [])
    }
    let even = Phantom.volume(grid) { _ in 3 }
    let placed = try ReferenceRegion.placed(.liver, in: map, on: even, avoiding: [])
    #expect(placed.mean == 3)
    #expect(placed.region.isSubset(of: liver))
  }

  @Test func `A vessel too thin for 1 x 2 cm is refused`() throws {
    let grid = try Phantom.grid(40, 40, 60, spacing: SIMD3(2, 2, 2))
    let volume = Phantom.volume(grid) { _ in 1.5 }
    func placed(radius: Double) throws -> ReferenceRegion {
      let tube = Region.cylinder(
        from: SIMD3(40, 40, 10),
        to: SIMD3(44, 40, 110),
        radiusMillimeters: radius,
        grid: grid
      )
      let map = OrganMap(
        grid: grid,
        origin: .found,
        body: nil,
        organs: [.aorta: .init(region: tube, evidence: .ct)],
        missing: [:],
        doubts: []
      )
      let region = try ReferenceRegion.placed(.bloodPool, in: map, on: volume, avoiding: [])
      #expect(region.region.isSubset(of: tube))
      return region
    }
    #expect(throws: LesionsError.self) { try placed(radius: 5) }
    guard case .cylinder(_, let axis, 10, 20) = try placed(radius: 11).placement else {
      Issue.record("not PERCIST's cylinder")
      return
    }
    // It follows the vessel's slant of 4 in 100.
    #expect(abs(axis.x / axis.z - 0.04) < 0.02)
  }

  @Test func `Muscle is taken behind, below the lungs, breast before them, spleen off the stomach`()
    throws
  {
    let grid = try Phantom.grid(60, 60, 60, spacing: SIMD3(4, 4, 4))
    let volume = Phantom.volume(grid) { _ in 1 }
    func ball(_ x: Double, _ y: Double, _ z: Double, _ radius: Double) -> Region {
      .sphere(center: SIMD3(x, y, z), radiusMillimeters: radius, grid: grid)
    }
    func placed(_ tissue: ReferenceTissue, _ organs: [Organ: Region]) throws -> ReferenceRegion {
      let map = OrganMap(
        grid: grid,
        origin: .found,
        body: .whole(grid),
        organs: organs.mapValues { .init(region: $0, evidence: .ct) },
        missing: [:],
        doubts: []
      )
      return try ReferenceRegion.placed(tissue, in: map, on: volume, avoiding: [])
    }
    let lung = ball(80, 130, 120, 40)
    // The thickest muscle lies beside the lung, as a breast does that is as dense.
    let chest = ball(160, 60, 120, 36)
    let hip = ball(160, 190, 40, 26)
    let muscle = try placed(.muscle, [.lungRight: lung, .muscle: chest.union(hip)])
    #expect(muscle.region.isSubset(of: hip))
    // Vessels run down the front of a thigh.
    let front = ball(160, 60, 40, 36)
    let behind = try placed(.muscle, [.lungRight: lung, .muscle: front.union(hip)])
    #expect(behind.region.isSubset(of: hip))
    #expect(throws: LesionsError.self) {
      try placed(.muscle, [.lungRight: lung, .muscle: chest])
    }
    let spleen = ball(150, 150, 80, 36)
    let stomach = ball(110, 130, 80, 30)
    let near = stomach.dilated(byMillimeters: 12)
    let apart = try placed(.spleen, [.spleen: spleen, .stomach: stomach])
    #expect(apart.region.isSubset(of: spleen))
    #expect(apart.region.isDisjoint(with: near))
    #expect(try !placed(.spleen, [.spleen: spleen]).region.isDisjoint(with: near))
    let breast = ball(80, 60, 120, 28)
    let gland = try placed(.breast, [.lungRight: lung, .breastRight: breast])
    #expect(gland.region.isSubset(of: breast))
    #expect(throws: LesionsError.self) {
      try placed(.breast, [.lungRight: lung, .breastRight: ball(80, 130, 190, 28)])
    }
  }
}
