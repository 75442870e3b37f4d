/// The least value of a function of a few numbers, without its slopes.
///
/// - Source: Nelder JA, Mead R, Comput J 1965;7:308; begun anew from where it ends until nothing is
///   gained, which frees it from a flattened simplex.
enum NelderMead {
  /// The place of the least value; nil where no value is finite.
  static func minimum(
    from start: [Double],
    step: Double = 0.5,
    of value: ([Double]) -> Double
  ) -> [Double]? {
    var best = start
    var least = value(start)
    for round in 0..<8 {
      let found = descent(from: best, step: round == 0 ? step : step / 5, value)
      let gained = least - found.value
      if found.value <= least { (best, least) = (found.place, found.value) }
      if gained.isFinite, gained < 1e-11 * (1 + abs(least)) { break }
    }
    return least.isFinite ? best : nil
  }

  private static func descent(
    from start: [Double],
    step: Double,
    _ value: ([Double]) -> Double
  ) -> (place: [Double], value: Double) {
    typealias Corner = (place: [Double], value: Double)
    var corners: [Corner] = [(start, value(start))]
    for axis in start.indices {
      var place = start
      place[axis] += step
      corners.append((place, value(place)))
    }
    let n = Double(start.count)
    for _ in 0..<(400 * start.count) {
      corners.sort { $0.value < $1.value }
      let (best, worst) = (corners[0], corners[corners.count - 1])
      let spread = worst.value - best.value
      let width = start.indices.map { axis in abs(worst.place[axis] - best.place[axis]) }.max() ?? 0
      if spread.isFinite, spread <= 1e-13 * (1 + abs(best.value)), width < 1e-7 { break }
      let center = start.indices.map { axis in
        corners.dropLast().reduce(0) { $0 + $1.place[axis] } / n
      }
      func away(_ factor: Double) -> Corner {
        let place = start.indices.map { center[$0] + factor * (center[$0] - worst.place[$0]) }
        return (place, value(place))
      }
      let reflected = away(1)
      if reflected.value < best.value {
        let expanded = away(2)
        corners[corners.count - 1] = expanded.value < reflected.value ? expanded : reflected
      } else if reflected.value < corners[corners.count - 2].value {
        corners[corners.count - 1] = reflected
      } else {
        let contracted = away(reflected.value < worst.value ? 0.5 : -0.5)
        if contracted.value < min(reflected.value, worst.value) {
          corners[corners.count - 1] = contracted
        } else {
          for index in corners.indices.dropFirst() {
            let place = start.indices.map { (corners[index].place[$0] + best.place[$0]) / 2 }
            corners[index] = (place, value(place))
          }
        }
      }
    }
    return corners.min { $0.value < $1.value } ?? corners[0]
  }
}
