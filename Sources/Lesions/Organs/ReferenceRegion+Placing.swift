public import Voxels

extension ReferenceRegion {
  /// A tissue's reference region, placed by rule where its organ was found.
  ///
  /// The liver's is a sphere of 3 cm in the right lobe, midway between dome and lower margin; the
  /// blood pool's a cylinder of 1 x 2 cm in the descending aorta; spleen, muscle and breast get a
  /// sphere of 2 cm where they are thickest, the spleen's away from the stomach and its own dome, the
  /// muscle's below the lungs and in the back half of the body, the breast's in gland, near its middle
  /// and before the lungs.
  /// Lung and marrow are not placed by rule. All keep a distance from the organ's surface, 8 mm from what
  /// is to be avoided, and lie in even uptake: no eighth of a sphere differs from its mean by more than a
  /// quarter, or by what noise explains where that is more.
  ///
  /// - Parameters:
  ///   - tissue: which tissue.
  ///   - map: the organs, on the volume's grid.
  ///   - volume: the uptake.
  ///   - avoided: lesions, known or suspected.
  /// - Returns: the region, marked as placed by rule.
  /// - Throws: ``LesionsError/referenceRefused(_:_:)`` with the reason when the organ wasn't found, is
  ///   diseased, too small or cut off; ``LesionsError/otherGrid(_:)``.
  /// - Source: PERCIST 1.0, J Nucl Med 2009;50:122S, for liver and blood pool.
  public static func placed(
    _ tissue: ReferenceTissue,
    in map: OrganMap,
    on volume: Volume<SUVbw>,
    avoiding avoided: [Region]
  ) throws(LesionsError) -> ReferenceRegion {
    guard map.grid == volume.grid else { throw .otherGrid("the organ map") }
    let placer = ReferencePlacer(tissue: tissue, map: map, volume: volume, avoided: avoided)
    return switch tissue {
    case .liver: try placer.inLiver()
    case .bloodPool: try placer.inAorta()
    case .spleen: try placer.inSpleen()
    case .muscle: try placer.inMuscle()
    case .breast: try placer.inBreast()
    case .lung, .marrow:
      throw .referenceRefused(
        tissue.rawValue,
        "it isn't placed by rule: vessels, discs and the spinal canal run through it"
      )
    }
  }

  /// The reference regions that can be placed by rule, and why the others can't.
  ///
  /// - Parameters:
  ///   - tissues: which tissues.
  ///   - map: the organs, on the volume's grid.
  ///   - volume: the uptake.
  ///   - avoided: lesions, known or suspected.
  /// - Returns: the regions in the tissues' order, and the refusals in words.
  public static func placed(
    _ tissues: [ReferenceTissue],
    in map: OrganMap,
    on volume: Volume<SUVbw>,
    avoiding avoided: [Region]
  ) -> (regions: [ReferenceRegion], refusals: [String]) {
    var regions: [ReferenceRegion] = []
    var refusals: [String] = []
    for tissue in tissues {
      do {
        regions.append(try placed(tissue, in: map, on: volume, avoiding: avoided))
      } catch {
        refusals.append("\(error)")
      }
    }
    return (regions, refusals)
  }
}

/// Finds a place for a reference region.
private struct ReferencePlacer {
  let tissue: ReferenceTissue
  let map: OrganMap
  let volume: Volume<SUVbw>
  let avoided: [Region]

  private func refusal(_ reason: String) -> LesionsError {
    .referenceRefused(tissue.rawValue, reason)
  }

  private func organ(_ organ: Organ) throws(LesionsError) -> Region {
    if let region = map[organ] { return region }
    throw refusal("no \(organ.name): \(map.missing[organ] ?? "the organ map has none")")
  }

  // MARK: - Liver

