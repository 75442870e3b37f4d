/// Skull, brain, face, and the glands of head and neck.
struct Head: Sendable {
  let frame: Frame
  let ripplePlace: SIMD3<Float>

  /// All of it, foremost first.
  var layers: [Layer] { airways + bones + brain + glands + soft }

  private var airways: [Layer] {
    var sinuses: [Solid] = []
    for side: Float in [-1, 1] {
      sinuses += [
        frame.ellipsoid(SIMD3(side * 27, -58, 802), SIMD3(11, 13, 15)),
        frame.ellipsoid(SIMD3(side * 11, -84, 862), SIMD3(9, 4, 10)),
        frame.ellipsoid(SIMD3(side * 8, -34, 832), SIMD3(6, 10, 8)),
        // Mastoid cells.
        frame.ellipsoid(SIMD3(side * 56, 26, 808), SIMD3(6, 8, 10)),
      ]
    }
    let passage = frame.tube([
      SIMD4(0, -94, 800, 5), SIMD4(0, -70, 806, 6), SIMD4(0, -35, 806, 8), SIMD4(0, -10, 798, 9),
      SIMD4(0, -4, 775, 8), SIMD4(0, -8, 752, 8), SIMD4(0, -16, 735, 6.5),
    ])
    let throat = frame.tube([
      SIMD4(0, -16, 735, 6.5), SIMD4(0, -22, 722, 6), SIMD4(0, -22, 712, 3),
      SIMD4(0, -20, 702, 8.5),
      SIMD4(0, -12, 672, 8.5), SIMD4(0, 4, 630, 9), SIMD4(0, 18, 583, 10),
    ])
    return [Layer(.airway, Form(solids: sinuses + passage + throat, blend: 2))]
  }

  private var bones: [Layer] {
    let cranium = frame.ellipsoid(SIMD3(0, 0, 868), SIMD3(73, 92, 65))
    let vault = Form(
      solids: [cranium.shelled(thickness: 7)],
      without: [
        // The hole for the cord, and the opening towards the orbits.
        frame.cone(SIMD3(0, 20, 790), SIMD3(0, 20, 830), 14, 14),
        frame.ellipsoid(SIMD3(31, -62, 836), SIMD3(18, 24, 16)),
        frame.ellipsoid(SIMD3(-31, -62, 836), SIMD3(18, 24, 16)),
      ],
      edge: 2,
      ripple: 0.8,
      ripplePlace: ripplePlace
    )
    var face: [Solid] = []
    var jaw: [Solid] = []
    for side: Float in [-1, 1] {
      func p(_ x: Float, _ y: Float, _ z: Float) -> SIMD3<Float> { SIMD3(side * x, y, z) }
      face += [
        // Rim of the orbit, cheek bone and its arch, upper jaw.
        frame.cone(p(12, -86, 850), p(46, -76, 850), 5, 5),
        frame.cone(p(46, -76, 850), p(52, -66, 826), 5, 6),
        frame.cone(p(52, -66, 826), p(30, -80, 818), 6.5, 5),
        frame.cone(p(30, -80, 818), p(12, -86, 838), 4, 4),
        frame.cone(p(52, -64, 824), p(66, -20, 818), 5, 3.5),
        frame.cone(p(66, -20, 818), p(62, 6, 818), 3.5, 5),
        frame.cone(p(36, -72, 815), p(28, -66, 786), 7, 7),
        frame.cone(p(6, -90, 842), p(4, -96, 826), 4, 3),
        frame.cone(p(14, -84, 812), p(16, -80, 790), 5, 6),
        frame.cone(p(36, -48, 800), p(30, -44, 784), 5, 6),
        // The base with the petrous bone and the mastoid.
        frame.cone(p(16, 0, 818), p(60, 14, 816), 8, 9),
        frame.cone(p(58, 18, 814), p(56, 24, 796), 11, 7),
        frame.cone(p(14, -10, 818), p(20, -30, 812), 7, 5),
        frame.cone(p(16, 20, 812), p(16, 26, 806), 6, 6),
      ]
      jaw += [
        frame.cone(p(52, -2, 812), p(49, -14, 764), 6.5, 6).flattened(1.5, along: SIMD3(1, 0, 0)),
        frame.cone(p(49, -14, 764), p(40, -50, 746), 8, 8.5).flattened(
          1.5,
          along: SIMD3(side, 0.3, 0)
        ),
        frame.cone(p(40, -50, 746), p(17, -82, 742), 9, 9.5).flattened(
          1.5,
          along: SIMD3(side, -0.8, 0)
        ),
        frame.cone(p(17, -82, 742), p(0, -88, 741), 9.5, 11).flattened(1.5, along: SIMD3(0, 1, 0)),
      ]
    }
    face.append(frame.ellipsoid(SIMD3(0, -12, 826), SIMD3(15, 26, 9)))
    var roots: [Solid] = []
    for step in 0..<8 {
      let t = Float(step) / 7
      for side: Float in [-1, 1] {
        let x = side * (3 + 27 * t)
        let y = -87 + 38 * t * t
        roots.append(frame.cone(SIMD3(x, y, 786), SIMD3(x, y + 1.5, 777), 3.6, 3.4))
        roots.append(
          frame.cone(SIMD3(x * 0.94, y + 2.5, 767), SIMD3(x * 0.94, y + 2.5, 757), 3.4, 3.4)
        )
      }
    }
    return [
      Layer(.teeth, Form(solids: roots)),
      Layer([(0, .corticalBone), (1.6, .skullMarrow)], Form(solids: jaw, blend: 3)),
      Layer([(0, .corticalBone), (1.8, .skullMarrow)], vault),
      Layer([(0, .corticalBone), (1.5, .skullMarrow)], Form(solids: face, blend: 4)),
      // C1, a ring below the skull.
      Layer(
        [(0, .corticalBone), (1.6, .cervicalMarrow)],
        Form(solids: atlas, blend: 2)
      ),
    ]
  }

