/// Liver, gallbladder, spleen, pancreas, stomach and kidneys.
struct Belly: Sendable {
  let frame: Frame
  let diaphragm: Float
  /// How far each organ lies from its usual place, in standard mm.
  let shift: Draws.Shifts
  let ripplePlace: SIMD3<Float>

  private func high(_ p: SIMD3<Float>, _ shift: SIMD3<Float>) -> SIMD3<Float> {
    p + shift + SIMD3(0, 0, diaphragm * 0.9)
  }

  // MARK: Liver

  /// The liver: a right lobe that fills the dome, a left lobe that thins out across the midline.
  ///
  /// It grows downward and to the left, because the diaphragm stays.
  func liver(growth: Float, domes: [Solid]) -> Layer {
    func p(_ x: Float, _ y: Float, _ z: Float) -> SIMD3<Float> { high(SIMD3(x, y, z), shift.liver) }
    let solids = [
      domes[0].grown(-2.2),
      frame.ellipsoid(p(-84, 12, 336), SIMD3(48, 64, 60)).grown(growth),
      frame.ellipsoid(p(-20, -38, 402), SIMD3(60, 50, 42)).grown(growth),
      frame.ellipsoid(p(30, -48, 416), SIMD3(46, 36, 24)).grown(growth * 0.6),
      frame.ellipsoid(p(62, -50, 424), SIMD3(32, 26, 13)).grown(growth * 0.3),
      frame.ellipsoid(p(-16, 2, 400), SIMD3(20, 24, 28)),
    ]
    // The under side rises to the left and to the front.
    let normal = SIMD3<Float>(0.62, 0.1, -0.75)
    let under = Solid.halfSpace(
      through: frame.at(p(-36, -30, 342)) + normal * (1.5 * growth),
      facing: normal
    )
    let spine = frame.cone(SIMD3(0, 46, 330), SIMD3(0, 52, 470), 40, 40)
    let hollow = frame.ellipsoid(p(-6, -70, 336), SIMD3(36, 34, 24))
    return Layer(
      .liver,
      Form(
        solids: solids,
        blend: 20,
        within: [.column(0), under],
        without: [spine, hollow],
        edge: 14,
        ripple: 0.9,
        ripplePlace: ripplePlace
      )
    )
  }

  /// The portal vein and its first branches in the liver.
  var portalVein: Layer {
    func p(_ x: Float, _ y: Float, _ z: Float, _ r: Float) -> SIMD4<Float> {
      SIMD4(high(SIMD3(x, y, z), shift.liver), r)
    }
    let trunk = frame.tube([
      p(12, -22, 350, 6.5), p(-12, -18, 362, 6.5), p(-34, -8, 378, 6.5), p(-46, -4, 384, 6),
    ])
    let right =
      frame.tube([p(-46, -4, 384, 5.2), p(-70, 0, 386, 4.4), p(-96, 10, 398, 2.5)])
      + frame.tube([p(-66, 0, 386, 3.8), p(-84, 4, 364, 3), p(-98, 14, 344, 1.8)])
    let left = frame.tube([p(-46, -4, 384, 4.6), p(-26, -30, 400, 4), p(6, -48, 410, 2.8)])
    let hepatic = [
      frame.tube([p(-22, 6, 436, 4), p(-50, -4, 420, 3.4), p(-84, -10, 400, 2)]),
      frame.tube([p(-22, 4, 436, 4), p(-34, -26, 424, 3), p(-46, -44, 400, 2)]),
      frame.tube([p(-18, 2, 436, 3.6), p(4, -30, 424, 2.6), p(26, -44, 420, 1.6)]),
    ]
    return Layer(.portalVein, Form(solids: trunk + right + left + hepatic.flatMap { $0 }, blend: 1))
  }

  /// The gallbladder under the liver.
  func gallbladder(growth: Float) -> Layer {
    func p(_ x: Float, _ y: Float, _ z: Float) -> SIMD3<Float> { high(SIMD3(x, y, z), shift.liver) }
    let body = frame.cone(p(-38, -26, 346), p(-54, -58, 312), 8, 15)
    let neck = frame.cone(p(-38, -26, 346), p(-32, -16, 358), 6, 3)
    return Layer(
      [(0, .gallbladderWall), (1.8, .bile)],
      Form(solids: [body, neck], blend: 6, growth: growth)
    )
  }

  // MARK: Spleen and pancreas

