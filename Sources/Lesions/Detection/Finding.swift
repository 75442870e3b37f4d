public import Voxels

/// A region of uptake that was found without anybody pointing at it, and what it was taken for.
///
/// A finding never rests on a label alone: its reasons say in words what spoke for the verdict and what
/// spoke against it, so that a reader can agree or correct it.
public struct Finding: Hashable, Sendable {
  /// What a finding was taken for.
  public enum Verdict: String, Hashable, Sendable, Codable, CaseIterable {
    /// Disease.
    case lesion
    /// Normal uptake of an organ, or excretion.
    case physiological
    /// Made by the acquisition: an injection site, contamination, the edge of the image.
    case artefact
    /// Neither side is convincing: a person has to look.
    case unsure
  }

  /// The voxels.
  public var region: Region
  /// What it was taken for.
  public var verdict: Verdict
  /// The organ that it lies in, or that its uptake belongs to; nil where none is known there.
  public var organ: Organ?
  /// Where it lies, in plain English.
  public var site: String
  /// What speaks for the verdict and what against it, the weightiest first.
  public var reasons: [String]
  /// How much speaks for disease, from 0 for nothing to 1 for all.
  ///
  /// From the settings' score of a lesion on a finding is a lesion; with less only where its first reason
  /// names a rule that says so.
  public var score: Double
  /// How its outline was drawn, with the parameters.
  public var method: String
  /// The SUVbw at and above which voxels belong to it, where one threshold drew it.
  public var thresholdSUVbw: Double?

  /// A finding.
  ///
  /// - Parameters:
  ///   - region: its voxels.
  ///   - verdict: what it was taken for.
  ///   - organ: the organ that it lies in.
  ///   - site: where it lies, in plain English.
  ///   - reasons: what speaks for the verdict, the weightiest first.
  ///   - score: how much speaks for disease, 0 to 1.
  ///   - method: how its outline was drawn.
  ///   - thresholdSUVbw: the threshold that drew it, where there is one.
  public init(
    region: Region,
    verdict: Verdict,
    organ: Organ? = nil,
    site: String,
    reasons: [String],
    score: Double,
    method: String,
    thresholdSUVbw: Double? = nil
  ) {
    self.region = region
    self.verdict = verdict
    self.organ = organ
    self.site = site
    self.reasons = reasons
    self.score = score
    self.method = method
    self.thresholdSUVbw = thresholdSUVbw
  }
}
