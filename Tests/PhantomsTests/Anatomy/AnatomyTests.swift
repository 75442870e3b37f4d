import Testing
import Voxels

@testable import Phantoms

/// Bodies that all tests share, because drawing one takes a second.
enum Drawn {
  static let woman = Anatomy(
    Build(sex: .female, heightMeters: 1.63, massKilograms: 62, ageYears: 52, arms: .up),
    seed: 7,
    stream: 1
  )
  static let man = Anatomy(
    Build(sex: .male, heightMeters: 1.76, massKilograms: 82, ageYears: 61, arms: .down),
    seed: 7,
    stream: 2
  )
  static let womanMap = Result { try woman.tissues(on: grid(around: woman, spacing: 4)) }
  static let manMap = Result { try man.tissues(on: grid(around: man, spacing: 4)) }

  /// A grid around the whole body at a spacing in mm.
  static func grid(around body: Anatomy, spacing: Double) throws -> Grid {
    let (lower, upper) = body.bounds
    return try Grid(
      size: SIMD3<Int>(((upper - lower) / spacing).rounded(.up)) &+ 1,
      affine: Affine(
        columnStep: SIMD3(spacing, 0, 0),
        rowStep: SIMD3(0, spacing, 0),
        sliceStep: SIMD3(0, 0, spacing),
        origin: lower
      )
    )
  }
}

extension TissueMap {
  /// The mean position of the voxels of some tissues, in LPS mm.
  func centroid(of tissues: Set<Tissue>) -> SIMD3<Double> {
    let wanted = Set(tissues.map(\.rawValue))
    var sum = SIMD3<Double>.zero
    var count = 0.0
    for (offset, value) in self.tissues.enumerated() where wanted.contains(value) {
      sum += grid.position(of: grid.index(at: offset))
      count += 1
    }
    return sum / count
  }

  /// The lowest and highest position of a tissue's voxels, in LPS mm.
  func extent(of tissue: Tissue) -> (lower: SIMD3<Double>, upper: SIMD3<Double>) {
    var lower = SIMD3(repeating: Double.infinity)
    var upper = -lower
    for (offset, value) in tissues.enumerated() where value == tissue.rawValue {
      let position = grid.position(of: grid.index(at: offset))
      lower = pointwiseMin(lower, position)
      upper = pointwiseMax(upper, position)
    }
    return (lower, upper)
  }
}

@Suite struct AnatomyTests {
  @Test(arguments: [
    (Build.Sex.female, 1.63, 62.0, Build.Arms.up), (.male, 1.76, 82, .down),
    (.female, 1.55, 104, .down),
    (.male, 1.82, 66, .up), (.female, 1.70, 48, .up), (.male, 1.70, 125, .up),
  ])
  func `The body weighs what its build says, thin or stout`(
    _ sex: Build.Sex,
    _ height: Double,
    _ mass: Double,
    _ arms: Build.Arms
  ) throws {
    let body = Anatomy(
      Build(sex: sex, heightMeters: height, massKilograms: mass, ageYears: 50, arms: arms),
      seed: 11,
      stream: UInt64(mass)
    )
    let map = try body.tissues(on: Drawn.grid(around: body, spacing: 5))
    #expect(abs(map.massKilograms - mass) < 0.015 * mass, "\(map.massKilograms)")
    let head = map.extent(of: .skin).upper.z
    #expect(arms == .up || abs(head - map.extent(of: .skin).lower.z - height * 1000) < 20)
  }

  @Test(arguments: [false, true])
  func `Organs have their drawn volumes`(_ isMan: Bool) throws {
    let body = isMan ? Drawn.man : Drawn.woman
    let volumes = try (isMan ? Drawn.manMap : Drawn.womanMap).get().volumesMilliliters
    func sum(_ tissues: [Tissue]) -> Double { tissues.reduce(0) { $0 + (volumes[$1] ?? 0) } }
    let parts: [(DrawnOrgan, [Tissue], Double)] = [
      (.liver, [.liver], 0.02), (.spleen, [.spleen], 0.04), (.pancreas, [.pancreas], 0.05),
      (.rightKidney, [.rightRenalCortex, .rightRenalMedulla], 0.04),
      (.leftKidney, [.leftRenalCortex, .leftRenalMedulla], 0.04),
      (.heart, [.heartBlood, .leftMyocardium, .rightMyocardium], 0.03),
      (.bladder, [.urine, .bladderWall], 0.04), (.thyroid, [.thyroid], 0.1),
      (.gallbladder, [.bile, .gallbladderWall], 0.08),
    ]
    for (organ, tissues, tolerance) in parts {
      let drawn = body.drawnVolumeMilliliters(organ)
      #expect(abs(sum(tissues) - drawn) < tolerance * drawn, "\(organ): \(sum(tissues)), \(drawn)")
    }
  }

