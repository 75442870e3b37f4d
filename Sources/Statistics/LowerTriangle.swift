import Glibc

/// A symmetric matrix that becomes its Cholesky factor in place; only the lower triangle is held.
struct LowerTriangle {
  let size: Int
  var values: [Double]

  /// A matrix of zeros.
  init(size: Int) {
    self.size = size
    values = [Double](repeating: 0, count: size * size)
  }

  /// The element of a row and a column not beyond it.
  subscript(row: Int, column: Int) -> Double {
    get { values[row * size + column] }
    set { values[row * size + column] = newValue }
  }

  /// Factors the first `count` columns; the rest becomes what is left once they are taken out.
  ///
  /// A pivot that is not above a trillionth of its diagonal's first value is one that the others
  /// make up: nil is given.
  ///
  /// - Parameter count: how many columns; all where nil.
  /// - Returns: the logarithm of the squared product of the factored pivots.
  mutating func factor(first count: Int? = nil) -> Double? {
    var logarithm = 0.0
    for column in 0..<(count ?? size) {
      // Left-looking: the columns before are already factors.
      for row in column..<size {
        var sum = self[row, column]
        for k in 0..<column { sum -= self[row, k] * self[column, k] }
        if row == column {
          guard sum > 1e-12 * abs(self[column, column]), sum > 0 else { return nil }
          logarithm += log(sum)
          self[column, column] = sum.squareRoot()
        } else {
          self[row, column] = sum / self[column, column]
        }
      }
    }
    guard let count else { return logarithm }
    for row in count..<size {
      for column in count...row {
        var sum = self[row, column]
        for k in 0..<count { sum -= self[row, k] * self[column, k] }
        self[row, column] = sum
      }
    }
    return logarithm
  }

  /// Solves `L' x = b` for the leading block of a factored matrix.
  func backSolved(_ right: [Double]) -> [Double] {
    var solution = right
    for row in right.indices.reversed() {
      for below in (row + 1)..<max(right.count, row + 1) {
        solution[row] -= self[below, row] * solution[below]
      }
      solution[row] /= self[row, row]
    }
    return solution
  }
}
