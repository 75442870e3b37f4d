import Glibc
import Statistics

/// How one person's uptake of one tracer differs from the mean: drawn once, the same at every visit.
struct PersonalUptake: Sendable {
  /// What each compartment's mean is multiplied by.
  let factors: [Compartment: Double]
  /// What the excreted share is multiplied by.
  let excretion: Double
  /// What of the excreted activity the bladder holds.
  let bladderShare: Double
  /// The ureters' uptake over the bladder's.
  let ureterOverBladder: Double

  /// The mean person.
  static let mean = PersonalUptake(
    factors: [:],
    excretion: 1,
    bladderShare: 0.2,
    ureterOverBladder: 0.5
  )

  /// A person drawn for a tracer.
  ///
  /// The spread of a compartment is its own times the one that all share; both keep the mean.
  init(of tracer: Biodistribution, _ random: inout RandomNumbers) {
    let sharedVariance = log(1 + tracer.sharedCV * tracer.sharedCV)
    let shared = exp(sharedVariance.squareRoot() * random.normal() - sharedVariance / 2)
    var scores: [Compartment: Double] = [:]
    var factors: [Compartment: Double] = [:]
    for row in tracer.compartments {
      let own = random.normal()
      let score = scores[row.compartment.leader] ?? own
      scores[row.compartment] = score
      if let cv = row.cv {
        let variance = max(0, log(1 + cv * cv) - sharedVariance)
        factors[row.compartment] = shared * exp(variance.squareRoot() * score - variance / 2)
      } else {
        factors[row.compartment] = exp((row.sigma ?? 0) * score)
      }
    }
    self.factors = factors
    excretion = exp(
      log(1 + tracer.excretion.cv * tracer.excretion.cv).squareRoot() * random.normal()
    )
    let share = tracer.bladder.shareOfExcreted
    bladderShare = min(share.median * exp(share.sigma * random.normal()), share.most)
    ureterOverBladder = 0.15 + 0.85 * random.uniform()
  }

  private init(
    factors: [Compartment: Double],
    excretion: Double,
    bladderShare: Double,
    ureterOverBladder: Double
  ) {
    self.factors = factors
    self.excretion = excretion
    self.bladderShare = bladderShare
    self.ureterOverBladder = ureterOverBladder
  }
}

extension Compartment {
  /// The compartment whose deviation from the mean this one shares.
  fileprivate var leader: Compartment {
    switch self {
    case .kidneyMedulla: .kidneyCortex
    case .whiteMatter: .greyMatter
    case .bowelContent: .smallBowel
    default: self
    }
  }
}