  private var atlas: [Solid] {
    [Float(-1), 1].flatMap { side -> [Solid] in
      [
        frame.cone(SIMD3(0, 4, 801), SIMD3(side * 18, 13, 801), 4, 8),
        frame.cone(SIMD3(side * 18, 13, 801), SIMD3(side * 38, 16, 800), 8, 4),
        frame.cone(SIMD3(side * 18, 15, 801), SIMD3(0, 40, 800), 5, 4),
      ]
    }
  }

  private var brain: [Layer] {
    // The two hemispheres, parted in the middle, with a folded cortex; cerebellum and stem below.
    var hemispheres = [frame.ellipsoid(SIMD3(0, -1, 872), SIMD3(66.5, 85.5, 56))]
    var ventricles: [Solid] = []
    var cerebellum: [Solid] = []
    for side: Float in [-1, 1] {
      hemispheres += [
        frame.ellipsoid(SIMD3(side * 42, -14, 842), SIMD3(24, 44, 22))
      ]
      ventricles += frame.tube([
        SIMD4(side * 9, -36, 880, 4), SIMD4(side * 11, -8, 890, 5), SIMD4(side * 17, 28, 884, 6),
        SIMD4(side * 22, 34, 866, 5), SIMD4(side * 32, 6, 848, 2.5),
      ])
      cerebellum.append(frame.ellipsoid(SIMD3(side * 23, 50, 832), SIMD3(29, 27, 20)))
    }
    ventricles.append(frame.cone(SIMD3(0, -8, 868), SIMD3(0, 2, 856), 2.5, 2.5))
    ventricles.append(frame.cone(SIMD3(0, 28, 842), SIMD3(0, 30, 830), 3.5, 3))
    let inner = frame.ellipsoid(SIMD3(0, 0, 868), SIMD3(69, 88, 61))
    let centre = [
      frame.ellipsoid(SIMD3(0, -4, 862), SIMD3(18, 26, 15)),
      frame.cone(SIMD3(0, -2, 852), SIMD3(0, 8, 834), 13, 13),
      frame.cone(SIMD3(0, 10, 832), SIMD3(0, 18, 812), 11, 7),
    ]
    let fissure = frame.ellipsoid(SIMD3(0, -4, 904), SIMD3(1.6, 90, 44))
    let nuclei = [Float(-1), 1].flatMap { side in
      [
        frame.ellipsoid(SIMD3(side * 11, 8, 866), SIMD3(8, 13, 8)),
        frame.ellipsoid(SIMD3(side * 22, -8, 866), SIMD3(7, 18, 10)),
      ]
    }
    return [
      Layer(.cerebrospinalFluid, Form(solids: ventricles, blend: 2)),
      Layer(.greyMatter, Form(solids: nuclei)),
      Layer(
        .cerebellum,
        Form(
          solids: cerebellum,
          blend: 6,
          within: [inner],
          ripple: 1,
          ripplePlace: ripplePlace,
          rippleScale: 4
        )
      ),
      Layer(.brainstem, Form(solids: centre, blend: 5, within: [inner])),
      Layer(.cerebrospinalFluid, sulci(thickness: 1.2, depth: 12)),
      Layer(.greyMatter, sulci(thickness: 7, depth: 16)),
      Layer(
        [(0, .greyMatter), (5.2, .whiteMatter)],
        Form(
          solids: hemispheres,
          blend: 6,
          within: [inner],
          without: [fissure],
          edge: 1,
          ripple: 2.6,
          ripplePlace: ripplePlace,
          rippleScale: 3
        )
      ),
      Layer(.cerebrospinalFluid, Form(solids: [inner])),
    ]
  }

