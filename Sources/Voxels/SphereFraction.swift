import Glibc

/// The rows of weights of a sphere around the middle of a voxel, each the fraction of a voxel's box in
/// the sphere.
///
/// The sphere is symmetric about its middle planes, so that an eighth of the boxes is computed.
func fractionRows(radius: Double, spacing: SIMD3<Double>) -> [SphereKernel.Row] {
  let reach = SIMD3(
    Int(radius / spacing.x + 0.5),
    Int(radius / spacing.y + 0.5),
    Int(radius / spacing.z + 0.5)
  )
  var rows: [SphereKernel.Row] = []
  for k in -reach.z...reach.z {
    for j in -reach.y...reach.y {
      if k > 0 || (k == 0 && j > 0) {
        // Mirrored from the row on the other side, which is already there.
        let mirror = rows.first { $0.rows == -abs(j) && $0.slices == -k }
        if let mirror {
          rows.append(
            SphereKernel.Row(
              rows: j,
              slices: k,
              firstColumn: mirror.firstColumn,
              weights: mirror.weights
            )
          )
        }
        continue
      }
      let half = (0...reach.x).map { i in
        sphereFraction(
          center: SIMD3(Double(i), Double(j), Double(k)) * spacing,
          size: spacing,
          radius: radius
        )
      }.prefix { $0 > 0 }
      guard !half.isEmpty else { continue }
      rows.append(
        SphereKernel.Row(
          rows: j,
          slices: k,
          firstColumn: 1 - half.count,
          weights: half.dropFirst().reversed() + half
        )
      )
    }
  }
  return rows
}

/// The fraction of a box that lies in a sphere around the origin.
///
/// The cut of the sphere at a height z is a disc, and the area that disc and rectangle share has a
/// closed form; its integral over z is taken by Gauss-Legendre quadrature between the heights where
/// the form changes, on a variable that makes it smooth there. The error is below 1e-7 of
/// the sphere.
///
/// - Parameters:
///   - center: the box's centre, in mm, along its own axes.
///   - size: the box's edges, in mm.
///   - radius: the sphere's radius, in mm.
/// - Returns: 0 to 1.
func sphereFraction(center: SIMD3<Double>, size: SIMD3<Double>, radius: Double) -> Double {
  let center = SIMD3(abs(center.x), abs(center.y), abs(center.z))
  let lower = center - size / 2
  let upper = center + size / 2
  let nearest = pointwiseMax(lower, .zero)
  if dot(nearest, nearest) >= radius * radius { return 0 }
  if dot(upper, upper) <= radius * radius { return 1 }

  var heights = [lower.z, upper.z]
  for x in [0, lower.x, upper.x] {
    for y in [0, lower.y, upper.y] {
      let height = radius * radius - x * x - y * y
      guard height >= 0 else { continue }
      for z in [-height.squareRoot(), height.squareRoot()] where z > lower.z && z < upper.z {
        heights.append(z)
      }
    }
  }
  heights.sort()

  var volume = 0.0
  for (bottom, top) in zip(heights, heights.dropFirst()) where top > bottom {
    for (node, weight) in gaussLegendre {
      // s runs from 0 to 1; z has slope 0 at both ends, where the area may have a root.
      let s = (1 + node) / 2
      let z = bottom + (top - bottom) * s * s * (3 - 2 * s)
      let slope = 6 * s * (1 - s) * (top - bottom) / 2
      let squared = radius * radius - z * z
      guard squared > 0 else { continue }
      volume += weight * slope * sharedArea(lower, upper, squared.squareRoot())
    }
  }
  return min(1, volume / (size.x * size.y * size.z))
}

/// The area that a rectangle shares with a disc around the origin.
private func sharedArea(_ lower: SIMD3<Double>, _ upper: SIMD3<Double>, _ radius: Double) -> Double
{
  quarterArea(upper.x, upper.y, radius) - quarterArea(lower.x, upper.y, radius)
    - quarterArea(upper.x, lower.y, radius) + quarterArea(lower.x, lower.y, radius)
}

/// The signed area that the rectangle from the origin to (x, y) shares with a disc around the origin.
private func quarterArea(_ x: Double, _ y: Double, _ radius: Double) -> Double {
  let sign = (x < 0) != (y < 0) ? -1.0 : 1.0
  let x = min(abs(x), radius)
  let y = min(abs(y), radius)
  if x * x + y * y <= radius * radius { return sign * x * y }
  // The area under the arc from 0 to a.
  func underArc(_ a: Double) -> Double {
    (a * max(0, radius * radius - a * a).squareRoot() + radius * radius * asin(min(1, a / radius)))
      / 2
  }
  // Below the column where the arc comes down to y the rectangle is whole.
  let whole = max(0, radius * radius - y * y).squareRoot()
  return sign * (whole * y + underArc(x) - underArc(whole))
}

/// The nodes and weights of the 16-point Gauss-Legendre rule on -1...1.
///
/// - Source: Abramowitz and Stegun, Handbook of Mathematical Functions, table 25.4.
private let gaussLegendre: [(node: Double, weight: Double)] = [
  (0.0950125098376374, 0.1894506104550685),
  (0.2816035507792589, 0.1826034150449236),
  (0.4580167776572274, 0.1691565193950025),
  (0.6178762444026438, 0.1495959888165767),
  (0.7554044083550030, 0.1246289712555339),
  (0.8656312023878318, 0.0951585116824928),
  (0.9445750230732326, 0.0622535239386479),
  (0.9894009349916499, 0.0271524594117541),
].flatMap { [(-$0.0, $0.1), ($0.0, $0.1)] }
