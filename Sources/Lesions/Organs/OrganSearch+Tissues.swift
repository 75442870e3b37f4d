import Voxels

extension OrganSearch {
  /// The breasts: what stands out from the chest's front wall.
  mutating func findBreasts() {
    guard let chest, let ct = scan.smoothCT else {
      miss(.breastLeft, .breastRight, because: "they need a CT that shows the lungs")
      return
    }
    let lungs = [Organ.lungLeft, .lungRight].compactMap { self[$0] }
    let cage = Region.union(lungs + [chest.mediastinum], on: grid).convexInSlices()
      .dilated(byMillimeters: 17)
    let slices =
      max(0, chest.dome - BodyScan.steps(50))..<max(1, chest.apex - BodyScan.steps(55))
    let front = ct.region(in: -200...110, within: body.trunk.slices(slices))
      .filter { behind($0) < -18 && abs(left($0)) > 12 }
      .subtracting(cage).subtracting(taken)
    for (organ, sign) in [(Organ.breastLeft, 1.0), (.breastRight, -1.0)] {
      let thick = front.filter { left($0) * sign > 0 }.opened(9).largestComponent
      let side = mound(of: thick)
      guard side.volumeMilliliters > 60 else {
        miss(organ, because: "nothing on the chest's front is thicker than 18 mm")
        continue
      }
      // Gland is denser than fat; where there is hardly any, the breast's bounds can't be told.
      let gland = ct.region(in: -80...110, within: side).opened(4).closed(8).largestComponent
      if gland.volumeMilliliters > 25 {
        take(
          organ,
          gland,
          by: .ct,
          doubts: ["its gland: the fat around isn't parted from skin fat"]
        )
      } else {
        take(organ, side, by: .position, doubts: ["fat alone: where it ends can't be told"])
      }
    }
  }

  /// The part of a chest's front that stands out: around its most forward point.
  private func mound(of thick: Region) -> Region {
    let rows = thick.offsets.map { grid.index(at: $0).y }.sorted()
    guard let first = rows.first else { return thick }
    let tip = max(first, rows[rows.count / 50])
    guard let peak = thick.filter({ $0.y <= tip }).centroid else { return thick }
    return thick.filter { index in
      let arm = grid.position(of: index) - peak
      return arm.x * arm.x + arm.z * arm.z < 68 * 68
    }
  }

  /// What lies within the belly's wall: the depth of skin, fat and muscle taken off.
  private func belly(_ ct: Volume<Hounsfield>) -> Region {
    guard let chest, let skeleton else { return .empty(grid) }
    let slices =
      max(
        0,
        skeleton.crest - BodyScan.steps(175)
      )..<min(
        grid.size.z,
        max(skeleton.crest + 1, chest.dome + BodyScan.steps(25))
      )
    let trunk = body.trunk.slices(slices)
    // Fat that can be reached from the skin without passing muscle.
    let fat = ct.region(in: -170 ... -35, within: trunk).eroded(.faces)
    let skin = trunk.filter { body.depth[$0] < 13 }
    let outer = fat.components(touching: skin).dilated(byMillimeters: 5)
      .union(trunk.filter { body.depth[$0] < 6 })
    let wall = trunk.subtracting(outer)
    let inner = wall.eroded(byMillimeters: 13).opened(12)
    return inner.filter { index in
      let side = abs(Double(index.x) - skeleton.spine[index.z].x) * BodyScan.spacing
      // Beside the spine lie psoas and back muscles.
      return chest.height(index) < 0 && isBeforeSpine(index, by: side < 58 ? 22 : 0)
    }
  }

