/// Heart, great vessels and lungs.
struct Chest: Sendable {
  let frame: Frame
  let trunk: Trunk
  /// How much higher the diaphragm stands than at quiet breathing, in standard mm.
  let diaphragm: Float
  let ripplePlace: SIMD3<Float>

  // MARK: Heart

  /// The axis from base to apex, a unit vector.
  private static let apexward = SIMD3<Float>(0.66, -0.50, -0.56).unit

  private func heart(_ x: Float, _ y: Float, _ z: Float) -> SIMD3<Float> {
    SIMD3(x, y, z + diaphragm * 0.6)
  }

  /// The heart's chambers and walls; all of it, for a drawn volume, by one growth.
  func heart(growth: Float) -> [Layer] {
    let axis = Self.apexward
    let side = crossed(axis, SIMD3(0, 0, 1)).unit
    func oval(_ centre: SIMD3<Float>, _ half: SIMD3<Float>) -> Solid {
      Solid.ellipsoid(frame.at(centre), half * frame.size(1) + growth)
        .turned(x: axis, y: side)
    }
    let left = heart(42, -34, 486)
    let base = Solid.halfSpace(through: frame.at(heart(22, -18, 503)), facing: -axis)
    let leftOuter = oval(left, SIMD3(50, 35, 34))
    let leftInner = oval(left - axis * 2, SIMD3(40, 23.5, 22.5))
    let rightOuter = oval(heart(16, -58, 484), SIMD3(44, 33, 31))
    let rightInner = oval(heart(16, -58, 484), SIMD3(40.5, 29.5, 27.5))
    let rightAtrium = frame.ellipsoid(heart(-30, -24, 504), SIMD3(25, 27, 33))
    let leftAtrium = frame.ellipsoid(heart(4, 12, 518), SIMD3(33, 20, 24))
    let auricle = frame.ellipsoid(heart(30, -8, 530), SIMD3(12, 16, 11))
    let outlet = frame.tube([
      SIMD4(heart(16, -66, 508), 16), SIMD4(heart(22, -50, 540), 14),
      SIMD4(heart(22, -22, 562), 13),
    ])
    return [
      Layer(.heartBlood, Form(solids: [leftInner], within: [base])),
      Layer(
        .leftMyocardium,
        Form(solids: [leftOuter], within: [base], edge: 4, ripple: 1.2, ripplePlace: ripplePlace)
      ),
      Layer(
        .heartBlood,
        Form(
          solids: [rightInner, rightAtrium, leftAtrium, auricle] + outlet,
          blend: 8,
          growth: growth * 0.6
        )
      ),
      Layer(
        .rightMyocardium,
        Form(
          solids: [
            rightOuter, frame.ellipsoid(heart(-30, -24, 504), SIMD3(27.5, 29.5, 35.5)),
            frame.ellipsoid(heart(4, 12, 518), SIMD3(35.5, 22.5, 26.5)),
          ],
          blend: 8,
          growth: growth * 0.6
        )
      ),
    ]
  }

  /// The heart with its sac: what the lungs make room for.
  private var pericardium: [Solid] {
    [
      frame.ellipsoid(heart(18, -32, 494), SIMD3(66, 50, 52)).turned(
        x: Self.apexward,
        y: SIMD3(0, 1, 0)
      ),
      frame.ellipsoid(heart(-26, -22, 508), SIMD3(34, 36, 42)),
      frame.ellipsoid(heart(4, -8, 540), SIMD3(36, 44, 40)),
    ]
  }

  // MARK: Vessels

