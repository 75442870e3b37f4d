import Voxels

extension TissueMap {
  /// The tissue at the voxel centres of another grid, moved.
  ///
  /// - Parameters:
  ///   - target: the grid to look at; axes parallel to this map's.
  ///   - displacement: how far the tissue that rests at a place in LPS mm has moved; nil for nowhere.
  /// - Returns: the map on the other grid.
  func atNearest(
    to target: Grid,
    displacement: ((SIMD3<Double>) -> SIMD3<Double>)?
  ) -> TissueMap {
    let still = labels(at: target)
    guard let displacement else { return TissueMap(grid: target, tissues: still) }
    // The displacement, known at every fourth voxel.
    let step = 4
    let nodes = (target.size &- 1) / step &+ 1
    var shifts: [SIMD3<Double>] = []
    shifts.reserveCapacity(nodes.x * nodes.y * nodes.z)
    for k in 0..<nodes.z {
      for j in 0..<nodes.y {
        for i in 0..<nodes.x {
          shifts.append(displacement(target.position(of: SIMD3(i, j, k) &* step)))
        }
      }
    }
    var moved = still
    for k in 0..<target.size.z {
      for j in 0..<target.size.y {
        let row = target.offset(of: SIMD3(0, j, k))
        for i in 0..<target.size.x {
          let shift = shifts[i / step + nodes.x * (j / step + nodes.y * (k / step))]
          guard (shift * shift).sum() > 0.25 else { continue }
          let place = grid.affine.voxel(at: target.position(of: SIMD3(i, j, k)) - shift)
          moved[row + i] = label(at: place)
        }
      }
    }
    return TissueMap(grid: target, tissues: moved)
  }

  private func labels(at target: Grid) -> [UInt8] {
    func places(_ axis: Int) -> [Int] {
      (0..<target.size[axis]).map { place in
        var index = SIMD3<Int>(0, 0, 0)
        index[axis] = place
        return Int(grid.affine.voxel(at: target.position(of: index))[axis].rounded())
      }
    }
    let (x, y, z) = (places(0), places(1), places(2))
    var labels = [UInt8](repeating: Tissue.air.rawValue, count: target.voxelCount)
    for k in 0..<target.size.z where z[k] >= 0 && z[k] < grid.size.z {
      for j in 0..<target.size.y where y[j] >= 0 && y[j] < grid.size.y {
        let source = grid.offset(of: SIMD3(0, y[j], z[k]))
        let row = target.offset(of: SIMD3(0, j, k))
        for i in 0..<target.size.x where x[i] >= 0 && x[i] < grid.size.x {
          labels[row + i] = tissues[source + x[i]]
        }
      }
    }
    return labels
  }

  private func label(at place: SIMD3<Double>) -> UInt8 {
    let nearest = place.rounded(.toNearestOrAwayFromZero)
    let index = SIMD3<Int>(Int(nearest.x), Int(nearest.y), Int(nearest.z))
    for axis in 0..<3 where index[axis] < 0 || index[axis] >= grid.size[axis] {
      return Tissue.air.rawValue
    }
    return tissues[grid.offset(of: index)]
  }

  /// The voxels of some tissues.
  func region(of wanted: Set<Tissue>) -> Region {
    var isWanted = [Bool](repeating: false, count: 256)
    for tissue in wanted { isWanted[Int(tissue.rawValue)] = true }
    return Region(grid: grid, mask: tissues.map { isWanted[Int($0)] ? 1 : 0 })
  }

  /// The diameter of a circle of the trunk's cross section: the median over all slices, in cm.
  var trunkDiameterCentimeters: Double {
    let perSlice = grid.size.x * grid.size.y
    let spacing = grid.spacingMillimeters
    let diameters = (0..<grid.size.z).map { slice in
      let labels = tissues.span.extracting(slice * perSlice..<(slice + 1) * perSlice)
      var count = 0
      for index in 0..<perSlice where labels[index] != Tissue.air.rawValue { count += 1 }
      return 2 * (Double(count) * spacing.x * spacing.y / .pi).squareRoot() / 10
    }.sorted()
    return diameters[diameters.count / 2]
  }

  /// The point of the body that is furthest back, where the table begins: y in LPS mm.
  var lowestPoint: Double? {
    for row in stride(from: grid.size.y - 1, through: 0, by: -1) {
      for slice in 0..<grid.size.z {
        let start = grid.offset(of: SIMD3(0, row, slice))
        if tissues[start..<start + grid.size.x].contains(where: { $0 != Tissue.air.rawValue }) {
          return grid.position(of: SIMD3(0, row, slice)).y
        }
      }
    }
    return nil
  }
}

extension ScanSubject.Lesion {
  /// The voxels of another grid that the lesion fills by half or more, moved; the fullest one where
  /// there is none.
  func region(
    from source: Grid,
    on target: Grid,
    shiftedBy shift: SIMD3<Double>
  ) throws(GridError) -> Region {
    guard let first = voxels.first else { return .empty(target) }
    var lower = source.index(at: first.offset)
    var upper = lower
    for voxel in voxels {
      lower = pointwiseMin(lower, source.index(at: voxel.offset))
      upper = pointwiseMax(upper, source.index(at: voxel.offset))
    }
    let box = try Grid(
      size: upper &- lower &+ 1,
      affine: Affine(
        columnStep: source.affine.columnStep,
        rowStep: source.affine.rowStep,
        sliceStep: source.affine.sliceStep,
        origin: source.position(of: lower) + shift
      )
    )
    var shares = Volume<SUVbw>(grid: box, values: Array(repeating: 0, count: box.voxelCount))
    for voxel in voxels {
      shares.values[box.offset(of: source.index(at: voxel.offset) &- lower)] = voxel.share
    }
    // The part of the target around the lesion.
    let ends = [
      target.affine.voxel(at: box.position(of: .zero)),
      target.affine.voxel(at: box.position(of: box.size &- 1)),
    ]
    func range(_ axis: Int) -> Range<Int> {
      let low = max(0, Int(min(ends[0][axis], ends[1][axis]).rounded(.down)) - 1)
      let high = min(target.size[axis], Int(max(ends[0][axis], ends[1][axis]).rounded(.up)) + 2)
      return low..<max(low, high)
    }
    let ranges = (0..<3).map(range)
    guard ranges.allSatisfy({ !$0.isEmpty }) else { return .empty(target) }
    let corner = SIMD3(ranges[0].lowerBound, ranges[1].lowerBound, ranges[2].lowerBound)
    let part = try Grid(
      size: SIMD3(ranges[0].count, ranges[1].count, ranges[2].count),
      affine: Affine(
        columnStep: target.affine.columnStep,
        rowStep: target.affine.rowStep,
        sliceStep: target.affine.sliceStep,
        origin: target.position(of: corner)
      )
    )
    let filled = PointSpread.voxelMean.image(of: shares, on: part)
    let fullest = filled.values.max() ?? 0
    guard fullest > 0 else { return .empty(target) }
    let threshold = min(0.5, fullest)
    var runs: [Region.Run] = []
    for k in ranges[2] {
      for j in ranges[1] {
        for i in ranges[0] {
          let index = SIMD3(i, j, k)
          guard filled[index &- corner] >= threshold else { continue }
          runs.append(Region.Run(start: target.offset(of: index), count: 1))
        }
      }
    }
    return Region(grid: target, runs: runs)
  }
}
