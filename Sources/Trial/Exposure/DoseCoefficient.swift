/// The tissue weighting factors that an effective dose is made with.
public enum TissueWeights: String, Hashable, Sendable, Codable, CaseIterable {
  /// ICRP Publication 60 (1991).
  case icrp60 = "ICRP 60"
  /// ICRP Publication 103 (2007).
  case icrp103 = "ICRP 103"
  /// The source doesn't say.
  case notStated = "not stated"
}

/// From activity to effective dose.
public struct DoseCoefficient: Hashable, Sendable, Codable {
  /// The effective dose for each activity, in mSv/MBq.
  public let millisievertsPerMegabecquerel: Double
  /// The tissue weighting factors.
  public let weights: TissueWeights
  /// Where it comes from.
  public let provenance: Provenance

  /// A coefficient.
  public init(millisievertsPerMegabecquerel: Double, weights: TissueWeights, provenance: Provenance)
  {
    self.millisievertsPerMegabecquerel = millisievertsPerMegabecquerel
    self.weights = weights
    self.provenance = provenance
  }
}

/// Another tracer whose effective dose is shown beside the trial's own, without being given in it.
public struct DoseComparator: Hashable, Sendable, Codable {
  /// What names the tracer.
  public let id: String
  /// The tracer's name, as shown to a person.
  public let name: String
  /// Its coefficient.
  public let dose: DoseCoefficient
}

/// From a CT's dose length product to effective dose, for a region of the body.
public struct CTDoseFactor: Hashable, Sendable, Codable {
  /// A region of the body that a CT covers.
  public enum Region: String, Hashable, Sendable, Codable, CaseIterable {
    /// The head.
    case head
    /// Head and neck.
    case headAndNeck = "head-and-neck"
    /// The neck.
    case neck
    /// The chest.
    case chest
    /// The abdomen.
    case abdomen
    /// The pelvis.
    case pelvis
    /// Chest, abdomen and pelvis.
    case trunk
    /// From the head to the thighs, as PET/CT does.
    case wholeBody = "whole-body"
  }

  /// The region.
  public let region: Region
  /// The effective dose for each dose length product, in mSv/(mGy·cm).
  public let millisievertsPerMilligrayCentimeter: Double
  /// The tissue weighting factors.
  public let weights: TissueWeights
  /// Where it comes from.
  public let provenance: Provenance
}
