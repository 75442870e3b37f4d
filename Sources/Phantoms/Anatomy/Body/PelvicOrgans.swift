/// Bladder, uterus and ovaries, prostate and testes.
struct PelvicOrgans: Sendable {
  let frame: Frame
  /// The linear size of the bladder, beside one of 250 mL.
  let bladderScale: Float
  let tilt: Float
  let ripplePlace: SIMD3<Float>

  /// The middle of the bladder, in standard mm; a full one rises out of the pelvis.
  var bladderCentre: SIMD3<Float> { SIMD3(0, -34, 66 + 32 * bladderScale) }

  /// The standard height of the bladder's roof.
  var bladderTop: Float { bladderCentre.z + 35 * bladderScale }

  /// The bladder with its wall.
  func bladder(growth: Float) -> Layer {
    Layer(
      [(0, .bladderWall), (3.2, .urine)],
      Form(
        solids: [
          frame.ellipsoid(bladderCentre, SIMD3(45, 36, 33) * bladderScale),
          frame.cone(
            bladderCentre - SIMD3(0, 0, 20 * bladderScale),
            SIMD3(0, -30, 62),
            12 * bladderScale,
            7
          ),
        ],
        blend: 12,
        growth: growth,
        ripple: 1.4,
        ripplePlace: ripplePlace
      )
    )
  }

  /// The uterus over the bladder, or the prostate under it.
  func genital(growth: Float) -> Layer {
    guard frame.isFemale else {
      return Layer(
        .prostate,
        Form(
          solids: [frame.ellipsoid(SIMD3(0, -22, 52), SIMD3(20, 14, 16))],
          growth: growth,
          ripple: 0.6,
          ripplePlace: ripplePlace
        )
      )
    }
    let (neck, middle, fundus) = womb
    return Layer(
      [(0, .uterus), (14, .endometrium)],
      Form(
        solids: [
          frame.cone(neck, middle, 13, 15), frame.cone(middle, fundus, 16, 22),
          frame.cone(fundus + SIMD3(-11, 0, 0), fundus + SIMD3(11, 0, 0), 16, 16),
        ],
        blend: 8,
        growth: growth,
        ripple: 1,
        ripplePlace: ripplePlace
      )
    )
  }

  /// Cervix, body and fundus of the uterus, in standard mm.
  private var womb: (SIMD3<Float>, SIMD3<Float>, SIMD3<Float>) {
    let neck = SIMD3<Float>(0, 22, 84)
    let fundus = SIMD3<Float>(tilt, -12, max(bladderTop - 6, 112) + 22)
    return (neck, neck * 0.5 + fundus * 0.5 + SIMD3(0, 5, 0), fundus)
  }

  /// The inside of the uterus; ovaries or testes.
  var gonads: [Layer] {
    [
      Layer(
        frame.isFemale ? .ovary : .testis,
        Form(
          solids: [Float(-1), 1].map { side in
            frame.isFemale
              ? frame.ellipsoid(SIMD3(side * 46, 14, 122), SIMD3(9, 11, 16))
              : frame.ellipsoid(SIMD3(side * 19, -62, -18), SIMD3(13, 15, 22))
          }
        )
      )
    ]
  }

  /// What of the genitals makes skin of its own.
  var flesh: [(solid: Solid, fat: Float)] {
    guard !frame.isFemale else { return [] }
    return [
      (frame.ellipsoid(SIMD3(0, -62, -16), SIMD3(36, 19, 28)), 0.02),
      (frame.cone(SIMD3(0, -80, 34), SIMD3(0, -92, -30), 15, 13), 0.02),
    ]
  }
}
