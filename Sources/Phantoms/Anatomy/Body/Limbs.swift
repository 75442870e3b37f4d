/// Arms and legs: their joints, bones and flesh.
struct Limbs: Sendable {
  /// A stretch of flesh: between places, with radii in body mm, and how thick its fat lies.
  struct Flesh: Sendable {
    let start: SIMD3<Float>
    let end: SIMD3<Float>
    let radii: SIMD2<Float>
    let fat: Float
  }

  let frame: Frame
  let arms: Build.Arms
  /// By how far the arms beside a wide trunk are moved aside, in mm.
  let aside: Float

  // MARK: Joints, in standard mm; x grows outward on either side.

  private var shoulder: SIMD3<Float> { arms == .up ? SIMD3(160, 4, 664) : SIMD3(166, 6, 640) }
  private var elbow: SIMD3<Float> {
    arms == .up ? SIMD3(226, 18, 946) : SIMD3(222 + aside, 30, 352)
  }
  private var wrist: SIMD3<Float> {
    arms == .up ? SIMD3(72, 4, 1128) : SIMD3(222 + aside * 1.15, -10, 106)
  }
  private var fingers: SIMD3<Float> {
    arms == .up ? SIMD3(-6, -12, 1220) : SIMD3(214 + aside * 1.15, -30, -60)
  }
  private let hip = SIMD3<Float>(90, 6, 90)
  private let knee = SIMD3<Float>(90, 4, -352)
  private let ankle = SIMD3<Float>(86, 16, -752)
  private let toes = SIMD3<Float>(112, -158, -778)

  /// A standard place above the neck that isn't scaled as the head is.
  private func at(_ side: Float, _ p: SIMD3<Float>) -> SIMD3<Float> {
    let width = frame.width(min(p.z, 640))
    let depth = frame.depth(min(p.z, 640))
    return SIMD3(side * p.x * width, p.y * depth, p.z * frame.height)
  }

  /// The place in the hand or at the elbow where tracers are given.
  var injectionPlaces: [(name: String, side: Float, position: SIMD3<Float>)] {
    [Float(-1), 1].flatMap { side in
      [
        (name: "elbow", side: side, position: at(side, elbow + SIMD3(-14, -26, 0))),
        (
          name: "hand", side: side,
          position: at(side, wrist * 0.6 + fingers * 0.4 + SIMD3(4, -6, 0))
        ),
      ]
    }
  }

  /// The middle of the arm's deep veins from the elbow to the armpit, in body mm.
  func veins(_ side: Float) -> [SIMD3<Float>] {
    [
      elbow + SIMD3(-14, -22, 0), (elbow + shoulder) / 2 + SIMD3(-22, -8, 0),
      shoulder + SIMD3(-24, -4, -22),
    ]
    .map { at(side, $0) }
  }

  // MARK: Flesh

  /// All flesh of both sides.
  var flesh: [Flesh] {
    let m = frame.muscle
    let arm = frame.size(1, at: 600) * (0.3 + 0.7 * m)
    let leg = frame.size(1, at: 0) * (0.35 + 0.65 * m)
    return [Float(-1), 1].flatMap { side -> [Flesh] in
      func part(
        _ a: SIMD3<Float>,
        _ b: SIMD3<Float>,
        _ ra: Float,
        _ rb: Float,
        _ scale: Float,
        _ fat: Float
      ) -> Flesh {
        Flesh(start: at(side, a), end: at(side, b), radii: SIMD2(ra, rb) * scale, fat: fat)
      }
      let upper = shoulder * 0.45 + elbow * 0.55
      let lower = elbow * 0.75 + wrist * 0.25
      let palm = wrist * 0.45 + fingers * 0.55
      return [
        part(shoulder + SIMD3(-18, 2, -2), shoulder + SIMD3(10, 0, -14), 50, 50, arm, 0.55),
        part(shoulder, upper, 47, 43, arm, 0.75),
        part(upper + SIMD3(0, -5, 0), elbow, 41, 35, arm, 0.6),
        part(elbow, lower, 36, 38, arm, 0.45),
        part(lower, wrist, 37, 24, arm, 0.35),
        part(wrist, palm, 23, 24, arm, 0.12),
        part(palm, fingers, 20, 13, arm, 0.1),
        // Buttock, thigh, calf, foot.
        part(SIMD3(70, 62, 92), SIMD3(82, 66, 30), 52, 56, leg, 0.9),
        part(SIMD3(94, 0, 70), SIMD3(92, 0, -120), 84, 82, leg, 1.0),
        part(SIMD3(90, 22, 20), SIMD3(90, 20, -200), 78, 66, leg, 1.0),
        part(SIMD3(92, -2, -120), SIMD3(90, -2, -310), 80, 56, leg, 0.8),
        part(SIMD3(90, 2, -310), SIMD3(90, 2, -400), 56, 50, leg, 0.5),
        part(SIMD3(88, 22, -400), SIMD3(86, 28, -500), 46, 50, leg, 0.5),
        part(SIMD3(86, 24, -500), SIMD3(86, 18, -660), 49, 33, leg, 0.45),
        part(SIMD3(86, 18, -660), ankle, 33, 32, leg, 0.25),
        part(SIMD3(86, 28, -770), SIMD3(96, -50, -764), 29, 30, 1, 0.12),
        part(SIMD3(96, -50, -764), toes, 32, 19, 1, 0.1),
      ]
    }
  }

  // MARK: Bones

  /// All bones of both sides.
  var layers: [Layer] { [Float(-1), 1].flatMap { legBones($0) + armBones($0) } }

