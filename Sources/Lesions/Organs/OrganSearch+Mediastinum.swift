import Voxels

extension OrganSearch {
  /// The heart on CT: the thick of what lies between the lungs, above the diaphragm.
  mutating func findHeart(on ct: Volume<Hounsfield>) {
    guard let chest else {
      findHeartByUptake()
      return
    }
    let top = chest.dome + Int(Double(chest.apex - chest.dome) * 0.58)
    let soft = scan.smoothCT?.region(in: -20...450, within: chest.mediastinum) ?? chest.mediastinum
    let spine = skeleton?.bones.dilated(byMillimeters: 3) ?? .empty(grid)
    let space = soft.subtracting(spine).subtracting(taken).filter { index in
      index.z < top && chest.height(index) > -14 && isBeforeSpine(index, by: 12)
    }
    let heart = space.opened(15).components(.faces)
      .filter { $0.volumeMilliliters > 120 }.max { $0.voxelCount < $1.voxelCount }
    guard let heart else {
      miss(.heart, because: "nothing between the lungs has a heart's size")
      return
    }
    var whole = heart.dilated(byMillimeters: 6).intersection(space)
    // Muscle that takes up more than its surroundings belongs to it, wherever the CT's breath was; but
    // that may be the liver below it.
    if isHotterThanLiver, let warm = scan.smoothSUV.percentile(97, in: whole),
      let usual = scan.smoothSUV.median(in: chest.mediastinum), warm > usual * 2
    {
      let hot = scan.smoothSUV.region(atLeast: Float(warm * 0.45), within: body.trunk)
        .filter { chest.height($0) > -35 && left($0) > -70 }
        .components(touching: heart)
      if hot.volumeMilliliters < 500 { whole = whole.union(hot).closed(6) }
    }
    take(.heart, whole, by: .ctAndPET, doubts: cutDoubts(whole))
    // What is left of the thick between the lungs is vessels.
    let vessels = soft.subtracting(spine).subtracting(taken).filter { index in
      index.z < chest.apex - BodyScan.steps(25) && chest.height(index) > 10
        && abs(left(index)) < 55 && isBeforeSpine(index, by: 18)
    }
    .opened(6)
    if vessels.volumeMilliliters > 10 {
      take(
        .bloodPool,
        vessels,
        by: .position,
        doubts: ["great vessels, with the lymph nodes and the gullet between them"]
      )
    } else {
      miss(.bloodPool, because: "nothing thick between the lungs beside the heart")
    }
  }

  /// Whether a healthy heart may take up more than twice as much of the tracer as any liver.
  private var isHotterThanLiver: Bool {
    guard let heart = physiology.uptake(of: .heart), let liver = physiology.uptake(of: .liver)
    else { return false }
    return heart.highest > 2 * liver.highest
  }

  /// Whether a voxel lies before the spine's middle by a distance in mm.
  func isBeforeSpine(_ index: SIMD3<Int>, by millimeters: Double) -> Bool {
    guard let skeleton else { return true }
    return (skeleton.spine[index.z].y - Double(index.y)) * BodyScan.spacing > millimeters
  }
}
