import Glibc
import Statistics

/// All parts of one body, and what is still to be settled: growths and the fat's thickness.
struct Plan: Sendable {
  let build: Build
  let frame: Frame
  let draws: Draws
  let trunk: Trunk
  let spine: Spine
  let ribCage: RibCage
  let pelvis: Pelvis
  let limbs: Limbs
  let head: Head
  let chest: Chest
  let belly: Belly
  let bowel: Bowel
  let pelvicOrgans: PelvicOrgans
  let breasts: Breasts
  /// How far each drawn organ is grown to have its volume, in mm.
  var growths: [DrawnOrgan: Float] = [:]
  /// The thickness of fat under the skin where it is usual, in mm.
  var fat: Float

  /// The diaphragm's way between the ends of expiration and inspiration, in mm.
  let breathingAmplitude: Float

  init(_ build: Build, _ frame: Frame, _ draws: Draws, _ numbers: inout RandomNumbers) {
    self.build = build
    self.frame = frame
    self.draws = draws
    trunk = Trunk(frame)
    spine = Spine(frame: frame)
    ribCage = RibCage(frame: frame, trunk: trunk)
    pelvis = Pelvis(frame: frame)
    let thickness = max(3, Float(build.bodyMassIndex - 18) * (build.sex == .female ? 2.6 : 1.9))
    fat = thickness
    limbs = Limbs(frame: frame, arms: build.arms, aside: max(0, thickness * 1.3 - 8))
    let place = draws.ripplePlace
    head = Head(frame: frame, ripplePlace: place)
    chest = Chest(frame: frame, trunk: trunk, diaphragm: draws.diaphragm, ripplePlace: place)
    belly = Belly(frame: frame, diaphragm: draws.diaphragm, shift: draws.shifts, ripplePlace: place)
    pelvicOrgans = PelvicOrgans(
      frame: frame,
      bladderScale: Float(pow(draws.volume(.bladder) / 250, 1 / 3.0)),
      tilt: Float(numbers.normal()) * 10,
      ripplePlace: place
    )
    // Median 11 mm, log-normal.
    breathingAmplitude = 11 * Float(exp(0.4 * min(max(numbers.normal(), -2), 2)))
    bowel = Bowel(
      frame,
      trunk,
      bladderTop: pelvicOrgans.bladderTop,
      numbers: &numbers,
      ripplePlace: place
    )
    breasts = Breasts(
      frame: frame,
      trunk: trunk,
      volumes: SIMD2(Float(draws.volume(.rightBreast)), Float(draws.volume(.leftBreast))),
      glandShare: draws.glandShare,
      ripplePlace: place
    )
  }

  /// The cavity, the wall, and the skin of the trunk.
  var columns: [Column] {
    [
      trunk.cavity, trunk.wall,
      trunk.skin(frame, fat: fat + Self.skinThickness, bodyMassIndex: Float(build.bodyMassIndex)),
    ]
  }

  private func scale(_ organ: DrawnOrgan, _ usual: Double) -> Float {
    Float(pow(draws.volume(organ) / usual, 1 / 3.0)) / frame.size(1)
  }

  /// Layers that belong together, and the organ whose growth they follow.
  struct Group {
    let organ: DrawnOrgan?
    let layers: (Float) -> [Layer]

    init(_ layers: [Layer]) {
      organ = nil
      self.layers = { _ in layers }
    }

    init(_ organ: DrawnOrgan, _ layers: @escaping (Float) -> [Layer]) {
      self.organ = organ
      self.layers = layers
    }
  }

  /// Every layer, the foremost first.
  var layers: [Layer] {
    groups.flatMap { group in group.layers(group.organ.flatMap { growths[$0] } ?? 0) } + flesh
  }

  /// All but the flesh, the foremost first.
  var groups: [Group] {
    let right = scale(.rightKidney, 176)
    let left = scale(.leftKidney, 176)
    let ureters = [Float(-1), 1].map { side in
      Layer(
        side < 0 ? .rightUreter : .leftUreter,
        Form(solids: frame.tube(belly.ureter(side, bladder: pelvicOrgans.bladderCentre)))
      )
    }
    return [
      Group(head.layers + spine.layers + ribCage.layers + pelvis.layers + limbs.layers),
      Group(.heart) { chest.heart(growth: $0) },
      Group(chest.vessels + chest.airwaysAndVessels),
      Group(.thyroid) { [head.thyroid(growth: $0)] },
      Group(ureters),
      Group(belly.sinus(-1, scale: right) + belly.sinus(1, scale: left)),
      Group(.rightKidney) { [belly.kidney(-1, growth: $0, scale: right)] },
      Group(.leftKidney) { [belly.kidney(1, growth: $0, scale: left)] },
      Group([belly.adrenal(-1), belly.adrenal(1)]),
      Group(.gallbladder) { [belly.gallbladder(growth: $0)] },
      Group([belly.kidneyBed(-1, scale: right), belly.kidneyBed(1, scale: left)]),
      Group(.pancreas) { [belly.pancreas(growth: $0)] },
      Group([belly.duodenum]),
      Group(.stomach) { [belly.stomach(growth: $0)] },
      Group(.spleen) { [belly.spleen(growth: $0, scale: scale(.spleen, 190))] },
      Group([belly.portalVein]),
      Group(.liver) { [belly.liver(growth: $0, domes: chest.domes)] },
      Group(.bladder) { [pelvicOrgans.bladder(growth: $0)] },
      Group(.genital) { [pelvicOrgans.genital(growth: $0)] },
      Group(pelvicOrgans.gonads),
      Group([bowel.rectum] + bowel.colonLayers + bowel.smallBowel),
      Group([chest.diaphragmLayer] + chest.lungs + Muscles(frame: frame).layers),
    ]
  }

  /// Fat of the cavity, muscle, glands of the breasts, and skin over fat.
  private var flesh: [Layer] {
    var muscle: [Solid] = [.column(1)]
    for part in limbs.flesh {
      muscle.append(.cone(part.start, part.end, part.radii.x, part.radii.y))
    }
    muscle += (head.flesh + pelvicOrgans.flesh).map(\.solid)
    // Fat between the muscles, which lie along the body.
    let between = Solid.seams(
      at: draws.ripplePlace,
      scale: SIMD3(1.3, 1.3, 0.16),
      thickness: 1 + 0.04 * fat
    )
    return [
      Layer(.visceralFat, Form(solids: [.column(0)])),
      Layer(.fat, Form(solids: muscle, blend: 22, within: [between], growth: -3)),

      Layer(.muscle, Form(solids: muscle, blend: 22)),
    ] + breasts.glands(fat: fat) + [skin]
  }

  /// Skin over fat: everything.
  var skin: Layer {
    var solids: [Solid] = [.column(2)]
    for part in limbs.flesh {
      let over = fat * part.fat + Self.skinThickness
      solids.append(.cone(part.start, part.end, part.radii.x + over, part.radii.y + over))
    }
    for part in head.flesh + pelvicOrgans.flesh {
      solids.append(part.solid.grown(fat * part.fat + Self.skinThickness))
    }
    for side: Float in [-1, 1] where build.sex == .female || fat > 12 {
      solids.append(breasts.skin(side, fat: fat))
    }
    return Layer([(0, .skin), (Self.skinThickness, .fat)], Form(solids: solids, blend: 22))
  }

  private static let skinThickness: Float = 1.8
}
