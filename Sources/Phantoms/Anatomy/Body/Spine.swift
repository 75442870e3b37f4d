/// The spine: vertebrae, discs, and the cord in its canal.
struct Spine: Sendable {
  struct Vertebra: Sendable {
    let name: String
    /// The centre of the body of the vertebra, and its half sizes, in standard mm.
    let centre: SIMD3<Float>
    let half: SIMD3<Float>
    let marrow: Tissue
  }

  /// Names with standard heights, depths and half sizes across, front to back, and up.
  static let vertebrae: [Vertebra] = {
    func vertebra(
      _ name: String,
      _ z: Float,
      _ y: Float,
      _ a: Float,
      _ b: Float,
      _ c: Float,
      _ marrow: Tissue
    ) -> Vertebra {
      Vertebra(name: name, centre: SIMD3(0, y, z), half: SIMD3(a, b, c), marrow: marrow)
    }
    return [
      vertebra("L5", 240, 36, 24, 17, 13, .lumbarMarrow),
      vertebra("L4", 273, 27, 24, 17, 13, .lumbarMarrow),
      vertebra("L3", 306, 24, 23, 16.5, 13, .lumbarMarrow),
      vertebra("L2", 338, 27, 22, 16, 12.5, .lumbarMarrow),
      vertebra("L1", 369, 33, 21, 15.5, 12, .lumbarMarrow),
      vertebra("T12", 398, 39, 19.5, 15, 11.5, .thoracicMarrow),
      vertebra("T11", 425, 45, 18, 15, 10.8, .thoracicMarrow),
      vertebra("T10", 450, 49, 17, 14.5, 10.2, .thoracicMarrow),
      vertebra("T9", 475, 52, 16, 14, 10, .thoracicMarrow),
      vertebra("T8", 500, 53, 15.5, 14, 9.8, .thoracicMarrow),
      vertebra("T7", 525, 53, 15, 13.5, 9.8, .thoracicMarrow),
      vertebra("T6", 550, 52, 14.5, 13, 9.6, .thoracicMarrow),
      vertebra("T5", 575, 50, 14.5, 12, 9.5, .thoracicMarrow),
      vertebra("T4", 600, 47, 14, 11.5, 9.5, .thoracicMarrow),
      vertebra("T3", 624, 43, 14, 11, 9, .thoracicMarrow),
      vertebra("T2", 648, 38, 14.5, 10, 8.8, .thoracicMarrow),
      vertebra("T1", 671, 32, 15, 9.5, 8.5, .thoracicMarrow),
      vertebra("C7", 692, 26, 14, 9, 7.5, .cervicalMarrow),
      vertebra("C6", 711, 21, 13, 8.7, 7, .cervicalMarrow),
      vertebra("C5", 729, 17, 12.5, 8.5, 7, .cervicalMarrow),
      vertebra("C4", 747, 15, 12.5, 8.5, 7, .cervicalMarrow),
      vertebra("C3", 765, 14, 12.5, 8.5, 7, .cervicalMarrow),
      vertebra("C2", 784, 14, 12, 8, 8.5, .cervicalMarrow),
    ]
  }()

  let frame: Frame

  /// The middle of the vertebral bodies at a standard height, in standard mm.
  static func depth(at z: Float) -> Float { curve.value(at: z) }
  private static let curve = SmoothCurve(
    vertebrae.map(\.centre.z),
    vertebrae.map(\.centre.y)
  )

  /// How a vertebra leans, as a unit vector up its axis.
  private func axis(_ index: Int) -> SIMD3<Float> {
    let all = Self.vertebrae
    let lower = frame.at(all[max(index - 1, 0)].centre)
    let upper = frame.at(all[min(index + 1, all.count - 1)].centre)
    return (upper - lower).unit
  }

  /// Canal, vertebrae and discs, foremost first.
  var layers: [Layer] {
    var bones: [Layer] = []
    var discs: [Solid] = []
    for (index, vertebra) in Self.vertebrae.enumerated() {
      let up = axis(index)
      bones.append(bone(vertebra, up: up))
      guard index + 1 < Self.vertebrae.count else { continue }
      let next = Self.vertebrae[index + 1]
      let middle = (frame.at(vertebra.centre) + frame.at(next.centre)) / 2
      let half = frame.axes(vertebra.half.x, vertebra.half.y, 6, at: vertebra.centre.z)
      discs.append(
        Solid.drum(middle, half, rounding: 3).turned(
          x: SIMD3(1, 0, 0),
          y: crossed(up, SIMD3(1, 0, 0))
        )
      )
    }
    return canal + bones + [Layer(.disc, Form(solids: discs))]
  }

  private var canal: [Layer] {
    let stations = Self.vertebrae.map { vertebra -> SIMD4<Float> in
      let wide: Float = vertebra.marrow == .lumbarMarrow ? 9 : 8
      return SIMD4(0, vertebra.centre.y + vertebra.half.y + 9, vertebra.centre.z, wide)
    }
    let tail = [SIMD4<Float>(0, 74, 195, 7), SIMD4(0, 67, 216, 8)]
    let top = [SIMD4<Float>(0, 24, 803, 9), SIMD4(0, 20, 818, 11)]
    let cord = stations.filter { $0.z > 365 }.map { SIMD4($0.x, $0.y, $0.z, 4.5) }
    return [
      Layer(
        .spinalCord,
        Form(solids: frame.tubes(cord + [SIMD4(0, 24, 803, 5), SIMD4(0, 18, 822, 6.5)]))
      ),
      Layer(.cerebrospinalFluid, Form(solids: frame.tubes(tail + stations + top))),
    ]
  }

  private func bone(_ vertebra: Vertebra, up: SIMD3<Float>) -> Layer {
    let c = vertebra.centre
    let h = vertebra.half
    let half = frame.axes(h.x, h.y, h.z, at: c.z)
    let body = Solid.drum(frame.at(c), half, rounding: 2.5)
      .turned(x: SIMD3(1, 0, 0), y: crossed(up, SIMD3(1, 0, 0)))
    let lumbar = vertebra.marrow == .lumbarMarrow
    let cervical = vertebra.marrow == .cervicalMarrow
    let back = c.y + h.y
    let lamina = back + 21
    let spread: Float = cervical ? 24 : lumbar ? 42 : 34
    let backward: Float = lumbar ? 16 : cervical ? 4 : 26
    let drop: Float = lumbar ? 6 : cervical ? 8 : 20
    let spine: Float = lumbar ? 24 : cervical ? (vertebra.name == "C7" ? 26 : 14) : 17
    var parts = [body]
    for side: Float in [-1, 1] {
      let pedicle = SIMD3(side * h.x * 0.75, back - 1, c.z + 3)
      let joint = SIMD3(side * 15, back + 13, c.z)
      parts += [
        frame.cone(pedicle, joint, 5, 5.5),
        frame.cone(joint, SIMD3(0, lamina, c.z - 3), 4, 4),
        frame.cone(joint, SIMD3(side * spread, back + backward, c.z + 2), 4.5, 3.2),
        frame.cone(joint, SIMD3(side * 15, back + 15, c.z - 13), 4.5, 5),
      ]
    }
    parts.append(
      frame.cone(
        SIMD3(0, lamina, c.z - 3),
        SIMD3(0, lamina + spine, c.z - 3 - drop),
        5,
        lumbar ? 7.5 : 4.5
      ).flattened(lumbar ? 2 : 1.2, along: SIMD3(1, 0, 0))
    )
    return Layer(
      [(0, .corticalBone), (1.4, vertebra.marrow)],
      Form(solids: parts, blend: 3)
    )
  }
}
