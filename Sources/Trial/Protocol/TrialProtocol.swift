public import Lesions
public import Radiomics
public import Response

/// A trial's protocol as data: one version of it, with the hash of its text.
///
/// What its public record leaves open is ``Stated/open(_:)`` and listed in ``openPoints``; nothing is
/// filled in by default.
public struct TrialProtocol: Sendable, Equatable {
  /// The protocol that this version amends.
  public struct Amendment: Sendable, Hashable {
    /// The version that it amends.
    public let version: String
    /// Why.
    public let reason: String
  }

  /// A point that the site has to fill in.
  public struct OpenPoint: Sendable, Hashable {
    /// The place in the document, such as `tracers[18F-HER2-affibody].dose`.
    public let path: String
    /// The line, from 1.
    public let line: Int
    /// What has to be filled in, and why it is open.
    public let words: String
  }

  /// What names the protocol, such as `nct04547309`.
  public let id: String
  /// The version.
  public let version: String
  /// The day from which this version holds.
  public let date: CivilDate
  /// The title.
  public let title: String
  /// The registry's identifier; nil where there is none.
  public let registryID: String?
  /// The receptor, such as HER2.
  public let receptor: String
  /// What this version amends; nil for a first version.
  public let amends: Amendment?
  /// Where the protocol as a whole comes from.
  public let source: String
  /// How many participants are to be enrolled.
  public let enrolment: Stated<Int>
  /// The tracers, the trial's own first.
  public let tracers: [ProtocolTracer]
  /// Other tracers whose dose is shown beside the trial's own.
  public let doseComparators: [DoseComparator]
  /// The visits, in order.
  public let visits: [ProtocolVisit]
  /// The eligibility criteria: inclusion first, in the record's order.
  public let criteria: [EligibilityCriterion]
  /// How lesions are drawn; a tracer's profile where it is open.
  public let segmentation: Stated<ProtocolSegmentation>
  /// The reference regions that are measured.
  public let referenceRegions: Stated<[ReferenceTissue]>
  /// When a lesion counts as receptor-positive.
  public let receptorRules: [ReceptorRule]
  /// When a participant counts as receptor-positive.
  public let aggregation: Stated<ReceptorAggregation>
  /// The endpoints that heterogeneity is reported by.
  public let heterogeneity: Stated<[HeterogeneityEndpoint]>
  /// The radiomics settings, by name.
  public let radiomics: [RadiomicsSettings]
  /// The response criteria that are reported, each under its own name.
  public let responseCriteria: Stated<[ResponseCriteria]>
  /// The rules that warn of a change.
  public let warnings: [WarningRule]
  /// Who reads the scans, and how.
  public let reading: ReadingDesign
  /// Who counts in which analysis.
  public let populations: [ProtocolPopulation]
  /// What is reported at the end.
  public let endpoints: [ProtocolEndpoint]
  /// How the endpoints are analysed.
  public let analyses: [PlannedAnalysis]
  /// From a CT's dose length product to effective dose, by region.
  public let ctDoseFactors: [CTDoseFactor]
  /// The roles of the trial's people.
  public let roles: [TrialRole]
  /// Every point that the site has to fill in, in the document's order.
  public let openPoints: [OpenPoint]
  /// The document, byte for byte.
  public let text: [UInt8]
  /// The SHA-256 of the document, in hexadecimal.
  public let sha256: String

  /// A tracer by its id.
  ///
  /// - Parameter id: the id, in any case.
  /// - Returns: the tracer.
  /// - Throws: ``TrialProtocolError/unknown(kind:name:known:)``.
  public func tracer(_ id: String) throws -> ProtocolTracer {
    guard let found = tracers.first(where: { $0.id.lowercased() == id.lowercased() }) else {
      throw TrialProtocolError.unknown(kind: "tracer", name: id, known: tracers.map(\.id))
    }
    return found
  }

  /// A visit by its id.
  ///
  /// - Parameter id: the id.
  /// - Returns: the visit.
  /// - Throws: ``TrialProtocolError/unknown(kind:name:known:)``.
  public func visit(_ id: String) throws -> ProtocolVisit {
    guard let found = visits.first(where: { $0.id == id }) else {
      throw TrialProtocolError.unknown(kind: "visit", name: id, known: visits.map(\.id))
    }
    return found
  }

  /// The radiomics settings of a name.
  ///
  /// - Parameter name: the settings' name.
  /// - Returns: the settings.
  /// - Throws: ``TrialProtocolError/unknown(kind:name:known:)``.
  public func radiomics(_ name: String) throws -> RadiomicsSettings {
    guard let found = radiomics.first(where: { $0.name == name }) else {
      throw TrialProtocolError.unknown(
        kind: "radiomics settings",
        name: name,
        known: radiomics.map(\.name)
      )
    }
    return found
  }
}

/// The role of one of the trial's people.
public enum TrialRole: String, Hashable, Sendable, Codable, CaseIterable {
  /// Screens, enrols, schedules, records.
  case coordinator
  /// Reads scans.
  case reader
  /// Decides where readers disagree.
  case adjudicator
  /// Checks the scans' SUV and quality.
  case physicist
  /// Analyses.
  case statistician
  /// Compares with sources; changes nothing.
  case monitor
  /// Keeps accounts and the store; no study data.
  case administrator
  /// Judges eligibility and is responsible for participants.
  case investigator
}
