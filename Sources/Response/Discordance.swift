import Statistics

/// Where two receptors agree and where they don't: HER2 against FDG, in four cells, by count and by
/// volume.
public struct Discordance: Sendable {
  /// A lesion as both scans see it.
  public struct MatchedLesion: Hashable, Sendable {
    /// Its name.
    public let label: String
    /// Its volume, in mL.
    public let volumeMilliliters: Double
    /// Its class on the first scan.
    public let first: ReceptorClass
    /// Its class on the second scan.
    public let second: ReceptorClass

    /// A lesion as both scans see it.
    ///
    /// - Parameters:
    ///   - label: its name.
    ///   - volumeMilliliters: its volume, in mL.
    ///   - first: its class on the first scan.
    ///   - second: its class on the second scan.
    public init(
      label: String,
      volumeMilliliters: Double,
      first: ReceptorClass,
      second: ReceptorClass
    ) {
      self.label = label
      self.volumeMilliliters = volumeMilliliters
      self.first = first
      self.second = second
    }
  }

  /// The lesions, as matched.
  public let lesions: [MatchedLesion]
  /// Four cells by count and by volume, what is discordant together, and what can't be told.
  public let endpoints: [Endpoint]

  /// The four cells of matched lesions.
  ///
  /// A lesion in a grey zone, or not evaluable, on either scan is in no cell and is counted apart.
  ///
  /// - Parameters:
  ///   - lesions: the lesions.
  ///   - receptors: the names of both receptors, such as HER2 and FDG.
  ///   - settings: the level of the intervals.
  public init(
    _ lesions: [MatchedLesion],
    receptors: (first: String, second: String),
    settings: PatientHeterogeneity.Settings = .init()
  ) {
    self.lesions = lesions
    let told = lesions.filter { $0.first.isClear && $0.second.isClear }
    let names = (receptors.first.lowercased(), receptors.second.lowercased())
    var list = EndpointList(.patient)
    for (first, second) in [
      (ReceptorClass.positive, ReceptorClass.positive), (.positive, .negative),
      (.negative, .positive), (.negative, .negative),
    ] {
      let name = "\(names.0)_\(first.name)_\(names.1)_\(second.name)"
      let isIn = { (lesion: MatchedLesion) in lesion.first == first && lesion.second == second }
      list.addShare(name, told.count(where: isIn), of: told.count, settings)
      list.addVolumeShare(
        "\(name)_volume",
        told.map { ($0.volumeMilliliters, isIn($0)) },
        settings
      )
    }
    let isDiscordant = { (lesion: MatchedLesion) in lesion.first != lesion.second }
    let name = "\(names.0)_\(names.1)_discordant"
    list.addShare(name, told.count(where: isDiscordant), of: told.count, settings)
    list.addVolumeShare(
      "\(name)_volume",
      told.map { ($0.volumeMilliliters, isDiscordant($0)) },
      settings
    )
    list.add(
      "\(names.0)_\(names.1)_not_told",
      "lesions in a grey zone, or not evaluable, on either scan; counted",
      count: lesions.count,
      smallest: 0
    ) { .number(Double(lesions.count - told.count), nil) }
    endpoints = list.endpoints
  }

  /// The lesions of matches.
  ///
  /// The lesions of one side of a match become one: its volume is their sum, its class that of the
  /// hottest that can be told. A side without a lesion takes what was measured in the other scan at the
  /// lesion's place: a lesion that a scan doesn't show is not thereby negative on it.
  ///
  /// - Parameters:
  ///   - matches: the matches.
  ///   - first: the first scan's lesions.
  ///   - second: the second scan's lesions.
  ///   - firstOnSecond: the class, on the second scan, of the place of each of the first's lesions.
  ///   - secondOnFirst: the class, on the first scan, of the place of each of the second's lesions.
  /// - Returns: one lesion for each match; its volume is the first scan's where it shows it.
  public static func lesions(
    of matches: [LesionMatch],
    first: [AssessedLesion],
    second: [AssessedLesion],
    firstOnSecond: (Int) -> ReceptorClass,
    secondOnFirst: (Int) -> ReceptorClass
  ) -> [MatchedLesion] {
    matches.map { match in
      let (a, b) = (match.first.map { first[$0] }, match.second.map { second[$0] })
      let shown = a.isEmpty ? b : a
      return MatchedLesion(
        label: shown.map(\.label).joined(separator: " + "),
        volumeMilliliters: shown.reduce(0) { $0 + $1.volumeMilliliters },
        first: strongest(
          a.isEmpty ? match.second.map(secondOnFirst) : a.map(\.receptorClass)
        ),
        second: strongest(
          b.isEmpty ? match.first.map(firstOnSecond) : b.map(\.receptorClass)
        )
      )
    }
  }

  /// The class of several lesions that are one: positive where one is, then grey, then negative.
  private static func strongest(_ classes: [ReceptorClass]) -> ReceptorClass {
    [ReceptorClass.positive, .grey, .negative].first(where: classes.contains)
      ?? classes.first ?? .notEvaluable("no lesion")
  }
}

extension ReceptorClass {
  /// Whether it is positive or negative, and nothing between.
  fileprivate var isClear: Bool { self == .positive || self == .negative }
}
