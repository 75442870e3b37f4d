import Voxels

extension OrganSearch {
  /// The lungs and the windpipe on CT: the air inside the body that isn't gas in the gut.
  mutating func findLungs(on ct: Volume<Hounsfield>) {
    // Lung tissue holds air and blood; bowel gas and the windpipe hold air alone.
    let air = ct.region(in: -1100 ... -450, within: body.whole)
      .filter { body.depth[$0] > 6 }
    let parts = air.eroded(byMillimeters: 4).components(.faces).filter { part in
      guard part.volumeMilliliters > 60, let mean = ct.mean(in: part) else { return false }
      return mean > -940
    }
    let cores = parts.sorted { $0.voxelCount > $1.voxelCount }.prefix(4)
    guard let largest = cores.first, largest.volumeMilliliters > 150 else {
      miss(.lungLeft, .lungRight, .trachea, because: "the CT shows no aerated lung")
      return
    }
    // What is far below the largest part is gas in a distended bowel.
    let floor = (largest.boundingBox?.lower.z ?? 0) - BodyScan.steps(60)
    let kept = cores.filter { ($0.boundingBox?.upper.z ?? 0) > floor }
    let aerated = Region.union(kept, on: grid)
    var lungs = aerated.dilated(byMillimeters: 5).intersection(air)
    let trachea = windpipe(in: air, above: lungs, on: ct)
    lungs = lungs.subtracting(trachea)
    let (left, right) = sides(of: lungs)
    if left.volumeMilliliters > 150 {
      take(.lungLeft, left.closed(8), by: .ct, doubts: cutDoubts(left))
    } else {
      miss(.lungLeft, because: "the CT shows no aerated lung on the left")
    }
    if right.volumeMilliliters > 150 {
      take(.lungRight, right.closed(8), by: .ct, doubts: cutDoubts(right))
    } else {
      miss(.lungRight, because: "the CT shows no aerated lung on the right")
    }
    if trachea.volumeMilliliters > 5 {
      take(.trachea, trachea, by: .ct)
    } else {
      miss(.trachea, because: "no column of air in the middle above the lungs")
    }
  }

  /// The column of air in the middle of neck and mediastinum.
  private func windpipe(in air: Region, above lungs: Region, on ct: Volume<Hounsfield>) -> Region {
    guard let box = lungs.boundingBox else { return .empty(grid) }
    let middle = (box.lower.z + box.upper.z) / 2
    let column = air.filter { index in
      index.z > middle && abs(left(index)) < 35 && ct[index] < -600
    }
    // Lung beside it is far larger in any slice, and reaches further from the middle.
    let parts = column.eroded(byMillimeters: 2).components(.faces).filter { part in
      guard let box = part.boundingBox else { return false }
      let height = Double(box.size.z) * BodyScan.spacing
      return height > 30 && Double(part.voxelCount) / Double(box.size.z) < 60
        && (ct.mean(in: part) ?? 0) < -800
    }
    return Region.union(parts, on: grid).dilated(byMillimeters: 5).intersection(column)
  }

  /// Left and right: by the two largest parts where the lungs are apart, else by the body's middle.
  private func sides(of lungs: Region) -> (left: Region, right: Region) {
    func side(_ region: Region) -> (left: Region, right: Region) {
      let left = region.filter { self.left($0) > 0 }
      return (left, region.subtracting(left))
    }
    for radius in [0.0, 4.0, 8.0] {
      let parts = (radius == 0 ? lungs : lungs.eroded(byMillimeters: radius)).components(.faces)
        .sorted { $0.voxelCount > $1.voxelCount }.prefix(2)
      guard parts.count == 2, parts[1].voxelCount * 6 > parts[0].voxelCount,
        let one = parts[0].centroid, let other = parts[1].centroid, abs(one.x - other.x) > 40
      else { continue }
      let (a, b) = one.x > other.x ? (parts[0], parts[1]) : (parts[1], parts[0])
      let left = a.dilated(byMillimeters: radius + 6).intersection(lungs)
      let right = b.dilated(byMillimeters: radius + 6).intersection(lungs).subtracting(left)
      let rest = side(lungs.subtracting(left).subtracting(right))
      return (
        left.union(rest.left.dilated(.faces).isDisjoint(with: left) ? .empty(grid) : rest.left),
        right.union(rest.right.dilated(.faces).isDisjoint(with: right) ? .empty(grid) : rest.right)
      )
    }
    return side(lungs)
  }

  /// The lungs on PET alone: the cold hollows of the chest above the liver.
  mutating func findLungsByUptake() {
    guard let liver = self[.liver], let top = liver.boundingBox?.upper.z else {
      miss(
        .lungLeft,
        .lungRight,
        because: "PET alone shows them only above a liver, which is missing"
      )
      return
    }
    // The liver fills the right of the rib cage from wall to wall: it gives the cage's width.
    let cage = liver.filter { left($0) < -20 }
    let width = cage.boundingBox.map { -left(SIMD3($0.lower.x, 0, top - 1)) } ?? 120
    let smooth = scan.smoothSUV
    let chest = body.trunk.filter { index in
      index.z > top - BodyScan.steps(90) && index.z < top + BodyScan.steps(190)
        && abs(left(index)) < width
    }
    let middle = chest.filter { abs(left($0)) < 30 && body.depth[$0] > 50 && $0.z > top }
    guard let warm = smooth.median(in: middle) else {
      miss(.lungLeft, .lungRight, because: "the chest is outside the image")
      return
    }
    let hollow = smooth.region(in: 0...Float(warm * 0.72), within: chest)
      .filter { index in
        // The cage narrows to its top.
        let height = Double(index.z - top) * BodyScan.spacing
        let floor = behind(index) > 0 ? -80.0 : -35
        return height > floor && Double(body.depth[index]) > 26 + max(0, height - 120) / 3
      }
      .subtracting(taken).opened(8)
    for (organ, sign) in [(Organ.lungLeft, 1.0), (.lungRight, -1.0)] {
      let part = hollow.filter { left($0) * sign > 12 }.largestComponent
      guard part.volumeMilliliters > 250 else {
        miss(organ, because: "PET alone shows no cold hollow of a lung's size there")
        continue
      }
      take(
        organ,
        part.closed(8),
        by: .pet,
        doubts: ["outlined by its low uptake alone"] + cutDoubts(part)
      )
    }
    miss(.trachea, because: "PET alone doesn't show it")
  }

  /// Whether the image's upper or lower end cuts a region off.
  func cutDoubts(_ region: Region) -> [String] {
    guard let box = region.boundingBox else { return [] }
    return box.lower.z == 0 || box.upper.z == grid.size.z ? ["cut off by the end of the image"] : []
  }
}
