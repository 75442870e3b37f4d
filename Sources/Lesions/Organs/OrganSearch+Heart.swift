import Voxels

extension OrganSearch {
  /// The heart on PET alone: what is warm above the liver, to the left.
  mutating func findHeartByUptake() {
    guard let top = self[.liver]?.boundingBox?.upper.z else {
      miss(.heart, because: "it is looked for above the liver, which is missing")
      return
    }
    let smooth = scan.smoothSUV
    let place = body.trunk.slices(
      max(0, top - BodyScan.steps(45))..<min(grid.size.z, top + BodyScan.steps(120))
    )
    .filter { index in
      left(index) > -60 && left(index) < 115 && body.depth[index] > 24 && behind(index) < 40
    }
    .subtracting(self[.liver] ?? .empty(grid))
    guard let cool = smooth.percentile(30, in: place), let warm = smooth.percentile(98, in: place),
      warm > cool * 1.5
    else {
      miss(.heart, because: "nothing above the liver is warmer than what surrounds it")
      return
    }
    let muscle = smooth.region(atLeast: Float(cool + 0.42 * (warm - cool)), within: place)
    let core = muscle.closed(12).filledInSlices().opened(8).largestComponent
    guard core.volumeMilliliters > 60, core.volumeMilliliters < 1500 else {
      miss(.heart, because: "nothing warm above the liver has a heart's size")
      return
    }
    take(
      .heart,
      core.union(muscle.components(touching: core).intersection(core.dilated(byMillimeters: 12))),
      by: .pet,
      doubts: ["its cooler parts aren't outlined"] + cutDoubts(core)
    )
  }

  /// The brain on PET alone: hot, at the upper end.
  mutating func findBrainByUptake() {
    let smooth = scan.smoothSUV
    let lungs = [Organ.lungLeft, .lungRight].compactMap { self[$0]?.boundingBox?.upper.z }
    let apex =
      lungs.max() ?? self[.liver].flatMap { $0.boundingBox?.upper.z }
      .map { slice($0, up: 170) } ?? grid.size.z / 2
    let lowest = slice(apex, up: 70)
    guard lowest < grid.size.z - 1 else {
      miss(.brain, because: "the head is outside the image")
      return
    }
    let head = body.trunk.slices(lowest..<grid.size.z)
    guard let usual = physiology.uptake(of: .brain), usual.from > 2 else {
      miss(.brain, because: "PET alone shows it only where the tracer goes there")
      return
    }
    let hot = smooth.region(atLeast: Float(usual.from * 0.55), within: head)
      .filter { abs(left($0)) < 95 }
    let parts = hot.closed(8).components(.faces).filter { $0.volumeMilliliters > 12 }
    // What reaches highest is brain; the tonsils lie below.
    guard let top = parts.compactMap({ $0.boundingBox?.upper.z }).max() else {
      miss(.brain, because: "nothing at the head's end is as hot as brain")
      return
    }
    let brain = Region.union(
      parts.filter { ($0.boundingBox?.upper.z ?? 0) > top - BodyScan.steps(60) },
      on: grid
    )
    let doubts = brain.volumeMilliliters < 700 ? ["only a part of it is in the image"] : []
    take(
      .brain,
      brain.closed(20).intersection(head.filter { body.depth[$0] > 6 }).union(brain),
      by: .pet,
      doubts: doubts + cutDoubts(brain)
    )
  }
}
