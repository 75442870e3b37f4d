/// How much each trait of a focus speaks for disease.
///
/// - Source: a logistic regression with a ridge of 3 on the foci of 18 simulated participants of six
///   tracers (development seed 7); scores above 1/2 were false about 0.7 times a scan when scans were
///   left out of the fit in turn.
enum FocusWeights {
  /// What a focus without any trait has.
  static let start = -4.74

  /// The weights, the heaviest first.
  static let weights: KeyValuePairs<FocusTrait, Double> = [
    .ureterHot: -5.31,
    .ureterInFat: -5.22,
    .byKidney: -4.12,
    .byLiver: -3.35,
    .byVessels: -3.13,
    .inBreast: 2.54,
    .atEnd: -2.53,
    .onUreterSmall: -2.47,
    .byBladder: -2.44,
    .gutContrast: -2.26,
    .onUreter: 2.21,
    .elongated: -1.96,
    .noisy: -1.94,
    .inLung: 1.78,
    .inGland: -1.74,
    .hemmedIn: -1.65,
    .significance: 1.53,
    .atGenitals: -1.53,
    .valley: -1.47,
    .byBowel: 1.41,
    .vesselsOverBlood: -1.40,
    .gutOverHealthy: 1.38,
    .inBone: 1.33,
    .mixed: -1.17,
    .flat: -1.09,
    .small: -1.04,
    .byBrain: -0.98,
    .inArm: -0.98,
    .fat: -0.81,
    .gutLarge: 0.80,
    .smallFat: -0.79,
    .contrast: 0.76,
    .byHeart: -0.67,
    .overBlood: 0.64,
    .overUsual: 0.64,
    .overHealthy: 0.62,
    .hotBloodOverBlood: 0.43,
    .softElongated: -0.40,
    .inVessels: -0.38,
    .breastOverBlood: 0.34,
    .scaleContrast: 0.26,
    .lungOverBlood: -0.24,
    .large: 0.24,
    .middling: 0.18,
    .inGut: 0.15,
    .deviations: 0.12,
    .air: -0.12,
    .hotBlood: -0.12,
    .boneOverHealthy: 0.11,
  ]

  /// From what taken-back score on a trait is worth a word.
  private static let worthAWord = -0.5

  /// The weighted sum: above 0 disease is likelier than not.
  static func sum(_ traits: [FocusTrait: Double]) -> Double {
    weights.reduce(start) { $0 + $1.value * (traits[$1.key] ?? 0) }
  }

  /// The traits that take back much of a score, the weightiest first.
  static func against(_ traits: [FocusTrait: Double]) -> [FocusTrait] {
    weights.map { ($0.key, $0.value * (traits[$0.key] ?? 0)) }
      .filter { $0.1 < worthAWord }.sorted { $0.1 < $1.1 }.map(\.0)
  }
}
