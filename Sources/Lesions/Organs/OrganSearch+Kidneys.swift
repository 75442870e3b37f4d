import Voxels

extension OrganSearch {
  /// The kidneys: the warm pair beside the spine, behind and below the liver.
  mutating func findKidneys() {
    guard let liver = self[.liver]?.boundingBox else {
      miss(
        .kidneyLeft,
        .kidneyRight,
        because: "they are looked for below the liver, which is missing"
      )
      return
    }
    let top = liver.upper.z - BodyScan.steps(30)
    let bottom = max(0, min(liver.lower.z, top - BodyScan.steps(110)) - BodyScan.steps(80))
    for (organ, sign) in [(Organ.kidneyRight, -1.0), (.kidneyLeft, 1.0)] {
      findKidney(organ, on: sign, in: bottom..<max(bottom + 1, top))
    }
  }

  private mutating func findKidney(_ organ: Organ, on sign: Double, in slices: Range<Int>) {
    let smooth = scan.smoothSUV
    var place = body.trunk.slices(slices).filter { index in
      let side = left(index) * sign
      return side > 18 && side < 105 && body.depth[index] > 16
        && behind(index) > -12
    }
    .subtracting(taken)
    if let ct = scan.smoothCT { place = ct.region(in: -20...400, within: place) }
    guard let cool = smooth.percentile(40, in: place),
      var warm = smooth.percentile(95, in: place)
    else {
      miss(organ, because: "the place beside the spine is outside the image")
      return
    }
    var hot = place
    for _ in 0..<3 {
      hot = smooth.region(atLeast: Float(cool + 0.42 * (warm - cool)), within: place)
      warm = smooth.median(in: hot) ?? warm
    }
    let usual = physiology.uptake(of: organ)
    if warm <= cool * 1.4, let ct = scan.smoothCT {
      takeKidney(organ, byDensity: ct, in: place, on: sign)
      return
    }
    guard warm > cool * 1.4, warm > (usual?.from ?? 0) * 0.5 else {
      miss(organ, because: "nothing beside the spine takes up as a kidney does")
      return
    }
    let core = hot.opened(8).components(.faces).filter { $0.volumeMilliliters > 20 }
      .max { $0.voxelCount < $1.voxelCount }
    guard let core else {
      miss(organ, because: "nothing warm beside the spine has a kidney's size")
      return
    }
    let around = smooth.region(atLeast: Float(cool + 0.42 * (warm - cool)), within: body.trunk)
      .subtracting(taken)
    let kidney = core.dilated(byMillimeters: 8).intersection(around.opened(3).union(core))
      .components(touching: core).closed(8).subtracting(taken)
    guard kidney.volumeMilliliters < 700 else {
      miss(organ, because: "what is warm beside the spine is larger than a kidney")
      return
    }
    var doubts = cutDoubts(kidney)
    if kidney.volumeMilliliters < 60 { doubts.append("smaller than kidneys are") }
    take(organ, kidney, by: evidence, doubts: doubts)
  }

  /// A kidney that takes up no more than muscle does: what is soft and thick in the fat beside the
  /// spine.
  private mutating func takeKidney(
    _ organ: Organ,
    byDensity ct: Volume<Hounsfield>,
    in place: Region,
    on sign: Double
  ) {
    let soft = ct.region(in: 8...90, within: place.filter { left($0) * sign > 30 })
      .filter { isBeforeSpine($0, by: -14) }
    let parts = soft.opened(9).components(.faces).filter { part in
      guard part.volumeMilliliters > 45, part.volumeMilliliters < 350, let middle = part.centroid
      else { return false }
      let voxel = grid.affine.voxel(at: middle)
      let side = left(SIMD3(Int(voxel.x), Int(voxel.y), Int(voxel.z))) * sign
      return side > 38 && side < 80
    }
    guard let core = parts.max(by: { $0.voxelCount < $1.voxelCount }) else {
      miss(organ, because: "nothing beside the spine takes up or looks as a kidney does")
      return
    }
    take(
      organ,
      core.dilated(byMillimeters: 4).intersection(soft),
      by: .ct,
      doubts: ["takes up no more than what surrounds it: found by the CT alone"] + cutDoubts(core)
    )
  }

  /// How far behind the middle of its slice's trunk a voxel lies, in mm.
  func behind(_ index: SIMD3<Int>) -> Double {
    (Double(index.y) - body.middleRow[index.z]) * BodyScan.spacing
  }
}
