/// A region's levels in a frame of zeros, so that every voxel of the region has 26 neighbours and a
/// neighbour is a constant step away.
struct TextureLattice: Sendable {
  /// The levels, column index fastest; 0 outside the region and in the frame.
  let levels: [UInt16]
  /// Where in `levels` the region's voxels are, ascending.
  let voxels: [Int]
  /// The parts of `voxels` in each slice that holds any.
  let slices: [Range<Int>]
  /// The steps in `levels` from a voxel to the next along columns, rows and slices.
  let strides: SIMD3<Int>
  /// Ng.
  let levelCount: Int

  init(_ region: DiscretizedRegion) {
    let strides = SIMD3(1, region.size.x + 2, (region.size.x + 2) * (region.size.y + 2))
    var levels = [UInt16](repeating: 0, count: strides.z * (region.size.z + 2))
    var voxels: [Int] = []
    var slices: [Range<Int>] = []
    var source = 0
    for slice in 0..<region.size.z {
      let begin = voxels.count
      for row in 0..<region.size.y {
        let target = 1 + (row + 1) * strides.y + (slice + 1) * strides.z
        for column in 0..<region.size.x {
          let level = region.levels[source + column]
          guard level > 0 else { continue }
          levels[target + column] = level
          voxels.append(target + column)
        }
        source += region.size.x
      }
      if begin < voxels.count { slices.append(begin..<voxels.count) }
    }
    self.levels = levels
    self.voxels = voxels
    self.slices = slices
    self.strides = strides
    levelCount = region.levelCount
  }

  /// The step to the neighbour in a direction.
  func step(_ direction: SIMD3<Int>) -> Int {
    (direction &* strides).wrappedSum()
  }

  /// The steps to the eight neighbours in the slice.
  var planarNeighbors: [Int] {
    TextureDirection.planar.map(step).flatMap { [-$0, $0] }
  }

  /// The steps to all 26 neighbours.
  var neighbors: [Int] {
    (TextureDirection.planar + TextureDirection.oblique).map(step).flatMap { [-$0, $0] }
  }
}

/// The directions at Chebyshev distance 1, of each pair of opposite ones the first.
///
/// - Source: IBSI reference manual, grey level co-occurrence based features.
enum TextureDirection {
  /// The four within a slice.
  static let planar: [SIMD3<Int>] = [[1, 0, 0], [0, 1, 0], [1, 1, 0], [-1, 1, 0]]
  /// The nine that lead to the next slice.
  static let oblique: [SIMD3<Int>] = (-1...1).flatMap { row in
    (-1...1).map { column in SIMD3(column, row, 1) }
  }
}
