import Glibc
package import Statistics

/// What happens in one scan beside the anatomy: urine on its way, the needle, metal, a spill; drawn.
///
/// - Source: extravasation in 6 % of injections (PMC6894099), with 0.1 to 10 % of the activity
///   (assumed: mostly little); urine, metal and skin contamination assumed.
package struct ScanIncidents: Sendable {
  /// Activity where no organ takes it up.
  package var deposits: [ActivityDeposit] = []
  /// The share of the injected activity that arrived.
  package var shareArrived = 1.0
  /// Metal in the body.
  package var metal: [CTImaging.Metal] = []
  /// The phase of breathing at which the CT was taken, 0 up to 1.
  package var ctPhase = 0.5
  /// The depth of the ring about very hot organs, over their maximum.
  package var haloDepth = 0.008

  /// The mean of cos⁴ over a cycle: how far in the mean breath tissue is from expiration.
  private static let meanAir = 3.0 / 8

  /// A scan in which nothing happens.
  package init() {}

  /// Incidents drawn for a scan.
  ///
  /// - Parameters:
  ///   - places: where they may happen.
  ///   - bodyGrams: the body's mass, in g.
  ///   - random: the scan's random numbers.
  package init(at places: Places, bodyGrams: Double, _ random: inout RandomNumbers) {
    // A fixed number of draws, so that a change of one incident moves no other.
    var numbers = RandomNumbers(seed: random.next(), stream: 0)
    addUreterBeads(along: places.ureters, &numbers)
    numbers = RandomNumbers(seed: random.next(), stream: 1)
    if numbers.uniform() < 0.062 {
      addExtravasation(at: places.injectionSites, bodyGrams: bodyGrams, &numbers)
    }
    numbers = RandomNumbers(seed: random.next(), stream: 2)
    if numbers.uniform() < 0.25, let port = places.port {
      metal.append(CTImaging.Metal(center: port, diameterMillimeters: 16))
    }
    if numbers.uniform() < 0.02, let spill = places.skin {
      deposits.append(
        ActivityDeposit(
          name: "skin contamination",
          center: spill,
          diameterMillimeters: 8 + 10 * numbers.uniform(),
          suv: 5 + 15 * numbers.uniform()
        )
      )
    }
    // The CT is taken about the PET's mean position, off it by 5 mm or so of a diaphragm's 11.
    let air = min(0.95, max(0.02, Self.meanAir + 5.0 / 11 * numbers.normal()))
    ctPhase = acos(air.squareRoot().squareRoot()) / .pi
    haloDepth = 0.004 + 0.009 * numbers.uniform()
  }

  /// Where incidents may happen in one body, in LPS mm.
  package struct Places: Sendable {
    /// The course of each ureter.
    package var ureters: [[SIMD3<Double>]] = []
    /// Where the needle may have been.
    package var injectionSites: [SIMD3<Double>] = []
    /// Where a port lies under the skin of the chest, if it does.
    package var port: SIMD3<Double>?
    /// A place on the skin of the groin.
    package var skin: SIMD3<Double>?

    /// A body without such places.
    package init() {}
  }

  private mutating func addUreterBeads(
    along ureters: [[SIMD3<Double>]],
    _ numbers: inout RandomNumbers
  ) {
    let paths = ureters.filter { $0.count > 1 }
    guard !paths.isEmpty, numbers.uniform() < 0.7 else { return }
    for _ in 0...numbers.below(4) {
      let path = paths[numbers.below(paths.count)]
      let along = (0.1 + 0.85 * numbers.uniform()) * Double(path.count - 1)
      let first = min(path.count - 2, Int(along))
      let part = along - Double(first)
      deposits.append(
        ActivityDeposit(
          name: "ureter",
          center: path[first] * (1 - part) + path[first + 1] * part,
          diameterMillimeters: 3 + 2 * numbers.uniform(),
          suv: 10 * pow(6, numbers.uniform())
        )
      )
    }
  }

  private mutating func addExtravasation(
    at sites: [SIMD3<Double>],
    bodyGrams: Double,
    _ numbers: inout RandomNumbers
  ) {
    guard !sites.isEmpty else { return }
    let share = 0.001 * pow(50, numbers.uniform())
    deposits.append(
      ActivityDeposit(
        name: "injection site",
        center: sites[numbers.below(sites.count)],
        diameterMillimeters: 20 + 20 * numbers.uniform(),
        share: share,
        ofBodyGrams: bodyGrams
      )
    )
    shareArrived = 1 - share
  }
}
