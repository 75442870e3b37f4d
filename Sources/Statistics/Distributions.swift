import CBoostMath

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

  package func cdf(_ x: Double) -> Double { boostmath_student_t_cdf(x, degreesOfFreedom) }
  package func upper(_ x: Double) -> Double { boostmath_student_t_upper(x, degreesOfFreedom) }
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
  package func upper(_ x: Double) -> Double { boostmath_chi_squared_upper(x, degreesOfFreedom) }
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

  package func upper(_ x: Double) -> Double { boostmath_f_upper(x, numerator, denominator) }
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