  /// The place of the femoral head, in body mm.
  func hip(_ side: Float) -> SIMD3<Float> { at(side, hip) }

  private func bone(
    _ side: Float,
    _ stations: [SIMD4<Float>],
    cortex: Float,
    _ marrow: Tissue,
    pieces: Int = 3
  ) -> Layer {
    Layer(
      [(0, .corticalBone), (cortex, marrow)],
      Form(solids: rods(side, stations, pieces), blend: 3)
    )
  }

  private func rods(_ side: Float, _ stations: [SIMD4<Float>], _ pieces: Int) -> [Solid] {
    let curve = smoothed(stations, pieces: pieces)
    let thick = frame.size(1, at: 0)
    return zip(curve, curve.dropFirst()).map { a, b in
      .cone(at(side, a.place), at(side, b.place), a.w * thick, b.w * thick)
    }
  }

  private func legBones(_ side: Float) -> [Layer] {
    let proximal: [SIMD4<Float>] = [
      SIMD4(90, 6, 90, 23), SIMD4(104, 9, 78, 16), SIMD4(124, 14, 62, 21), SIMD4(124, 12, 20, 17.5),
    ]
    let shaft: [SIMD4<Float>] = [
      SIMD4(124, 12, 24, 17), SIMD4(116, 0, -90, 14), SIMD4(104, -2, -220, 14),
      SIMD4(94, 4, -300, 19),
      SIMD4(90, 6, -332, 27),
    ]
    let condyles: [SIMD4<Float>] = [SIMD4(68, 12, -340, 22), SIMD4(112, 12, -340, 22)]
    let tibia: [SIMD4<Float>] = [
      SIMD4(90, 6, -374, 30), SIMD4(86, 2, -410, 19), SIMD4(82, 2, -560, 12.5),
      SIMD4(82, 12, -700, 13),
      SIMD4(84, 16, -744, 19),
    ]
    let plateau: [SIMD4<Float>] = [SIMD4(72, 8, -370, 18), SIMD4(108, 8, -370, 18)]
    let fibula: [SIMD4<Float>] = [
      SIMD4(124, 26, -390, 10), SIMD4(118, 28, -480, 6), SIMD4(110, 26, -680, 6),
      SIMD4(112, 22, -762, 9),
    ]
    let heel: [SIMD4<Float>] = [
      SIMD4(86, 14, -764, 17), SIMD4(84, 42, -780, 15), SIMD4(92, -20, -766, 15),
      SIMD4(98, -70, -772, 11),
      SIMD4(106, -120, -780, 9), SIMD4(112, -160, -782, 7),
    ]
    return [
      bone(side, proximal, cortex: 2.2, .femoralMarrow),
      Layer(
        [(0, .corticalBone), (6, .yellowMarrow)],
        Form(solids: rods(side, shaft, 4), blend: 4)
      ),
      bone(side, condyles, cortex: 2, .yellowMarrow),
      bone(side, [SIMD4(90, -48, -338, 17), SIMD4(90, -46, -352, 15)], cortex: 2, .yellowMarrow),
      bone(side, plateau, cortex: 2, .yellowMarrow),
      bone(side, tibia, cortex: 4.5, .yellowMarrow),
      bone(side, fibula, cortex: 2.6, .yellowMarrow),
      bone(side, heel, cortex: 1.8, .yellowMarrow, pieces: 2),
    ]
  }

  private func armBones(_ side: Float) -> [Layer] {
    func station(_ p: SIMD3<Float>, _ r: Float) -> SIMD4<Float> { SIMD4(p, r) }
    let head = shoulder + SIMD3(-10, 0, arms == .up ? 6 : 4)
    let across = arms == .up ? SIMD3<Float>(16, 0, 12) : SIMD3(14, 0, 0)
    let palm = wrist * 0.45 + fingers * 0.55
    var layers = [
      bone(
        side,
        [station(head, 22), station(head * 0.92 + elbow * 0.08 + SIMD3(8, 0, 0), 17)],
        cortex: 1.8,
        .humeralMarrow
      ),
      bone(
        side,
        [
          station(head * 0.92 + elbow * 0.08 + SIMD3(8, 0, 0), 15),
          station(head * 0.6 + elbow * 0.4, 11),
          station(head * 0.2 + elbow * 0.8, 11.5), station(elbow, 14),
        ],
        cortex: 4,
        .yellowMarrow
      ),
      bone(
        side,
        [station(elbow - across, 14), station(elbow + across, 14)],
        cortex: 2,
        .yellowMarrow
      ),
    ]
    for shift in [across * -0.75, across * 0.85] {
      layers.append(
        bone(
          side,
          [
            station(elbow + shift, 11), station(elbow * 0.7 + wrist * 0.3 + shift, 7.5),
            station(wrist + shift * 0.9, 9.5),
          ],
          cortex: 2.6,
          .yellowMarrow
        )
      )
    }
    layers.append(
      bone(
        side,
        [station(wrist, 15), station(wrist * 0.8 + palm * 0.2, 14)],
        cortex: 1.5,
        .yellowMarrow
      )
    )
    for finger in 0..<4 {
      let spread = across * (Float(finger) - 1.5) * 0.75
      layers.append(
        bone(
          side,
          [
            station(wrist * 0.75 + palm * 0.25 + spread * 0.7, 6), station(palm + spread, 5.5),
            station(fingers + spread, 4),
          ],
          cortex: 1.8,
          .yellowMarrow,
          pieces: 1
        )
      )
    }
    return layers
  }
}
