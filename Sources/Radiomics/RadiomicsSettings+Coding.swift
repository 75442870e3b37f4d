extension RadiomicsSettings: Codable {
  private enum Key: String, CodingKey, CaseIterable {
    case name
    case interpolation
    case roundsIntensities
    case range
    case outlierSigma
    case discretization
    case volumeHistogram
    case aggregations
    case filter
  }

  /// The names that settings have in JSON.
  package static var jsonNames: Set<String> { Set(Key.allCases.map(\.rawValue)) }

  /// Settings as JSON: name and discretisation, and what else is done.
  ///
  /// - Throws: `DecodingError` where one of the two is missing, or a value can't be read.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    self.init(
      name: try container.decode(String.self, forKey: .name),
      interpolation: try container.decodeIfPresent(Interpolation.self, forKey: .interpolation),
      roundsIntensities: try container.decodeIfPresent(Bool.self, forKey: .roundsIntensities)
        ?? false,
      range: try container.decodeIfPresent(IntensityRange.self, forKey: .range),
      outlierSigma: try container.decodeIfPresent(Double.self, forKey: .outlierSigma),
      discretization: try container.decode(Discretization.self, forKey: .discretization),
      volumeHistogram: try container.decodeIfPresent(Discretization.self, forKey: .volumeHistogram),
      aggregations: Set(
        try container.decodeIfPresent([Aggregation].self, forKey: .aggregations)
          ?? Aggregation.allCases
      ),
      filter: try container.decodeIfPresent(ImageFilter.self, forKey: .filter)
    )
  }

  /// Writes all that is done; what isn't is left out.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(name, forKey: .name)
    try container.encodeIfPresent(interpolation, forKey: .interpolation)
    try container.encode(roundsIntensities, forKey: .roundsIntensities)
    try container.encodeIfPresent(range, forKey: .range)
    try container.encodeIfPresent(outlierSigma, forKey: .outlierSigma)
    try container.encode(discretization, forKey: .discretization)
    try container.encodeIfPresent(volumeHistogram, forKey: .volumeHistogram)
    try container.encode(Aggregation.allCases.filter(aggregations.contains), forKey: .aggregations)
    try container.encodeIfPresent(filter, forKey: .filter)
  }
}

extension RadiomicsSettings.Discretization: Codable {
  private enum Key: String, CodingKey {
    case fixedBinNumber
    case fixedBinSize
    case anchor
  }

  /// Reads `{"fixedBinNumber": 32}` or `{"fixedBinSize": 0.25, "anchor": 0}`.
  ///
  /// - Throws: `DecodingError` where neither or both are given.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let count = try container.decodeIfPresent(Int.self, forKey: .fixedBinNumber)
    let width = try container.decodeIfPresent(Double.self, forKey: .fixedBinSize)
    let anchor = try container.decodeIfPresent(Double.self, forKey: .anchor)
    switch (count, width) {
    case (let count?, nil) where anchor == nil: self = .fixedBinNumber(count)
    case (nil, let width?): self = .fixedBinSize(width, anchor: anchor)
    default:
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: container.codingPath,
          debugDescription: "either fixedBinNumber, or fixedBinSize with or without an anchor"
        )
      )
    }
  }

  /// Writes the number, or the width and the anchor.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .fixedBinNumber(let count): try container.encode(count, forKey: .fixedBinNumber)
    case .fixedBinSize(let width, let anchor):
      try container.encode(width, forKey: .fixedBinSize)
      try container.encodeIfPresent(anchor, forKey: .anchor)
    }
  }
}
