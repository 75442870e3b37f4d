public import Voxels

/// A convolution filter of IBSI 2: what makes a response map of an image.
///
/// In JSON an object with the filter's name as its one key: `{"mean": {"size": 5, ...}}`.
///
/// - Source: IBSI 2 reference manual, arXiv:2006.05470; Whybra et al., Radiology 2024;310:e231319.
public enum ImageFilter: Hashable, Sendable {
  /// The mean of a neighbourhood.
  case mean(MeanFilter)
  /// The Laplacian of Gaussian: blobs.
  case laplacianOfGaussian(LaplacianOfGaussianFilter)
  /// Laws' kernels: levels, edges, spots, waves and ripples.
  case laws(LawsFilter)
  /// Gabor's: waves of a length, in directions.
  case gabor(GaborFilter)
  /// Wavelets that are products of one along each axis.
  case separableWavelet(SeparableWaveletFilter)
  /// Wavelets that depend on the length of a frequency.
  case nonSeparableWavelet(NonSeparableWaveletFilter)

  /// Whether a filter looks at slices or at the volume.
  public enum Dimensions: String, Codable, CaseIterable, Sendable {
    /// Each slice by itself.
    case slice = "2D"
    /// The volume.
    case volume = "3D"
  }

  /// Whether the filter looks at slices or at the volume.
  public var dimensions: Dimensions {
    switch self {
    case .mean(let filter): filter.dimensions
    case .laplacianOfGaussian(let filter): filter.dimensions
    case .laws(let filter): filter.kernels.count == 2 ? .slice : .volume
    case .gabor(let filter): filter.dimensions
    case .separableWavelet(let filter): filter.passes.count == 2 ? .slice : .volume
    case .nonSeparableWavelet(let filter): filter.dimensions
    }
  }

  /// Whether responses are intensities in the image's unit.
  var keepsUnit: Bool {
    if case .mean = self { true } else { false }
  }
}

/// The mean over a square or a cube of voxels.
///
/// - Source: IBSI 2, S60F.
public struct MeanFilter: Codable, Hashable, Sendable {
  /// The voxels along each side, an odd number.
  public var size: Int
  /// In slices or in the volume.
  public var dimensions: ImageFilter.Dimensions
  /// How the image goes on beyond its edge.
  public var edge: EdgeExtension

  /// A mean filter.
  public init(size: Int, dimensions: ImageFilter.Dimensions, edge: EdgeExtension) {
    self.size = size
    self.dimensions = dimensions
    self.edge = edge
  }
}

/// The Laplacian of Gaussian.
///
/// - Source: IBSI 2, L6PA.
public struct LaplacianOfGaussianFilter: Codable, Hashable, Sendable {
  /// The Gaussian's standard deviation, in mm.
  public var sigmaMillimeters: Double
  /// Where the kernel is cut off, in standard deviations.
  public var cutoff: Double
  /// In slices or in the volume.
  public var dimensions: ImageFilter.Dimensions
  /// How the image goes on beyond its edge.
  public var edge: EdgeExtension

  /// A Laplacian of Gaussian.
  public init(
    sigmaMillimeters: Double,
    cutoff: Double,
    dimensions: ImageFilter.Dimensions,
    edge: EdgeExtension
  ) {
    self.sigmaMillimeters = sigmaMillimeters
    self.cutoff = cutoff
    self.dimensions = dimensions
    self.edge = edge
  }
}

/// Laws' kernels along two or three axes.
///
/// - Source: IBSI 2, JTXT.
public struct LawsFilter: Codable, Hashable, Sendable {
  /// One of Laws' kernels, normalised to unit energy.
  public enum Kernel: String, Codable, CaseIterable, Sendable {
    case level3 = "L3"
    case edge3 = "E3"
    case spot3 = "S3"
    case level5 = "L5"
    case edge5 = "E5"
    case spot5 = "S5"
    case wave5 = "W5"
    case ripple5 = "R5"
  }

  /// The kernels along columns, rows and, in the volume, slices.
  public var kernels: [Kernel]
  /// How the responses of all turned kernels are joined; nil for the one orientation.
  public var pooling: ResponsePooling?
  /// The Chebyshev distance over which absolute responses are averaged to an energy image; nil for the
  /// responses themselves.
  public var energyDistance: Int?
  /// How the image goes on beyond its edge.
  public var edge: EdgeExtension

