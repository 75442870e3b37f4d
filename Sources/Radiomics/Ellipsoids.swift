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

/// The semi-axes of the smallest ellipsoid around points, longest first; nil where they lie in a
/// plane.
///
/// Khachiyan's algorithm with steps away from points; its volume is within 1e-4 of the smallest. It is
/// found around some of the points first, then the farthest of those left outside are taken in, until
/// there are none.
///
/// - Source: IBSI 3.1.25 (SWZ1); Todd and Yildirim, Discrete Appl. Math. 155:1731 (2007).
func minimumVolumeEnclosingEllipsoid(_ points: [SIMD3<Double>]) -> SIMD3<Double>? {
  guard points.count > 3 else { return nil }
  let middle = points.reduce(.zero, +) / Double(points.count)
  let lifted = points.map { SIMD4($0 - middle, 1) }
  var chosen = farthest(lifted)
  while true {
    var search = EllipsoidSearch(chosen.map { lifted[$0] })
    guard search.run() else {
      // Some points can lie in a plane where all do not.
      guard chosen.count < points.count else { return nil }
      chosen = Array(points.indices)
      continue
    }
    let outside = search.outside(lifted)
    if outside.isEmpty { return search.semiAxes }
    let touching = zip(chosen, search.weights).compactMap { $1 > 0 ? $0 : nil }
    chosen = touching + outside.prefix(20).filter { !touching.contains($0) }
  }
}

/// The points that are the farthest along some directions.
private func farthest(_ points: [SIMD4<Double>]) -> [Int] {
  var found: Set<Int> = []
  for x in -1...1 {
    for y in -1...1 {
      for z in -1...1 {
        let direction = SIMD4(Double(x), Double(y), Double(z), 0)
        let along = points.indices.max { dot(points[$0], direction) < dot(points[$1], direction) }
        if let along { found.insert(along) }
      }
    }
  }
  return found.sorted()
}

/// Weights of points under which their scatter is greatest: those of the smallest ellipsoid.
private struct EllipsoidSearch {
  /// The points, with a fourth coordinate of 1.
  private let points: [SIMD4<Double>]
  private(set) var weights: [Double]
  /// The inverse of the weighted scatter, by rows.
  private var inverse: [SIMD4<Double>] = []
  /// How far out each point is by the inverse; 4 for those that touch the ellipsoid.
  private var reaches: [Double] = []

  /// How much farther than 4 a point may reach, and how much less one with a weight, as a fraction.
  private static let tolerance = 1e-5

  init(_ points: [SIMD4<Double>]) {
    self.points = points
    weights = [Double](repeating: 1 / Double(points.count), count: points.count)
  }

  /// Whether the ellipsoid was found: the points span a volume.
  mutating func run() -> Bool {
    for round in 0..<200_000 {
      // Anew from time to time, so that rounding doesn't add up.
      if round % 64 == 0, !measure() { return false }
      var (far, near) = ((value: -Double.infinity, index: 0), (value: Double.infinity, index: 0))
      for (index, value) in reaches.enumerated() {
        if value > far.value { far = (value, index) }
        if weights[index] > 0, value < near.value { near = (value, index) }
      }
      let (above, below) = (far.value / 4 - 1, 1 - near.value / 4)
      guard max(above, below) > Self.tolerance / 2 else { break }
      let (value, index) = above > below ? far : near
      var step = (value - 4) / (4 * (value - 1))
      if above <= below { step = max(step, -weights[index] / (1 - weights[index])) }
      move(step, toward: index)
    }
    return true
  }

  /// Which of other points lie outside the ellipsoid, the farthest first.
  func outside(_ others: [SIMD4<Double>]) -> [Int] {
    let reaches = others.map { dot($0, applied($0)) }
    return others.indices.filter { reaches[$0] > 4 * (1 + Self.tolerance) }
      .sorted { (reaches[$1], $0) < (reaches[$0], $1) }
  }

  /// The ellipsoid's semi-axes, longest first.
  var semiAxes: SIMD3<Double> {
    var center = SIMD3<Double>.zero
    for (point, weight) in zip(points, weights) { center += weight * point.position }
    var spread = [SIMD3<Double>](repeating: .zero, count: 3)
    for (point, weight) in zip(points, weights) {
      let d = point.position - center
      for row in 0..<3 { spread[row] += weight * d[row] * d }
    }
    let values = eigenvalues(spread)
    return SIMD3(
      (3 * values.x).squareRoot(),
      (3 * values.y).squareRoot(),
      (3 * values.z).squareRoot()
    )
  }

  /// Computes the scatter's inverse and the reaches from the weights.
  private mutating func measure() -> Bool {
    var scatter = [SIMD4<Double>](repeating: .zero, count: 4)
    for (q, weight) in zip(points, weights) where weight > 0 {
      for row in 0..<4 { scatter[row] += weight * q[row] * q }
    }
    guard let inverse = inverted(scatter) else { return false }
    self.inverse = inverse
    reaches = points.map { dot($0, applied($0)) }
    return true
  }

  private func applied(_ q: SIMD4<Double>) -> SIMD4<Double> {
    q.x * inverse[0] + q.y * inverse[1] + q.z * inverse[2] + q.w * inverse[3]
  }

  /// Moves weight to a point, or away from it where the step is below 0.
  private mutating func move(_ step: Double, toward index: Int) {
    let direction = applied(points[index])
    let share = step / (1 - step + step * reaches[index])
    let scale = 1 / (1 - step)
    for row in 0..<4 { inverse[row] = scale * (inverse[row] - share * direction[row] * direction) }
    for other in points.indices {
      let along = dot(points[other], direction)
      reaches[other] = scale * (reaches[other] - share * along * along)
      weights[other] *= 1 - step
    }
    weights[index] += step
    if weights[index] < 1e-14 { weights[index] = 0 }
  }
}

private func dot(_ a: SIMD4<Double>, _ b: SIMD4<Double>) -> Double { (a * b).sum() }

extension SIMD4<Double> {
  /// The first three coordinates.
  fileprivate var position: SIMD3<Double> { SIMD3(x, y, z) }
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
