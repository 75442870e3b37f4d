import Voxels

extension OrganSearch {
  /// The spleen: the even organ behind and to the left, under the left lung.
  mutating func findSpleen() {
    guard let liver = self[.liver], let box = liver.boundingBox,
      let warmth = scan.smoothSUV.median(in: liver)
    else {
      miss(.spleen, because: "it is looked for across from the liver, which is missing")
      return
    }
    let smooth = scan.smoothSUV
    // How far the chest reaches to the side: as the left lung does, or the liver on the right.
    let lungReach = self[.lungLeft]?.boundingBox.map { box in
      left(SIMD3(box.upper.x, 0, box.lower.z + box.size.z / 4))
    }
    let cage = lungReach ?? -left(SIMD3(box.lower.x, 0, (box.lower.z + box.upper.z) / 2))
    let slices =
      max(
        0,
        box.upper.z - BodyScan.steps(170)
      )..<min(
        grid.size.z,
        box.upper.z + BodyScan.steps(25)
      )
    var place = body.trunk.slices(slices).filter { index in
      left(index) > 38 && body.depth[index] > 10 && behind(index) > -20
    }
    .subtracting(taken)
    if let ct = scan.smoothCT { place = ct.region(in: 5...220, within: place) }
    if let chest { place = place.filter { chest.height($0) < 6 } }
    let usual = physiology.uptake(of: .spleen)
    var level = (usual?.from ?? warmth * 0.3) * 0.75
    let highest = (usual?.to ?? warmth * 2) * 1.3
    var best: (core: Region, score: Double)?
    while level <= highest {
      let even = smooth.region(in: Float(level * 0.75)...Float(level * 1.33), within: place)
      for part in even.opened(9).components(.faces) where part.volumeMilliliters > 30 {
        guard let median = smooth.median(in: part), let middle = part.centroid else { continue }
        let index = index(at: middle)
        guard behind(index) > -10, left(index) > cage * (lungReach == nil ? 0.52 : 0.58) else {
          continue
        }
        let close = smooth.region(in: Float(median * 0.83)...Float(median * 1.17), within: part)
        let score = min(Double(close.voxelCount) * 0.064, 250) * level.squareRoot()
        if score > best?.score ?? 0 { best = (part, score) }
      }
      level *= 1.2
    }
    guard let best, let typical = smooth.median(in: best.core) else {
      miss(.spleen, because: "no even organ behind and to the left, under the lung")
      return
    }
    var core = best.core
    var warm = smooth.region(in: Float(typical * 0.6)...Float(typical * 1.7), within: place)
    let rim = warm
    if let ct = scan.smoothCT, let density = ct.percentile(60, in: core) {
      // A kidney that takes up as much is less dense, or denser where contrast agent was given.
      warm = ct.region(in: Float(density - 10)...Float(density + 22), within: warm)
      let even = core.intersection(warm).opened(6).largestComponent
      if even.volumeMilliliters > 30 { core = even }
    }
    let grown = core.dilated(byMillimeters: 15).intersection(warm).opened(6)
      .components(touching: core).union(core)
    let inner = grown.closed(8).intersection(place.union(grown))
    // Smoothing takes the rim away.
    let whole = inner.union(inner.dilated(byMillimeters: 4).intersection(rim))
    guard whole.volumeMilliliters < 1500 else {
      miss(.spleen, because: "what is even behind and to the left is larger than a spleen")
      return
    }
    take(.spleen, whole, by: evidence, doubts: cutDoubts(whole))
  }
}
