import Voxels

extension OrganSearch {
  /// The urinary bladder: urine in the middle of the pelvis, hot for most tracers, water on CT.
  mutating func findBladder() {
    guard let liver = self[.liver]?.boundingBox else {
      miss(.urinaryBladder, because: "it is looked for below the liver, which is missing")
      return
    }
    let top =
      skeleton.map { max(0, $0.crest - BodyScan.steps(40)) }
      ?? max(0, liver.upper.z - BodyScan.steps(215))
    let bottom = max(0, liver.upper.z - BodyScan.steps(480))
    guard top > bottom else {
      miss(.urinaryBladder, because: "the pelvis is outside the image")
      return
    }
    let smooth = scan.smoothSUV
    let pelvis = body.trunk.slices(bottom..<top).filter { index in
      abs(left(index)) < 65 && body.depth[index] > 18
    }
    .subtracting(taken)
    guard let cool = smooth.median(in: pelvis) else {
      miss(.urinaryBladder, because: "the pelvis is outside the image")
      return
    }
    var best: (region: Region, score: Double)?
    for seed in smooth.region(atLeast: Float(cool * 2.5), within: pelvis).components(.faces)
    where seed.volumeMilliliters > 4 {
      guard let peak = smooth.percentile(98, in: seed) else { continue }
      let part = smooth.region(atLeast: Float(cool + 0.4 * (peak - cool)), within: seed)
        .largestComponent
      guard part.volumeMilliliters > 6, let middle = part.centroid else { continue }
      let voxel = grid.affine.voxel(at: middle)
      let off = abs(left(SIMD3(Int(voxel.x), Int(voxel.y), Int(voxel.z))))
      guard off < 45 else { continue }
      let score = part.volumeMilliliters.squareRoot() * peak / (1 + off / 20)
      if score > best?.score ?? 0 { best = (part, score) }
    }
    if let ct = scan.smoothCT, let water = waterOfPelvis(pelvis, ct, besides: best?.region) {
      take(.urinaryBladder, water, by: best == nil ? .ct : .ctAndPET, doubts: cutDoubts(water))
      return
    }
    guard let best else {
      miss(.urinaryBladder, because: "nothing hot or watery in the middle of the pelvis")
      return
    }
    take(.urinaryBladder, best.region.closed(8), by: .pet, doubts: cutDoubts(best.region))
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
        let voxel = grid.affine.voxel(at: middle)
        return abs(left(SIMD3(Int(voxel.x), Int(voxel.y), Int(voxel.z)))) < 40
      }
    if let hot {
      let same = water.filter { !$0.isDisjoint(with: hot) && $0.volumeMilliliters < 1200 }
      guard !same.isEmpty else { return nil }
      return Region.union(same, on: grid).dilated(byMillimeters: 4).intersection(pelvis).union(hot)
        .closed(6)
    }
    return water.filter { $0.volumeMilliliters < 1200 }.max { $0.voxelCount < $1.voxelCount }?
      .dilated(byMillimeters: 4).intersection(pelvis)
  }

  /// The ureters: hot beads and threads between kidneys and bladder.
  mutating func findUreters() {
    let smooth = scan.smoothSUV
    for (organ, kidney, sign) in [
      (Organ.ureterLeft, Organ.kidneyLeft, 1.0), (.ureterRight, .kidneyRight, -1.0),
    ] {
      guard let upper = self[kidney]?.boundingBox, let lower = self[.urinaryBladder]?.boundingBox
      else {
        miss(organ, because: "it is looked for between kidney and bladder, and one is missing")
        continue
      }
      let slices = lower.lower.z..<max(lower.lower.z + 1, upper.upper.z - BodyScan.steps(25))
      let way = body.trunk.slices(slices).filter { index in
        let side = left(index) * sign
        // From beside the spine over the pelvic brim to the bladder's back.
        return side > -8 && side < 72 && behind(index) > -45 && body.depth[index] > 30
      }
      .subtracting(taken)
      guard let cool = smooth.median(in: way) else {
        miss(organ, because: "its way is outside the image")
        continue
      }
      let hot = smooth.region(atLeast: Float(max(cool * 3.5, 2.5)), within: way)
      let threads = hot.components(.corners).filter { part in
        part.volumeMilliliters > 0.2 && part.volumeMilliliters < 25 && part.opened(9).isEmpty
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