  /// Furrows of the cortex: curved sheets that reach inward from the brain's surface.
  private func sulci(thickness: Float, depth: Float) -> Form {
    Form(
      solids: [
        frame.ellipsoid(SIMD3(0, -1, 872), SIMD3(66, 85, 55.5)).shelled(thickness: 2 * depth)
      ],
      within: [
        .seams(at: ripplePlace + 60, scale: SIMD3(repeating: 2.2), thickness: thickness),
        .halfSpace(through: frame.at(0, 0, 842), facing: SIMD3(0, 0, -1)),
        frame.ellipsoid(SIMD3(0, -1, 872), SIMD3(66.5, 85.5, 56)),
      ]
    )
  }

  private var glands: [Layer] {
    func both(_ make: (Float) -> [Solid]) -> [Solid] { make(-1) + make(1) }
    let parotids = both { side in
      [
        frame.ellipsoid(SIMD3(side * 61, 2, 790), SIMD3(8, 14, 24)),
        frame.ellipsoid(SIMD3(side * 60, -18, 798), SIMD3(6, 16, 12)),
        frame.ellipsoid(SIMD3(side * 52, 6, 776), SIMD3(9, 10, 14)),
      ]
    }
    let submandibulars = both { side in
      [frame.ellipsoid(SIMD3(side * 33, -34, 737), SIMD3(9, 16, 11))]
    }
    let sublinguals = both { side in
      [frame.cone(SIMD3(side * 14, -66, 750), SIMD3(side * 20, -48, 748), 5, 5)]
    }
    return [
      Layer(
        .parotidGland,
        Form(solids: parotids, blend: 8, ripple: 1.5, ripplePlace: ripplePlace, rippleScale: 2)
      ),
      Layer(
        .submandibularGland,
        Form(
          solids: submandibulars + sublinguals,
          ripple: 1,
          ripplePlace: ripplePlace,
          rippleScale: 2
        )
      ),
      Layer(
        .tonsil,
        Form(solids: both { [frame.ellipsoid(SIMD3($0 * 15, -8, 770), SIMD3(5, 6, 10))] })
      ),
      Layer(
        .lacrimalGland,
        Form(solids: both { [frame.ellipsoid(SIMD3($0 * 44, -72, 844), SIMD3(5, 8, 6))] })
      ),
      Layer(.pituitary, Form(solids: [frame.ellipsoid(SIMD3(0, -14, 838), SIMD3(6.5, 5, 4.5))])),
    ]
  }

