import Voxels

@testable import Lesions

/// A body of ellipsoids and cylinders whose every point is known: PET, CT and truth on any grid.
///
/// Positions in mm: x to the left, y to the back, z to the head, from the middle of the trunk's base.
///
/// - Source: sizes and places after the stylised adult of Cristy and Eckerman, ORNL/TM-8381, with arms
///   up, a neck, breasts and rounder hips.
struct StylisedBody: Sendable {
  /// What a point of the body is.
  enum Part: Hashable, Sendable {
    case air, gas, fat, muscle, cortex, marrow, brain, eye
    case organ(Organ)
    case lesion
  }

  /// A sphere of uptake that is no organ's.
  struct Lesion: Sendable {
    var center: SIMD3<Double>
    var radius: Double
    var suv: Double
    var hounsfield = 38.0
  }

  var female = true
  /// Lengths across and along the body, relative to the reference adult.
  var girth = 1.0
  var height = 1.0
  /// The uptake of each part in SUVbw; parts without a number take muscle's.
  var uptake: [Part: Double] = Self.affibody
  var lesions: [Lesion] = []
  /// The relative noise of the PET and the CT's SD in HU.
  var petNoise = 0.08
  var ctNoise = 15.0

  static let affibody: [Part: Double] = [
    .fat: 0.36, .muscle: 0.7, .cortex: 0.65, .marrow: 1, .brain: 0.09, .gas: 0.2,
    .organ(.liver): 3.9, .organ(.spleen): 1.8, .organ(.kidneyLeft): 33,
    .organ(.kidneyRight): 33, .organ(.heart): 1.3, .organ(.aorta): 1.4, .organ(.lungLeft): 0.5,
    .organ(.lungRight): 0.5, .organ(.stomach): 1.5, .organ(.bowel): 1.6, .organ(.gallbladder): 3,
    .organ(.urinaryBladder): 12, .organ(.breastLeft): 0.48, .organ(.breastRight): 0.48,
    .organ(.thyroid): 1.1, .organ(.bloodPool): 1.4,
  ]
  static let fdg: [Part: Double] = [
    .fat: 0.25, .muscle: 0.65, .cortex: 0.6, .marrow: 1.2, .brain: 8, .gas: 0.3,
    .organ(.liver): 2, .organ(.spleen): 1.75, .organ(.kidneyLeft): 3, .organ(.kidneyRight): 3,
    .organ(.heart): 3.5, .organ(.aorta): 1.6, .organ(.lungLeft): 0.5, .organ(.lungRight): 0.5,
    .organ(.stomach): 1.6, .organ(.bowel): 1.4, .organ(.gallbladder): 0.8,
    .organ(.urinaryBladder): 25, .organ(.breastLeft): 0.6, .organ(.breastRight): 0.6,
    .organ(.thyroid): 1.2, .organ(.bloodPool): 1.6,
  ]
  static let antibody: [Part: Double] = [
    .fat: 0.3, .muscle: 0.4, .cortex: 0.8, .marrow: 1.8, .brain: 0.4, .gas: 0.3,
    .organ(.liver): 4, .organ(.spleen): 2.8, .organ(.kidneyLeft): 3.4, .organ(.kidneyRight): 3.4,
    .organ(.heart): 4.6, .organ(.aorta): 4.8, .organ(.lungLeft): 1, .organ(.lungRight): 1,
    .organ(.stomach): 1.4, .organ(.bowel): 1.5, .organ(.gallbladder): 1.2,
    .organ(.urinaryBladder): 1.5, .organ(.breastLeft): 0.5, .organ(.breastRight): 0.5,
    .organ(.thyroid): 1.3, .organ(.bloodPool): 4.8,
  ]

  static let hounsfield: [Part: Double] = [
    .air: -1000, .gas: -900, .fat: -105, .muscle: 52, .cortex: 900, .marrow: 190, .brain: 35,
    .organ(.liver): 58, .organ(.spleen): 48, .organ(.kidneyLeft): 31, .organ(.kidneyRight): 31,
    .organ(.heart): 42, .organ(.aorta): 42, .organ(.lungLeft): -780, .organ(.lungRight): -780,
    .organ(.stomach): 30, .organ(.bowel): 30, .organ(.gallbladder): 8, .organ(.urinaryBladder): 5,
    .organ(.breastLeft): -60, .organ(.breastRight): -60, .organ(.trachea): -990,
    .organ(.thyroid): 105, .organ(.bloodPool): 42,
  ]