  /// Aorta, its branches, and the great veins, foremost first.
  var vessels: [Layer] {
    let aorta = frame.tube([
      SIMD4(heart(6, -26, 510), 15.5), SIMD4(-8, -34, 540, 15.5), SIMD4(-10, -28, 575, 15),
      SIMD4(0, -14, 602, 14),
      SIMD4(14, 12, 607, 13), SIMD4(22, 30, 590, 12.5), SIMD4(24, 36, 560, 12),
      SIMD4(22, 36, 500, 11.5),
      SIMD4(16, 30, 450, 11), SIMD4(8, 16, 405, 10.5), SIMD4(6, 6, 370, 10), SIMD4(6, 0, 320, 9.2),
      SIMD4(4, 2, 275, 8.5),
    ])
    var arteries =
      frame.tube([
        SIMD4(-4, -18, 600, 7), SIMD4(-16, -16, 630, 6.5), SIMD4(-22, -8, 655, 6),
      ]) + frame.tube([SIMD4(6, -4, 606, 5), SIMD4(14, -10, 640, 4.5), SIMD4(20, -12, 690, 4)])
      + frame.tube([
        SIMD4(14, 6, 607, 6), SIMD4(24, 8, 640, 5.5), SIMD4(45, 0, 662, 5),
        SIMD4(100, -6, 662, 4.5), SIMD4(138, 0, 648, 4),
      ])
      + frame.tube([
        SIMD4(-22, -8, 655, 5.5), SIMD4(-50, 0, 664, 5), SIMD4(-100, -6, 662, 4.5),
        SIMD4(-138, 0, 648, 4),
      ])
      + frame.tube([
        SIMD4(-22, -8, 655, 4.5), SIMD4(-22, -12, 690, 4), SIMD4(-26, -8, 745, 4),
        SIMD4(-26, 4, 800, 3),
      ])
      + frame.tube([SIMD4(20, -12, 690, 4), SIMD4(26, -8, 745, 4), SIMD4(26, 4, 800, 3)])
      // Coeliac trunk with splenic and hepatic artery, superior mesenteric artery.
      + frame.tube([
        SIMD4(6, 0, 386, 4), SIMD4(6, -22, 384, 3.6), SIMD4(40, -2, 388, 3),
        SIMD4(84, 30, 380, 2.8),
      ])
      + frame.tube([SIMD4(6, -22, 384, 3.4), SIMD4(-20, -26, 374, 2.8), SIMD4(-36, -22, 378, 2.4)])
      + frame.tube([
        SIMD4(6, -6, 368, 4), SIMD4(4, -26, 350, 3.6), SIMD4(0, -34, 300, 3),
        SIMD4(-16, -36, 250, 2.4),
      ])
    var veins = frame.tube([
      SIMD4(-26, -6, 535, 10), SIMD4(-27, -10, 575, 10), SIMD4(-24, -16, 615, 9.5),
      SIMD4(-30, -14, 645, 7),
      SIMD4(-34, -6, 700, 6), SIMD4(-32, 0, 745, 6), SIMD4(-30, 6, 795, 4.5),
    ])
    veins += frame.tube([
      SIMD4(-24, -18, 612, 8), SIMD4(6, -32, 624, 7), SIMD4(28, -20, 642, 6.5),
      SIMD4(34, -6, 700, 6), SIMD4(32, 0, 745, 5.5),
      SIMD4(30, 6, 795, 4.5),
    ])
    veins += frame.tube([
      SIMD4(-22, 0, 490, 11.5), SIMD4(-22, 8, 455, 12), SIMD4(-20, 12, 420, 12),
      SIMD4(-20, 10, 370, 11),
      SIMD4(-18, 4, 310, 10), SIMD4(-14, 8, 265, 9.5),
    ])
    for side: Float in [-1, 1] {
      arteries += frame.tube([
        SIMD4(4, 2, 276, 6.5), SIMD4(side * 24, 12, 240, 5.2), SIMD4(side * 48, 18, 195, 5),
        SIMD4(side * 62, -16, 150, 4.8),
        SIMD4(side * 74, -56, 95, 4.6), SIMD4(side * 80, -62, 40, 4.4),
        SIMD4(side * 86, -36, -120, 4), SIMD4(side * 88, 30, -300, 3.4),
        SIMD4(side * 88, 34, -400, 3),
      ])
      arteries += frame.tube([
        SIMD4(side * 46, 18, 196, 4), SIMD4(side * 50, 42, 160, 3.5),
        SIMD4(side * 54, 54, 120, 2.5),
      ])
      arteries += frame.tube([SIMD4(side * 6, 4, 338, 3.4), SIMD4(side * 38, 38, 330, 3)])
      veins += frame.tube([
        SIMD4(-12, 10, 266, 7.5), SIMD4(side * 22, 22, 235, 6.4), SIMD4(side * 46, 30, 190, 6),
        SIMD4(side * 56, -4, 148, 5.6),
        SIMD4(side * 66, -50, 92, 5.4), SIMD4(side * 70, -58, 38, 5.2),
        SIMD4(side * 80, -30, -120, 4.6), SIMD4(side * 84, 36, -300, 3.8),
        SIMD4(side * 84, 40, -400, 3.2),
      ])
      veins += frame.tube([
        SIMD4(side * 30, -20, 644, 6), SIMD4(side * 70, -18, 660, 5.5),
        SIMD4(side * 110, -16, 655, 5), SIMD4(side * 140, -6, 640, 4.5),
      ])
      veins += frame.tube([
        SIMD4(-16, 8, 336, 5), SIMD4(side * 30, 26, 336, 4.4), SIMD4(side * 42, 40, 328, 4),
      ])
    }
    return [
      Layer(.aorta, Form(solids: aorta, blend: 2)),
      Layer(.arteries, Form(solids: arteries, blend: 1)),
      Layer(.veins, Form(solids: veins, blend: 2)),
    ]
  }

