import Glibc

/// Radioactive decay.
package enum Decay {
  /// The share of an activity that is left after a time; above 1 for a negative time.
  ///
  /// - Parameters:
  ///   - seconds: the time passed.
  ///   - halfLifeSeconds: the half-life, above 0.
  /// - Returns: 2^(-seconds / half-life).
  /// - Source: the law of decay.
  package static func remaining(after seconds: Double, halfLifeSeconds: Double) -> Double {
    exp2(-seconds / halfLifeSeconds)
  }

  /// The moment in a frame at which the activity equals its mean over the frame, in seconds from
  /// the frame's start.
  ///
  /// (1/l) ln(l T / (1 - exp(-l T))) with l = ln 2 / half-life. Below l T = 1e-6 its series
  /// T/2 - l T^2/24 stands in, since there the logarithm's argument differs from 1 by little more
  /// than rounding.
  ///
  /// - Parameters:
  ///   - durationSeconds: the frame's duration T, at least 0.
  ///   - halfLifeSeconds: the half-life, above 0.
  /// - Returns: seconds, between 0 and T/2.
  /// - Source: IBSI-SUV manual v3.0.1; DICOM PS3.3 C.8.9.4 (FrameReferenceTime).
  package static func averageCountRateTime(
    durationSeconds: Double,
    halfLifeSeconds: Double
  ) -> Double {
    let lambda = log(2) / halfLifeSeconds
    let decays = lambda * durationSeconds
    if decays < 1e-6 {
      return durationSeconds / 2 - lambda * durationSeconds * durationSeconds / 24
    }
    return log(decays / -expm1(-decays)) / lambda
  }
}
