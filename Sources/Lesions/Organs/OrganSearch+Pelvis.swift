import Voxels

extension OrganSearch {
  /// The urinary bladder: urine in the middle of the pelvis, hot for most tracers, water on CT.
  mutating func findBladder() {
    guard let liver = self[.liver]?.boundingBox else {
      miss(.urinaryBladder, because: "it is looked for below the liver, which is missing")
      return
    }
    let top =
      skeleton.map { max(0, $0.crest - BodyScan.steps(75)) }
      ?? max(0, liver.upper.z - BodyScan.steps(215))
    let bottom = max(0, liver.upper.z - BodyScan.steps(480))
    guard top > bottom else {
      miss(.urinaryBladder, because: "the pelvis is outside the image")
      return
    }
    let pelvis = body.trunk.slices(bottom..<top).filter { index in
      abs(left(index)) < 65 && body.depth[index] > 18
    }
    .subtracting(taken)
    guard let cool = scan.smoothSUV.median(in: pelvis) else {
      miss(.urinaryBladder, because: "the pelvis is outside the image")
      return
    }
    let hot = isUrineHot ? hottest(of: pelvis, over: cool) : nil
    if let ct = scan.smoothCT, let water = waterOfPelvis(pelvis, ct, besides: hot) {
      take(.urinaryBladder, water, by: hot == nil ? .ct : .ctAndPET, doubts: cutDoubts(water))
      return
    }
    guard let hot else {
      miss(.urinaryBladder, because: "nothing hot or watery in the middle of the pelvis")
      return
    }
    take(.urinaryBladder, hot.closed(8), by: .pet, doubts: cutDoubts(hot))
  }

  /// Whether uptake may tell the bladder: where a CT shows water, urine that takes up an SUVbw of 4 or
  /// less, about what blood does, is left to it, since what is hot there is something else.
  private var isUrineHot: Bool {
    guard scan.ct != nil, let urine = physiology.uptake(of: .urinaryBladder) else { return true }
    return urine.typical > 4
  }

  /// What is hottest in the middle of the pelvis, for its size.
  private func hottest(of pelvis: Region, over cool: Double) -> Region? {
    let smooth = scan.smoothSUV
    var best: (region: Region, score: Double)?
    for seed in smooth.region(atLeast: Float(cool * 2.5), within: pelvis).components(.faces)
    where seed.volumeMilliliters > 4 {
      guard let peak = smooth.percentile(98, in: seed) else { continue }
      let part = smooth.region(atLeast: Float(cool + 0.4 * (peak - cool)), within: seed)
        .largestComponent
      guard part.volumeMilliliters > 6, let middle = part.centroid else { continue }
      let off = abs(left(index(at: middle)))
      guard off < 45, liesOnPelvicFloor(part) else { continue }
      let score = part.volumeMilliliters.squareRoot() * peak / (1 + off / 20)
      if score > best?.score ?? 0 { best = (part, score) }
    }
    return best?.region
  }

  /// Whether a region reaches as far down as the bladder's neck, behind the symphysis; bowel in the
  /// pelvis lies above it.
  private func liesOnPelvicFloor(_ region: Region) -> Bool {
    guard let skeleton, let box = region.boundingBox else { return true }
    return skeleton.crest - box.lower.z > BodyScan.steps(115)
  }

  /// Urine on CT: what is as dense as water in the middle of the pelvis, with what is hot beside it.
  private func waterOfPelvis(
    _ pelvis: Region,
    _ ct: Volume<Hounsfield>,
    besides hot: Region?
  ) -> Region? {
    let water = ct.region(in: -12...22, within: pelvis).opened(7).components(.faces)
      .filter { part in
        guard part.volumeMilliliters > 15, let middle = part.centroid else { return false }
        // Urine is even; loops of bowel in fat only average to water.
        return abs(left(index(at: middle))) < 40
          && liesOnPelvicFloor(part) && (ct.statistics(in: part)?.standardDeviation ?? 99) < 9
      }
    if let hot {
      let same = water.filter { !$0.isDisjoint(with: hot) && $0.volumeMilliliters < 1200 }
      guard !same.isEmpty else {
        // Urine that isn't hot, beside something that is.
        return water.filter { $0.volumeMilliliters > 60 && $0.volumeMilliliters < 900 }
          .max { $0.voxelCount < $1.voxelCount }?
          .dilated(byMillimeters: 4).intersection(pelvis)
      }
      return Region.union(same, on: grid).dilated(byMillimeters: 4).intersection(pelvis).union(hot)
        .closed(6)
    }
    return water.filter { $0.volumeMilliliters < 1200 }.max { $0.voxelCount < $1.voxelCount }?
      .dilated(byMillimeters: 4).intersection(pelvis)
  }

