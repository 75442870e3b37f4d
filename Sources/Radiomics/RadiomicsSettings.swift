/// How an image is processed before features are computed: what a feature's value depends on beside
/// the image and the region.
///
/// - Source: IBSI 1 reference manual, chapter 2.
public struct RadiomicsSettings: Hashable, Sendable {
  /// What the settings are called.
  public var name: String
  /// Interpolation to another spacing; nil to keep the image's grid.
  public var interpolation: Interpolation?
  /// Whether interpolated intensities are rounded to whole numbers, as CT numbers are.
  public var roundsIntensities: Bool
  /// Intensities outside this range leave the intensity mask; nil for no such range.
  public var range: IntensityRange?
  /// Intensities further from the region's mean than so many standard deviations leave the intensity
  /// mask; nil to keep them.
  public var outlierSigma: Double?
  /// How intensities become the levels of histogram and texture.
  public var discretization: Discretization
  /// How intensities become the levels of the intensity-volume histogram; nil where they are whole
  /// numbers already.
  public var volumeHistogram: Discretization?
  /// How texture matrices of slices and directions are brought together; all ways by default.
  public var aggregations: Set<Aggregation>
  /// The filter whose response map the features are of; nil for the image itself.
  public var filter: ImageFilter?

  /// Settings for the features of a region.
  ///
  /// - Parameters:
  ///   - name: what they are called.
  ///   - interpolation: nil to keep the image's grid.
  ///   - roundsIntensities: whether intensities are rounded to whole numbers after interpolation.
  ///   - range: the intensities that stay in the intensity mask; nil for all.
  ///   - outlierSigma: how many standard deviations an intensity may lie off the mean; nil for any.
  ///   - discretization: for histogram and texture.
  ///   - volumeHistogram: for the intensity-volume histogram; nil for whole numbers.
  ///   - aggregations: which ways of bringing texture matrices together.
  ///   - filter: nil for the image itself.
  public init(
    name: String,
    interpolation: Interpolation? = nil,
    roundsIntensities: Bool = false,
    range: IntensityRange? = nil,
    outlierSigma: Double? = nil,
    discretization: Discretization,
    volumeHistogram: Discretization? = nil,
    aggregations: Set<Aggregation> = Set(Aggregation.allCases),
    filter: ImageFilter? = nil
  ) {
    self.name = name
    self.interpolation = interpolation
    self.roundsIntensities = roundsIntensities
    self.range = range
    self.outlierSigma = outlierSigma
    self.discretization = discretization
    self.volumeHistogram = volumeHistogram
    self.aggregations = aggregations
    self.filter = filter
  }

  /// Where texture is looked for; within each, matrices are both averaged and merged.
  public enum Aggregation: String, Codable, CaseIterable, Sendable {
    /// In each slice by itself (2D).
    case slice = "2D"
    /// In each slice, the slices' matrices merged (2.5D).
    case mergedSlices = "2.5D"
    /// In the volume (3D).
    case volume = "3D"
  }

  /// Interpolation to another spacing, the new grid centred on the old one.
  public struct Interpolation: Codable, Hashable, Sendable {
    /// How intensities between voxels are found.
    public enum Method: String, Codable, CaseIterable, Sendable {
      /// The nearest voxel's.
      case nearest
      /// Linear along each axis.
      case linear
      /// The cubic B-spline through all voxels.
      case cubic
    }

    /// How intensities are found; the mask is interpolated linearly, except with `nearest`.
    public var method: Method
    /// The new spacing in the slice, in mm.
    public var inPlaneMillimeters: Double
    /// The new spacing between slices, in mm; nil to interpolate each slice by itself.
    public var sliceMillimeters: Double?

    /// An interpolation.
    ///
    /// - Parameters:
    ///   - method: how intensities are found.
    ///   - inPlaneMillimeters: the new spacing in the slice.
    ///   - sliceMillimeters: the new spacing between slices; nil for slice by slice.
    public init(_ method: Method, inPlaneMillimeters: Double, sliceMillimeters: Double?) {
      self.method = method
      self.inPlaneMillimeters = inPlaneMillimeters
      self.sliceMillimeters = sliceMillimeters
    }
  }