  func inLiver() throws(LesionsError) -> ReferenceRegion {
    let liver = try organ(.liver)
    guard liver.volumeMilliliters > 300 else {
      throw refusal("of the liver only \(Int(liver.volumeMilliliters)) mL are in the image")
    }
    try checkHealth(of: liver)
    let all = try OrganDepth(of: liver, without: [], atLeast: 0).points
    let inside = try OrganDepth(of: liver, without: avoided, atLeast: 15 + 7).points
    guard !inside.isEmpty else {
      throw refusal("no 3 cm of liver lie 7 mm away from its surface and from lesions")
    }
    // The right lobe: right of the liver's middle.
    let columns = all.map(\.position.x).sorted()
    let middle = columns[columns.count * 45 / 100]
    let lobe = all.filter { $0.position.x < middle }.map(\.position.z).sorted()
    guard lobe.count > 10 else { throw refusal("the right lobe isn't in the image") }
    let lower = lobe[lobe.count / 50]
    let upper = lobe[lobe.count - 1 - lobe.count / 50]
    let height = upper - lower
    let level = (lower + upper) / 2
    let candidates = inside.filter {
      $0.position.x < middle && abs($0.position.z - level) < max(18, height * 0.3)
    }
    guard !candidates.isEmpty else {
      throw refusal("the right lobe has no free 3 cm midway between dome and lower margin")
    }
    func cost(_ point: OrganDepth.Point) -> Double {
      abs(point.position.z - level) - 1.5 * min(point.depth, 35)
    }
    return try first(of: candidates.sorted { cost($0) < cost($1) }, diameter: 30, in: liver)
  }

  /// Refuses a liver in which much isn't liver.
  private func checkHealth(of liver: Region) throws(LesionsError) {
    let lesions = Region.union(avoided, on: map.grid).intersection(liver)
    let share = Double(lesions.voxelCount) / Double(liver.voxelCount)
    guard share < 0.35 else {
      throw refusal("\(Int(share * 100)) % of the liver are taken up by lesions")
    }
  }

  // MARK: - Spheres

  private var lungs: [Region] { [Organ.lungLeft, .lungRight].compactMap { map[$0] } }

  /// In the hip's, the back's or the thigh's muscle: beside the lungs, breasts and vessels adjoin it, and
  /// large vessels run down the front of the thighs.
  func inMuscle() throws(LesionsError) -> ReferenceRegion {
    let ceiling = lungs.compactMap(\.lowestMillimeters).min() ?? .infinity
    let front = map.body?.centroid?.y ?? -.infinity
    return try sphere(in: [.muscle], diameter: 20, margin: 7) { $0.z < ceiling && $0.y > front }
  }

  /// Away from the stomach, whose wall takes up about as much, and from its own dome, more than 20 mm above
  /// its middle, which breathing mixes with the lung.
  func inSpleen() throws(LesionsError) -> ReferenceRegion {
    let placer = ReferencePlacer(
      tissue: tissue,
      map: map,
      volume: volume,
      avoided: avoided + [map[.stomach]].compactMap { $0 }
    )
    let dome = map[.spleen]?.centroid.map { $0.z + 20 } ?? .infinity
    return try placer.sphere(in: [.spleen], diameter: 20, margin: 5) { $0.z < dome }
  }

  /// In the gland before the chest: as dense as it is the chest's muscle beside the armpit.
  func inBreast() throws(LesionsError) -> ReferenceRegion {
    let chest = lungs.compactMap(\.foremostMillimeters).min() ?? .infinity
    return try sphere(in: [.breastLeft, .breastRight], diameter: 20, margin: 6, nearMiddle: 22) {
      $0.y < chest
    }
  }

