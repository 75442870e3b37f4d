/// Muscles that lie inside the trunk's cavity or stand out from its wall.
struct Muscles: Sendable {
  let frame: Frame

  /// The fat of the armpits and groins, then the muscles.
  var layers: [Layer] { [hollows, layer] }

  private var hollows: Layer {
    let armpit: [SIMD4<Float>] = [
      SIMD4(146, 8, 575, 12), SIMD4(142, 4, 606, 17), SIMD4(126, -12, 634, 14),
      SIMD4(96, -26, 652, 10),
    ]
    let groin: [SIMD4<Float>] = [
      SIMD4(66, -64, 100, 9), SIMD4(74, -68, 55, 14), SIMD4(82, -50, -20, 11),
    ]
    let left = frame.tube(armpit, pieces: 2) + frame.tube(groin, pieces: 2)
    let right =
      frame.tube(armpit.map(\.mirrored), pieces: 2)
      + frame.tube(groin.map(\.mirrored), pieces: 2)
    let solids = left + right
    return Layer(
      .fat,
      Form(solids: solids, blend: 5, ripple: 2, ripplePlace: SIMD3(40, 12, 200), rippleScale: 2)
    )
  }

  /// Psoas, iliacus, the long muscles of the back, and the floor of the pelvis.
  private var layer: Layer {
    var solids: [Solid] = []
    let m = 0.4 + 0.6 * frame.muscle
    for side: Float in [-1, 1] {
      func tube(_ stations: [SIMD4<Float>]) -> [Solid] {
        frame.tube(stations.map { SIMD4($0.x * side, $0.y, $0.z, $0.w * m) }, pieces: 3)
      }
      solids += tube([
        SIMD4(26, 40, 385, 8), SIMD4(34, 34, 330, 17), SIMD4(42, 28, 275, 22),
        SIMD4(56, 16, 215, 23), SIMD4(72, -18, 150, 19),
        SIMD4(92, -40, 100, 17), SIMD4(98, -10, 50, 15),
      ])
      solids += tube([SIMD4(96, 26, 205, 17), SIMD4(90, -8, 160, 18), SIMD4(90, -36, 105, 16)])
      // Quadratus lumborum.
      solids += tube([SIMD4(68, 58, 380, 11), SIMD4(72, 58, 300, 15), SIMD4(80, 58, 240, 13)])
      // Erector spinae.
      solids += tube([
        SIMD4(24, 74, 180, 20), SIMD4(36, 66, 250, 29), SIMD4(36, 66, 310, 30),
        SIMD4(34, 78, 390, 27), SIMD4(30, 92, 480, 21),
        SIMD4(28, 88, 580, 19), SIMD4(26, 74, 660, 20), SIMD4(22, 56, 740, 18),
      ])
      // Inner wall and floor of the pelvis.
      solids += tube([
        SIMD4(66, 20, 110, 15), SIMD4(58, 24, 66, 15), SIMD4(30, 30, 36, 13), SIMD4(4, 34, 24, 12),
      ])
      solids += tube([SIMD4(60, 70, 132, 12), SIMD4(92, 48, 92, 13)])
    }
    return Layer(
      .muscle,
      Form(solids: solids, blend: 8, ripple: 1.2, ripplePlace: SIMD3(17, 90, 140))
    )
  }
}