  /// The spleen: a curved wedge under the left ribs.
  func spleen(growth: Float, scale: Float) -> Layer {
    func p(_ x: Float, _ y: Float, _ z: Float) -> SIMD3<Float> {
      high(SIMD3(x, y, z), shift.spleen)
    }
    let stations: [SIMD4<Float>] = [
      SIMD4(p(72, 60, 410), 15), SIMD4(p(92, 50, 396), 22), SIMD4(p(104, 34, 376), 24),
      SIMD4(p(110, 12, 356), 19),
    ]
    let solids = frame.tube(stations.map { SIMD4($0.x, $0.y, $0.z, $0.w * scale) }, pieces: 3)
    return Layer(
      .spleen,
      Form(
        solids: solids,
        blend: 10,
        within: [.column(0)],
        without: [frame.ellipsoid(p(68, 14, 372), SIMD3(24, 30, 44))],
        edge: 8,
        growth: growth,
        ripple: 1.2,
        ripplePlace: ripplePlace + 31
      )
    )
  }

  /// The pancreas: head in the loop of the duodenum, tail at the spleen.
  func pancreas(growth: Float) -> Layer {
    func p(_ x: Float, _ y: Float, _ z: Float, _ r: Float) -> SIMD4<Float> {
      SIMD4(high(SIMD3(x, y, z), shift.pancreas), r)
    }
    let solids = frame.tube([
      p(-26, -20, 312, 9), p(-24, -20, 334, 13), p(-6, -32, 346, 10), p(14, -34, 356, 9),
      p(42, -14, 366, 9.5), p(74, 22, 378, 9),
    ])
    return Layer(
      .pancreas,
      Form(
        solids: solids,
        blend: 5,
        growth: growth,
        ripple: 2,
        ripplePlace: ripplePlace + 77,
        rippleScale: 2.5
      )
    )
  }

  // MARK: Stomach and duodenum

  /// The stations of the stomach's middle line with its radii, in standard mm.
  var stomachStations: [SIMD4<Float>] {
    func p(_ x: Float, _ y: Float, _ z: Float, _ r: Float) -> SIMD4<Float> {
      SIMD4(high(SIMD3(x, y, z), shift.stomach), r)
    }
    return [
      p(66, 24, 402, 32), p(70, 6, 396, 34), p(72, -18, 376, 31), p(64, -42, 346, 26),
      p(42, -58, 322, 22),
      p(14, -58, 318, 18), p(-8, -46, 326, 13),
    ]
  }

  /// The stomach with its content, some of it gas in front.
  func stomach(growth: Float) -> Layer {
    let stations = stomachStations
    var layer = Layer(
      [(0, .stomachWall), (5, .stomachContent)],
      Form(
        solids: frame.tube(stations, pieces: 3),
        blend: 14,
        within: [.column(0)],
        edge: 4,
        growth: growth,
        ripple: 1.6,
        ripplePlace: ripplePlace + 13
      )
    )
    layer.gasLevel = frame.at(stations[4].place).y - frame.size(7)
    return layer
  }

  /// The duodenum, from the pylorus round the head of the pancreas.
  var duodenum: Layer {
    func p(_ x: Float, _ y: Float, _ z: Float, _ r: Float) -> SIMD4<Float> {
      SIMD4(high(SIMD3(x, y, z), shift.stomach), r)
    }
    let solids = frame.tube([
      p(-12, -42, 328, 11), p(-32, -30, 338, 12), p(-44, -12, 322, 12), p(-44, -4, 292, 12),
      p(-28, -10, 272, 11.5),
      p(4, -24, 274, 11), p(26, -18, 296, 11), p(32, -24, 318, 11),
    ])
    return Layer(
      [(0, .duodenum), (4, .smallBowelContent)],
      Form(solids: solids, blend: 2, ripple: 1.2, ripplePlace: ripplePlace, rippleScale: 3)
    )
  }

  // MARK: Kidneys and adrenals

  /// The middle of a kidney, in standard mm; the left one stands higher.
  func kidneyCentre(_ side: Float) -> SIMD3<Float> {
    let base = SIMD3<Float>(side * 62, 44, side < 0 ? 322 : 336)
    return base + (side < 0 ? shift.rightKidney : shift.leftKidney) + SIMD3(0, 0, diaphragm * 0.6)
  }

  private func kidneyPlace(_ side: Float, _ x: Float, _ y: Float, _ z: Float) -> SIMD3<Float> {
    kidneyCentre(side) + SIMD3(side * x, y, z)
  }

