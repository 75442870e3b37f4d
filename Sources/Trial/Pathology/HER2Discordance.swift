/// Two results of one participant's HER2 that contradict each other.
public struct HER2Discordance: Hashable, Sendable, Codable {
  /// What contradicts what.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// IHC and ISH of one specimen.
    case assays = "IHC against ISH"
    /// Two specimens of the primary tumour.
    case primaries = "primary against primary"
    /// A specimen of the primary tumour and one of a metastasis.
    case primaryMetastasis = "primary against metastasis"
    /// Two specimens of metastases.
    case metastases = "metastasis against metastasis"
    /// Two specimens of which it was not said what they are of.
    case specimens = "specimen against specimen"
  }

  /// What contradicts what.
  public let kind: Kind
  /// The specimens, the earlier first.
  public let specimens: [String]
  /// The contradiction in words.
  public let words: String

  /// The contradictions among a participant's specimens.
  ///
  /// Between specimens a positive status contradicts a negative or low one; equivocal and unknown
  /// contradict nothing. Low against negative is no contradiction of HER2 positivity and isn't listed.
  ///
  /// - Parameter specimens: the specimens, in any order.
  /// - Returns: within specimens first, then between them, by date.
  public static func all(among specimens: [TumorSpecimen]) -> [HER2Discordance] {
    let ordered = specimens.sorted {
      ($0.date.earliest, $0.date.latest, $0.id) < ($1.date.earliest, $1.date.latest, $1.id)
    }
    var found = ordered.compactMap { specimen in
      specimen.status?.discordance.map {
        HER2Discordance(kind: .assays, specimens: [specimen.id], words: $0)
      }
    }
    for (number, first) in ordered.enumerated() {
      for second in ordered[(number + 1)...] {
        guard let one = first.status?.isPositive, let other = second.status?.isPositive,
          one != other
        else { continue }
        found.append(
          HER2Discordance(
            kind: kind(first.origin, second.origin),
            specimens: [first.id, second.id],
            words: "\(words(first)); \(words(second))"
          )
        )
      }
    }
    return found
  }

  private static func kind(_ first: TumorSpecimen.Origin?, _ second: TumorSpecimen.Origin?) -> Kind
  {
    switch (first, second) {
    case (.primary, .primary): .primaries
    case (.metastasis, .metastasis): .metastases
    case (nil, _), (_, nil): .specimens
    default: .primaryMetastasis
    }
  }

  private static func words(_ specimen: TumorSpecimen) -> String {
    "\(specimen.site), \(specimen.date): \(specimen.status?.status.rawValue ?? "unknown")"
  }
}

extension HER2Status {
  /// Whether the status is positive; nil where it can't be told.
  public var isPositive: Bool? {
    switch status {
    case .positive: true
    case .low, .negative: false
    case .equivocal, .unknown: nil
    }
  }
}