  /// Bronchi, the oesophagus and the vessels of the lungs.
  var airwaysAndVessels: [Layer] {
    var bronchi: [Solid] = []
    var trees: [Solid] = []
    for side: Float in [-1, 1] {
      let reach: Float = side < 0 ? 36 : 42
      bronchi += frame.tube([
        SIMD4(0, 18, 583, 8.5), SIMD4(side * reach * 0.55, 20, 563, 7),
        SIMD4(side * reach, 22, 548, 5.5),
      ])
      bronchi += frame.tube([
        SIMD4(side * reach, 22, 548, 5), SIMD4(side * (reach + 10), 32, 515, 4),
        SIMD4(side * (reach + 16), 42, 480, 2.6),
      ])
      bronchi += frame.tube([
        SIMD4(side * reach, 22, 550, 4.4), SIMD4(side * (reach + 12), 14, 580, 3),
        SIMD4(side * (reach + 16), 10, 610, 2),
      ])
      trees += lungVessels(side)
    }
    let gullet = frame.tube([
      SIMD4(3, 0, 700, 6), SIMD4(7, 16, 650, 7), SIMD4(8, 30, 600, 7), SIMD4(6, 33, 560, 7.5),
      SIMD4(8, 30, 510, 7.5),
      SIMD4(16, 22, 465, 8), SIMD4(30, 12, 432, 8), SIMD4(42, 6, 418, 9),
    ])
    let arteries =
      frame.tube([SIMD4(22, -22, 562, 12.5), SIMD4(36, 2, 560, 10), SIMD4(48, 20, 552, 8)])
      + frame.tube([
        SIMD4(22, -22, 562, 11.5), SIMD4(0, -4, 558, 10), SIMD4(-28, 4, 554, 9),
        SIMD4(-46, 12, 546, 8),
      ])
    return [
      Layer(.airway, Form(solids: bronchi, blend: 2)),
      Layer(.pulmonaryVessels, Form(solids: arteries + trees, blend: 1.5)),
      Layer(.oesophagus, Form(solids: gullet, blend: 1)),
    ]
  }