  /// The sinus of a kidney with its pelvis.
  func sinus(_ side: Float, scale: Float) -> [Layer] {
    func p(_ x: Float, _ y: Float, _ z: Float) -> SIMD3<Float> {
      kidneyPlace(side, x * scale, y * scale, z * scale)
    }
    let hilum = frame.ellipsoid(p(-30, -9, 0), SIMD3(22, 13, 15) * scale)
    let sinus = frame.ellipsoid(p(-8, -3, 0), SIMD3(11, 9, 23) * scale)
    let pelvis = [
      frame.ellipsoid(p(-12, -4, -2), SIMD3(7, 5, 8)),
      frame.cone(p(-8, -3, 0), p(0, 0, 15), 3, 4.2),
      frame.cone(p(-8, -3, -2), p(0, -2, -16), 3, 4.2), frame.cone(p(-8, -3, 0), p(4, 0, 0), 3, 4),
      frame.cone(p(-12, -4, -3), p(-24, -6, -12), 5, 3),
    ]
    return [
      Layer(side < 0 ? .rightRenalPelvis : .leftRenalPelvis, Form(solids: pelvis, blend: 4)),
      Layer(
        .visceralFat,
        Form(
          solids: [sinus, hilum],
          blend: 5,
          ripple: 1,
          ripplePlace: ripplePlace,
          rippleScale: 3
        )
      ),
    ]
  }

  /// A kidney: cortex around medulla.
  func kidney(_ side: Float, growth: Float, scale: Float) -> Layer {
    func station(_ x: Float, _ y: Float, _ z: Float, _ r: Float) -> SIMD4<Float> {
      SIMD4(kidneyPlace(side, x * scale, y * scale, z * scale), r * scale)
    }
    let bean = frame.tube(
      [
        station(-13, 10, 34, 21), station(0, 4, 18, 25), station(4, 0, 0, 26.5),
        station(3, -4, -18, 25),
        station(-3, -8, -34, 21.5),
      ],
      pieces: 2
    )
    let right = side < 0
    return Layer(
      [
        (0, right ? .rightRenalCortex : .leftRenalCortex),
        (8.5 * scale, right ? .rightRenalMedulla : .leftRenalMedulla),
      ],
      Form(
        solids: bean,
        blend: 4,
        growth: growth,
        ripple: 0.9,
        ripplePlace: ripplePlace + side * 40,
        rippleScale: 1.5
      )
    )
  }

  /// The fat that holds a kidney, so that other organs keep off it.
  func kidneyBed(_ side: Float, scale: Float) -> Layer {
    let c = kidneyCentre(side)
    return Layer(
      .visceralFat,
      Form(
        solids: [
          frame.cone(
            c + SIMD3(side * -12, 10, 36) * scale,
            c + SIMD3(side * 2, 0, 0) * scale,
            27 * scale,
            33 * scale
          ),
          frame.cone(
            c + SIMD3(side * 2, 0, 0) * scale,
            c + SIMD3(side * -3, -8, -38) * scale,
            33 * scale,
            27 * scale
          ),
        ],
        blend: 8
      )
    )
  }

  /// The ureters' courses from the renal pelvis to the bladder, in standard mm.
  func ureter(_ side: Float, bladder: SIMD3<Float>) -> [SIMD4<Float>] {
    [
      SIMD4(kidneyPlace(side, -24, -6, -12), 2.4), SIMD4(side * 38, 20, 284, 2),
      SIMD4(side * 36, 8, 240, 2),
      SIMD4(side * 40, 6, 196, 2), SIMD4(side * 56, 24, 160, 2), SIMD4(side * 58, 34, 122, 2),
      SIMD4(side * 36, 16, bladder.z + 4, 2), SIMD4(side * 18, bladder.y + 22, bladder.z - 6, 2),
    ]
  }

  /// An adrenal: a thin Y above the kidney.
  func adrenal(_ side: Float) -> Layer {
    let top = kidneyPlace(side, -22, 2, 44)
    let y: Float = side < 0 ? -2 : -8
    let solids = [
      frame.cone(top + SIMD3(0, y, 10), top + SIMD3(side * -3, y - 12, -2), 4, 3.4).flattened(
        1.3,
        along: SIMD3(1, 0.2, 0)
      ),
      frame.cone(top + SIMD3(0, y, 8), top + SIMD3(side * -6, y + 10, -12), 3.4, 2.4).flattened(
        1.2,
        along: SIMD3(1, 0.2, 0)
      ),
      frame.cone(top + SIMD3(0, y, 8), top + SIMD3(side * 9, y + 6, -14), 3.4, 2.4).flattened(
        1.2,
        along: SIMD3(0.6, 0.8, 0)
      ),
    ]
    return Layer(side < 0 ? .rightAdrenal : .leftAdrenal, Form(solids: solids, blend: 3))
  }
}
