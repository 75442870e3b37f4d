/// Labels that share a vertical margin.
enum LabelColumn {
  /// The heights of labels nearest to those wished for, in the same order, at least `gap` apart and
  /// within `range`.
  ///
  /// The squares of the displacements add up to the least that is possible, but for the ends of the
  /// range.
  ///
  /// - Parameters:
  ///   - wished: ascending.
  ///   - gap: the least distance between two labels.
  ///   - range: where labels may be; it must have room for all.
  /// - Returns: a height for each label.
  /// - Source: isotonic regression by pooling adjacent violators (Barlow et al 1972) of the wishes
  ///   less their places' multiples of the gap.
  static func spread(_ wished: [Double], gap: Double, in range: ClosedRange<Double>) -> [Double] {
    var pools: [(sum: Double, count: Int)] = []
    for (i, wish) in wished.enumerated() {
      pools.append((wish - Double(i) * gap, 1))
      while pools.count > 1 {
        let (last, previous) = (pools[pools.count - 1], pools[pools.count - 2])
        guard previous.sum / Double(previous.count) > last.sum / Double(last.count) else { break }
        pools.removeLast(2)
        pools.append((previous.sum + last.sum, previous.count + last.count))
      }
    }
    let highest = range.upperBound - Double(max(0, wished.count - 1)) * gap
    let starts = pools.flatMap { pool in
      [Double](
        repeating: max(range.lowerBound, min(highest, pool.sum / Double(pool.count))),
        count: pool.count
      )
    }
    return starts.enumerated().map { $1 + Double($0) * gap }
  }
}
