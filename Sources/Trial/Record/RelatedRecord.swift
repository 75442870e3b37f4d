/// A record of a catalogue that is like another, with the reasons in words.
public struct RelatedRecord: Hashable, Sendable {
  /// What the catalogue keeps of it.
  public let profile: RecordProfile
  /// The cosine of the angle between the two records' words: 0 nothing in common, 1 the same.
  public let similarity: Double
  /// Why: the telling words in common by where the other has them, then what the two designs share.
  public let reasons: [String]

  /// A record that is like another.
  ///
  /// - Parameters:
  ///   - profile: what the catalogue keeps of it.
  ///   - related: how alike the two are, and by which words.
  ///   - record: the record that it was compared with.
  public init(profile: RecordProfile, related: RelatedTrial, to record: RegistryRecord) {
    self.profile = profile
    similarity = related.similarity
    var left = related.sharedWords
    let spellings = RecordTerms.spellings(of: record)
    var reasons: [String] = []
    for (place, texts) in [
      ("title", [profile.title]), ("interventions", profile.interventions),
      ("conditions", profile.conditions),
    ] {
      let words = Set(texts.flatMap(RecordTerms.words))
      let shared = left.filter(words.contains)
      guard !shared.isEmpty else { continue }
      left.removeAll(where: words.contains)
      reasons.append("\(place): " + shared.map { spellings[$0] ?? $0 }.joined(separator: ", "))
    }
    if !left.isEmpty {
      reasons.append(
        "elsewhere in its text: " + left.map { spellings[$0] ?? $0 }.joined(separator: ", ")
      )
    }
    let own = RecordProfile(of: record)
    let design = (profile.design + profile.phases).filter((own.design + own.phases).contains)
    // "Not applicable" says nothing by itself.
    let words = design.filter { $0 != "NA" }.compactMap { code in
      code == "NONE" ? "open label" : RegistryWords.words(code)?.lowercased()
    }
    if !words.isEmpty { reasons.append("both " + words.joined(separator: ", ")) }
    self.reasons = reasons
  }

  /// The recruitment status and the phases in words, for example "Recruiting, phase 2, phase 3".
  public var state: String {
    let phases = profile.phases.filter { $0 != "NA" }.compactMap {
      RegistryWords.words($0)?.lowercased()
    }
    let status = profile.status.flatMap { $0 == "UNKNOWN" ? nil : RegistryWords.words($0) }
    return ([status ?? "Status unknown"] + phases).joined(separator: ", ")
  }
}
