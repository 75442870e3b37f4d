import Glibc

/// Ribs with their cartilage, sternum, clavicles and scapulae.
struct RibCage: Sendable {
  let frame: Frame
  let trunk: Trunk

  /// The ribs' way from the spine forward: standard height at the spine, how far the front end lies
  /// below it, and the angle from the back at which bone ends.
  private static let ribs: [(z: Float, drop: Float, end: Float)] = [
    (674, 38, 2.45), (651, 58, 2.55), (628, 78, 2.5), (604, 92, 2.45), (579, 102, 2.4),
    (554, 110, 2.3), (529, 116, 2.15), (504, 120, 2.0), (479, 118, 1.85), (454, 108, 1.65),
    (428, 88, 1.2), (401, 52, 0.85),
  ]

  /// The stations of a rib, in body mm.
  func rib(_ number: Int, _ side: Float) -> [SIMD3<Float>] {
    let rib = Self.ribs[number - 1]
    let spine = frame.at(side * 18, Spine.depth(at: rib.z) + 12, rib.z)
    let first: Float = 0.42
    let steps = number > 10 ? 7 : 14
    let course = (0...steps).map { step -> SIMD3<Float> in
      let t = Float(step) / Float(steps)
      let angle = first + (rib.end - first) * t
      let z = frame.z(rib.z + 2 - rib.drop * (t * (0.75 + 0.25 * t)))
      var point = trunk.cavity.point(at: z, angle: angle, outward: 6)
      point.x *= side
      return point
    }
    return [spine] + course
  }

  private func cartilage(_ number: Int, _ side: Float) -> [SIMD3<Float>] {
    let attachments: [Float] = [638, 606, 580, 556, 533, 512, 496]
    let end = rib(number, side)[rib(number, side).count - 1]
    if number <= 7 {
      let z = attachments[number - 1]
      let sternum = frame.at(side * 16, Self.sternumDepth(z), z)
      let low = number >= 5 ? frame.size(Float(number - 4) * 9) : 0
      let middle = (end + sternum) / 2 + SIMD3(0, -3, -low * 0.5)
      return [end, middle, sternum]
    }
    guard number <= 10 else { return [] }
    let upper = cartilage(number - 1, side)
    return [end, upper[0] * 0.35 + upper[1] * 0.65]
  }

  /// How far forward the sternum lies at a standard height, in standard mm.
  static func sternumDepth(_ z: Float) -> Float { sternum.value(at: z) }
  private static let sternum = SmoothCurve([455, 500, 560, 600, 645], [-101, -100, -90, -78, -60])

  /// All of it, foremost first.
  var layers: [Layer] {
    var layers = [sternumLayer]
    var cartilages: [Solid] = []
    for side: Float in [-1, 1] {
      for number in 1...12 {
        let stations = rib(number, side)
        let solids = zip(stations, stations.dropFirst()).map { a, b -> Solid in
          let out = SIMD3((a.x + b.x) / 2, (a.y + b.y) / 2, 0)
          return Solid.cone(a, b, 6.6, 6.6).flattened(1.55, along: out)
        }
        layers.append(
          Layer([(0, .corticalBone), (1.1, .ribMarrow)], Form(solids: solids, blend: 1))
        )
        let gristle = cartilage(number, side)
        cartilages += zip(gristle, gristle.dropFirst()).map { a, b in
          Solid.cone(a, b, 6.2, 6).flattened(1.3, along: SIMD3(0, 1, 0))
        }
      }
      layers += [clavicle(side), scapula(side)]
    }
    layers.append(Layer(.cartilage, Form(solids: cartilages, blend: 4)))
    return layers
  }

  private var sternumLayer: Layer {
    func plate(_ low: Float, _ high: Float, _ width: Float) -> Solid {
      let middle = (low + high) / 2
      let bottom = frame.at(0, Self.sternumDepth(low), low)
      let top = frame.at(0, Self.sternumDepth(high), high)
      let half = frame.axes(width, 6, (high - low) / 2 + 2, at: middle)
      return Solid.box((bottom + top) / 2, half, rounding: 4)
        .turned(x: SIMD3(1, 0, 0), y: crossed(top - bottom, SIMD3(1, 0, 0)))
    }
    return Layer(
      [(0, .corticalBone), (1.3, .sternalMarrow)],
      Form(
        solids: [
          plate(606, 648, 27), plate(592, 612, 18), plate(555, 600, 15), plate(500, 560, 19),
          plate(470, 500, 8),
        ],
        blend: 6
      )
    )
  }

  private func clavicle(_ side: Float) -> Layer {
    let stations: [SIMD4<Float>] = [
      SIMD4(18, -52, 650, 10), SIMD4(55, -50, 662, 7), SIMD4(95, -28, 670, 6),
      SIMD4(130, -2, 674, 6.5),
      SIMD4(152, 8, 676, 8),
    ]
    return Layer(
      [(0, .corticalBone), (2, .clavicularMarrow)],
      Form(
        solids: frame.tube(stations.map { SIMD4($0.x * side, $0.y, $0.z, $0.w) }, pieces: 3),
        blend: 2
      )
    )
  }

  private func scapula(_ side: Float) -> Layer {
    // A blade of rods that follows the ribs' curve, with spine, acromion, socket and coracoid.
    func on(_ z: Float, _ angle: Float, _ out: Float) -> SIMD3<Float> {
      let height = frame.z(z)
      var p = trunk.cavity.point(at: height, angle: angle, outward: out)
      p.x *= side
      return p
    }
    let socket = frame.at(side * 138, 8, 638)
    let upper = on(652, 0.62, 24)
    let medial = on(600, 0.56, 19)
    let lower = on(520, 0.78, 18)
    let lateral = on(560, 1.05, 24)
    let out = SIMD3<Float>(side * 0.55, 0.8, 0.1)
    func blade(_ a: SIMD3<Float>, _ b: SIMD3<Float>, _ ra: Float, _ rb: Float) -> Solid {
      Solid.cone(a, b, ra, rb).flattened(4, along: out)
    }
    let acromion = frame.at(side * 160, 20, 672)
    let middle = (upper + medial + lower + lateral + socket) / 5
    let solids = [
      blade(upper, medial, 11, 11), blade(medial, lower, 11, 9), blade(lower, lateral, 9, 11),
      blade(lateral, socket, 12, 18), blade(upper, socket, 10, 18), blade(medial, lateral, 20, 18),
      blade(middle, socket, 24, 20), blade(middle, lower, 22, 13), blade(upper, lateral, 16, 18),
      .cone(lateral, lower, 4.5, 4), .cone(socket, lateral, 8, 4.5),
      .cone(
        medial * 0.7 + upper * 0.3 + SIMD3(side * 2, 8, 0),
        frame.at(side * 128, 44, 664),
        5,
        6
      ),
      .cone(frame.at(side * 128, 44, 664), acromion, 6, 8),
      .cone(socket, socket + SIMD3(side * -2, 0, 10), 15, 13),
      .cone(socket + SIMD3(0, -6, 14), frame.at(side * 128, -26, 652), 7, 6),
    ]
    return Layer([(0, .corticalBone), (1.6, .scapularMarrow)], Form(solids: solids, blend: 4))
  }
}
