import Glibc
import Statistics
import Voxels

/// How uptake is spread within a lesion, relative to its mean.
public struct UptakePattern: Codable, Sendable, Hashable {
  /// The coarse pattern.
  public enum Kind: Codable, Sendable, Hashable {
    /// The same everywhere but for texture.
    case even
    /// A core of less uptake within a rim.
    case rim(coreUptake: Double, coreVolumeShare: Double)
    /// A dead core.
    case necrosis(coreUptake: Double, coreVolumeShare: Double)
    /// Two clones side by side, the second with less HER2; FDG doesn't tell them apart.
    case twoClones(secondUptake: Double, secondVolumeShare: Double)
  }

  /// The coarse pattern.
  public let kind: Kind
  /// The coefficient of variation of the smooth random texture.
  public let textureCV: Double
  /// Over how many mm the texture is alike.
  public let textureMillimeters: Double
  let seed: UInt64
  let cloneDirection: SIMD3<Double>

  init(
    kind: Kind,
    textureCV: Double,
    textureMillimeters: Double,
    seed: UInt64,
    cloneDirection: SIMD3<Double> = SIMD3(1, 0, 0)
  ) {
    self.kind = kind
    self.textureCV = textureCV
    self.textureMillimeters = textureMillimeters
    self.seed = seed
    self.cloneDirection = cloneDirection
  }

  /// A pattern drawn for a lesion of a size.
  init(
    diameterMillimeters diameter: Double,
    isPositive: Bool,
    cancer: CancerType,
    _ statistics: CohortStatistics,
    _ random: inout RandomNumbers
  ) {
    let (u, v, w) = (random.uniform(), random.uniform(), random.uniform())
    let (necrosis, rim, clones) = (statistics.necrosis, statistics.rim, statistics.twoClones)
    let necrosisShare = necrosis.volumeShare.draw(&random)
    let rimShare = rim.volumeShare.draw(&random)
    let rimUptake = rim.coreUptake?.draw(&random) ?? 0.6
    let cloneShare = clones.volumeShare.draw(&random)
    let cloneUptake = clones.uptake.draw(&random)
    if diameter > necrosis.fromMillimeters, u < necrosis.share {
      kind = .necrosis(coreUptake: necrosis.uptake ?? 0.3, coreVolumeShare: necrosisShare)
    } else if isPositive, diameter > clones.fromMillimeters,
      v < clones.share[cancer.rawValue] ?? 0
    {
      kind = .twoClones(secondUptake: cloneUptake, secondVolumeShare: cloneShare)
    } else if diameter > rim.fromMillimeters, w < rim.share {
      kind = .rim(coreUptake: rimUptake, coreVolumeShare: rimShare)
    } else {
      kind = .even
    }
    textureCV = statistics.texture.cv.draw(&random)
    textureMillimeters = statistics.texture.correlationMillimeters.draw(&random)
    seed = random.next()
    cloneDirection = random.direction()
  }

  /// The uptake at a point of a lesion, not yet divided by its mean.
  ///
  /// - Parameters:
  ///   - point: the point, in LPS mm.
  ///   - depth: 0 at the centre, 1 on the surface.
  ///   - side: how far along the direction that parts two clones, -1 to 1.
  ///   - showsHER2: whether the tracer binds HER2; FDG doesn't.
  /// - Returns: 1 about the brightest part of the coarse pattern.
  func relative(
    at point: SIMD3<Double>,
    depth: Double,
    side: Double,
    showsHER2: Bool
  ) -> Double {
    let coarse =
      switch kind {
      case .even: 1.0
      case .rim(let uptake, let share), .necrosis(let uptake, let share):
        uptake + (1 - uptake) * step(depth, at: cbrt(share), width: 0.12)
      case .twoClones(let uptake, let share):
        showsHER2 ? uptake + (1 - uptake) * step(side, at: Self.cap(share), width: 0.12) : 1
      }
    let sigma = log(1 + textureCV * textureCV).squareRoot()
    let field = SmoothField(
      seed: showsHER2 ? seed : ~seed,
      correlationMillimeters: textureMillimeters
    )
    return coarse * exp(sigma * field[point] - sigma * sigma / 2)
  }

  /// From 0 to 1, smoothly, over a width around a place.
  private func step(_ value: Double, at place: Double, width: Double) -> Double {
    let t = min(max((value - place) / width + 0.5, 0), 1)
    return t * t * (3 - 2 * t)
  }

  /// Where a plane cuts a share of a unit ball's volume: the share below it.
  ///
  /// - Source: a ball's cap; share = (2 + 3 x - x³) / 4 of a plane at x, solved by halving.
  private static func cap(_ share: Double) -> Double {
    var (low, high) = (-1.0, 1.0)
    for _ in 0..<40 {
      let x = (low + high) / 2
      if (2 + 3 * x - x * x * x) / 4 < share { low = x } else { high = x }
    }
    return (low + high) / 2
  }
}

extension RandomNumbers {
  /// A unit vector, every direction as likely.
  mutating func direction() -> SIMD3<Double> {
    while true {
      let v = SIMD3(2 * uniform() - 1, 2 * uniform() - 1, 2 * uniform() - 1)
      let square = dot(v, v)
      if square > 1e-6, square < 1 { return v / square.squareRoot() }
    }
  }
}
