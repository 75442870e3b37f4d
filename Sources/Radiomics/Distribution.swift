import Glibc

/// The probabilities of the numbers 0, 1, 2 and so on.
struct Distribution {
  let probabilities: [Double]

  /// - Parameter probabilities: of each number; their sum is 1.
  init(_ probabilities: [Double]) { self.probabilities = probabilities }

  /// The mean of a function of the numbers that occur.
  func expected(_ function: (Double) -> Double) -> Double {
    var sum = 0.0
    for (number, probability) in probabilities.enumerated() where probability > 0 {
      sum += probability * function(Double(number))
    }
    return sum
  }

  var mean: Double { expected { $0 } }

  /// The mean square of the distance from the mean.
  var variance: Double {
    let center = mean
    return expected { ($0 - center) * ($0 - center) }
  }

  /// In bits.
  var entropy: Double {
    -probabilities.reduce(0) { $1 > 0 ? $0 + $1 * log2($1) : $0 }
  }

  /// The sum of the squared probabilities.
  var uniformity: Double { probabilities.reduce(0) { $0 + $1 * $1 } }

  /// Whether a single number occurs.
  var isConstant: Bool { probabilities.count(where: { $0 > 0 }) == 1 }
}
