import Voxels

extension PairSums {
  /// The sums, pair by pair.
  ///
  /// Pairs are taken row by row: between two rows of voxels the weight depends on the step along the
  /// row alone, so that a voxel's pairs with a whole run are one scalar product.
  init(pairwise deviations: Deviations) {
    let size = deviations.size
    let rows = Self.runs(deviations.isInside, size)
    // Steps between rows: half of them, since each pair counts in both orders.
    let steps = (0..<size.z).flatMap { z in
      (1 - size.y..<size.y).filter { z > 0 || $0 >= 0 }.map { (y: $0, z: z) }
    }
    let parts = Slabs.map(steps.count, voxels: deviations.count * deviations.count / 16) { range in
      range.map { number in
        Self.pairs(rows, deviations.values, size, deviations.spacing, step: steps[number])
      }
    }
    for part in parts.joined() { add(part) }
  }

  /// The runs of a mask's voxels in each row, as ranges of columns.
  private static func runs(_ mask: [Bool], _ size: SIMD3<Int>) -> [[Range<Int>]] {
    (0..<size.y * size.z).map { row in
      var runs: [Range<Int>] = []
      var start: Int?
      for i in 0...size.x {
        let isInside = i < size.x && mask[row * size.x + i]
        if isInside, start == nil { start = i }
        if !isInside, let first = start {
          runs.append(first..<i)
          start = nil
        }
      }
      return runs
    }
  }

  /// The sums over the pairs of rows that lie a step apart.
  private static func pairs(
    _ rows: [[Range<Int>]],
    _ values: [Double],
    _ size: SIMD3<Int>,
    _ spacing: SIMD3<Double>,
    step: (y: Int, z: Int)
  ) -> PairSums {
    let (dy, dz) = (Double(step.y) * spacing.y, Double(step.z) * spacing.z)
    let across = dy * dy + dz * dz
    // Weight by step along the row, from -size.x to size.x, and its running sum.
    let weights = (-size.x...size.x).map { column -> Double in
      let dx = Double(column) * spacing.x
      let squared = across + dx * dx
      return squared > 0 ? 1 / squared.squareRoot() : 0
    }
    var running = [0.0]
    running.reserveCapacity(weights.count + 1)
    for weight in weights { running.append(running[running.count - 1] + weight) }
    let isSameRow = step.y == 0 && step.z == 0

    var sums = PairSums()
    for k in 0..<size.z - step.z {
      for j in max(0, -step.y)..<min(size.y, size.y - step.y) {
        let (near, far) = (j + size.y * k, j + step.y + size.y * (k + step.z))
        guard !rows[near].isEmpty, !rows[far].isEmpty else { continue }
        for a in rows[near] {
          for b in rows[far] {
            sums.add(
              pairs(values, near * size.x, a, far * size.x, b, weights, running, size.x)
            )
          }
        }
      }
    }
    guard !isSameRow else { return sums }
    // The other order: the far voxel first.
    sums.weights *= 2
    sums.products *= 2
    return sums
  }

  private static func pairs(
    _ values: [Double],
    _ near: Int,
    _ a: Range<Int>,
    _ far: Int,
    _ b: Range<Int>,
    _ weights: [Double],
    _ running: [Double],
    _ reach: Int
  ) -> PairSums {
    var sums = PairSums()
    let isSameRow = near == far
    unsafe values.withUnsafeBufferPointer { values in
      unsafe weights.withUnsafeBufferPointer { weights in
        for p in a {
          let first = b.lowerBound - p + reach
          var lanes = SIMD4<Double>.zero
          let count = b.count
          var index = 0
          while index + 4 <= count {
            let (w, x) = (first + index, far + b.lowerBound + index)
            let near = unsafe SIMD4(weights[w], weights[w + 1], weights[w + 2], weights[w + 3])
            let far = unsafe SIMD4(values[x], values[x + 1], values[x + 2], values[x + 3])
            lanes += near * far
            index += 4
          }
          var product = lanes.sum()
          while index < count {
            product += unsafe weights[first + index] * values[far + b.lowerBound + index]
            index += 1
          }
          let value = unsafe values[near + p]
          let weight = running[first + count] - running[first]
          sums.weights += weight
          sums.products += value * product
          sums.squares += value * value * weight
        }
        guard !isSameRow else { return }
        for q in b {
          let first = q - a.upperBound + 1 + reach
          let weight = running[first + a.count] - running[first]
          let value = unsafe values[far + q]
          sums.squares += value * value * weight
        }
      }
    }
    return sums
  }
}
