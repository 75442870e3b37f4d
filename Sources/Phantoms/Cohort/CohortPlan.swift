/// What a simulated cohort consists of.
public struct CohortPlan: Codable, Sendable, Hashable {
  /// The population that bodies are drawn from.
  public enum Population: String, CaseIterable, Codable, Sendable, Hashable {
    case eastAsian
    case western
  }

  /// The number of participants.
  public var participants: Int
  /// The visits, the earliest first.
  public var visits: [Visit]
  /// The tracers of each visit, by ``Biodistribution/id``.
  public var tracers: [String]
  /// The seed of everything drawn.
  public var seed: UInt64
  /// The cancer.
  public var cancer: CancerType
  /// Whether the participants are treated after the baseline; if not, their visits repeat it.
  public var isTreated: Bool
  /// The population that bodies are drawn from.
  public var population: Population
  /// The variant of a tracer, by ``Biodistribution/Variant/id``; tracers not named are as their table.
  public var variants: [String: String]

  /// A cohort.
  ///
  /// - Parameters:
  ///   - participants: how many.
  ///   - visits: their visits, the earliest first.
  ///   - tracers: the tracers of each visit.
  ///   - seed: the seed of everything drawn.
  ///   - cancer: the cancer.
  ///   - isTreated: whether they are treated after the baseline.
  ///   - population: the population that bodies are drawn from.
  ///   - variants: the variant of a tracer, by name.
  public init(
    participants: Int,
    visits: [Visit] = [.baseline],
    tracers: [String],
    seed: UInt64,
    cancer: CancerType = .breast,
    isTreated: Bool = true,
    population: Population = .eastAsian,
    variants: [String: String] = [:]
  ) {
    self.participants = participants
    self.visits = visits
    self.tracers = tracers
    self.seed = seed
    self.cancer = cancer
    self.isTreated = isTreated
    self.population = population
    self.variants = variants
  }
}