  /// Stomach and bowel: what is no fat within the belly's wall, and no other organ's.
  mutating func findGut(on ct: Volume<Hounsfield>) {
    guard let chest, let skeleton, let smooth = scan.smoothCT else {
      miss(.stomach, .bowel, because: "the belly's bounds need lungs and bones on CT")
      return
    }
    let space = belly(smooth)
    let filled = ct.region(in: -15...400, within: space)
      .union(ct.region(in: -1100 ... -250, within: space))
      .subtracting(taken).removingComponents(smallerThan: 30, .faces)
    let floor =
      self[.kidneyLeft]?.boundingBox.map { ($0.lower.z + $0.upper.z) / 2 }
      ?? chest.dome - BodyScan.steps(110)
    let upperLeft = filled.filter { index in
      index.z > floor && left(index) > -5 && chest.height(index) < 0
    }
    let stomach = upperLeft.opened(6).components(.faces).filter { $0.volumeMilliliters > 30 }
      .max { $0.voxelCount < $1.voxelCount }
    if let stomach {
      take(
        .stomach,
        stomach.dilated(byMillimeters: 5).intersection(upperLeft),
        by: .position,
        doubts: ["parted from bowel by its place under the left diaphragm"]
      )
    } else {
      miss(.stomach, because: "nothing hollow or soft under the left diaphragm")
    }
    let bowel = filled.subtracting(taken).filter { index in
      Double(skeleton.crest - index.z) * BodyScan.spacing < 150
    }
    guard bowel.volumeMilliliters > 50 else {
      miss(.bowel, because: "hardly anything but fat within the belly's wall")
      return
    }
    take(
      .bowel,
      bowel,
      by: .ct,
      doubts: ["with the mesentery's vessels and nodes, which CT without contrast doesn't part"]
    )
  }

  /// The gallbladder: bile, as dense as water, under the liver.
  mutating func findGallbladder() {
    guard let liver = self[.liver], let box = liver.boundingBox, let ct = scan.smoothCT else {
      miss(.gallbladder, because: "it needs a CT, and the liver beside it")
      return
    }
    let near = liver.dilated(byMillimeters: 14).intersection(body.trunk)
      .slices(max(0, box.lower.z - 5)..<(box.lower.z + box.upper.z * 2) / 3)
      .filter { left($0) < 15 && left($0) > -110 && behind($0) < 12 && body.depth[$0] > 16 }
      .subtracting(taken.subtracting(liver))
    let bile = ct.region(in: -8...24, within: near).opened(5).components(.faces)
      .filter { part in
        guard part.volumeMilliliters > 4, part.volumeMilliliters < 160 else { return false }
        // Bile is even; the liver's edge beside fat isn't.
        return (ct.statistics(in: part)?.standardDeviation ?? 99) < 9
      }
      .max { $0.voxelCount < $1.voxelCount }
    guard let bile else {
      miss(.gallbladder, because: "nothing as dense as bile under the liver")
      return
    }
    take(.gallbladder, bile.dilated(byMillimeters: 4).intersection(near), by: .ct)
  }

  /// Muscle, fat and skin: what is left, by density and depth.
  mutating func findTissues(on ct: Volume<Hounsfield>) {
    guard let smooth = scan.smoothCT else { return }
    let rest = body.whole.subtracting(taken)
    let skin = rest.filter { body.depth[$0] <= 5 }
    take(.skin, skin, by: .ct)
    let inner = rest.subtracting(skin)
    let space = belly(smooth).union(chest?.mediastinum ?? .empty(grid))
    let muscle = smooth.region(in: 15...120, within: inner)
    take(.muscle, ct.region(in: 15...150, within: muscle).subtracting(space), by: .ct)
    take(.fat, smooth.region(in: -180 ... -35, within: inner), by: .ct)
  }

  /// Where the tracer was injected: the hottest spot of an arm.
  mutating func findInjectionSite() {
    let arms = body.whole.subtracting(body.trunk.dilated(byMillimeters: 6)).filter { index in
      index.z > (chest?.base ?? self[.liver]?.boundingBox?.lower.z ?? 0) - BodyScan.steps(180)
    }
    guard let usual = scan.smoothSUV.median(in: arms), arms.volumeMilliliters > 200 else {
      miss(.injectionSite, because: "no arm is in the image apart from the trunk")
      return
    }
    let hot = scan.smoothSUV.region(atLeast: Float(max(3, usual * 8)), within: arms)
      .components(.corners).filter { $0.volumeMilliliters > 0.3 }
    guard !hot.isEmpty else {
      miss(.injectionSite, because: "no hot spot in an arm")
      return
    }
    let site = Region.union(hot, on: grid).dilated(byMillimeters: 5).intersection(arms)
    found[.injectionSite] = OrganMap.Located(
      region: site,
      evidence: .pet,
      doubts: ["a hot spot in an arm: a lesion there looks alike"]
    )
  }
}