  /// Laws' filter.
  public init(
    kernels: [Kernel],
    pooling: ResponsePooling?,
    energyDistance: Int?,
    edge: EdgeExtension
  ) {
    self.kernels = kernels
    self.pooling = pooling
    self.energyDistance = energyDistance
    self.edge = edge
  }
}

/// Gabor's filter: a wave under a Gaussian, in planes.
///
/// - Source: IBSI 2, Q88H.
public struct GaborFilter: Codable, Hashable, Sendable {
  /// What number a complex response becomes.
  public enum Response: String, Codable, CaseIterable, Sendable {
    case modulus
    case real
    case imaginary
  }

  /// The Gaussian's standard deviation along the wave, in mm.
  public var sigmaMillimeters: Double
  /// The wave's length, in mm.
  public var wavelengthMillimeters: Double
  /// How much narrower the Gaussian is across the wave (γ).
  public var aspectRatio: Double
  /// The first direction, in degrees from the columns towards the rows.
  public var angleDegrees: Double
  /// From one direction to the next, over half a turn; nil for the first alone.
  public var angleStepDegrees: Double?
  /// How the responses of directions and planes are joined; nil where there is one.
  public var pooling: ResponsePooling?
  /// In the slices (`2D`), or in the planes across all three axes (`3D`).
  public var dimensions: ImageFilter.Dimensions
  /// What number a complex response becomes.
  public var response: Response
  /// How the image goes on beyond its edge.
  public var edge: EdgeExtension

  /// Gabor's filter.
  public init(
    sigmaMillimeters: Double,
    wavelengthMillimeters: Double,
    aspectRatio: Double,
    angleDegrees: Double,
    angleStepDegrees: Double?,
    pooling: ResponsePooling?,
    dimensions: ImageFilter.Dimensions,
    response: Response,
    edge: EdgeExtension
  ) {
    self.sigmaMillimeters = sigmaMillimeters
    self.wavelengthMillimeters = wavelengthMillimeters
    self.aspectRatio = aspectRatio
    self.angleDegrees = angleDegrees
    self.angleStepDegrees = angleStepDegrees
    self.pooling = pooling
    self.dimensions = dimensions
    self.response = response
    self.edge = edge
  }
}

/// Stationary wavelets, one along each axis.
///
/// - Source: IBSI 2, 25BO; the à trous algorithm for levels above the first.
public struct SeparableWaveletFilter: Codable, Hashable, Sendable {
  /// Along an axis the low or the high frequencies.
  public enum Pass: String, Codable, CaseIterable, Sendable {
    case low = "L"
    case high = "H"
  }

  /// The family.
  public var wavelet: Wavelet
  /// The level of decomposition, from 1.
  public var level: Int
  /// What passes along columns, rows and, in the volume, slices.
  public var passes: [Pass]
  /// How the responses of all turned kernels are joined; nil for the one orientation.
  public var pooling: ResponsePooling?
  /// How the image goes on beyond its edge.
  public var edge: EdgeExtension

  /// A separable wavelet filter.
  public init(
    wavelet: Wavelet,
    level: Int,
    passes: [Pass],
    pooling: ResponsePooling?,
    edge: EdgeExtension
  ) {
    self.wavelet = wavelet
    self.level = level
    self.passes = passes
    self.pooling = pooling
    self.edge = edge
  }
}

/// Wavelets that are round in the Fourier domain; the image goes on periodically.
///
/// - Source: IBSI 2, LODD.
public struct NonSeparableWaveletFilter: Codable, Hashable, Sendable {
  /// The family.
  public enum Wavelet: String, Codable, CaseIterable, Sendable {
    /// A smooth band of two octaves.
    case simoncelli
    /// A sharp band of one octave.
    case shannon
  }

  /// The family.
  public var wavelet: Wavelet
  /// The level of decomposition, from 1: each halves the frequencies.
  public var level: Int
  /// The orders of a Riesz transform along columns, rows and slices; nil for none.
  public var rieszOrders: [Int]?
  /// In slices or in the volume.
  public var dimensions: ImageFilter.Dimensions

  /// A non-separable wavelet filter.
  public init(
    wavelet: Wavelet,
    level: Int,
    rieszOrders: [Int]? = nil,
    dimensions: ImageFilter.Dimensions
  ) {
    self.wavelet = wavelet
    self.level = level
    self.rieszOrders = rieszOrders
    self.dimensions = dimensions
  }
}