  func sphere(
    in organs: [Organ],
    diameter: Double,
    margin: Double,
    nearMiddle reach: Double = .infinity,
    where isThere: (SIMD3<Double>) -> Bool = { _ in true }
  ) throws(LesionsError) -> ReferenceRegion {
    var reasons: [String] = []
    for name in organs {
      if map.organs[name]?.evidence == .position {
        reasons.append("the \(name.name) is known by its place only")
        continue
      }
      guard let region = map[name] else {
        reasons.append("no \(name.name): \(map.missing[name] ?? "the organ map has none")")
        continue
      }
      let least = diameter / 2 + margin
      let middle = region.centroid ?? .zero
      let points = try OrganDepth(of: region, without: avoided, atLeast: least).points.filter {
        length($0.position - middle) <= reach && isThere($0.position)
      }
      guard !points.isEmpty else {
        reasons.append(
          "nowhere in the \(name.name) do \(Int(diameter)) mm lie \(Int(margin)) mm away from its"
            + " surface and from lesions"
        )
        continue
      }
      do {
        return try first(
          of: points.sorted { $0.depth > $1.depth },
          diameter: diameter,
          in: region
        )
      } catch {
        reasons.append("\(name.name): uneven uptake wherever there is room")
      }
    }
    throw refusal(reasons.joined(separator: "; "))
  }

  /// The first of some centres, best first, around which uptake is even; neighbours of one that
  /// failed are passed over.
  private func first(
    of centers: [OrganDepth.Point],
    diameter: Double,
    in organ: Region
  ) throws(LesionsError) -> ReferenceRegion {
    let usual = volume.median(in: organ) ?? 0
    var failed: [SIMD3<Double>] = []
    for center in centers {
      if failed.contains(where: { length($0 - center.position) < diameter / 3 }) { continue }
      let placement = ReferencePlacement.sphere(
        center: center.position,
        diameterMillimeters: diameter
      )
      let region = try ReferenceRegion(tissue, placedByRule: placement, on: volume)
      if isEven(region, around: center.position, usual: usual) { return region }
      failed.append(center.position)
      if failed.count == 40 { break }
    }
    throw refusal("uptake is uneven wherever there is room: the organ may be diseased")
  }

  /// Whether a sphere's eighths agree with its mean, and the mean with the organ's.
  private func isEven(
    _ reference: ReferenceRegion,
    around center: SIMD3<Double>,
    usual: Double
  ) -> Bool {
    guard reference.mean > 0, abs(reference.mean / usual - 1) < 0.35 else { return false }
    // Noise alone reaches 35 % of a liver's voxels on late antibody scans; more is structure.
    guard reference.standardDeviation < 0.4 * reference.mean else { return false }
    var sums = [Double](repeating: 0, count: 8)
    var counts = [Double](repeating: 0, count: 8)
    reference.region.forEachSpan { start, count in
      for step in 0..<count {
        let index = SIMD3(start.x + step, start.y, start.z)
        let arm = volume.grid.position(of: index) - center
        let eighth = (arm.x < 0 ? 0 : 1) + (arm.y < 0 ? 0 : 2) + (arm.z < 0 ? 0 : 4)
        sums[eighth] += Double(volume[index])
        counts[eighth] += 1
      }
    }
    let relative = reference.standardDeviation / reference.mean
    return (0..<8).allSatisfy { eighth in
      guard counts[eighth] > 0 else { return true }
      // Neighbouring voxels share their noise: about one in eight is independent.
      let noise = 3 * relative / (counts[eighth] / 8).squareRoot()
      return abs(sums[eighth] / counts[eighth] / reference.mean - 1) < max(0.25, min(0.4, noise))
    }
  }

  // MARK: - Aorta

