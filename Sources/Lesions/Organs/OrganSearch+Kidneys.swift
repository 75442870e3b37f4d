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
    var place = body.trunk.slices(slices).filter { index in
      let side = left(index) * sign
      return side > 18 && side < 105 && body.depth[index] > 16
        && behind(index) > -12
    }
    .subtracting(taken)
    if let ct = scan.smoothCT { place = ct.region(in: -20...400, within: place) }
    if skeleton != nil { place = place.filter { !isBeforeSpine($0, by: Self.kidneyFront) } }
    guard !place.isEmpty else {
      miss(organ, because: "the place beside the spine is outside the image")
      return
    }
    guard
      let found = warmKidney(organ, in: place, on: sign) ?? denseKidney(in: place, on: sign)
    else {
      miss(organ, because: "nothing beside the spine takes up or looks as a kidney does")
      return
    }
    var doubts = found.doubts + cutDoubts(found.region)
    if found.region.volumeMilliliters < 60 { doubts.append("smaller than kidneys are") }
    take(organ, found.region, by: found.evidence, doubts: doubts)
  }

  /// A kidney that takes up more than what surrounds it.
  private func warmKidney(
    _ organ: Organ,
    in place: Region,
    on sign: Double
  ) -> OrganMap.Located? {
    let smooth = scan.smoothSUV
    let usual = physiology.uptake(of: organ)
    guard let cool = smooth.percentile(40, in: place),
      var warm = smooth.percentile(95, in: place)
    else { return nil }
    // Urine in its pelvis may be far hotter than the kidney.
    if let usual { warm = min(warm, usual.typical) }
    var hot = place
    for _ in 0..<3 {
      hot = smooth.region(atLeast: Float(cool + 0.42 * (warm - cool)), within: place)
      warm = smooth.median(in: hot) ?? warm
    }
    guard warm > cool * 1.4, warm > (usual?.from ?? 0) * 0.5 else { return nil }
    // Where kidneys take up about what the liver does, so do bowel and vessels: density parts them.
    let liver = physiology.uptake(of: .liver)?.typical ?? .infinity
    let isLikeLiver = usual.map { $0.typical < 2 * liver } ?? false
    if isLikeLiver, let ct = scan.smoothCT { hot = ct.region(in: kidneyDensity, within: hot) }
    let thick = hot.opened(isLikeLiver ? 6 : 8)
    guard let core = likeliestKidney(of: thick, above: 20, on: sign) else { return nil }
    let around = smooth.region(atLeast: Float(cool + 0.42 * (warm - cool)), within: body.trunk)
      .subtracting(taken)
    let kidney = core.dilated(byMillimeters: 8).intersection(around.opened(3).union(core))
      .components(touching: core).closed(8).subtracting(taken)
    guard kidney.volumeMilliliters < 700 else { return nil }
    return OrganMap.Located(region: kidney, evidence: evidence, doubts: [])
  }

  /// A kidney on CT: less dense than muscle and the organs about it, or denser where contrast agent was
  /// given, and thick.
  private func denseKidney(in place: Region, on sign: Double) -> OrganMap.Located? {
    guard let ct = scan.smoothCT else { return nil }
    let beside = place.filter { left($0) * sign > 26 && isBeforeSpine($0, by: -30) }
    let dense = ct.region(in: kidneyDensity, within: beside).opened(9)
    guard let core = likeliestKidney(of: dense, above: 35, on: sign) else { return nil }
    let rim = ct.region(in: -40...(kidneyDensity.upperBound + 10), within: beside)
    return OrganMap.Located(
      region: core.dilated(byMillimeters: 6).intersection(rim).closed(8).intersection(place),
      evidence: .ct,
      doubts: ["found by its density on CT"]
    )
  }

  /// The density of kidneys on smoothed CT, in HU: below that of muscle and of the organs about them, or
  /// above it where contrast agent was given.
  ///
  /// - Source: textbook values and the simulation's own (decision 0038).
  var kidneyDensity: ClosedRange<Float> { chest?.isEnhanced == true ? 128...300 : -5...46 }

  /// The largest part beside the spine; bowel far below the liver counts for less.
  private func likeliestKidney(of region: Region, above volume: Double, on sign: Double) -> Region?
  {
    let floor = self[.liver]?.boundingBox?.lower.z ?? 0
    func likelihood(_ part: Region) -> Double {
      guard let middle = part.centroid else { return 0 }
      let below = max(0, Double(floor) - grid.affine.voxel(at: middle).z) * BodyScan.spacing / 20
      return Double(part.voxelCount) / (1 + below * below)
    }
    return region.components(.faces)
      .filter { part in
        part.volumeMilliliters > volume && part.volumeMilliliters < 400
          && isBesideSpine(part, on: sign)
      }
      .max { likelihood($0) < likelihood($1) }
  }

  /// How far kidneys, and their middles, lie before the middle of the spine at most, in mm.
  static let (kidneyFront, kidneyMiddle) = (45.0, 30.0)

  /// Whether a region's middle lies beside the spine, as a kidney's does.
  private func isBesideSpine(_ region: Region, on sign: Double) -> Bool {
    guard let middle = region.centroid else { return false }
    let index = index(at: middle)
    let side = left(index) * sign
    return side > 36 && side < 85
      && (skeleton == nil || !isBeforeSpine(index, by: Self.kidneyMiddle))
  }

  /// How far behind the middle of its slice's trunk a voxel lies, in mm.
  func behind(_ index: SIMD3<Int>) -> Double {
    (Double(index.y) - body.middleRow[index.z]) * BodyScan.spacing
  }
}