  /// What is at a position.
  func part(at position: SIMD3<Double>) -> Part {
    for lesion in lesions where length(position - lesion.center) <= lesion.radius { return .lesion }
    let scale =
      SIMD3(female ? 0.8625 * girth : girth, female ? 0.98 * girth : girth, female ? 0.9014 : 1)
      * SIMD3(1, 1, height) * 10
    return reference(position / scale)
  }

  /// The reference man in cm.
  private func reference(_ p: SIMD3<Double>) -> Part {
    let (x, y, z) = (p.x, p.y, p.z)
    func ball(_ a: Double, _ b: Double, _ c: Double, _ x0: Double, _ y0: Double, _ z0: Double)
      -> Bool
    {
      let (u, v, w) = ((x - x0) / a, (y - y0) / b, (z - z0) / c)
      return u * u + v * v + w * w <= 1
    }
    func ring(_ a: Double, _ b: Double, y0: Double = 0) -> Double {
      let (u, v) = (x / a, (y - y0) / b)
      return u * u + v * v
    }
    let side = x > 0
    // Head and neck.
    if z > 76 {
      let inHead = z < 86.5 ? ring(8, 10) <= 1 : ball(8, 10, 7.5, 0, 0, 86.5)
      if inHead {
        if ball(6.6, 8.6, 5.8, 0, 0, 86.9) { return .brain }
        if ball(7.2, 9.2, 6.4, 0, 0, 86.7) { return .cortex }
        if z < 84, ring(1.6, 1.8, y0: 4.5) <= 1 { return .marrow }
        if z < 80, ring(0.9, 0.9, y0: -4) <= 1 { return .organ(.trachea) }
        return ring(7.4, 9.4) <= 1 ? .muscle : .fat
      }
    } else if z > 68, ring(5.8, 6.2, y0: 1) <= 1 {
      if ring(1.6, 1.8, y0: 3.5) <= 1 { return .marrow }
      if ring(0.95, 0.95, y0: -2.5) <= 1 { return .organ(.trachea) }
      if z < 73, ball(1.1, 1.2, 2.4, 1.9, -2.5, 70.8) || ball(1.1, 1.2, 2.4, -1.9, -2.5, 70.8) {
        return .organ(.thyroid)
      }
      return ring(5.2, 5.6, y0: 1) <= 1 ? .muscle : .fat
    }
    // Arms up.
    if z > 62, z < 104 {
      let share = (z - 62) / 26
      let (ax, ay) =
        z < 88 ? (17 + 2 * share, -3 * share) : (19 - 11 * (z - 88) / 16, -3 - 3 * (z - 88) / 16)
      let radius = z < 88 ? 4.6 : 3.4
      let (u, v) = (abs(x) - ax, y - ay)
      let distance = (u * u + v * v).squareRoot()
      if distance < 1.1 { return .cortex }
      if distance < radius - 0.8 { return .muscle }
      if distance < radius { return .fat }
    }
    if z > 70 { return .air }
    // Legs.
    if z < 0 {
      let radius = 10 + z / 10
      let (u, v) = (abs(x) - radius, y)
      let distance = (u * u + v * v).squareRoot()
      guard distance <= radius else { return .air }
      if distance < 1.6 { return distance < 1 ? .marrow : .cortex }
      return distance < radius - 1.5 ? .muscle : .fat
    }
    // Breasts, on the chest wall.
    if female, ball(5, 5.5, 4.6, 8.6, -9.2, 52) || ball(5, 5.5, 4.6, -8.6, -9.2, 52),
      ring(18.2, 9.2) > 1
    {
      return .organ(side ? .breastLeft : .breastRight)
    }
    let taper = z > 58 ? 1 - (z - 58) / 60 : 1
    guard ring(20 * taper, 10 * taper) <= 1 else { return .air }
    return trunk(x, y, z, ball, ring, side)
  }

