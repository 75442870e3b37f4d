#if canImport(Glibc)
  import Glibc
#endif

/// Round numbers for a scale.
enum Ticks {
  /// Multiples of 1, 2 or 5 times a power of ten within a range, about `count` of them.
  static func round(from lower: Double, to upper: Double, about count: Int) -> [Double] {
    let step = roundUp((upper - lower) / Double(count))
    let first = (lower / step - 1e-9).rounded(.up)
    let last = (upper / step + 1e-9).rounded(.down)
    return stride(from: first, through: last, by: 1).map { $0 * step }
  }

  /// The same with both ends of the range, in place of what would stand too close to them.
  static func withEnds(from lower: Double, to upper: Double, about count: Int) -> [Double] {
    let step = roundUp((upper - lower) / Double(count))
    let between = round(from: lower, to: upper, about: count).filter {
      $0 - lower > 0.6 * step && upper - $0 > 0.6 * step
    }
    return [lower] + between + [upper]
  }

  /// The least of 1, 2 or 5 times a power of ten that isn't below a value.
  static func roundUp(_ value: Double) -> Double {
    let power = pow(10, log10(value).rounded(.down))
    for factor in [1.0, 2, 5] where factor * power >= value * (1 - 1e-9) { return factor * power }
    return 10 * power
  }

  /// A number as it is written: no more decimals than the step of the scale needs.
  static func text(_ value: Double) -> String {
    let thousandths = Int((abs(value) * 1000).rounded())
    var decimals = String(thousandths % 1000 + 1000).dropFirst()
    while decimals.last == "0" { decimals.removeLast() }
    let sign = value < 0 && thousandths > 0 ? "−" : ""
    return sign + String(thousandths / 1000) + (decimals.isEmpty ? "" : ".\(decimals)")
  }
}