  private var soft: [Layer] {
    func both(_ make: (Float) -> Solid) -> [Solid] { [make(-1), make(1)] }
    return [
      Layer(.eye, Form(solids: both { frame.ball(SIMD3($0 * 32, -76, 836), 12.3) })),
      Layer(
        .fat,
        Form(solids: both { frame.cone(SIMD3($0 * 31, -70, 836), SIMD3($0 * 20, -38, 834), 15, 5) })
      ),
      Layer(
        .nasalMucosa,
        Form(
          solids: [
            frame.ellipsoid(SIMD3(0, -62, 812), SIMD3(14, 28, 17)),
            frame.ellipsoid(SIMD3(0, -16, 806), SIMD3(13, 10, 12)),
          ],
          blend: 6
        )
      ),
      Layer(
        .tongue,
        Form(
          solids: [
            frame.ellipsoid(SIMD3(0, -48, 764), SIMD3(22, 32, 17)),
            frame.ellipsoid(SIMD3(0, -30, 752), SIMD3(18, 22, 17)),
          ],
          blend: 8
        )
      ),
      Layer(.cartilage, Form(solids: larynx, blend: 2)),
    ]
  }

  private var larynx: [Solid] {
    [Float(-1), 1].flatMap { side -> [Solid] in
      [
        frame.cone(SIMD3(side * 2, -40, 718), SIMD3(side * 18, -14, 716), 3, 2.5),
        frame.cone(SIMD3(side * 2, -38, 708), SIMD3(side * 16, -14, 705), 3, 2.5),
        frame.cone(SIMD3(side * 4, -34, 740), SIMD3(side * 22, -16, 744), 2.6, 2),
      ]
    } + [frame.ball(SIMD3(0, -20, 699), 12).shelled(thickness: 4)]
  }

  /// The thyroid, whose volume is drawn.
  func thyroid(growth: Float) -> Layer {
    let lobes = [Float(-1), 1].flatMap { side -> [Solid] in
      [
        frame.cone(SIMD3(side * 18, -16, 708), SIMD3(side * 17, -20, 680), 5.5, 8),
        frame.cone(SIMD3(side * 15, -26, 682), SIMD3(0, -31, 684), 5, 3.5),
      ]
    }
    return Layer(
      .thyroid,
      Form(
        solids: lobes,
        blend: 4,
        growth: growth,
        ripple: 0.8,
        ripplePlace: ripplePlace,
        rippleScale: 2
      )
    )
  }

  /// The head's flesh, with how thick its fat lies.
  var flesh: [(solid: Solid, fat: Float)] {
    var parts: [(solid: Solid, fat: Float)] = [
      (frame.ellipsoid(SIMD3(0, 0, 868), SIMD3(77, 96, 69)), 0.03),
      (frame.ellipsoid(SIMD3(0, -34, 806), SIMD3(62, 58, 66)), 0.16),
      (frame.ellipsoid(SIMD3(0, -48, 758), SIMD3(44, 46, 26)), 0.25),
      (frame.ellipsoid(SIMD3(0, -36, 835), SIMD3(66, 58, 44)), 0.05),
      (frame.cone(SIMD3(0, -92, 834), SIMD3(0, -110, 806), 8, 11), 0.02),
      (frame.cone(SIMD3(-20, -84, 775), SIMD3(20, -84, 775), 14, 14), 0.06),
      (frame.cone(SIMD3(0, 6, 640), SIMD3(0, 12, 730), 60, 55), 0.3),
      (frame.cone(SIMD3(0, 12, 730), SIMD3(0, 8, 800), 55, 58), 0.25),
    ]
    for side: Float in [-1, 1] {
      parts.append((frame.ellipsoid(SIMD3(side * 79, 14, 824), SIMD3(7, 16, 30)), 0.01))
      parts.append((frame.cone(SIMD3(side * 26, 46, 752), SIMD3(side * 66, 42, 694), 26, 26), 0.35))
      parts.append(
        (frame.cone(SIMD3(side * 66, 42, 694), SIMD3(side * 150, 22, 660), 27, 30), 0.45)
      )
    }
    return parts
  }
}
