extension Region {
  /// The regions of a label map's labels on another grid: each voxel takes the label of the map's voxel
  /// that holds its centre; on a border between voxels the later one's.
  ///
  /// - Parameters:
  ///   - labels: a label for each voxel of the map, column index fastest; 0 is none.
  ///   - grid: the map's grid.
  ///   - target: the grid of the regions.
  /// - Returns: the region of each label that holds a voxel of the target.
  /// - Precondition: `labels.count == grid.voxelCount`.
  package static func regions(
    ofLabels labels: [UInt8],
    on grid: Grid,
    at target: Grid
  ) -> [UInt8: Region] {
    precondition(labels.count == grid.voxelCount, "a label for each voxel")
    let map = IndexMap(from: target.affine, to: grid.affine)
    let isParallel = map.isParallel(on: target)
    let axes = (0..<3).map { axis in
      (0..<target.size[axis]).map { place in
        AxisSample(
          map.origin[axis] + map.steps[axis][axis] * Double(place),
          count: grid.size[axis],
          .nearest
        )
      }
    }
    let columns = axes[0].map { $0.isInside ? $0.lower : -1 }
    let slabs = Slabs.map(target.rowCount, voxels: target.voxelCount) { rows in
      var runs = [[Run]](repeating: [], count: 256)
      let labels = labels.span
      for row in rows {
        let (j, k) = (row % target.size.y, row / target.size.y)
        let first = row * target.size.x
        var last: UInt8 = 0
        var start = 0
        func pass(_ i: Int, _ label: UInt8) {
          guard label != last else { return }
          if last != 0 { runs[Int(last)].append(Run(start: first + start, count: i - start)) }
          last = label
          start = i
        }
        if isParallel {
          let (y, z) = (axes[1][j], axes[2][k])
          guard y.isInside, z.isInside else { continue }
          let base = grid.offset(of: SIMD3(0, y.lower, z.lower))
          for i in 0..<columns.count { pass(i, columns[i] < 0 ? 0 : labels[base + columns[i]]) }
        } else {
          for i in 0..<target.size.x {
            let place = map.place(SIMD3(Double(i), Double(j), Double(k)))
            let x = AxisSample(place.x, count: grid.size.x, .nearest)
            let y = AxisSample(place.y, count: grid.size.y, .nearest)
            let z = AxisSample(place.z, count: grid.size.z, .nearest)
            let isInside = x.isInside && y.isInside && z.isInside
            pass(i, isInside ? labels[grid.offset(of: SIMD3(x.lower, y.lower, z.lower))] : 0)
          }
        }
        pass(target.size.x, 0)
      }
      return runs
    }
    var regions: [UInt8: Region] = [:]
    for label in 1...255 {
      let runs = slabs.flatMap { $0[label] }
      if !runs.isEmpty { regions[UInt8(label)] = Region(grid: target, sortedRuns: runs) }
    }
    return regions
  }
}
