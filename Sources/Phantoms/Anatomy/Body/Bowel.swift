import Statistics

/// Small and large bowel: a winding tube of loops inside a frame of colon.
struct Bowel: Sendable {
  let frame: Frame
  let trunk: Trunk
  let ripplePlace: SIMD3<Float>
  /// The middle line of the loops, in body mm.
  let loops: [SIMD3<Float>]
  /// The middle line of the colon from the caecum on, with radii, in standard mm.
  private let colon: [SIMD4<Float>]
  private let gas: [Bool]

  init(
    _ frame: Frame,
    _ trunk: Trunk,
    bladderTop: Float,
    numbers: inout RandomNumbers,
    ripplePlace: SIMD3<Float>
  ) {
    self.frame = frame
    self.trunk = trunk
    self.ripplePlace = ripplePlace
    func jitter(_ size: Float) -> Float { Float(numbers.normal()) * size }
    let sag = 8 + abs(jitter(18))
    let lean = jitter(8)
    var course: [SIMD4<Float>] = [
      SIMD4(-92, -22, 188, 27), SIMD4(-98, -4, 222, 28), SIMD4(-101, 14, 262, 26),
      SIMD4(-98, 14, 292, 24),
      SIMD4(-86, -16, 306, 23), SIMD4(-62, -58, 292 - sag * 0.5, 22),
      SIMD4(-20, -76, 284 - sag, 22), SIMD4(24, -76, 288 - sag, 21),
      SIMD4(64, -58, 318 - sag * 0.5, 21), SIMD4(96, -12, 352, 20), SIMD4(106, 22, 344, 18),
      SIMD4(106, 30, 300, 16.5), SIMD4(104, 28, 250, 16),
      SIMD4(100, 14, 206, 16), SIMD4(84, -14, 170, 16), SIMD4(50 + lean, -24, 158, 16),
      SIMD4(16, 2, 172, 16),
      SIMD4(-18 + lean, 18, 160, 16), SIMD4(-12, 42, 142, 17),
    ]
    for index in 1..<course.count - 1 {
      course[index] += SIMD4(jitter(2.5), jitter(2.5), jitter(3), 0)
    }
    // Haustra: the tube swells and narrows every few centimetres.
    let fine = smoothed(course, pieces: 8)
    var length: Float = 0
    var pouches: [SIMD4<Float>] = []
    for (index, station) in fine.enumerated() {
      if index > 0 {
        let way = station - fine[index - 1]
        length += way.place.squared.squareRoot()
      }
      let phase = length / 34
      let wave = 1 - abs(2 * (phase - phase.rounded(.down)) - 1)
      let pouch = station
      pouches.append(SIMD4(pouch.place, pouch.w * (0.78 + 0.3 * min(wave * 1.8, 1))))
    }
    colon = pouches
    // Stretches that hold gas: most often where the colon lies in front.
    var stretch = false
    var left = 0
    gas = pouches.map { station in
      if left == 0 {
        stretch = numbers.uniform() < (station.y < -40 ? 0.55 : 0.25)
        left = 6 + numbers.below(12)
      }
      left -= 1
      return stretch
    }
    loops = Self.loops(frame, trunk, colon: pouches, bladderTop: bladderTop, numbers: &numbers)
  }

