import Testing
import Voxels

@testable import Lesions

@Suite struct DetectionTests {
  typealias Part = DetectionScene.Part

  @Test(arguments: [1, 2, 3]) func `Noise alone holds no lesion`(seed: UInt64) throws {
    let scene = try DetectionScene([], noise: 0.2, seed: seed)
    #expect(try scene.findings().lesions.isEmpty)
  }

  @Test(arguments: [(10.0, 6.0), (8, 8), (13, 4), (18, 5)])
  func `A focus in the background is found in its place and size`(radius: Double, suv: Double)
    throws
  {
    let center = SIMD3(11.0, -22, 14)
    let truth = 4.0 / 3 * Double.pi * radius * radius * radius / 1000
    var errors: [Double] = []
    for seed in UInt64(1)...5 {
      let scene = try DetectionScene([Part.ball(center, radius, suv: suv)], seed: seed)
      let lesions = try scene.findings().lesions
      let lesion = try #require(lesions.first)
      #expect(lesions.count == 1)
      let centroid = try #require(lesion.region.centroid)
      #expect(Phantom.distance(centroid, center) < 2)
      #expect(lesion.reasons.first?.contains("local background") == true)
      errors.append(lesion.region.volumeMilliliters / truth - 1)
    }
    // One noise may move an edge by a voxel; the usual one doesn't.
    #expect(errors.allSatisfy { abs($0) < 0.3 })
    #expect(abs(errors.sorted()[2]) < 0.1)
  }

  @Test(arguments: [(10.0, 6.0), (8, 8), (13, 4), (18, 5)])
  func `Where nothing is known of healthy tissue a focus is a lesion or unsure`(
    radius: Double,
    suv: Double
  ) throws {
    let center = SIMD3(11.0, -22, 14)
    let scene = try DetectionScene([Part.ball(center, radius, suv: suv)])
    let findings = try scene.findings(physiology: Physiology(tracer: "unknown", organs: []))
    let finding = try #require(findings.first)
    #expect(findings.count == 1)
    #expect(finding.verdict == .lesion || finding.verdict == .unsure)
    #expect(Phantom.distance(try #require(finding.region.centroid), center) < 2)
  }

  @Test func `A node beside a hot kidney is a lesion of its own, and the kidney is set aside`()
    throws
  {
    let kidney = Part.ball(SIMD3(20, 0, 0), 24, suv: 30)
    // 0.9 mL, its edge 8 mm from the kidney's.
    let node = Part.ball(SIMD3(-18, 0, 0), 6, suv: 12)
    let scene = try DetectionScene([kidney, node])
    let findings = try scene.findings([.kidneyLeft: kidney])
    let lesion = try #require(findings.lesions.first)
    #expect(findings.lesions.count == 1)
    #expect(Phantom.distance(try #require(lesion.region.centroid), SIMD3(-18, 0, 0)) < 3)
    #expect(lesion.region.isDisjoint(with: kidney.region(scene.grid)))
    let setAside = try #require(findings.first { $0.organ == .kidneyLeft })
    #expect(setAside.verdict == .physiological)
    #expect(setAside.reasons.contains { $0.contains("left kidney") })
  }

  @Test func `A liver is held against itself: its noise is no lesion, a metastasis is`() throws {
    let liver = Part.ball(SIMD3(0, 5, 0), 48, suv: 4)
    let healthy = try DetectionScene([liver], noise: 0.15)
    #expect(try healthy.findings([.liver: liver]).lesions.isEmpty)
    let metastasis = Part.ball(SIMD3(12, 0, -15), 9, suv: 9)
    let diseased = try DetectionScene([liver, metastasis], noise: 0.15)
    let lesions = try diseased.findings([.liver: liver]).lesions
    #expect(lesions.count == 1)
    let lesion = try #require(lesions.first)
    #expect(lesion.organ == .liver)
    let centroid = try #require(lesion.region.centroid)
    #expect(Phantom.distance(centroid, SIMD3(12, 0, -15)) < 3)
  }

  @Test func `A ureter is named and set aside`() throws {
    let ureter = Part.rod(10, 10, -40...40, 4, suv: 15)
    let scene = try DetectionScene([ureter])
    let findings = try scene.findings([.ureterLeft: ureter])
    #expect(findings.lesions.isEmpty)
    #expect(findings.contains { $0.organ == .ureterLeft && $0.verdict == .physiological })
  }

  @Test func `Two foci with a valley between them are two lesions`() throws {
    let scene = try DetectionScene([
      Part.ball(SIMD3(-12, 0, 0), 8, suv: 8), Part.ball(SIMD3(12, 0, 0), 8, suv: 7),
    ])
    #expect(try scene.findings().lesions.count == 2)
  }

