import Voxels

extension OrganSearch {
  /// The brain on CT: what the skull encloses.
  mutating func findBrain(in skull: Region, on ct: Volume<Hounsfield>) {
    let apex = chest?.apex ?? 0
    let lowest = slice(apex, up: 60)
    guard lowest < grid.size.z - 2 else {
      miss(.brain, because: "the head is outside the image")
      return
    }
    let head = body.trunk.slices(lowest..<grid.size.z)
    let soft = ct.region(in: -30...110, within: head)
    // The skull has openings; widened, it closes them.
    for gap in [4.0, 7.0, 10.0] {
      let wall = skull.intersection(head).dilated(byMillimeters: gap)
      let inner = soft.subtracting(wall).components(.faces).filter { part in
        part.volumeMilliliters > 80 && isEnclosed(part, by: wall)
      }
      guard let core = inner.max(by: { $0.voxelCount < $1.voxelCount }) else { continue }
      let brain = core.dilated(byMillimeters: gap + 4).intersection(soft.union(core))
        .subtracting(skull)
      guard brain.volumeMilliliters < 2200 else { continue }
      let cut = cutDoubts(brain)
      let doubts = brain.volumeMilliliters < 800 && cut.isEmpty ? ["smaller than brains are"] : []
      take(.brain, brain, by: .ct, doubts: doubts + cut)
      return
    }
    findBrainByUptake()
  }

  /// Whether a part lies deep in the head and away from its skin.
  private func isEnclosed(_ part: Region, by wall: Region) -> Bool {
    var least = Float.infinity
    part.forEachSpan { first, count in
      for step in 0..<count {
        least = min(least, body.depth[SIMD3(first.x + step, first.y, first.z)])
      }
    }
    return least > 7
  }

  /// The glands of head and neck, the throat and the thyroid: by their place below the skull.
  mutating func findGlands() {
    findThyroid()
    let organs: [Organ] = [
      .lacrimalGlandLeft, .lacrimalGlandRight, .parotidGlandLeft, .parotidGlandRight,
      .submandibularGlandLeft, .submandibularGlandRight, .pharynx,
    ]
    guard let brain = self[.brain], let box = brain.boundingBox,
      found[.brain]?.evidence == .ct || brain.volumeMilliliters > 600
    else {
      for organ in organs {
        miss(organ, because: "it is placed from the brain, which isn't in the image as a whole")
      }
      return
    }
    let headSpace = body.trunk.slices(
      max(0, box.lower.z - BodyScan.steps(115))..<grid.size.z
    )
    .subtracting(taken)
    let soft = scan.ct.map { $0.region(in: -90...120, within: headSpace) } ?? headSpace
    let note = ["placed by its distance from the brain"]
    let front = Double(box.size.y) * BodyScan.spacing / 2
    let pairs: [(left: Organ, right: Organ, place: HeadPlace)] = [
      (.lacrimalGlandLeft, .lacrimalGlandRight, .lacrimalGland(faceDepth: front)),
      (.parotidGlandLeft, .parotidGlandRight, .parotidGland),
      (.submandibularGlandLeft, .submandibularGlandRight, .submandibularGland),
    ]
    for pair in pairs {
      for organ in [pair.left, pair.right] {
        let region = soft.filter { index in
          pair.place.holds(offset(of: index, from: box), side: organ.side)
        }
        guard region.volumeMilliliters > 1 else {
          miss(organ, because: "its place is outside the image")
          continue
        }
        take(organ, region, by: .position, doubts: note)
      }
    }
    let throat = soft.filter { HeadPlace.throat.holds(offset(of: $0, from: box), side: nil) }
    if throat.volumeMilliliters > 5 {
      take(.pharynx, throat, by: .position, doubts: note)
    } else {
      miss(.pharynx, because: "its place is outside the image")
    }
  }

  /// Where a voxel lies from the brain's box, in mm: to the left of the head's middle, before the
  /// brain's middle, above its floor.
  private func offset(of index: SIMD3<Int>, from brain: VoxelBox) -> SIMD3<Double> {
    let middle = Double(brain.lower.y + brain.upper.y) / 2
    let forward = (middle - Double(index.y)) * BodyScan.spacing
    return SIMD3(left(index), forward, Double(index.z - brain.lower.z) * BodyScan.spacing)
  }

  /// The thyroid: denser than muscle, for its iodine, on both sides of the windpipe.
  private mutating func findThyroid() {
    guard let chest, let ct = scan.smoothCT else {
      miss(.thyroid, because: "it needs a CT that shows lungs and windpipe")
      return
    }
    let lower = slice(chest.apex, up: -20)
    let slices = lower..<max(lower + 1, slice(chest.apex, up: 65))
    guard let airway = self[.trachea]?.slices(slices), !airway.isEmpty else {
      miss(.thyroid, because: "the windpipe, which it lies on, isn't in the image there")
      return
    }
    let neck = airway.dilated(byMillimeters: 24).intersection(body.trunk)
      .filter { body.depth[$0] > 8 }.subtracting(taken)
    let parts = ct.region(in: 72...200, within: neck).components(.faces)
      .filter { $0.volumeMilliliters > 1.5 && $0.volumeMilliliters < 80 }
    let dense = Region.union(parts, on: grid)
    guard !chest.isEnhanced, !dense.isEmpty, dense.volumeMilliliters < 80 else {
      miss(.thyroid, because: "the CT doesn't set it apart from muscle and vessels")
      return
    }
    take(.thyroid, dense.dilated(byMillimeters: 4), by: .ct)
  }
}

/// Where a gland lies from the brain, in mm.
private struct HeadPlace {
  /// Beside the head's middle, towards the organ's own side.
  let beside: ClosedRange<Double>
  /// Before the brain's middle.
  let before: ClosedRange<Double>
  /// Above the brain's floor.
  let above: ClosedRange<Double>

  static let parotidGland = HeadPlace(beside: 38...75, before: -22...32, above: -62 ... -2)
  static let submandibularGland = HeadPlace(beside: 12...46, before: 12...62, above: -112 ... -62)
  static let throat = HeadPlace(beside: 0...24, before: -6...70, above: -115 ... -8)

  /// Behind the upper outer rim of the orbit.
  static func lacrimalGland(faceDepth: Double) -> HeadPlace {
    HeadPlace(beside: 24...44, before: faceDepth * 0.45...faceDepth * 0.95, above: 2...34)
  }

  /// Whether an offset from the brain lies in the place; on both sides where no side is given.
  func holds(_ offset: SIMD3<Double>, side: Organ.Side?) -> Bool {
    let sideways: Double =
      switch side {
      case .left: offset.x
      case .right: -offset.x
      case nil: abs(offset.x)
      }
    return beside.contains(sideways) && before.contains(offset.y) && above.contains(offset.z)
  }
}
