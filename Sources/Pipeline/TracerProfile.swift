import FoundationEssentials
public import Lesions

/// What an analysis takes from its tracer where the person names nothing else: data, with sources.
public struct TracerProfile: Codable, Sendable, Equatable {
  /// How sure a value is.
  public enum Confidence: String, Codable, Sendable {
    /// The source says it.
    case published
    /// A working value without validation; results that use it say so.
    case assumed
  }

  /// A coded radiopharmaceutical.
  public struct CodedName: Codable, Sendable, Equatable {
    /// The coding scheme designator.
    public let scheme: String
    /// The code value.
    public let value: String

    /// A coded radiopharmaceutical.
    ///
    /// - Parameters:
    ///   - scheme: the coding scheme designator.
    ///   - value: the code value.
    public init(scheme: String, value: String) {
      self.scheme = scheme
      self.value = value
    }
  }

  /// One number with its source.
  public struct Hours: Codable, Sendable, Equatable {
    /// The number of hours.
    public let value: Double
    /// How sure it is.
    public let confidence: Confidence
    /// Where it comes from.
    public let source: String
  }

  /// The minutes after administration at which this tracer is to be imaged.
  public struct Window: Codable, Sendable, Equatable {
    /// The earliest minute.
    public let from: Double
    /// The latest minute.
    public let to: Double
    /// How sure it is.
    public let confidence: Confidence
    /// Where it comes from.
    public let source: String

    /// The minutes after administration at which a tracer is to be imaged.
    public init(from: Double, to: Double, confidence: Confidence, source: String) {
      self.from = from
      self.to = to
      self.confidence = confidence
      self.source = source
    }
  }

  /// A segmentation method, as the command line spells it.
  public struct Method: Codable, Sendable, Equatable {
    /// The method with its parameters.
    public let method: String
    /// Regions below this volume are left out, in mL.
    public let smallestVolumeMilliliters: Double?
    /// How sure it is.
    public let confidence: Confidence
    /// Where it comes from.
    public let source: String

    /// A segmentation method, as the command line spells it.
    public init(
      method: String,
      smallestVolumeMilliliters: Double?,
      confidence: Confidence,
      source: String
    ) {
      self.method = method
      self.smallestVolumeMilliliters = smallestVolumeMilliliters
      self.confidence = confidence
      self.source = source
    }
  }

  /// What names the profile on the command line.
  public let id: String
  /// The tracer's name, as shown to a person.
  public let name: String
  /// The radionuclide, by its symbol and mass number.
  public let radionuclide: String
  /// The Radiopharmaceutical Codes that mean this tracer.
  public let radiopharmaceuticalCodes: [CodedName]
  /// The longest plausible time from administration to the decay reference.
  public let longestUptakeHours: Hours
  /// When it is to be imaged.
  public let uptakeWindowMinutes: Window
  /// How regions are found in a whole body without a region or a seed.
  public let preselection: Method
  /// How a lesion is outlined from a seed.
  public let lesionMethod: Method
  /// The upper end of the grey scale in pictures, in SUVbw.
  public let displayUpperSUV: Double
  /// What the sum of uptake over a lesion is called for this tracer.
  public let totalUptakeName: String
  /// What the tracer does in a healthy body, organ by organ.
  public let physiology: Physiology

  private struct File: Decodable {
    let tracers: [TracerProfile]
  }

  /// The profiles that Herald ships.
  public static func shipped() throws -> [TracerProfile] { try read.get() }

  /// The shipped table, read once.
  private static let read = Result {
    try JSONDecoder().decode(File.self, from: Data(PackageResources.tracers_json)).tracers
  }
}

extension TracerProfile {
  /// This profile as a trial's protocol has it.
  ///
  /// - Parameters:
  ///   - id: what names it in the protocol.
  ///   - window: when the protocol images it; nil to keep the profile's.
  ///   - lesionMethod: how the protocol outlines lesions; nil to keep the profile's.
  /// - Returns: the profile.
  public func adapted(id: String, window: Window?, lesionMethod: Method?) -> TracerProfile {
    TracerProfile(
      id: id,
      name: name,
      radionuclide: radionuclide,
      radiopharmaceuticalCodes: radiopharmaceuticalCodes,
      longestUptakeHours: longestUptakeHours,
      uptakeWindowMinutes: window ?? uptakeWindowMinutes,
      preselection: preselection,
      lesionMethod: lesionMethod ?? self.lesionMethod,
      displayUpperSUV: displayUpperSUV,
      totalUptakeName: totalUptakeName,
      physiology: physiology
    )
  }
}