  /// The ureters: hot beads and threads between kidneys and bladder.
  mutating func findUreters() {
    let smooth = scan.smoothSUV
    guard let bladder = self[.urinaryBladder], let pool = bladder.boundingBox,
      let urine = smooth.percentile(90, in: bladder)
    else {
      miss(
        .ureterLeft,
        .ureterRight,
        because: "they are looked for above the bladder, which is missing"
      )
      return
    }
    for (organ, kidney, sign) in [
      (Organ.ureterLeft, Organ.kidneyLeft, 1.0), (.ureterRight, .kidneyRight, -1.0),
    ] {
      guard let source = self[kidney], let upper = source.boundingBox,
        let hilum = source.centroid.map({ grid.affine.voxel(at: $0) })
      else {
        miss(organ, because: "it is looked for below its kidney, which is missing")
        continue
      }
      let start = hilum.z
      let end = Double(pool.lower.z + pool.size.z / 2)
      guard start > end + 10 else {
        miss(organ, because: "its kidney lies no higher than the bladder")
        continue
      }
      let near = bladder.dilated(byMillimeters: 9).union(source.dilated(byMillimeters: 9))
      let way = body.trunk.slices(pool.lower.z..<upper.upper.z).filter { index in
        // From the hilum along the psoas, 3 to 4 cm from the middle, over the brim to the bladder.
        let share = min(1, max(0, (start - Double(index.z)) / (start - end)))
        let fromMiddle = (hilum.x - body.midline[index.z]) * BodyScan.spacing * sign
        let hilumSide: Double = max(20, fromMiddle - 18)
        var side = 36.0
        if share < 0.2 { side = hilumSide + (36 - hilumSide) * share / 0.2 }
        if share > 0.8 { side = 36 - 12 * (share - 0.8) / 0.2 }
        let row = hilum.y + (Double(pool.upper.y) - 3 - hilum.y) * share
        let across = left(index) * sign - side
        let deep = (Double(index.y) - row) * BodyScan.spacing
        return across * across + deep * deep < 27 * 27
      }
      .subtracting(taken).subtracting(near)
      guard let cool = smooth.median(in: way) else {
        miss(organ, because: "its way is outside the image")
        continue
      }
      let least = Float(max(cool * 3, min(urine * 0.12, 3), 2))
      let ground = body.trunk.subtracting(taken).subtracting(near)
      let threads = smooth.region(atLeast: least, within: way).components(.corners).filter { part in
        // What the way holds may be a slice of something thick beside it.
        let near = part.dilated(byMillimeters: 20).intersection(ground)
        let whole = smooth.region(atLeast: least, within: near).components(touching: part)
        // A node whose middle takes up nothing is a ring: no thread either.
        guard part.volumeMilliliters > 0.2, part.volumeMilliliters < 25,
          whole.closed(6).filledInSlices().opened(8).isEmpty,
          let highest = smooth.statistics(in: part)?.maximum
        else { return false }
        // A ureter is thin: what is thick at a part of its own uptake is a node or a bone's lesion.
        return smooth.region(atLeast: 0.4 * highest, within: part).opened(7).isEmpty
      }
      guard !threads.isEmpty else {
        miss(organ, because: "no hot thread between kidney and bladder")
        continue
      }
      take(
        organ,
        Region.union(threads, on: grid).dilated(byMillimeters: 4).intersection(way),
        by: .pet,
        doubts: ["hot spots on the ureter's way: a lymph node beside it looks alike"]
      )
    }
  }
}
