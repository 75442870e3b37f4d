/// HER2 status by a guideline: the status, the rule that gave it, and what contradicts it.
public struct HER2Status: Hashable, Sendable, Codable {
  /// A status.
  public enum Status: String, Hashable, Sendable, Codable, CaseIterable {
    /// Overexpressed or amplified.
    case positive
    /// Negative, with IHC 1+, or 2+ and ISH not amplified; breast only.
    case low
    /// Negative.
    case negative
    /// Not to be told without a further test.
    case equivocal
    /// There is no result, or none that the guideline can use.
    case unknown
  }

  /// A guideline, by the kind of tumour that it is for.
  public enum Guideline: String, Hashable, Sendable, Codable, CaseIterable {
    /// Breast: ASCO/CAP 2018, affirmed 2023.
    case breast = "ASCO/CAP breast 2018, affirmed 2023"
    /// Stomach and oesophagus: CAP/ASCP/ASCO 2016.
    case gastric = "CAP/ASCP/ASCO gastroesophageal 2016"
  }

  /// The status.
  public let status: Status
  /// The guideline.
  public let guideline: Guideline
  /// The rule within it.
  public let rule: String
  /// How IHC and ISH contradict each other; nil where they don't.
  public let discordance: String?

  /// HER2 status from immunohistochemistry and in situ hybridisation of the same specimen.
  ///
  /// - Parameters:
  ///   - ihc: the IHC score; nil where not done.
  ///   - ish: the ISH result; nil where not done.
  ///   - guideline: by which rules.
  /// - Source: Wolff et al., J Clin Oncol 2018;36:2105, figures 1 to 6, affirmed in Wolff et al., J Clin
  ///   Oncol 2023;41:3867; Bartley et al., J Clin Oncol 2017;35:446 (also Arch Pathol Lab Med
  ///   2016;140:1345), figure 1. HER2-low as in Modi et al., N Engl J Med 2022;387:9, which ASCO/CAP name
  ///   without making it a category.
  public init(ihc: IHCScore?, ish: InSituHybridization?, by guideline: Guideline) {
    let (status, rule) =
      switch guideline {
      case .breast: Self.breast(ihc, ish)
      case .gastric: Self.gastric(ihc, ish)
      }
    self.status = status
    self.guideline = guideline
    self.rule = rule
    discordance = Self.discordance(ihc, ish, by: guideline)
  }

  // MARK: - Breast

  private static func breast(_ ihc: IHCScore?, _ ish: InSituHybridization?) -> (Status, String) {
    guard let ish else { return byStaining(ihc, low: true) }
    if ihc == .threePlus { return (.positive, "IHC 3+") }
    let negative = ihc == .onePlus || ihc == .twoPlus ? Status.low : .negative
    let score = ihc.map { "IHC \($0.rawValue)" } ?? "no IHC"
    guard let group = ish.group else {
      let copies = ish.copyNumber
      if copies >= 6 { return (.positive, "single-probe ISH, 6.0 copies or more") }
      if copies < 4 { return (negative, "single-probe ISH, below 4.0 copies, \(score)") }
      let rule = "single-probe ISH, 4.0 to below 6.0 copies, \(score)"
      switch ihc {
      case .zero, .onePlus: return (negative, rule)
      case .twoPlus: return (.equivocal, rule + ": a dual-probe assay is needed")
      case .threePlus: return (.positive, rule)
      case nil: return (.unknown, rule + ": IHC is needed")
      }
    }
    let rule = "ISH group \(group), \(score)"
    switch (group, ihc) {
    case (1, _): return (.positive, rule)
    case (5, _): return (negative, rule)
    case (_, nil): return (.unknown, rule + ": IHC of the same tissue is needed")
    case (3, .twoPlus): return (.positive, rule + ", as a second observer confirms")
    case (2, .twoPlus), (4, .twoPlus): return (.low, rule + ", as a second observer confirms")
    default: return (negative, rule)
    }
  }

  /// The status by immunohistochemistry alone.
  private static func byStaining(_ ihc: IHCScore?, low: Bool) -> (Status, String) {
    switch ihc {
    case nil: (.unknown, "neither IHC nor ISH")
    case .zero: (.negative, "IHC 0")
    case .onePlus: (low ? .low : .negative, "IHC 1+")
    case .twoPlus: (.equivocal, "IHC 2+: ISH is needed")
    case .threePlus: (.positive, "IHC 3+")
    }
  }

  // MARK: - Stomach and oesophagus

  private static func gastric(_ ihc: IHCScore?, _ ish: InSituHybridization?) -> (Status, String) {
    guard let ihc else {
      return (.unknown, ish == nil ? "neither IHC nor ISH" : "ISH without IHC: IHC comes first")
    }
    guard ihc == .twoPlus, let ish else { return byStaining(ihc, low: false) }
    let words = "IHC 2+, \(gastricWords(ish))"
    return switch gastricAmplification(ish) {
    case .met: (.positive, words)
    case .notMet: (.negative, words)
    case .unknown:
      (
        .equivocal,
        words + ": count more cells, or use a dual-probe assay, another probe or another block"
      )
    }
  }

  /// Whether HER2 is amplified.
  ///
  /// A ratio of 2.0 or more is. Below it, with 3 CEP17 signals or more in a cell, more than 6 HER2
  /// signals are, fewer than 4 aren't, and what lies between asks for more cells. A single-probe assay
  /// is not in the guideline.
  private static func gastricAmplification(_ ish: InSituHybridization) -> Verdict {
    guard let ratio = ish.ratio else { return .unknown }
    if ratio >= 2 { return .met }
    if ish.copyNumber < 4 || ish.copyNumber < 3 * ratio { return .notMet }
    return ish.copyNumber > 6 ? .met : .unknown
  }

  private static func gastricWords(_ ish: InSituHybridization) -> String {
    guard let ratio = ish.ratio else { return "single-probe ISH" }
    if ratio >= 2 { return "ISH ratio 2.0 or more" }
    let copies =
      ish.copyNumber > 6
      ? "more than 6 copies" : ish.copyNumber < 4 ? "below 4 copies" : "4 to 6 copies"
    return "ISH ratio below 2.0, \(copies)"
  }

  // MARK: - Contradictions

  private static func discordance(
    _ ihc: IHCScore?,
    _ ish: InSituHybridization?,
    by guideline: Guideline
  ) -> String? {
    guard let ihc, let ish else { return nil }
    let isAmplified: Verdict
    switch guideline {
    case .breast:
      switch ish.group {
      case 1?: isAmplified = .met
      case 5?: isAmplified = .notMet
      case nil where ish.copyNumber >= 6: isAmplified = .met
      case nil where ish.copyNumber < 4: isAmplified = .notMet
      default: isAmplified = .unknown
      }
    case .gastric: isAmplified = gastricAmplification(ish)
    }
    switch (ihc, isAmplified) {
    case (.threePlus, .notMet): return "IHC 3+, but ISH not amplified"
    case (.zero, .met), (.onePlus, .met): return "IHC \(ihc.rawValue), but ISH amplified"
    default: return nil
    }
  }
}
