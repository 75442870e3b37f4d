/// The hip bones and the sacrum.
struct Pelvis: Sendable {
  let frame: Frame

  /// All of it.
  var layers: [Layer] { [sacrum, hipBone(-1), hipBone(1)] }

  private var sacrum: Layer {
    let segments: [(y: Float, z: Float, half: SIMD3<Float>)] = [
      (50, 212, SIMD3(54, 19, 17)), (64, 188, SIMD3(49, 17, 16)), (76, 164, SIMD3(40, 15, 15)),
      (84, 141, SIMD3(31, 12, 14)), (87, 120, SIMD3(22, 10, 13)), (84, 102, SIMD3(11, 7, 11)),
      (76, 86, SIMD3(7, 5, 10)),
    ]
    var solids = segments.map { frame.ellipsoid(SIMD3(0, $0.y, $0.z), $0.half) }
    solids += [frame.cone(SIMD3(0, 78, 205), SIMD3(0, 98, 160), 7, 6)]
    return Layer([(0, .corticalBone), (1.6, .sacralMarrow)], Form(solids: solids, blend: 12))
  }

  private func hipBone(_ side: Float) -> Layer {
    func p(_ x: Float, _ y: Float, _ z: Float) -> SIMD3<Float> { SIMD3(side * x, y, z) }
    let root = p(84, 14, 116)
    let spineFront = p(120, -62, 182)
    let spineBack = p(47, 84, 190)
    let crest = [
      spineFront, p(133, -32, 218), p(134, 8, 236), p(112, 48, 236), p(74, 76, 220), spineBack,
    ]
    let blade = crest.indices.map { index in
      let rim = crest[index] * 0.88 + root * 0.12
      // Thin across the sheet that the root and the crest span.
      let along = crest[min(index + 1, crest.count - 1)] - crest[max(index - 1, 0)]
      return frame.cone(root, rim, 26, 26).flattened(4.2, along: crossed(rim - root, along))
    }
    let rim = zip(crest, crest.dropFirst()).map { frame.cone($0, $1, 7.5, 7.5) }
    let joint = frame.cone(p(52, 66, 205), p(58, 62, 160), 13, 12).flattened(
      1.4,
      along: SIMD3(1, 0, 0)
    )
    let ischium = [
      frame.cone(p(80, 26, 92), p(66, 44, 22), 20, 19),
      frame.cone(p(66, 44, 22), p(58, 30, 8), 18, 13),
    ]
    let pubis = [
      frame.cone(p(72, -16, 92), p(40, -46, 80), 15, 10),
      frame.cone(p(40, -46, 80), p(12, -58, 66), 10, 13),
      frame.cone(p(12, -58, 66), p(12, -54, 40), 12, 10),
      frame.cone(p(14, -50, 38), p(56, 22, 8), 8.5, 10),
    ]
    let socket = frame.ball(p(86, 6, 92), 35)
    let head = frame.ball(p(92, 5, 89), 26.5)
    let opening = frame.cone(p(92, 5, 89), p(150, -2, 74), 27, 42)
    return Layer(
      [(0, .corticalBone), (1.9, .pelvicMarrow)],
      Form(
        solids: blade + rim + [joint] + ischium + pubis + [socket],
        blend: 6,
        without: [head, opening],
        edge: 3
      )
    )
  }
}
