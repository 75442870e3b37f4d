public import Lesions

/// How lesions are drawn.
public struct ProtocolSegmentation: Sendable, Hashable {
  /// The method with its parameters.
  public let method: SegmentationMethod
  /// Regions below this volume are left out, in mL.
  public let smallestVolumeMilliliters: Double?
}

/// When a participant counts as receptor-positive.
public struct ReceptorAggregation: Sendable, Hashable {
  /// What the share is of.
  public enum Measure: String, Hashable, Sendable, Codable, CaseIterable {
    /// Of the evaluable lesions' number.
    case count
    /// Of the evaluable lesions' volume.
    case volume
  }

  /// What the share is of.
  public let by: Measure
  /// The smallest positive share with which a participant is positive; 0 for any positive lesion.
  public let positiveFrom: Double
}

/// An endpoint of heterogeneity, by its name in `heterogeneity.csv`.
public struct HeterogeneityEndpoint: Sendable, Hashable {
  /// What it is a number of.
  public enum Scope: String, Hashable, Sendable, Codable, CaseIterable {
    /// Each lesion.
    case lesion
    /// The lesions of a participant.
    case patient
    /// All participants.
    case cohort
  }

  /// What it is a number of.
  public let scope: Scope
  /// The name in tables, such as `cov`.
  public let name: String
}

/// Criteria by which change is reported.
public enum ResponseCriteria: String, Hashable, Sendable, Codable, CaseIterable {
  /// RECIST 1.1, on CT or MR.
  case recist11 = "RECIST 1.1"
  /// PERCIST 1.0, on FDG.
  case percist10 = "PERCIST 1.0"
  /// EORTC 1999, on FDG.
  case eortc1999 = "EORTC 1999"
  /// The shape of RECIP 1.0 on another receptor: exploratory.
  case recipLike = "RECIP-like"
}

/// When a change on the timeline warns.
public struct WarningRule: Sendable, Hashable {
  /// What is watched.
  public enum Quantity: String, Hashable, Sendable, Codable, CaseIterable {
    /// A lesion's SUVmax.
    case suvMax = "SUVmax"
    /// A lesion's SUVpeak.
    case suvPeak = "SUVpeak"
    /// A lesion's SUVmean.
    case suvMean = "SUVmean"
    /// The volume of all lesions.
    case totalVolume = "total-volume"
    /// The uptake of all lesions times their volume.
    case totalUptake = "total-uptake"
    /// The number of lesions that were not there before.
    case newLesions = "new-lesions"
    /// The number of lesions that were receptor-positive and aren't any more.
    case lostLesions = "lost-lesions"
  }

  /// What it is compared with.
  public enum Reference: String, Hashable, Sendable, Codable, CaseIterable {
    /// The first scan.
    case baseline
    /// The lowest of the scans before.
    case nadir
    /// The scan before.
    case previous
  }

  /// What names the rule.
  public let id: String
  /// What is said to a person.
  public let text: String
  /// What is watched.
  public let quantity: Quantity
  /// What it is compared with.
  public let reference: Reference
  /// The change from which on it warns: above 0 for a rise, below 0 for a fall; in % or a count.
  public let change: Trial.Quantity
  /// Where the rule comes from.
  public let provenance: Provenance
}

/// Who counts in an analysis.
public struct ProtocolPopulation: Sendable, Hashable {
  /// What names it.
  public let id: String
  /// The name, as shown to a person.
  public let title: String
  /// Who is in it.
  public let definition: String
  /// Where it comes from.
  public let provenance: Provenance
}

/// What is reported at the end.
public struct ProtocolEndpoint: Sendable, Hashable {
  /// How much hangs on it.
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// The one that the trial's size was made for.
    case primary
    /// Named before the first participant.
    case secondary
    /// Looked at without a claim.
    case exploratory
  }

  /// What names it.
  public let id: String
  /// The name, as shown to a person.
  public let title: String
  /// How much hangs on it.
  public let kind: Kind
  /// The population's id.
  public let population: String
  /// The time frame.
  public let timeFrame: Stated<String>
  /// Where it comes from.
  public let provenance: Provenance
}

/// How an endpoint is analysed.
public struct PlannedAnalysis: Sendable, Hashable {
  /// What names it.
  public let id: String
  /// The endpoint's id.
  public let endpoint: String
  /// The method.
  public let method: Method
  /// The level of its intervals.
  public let level: Double
  /// Where it comes from.
  public let provenance: Provenance

  /// A statistical method.
  public enum Method: String, Hashable, Sendable, Codable, CaseIterable {
    /// Counts and shares, with exact intervals.
    case proportion
    /// Mean, median, range.
    case summary
    /// Sensitivity and specificity against the reference standard.
    case accuracy
    /// Receiver operating characteristic.
    case roc
    /// Agreement among readers.
    case agreement
    /// Change between visits in one participant.
    case pairedChange = "paired-change"
    /// A linear model with lesions in participants.
    case mixedModel = "mixed-model"
    /// Kaplan-Meier and log-rank.
    case survival
  }
}
