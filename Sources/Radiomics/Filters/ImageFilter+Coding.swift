extension ImageFilter: Codable {
  /// The filters' names.
  private enum Name: String, CodingKey {
    case mean
    case laplacianOfGaussian
    case laws
    case gabor
    case separableWavelet
    case nonSeparableWavelet
  }

  /// A filter by its name and settings.
  ///
  /// - Throws: `DecodingError` where there is no filter of the name, or a setting is missing.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Name.self)
    guard container.allKeys.count == 1, let name = container.allKeys.first else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: container.codingPath,
          debugDescription: "one filter by its name: mean, laplacianOfGaussian, laws, gabor, "
            + "separableWavelet or nonSeparableWavelet"
        )
      )
    }
    switch name {
    case .mean: self = .mean(try container.decode(MeanFilter.self, forKey: name))
    case .laplacianOfGaussian:
      self = .laplacianOfGaussian(
        try container.decode(LaplacianOfGaussianFilter.self, forKey: name)
      )
    case .laws: self = .laws(try container.decode(LawsFilter.self, forKey: name))
    case .gabor: self = .gabor(try container.decode(GaborFilter.self, forKey: name))
    case .separableWavelet:
      self = .separableWavelet(try container.decode(SeparableWaveletFilter.self, forKey: name))
    case .nonSeparableWavelet:
      self = .nonSeparableWavelet(
        try container.decode(NonSeparableWaveletFilter.self, forKey: name)
      )
    }
  }

  /// Writes the filter under its name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Name.self)
    switch self {
    case .mean(let filter): try container.encode(filter, forKey: .mean)
    case .laplacianOfGaussian(let filter):
      try container.encode(filter, forKey: .laplacianOfGaussian)
    case .laws(let filter): try container.encode(filter, forKey: .laws)
    case .gabor(let filter): try container.encode(filter, forKey: .gabor)
    case .separableWavelet(let filter): try container.encode(filter, forKey: .separableWavelet)
    case .nonSeparableWavelet(let filter):
      try container.encode(filter, forKey: .nonSeparableWavelet)
    }
  }
}
