import Testing
import Voxels

@testable import Lesions

/// A stylised body's scan with what was found in it.
struct StylisedScan: Sendable {
  let body: StylisedBody
  let suv: Volume<SUVbw>
  let map: OrganMap

  init(
    _ uptake: [StylisedBody.Part: Double],
    _ physiology: Physiology,
    hasCT: Bool = true,
    from lower: Double = -100,
    to upper: Double = 900,
    flipped: [Bool] = [false, false, false],
    _ change: (inout StylisedBody) -> Void = { _ in }
  ) throws {
    var body = StylisedBody()
    body.uptake = uptake
    change(&body)
    self.body = body
    let grid = try StylisedBody.grid(
      spacing: SIMD3(5, 5, 4),
      from: lower,
      to: upper,
      flipped: flipped
    )
    suv = try body.suv(on: grid)
    let ct = try StylisedBody.grid(spacing: SIMD3(3, 3, 4), from: lower, to: upper)
    map = try OrganMap.found(
      suv: suv,
      ct: hasCT ? body.ct(on: ct) : nil,
      physiology: physiology
    )
  }

  /// Twice the shared voxels over the sum of both.
  func dice(_ organ: Organ) -> Double {
    guard let found = map[organ] else { return 0 }
    let truth = body.truth(organ, on: suv.grid)
    return 2 * Double(found.intersection(truth).voxelCount)
      / Double(found.voxelCount + truth.voxelCount)
  }
}

extension Physiology {
  /// Usual uptakes around a stylised body's own, a factor of two either way.
  static func around(_ uptake: [StylisedBody.Part: Double]) -> Physiology {
    var organs = uptake.compactMap { part, value -> Uptake? in
      guard case .organ(let organ) = part else { return nil }
      return usual(organ, value)
    }
    organs.append(usual(.brain, uptake[.brain] ?? 0.1))
    return Physiology(tracer: "stylised", organs: organs)
  }

  private static func usual(_ organ: Organ, _ value: Double) -> Uptake {
    Uptake(
      organ: organ,
      from: value / 2,
      to: value * 2,
      highest: value * 3,
      confidence: .assumed,
      source: "the stylised body"
    )
  }
}

/// Bodies that several tests look at.
enum StylisedScans {
  static let affibody = Result {
    try StylisedScan(StylisedBody.affibody, .around(StylisedBody.affibody))
  }
  static let fdg = Result { try StylisedScan(StylisedBody.fdg, .around(StylisedBody.fdg)) }
  static let antibody = Result {
    try StylisedScan(StylisedBody.antibody, .around(StylisedBody.antibody))
  }
  static let tracers = ["FDG", "affibody", "antibody"]

  static func scan(_ tracer: String) throws -> StylisedScan {
    switch tracer {
    case "FDG": try fdg.get()
    case "affibody": try affibody.get()
    default: try antibody.get()
    }
  }
}

@Suite struct OrganMapTests {
  @Test(arguments: StylisedScans.tracers)
  func `The large organs of a stylised body lie where they are, whatever the tracer`(
    tracer: String
  ) throws {
    let scan = try StylisedScans.scan(tracer)
    for (organ, least) in [
      (Organ.lungLeft, 0.9), (.lungRight, 0.9), (.liver, 0.8), (.kidneyLeft, 0.8),
      (.kidneyRight, 0.8), (.spleen, 0.7), (.heart, 0.65), (.urinaryBladder, 0.8),
      (.aorta, 0.6),
    ] {
      let dice = scan.dice(organ)
      #expect(dice >= least, "\(tracer): \(organ.name) \(dice)")
    }
    let brain = try #require(scan.map[.brain])
    #expect(brain.volumeMilliliters > 700 && brain.volumeMilliliters < 1600)
  }

  @Test(arguments: StylisedScans.tracers)
  func `Organs don't share voxels, but for the injection site`(tracer: String) throws {
    let map = try StylisedScans.scan(tracer).map
    let regions = Organ.allCases.filter { $0 != .injectionSite }.compactMap { map[$0] }
    let sum = regions.reduce(0) { $0 + $1.voxelCount }
    #expect(Region.union(regions, on: map.grid).voxelCount == sum)
  }

  @Test(arguments: StylisedScans.tracers)
  func `Every organ is found or missing with a reason, never both`(tracer: String) throws {
    let map = try StylisedScans.scan(tracer).map
    for organ in Organ.allCases {
      #expect((map[organ] == nil) == (map.missing[organ] != nil), "\(organ)")
      #expect(map.missing[organ].map { $0.count > 10 } ?? true)
    }
  }

  @Test func `The scanner's order of rows, columns and slices changes nothing but rounding`() throws
  {
    let straight = try StylisedScans.affibody.get()
    let flipped = try StylisedScan(
      StylisedBody.affibody,
      .around(StylisedBody.affibody),
      flipped: [true, true, true]
    )
    for organ in [Organ.liver, .kidneyLeft, .kidneyRight, .spleen, .lungLeft, .urinaryBladder] {
      #expect(abs(straight.dice(organ) - flipped.dice(organ)) < 0.06, "\(organ.name)")
      #expect(flipped.dice(organ) > 0.65, "\(organ.name)")
    }
  }

