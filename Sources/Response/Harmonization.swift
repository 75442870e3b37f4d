public import Statistics

/// Texture of lesions from several centres, freed of what belongs to the scanner.
///
/// It takes radiomic features and gives values of a type of their own, which no receptor rule accepts:
/// a cut-off holds on the uptake that was measured, never on a harmonised one.
public struct Harmonization: Sendable {
  /// A lesion's features with the centre it was imaged at.
  public struct Sample: Sendable {
    /// The centre, with its scanner and reconstruction.
    public let center: String
    /// The features that the lesion has a value of, by their tags.
    public let features: [String: Double]
    /// What is to be kept, such as 1 for a liver lesion; as many for each lesion.
    public let covariates: [Double]

    /// A lesion's features with its centre.
    ///
    /// - Parameters:
    ///   - center: the centre.
    ///   - features: the features by their tags, of the same settings for every lesion.
    ///   - covariates: what is to be kept.
    public init(center: String, features: [String: Double], covariates: [Double] = []) {
      self.center = center
      self.features = features
      self.covariates = covariates
    }
  }

  /// A harmonised value: not a measurement, and not to be held against a cut-off.
  public struct Value: Hashable, Sendable {
    /// The feature's tag.
    public let tag: String
    /// The value after harmonisation.
    public let harmonized: Double
  }

  /// The values of each lesion, in the order of the samples; only features that every lesion has.
  public let values: [[Value]]
  /// What is in doubt.
  public let doubts: [String]

  /// Harmonises texture.
  ///
  /// - Parameters:
  ///   - samples: the lesions.
  ///   - tags: the features to harmonise.
  ///   - conditions: what has to hold.
  /// - Throws: ``HarmonizationError``.
  public init(
    _ samples: [Sample],
    tags: [String],
    conditions: ComBat.Conditions = ComBat.Conditions()
  ) throws(HarmonizationError) {
    var rows: [[Double]] = []
    for tag in tags {
      guard Self.isTexture(tag) else { throw .carriesACutOff(tag) }
      var row: [Double] = []
      for sample in samples {
        guard let value = sample.features[tag] else { throw .missing(tag) }
        row.append(value)
      }
      rows.append(row)
    }
    let names = Array(Set(samples.map(\.center))).sorted()
    let covariates = samples.first?.covariates.indices.map { column in
      samples.map { $0.covariates.indices.contains(column) ? $0.covariates[column] : .nan }
    }
    do throws(ComBatError) {
      let result = try ComBat(
        rows,
        centers: samples.map { sample in names.firstIndex(of: sample.center) ?? 0 },
        keeping: covariates ?? [],
        conditions: conditions
      )
      values = samples.indices.map { sample in
        zip(tags, result.features).map { Value(tag: $0, harmonized: $1[sample]) }
      }
      doubts = result.doubts
    } catch {
      throw .conditions(error, centers: names)
    }
  }
}

extension Harmonization {
  /// The features that can be harmonised: texture that every lesion has, and that is not the same in
  /// all.
  ///
  /// - Parameter samples: the lesions.
  /// - Returns: their tags, in order.
  public static func usableTags(of samples: [Sample]) -> [String] {
    guard let first = samples.first else { return [] }
    return first.features.keys.filter { tag in
      isTexture(tag) && samples.allSatisfy { $0.features[tag] != nil }
        && samples.contains { $0.features[tag] != first.features[tag] }
    }.sorted()
  }

  /// Whether a feature is texture: of a matrix of levels, and not uptake or size.
  private static func isTexture(_ tag: String) -> Bool {
    ["cm_", "rlm_", "szm_", "dzm_", "ngt_", "ngl_"].contains(where: tag.hasPrefix)
  }
}

/// Why features are not harmonised.
public enum HarmonizationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A feature is uptake itself, which cut-offs are held against.
  case carriesACutOff(String)
  /// A feature has no value for some lesion.
  case missing(String)
  /// What was given can't be used: why.
  case unusable(String)
  /// A condition doesn't hold; centres are numbered in this order.
  case conditions(ComBatError, centers: [String])

  /// What is wrong.
  public var description: String {
    switch self {
    case .carriesACutOff(let tag):
      "\(tag) is not harmonised: it is uptake in SUV, which cut-offs are held against"
    case .missing(let tag): "\(tag) is not harmonised: some lesion has no value"
    case .unusable(let reason): reason
    case .conditions(let error, let centers):
      "\(error) (centres from 0: \(centers.joined(separator: ", ")))"
    }
  }
}