  func inAorta() throws(LesionsError) -> ReferenceRegion {
    let slices = VesselSlice.slices(of: try organ(.aorta))
    let free = avoided.map { $0.dilated(byMillimeters: 10) }
    // Blood in the heart is the same, but its muscle lies between: well away from it where there is room.
    let heart = map[.heart]
    let near = heart?.dilated(byMillimeters: 6)
    let wide = heart?.dilated(byMillimeters: 15)
    // Below the diaphragm muscle and bowel adjoin it, as dense as blood.
    let lungs = [Organ.lungLeft, .lungRight].compactMap { map[$0]?.lowestMillimeters }.min()
    let pool = map[.bloodPool].flatMap { volume.median(in: $0) }
    var best: (region: ReferenceRegion, room: Double)?
    var wasBlocked = false
    for window in VesselSlice.windows(of: slices, lengthMillimeters: 20) {
      let (center, axis, room) = window
      // The wall may lie half a voxel further in than the mask says.
      guard room > 5 + 1.2, center.z > (lungs ?? -.infinity) + 20 else { continue }
      let placement = ReferencePlacement.cylinder(
        center: center,
        axis: axis,
        diameterMillimeters: 10,
        lengthMillimeters: 20
      )
      let region = try ReferenceRegion(tissue, placedByRule: placement, on: volume)
      guard free.allSatisfy({ $0.isDisjoint(with: region.region) }),
        near?.isDisjoint(with: region.region) ?? true, region.mean > 0,
        region.standardDeviation / region.mean < 0.45,
        pool.map({ (0.6...1.6).contains(region.mean / $0) }) ?? true
      else {
        wasBlocked = true
        continue
      }
      // A disc wider than the vessel has run into something beside it.
      let isAway = wide?.isDisjoint(with: region.region) ?? true
      let used = min(room, 9) + (isAway ? 10 : 0)
      if used > best?.room ?? 0 { best = (region, used) }
    }
    if let best { return best.region }
    throw refusal(
      wasBlocked
        ? "lesions or uneven uptake lie along the whole descending aorta"
        : "nowhere is the aorta straight and wide enough for 1 x 2 cm"
    )
  }
}

extension Region {
  /// The least position of its voxels along an axis of the patient, in LPS mm.
  fileprivate func least(along axis: Int) -> Double? {
    boundingBox.map { box in
      let ends = [box.lower, box.upper &- 1].map { grid.position(of: $0)[axis] }
      return min(ends[0], ends[1])
    }
  }

  fileprivate var lowestMillimeters: Double? { least(along: 2) }
  fileprivate var foremostMillimeters: Double? { least(along: 1) }
}

/// A vessel in one slice of a mask.
private struct VesselSlice {
  let center: SIMD3<Double>
  /// The radius of a disc of the same area, in mm.
  let radius: Double

  /// The vessel in each slice, from the first to the last.
  static func slices(of vessel: Region) -> [VesselSlice] {
    var sums: [Int: (count: Double, sum: SIMD3<Double>)] = [:]
    vessel.forEachSpan { first, count in
      for step in 0..<count {
        let position = vessel.grid.position(of: SIMD3(first.x + step, first.y, first.z))
        let sum = sums[first.z] ?? (0, .zero)
        sums[first.z] = (sum.count + 1, sum.sum + position)
      }
    }
    let spacing = vessel.grid.spacingMillimeters
    return sums.sorted { $0.key < $1.key }.map { _, slice in
      VesselSlice(
        center: slice.sum / slice.count,
        radius: (slice.count * spacing.x * spacing.y / Double.pi).squareRoot()
      )
    }
  }

  /// Straight stretches of a length: middle, axis, and how far the wall stays from the axis, in mm.
  static func windows(
    of slices: [VesselSlice],
    lengthMillimeters: Double
  ) -> [(center: SIMD3<Double>, axis: SIMD3<Double>, room: Double)] {
    slices.indices.compactMap { middle in
      let center = slices[middle].center
      let near = slices.filter {
        abs($0.center.z - center.z) <= lengthMillimeters / 2 + 2
      }
      guard let low = near.min(by: { $0.center.z < $1.center.z }),
        let high = near.max(by: { $0.center.z < $1.center.z }),
        high.center.z - low.center.z >= lengthMillimeters - 1
      else { return nil }
      let mean = near.reduce(SIMD3<Double>.zero) { $0 + $1.center } / Double(near.count)
      // The slope by least squares over the stretch.
      var across = SIMD3<Double>.zero
      var along = 0.0
      for slice in near {
        let step = slice.center.z - mean.z
        across += (slice.center - mean) * step
        along += step * step
      }
      let direction = across / along
      let axis = direction / length(direction)
      let room = near.map { slice in
        let arm = slice.center - mean
        return slice.radius - length(arm - axis * dot(arm, axis))
      }
      return (mean, axis, room.min() ?? 0)
    }
  }
}