  /// A chain of beads that keeps its length, its distance from itself and from the colon, and its
  /// place in the belly; from a zigzag with chance in it to loops.
  private static func loops(
    _ frame: Frame,
    _ trunk: Trunk,
    colon: [SIMD4<Float>],
    bladderTop: Float,
    numbers: inout RandomNumbers
  ) -> [SIMD3<Float>] {
    let link: Float = 18
    let room: Float = 26
    let low = frame.z(max(bladderTop + 22, 128))
    let high = frame.z(300)
    let middle = frame.z(215)
    // Where the colon is, as balls.
    let walls = stride(from: 0, to: colon.count, by: 2).map { index -> SIMD4<Float> in
      let station = colon[index]
      return SIMD4(frame.at(station.place), frame.size(station.w) + 12)
    }
    var beads: [SIMD3<Float>] = []
    let wide = 74 * frame.width(220)
    for layer in 0..<3 {
      let depth = -64 + 27 * Float(layer)
      for row in 0..<6 {
        let z =
          layer.isMultiple(of: 2)
          ? high - 8 - 27 * Float(row) * frame.height : low + 14 + 27 * Float(row) * frame.height
        for step in 0..<9 {
          let t = Float(step) / 8 * 2 - 1
          let x = (row + layer * 6).isMultiple(of: 2) ? -t * wide : t * wide
          beads.append(
            SIMD3(
              x + Float(numbers.normal()) * 9,
              depth * frame.depth(220) + Float(numbers.normal()) * 9,
              z + Float(numbers.normal()) * 10
            )
          )
        }
      }
    }
    for _ in 0..<40 {
      // Neighbours on the chain keep their distance.
      for index in 1..<beads.count {
        let way = beads[index] - beads[index - 1]
        let distance = max(way.squared.squareRoot(), 1e-3)
        let pull = way * ((distance - link) / distance * 0.4)
        beads[index - 1] += pull
        beads[index] -= pull
      }
      // All others keep off each other.
      for a in 0..<beads.count {
        for b in a + 3..<max(beads.count, a + 3) {
          let way = beads[b] - beads[a]
          let square = way.squared
          guard square < room * room else { continue }
          let distance = max(square.squareRoot(), 1e-3)
          let push = way * ((room - distance) / distance * 0.35)
          beads[a] -= push
          beads[b] += push
        }
      }
      for index in beads.indices {
        var bead = beads[index]
        for wall in walls {
          let way = bead - wall.place
          let square = way.squared
          guard square < wall.w * wall.w else { continue }
          let distance = max(square.squareRoot(), 1e-3)
          bead += way * ((wall.w - distance) / distance * 0.5)
        }
        let axes = trunk.cavity.axes(at: bead.z)
        let narrow: Float = bead.z < middle ? 0.72 : 0.8
        let x = bead.x / (axes.x - 18)
        let y = bead.y / (bead.y < 0 ? axes.y - 15 : axes.z)
        let reach = (x * x + y * y).squareRoot()
        if reach > narrow + 0.2 {
          bead.x *= (narrow + 0.2) / reach
          bead.y *= (narrow + 0.2) / reach
        }
        let back = frame.depth(220) * 6
        bead.y = min(bead.y, back)
        bead.z = min(max(bead.z, low), high)
        beads[index] = bead
      }
    }
    return beads
  }

  // MARK: Layers

  private var gasLayer: Layer {
    var solids: [Solid] = []
    for index in 1..<colon.count where gas[index] && gas[index - 1] {
      let a = colon[index - 1]
      let b = colon[index]
      solids.append(
        frame.cone(
          a.place + SIMD3(0, -4, 0),
          b.place + SIMD3(0, -4, 0),
          max(a.w - 9, 3),
          max(b.w - 9, 3)
        )
      )
    }
    return Layer(.bowelGas, Form(solids: solids, blend: 4))
  }

  /// The rectum, which hardly moves.
  var rectum: Layer {
    let solids = frame.tube([
      SIMD4(-12, 42, 142, 16), SIMD4(-4, 60, 122, 17), SIMD4(0, 64, 98, 18), SIMD4(0, 58, 74, 17),
      SIMD4(0, 44, 52, 12), SIMD4(0, 42, 24, 9),
    ])
    return Layer([(0, .rectum), (4, .colonContent)], Form(solids: solids, blend: 2))
  }

  /// Colon and its gas, foremost first.
  var colonLayers: [Layer] {
    [
      gasLayer,
      Layer(
        [(0, .colonWall), (3.6, .colonContent)],
        Form(
          solids: frame.tubes(colon),
          blend: 2,
          ripple: 1.6,
          ripplePlace: ripplePlace,
          rippleScale: 2.5
        )
      ),
    ]
  }

  /// Jejunum, then ileum.
  var smallBowel: [Layer] {
    let stations = loops.map { SIMD4($0, Float(0)) }
    let curve = smoothed(stations, pieces: 3)
    func tube(_ range: Range<Int>, _ start: Float, _ end: Float) -> [Solid] {
      range.dropFirst().map { index in
        let t = Float(index) / Float(curve.count)
        let radius = start + (end - start) * t
        let beat = 1 + 0.1 * Float(((index * 7) % 5) - 2) / 2
        return .cone(curve[index - 1].place, curve[index].place, radius * beat, radius * beat)
      }
    }
    let half = curve.count * 45 / 100
    let thick = frame.size(1)
    return [
      Layer(
        [(0, .jejunum), (4.2, .smallBowelContent)],
        Form(
          solids: tube(0..<half, 13.2 * thick, 12.2 * thick),
          ripple: 1.2,
          ripplePlace: ripplePlace + 9,
          rippleScale: 4
        )
      ),
      Layer(
        [(0, .ileum), (3.6, .smallBowelContent)],
        Form(
          solids: tube(half - 1..<curve.count, 12.6 * thick, 11.4 * thick),
          ripple: 1,
          ripplePlace: ripplePlace + 5,
          rippleScale: 4
        )
      ),
    ]
  }
}
