import Dispatch
import Glibc

/// The jackknife: how an estimate would vary, from leaving out each unit in turn.
///
/// The units have to be independent of each other: patients of a cohort, never the lesions of several
/// patients together.
public enum Jackknife {
  /// The estimates with each unit left out.
  ///
  /// - Parameters:
  ///   - count: the number of units, at least 2.
  ///   - estimate: the estimate of some units, by their places; may run beside others.
  /// - Returns: one estimate for each unit, in order.
  package static func leftOut<Estimate: Sendable>(
    of count: Int,
    _ estimate: @Sendable ([Int]) -> Estimate
  ) -> [Estimate] {
    unsafe [Estimate](unsafeUninitializedCapacity: count) { buffer, filled in
      nonisolated(unsafe) let buffer = unsafe buffer
      DispatchQueue.concurrentPerform(iterations: count) { left in
        unsafe buffer.initializeElement(
          at: left,
          to: estimate((0..<count).filter { $0 != left })
        )
      }
      filled = count
    }
  }

  /// The interval of a share of variance, on the scale of the arcsine of its root.
  ///
  /// On that scale the share's own size hardly changes its spread, and an end can't leave 0 to 1. A
  /// bootstrap over patients errs here: a patient drawn twice looks like two that are alike.
  ///
  /// - Parameters:
  ///   - share: the estimate of all units, 0 to 1.
  ///   - leftOut: the estimates with each unit left out.
  ///   - level: the confidence level.
  /// - Returns: `asin sqrt share ± t se` with n - 1 degrees of freedom, turned back; nil where the
  ///   estimates don't vary or one isn't a number.
  /// - Source: Arvesen JN, Schmitz TH, Biometrics 1970;26:677 (variance components by the jackknife, on a
  ///   scale that steadies their spread); Miller RG, Biometrika 1974;61:1.
  package static func shareInterval(
    of share: Double,
    leftOut: [Double],
    level: Double
  ) -> Interval? {
    guard share.isFinite, leftOut.allSatisfy(\.isFinite) else { return nil }
    func angle(_ share: Double) -> Double { asin(min(1, max(0, share)).squareRoot()) }
    let angles = Moments(leftOut.map(angle))
    let freedom = Double(leftOut.count - 1)
    // (n - 1)/n times the sum of squares is (n - 1)²/n times the variance.
    let error = angles.standardDeviation * freedom / Double(leftOut.count).squareRoot()
    guard error > 0, error.isFinite else { return nil }
    let half = StudentT(freedom).quantile((1 + level) / 2) * error
    func turned(_ angle: Double) -> Double {
      let root = sin(min(.pi / 2, max(0, angle)))
      return root * root
    }
    return Interval(
      lower: turned(angle(share) - half),
      upper: turned(angle(share) + half),
      level: level,
      method: "jackknife, arcsine of the root"
    )
  }
}
