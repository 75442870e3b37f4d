import Glibc
import Voxels

/// The eigenvalues of a symmetric matrix, largest first, by Jacobi's rotations.
///
/// - Parameter matrix: its rows.
/// - Returns: the eigenvalues, none below 0.
func eigenvalues(_ matrix: [SIMD3<Double>]) -> SIMD3<Double> {
  var a = matrix
  for _ in 0..<50 {
    let off = a[0][1] * a[0][1] + a[0][2] * a[0][2] + a[1][2] * a[1][2]
    let size = a[0][0] * a[0][0] + a[1][1] * a[1][1] + a[2][2] * a[2][2]
    guard off > 1e-30 * size else { break }
    for (p, q) in [(0, 1), (0, 2), (1, 2)] where a[p][q] != 0 {
      let angle = (a[q][q] - a[p][p]) / (2 * a[p][q])
      let t = (angle >= 0 ? 1 : -1) / (abs(angle) + (angle * angle + 1).squareRoot())
      let c = 1 / (t * t + 1).squareRoot()
      let s = t * c
      for k in 0..<3 {
        let (x, y) = (a[k][p], a[k][q])
        a[k][p] = c * x - s * y
        a[k][q] = s * x + c * y
      }
      for k in 0..<3 {
        let (x, y) = (a[p][k], a[q][k])
        a[p][k] = c * x - s * y
        a[q][k] = s * x + c * y
      }
    }
  }
  let sorted = [a[0][0], a[1][1], a[2][2]].sorted(by: >)
  return SIMD3(max(0, sorted[0]), max(0, sorted[1]), max(0, sorted[2]))
}

/// The area of an ellipsoid with semi-axes a ≥ b ≥ c, by 20 Legendre polynomials.
///
/// - Source: IBSI 3.1.24 (RDD2).
func ellipsoidArea(_ axes: SIMD3<Double>) -> Double {
  let (a, b, c) = (axes.x, axes.y, axes.z)
  let alpha = 1 - b * b / (a * a)
  let beta = 1 - c * c / (a * a)
  // The polynomials times the power of the product that multiplies them, which has no pole.
  let (mean, product) = ((alpha + beta) / 2, alpha * beta)
  var (before, current) = (1.0, mean)
  var sum = 1 + current / (1 - 4)
  for order in 2...20 {
    let n = Double(order)
    let next = ((2 * n - 1) * mean * current - (n - 1) * product * before) / n
    sum += next / (1 - 4 * n * n)
    (before, current) = (current, next)
  }
  return 4 * .pi * a * b * sum
}

/// The semi-axes of the smallest ellipsoid around points, longest first.
///
/// Khachiyan's algorithm with steps away from points; its volume is within 1e-4 of the smallest.
///
/// - Source: IBSI 3.1.25 (SWZ1); Todd and Yildirim, Discrete Appl. Math. 155:1731 (2007).
func minimumVolumeEnclosingEllipsoid(_ points: [SIMD3<Double>]) -> SIMD3<Double>? {
  guard points.count > 3 else { return nil }
  let count = Double(points.count)
  let middle = points.reduce(.zero, +) / count
  let lifted = points.map { point -> SIMD4<Double> in SIMD4(point - middle, 1) }
  var weights = [Double](repeating: 1 / count, count: points.count)
  for _ in 0..<20_000 {
    var moments = [SIMD4<Double>](repeating: .zero, count: 4)
    for (q, weight) in zip(lifted, weights) where weight > 0 {
      for row in 0..<4 { moments[row] += weight * q[row] * q }
    }
    guard let inverse = inverted(moments) else { return nil }
    var (far, near) = ((value: -Double.infinity, index: 0), (value: Double.infinity, index: 0))
    for (index, q) in lifted.enumerated() {
      var value = 0.0
      for row in 0..<4 { value += q[row] * (inverse[row] * q).sum() }
      if value > far.value { far = (value, index) }
      if weights[index] > 0, value < near.value { near = (value, index) }
    }
    let (above, below) = (far.value / 4 - 1, 1 - near.value / 4)
    guard max(above, below) > 1e-5 else { break }
    let (value, index) = above > below ? far : near
    var step = (value - 4) / (4 * (value - 1))
    if above <= below { step = max(step, -weights[index] / (1 - weights[index])) }
    for other in weights.indices { weights[other] *= 1 - step }
    weights[index] += step
    if weights[index] < 1e-14 { weights[index] = 0 }
  }
  var center = SIMD3<Double>.zero
  for (point, weight) in zip(points, weights) { center += weight * point }
  var spread = [SIMD3<Double>](repeating: .zero, count: 3)
  for (point, weight) in zip(points, weights) {
    let d = point - center
    for row in 0..<3 { spread[row] += weight * d[row] * d }
  }
  let values = eigenvalues(spread)
  return SIMD3(
    (3 * values.x).squareRoot(),
    (3 * values.y).squareRoot(),
    (3 * values.z).squareRoot()
  )
}

/// The inverse of a matrix of four rows, by elimination; nil where it has none.
private func inverted(_ matrix: [SIMD4<Double>]) -> [SIMD4<Double>]? {
  var left = matrix
  var right: [SIMD4<Double>] = (0..<4).map { row in
    var unit = SIMD4<Double>.zero
    unit[row] = 1
    return unit
  }
  for column in 0..<4 {
    guard let pivot = (column..<4).max(by: { abs(left[$0][column]) < abs(left[$1][column]) }),
      abs(left[pivot][column]) > 1e-300
    else { return nil }
    left.swapAt(column, pivot)
    right.swapAt(column, pivot)
    let scale = 1 / left[column][column]
    left[column] *= scale
    right[column] *= scale
    for row in 0..<4 where row != column {
      let factor = left[row][column]
      left[row] -= factor * left[column]
      right[row] -= factor * right[column]
    }
  }
  return right
}