  /// A tree of vessels from the hilum to near the pleura.
  private func lungVessels(_ side: Float) -> [Solid] {
    var solids: [Solid] = []
    let hilum = frame.at(side * 48, 16, 548)
    let ends: [SIMD3<Float>] = [
      SIMD3(78, -24, 640), SIMD3(72, 32, 648), SIMD3(98, -52, 560), SIMD3(112, 6, 560),
      SIMD3(96, 56, 560),
      SIMD3(84, -58, 490), SIMD3(116, -16, 476), SIMD3(108, 50, 480), SIMD3(72, 68, 440),
      SIMD3(100, 62, 420),
      SIMD3(60, 62, 500), SIMD3(88, -46, 610),
    ]
    for (index, end) in ends.enumerated() {
      let tip = frame.at(side * end.x, end.y, end.z)
      let middle = hilum * 0.45 + tip * 0.55 + SIMD3(0, 0, index.isMultiple(of: 2) ? 6 : -6)
      let early = hilum * 0.75 + middle * 0.25
      solids += [
        .cone(hilum, early, 5.5, 4.4), .cone(early, middle, 4.4, 3), .cone(middle, tip, 3, 1.3),
      ]
      let way = tip - hilum
      let across = crossed(way, SIMD3(0.3, 0.8, 0.5)).unit * (way.squared.squareRoot() * 0.22)
      let upward = crossed(across, way).unit * (way.squared.squareRoot() * 0.2)
      for (turn, start) in [
        (across, middle), (-across, middle), (upward, middle * 0.5 + early * 0.5),
        (-upward, middle),
      ] {
        let knot = start + way * 0.18 + turn * 0.7
        let far = start + way * 0.34 + turn * 1.25
        solids += [.cone(start, knot, 2.4, 1.7), .cone(knot, far, 1.7, 0.9)]
        solids.append(.cone(knot, knot + way * 0.16 + crossed(turn, way).unit * 12, 1.4, 0.8))
      }
    }
    return solids
  }

  // MARK: Diaphragm and lungs

  /// The domes of the diaphragm: everything below it.
  var domes: [Solid] {
    [
      frame.ellipsoid(SIMD3(-62, -2, 368 + diaphragm), SIMD3(76, 82, 86)),
      frame.ellipsoid(SIMD3(64, 0, 362 + diaphragm), SIMD3(74, 80, 76)),
      frame.ellipsoid(SIMD3(0, -40, 390 + diaphragm), SIMD3(70, 62, 46)),
    ]
  }

  /// The sheet of muscle between chest and belly.
  var diaphragmLayer: Layer {
    Layer(
      .muscle,
      Form(
        solids: domes.map { $0.shelled(thickness: 3.4) },
        within: [.column(1)],
        without: domes.map { inner($0) }
      )
    )
  }

  private func inner(_ dome: Solid) -> Solid {
    Solid.ellipsoid(dome.centre, dome.extent - 1.7)
  }

  /// Both lungs, outside the mediastinum and above the diaphragm.
  var lungs: [Layer] {
    [Float(-1), 1].map { side in
      let floor = Solid.halfSpace(
        through: frame.at(0, 60, 380 + diaphragm * 0.5),
        facing: SIMD3(0, -0.2, -1)
      )
      let middle = frame.tube([
        SIMD4(side < 0 ? 4 : 2, 14, 700, 30), SIMD4(0, 4, 640, 36), SIMD4(2, -6, 590, 38),
        SIMD4(4, 0, 540, 36),
        SIMD4(4, 22, 470, 28), SIMD4(4, 30, 380, 30),
      ])
      let front = frame.tube([
        SIMD4(2, -58, 640, 12), SIMD4(2, -84, 560, 11), SIMD4(4, -92, 480, 16),
      ])
      return Layer(
        side < 0 ? .rightLung : .leftLung,
        Form(
          solids: [.column(0)],
          within: [floor, .halfSpace(through: .zero, facing: SIMD3(-side, 0, 0))],
          without: domes + pericardium + middle + front,
          edge: 6,
          growth: -3
        )
      )
    }
  }
}
