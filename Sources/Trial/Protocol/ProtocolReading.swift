/// Who reads the scans, and how.
public struct ReadingDesign: Sendable, Hashable {
  /// How disagreement among readers is settled.
  public enum Resolution: String, Hashable, Sendable, Codable, CaseIterable {
    /// Another reader decides between them.
    case adjudication
    /// What most readers say holds.
    case majority
    /// They agree on one read together.
    case consensus
  }

  /// What a reader doesn't see.
  public enum Hidden: String, Hashable, Sendable, Codable, CaseIterable {
    /// History, symptoms, laboratory results.
    case clinicalData = "clinical-data"
    /// Immunohistochemistry and in situ hybridisation.
    case pathology
    /// What other readers said.
    case otherReads = "other-reads"
    /// Scans with another tracer.
    case otherTracers = "other-tracers"
    /// Scans of other visits.
    case otherVisits = "other-visits"
    /// What treatment is given.
    case treatment
    /// Which site the scan is from.
    case site
  }

  /// Where two reads differ so that the difference has to be settled.
  public enum Disagreement: String, Hashable, Sendable, Codable, CaseIterable {
    /// The participant's receptor class.
    case participantClass = "participant-class"
    /// The participant's grade on the visual scale.
    case participantGrade = "participant-grade"
    /// Whether a lesion is there.
    case lesionPresence = "lesion-presence"
    /// A lesion's receptor class.
    case lesionClass = "lesion-class"
    /// A lesion's grade on the visual scale.
    case lesionGrade = "lesion-grade"
  }

  /// How many readers read each scan.
  public let readers: Stated<Int>
  /// How disagreement is settled.
  public let resolution: Stated<Resolution>
  /// What is hidden from readers.
  public let hidden: Stated<[Hidden]>
  /// The shortest time between two reads of a scan by the same reader, in days.
  public let washoutDays: Stated<Int>
  /// The classes by which uptake is graded by eye.
  public let scale: Stated<VisualScale>
  /// Which differences between reads are settled.
  public let disagreement: Stated<[Disagreement]>
}