  @Test func `PET alone finds what takes up, and says what it rests on`() throws {
    let scan = try StylisedScan(
      StylisedBody.fdg,
      .around(StylisedBody.fdg),
      hasCT: false
    )
    for organ in [Organ.liver, .kidneyLeft, .kidneyRight, .urinaryBladder] {
      #expect(scan.dice(organ) > 0.6, "\(organ.name) \(scan.dice(organ))")
    }
    #expect(scan.map[.brain] != nil)
    #expect(scan.map.organs.values.allSatisfy { $0.evidence == .pet || $0.evidence == .position })
    #expect(scan.map.doubts.contains { $0.hasPrefix("PET alone") })
    #expect(scan.map[.ribs] == nil)
    #expect(scan.map.missing[.ribs] != nil)
  }

  @Test func `A scan that ends below the skull has no brain, and says so`() throws {
    let scan = try StylisedScan(
      StylisedBody.affibody,
      .around(StylisedBody.affibody),
      to: 660
    )
    #expect(scan.map[.brain] == nil)
    #expect(scan.map.missing[.brain] != nil)
    #expect(scan.map.missing[.parotidGlandLeft] != nil)
    #expect(scan.dice(.liver) > 0.8)
  }

  /// A bead of urine on the left ureter's way, and below it a node of 32 mm whose middle is dead.
  @Test func `A ring beside the ureter's way is no ureter, a bead is`() throws {
    let bead = SIMD3(36.0, 25, 230)
    let node = SIMD3(40.0, 22, 165)
    let scan = try StylisedScan(StylisedBody.affibody, .around(StylisedBody.affibody)) { body in
      body.lesions = [
        .init(center: bead, radius: 4, suv: 60), .init(center: node, radius: 8, suv: 0.6),
        .init(center: node, radius: 16, suv: 7),
      ]
    }
    let ureter = try #require(scan.map[.ureterLeft])
    let grid = scan.suv.grid
    #expect(ureter.contains(try #require(grid.nearestVoxel(to: bead))))
    #expect(ureter.isDisjoint(with: .sphere(center: node, radiusMillimeters: 16, grid: grid)))
  }

  /// Loops of bowel before the kidneys that take up more than they do, as FDG's often are.
  @Test func `Warm bowel before the kidneys is no kidney`() throws {
    let loops = [SIMD3(60.0, 0, 230), SIMD3(-60.0, 0, 230)]
    let scan = try StylisedScan(StylisedBody.fdg, .around(StylisedBody.fdg)) { body in
      body.lesions = loops.map { .init(center: $0, radius: 25, suv: 8, hounsfield: 30) }
    }
    for (organ, loop) in [(Organ.kidneyLeft, loops[0]), (.kidneyRight, loops[1])] {
      #expect(scan.dice(organ) > 0.65, "\(organ.name) \(scan.dice(organ))")
      let inside = Region.sphere(center: loop, radiusMillimeters: 15, grid: scan.suv.grid)
      #expect(scan.map[organ]?.isDisjoint(with: inside) == true, "\(organ.name)")
    }
  }

  /// A bladder of about 50 mL whose urine takes up what muscle does, below a vessel that takes up four
  /// times as much.
  @Test func `What is hot in the pelvis is no bladder where urine isn't hot`() throws {
    let vessel = SIMD3(5.0, 28, 105)
    let scan = try StylisedScan(StylisedBody.antibody, .around(StylisedBody.antibody)) { body in
      body.lesions = [
        .init(center: vessel, radius: 17, suv: 6),
        .init(center: SIMD3(0, -34, 117), radius: 55, suv: 0.3, hounsfield: -105),
      ]
    }
    #expect(scan.dice(.urinaryBladder) > 0.6, "\(scan.dice(.urinaryBladder))")
  }

  /// Strands of fat between the muscles of a thigh, 6 mm thick, each elsewhere on the lattice of 4 mm.
  @Test func `Strands of fat between muscles are no muscle`() throws {
    var places: [SIMD3<Double>] = []
    for x in stride(from: 80.0, through: 116, by: 9) {
      for y in [26.0, 43] {
        for z in stride(from: -72.0, through: -44, by: 4) { places.append(SIMD3(x, y, z)) }
      }
    }
    let scan = try StylisedScan(StylisedBody.fdg, .around(StylisedBody.fdg)) { body in
      body.lesions = places.map { .init(center: $0, radius: 3, suv: 0.25, hounsfield: -105) }
      body.ctNoise = 0
    }
    let muscle = try #require(scan.map[.muscle])
    let grid = scan.suv.grid
    let within = places.compactMap(grid.nearestVoxel(to:)).filter { muscle.contains($0) }
    #expect(within.isEmpty, "\(within.count) of \(places.count)")
    // Beside them is.
    #expect(muscle.contains(try #require(grid.nearestVoxel(to: SIMD3(98, 55, -50)))))
  }

  @Test func `An image without uptake holds no body`() throws {
    let grid = try Phantom.grid(20, 20, 20, spacing: SIMD3(5, 5, 5))
    #expect(throws: LesionsError.noBody) {
      try OrganMap.found(
        suv: Phantom.volume(grid) { _ in 0 },
        ct: nil,
        physiology: Physiology(tracer: "none", organs: [])
      )
    }
  }

  @Test func `Organs are named in plain words and know their other side`() {
    #expect(Organ.kidneyLeft.name == "left kidney")
    #expect(Organ.parotidGlandRight.name == "right parotid gland")
    #expect(Organ.urinaryBladder.name == "urinary bladder")
    #expect(Organ.kidneyLeft.counterpart == .kidneyRight)
    #expect(Organ.liver.counterpart == nil)
    for organ in Organ.allCases where organ.side != nil {
      #expect(organ.counterpart?.counterpart == organ, "\(organ)")
    }
  }
}