  /// A node of 2 mL on a vessel as hot as it is: one focus, with parts.
  @Test func `A node on a vessel is a part of their focus; it stands, or parts of it do`() throws {
    let vessel = Part.rod(0, 0, -45...45, 7, suv: 6)
    let node = Part.ball(SIMD3(13, 0, 0), 8, suv: 6)
    let scene = try DetectionScene([vessel, node], noise: 0.03)
    let truth = node.region(scene.grid)
    func dice(_ focus: JudgedFocus) -> Double {
      2 * Double(focus.region.intersection(truth).voxelCount)
        / Double(focus.region.voxelCount + truth.voxelCount)
    }
    let (findings, foci) = try scene.suv.judgedFoci(
      ct: nil,
      organs: scene.map([.bloodPool: vessel]),
      physiology: DetectionScene.physiology
    )
    let groups = Dictionary(grouping: foci.indices) { foci[$0].whole }
    let (whole, parts) = try #require(
      groups.map { (foci[$0.key], $0.value.filter { foci[$0].whole != $0 }.map { foci[$0] }) }
        .first { !$0.1.isEmpty }
    )
    let best = try #require(parts.map(dice).max())
    #expect(best > dice(whole) + 0.2)
    for (whole, members) in groups {
      let standing = members.filter { foci[$0].stands }
      #expect(standing == [whole] || !standing.isEmpty && !standing.contains(whole))
      #expect(standing.allSatisfy { $0 == whole || foci[$0].verdict == .lesion })
    }
    let lesions = findings.lesions.map(\.region)
    for (number, region) in lesions.enumerated() {
      #expect(lesions[..<number].allSatisfy { $0.isDisjoint(with: region) })
    }
  }

  @Test(arguments: [(Cancer.gastric, 1.0), (.breast, 0), (nil, Double.nan)])
  func `What is weighed tells the cancer, and leaves it open where nobody says`(
    cancer: Cancer?,
    value: Double
  ) throws {
    let scene = try DetectionScene([Part.ball(SIMD3(11, -22, 14), 10, suv: 6)])
    let foci = try scene.suv.judgedFoci(
      ct: nil,
      organs: scene.map([:]),
      physiology: DetectionScene.physiology,
      settings: DetectionSettings(cancer: cancer)
    ).foci
    let told = try #require(foci.first?.traits[.gastric] ?? .nan)
    #expect(told == value || told.isNaN && value.isNaN)
  }

  /// Two balls that touch, a valley between them, 80 mm below the bladder; the liver's uptake is 2.
  @Test(arguments: [
    ("18F-FDG", 6.0, Finding.Verdict.lesion, 1), ("18F-FDG", 2.4, .unsure, 2),
    ("89Zr-trastuzumab", 6, .unsure, 2),
  ])
  func `What PERCIST calls measurable in a leg is a lesion, and one lesion where its parts touch`(
    tracer: String,
    uptake: Double,
    verdict: Finding.Verdict,
    count: Int
  ) throws {
    let liver = DetectionScene.Part.ball(SIMD3(-20, 0, 0), 24, suv: 2)
    let scene = try DetectionScene(
      [
        liver, .ball(SIMD3(30, -17, -20), 13, suv: uptake),
        .ball(SIMD3(30, 17, -20), 13, suv: 0.95 * uptake),
        .rod(30, 0, -26 ... -14, 6, suv: 0.6 * uptake),
      ],
      noise: 0.04
    )
    let physiology = Physiology(
      tracer: tracer,
      organs: DetectionScene.physiology.organs.filter { ![.muscle, .aorta].contains($0.organ) }
    )
    let bladder = DetectionScene.Part.ball(SIMD3(0, 0, 60), 10, suv: 1)
    let reference = try ReferenceRegion(
      .liver,
      placed: .liver(center: SIMD3(-20, 0, 0)),
      on: scene.suv
    )
    // The models' own score decides nothing here.
    let findings = try scene.findings(
      [.urinaryBladder: bladder, .liver: liver],
      physiology: physiology,
      references: [reference],
      settings: DetectionSettings(lesionScore: 2, unsureScore: 2)
    ).filter { $0.verdict != .physiological }
    #expect(findings.map(\.verdict) == Array(repeating: verdict, count: count))
    #expect(findings.allSatisfy { $0.reasons.contains { $0.contains("leg") } })
    let bound = try #require(reference.leastMeasurableSUVbw)
    #expect(bound > 3 && bound < 3.5)
  }

  @Test func `Storing the scan the other way round changes no finding`() throws {
    let scene = try DetectionScene([
      Part.ball(SIMD3(11, -22, 14), 9, suv: 6), Part.ball(SIMD3(-30, 10, -20), 7, suv: 9),
    ])
    let size = scene.grid.size
    let affine = scene.grid.affine
    let flipped = try Grid(
      size: size,
      affine: Affine(
        columnStep: affine.columnStep * -1,
        rowStep: affine.rowStep,
        sliceStep: affine.sliceStep * -1,
        origin: scene.grid.position(of: SIMD3(size.x - 1, 0, size.z - 1))
      )
    )
    let turned = scene.suv.resampled(to: flipped, outside: 0, interpolation: .nearest)
    func found(_ suv: Volume<SUVbw>) throws -> [Finding] {
      let map = OrganMap(
        grid: suv.grid,
        origin: .found,
        body: nil,
        organs: [:],
        missing: [:],
        doubts: []
      )
      return try suv.findings(ct: nil, organs: map, physiology: DetectionScene.physiology)
    }
    let straight = try found(scene.suv)
    let back = try found(turned)
    #expect(straight.count == back.count)
    for (a, b) in zip(straight, back) {
      #expect(a.region == b.region.mapped(onto: scene.grid).region)
      #expect(a.verdict == b.verdict)
    }
  }

  @Test func `An organ map of another grid is refused`() throws {
    let scene = try DetectionScene([])
    let other = try Phantom.grid(4, 4, 4)
    let map = OrganMap(
      grid: other,
      origin: .found,
      body: nil,
      organs: [:],
      missing: [:],
      doubts: []
    )
    #expect(throws: LesionsError.otherGrid("organ map")) {
      try scene.suv.findings(ct: nil, organs: map, physiology: DetectionScene.physiology)
    }
  }

  @Test func `A scan of nothing holds nothing`() throws {
    let grid = try Phantom.grid(8, 8, 8)
    let map = OrganMap(
      grid: grid,
      origin: .found,
      body: nil,
      organs: [:],
      missing: [:],
      doubts: []
    )
    let empty = Volume<SUVbw>(grid: grid, values: [Float](repeating: 0, count: 512))
    let found = try empty.findings(
      ct: nil,
      organs: map,
      physiology: DetectionScene.physiology
    )
    #expect(found.isEmpty)
  }
}
