/// A section of a registry record as a person reads it; the terminal and the page show the same ones.
public struct RecordSection: Hashable, Sendable {
  /// What a section holds.
  public enum Block: Hashable, Sendable {
    /// A named value.
    case fact(String, String)
    /// Text with paragraphs, lists and escapes as the registry marks them.
    case text(String)
    /// Short items of equal rank.
    case items([String])
    /// A part with a heading of its own.
    case part(String, [Block])
    /// A table: its head, then its rows.
    case table([String], [[String]])
  }

  /// The heading.
  public let title: String
  /// What it holds; never empty.
  public let blocks: [Block]

  /// A section, or nil where the record has nothing for it.
  init?(_ title: String, _ blocks: [Block?]) {
    self.title = title
    self.blocks = blocks.compactMap { $0 }
    if self.blocks.isEmpty { return nil }
  }
}

extension RecordSection.Block {
  /// A named value, or nil without one.
  static func known(_ name: String, _ value: String?) -> RecordSection.Block? {
    guard let value, !value.isEmpty else { return nil }
    return .fact(name, value)
  }

  /// Text, or nil without any.
  static func known(_ text: String?) -> RecordSection.Block? {
    guard let text, !text.isEmpty else { return nil }
    return .text(text)
  }

  /// Items, or nil without any.
  static func known(_ items: [String]) -> RecordSection.Block? {
    items.isEmpty ? nil : .items(items)
  }
}

/// The registry's codes in words.
enum RegistryWords {
  /// A code in words; the code itself where it is none that is known.
  static func words(_ code: String?) -> String? {
    guard let code else { return nil }
    if let known = exceptions[code] { return known }
    guard code.allSatisfy({ $0.isUppercase || $0.isNumber || $0 == "_" }) else { return code }
    let words = code.split(separator: "_").joined(separator: " ").lowercased()
    return words.prefix(1).uppercased() + words.dropFirst()
  }

  private static let exceptions = [
    "NA": "Not applicable", "EARLY_PHASE1": "Early phase 1", "PHASE1": "Phase 1",
    "PHASE2": "Phase 2", "PHASE3": "Phase 3", "PHASE4": "Phase 4",
    "ACTIVE_NOT_RECRUITING": "Active, not recruiting", "NON_RANDOMIZED": "Non-randomized",
    "NONE": "None (open label)", "NIH": "NIH", "FED": "US federal agency",
    "OTHER_GOV": "Other government agency", "INDIV": "Individual", "ALL": "All",
    "PRE_SPECIFIED": "Pre-specified", "OTHER_PRE_SPECIFIED": "Other pre-specified",
    "ICF": "Informed consent form", "SAP": "Statistical analysis plan", "ECT": "Educational",
  ]
}
