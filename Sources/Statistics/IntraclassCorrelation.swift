/// How much of the variation of measurements lies between what was measured.
public enum IntraclassCorrelation: String, Sendable, CaseIterable {
  /// ICC(1,1): each subject measured by others; one-way.
  case oneWay = "ICC(1,1)"
  /// ICC(2,1): all measured by the same readers, drawn from many; agreement.
  case agreement = "ICC(2,1)"
  /// ICC(3,1): all measured by the same readers, who are the only ones; consistency.
  case consistency = "ICC(3,1)"

  /// The correlation and its interval.
  ///
  /// - Parameters:
  ///   - table: one row for each subject, one column for each measurement; at least two of each.
  ///   - level: the confidence level.
  /// - Returns: the correlation, 1 at most, and its interval by F.
  /// - Precondition: rows are equally long.
  /// - Source: Shrout PE, Fleiss JL, Psychol Bull 1979;86:420; McGraw KO, Wong SP, Psychol Methods
  ///   1996;1:30, table 7 (intervals; for ICC(2,1) by Satterthwaite's degrees of freedom).
  public func estimate(
    of table: [[Double]],
    level: Double
  ) -> (value: Double, interval: Interval) {
    let (n, k) = (Double(table.count), Double(table[0].count))
    precondition(n > 1 && k > 1 && table.allSatisfy { $0.count == table[0].count }, "a table")
    let squares = SumsOfSquares(table)
    let rows = squares.rows / (n - 1)
    let columns = squares.columns / (k - 1)
    let within = (squares.columns + squares.error) / (n * (k - 1))
    let error = squares.error / ((n - 1) * (k - 1))
    let upper = (1 + level) / 2
    func interval(_ lower: Double, _ higher: Double) -> Interval {
      Interval(lower: lower, upper: higher, level: level, method: "\(rawValue), F")
    }
    switch self {
    case .oneWay:
      let f = rows / within
      let low = f / FisherF(n - 1, n * (k - 1)).quantile(upper)
      let high = f * FisherF(n * (k - 1), n - 1).quantile(upper)
      return (
        (rows - within) / (rows + (k - 1) * within),
        interval((low - 1) / (low + k - 1), (high - 1) / (high + k - 1))
      )
    case .consistency:
      let f = rows / error
      let low = f / FisherF(n - 1, (n - 1) * (k - 1)).quantile(upper)
      let high = f * FisherF((n - 1) * (k - 1), n - 1).quantile(upper)
      return (
        (rows - error) / (rows + (k - 1) * error),
        interval((low - 1) / (low + k - 1), (high - 1) / (high + k - 1))
      )
    case .agreement:
      let icc = (rows - error) / (rows + (k - 1) * error + k * (columns - error) / n)
      let a = k * icc / (n * (1 - icc))
      let b = 1 + k * icc * (n - 1) / (n * (1 - icc))
      let sum = a * columns + b * error
      let freedom =
        sum * sum
        / (a * columns * a * columns / (k - 1) + b * error * b * error / ((n - 1) * (k - 1)))
      let low = FisherF(n - 1, freedom).quantile(upper)
      let high = FisherF(freedom, n - 1).quantile(upper)
      let mixed = k * columns + (k * n - k - n) * error
      return (
        icc,
        interval(
          n * (rows - low * error) / (low * mixed + n * rows),
          n * (high * rows - error) / (mixed + n * high * rows)
        )
      )
    }
  }
}

/// The sums of squares of a two-way table with one value in each cell.
private struct SumsOfSquares {
  var rows = 0.0
  var columns = 0.0
  var error = 0.0

  init(_ table: [[Double]]) {
    let (n, k) = (table.count, table[0].count)
    let rowMeans = table.map { $0.reduce(0, +) / Double(k) }
    let columnMeans = (0..<k).map { column in
      table.reduce(0) { $0 + $1[column] } / Double(n)
    }
    let grand = rowMeans.reduce(0, +) / Double(n)
    for mean in rowMeans { rows += Double(k) * (mean - grand) * (mean - grand) }
    for mean in columnMeans { columns += Double(n) * (mean - grand) * (mean - grand) }
    for (row, rowMean) in zip(table, rowMeans) {
      for (value, columnMean) in zip(row, columnMeans) {
        let rest = value - rowMean - columnMean + grand
        error += rest * rest
      }
    }
  }
}
