import Voxels

/// The bones on CT, marrow included, and the spine's course.
struct Skeleton: Sendable {
  let bones: Region
  /// The middle of the spine in each slice, as column and row; carried on where no bone shows.
  let spine: [SIMD2<Double>]
  /// The slice between ribs and hip bones: the upper edge of the iliac crests.
  let crest: Int

  init?(_ scan: BodyScan, _ body: BodyOutline, _ chest: ChestFrame?) {
    guard let ct = scan.ct else { return nil }
    let grid = scan.grid
    let level = Float(max(150, (chest?.bloodDensity ?? 45) + 70))
    let dense = ct.region(in: level...4000, within: body.whole)
      .removingComponents(smallerThan: 12, .faces)
    let shell = dense.closed(6)
    let enclosed = shell.filledInSlices().subtracting(shell).components(.faces)
      .filter { $0.volumeMilliliters < 120 }
    let all = Region.union(enclosed, on: grid).union(shell)
    // A kidney or bladder full of contrast agent is dense, but nowhere as dense as bone's surface.
    bones = Region.union(
      all.components(.faces).filter { part in
        part.volumeMilliliters < 2 || (ct.percentile(98, in: part) ?? 0) > Double(level) + 110
      },
      on: grid
    )
    guard bones.volumeMilliliters > 200 else { return nil }
    spine = Self.course(of: bones, body)
    crest = Self.crest(of: bones, spine, below: chest?.base ?? grid.size.z / 2)
  }

  /// The bone in the middle of each slice's back, as a running median over 40 mm either way.
  private static func course(of bones: Region, _ body: BodyOutline) -> [SIMD2<Double>] {
    let grid = bones.grid
    var sums = [(count: Double, sum: SIMD2<Double>)](repeating: (0, .zero), count: grid.size.z)
    bones.forEachSpan { first, count in
      for i in first.x..<first.x + count {
        let side = (Double(i) - body.midline[first.z]) * BodyScan.spacing
        let behind = (Double(first.y) - body.middleRow[first.z]) * BodyScan.spacing
        guard abs(side) < 38, behind > -25 else { continue }
        sums[first.z].count += 1
        sums[first.z].sum += SIMD2(Double(i), Double(first.y))
      }
    }
    let known = sums.map { $0.count > 3 ? $0.sum / $0.count : nil as SIMD2<Double>? }
    let reach = BodyScan.steps(40)
    var course: [SIMD2<Double>] = []
    for k in 0..<grid.size.z {
      let window = known[max(0, k - reach)...min(known.count - 1, k + reach)].compactMap { $0 }
      guard !window.isEmpty else {
        course.append(course.last ?? SIMD2(body.midline[k], body.middleRow[k]))
        continue
      }
      let columns = window.map(\.x).sorted()
      let rows = window.map(\.y).sorted()
      course.append(SIMD2(columns[columns.count / 2], rows[rows.count / 2]))
    }
    return course
  }

  /// The slice below the chest with the least bone beside the spine: ribs end, hip bones begin.
  private static func crest(of bones: Region, _ spine: [SIMD2<Double>], below base: Int) -> Int {
    let grid = bones.grid
    var beside = [Int](repeating: 0, count: grid.size.z)
    bones.forEachSpan { first, count in
      for i in first.x..<first.x + count
      where abs(Double(i) - spine[first.z].x) * BodyScan.spacing > 45 { beside[first.z] += 1 }
    }
    let upper = max(0, base - BodyScan.steps(10))
    let lower = max(0, base - BodyScan.steps(230))
    guard lower < upper else { return 0 }
    let least = beside[lower..<upper].min() ?? 0
    // Of equally bare slices the lowest: right above the hip bones.
    return (lower..<upper).first { beside[$0] <= least } ?? lower
  }
}

extension OrganSearch {
  /// Names the bones by their place.
  mutating func nameBones() {
    guard let skeleton else {
      miss(
        .skull,
        .vertebrae,
        .ribs,
        .sternum,
        .shoulderLeft,
        .shoulderRight,
        .pelvis,
        .femurLeft,
        .femurRight,
        because: scan.ct == nil ? "bones need a CT" : "the CT shows hardly any bone"
      )
      return
    }
    var named: [Organ: [Region.Run]] = [:]
    let apex = chest?.apex ?? grid.size.z
    let neck = slice(apex, up: 45)
    let brainFloor = self[.brain]?.boundingBox?.lower.z
    let cage = chest.map { frame in
      [Organ.lungLeft, .lungRight].compactMap { self[$0] }
        .reduce(frame.mediastinum) { $0.union($1) }.dilated(byMillimeters: 22)
    }
    let cageMask = cage?.mask
    let trunkMask = body.trunk.mask
    skeleton.bones.subtracting(taken).forEachSpan { first, count in
      for i in first.x..<first.x + count {
        let index = SIMD3(i, first.y, first.z)
        let offset = grid.offset(of: index)
        let side = left(index)
        let spine = skeleton.spine[index.z]
        let beside = abs(Double(i) - spine.x) * BodyScan.spacing
        let before = (spine.y - Double(index.y)) * BodyScan.spacing
        let belowCrest = Double(skeleton.crest - index.z) * BodyScan.spacing
        let isSpine = beside < 34 && before < 30
        let organ: Organ
        if trunkMask[offset] == 0 {
          organ =
            belowCrest > 100
            ? (side > 0 ? .femurLeft : .femurRight)
            : index.z > (chest?.base ?? 0)
              ? (side > 0 ? .shoulderLeft : .shoulderRight) : .otherBone
        } else if index.z >= neck {
          let aboveSkullBase = brainFloor.map { Double(index.z - $0) * BodyScan.spacing }
          let isSkull =
            aboveSkullBase.map { $0 > -8 || ($0 > -95 && before > 16) } ?? (before > 22)
          organ =
            isSkull ? .skull : isSpine ? .vertebrae : (side > 0 ? .shoulderLeft : .shoulderRight)
        } else if belowCrest > 0 {
          if belowCrest > 215 || (belowCrest > 120 && abs(side) > 78) {
            organ = side > 0 ? .femurLeft : .femurRight
          } else {
            organ = isSpine && belowCrest < 45 ? .vertebrae : .pelvis
          }
        } else if isSpine {
          organ = .vertebrae
        } else if beside < 32, body.depth.values[offset] < 45, before > 40 {
          organ = .sternum
        } else if cageMask?[offset] ?? 1 != 0 || index.z < (chest?.base ?? 0) + 12 {
          organ = .ribs
        } else {
          organ = side > 0 ? .shoulderLeft : .shoulderRight
        }
        named[organ, default: []].append(Region.Run(start: offset, count: 1))
      }
    }
    for organ in Organ.allCases where organ.isBone {
      guard let runs = named[organ] else {
        miss(organ, because: "no bone in its place is in the image")
        continue
      }
      take(organ, Region(grid: grid, runs: runs), by: .ct, doubts: boneDoubts)
    }
  }

  private var boneDoubts: [String] {
    chest?.isEnhanced == true ? ["contrast agent may have been taken for bone"] : []
  }
}