  @Test
  func `Leaving out what can't matter changes nothing`() throws {
    let map = try Drawn.womanMap.get()
    var differing = 0
    var asked = 0
    for offset in stride(from: 0, to: map.tissues.count, by: 97) where map.tissues[offset] != 0 {
      let position = map.grid.position(of: map.grid.index(at: offset))
      asked += 1
      if Drawn.woman.tissue(at: position).rawValue != map.tissues[offset] { differing += 1 }
    }
    for offset in stride(from: 50, to: map.tissues.count, by: 911) where map.tissues[offset] == 0 {
      let position = map.grid.position(of: map.grid.index(at: offset))
      if Drawn.woman.tissue(at: position) != .air { differing += 1 }
    }
    #expect(asked > 5000)
    withKnownIssue("a voxel in thousands is drawn otherwise when parts are left out") {
      #expect(differing == 0)
    }
  }

  @Test func `The same seed gives the same body, and a part of it is the part of the whole`() throws
  {
    let again = Anatomy(Drawn.woman.build, seed: 7, stream: 1)
    let other = Anatomy(Drawn.woman.build, seed: 8, stream: 1)
    let whole = try Drawn.womanMap.get()
    let size = SIMD3(whole.grid.size.x, whole.grid.size.y, 20)
    let start = SIMD3(0, 0, 200)
    let part = try Grid(
      size: size,
      affine: Affine(
        columnStep: whole.grid.affine.columnStep,
        rowStep: whole.grid.affine.rowStep,
        sliceStep: whole.grid.affine.sliceStep,
        origin: whole.grid.position(of: start)
      )
    )
    let first = whole.grid.offset(of: start)
    let expected = Array(whole.tissues[first..<first + part.voxelCount])
    #expect(again.tissues(on: part).tissues == expected)
    #expect(other.tissues(on: part).tissues != expected)
  }

  @Test(arguments: [false, true])
  func `Left is left, and each organ lies where it belongs`(_ isMan: Bool) throws {
    let map = try (isMan ? Drawn.manMap : Drawn.womanMap).get()
    func x(_ tissues: Set<Tissue>) -> Double { map.centroid(of: tissues).x }
    for (right, left) in [
      (Tissue.rightLung, Tissue.leftLung), (.rightRenalCortex, .leftRenalCortex),
      (.rightBreast, .leftBreast), (.rightAdrenal, .leftAdrenal), (.rightUreter, .leftUreter),
    ] {
      #expect(x([right]) < -10 && x([left]) > 10, "\(left)")
    }
    #expect(x([.liver]) < -25)
    #expect(x([.spleen]) > 60 && x([.stomachWall]) > 15)
    #expect(x([.leftMyocardium]) > 15)
    #expect(x([.bile]) < -20)
    let liver = map.extent(of: .liver)
    let kidney = map.extent(of: .rightRenalCortex)
    #expect(kidney.upper.z < liver.upper.z)
    #expect(kidney.lower.z < liver.lower.z + 60)
    // Behind the liver's middle, in front of the back.
    #expect(map.centroid(of: [.rightRenalCortex]).y > map.centroid(of: [.liver]).y + 15)
    #expect(map.extent(of: .urine).upper.z < kidney.lower.z)
    #expect(map.extent(of: .heartBlood).lower.z > map.centroid(of: [.liver]).z)
    #expect(map.extent(of: .greyMatter).lower.z > map.extent(of: .rightLung).upper.z)
    #expect(map.centroid(of: [.thoracicMarrow]).y > map.centroid(of: [.aorta]).y)
  }

  @Test(arguments: [false, true])
  func `No organ touches the air outside`(_ isMan: Bool) throws {
    let map = try (isMan ? Drawn.manMap : Drawn.womanMap).get()
    let carcass: Set<Tissue> = [
      .air, .skin, .fat, .muscle, .corticalBone, .yellowMarrow, .airway, .nasalMucosa, .cartilage,
      .teeth, .eye, .lacrimalGland, .testis, .skullMarrow,
    ]
    let inner = Set(Tissue.allCases.filter { !carcass.contains($0) }.map(\.rawValue))
    let grid = map.grid
    var bare: [Tissue: Int] = [:]
    for (offset, value) in map.tissues.enumerated() where inner.contains(value) {
      let index = grid.index(at: offset)
      for step in [SIMD3(1, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1)] {
        for next in [index &+ step, index &- step] where map[next] == .air {
          bare[map[index], default: 0] += 1
        }
      }
    }
    withKnownIssue("parotid glands, breasts and some marrow lie bare in a few voxels") {
      #expect(bare.isEmpty, "\(bare)")
    }
  }

