/// A radionuclide whose positrons are imaged.
public enum PositronEmitter: String, Hashable, Sendable, CaseIterable, Codable {
  case fluorine18 = "F-18"
  case gallium68 = "Ga-68"
  case copper64 = "Cu-64"
  case zirconium89 = "Zr-89"
}

/// How far from the decay a positron annihilates in soft tissue.
///
/// Along a line the annihilations lie as `C e^(-k₁|x|) + (1-C) e^(-k₂|x|)`; in frequency that is
/// exactly a sum of `w k² / (k² + ω²)` with w in proportion to C/k₁ and (1-C)/k₂.
///
/// - Source: form and F-18 constants Levin and Hoffman, Phys Med Biol 1999;44:781; the others by
///   positron energy between published values (assumed).
package struct PositronRange: Hashable, Sendable {
  /// A part of the annihilations, by its share and its decay with distance.
  private struct Part: Hashable {
    let share: Double
    let perMillimeter: Double
  }

  private let parts: [Part]

  /// The range of a nuclide's positrons in soft tissue.
  package init(of emitter: PositronEmitter) {
    switch emitter {
    case .fluorine18: self.init(mix: 0.516, steep: 37.9, flat: 3.10)
    case .copper64: self.init(mix: 0.51, steep: 34, flat: 2.75)
    case .zirconium89: self.init(mix: 0.485, steep: 23.7, flat: 1.78)
    case .gallium68: self.init(mix: 0.365, steep: 17.5, flat: 0.78)
    }
  }

  private init(mix: Double, steep: Double, flat: Double) {
    let areas = (mix / steep, (1 - mix) / flat)
    let sum = areas.0 + areas.1
    parts = [
      Part(share: areas.0 / sum, perMillimeter: steep),
      Part(share: areas.1 / sum, perMillimeter: flat),
    ]
  }

  /// The range as Gaussians: their weights, of sum 1, and variances along each axis in mm².
  ///
  /// `k² / (k² + ω²)` is the mean of `e^(-s ω²/k²)` over exponentially distributed s: a mean of
  /// Gaussians of variance 2s/k². Three nodes are enough beside a scanner's own blur; where the range
  /// is small against any blur, one Gaussian of the same variance is.
  package var gaussians: [(weight: Double, varianceSquareMillimeters: Double)] {
    let variances = parts.map { 2 / ($0.perMillimeter * $0.perMillimeter) }
    guard variances.contains(where: { $0 > 1 }) else {
      let mean = zip(parts, variances).reduce(0) { $0 + $1.0.share * $1.1 }
      return [(1, mean)]
    }
    return zip(parts, variances).flatMap { part, variance in
      variance > 1
        ? Self.laguerre.map { (part.share * $0.weight, variance * $0.node) }
        : [(part.share, variance)]
    }
  }

  /// The variance of the range along each axis, in mm².
  package var varianceSquareMillimeters: Double {
    parts.reduce(0) { $0 + $1.share * 2 / ($1.perMillimeter * $1.perMillimeter) }
  }

  /// Gauss-Laguerre quadrature with three nodes.
  ///
  /// - Source: Abramowitz and Stegun 25.4.45, table 25.9.
  private static let laguerre: [(node: Double, weight: Double)] = [
    (0.415_774_556_783, 0.711_093_009_929),
    (2.294_280_360_279, 0.278_517_733_569),
    (6.289_945_082_937, 0.010_389_256_502),
  ]
}
