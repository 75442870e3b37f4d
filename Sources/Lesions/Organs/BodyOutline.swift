import Voxels

/// The patient in a scan: without the air around, the table, and what lies on it.
struct BodyOutline: Sendable {
  /// Everything of the patient.
  let whole: Region
  /// The part of each slice that holds the body's axis: head, neck, trunk; legs where they touch.
  let trunk: Region
  /// The body's middle in each slice, as a (fractional) column.
  let midline: [Double]
  /// The trunk's middle from front to back in each slice, as a (fractional) row.
  let middleRow: [Double]
  /// The distance of each voxel of the body from its surface, in mm.
  let depth: Volume<Millimeters>

  init(_ scan: BodyScan) throws(LesionsError) {
    var body = scan.ct.map { Self.tissue(of: $0, scan) } ?? .empty(scan.grid)
    let warm = Self.warmth(of: scan)
    if body.isEmpty {
      body = warm
    } else {
      // Arms that the CT doesn't reach.
      let beyond = warm.subtracting(body.dilated(byMillimeters: 12))
        .removingComponents(smallerThan: 3000, .faces)
      body = body.union(beyond.isEmpty ? beyond : warm.components(touching: beyond))
    }
    guard body.volumeMilliliters > 2000 else { throw .noBody }
    whole = body
    (trunk, midline) = Self.axis(of: body)
    middleRow = Self.rows(of: trunk)
    do { depth = try body.complement.distances() } catch { throw .noBody }
  }

  /// What the CT shows of the patient.
  private static func tissue(of ct: Volume<Hounsfield>, _ scan: BodyScan) -> Region {
    // The table and clothes are thinner than any limb, and take up nothing.
    let dense = ct.region(atLeast: -250)
    let thick = dense.eroded(byMillimeters: 5).components(.faces).filter { part in
      part.volumeMilliliters > 50 && (scan.suv.mean(in: part) ?? 0) > 0.05
    }
    let limbs = Region.union(thick, on: ct.grid).dilated(byMillimeters: 7).intersection(dense)
    return limbs.filledInSlices()
  }

  /// What the PET shows of the patient.
  private static func warmth(of scan: BodyScan) -> Region {
    let smooth = scan.smoothSUV
    let anything = smooth.region(atLeast: 0.1)
    let typical = smooth.median(in: anything) ?? 0.5
    let level = Float(min(0.25, max(0.1, typical * 0.3)))
    let warm = smooth.region(atLeast: level).opened(6).removingComponents(smallerThan: 3000, .faces)
    return warm.closed(8).filledInSlices()
  }

  /// The trunk and its middle: followed from slice to slice, as arms and legs come and go.
  private static func axis(of body: Region) -> (Region, [Double]) {
    let grid = body.grid
    var trunk: [Region.Run] = []
    var middles = [Double?](repeating: nil, count: grid.size.z)
    // The widest part of all slices starts the walk up and down.
    var areas = [Int](repeating: 0, count: grid.size.z)
    body.forEachSpan { areas[$0.z] += $1 }
    let start = areas.indices.max { areas[$0] < areas[$1] } ?? 0
    for direction in [1, -1] {
      var k = direction == 1 ? start : start - 1
      var last: Region?
      while k >= 0, k < grid.size.z {
        let parts = body.slices(k..<k + 1).components(.faces)
        let middle = middles[direction == 1 ? max(0, k - 1) : min(grid.size.z - 1, k + 1)]
        let chosen = parts.max { one, other in
          Self.fit(one, near: middle, k) < Self.fit(other, near: middle, k)
        }
        if let chosen, let centre = chosen.centroid {
          trunk += chosen.runs
          let column = grid.affine.voxel(at: centre).x
          middles[k] = middle.map { 0.8 * $0 + 0.2 * column } ?? column
          last = chosen
        } else if last != nil {
          middles[k] = middle
        }
        k += direction
      }
    }
    let known = middles.compactMap { $0 }
    let fallback = known.isEmpty ? Double(grid.size.x) / 2 : known.sorted()[known.count / 2]
    let filled = middles.map { $0 ?? fallback }
    let reach = BodyScan.steps(100)
    let smooth = filled.indices.map { k in
      let window = filled[max(0, k - reach)...min(filled.count - 1, k + reach)].sorted()
      return window[window.count / 2]
    }
    return (Region(grid: grid, runs: trunk), smooth)
  }

  /// The mean row of each slice's trunk, a running median over 60 mm.
  private static func rows(of trunk: Region) -> [Double] {
    var sums = [(count: Double, row: Double)](repeating: (0, 0), count: trunk.grid.size.z)
    trunk.forEachSpan { first, count in
      sums[first.z].count += Double(count)
      sums[first.z].row += Double(count * first.y)
    }
    let means = sums.map { $0.count > 0 ? $0.row / $0.count : Double(trunk.grid.size.y) / 2 }
    let reach = BodyScan.steps(30)
    return means.indices.map { k in
      let window = means[max(0, k - reach)...min(means.count - 1, k + reach)].sorted()
      return window[window.count / 2]
    }
  }

  /// How well a part of a slice continues the trunk: large, and about the middle.
  private static func fit(_ part: Region, near middle: Double?, _ k: Int) -> Double {
    guard let middle, let box = part.boundingBox else { return Double(part.voxelCount) }
    let outside = max(0, Double(box.lower.x) - middle, middle - Double(box.upper.x))
    return Double(part.voxelCount) / (1 + outside)
  }
}