  @Test
  func `Every tissue is somewhere in the two bodies`() throws {
    let volumes = try [Drawn.womanMap.get(), Drawn.manMap.get()].map(\.volumesMilliliters)
    // Normal nodes are smaller than voxels, and nothing is left over as soft tissue.
    let elsewhere: Set<Tissue> = [.softTissue, .lymphNode]
    for tissue in Tissue.allCases where !elsewhere.contains(tissue) {
      withKnownIssue("the pituitary is drawn over") {
        #expect(volumes.contains { ($0[tissue] ?? 0) > 0 }, "\(tissue)")
      } when: {
        tissue == .pituitary
      }
    }
  }

  @Test func `Every place of a lesion lies in a tissue that may host it`() {
    for body in [Drawn.woman, Drawn.man] {
      for site in LesionSite.allCases {
        let places = body.places(for: site)
        #expect(!places.isEmpty || (site == .breast && body.build.sex == .male), "\(site)")
        for place in places {
          #expect(place.hosts.contains(body.tissue(at: place.position)), "\(place.name)")
          #expect(place.weight > 0)
          #expect(abs((place.normal * place.normal).sum() - 1) < 1e-4)
          switch place.side {
          case .left: #expect(place.position.x > -20, "\(place.name)")
          case .right: #expect(place.position.x < 20, "\(place.name)")
          case .midline: #expect(abs(place.position.x) < 40, "\(place.name)")
          }
        }
      }
      #expect(body.injectionSites.count == 4)
    }
  }

  @Test func `The ureters lead from the kidneys to the bladder`() throws {
    for body in [Drawn.woman, Drawn.man] {
      let map = try (body.build.sex == .male ? Drawn.manMap : Drawn.womanMap).get()
      let courses = body.ureters
      #expect(courses.count == 2)
      for (course, side) in zip(courses, [-1.0, 1]) {
        let first = try #require(course.first)
        let last = try #require(course.last)
        #expect(first.x * side > 10)
        let kidney = map.centroid(of: [side < 0 ? .rightRenalPelvis : .leftRenalPelvis])
        #expect(((first - kidney) * (first - kidney)).sum().squareRoot() < 40)
        let bladder = map.extent(of: .bladderWall)
        #expect(last.z < bladder.upper.z && last.z > bladder.lower.z - 10)
      }
    }
  }
}

@Suite struct BreathingTests {
  @Test func `At the end of expiration nothing is moved`() {
    for place in Drawn.woman.places(for: .liver) {
      let way = Drawn.woman.breathing(at: place.position, phase: 0.5)
      #expect((way * way).sum() < 1e-12)
    }
  }

  @Test func `Breathing in pushes the liver down and leaves the bones of the pelvis`() throws {
    let body = Drawn.woman
    let amplitude = body.breathingAmplitudeMillimeters
    #expect(amplitude > 4 && amplitude < 27)
    let map = try Drawn.womanMap.get()
    let liver = body.breathing(at: map.centroid(of: [.liver]), phase: 0)
    #expect(liver.z < -0.7 * amplitude)
    let sacrum = body.breathing(at: map.centroid(of: [.sacralMarrow]), phase: 0)
    #expect(abs(sacrum.z) < 1)
    let brain = body.breathing(at: map.centroid(of: [.greyMatter]), phase: 0)
    #expect((brain * brain).sum() < 1e-6)
  }

  @Test func `The motion is smooth: neighbours move nearly alike`() {
    let body = Drawn.man
    for place in LesionSite.allCases.flatMap({ body.places(for: $0) }) {
      let here = body.breathing(at: place.position, phase: 0)
      for step in [SIMD3(1.0, 0, 0), SIMD3(0, 1, 0), SIMD3(0, 0, 1)] {
        let there = body.breathing(at: place.position + step, phase: 0)
        #expect(((there - here) * (there - here)).sum().squareRoot() < 1.2, "\(place.name)")
      }
    }
  }
}

@Suite struct AnatomyCTTests {
  @Test func `CT numbers are the patient's own, and shared by what shares a cause`() {
    let body = Drawn.woman
    #expect(body.hounsfield(of: .aorta) == body.hounsfield(of: .veins))
    #expect(body.hounsfield(of: .fat) == body.hounsfield(of: .visceralFat))
    #expect(body.hounsfield(of: .aorta) != Drawn.man.hounsfield(of: .aorta))
    let enhanced = body.hounsfield(of: .aorta, in: .portalVenous)
    #expect(abs(enhanced - body.hounsfield(of: .aorta) - 108) < 1e-9)
  }
}
