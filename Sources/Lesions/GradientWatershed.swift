import Voxels

extension Volume where Unit == SUVbw {
  /// The watershed of the gradient's magnitude between an inner marker and all that lies outside a
  /// region.
  ///
  /// Voxels between the two are taken up in the order of their gradient, over shared faces, each by
  /// the marker that reaches it first; of equal gradients the voxel that was reached first goes
  /// first. Beside an undefined value the gradient is infinite, and such voxels go last.
  ///
  /// - Parameters:
  ///   - inside: the inner marker, part of `limit`.
  ///   - limit: what the result stays within.
  /// - Returns: the inner marker and what was flooded from it.
  /// - Source: Meyer F, Signal Processing 1994;38:113 (flooding from markers).
  func watershed(from inside: Region, within limit: Region) -> Region {
    guard let box = limit.boundingBox else { return inside }
    // A frame of one voxel around the box belongs to the outer marker.
    let size = box.size &+ 2
    func place(_ offset: Int) -> Int {
      let index = grid.index(at: offset) &- box.lower &+ 1
      return index.x + size.x * (index.y + size.y * index.z)
    }
    let between = Array(limit.subtracting(inside).offsets)
    var labels = [Label](repeating: .outer, count: size.x * size.y * size.z)
    var offsets = [Int](repeating: 0, count: labels.count)
    for offset in inside.offsets { labels[place(offset)] = .inner }
    for offset in between {
      labels[place(offset)] = .open
      offsets[place(offset)] = offset
    }
    let steps = [1, size.x, size.x * size.y].flatMap { [-$0, $0] }
    var queue = FloodQueue()
    // First what touches a marker: where it touches both, the inner one has it.
    for label in [Label.inner, .outer] {
      for voxel in between.map(place) where labels[voxel] == .open {
        if steps.contains(where: { labels[voxel + $0] == label }) {
          queue.insert(voxel, label, at: gradientMagnitude(at: grid.index(at: offsets[voxel])))
        }
      }
    }
    while let (voxel, label) = queue.takeLowest() {
      guard labels[voxel] == .open else { continue }
      labels[voxel] = label
      for step in steps where labels[voxel + step] == .open {
        let index = grid.index(at: offsets[voxel + step])
        queue.insert(voxel + step, label, at: gradientMagnitude(at: index))
      }
    }
    let flooded = between.filter { labels[place($0)] == .inner }
    return inside.union(
      Region(grid: grid, runs: flooded.map { Region.Run(start: $0, count: 1) })
    )
  }

  /// How steeply the uptake changes at a voxel, per mm: central differences, one-sided at the edge.
  private func gradientMagnitude(at index: SIMD3<Int>) -> Float {
    let affine = grid.affine
    let volume = affine.determinant
    // The index axes' reciprocal vectors turn differences per voxel into a gradient per mm.
    let axes = [
      cross(affine.rowStep, affine.sliceStep) / volume,
      cross(affine.sliceStep, affine.columnStep) / volume,
      cross(affine.columnStep, affine.rowStep) / volume,
    ]
    var gradient = SIMD3<Double>.zero
    for axis in 0..<3 where grid.size[axis] > 1 {
      var before = index
      var after = index
      before[axis] = max(0, index[axis] - 1)
      after[axis] = min(grid.size[axis] - 1, index[axis] + 1)
      let difference = Double(self[after]) - Double(self[before])
      gradient += axes[axis] * (difference / Double(after[axis] - before[axis]))
    }
    let magnitude = Float(length(gradient))
    return magnitude.isNaN ? .infinity : magnitude
  }
}

/// Whose a voxel is.
private enum Label { case open, inner, outer }

/// Voxels waiting to be flooded, the lowest first and of equally low ones the oldest.
private struct FloodQueue {
  private var heap: [(height: Float, age: Int, voxel: Int, label: Label)] = []
  private var count = 0

  mutating func insert(_ voxel: Int, _ label: Label, at height: Float) {
    heap.append((height, count, voxel, label))
    count += 1
    var child = heap.count - 1
    while child > 0, isBefore(child, (child - 1) / 2) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func takeLowest() -> (voxel: Int, label: Label)? {
    guard let first = heap.first else { return nil }
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var parent = 0
    while true {
      var lowest = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count {
        if isBefore(child, lowest) { lowest = child }
      }
      if lowest == parent { return (first.voxel, first.label) }
      heap.swapAt(parent, lowest)
      parent = lowest
    }
  }

  private func isBefore(_ a: Int, _ b: Int) -> Bool {
    (heap[a].height, heap[a].age) < (heap[b].height, heap[b].age)
  }
}