  private func trunk(
    _ x: Double,
    _ y: Double,
    _ z: Double,
    _ ball: (Double, Double, Double, Double, Double, Double) -> Bool,
    _ ring: (Double, Double, Double) -> Double,
    _ side: Bool
  ) -> Part {
    // Skeleton.
    let spine = ring(2, 2.4, 5.6)
    if z > 22, spine <= 1 { return spine < 0.7 ? .marrow : .cortex }
    if z < 22 {
      let isRing = ring(12, 12, -3) <= 1 && ring(10.9, 10.9, -3.8) > 1
      if isRing, y > -1, z > 14 || y <= 5 { return .marrow }
      if z < 6, ball(2.6, 2.6, 2.6, 9, 0, 3) || ball(2.6, 2.6, 2.6, -9, 0, 3) { return .marrow }
    }
    let cage = ring(17, 9.2, 0)
    if cage <= 1, ring(16.4, 8.6, 0) > 1, z > 35, z < 67 {
      let phase = (z - 35.1).truncatingRemainder(dividingBy: 2.8)
      if phase < 1.3 { return .cortex }
    }
    if z > 48, z < 64, abs(x) < 1.8, y < -7.6, y > -8.8 { return .marrow }
    // Chest.
    if z > 59, z < 70, ring(0.95, 0.95, 1.2) <= 1 { return .organ(.trachea) }
    let aorta = ((x - 2.9) * (x - 2.9) + (y - 3.4) * (y - 3.4)).squareRoot()
    if z > 42, z < 60, aorta < 1.25 { return .organ(.aorta) }
    let lower = ((x - 0.9) * (x - 0.9) + (y - 2) * (y - 2)).squareRoot()
    if z > 24, z <= 42, lower < 1 { return .organ(.aorta) }
    if ball(5.2, 4.6, 6.2, 2, -3, 50) { return .organ(.heart) }
    if ball(2.4, 2, 6, 0.4, -2.6, 57.5) { return .organ(.bloodPool) }
    let dome = side ? 42.5 : 44.0
    for x0 in [8.5, -8.5] where ball(5.6, 7.5, 23, x0, 0, 44) && z > dome - 2.5 * max(0, y / 7) {
      // The domes bulge up in the middle.
      let bulge = ((x - x0) / 5.6) * ((x - x0) / 5.6) + (y / 7.5) * (y / 7.5)
      if z > dome + 2.2 * (1 - bulge) { return .organ(side ? .lungLeft : .lungRight) }
    }
    return abdomen(x, y, z, ball, ring, side)
  }

  private func abdomen(
    _ x: Double,
    _ y: Double,
    _ z: Double,
    _ ball: (Double, Double, Double, Double, Double, Double) -> Bool,
    _ ring: (Double, Double, Double) -> Double,
    _ side: Bool
  ) -> Part {
    if ball(2, 2, 3.2, -5, -4.6, 29.5) { return .organ(.gallbladder) }
    if z > 27, z < 46.2, ring(15.6, 8, 0) <= 1, x / 35 + y / 45 - z / 43 <= -1,
      !ball(5.2, 2.6, 6.2, -6, 6, 32)
    {
      return .organ(.liver)
    }
    if ball(4.4, 1.8, 5.5, 6, 5.6, 33) || ball(4.4, 1.8, 5.5, -6, 5.6, 32), abs(x) > 3 {
      return .organ(side ? .kidneyLeft : .kidneyRight)
    }
    if ball(3.5, 2.2, 6, 11.2, 3, 38.5) { return .organ(.spleen) }
    if ball(4, 3, 7.5, 7, -4.6, 36) { return y < -6 ? .gas : .organ(.stomach) }
    if ball(5, 3.5, 3.5, 0, -3.5, 8) { return .organ(.urinaryBladder) }
    if z > 15, z < 27, ring(14, 7.4, 0) <= 1, y < 1.8 {
      // Loops in fat.
      let weave =
        (x * 1.3).truncatingRemainder(dividingBy: 4)
        + (z * 1.1).truncatingRemainder(dividingBy: 4)
      return abs(weave) < 3.4 ? .organ(.bowel) : .fat
    }
    let wall = ring(17.6, 8.6, 0)
    if z > 12, z < 48, ring(15.8, 7.4, 0) <= 1 {
      return y > 2.6 && abs(x) < 6.5 && z < 27 ? .muscle : .fat
    }
    if z >= 48, cageInside(x, y) { return .fat }
    return wall <= 1 ? .muscle : .fat
  }

