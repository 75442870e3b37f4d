import Voxels

extension Region {
  /// Eroded and dilated again: what is thinner than twice the radius is gone.
  func opened(_ millimeters: Double) -> Region {
    eroded(byMillimeters: millimeters).dilated(byMillimeters: millimeters)
  }

  /// Dilated and eroded again: gaps narrower than twice the radius are closed.
  ///
  /// Nothing is eroded at the grid's edge for being there.
  func closed(_ millimeters: Double) -> Region {
    let dilated = dilated(byMillimeters: millimeters)
    return dilated.subtracting(dilated.complement.dilated(byMillimeters: millimeters)).union(self)
  }

  /// The connected part of most voxels.
  var largestComponent: Region {
    components(.faces).max { $0.voxelCount < $1.voxelCount } ?? self
  }

  /// The connected parts that share a voxel with another region.
  func components(touching seeds: Region) -> Region {
    Region.union(components(.faces).filter { !$0.isDisjoint(with: seeds) }, on: grid)
  }

  /// The voxels of the region that satisfy a condition.
  func filter(_ isInside: (SIMD3<Int>) -> Bool) -> Region {
    var kept: [Run] = []
    forEachSpan { first, count in
      let start = grid.offset(of: first)
      for step in 0..<count where isInside(SIMD3(first.x + step, first.y, first.z)) {
        kept.append(Run(start: start + step, count: 1))
      }
    }
    return Region(grid: grid, runs: kept)
  }

  /// The voxels of the region whose storage offset satisfies a condition.
  func filter(offset isInside: (Int) -> Bool) -> Region {
    var kept: [Run] = []
    for run in runs {
      for offset in run.offsets where isInside(offset) { kept.append(Run(start: offset, count: 1)) }
    }
    return Region(grid: grid, runs: kept)
  }

  /// The part of the region in some slices.
  func slices(_ range: Range<Int>) -> Region {
    let slice = grid.size.x * grid.size.y
    let offsets = range.lowerBound * slice..<range.upperBound * slice
    return Region(grid: grid, runs: runs.filter { offsets.contains(Int($0.start)) })
  }

  /// The region with what it encloses in each slice.
  func filledInSlices() -> Region {
    let (columns, rows) = (grid.size.x, grid.size.y)
    let mask = mask
    var filled: [Run] = []
    var outside = [UInt8](repeating: 0, count: columns * rows)
    var stack: [Int] = []
    for k in 0..<grid.size.z {
      let base = k * columns * rows
      for place in 0..<outside.count { outside[place] = mask[base + place] }
      func visit(_ place: Int) {
        if outside[place] == 0 {
          outside[place] = 2
          stack.append(place)
        }
      }
      for i in 0..<columns {
        visit(i)
        visit((rows - 1) * columns + i)
      }
      for j in 0..<rows {
        visit(j * columns)
        visit(j * columns + columns - 1)
      }
      while let place = stack.popLast() {
        let i = place % columns
        if i > 0 { visit(place - 1) }
        if i < columns - 1 { visit(place + 1) }
        if place >= columns { visit(place - columns) }
        if place < columns * (rows - 1) { visit(place + columns) }
      }
      for place in 0..<outside.count where outside[place] != 2 {
        filled.append(Run(start: base + place, count: 1))
      }
    }
    return Region(grid: grid, runs: filled)
  }

  /// The convex hull of the region in each slice.
  func convexInSlices() -> Region {
    let columns = grid.size.x
    var corners: [[SIMD2<Int>]] = Array(repeating: [], count: grid.size.z)
    forEachSpan { first, count in
      corners[first.z].append(SIMD2(first.x, first.y))
      corners[first.z].append(SIMD2(first.x + count - 1, first.y))
    }
    var runs: [Run] = []
    for (k, points) in corners.enumerated() where !points.isEmpty {
      let hull = convexHull(points)
      let rows = hull.map(\.y)
      for j in (rows.min() ?? 0)...(rows.max() ?? 0) {
        var low = Double.infinity
        var high = -Double.infinity
        for (index, a) in hull.enumerated() {
          let b = hull[(index + 1) % hull.count]
          guard min(a.y, b.y) <= j, j <= max(a.y, b.y) else { continue }
          let share = a.y == b.y ? 0 : Double(j - a.y) / Double(b.y - a.y)
          let x = Double(a.x) + share * Double(b.x - a.x)
          low = min(low, x)
          high = max(high, x)
          if a.y == b.y { (low, high) = (min(low, Double(b.x)), max(high, Double(b.x))) }
        }
        guard low <= high else { continue }
        let first = Int((low - 1e-9).rounded(.up))
        let last = Int((high + 1e-9).rounded(.down))
        if first <= last {
          runs.append(
            Run(start: columns * (j + grid.size.y * k) + first, count: last - first + 1)
          )
        }
      }
    }
    return Region(grid: grid, runs: runs)
  }
}

extension Volume {
  /// The median over a region; nil where it is empty.
  func median(in region: Region) -> Double? { percentile(50, in: region) }

  /// A percentile over a region; nil where it is empty.
  func percentile(_ percent: Double, in region: Region) -> Double? {
    let values = values(in: region).filter { !$0.isNaN }.sorted()
    guard !values.isEmpty else { return nil }
    return Double(values[Int((percent / 100 * Double(values.count - 1)).rounded())])
  }

  /// The mean over a region; nil where it is empty.
  func mean(in region: Region) -> Double? { statistics(in: region)?.mean }

  /// The voxels of a region whose values lie in a range.
  func region(in range: ClosedRange<Float>, within region: Region) -> Region {
    let values = values
    return region.filter(offset: { range.contains(values[$0]) })
  }
}
