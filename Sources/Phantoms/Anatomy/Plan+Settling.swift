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
    let target = Float(build.massKilograms)
    var same = numbers
    var plan = Plan(build, frame, draws, &same)
    plan.settleOrgans()
    for _ in 0..<5 {
      let masses = plan.settleFat()
      let lacking = (target - frame.adiposeKilograms) - (masses.whole - masses.adipose)
      let fits = abs(masses.whole - target) < 0.005 * target
      if fits, abs(lacking) < 0.03 * target { break }
      let change = powf(max(masses.muscle + lacking, 0.4 * masses.muscle) / masses.muscle, 0.75)
      frame.muscle = min(max(frame.muscle * change, 0.25), 1.8)
      // The same draws over other muscles.
      var again = numbers
      var next = Plan(build, frame, draws, &again)
      next.growths = plan.growths
      plan = next
      plan.fat = max(plan.fat, 3)
    }
    return plan
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
        var last: (growth: Float, volume: Float)?
        for _ in 0..<6 {
          let layers = group.layers(growth)
          let (volume, area) = Scene(layers, columns: columns)
            .volume(behind: before, spacing: spacing)
          if abs(volume - target) < 0.004 * target { break }
          var rate = max(area, target / 40)
          if let last, abs(growth - last.growth) > 0.01 {
            rate = max((volume - last.volume) / (growth - last.growth), rate / 5)
          }
          last = (growth, volume)
          growth += min(max((target - volume) / rate, -10), 10)
        }
        growths[organ] = growth
      }
      front += group.layers(group.organ.flatMap { growths[$0] } ?? 0)
    }
  }

  // MARK: Fat

  /// Sets the fat's thickness so that the whole body has its mass.
  ///
  /// - Returns: the masses of the body that comes out, in kg.
  private mutating func settleFat() -> Masses {
    let target = Float(build.massKilograms)
    var masses = masses(spacing: 8)
    var volume = outlineVolume
    // What a millimetre of fat makes, at first from the size of the body.
    var rate = 13 * powf(volume, 2 / 3)
    for _ in 0..<4 {
      let lacking = target - masses.whole
      if abs(lacking) < 0.002 * target { break }
      let old = fat
      fat = min(max(old + lacking / (Self.fatDensity * rate), 1.5), 120)
      if fat == old { break }
      let gained = outlineVolume - volume
      rate = max(gained / (fat - old), 0.2 * rate)
      volume += gained
      masses.whole += gained * Self.fatDensity
      masses.adipose += gained * Self.fatDensity
    }
    return masses
  }

  /// The mass of fatty tissue, in kg per mm³.
  private static let fatDensity: Float = 0.95e-6

  /// The volume within the skin, in mm³.
  private var outlineVolume: Float {
    Scene([skin], columns: columns).volume(behind: Scene([], columns: columns), spacing: 14).volume
  }

  /// Masses of a body, in kg.
  private struct Masses {
    var whole: Float
    var muscle: Float
    var adipose: Float
  }

  /// The masses of the body as it is now.
  private func masses(spacing: Double) -> Masses {
    let scene = Scene(layers, columns: columns)
    guard let grid = scene.grid(spacing: spacing) else {
      return Masses(whole: 0, muscle: 0, adipose: 0)
    }
    let map = TissueMap(grid: grid, tissues: scene.painted(on: grid))
    let volumes = map.volumesMilliliters
    func mass(_ tissue: Tissue) -> Double {
      (volumes[tissue] ?? 0) * tissue.massDensityGramsPerMilliliter / 1000
    }
    return Masses(
      whole: Float(map.massKilograms),
      muscle: Float(mass(.muscle)),
      adipose: Float(mass(.fat) + mass(.visceralFat))
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
    let count = 4
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