  /// A closed range of intensities, open where a bound is nil.
  public struct IntensityRange: Codable, Hashable, Sendable {
    /// The lowest intensity that stays.
    public var lower: Double?
    /// The highest intensity that stays.
    public var upper: Double?

    /// A range of intensities, in the image's unit.
    public init(lower: Double?, upper: Double?) {
      self.lower = lower
      self.upper = upper
    }

    func contains(_ value: Double) -> Bool {
      value >= lower ?? -.infinity && value <= upper ?? .infinity
    }
  }

  /// How intensities become levels, the lowest being 1.
  public enum Discretization: Hashable, Sendable {
    /// So many bins between the region's lowest and highest intensity.
    case fixedBinNumber(Int)
    /// Bins of a width, the first beginning at the anchor: the lower bound of the range in most
    /// settings, and where nil the region's lowest intensity.
    case fixedBinSize(Double, anchor: Double?)
  }
}

/// Why features can't be computed at all.
public enum RadiomicsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// No settings are known by this name.
  case unknownProfile(String, known: [String])
  /// A number of the settings can't be used.
  case unusableSettings(String)
  /// The region lies on another grid than the image.
  case otherGrid
  /// The region holds voxels without a finite intensity.
  case notFinite(voxels: Int)
  /// The discretisation gives more levels than can be held.
  case tooManyLevels(Int)
  /// An intensity lies below the first bin.
  case belowAnchor(intensity: Double, anchor: Double)
  /// The interpolated grid can't be made.
  case grid(String)

  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .unknownProfile(let name, let known):
      "no profile '\(name)'; there are \(known.joined(separator: ", "))"
    case .unusableSettings(let what): "the settings can't be used: \(what)"
    case .otherGrid: "the region lies on another grid than the image: map it onto the image's first"
    case .notFinite(let voxels):
      "\(voxels) voxels of the region have no finite intensity: leave them out of the mask"
    case .tooManyLevels(let count):
      "\(count) grey levels are more than 65535: choose a wider bin, or a profile that fits the "
        + "image's unit"
    case .belowAnchor(let intensity, let anchor):
      "the region holds \(intensity), below the first bin at \(anchor): set a range that begins "
        + "there, or another anchor"
    case .grid(let reason): "the interpolated grid can't be made: \(reason)"
    }
  }
}

extension RadiomicsSettings {
  /// Refuses numbers that mean nothing.
  func validate() throws(RadiomicsError) {
    if let interpolation {
      for spacing in [interpolation.inPlaneMillimeters, interpolation.sliceMillimeters ?? 1]
      where !(spacing > 0 && spacing.isFinite) {
        throw .unusableSettings("a spacing of \(spacing) mm")
      }
    }
    if let outlierSigma, !(outlierSigma > 0) {
      throw .unusableSettings("outliers beyond \(outlierSigma) standard deviations")
    }
    if let range, !(range.lower ?? -.infinity <= range.upper ?? .infinity) {
      throw .unusableSettings("a range whose lower bound is above its upper one")
    }
    guard !aggregations.isEmpty else { throw .unusableSettings("no aggregation") }
    try filter?.validate()
    if let filter, !filter.keepsUnit {
      for bins in [discretization, volumeHistogram] {
        guard case .fixedBinNumber = bins else {
          throw .unusableSettings(
            "a response map has no unit: discretization and volumeHistogram take a fixedBinNumber"
          )
        }
      }
    }
    for bins in [discretization, volumeHistogram].compactMap({ $0 }) {
      switch bins {
      case .fixedBinNumber(let count) where !(1...65535).contains(count):
        throw .unusableSettings("\(count) bins")
      case .fixedBinSize(let width, _) where !(width > 0 && width.isFinite):
        throw .unusableSettings("bins of width \(width)")
      default: break
      }
    }
  }
}
