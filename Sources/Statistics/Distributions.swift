import CBoostMath
import Glibc

// Named distributions, so that formulas read as their sources do. The tails are Boost.Math's.

/// The standard normal distribution.
package enum Normal {
  /// The probability of a value at or below x.
  package static func cdf(_ x: Double) -> Double { boostmath_normal_cdf(x) }
  /// The value below which the probability lies.
  package static func quantile(_ probability: Double) -> Double {
    boostmath_normal_quantile(probability)
  }
}

/// Student's t distribution.
package struct StudentT {
  /// The degrees of freedom, above 0; need not be whole.
  package let degreesOfFreedom: Double

  package init(_ degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom }

  package func quantile(_ probability: Double) -> Double {
    boostmath_student_t_quantile(probability, degreesOfFreedom)
  }
}

/// The chi-squared distribution.
package struct ChiSquared {
  /// The degrees of freedom, above 0.
  package let degreesOfFreedom: Double

  package init(_ degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom }

  package func cdf(_ x: Double) -> Double { boostmath_chi_squared_cdf(x, degreesOfFreedom) }
  package func quantile(_ probability: Double) -> Double {
    boostmath_chi_squared_quantile(probability, degreesOfFreedom)
  }
}

/// Fisher's F distribution.
package struct FisherF {
  /// The degrees of freedom of the numerator and the denominator, above 0.
  package let numerator: Double
  package let denominator: Double

  package init(_ numerator: Double, _ denominator: Double) {
    self.numerator = numerator
    self.denominator = denominator
  }

  package func quantile(_ probability: Double) -> Double {
    boostmath_f_quantile(probability, numerator, denominator)
  }
}

/// The beta distribution.
package struct Beta {
  /// The two shapes, above 0.
  package let a: Double
  package let b: Double

  package init(_ a: Double, _ b: Double) {
    self.a = a
    self.b = b
  }

  package func quantile(_ probability: Double) -> Double {
    boostmath_beta_quantile(probability, a, b)
  }
}

/// The derivative of the logarithm of the gamma function.
package func digamma(_ x: Double) -> Double { boostmath_digamma(x) }

/// The second derivative of the logarithm of the gamma function, to eight digits.
package func trigamma(_ x: Double) -> Double {
  let step = 1e-4 * x
  return (digamma(x + step) - digamma(x - step)) / (2 * step)
}

/// The logarithm of the gamma function.
package func logGamma(_ x: Double) -> Double { boostmath_log_gamma(x) }

extension RandomNumbers {
  /// A number of the gamma distribution with a shape of 1 or more, and scale 1.
  ///
  /// - Source: Marsaglia G, Tsang WW, ACM Trans Math Softw 2000;26:363.
  package mutating func gamma(_ shape: Double) -> Double {
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let v = (1 + c * x) * (1 + c * x) * (1 + c * x)
      guard v > 0 else { continue }
      let u = uniform()
      if log(u) < x * x / 2 + d - d * v + d * log(v) { return d * v }
    }
  }
}
