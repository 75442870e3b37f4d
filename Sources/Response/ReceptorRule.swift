import FoundationEssentials
public import Lesions

/// When a lesion counts as receptor-positive: data, with a source, for one tracer at one time.
///
/// Published cut-offs of one receptor run from 2.3 to 6.6 between tracers, so a rule applies only to
/// the tracer, uptake time, metric and sites that it was found on; elsewhere lesions are not evaluable.
public struct ReceptorRule: Codable, Hashable, Sendable {
  /// How sure a value is.
  public enum Confidence: String, Codable, Sendable {
    /// The source says it.
    case published
    /// A working value without validation; results that use it say so.
    case assumed
  }

  /// What of a lesion is held against the cut-off.
  public enum Metric: String, Codable, Sendable, CaseIterable {
    /// The hottest voxel.
    case suvMax = "SUVmax"
    /// The mean over the lesion.
    case suvMean = "SUVmean"
    /// The highest mean of an exact 1 mL sphere.
    case suvPeak = "SUVpeak"

    /// This metric of a lesion's uptake, in SUVbw.
    public func value(of uptake: UptakeStatistics) -> Measured {
      switch self {
      case .suvMax: uptake.maximum
      case .suvMean: uptake.mean
      case .suvPeak: uptake.peakOneMilliliter
      }
    }
  }

  /// Minutes after administration.
  public struct Window: Codable, Hashable, Sendable {
    /// The earliest minute.
    public let from: Double
    /// The latest minute.
    public let to: Double
  }

  /// The uptake from which a lesion is positive; uptake equal to it is positive.
  public enum CutOff: Hashable, Sendable {
    /// A fixed SUVbw.
    case suvbw(Double)
    /// A reference region's mean times a factor, and so many of its standard deviations more.
    case reference(ReferenceTissue, timesMean: Double, plusStandardDeviations: Double)
  }

  /// Around the cut-off: where a repeated scan could come out on the other side.
  public struct GreyZone: Codable, Hashable, Sendable {
    /// The zone begins at the cut-off times this; below 1.
    public let lowerFactor: Double
    /// The zone ends below the cut-off times this; above 1.
    public let upperFactor: Double
    /// How sure it is.
    public let confidence: Confidence
    /// Where it comes from.
    public let source: String
  }

  /// What names the rule on the command line and in results.
  public let id: String
  /// The receptor, such as HER2.
  public let receptor: String
  /// The tracer profile's id.
  public let tracer: String
  /// When it applies.
  public let uptakeMinutes: Window
  /// What is held against the cut-off.
  public let metric: Metric
  /// From where on a lesion is positive.
  public let cutOff: CutOff
  /// Where a class can't be told for sure; nil where the rule has none.
  public let greyZone: GreyZone?
  /// Sites where the rule doesn't apply, such as the liver.
  public let excludedSites: [AnatomicalSite]
  /// Below this volume, in mL, low uptake may be partial volume: only a positive lesion is evaluable.
  public let smallestVolumeMilliliters: Double
  /// How sure the cut-off is.
  public let confidence: Confidence
  /// Where it comes from, with what it was found on.
  public let source: String

  private struct File: Decodable { let rules: [ReceptorRule] }

  /// The rules that Herald ships.
  ///
  /// - Returns: the rules.
  /// - Throws: a decoding error where the shipped file is damaged.
  public static func shipped() throws -> [ReceptorRule] {
    try JSONDecoder().decode(File.self, from: Data(PackageResources.receptor_rules_json)).rules
  }

  /// A rule of a person's own.
  ///
  /// - Parameter json: one rule as JSON, as in the shipped file.
  /// - Returns: the rule.
  /// - Throws: a decoding error that names what is missing.
  public static func decoded(from json: [UInt8]) throws -> ReceptorRule {
    try JSONDecoder().decode(ReceptorRule.self, from: Data(json))
  }

  /// The rules that apply to a tracer at a time.
  ///
  /// - Parameters:
  ///   - tracer: the tracer profile's id.
  ///   - uptakeMinutes: minutes from administration to the scan.
  ///   - rules: the rules to choose among.
  /// - Returns: those whose tracer is this one and whose window holds the time.
  public static func applying(
    to tracer: String,
    uptakeMinutes: Double,
    among rules: [ReceptorRule]
  ) -> [ReceptorRule] {
    rules.filter {
      $0.tracer == tracer && $0.uptakeMinutes.from <= uptakeMinutes
        && uptakeMinutes <= $0.uptakeMinutes.to
    }
  }
}

extension ReceptorRule.CutOff: Codable {
  private enum Key: String, CodingKey { case suvbw, tissue, timesMean, plusStandardDeviations }

  /// Reads `{"suvbw": x}`, or the tissue with its factors.
  ///
  /// - Parameter decoder: where to read from.
  /// - Throws: what the decoder throws where it finds neither.
  public init(from decoder: any Decoder) throws {
    let object = try decoder.container(keyedBy: Key.self)
    if let suvbw = try object.decodeIfPresent(Double.self, forKey: .suvbw) {
      self = .suvbw(suvbw)
    } else {
      self = .reference(
        try object.decode(ReferenceTissue.self, forKey: .tissue),
        timesMean: try object.decode(Double.self, forKey: .timesMean),
        plusStandardDeviations: try object.decode(Double.self, forKey: .plusStandardDeviations)
      )
    }
  }

  /// Writes what ``init(from:)`` reads.
  ///
  /// - Parameter encoder: where to write to.
  /// - Throws: what the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: Key.self)
    switch self {
    case .suvbw(let value): try object.encode(value, forKey: .suvbw)
    case .reference(let tissue, let timesMean, let plusStandardDeviations):
      try object.encode(tissue, forKey: .tissue)
      try object.encode(timesMean, forKey: .timesMean)
      try object.encode(plusStandardDeviations, forKey: .plusStandardDeviations)
    }
  }
}
