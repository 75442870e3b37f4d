import Glibc
import Statistics
import Voxels

extension Plan {
  /// The plan of a body whose organs have their drawn volumes, and the body its mass.
  ///
  /// Muscle is thickened or thinned until lean and fat mass are about those of the build; then the
  /// fat under the skin makes up what the mass still lacks.
  static func settled(_ build: Build, _ draws: Draws, _ numbers: RandomNumbers) -> Plan {
    var frame = Frame(build)
    var best: Plan?
    for round in 0..<3 {
      // Each round draws the same numbers.
      var same = numbers
      var plan = Plan(build, frame, draws, &same)
      plan.growths = best?.growths ?? [:]
      if round == 0 { plan.settleOrgans() }
      let flesh = plan.settleFat()
      best = plan
      let wanted = Float(build.massKilograms) - frame.adiposeKilograms
      let lean = Float(build.massKilograms) - flesh.adipose
      let muscle = max(flesh.muscle + (wanted - lean), 0.35 * flesh.muscle)
      let change = min(max(powf(muscle / flesh.muscle, 0.75), 0.7), 1.4)
      if abs(change - 1) < 0.01 || round == 2 { break }
      frame.muscle = min(max(frame.muscle * change, 0.35), 1.6)
    }
    return best
      ?? {
        var same = numbers
        return Plan(build, frame, draws, &same)
      }()
  }

  // MARK: Organs

  /// Grows each drawn organ until it has its volume, beside those in front of it.
  private mutating func settleOrgans() {
    var front: [Layer] = []
    let columns = columns
    for group in groups {
      if let organ = group.organ {
        let before = Scene(front, columns: columns)
        let target = Float(draws.volume(organ)) * 1000
        let spacing = powf(target / 2500, 1 / 3)
        var growth: Float = 0
        for _ in 0..<4 {
          let layers = group.layers(growth)
          let (volume, area) = Scene(layers, columns: columns)
            .volume(behind: before, spacing: spacing)
          if abs(volume - target) < 0.004 * target { break }
          growth += min(max((target - volume) / max(area, target / 40), -8), 8)
        }
        growths[organ] = growth
      }
      front += group.layers(group.organ.flatMap { growths[$0] } ?? 0)
    }
  }

  // MARK: Fat

  /// Sets the fat's thickness so that the whole body has its mass.
  ///
  /// - Returns: the mass of muscle and of fat, in kg.
  private mutating func settleFat() -> (muscle: Float, adipose: Float) {
    let target = Float(build.massKilograms)
    var masses = masses(spacing: 8)
    for _ in 0..<3 {
      let volume = outline.volume
      let lacking = (target - masses.whole) / (0.95 * 1e-6)
      let old = fat
      // A first step tells how much volume a millimetre of fat makes.
      fat += 1
      let rate = max(outline.volume - volume, 1e5)
      fat = min(max(old + lacking / rate, 1.5), 120)
      let gained = (outline.volume - volume) * 0.95 * 1e-6
      masses.whole += gained
      masses.adipose += gained
      if abs(masses.whole - target) < 0.002 * target { break }
    }
    return (masses.muscle, masses.adipose)
  }

  /// The volume within the skin, in mm³, and its area.
  private var outline: (volume: Float, area: Float) {
    Scene([skin], columns: columns).volume(behind: Scene([], columns: columns), spacing: 10)
  }

  /// The masses of the body as it is now, in kg.
  private func masses(spacing: Double) -> (whole: Float, muscle: Float, adipose: Float) {
    let scene = Scene(layers, columns: columns)
    guard let grid = scene.grid(spacing: spacing) else { return (0, 0, 0) }
    let map = TissueMap(grid: grid, tissues: scene.painted(on: grid))
    let volumes = map.volumesMilliliters
    let fat = (volumes[.fat] ?? 0) + (volumes[.visceralFat] ?? 0)
    return (
      Float(map.massKilograms), Float((volumes[.muscle] ?? 0) * 1.05 / 1000),
      Float(fat * 0.95 / 1000)
    )
  }
}

extension Scene {
  /// A grid around the whole scene; `nil` when there is nothing.
  func grid(spacing: Double) -> Grid? {
    guard let first = items.first else { return nil }
    let box = items.dropFirst().reduce(first.bounds) { $0.union($1.bounds) }
    let lower = SIMD3<Double>(box.lower)
    let extent = SIMD3<Double>(box.upper) - lower
    let size = SIMD3<Int>((extent / spacing).rounded(.up)) &+ 1
    return try? Grid(
      size: size,
      affine: Affine(
        columnStep: SIMD3(spacing, 0, 0),
        rowStep: SIMD3(0, spacing, 0),
        sliceStep: SIMD3(0, 0, spacing),
        origin: lower
      )
    )
  }

  /// The volume of all layers outside those of another scene, in mm³, and the area of its surface.
  ///
  /// Points at a spacing count by how far inside they lie, so that few of them are enough.
  func volume(behind front: Scene, spacing: Float) -> (volume: Float, area: Float) {
    guard let first = items.first else { return (0, 0) }
    let box = items.dropFirst().reduce(first.bounds) { $0.union($1.bounds) }.grown(spacing)
    let count = 6
    let side = spacing * Float(count)
    let blocks = SIMD3<Int>(((box.upper - box.lower) / side).rounded(.up))
    let half = SIMD3<Float>(repeating: spacing * Float(count - 1) / 2)
    // A surface just outside a block still covers points in it.
    let reach = half + spacing
    var near = emptied()
    var before = front.emptied()
    var covered: Float = 0
    var crossed: Float = 0
    for block in 0..<blocks.x * blocks.y * blocks.z {
      let place = SIMD3<Float>(
        Float(block % blocks.x),
        Float(block / blocks.x % blocks.y),
        Float(block / (blocks.x * blocks.y))
      )
      let corner = box.lower + place * side + spacing / 2
      select(around: corner + half, half: reach, into: &near)
      if near.items.isEmpty { continue }
      front.select(around: corner + half, half: half, into: &before)
      if before.items.first?.isSolid == true { continue }
      if near.items[0].isSolid, before.items.isEmpty {
        covered += Float(count * count * count)
        continue
      }
      for index in 0..<count * count * count {
        let step = SIMD3<Float>(
          Float(index % count),
          Float(index / count % count),
          Float(index / (count * count))
        )
        let point = corner + step * spacing
        let distance = near.distance(at: point)
        if distance >= spacing / 2 || before.distance(at: point) < 0 { continue }
        covered += min(1, 0.5 - distance / spacing)
        if distance > -spacing / 2 { crossed += 1 }
      }
    }
    return (covered * spacing * spacing * spacing, crossed * spacing * spacing)
  }

  /// The distance of a point from the nearest layer's surface, in mm; negative inside any.
  private func distance(at point: SIMD3<Float>) -> Float {
    var nearest = Float.infinity
    for item in items {
      if item.isSolid { return -.infinity }
      nearest = min(nearest, distance(item, point))
    }
    return nearest
  }
}