  private func cageInside(_ x: Double, _ y: Double) -> Bool {
    (x / 16.4) * (x / 16.4) + (y / 8.6) * (y / 8.6) <= 1
  }

  // MARK: - Images

  /// A grid over the body from one height to another, axial, its axes flipped as asked.
  static func grid(
    spacing: SIMD3<Double>,
    from lower: Double,
    to upper: Double,
    flipped: [Bool] = [false, false, false]
  ) throws -> Grid {
    let low = SIMD3(-230.0, -180, lower)
    let high = SIMD3(230.0, 140, upper)
    let size = ((high - low) / spacing).rounded(.down)
    func axis(_ n: Int) -> Double { flipped[n] ? -spacing[n] : spacing[n] }
    func start(_ n: Int) -> Double { flipped[n] ? low[n] + (size[n] - 1) * spacing[n] : low[n] }
    return try Grid(
      size: SIMD3(Int(size.x), Int(size.y), Int(size.z)),
      affine: Affine(
        columnStep: SIMD3(axis(0), 0, 0),
        rowStep: SIMD3(0, axis(1), 0),
        sliceStep: SIMD3(0, 0, axis(2)),
        origin: SIMD3(start(0), start(1), start(2))
      )
    )
  }

  /// The uptake, blurred with sigma 3 mm.
  func suv(on grid: Grid, seed: UInt64 = 1) throws -> Volume<SUVbw> {
    let muscle = uptake[.muscle] ?? 0.7
    let lookup = uptake
    let values = Self.fill(grid) { position in
      switch part(at: position) {
      case .air: 0
      case .organ(.trachea): 0.1
      case .lesion:
        lesions.first { length(position - $0.center) <= $0.radius }?.suv ?? muscle
      case let part: lookup[part] ?? muscle
      }
    }
    var volume = try Volume<SUVbw>(grid: grid, values: values).smoothed(sigmaMillimeters: 3)
    Self.add(petNoise, relative: true, seed: seed, to: &volume.values)
    return try volume.smoothed(sigmaMillimeters: 2)
  }

  /// The CT.
  func ct(on grid: Grid, seed: UInt64 = 2) -> Volume<Hounsfield> {
    var values = Self.fill(grid) { position in
      switch part(at: position) {
      case .lesion:
        lesions.first { length(position - $0.center) <= $0.radius }?.hounsfield ?? 38
      case let part: Self.hounsfield[part] ?? 45
      }
    }
    Self.add(ctNoise, relative: false, seed: seed, to: &values)
    return Volume(grid: grid, values: values)
  }

  /// The voxels whose centres lie in an organ.
  func truth(_ organ: Organ, on grid: Grid) -> Region {
    Region(grid: grid) { part(at: grid.position(of: $0)) == .organ(organ) }
  }

  private static func fill(_ grid: Grid, _ value: (SIMD3<Double>) -> Double) -> [Float] {
    var values: [Float] = []
    values.reserveCapacity(grid.voxelCount)
    for k in 0..<grid.size.z {
      for j in 0..<grid.size.y {
        for i in 0..<grid.size.x { values.append(Float(value(grid.position(of: SIMD3(i, j, k))))) }
      }
    }
    return values
  }

  /// Adds noise of about normal shape: the sum of four even numbers of a fixed sequence.
  private static func add(
    _ deviation: Double,
    relative: Bool,
    seed: UInt64,
    to values: inout [Float]
  ) {
    var state = seed
    for index in values.indices {
      var sum = 0.0
      for _ in 0..<2 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        sum +=
          Double(state >> 40) / Double(1 << 24) + Double((state >> 16) & 0xFFFFFF) / Double(1 << 24)
      }
      let noise = (sum - 2) * 1.732 * deviation
      values[index] += Float(noise) * (relative ? values[index] : 1)
    }
  }
}
