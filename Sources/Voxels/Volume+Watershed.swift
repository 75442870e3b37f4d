/// Which values a flood takes first.
public enum FloodOrder: Sendable {
  /// From low to high values: on a gradient or a distance.
  case ascending
  /// From high to low values: on an uptake.
  case descending
}

extension Volume {
  /// Shares out a region among markers, by flooding it from all of them at once.
  ///
  /// The voxel that is next in the flood's order, of those that touch a basin, joins the basin that
  /// touched it first. Voxels of equal value are flooded in the order in which they were touched: markers
  /// in their order and storage order first, then neighbours in storage order. Basins meet without a
  /// line between them.
  ///
  /// - Parameters:
  ///   - markers: where the flood starts; of markers that overlap the earlier has the voxel, and what
  ///     of a marker lies outside the region is left out.
  ///   - region: the voxels to share out.
  ///   - connectivity: which voxels are neighbours.
  ///   - order: which values are flooded first.
  /// - Returns: a basin for each marker, in the markers' order. Voxels that no path within the region
  ///   joins to a marker are in none, nor is a value that is not a number, unless a marker has it.
  /// - Precondition: markers and region lie on the volume's grid.
  /// - Source: Meyer, Topographic distance and watershed lines, Signal Processing 1994;38:113.
  public func watershed(
    markers: [Region],
    within region: Region,
    _ connectivity: Connectivity,
    order: FloodOrder
  ) -> [Region] {
    precondition(
      region.grid == grid && markers.allSatisfy { $0.grid == grid },
      "regions of the volume's grid"
    )
    guard let box = region.boundingBox else { return markers.map { _ in region } }
    // Labels on the region's box and a margin of one voxel, where nothing may be flooded.
    let size = box.size &+ 2
    let (unreached, forbidden) = (Int32(-1), Int32(-2))
    var labels = [Int32](repeating: forbidden, count: size.x * size.y * size.z)
    func place(_ index: SIMD3<Int>) -> Int {
      let local = index &- box.lower &+ 1
      return local.x + size.x * (local.y + size.y * local.z)
    }
    region.forEachSpan { index, count in
      let first = place(index)
      for step in 0..<count { labels[first + step] = unreached }
    }
    func offset(_ place: Int) -> Int {
      let local = SIMD3(place % size.x, place / size.x % size.y, place / (size.x * size.y))
      return grid.offset(of: local &+ box.lower &- 1)
    }
    let sign: Float = order == .ascending ? 1 : -1
    var queue = FloodQueue()
    for (label, marker) in markers.enumerated() {
      for offset in marker.intersection(region).offsets {
        let place = place(grid.index(at: offset))
        guard labels[place] == unreached else { continue }
        labels[place] = Int32(label)
        let value = values[offset] * sign
        queue.push(value.isNaN ? .infinity : value, place)
      }
    }
    let steps = connectivity.steps.map { $0.x + size.x * ($0.y + size.y * $0.z) }
    while let here = queue.pop() {
      for step in steps where labels[here + step] == unreached {
        let value = values[offset(here + step)] * sign
        guard !value.isNaN else { continue }
        labels[here + step] = labels[here]
        queue.push(value, here + step)
      }
    }
    var basins = markers.map { _ in RunBuilder(grid: grid) }
    region.forEachSpan { index, count in
      let first = place(index)
      let start = grid.offset(of: index)
      for step in 0..<count where labels[first + step] >= 0 {
        basins[Int(labels[first + step])].append(start + step..<start + step + 1)
      }
    }
    return basins.map { Region(grid: grid, sortedRuns: $0.runs) }
  }
}

/// The voxels that a flood has touched, lowest value first; of equal ones the first touched.
private struct FloodQueue {
  private var heap: [(value: Float, age: Int, place: Int)] = []
  private var age = 0

  mutating func push(_ value: Float, _ place: Int) {
    heap.append((value, age, place))
    age += 1
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard isBefore(child, parent) else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  mutating func pop() -> Int? {
    guard let first = heap.first else { return nil }
    let last = heap.removeLast()
    guard !heap.isEmpty else { return first.place }
    heap[0] = last
    var parent = 0
    while true {
      var next = parent
      for child in 2 * parent + 1...2 * parent + 2
      where child < heap.count && isBefore(child, next) {
        next = child
      }
      if next == parent { return first.place }
      heap.swapAt(parent, next)
      parent = next
    }
  }

  private func isBefore(_ a: Int, _ b: Int) -> Bool {
    (heap[a].value, heap[a].age) < (heap[b].value, heap[b].age)
  }
}
