public import Voxels

/// What holds for a whole segmentation, whichever method draws the outlines.
public struct SegmentationSettings: Hashable, Sendable {
  /// Which voxels count as connected.
  public var connectivity: Connectivity
  /// The smallest volume that is kept, in mL; 0 keeps all.
  public var minimumVolumeMilliliters: Double
  /// How far, in mm, a region may extend from its start's hottest voxel; nil for no limit.
  ///
  /// A region that goes on beyond carries ``LesionCaveat/cutAtReach(millimeters:)``.
  public var reachMillimeters: Double?
  /// How far, in mm, a lesion's maximum is looked for from a seed.
  public var seedSearchMillimeters: Double
  /// What happens to voxels that several starts claim.
  public var overlap: OverlapRule
  /// The normalisation that fixed thresholds are meant on.
  public var scale: UptakeScale

  /// Settings; what isn't given is 26-connected, without a smallest volume or a limit of reach, with
  /// 10 mm around a seed for its maximum, merging, on SUVbw.
  ///
  /// - Parameters:
  ///   - connectivity: which voxels count as connected.
  ///   - minimumVolumeMilliliters: regions below this volume are dropped.
  ///   - reachMillimeters: how far a region may extend from its start.
  ///   - seedSearchMillimeters: how far a lesion's maximum is looked for from a seed.
  ///   - overlap: what happens to voxels that several starts claim.
  ///   - scale: the normalisation that fixed thresholds are meant on.
  public init(
    connectivity: Connectivity = .corners,
    minimumVolumeMilliliters: Double = 0,
    reachMillimeters: Double? = nil,
    seedSearchMillimeters: Double = 10,
    overlap: OverlapRule = .merge,
    scale: UptakeScale = .suvbw
  ) {
    self.connectivity = connectivity
    self.minimumVolumeMilliliters = minimumVolumeMilliliters
    self.reachMillimeters = reachMillimeters
    self.seedSearchMillimeters = seedSearchMillimeters
    self.overlap = overlap
    self.scale = scale
  }

  /// Throws when a length or a volume makes no sense.
  func validate() throws(LesionsError) {
    for (name, value) in [
      ("smallest volume", minimumVolumeMilliliters), ("reach", reachMillimeters ?? 0),
      ("seed search distance", seedSearchMillimeters),
    ] {
      guard value.isFinite, value >= 0 else { throw .badSetting(name, value) }
    }
  }
}

/// What happens to voxels that the regions of several starts share; a voxel belongs to one lesion.
public enum OverlapRule: String, Hashable, Sendable, Codable, CaseIterable {
  /// Regions that share a voxel become one lesion, named after the first of the starts.
  case merge
  /// A shared voxel goes to the start whose hottest voxel is nearest, the earlier one at a tie.
  case nearest
}

/// Where lesions are looked for.
public enum SegmentationStart: Hashable, Sendable {
  /// Everywhere: each connected part at or above the method's threshold is a lesion.
  case wholeVolume
  /// At the hottest voxel of each connected part at or above a threshold, of at least a volume: one
  /// start a part, however many lesions have run together in it.
  ///
  /// A lesion stays within its part, so that weak parts don't flood their surroundings: where the
  /// method's own threshold would be lower it is held at the preselection's, and the lesion carries
  /// ``LesionCaveat/heldAtPreselection(thresholdSUVbw:)``.
  case preselection(threshold: Double, minimumVolumeMilliliters: Double)
  /// At points that somebody set.
  case seeds([Seed])
}

/// A point that somebody set on a lesion.
///
/// Every method but region growing starts from the hottest voxel of what is connected to the seed at
/// 70 % of its own value, so that the exact point does not matter. It is looked for within
/// ``SegmentationSettings/seedSearchMillimeters``, so that a hotter neighbour does not draw it away.
///
/// - Source: the robust local maximum of Burggraaff CN et al., Mol Imaging Biol 2020;22:1102; the
///   limit is ours.
public struct Seed: Hashable, Sendable, Codable {
  /// The lesion's name.
  public let label: String
  /// The point, in LPS mm; the voxel whose centre is nearest is meant.
  public let position: SIMD3<Double>

  /// A point on a lesion.
  ///
  /// - Parameters:
  ///   - label: the lesion's name.
  ///   - position: the point, in LPS mm.
  public init(label: String, position: SIMD3<Double>) {
    self.label = label
    self.position = position
  }
}

/// The outcome of a segmentation.
public struct Segmentation: Hashable, Sendable {
  /// The lesions: in the seeds' order, or in the order of their first voxel.
  public let lesions: [Lesion]
  /// The starts that gave no lesion, with the reasons.
  public let refused: [RefusedStart]
}

/// A start that gave no lesion.
public struct RefusedStart: Hashable, Sendable, CustomStringConvertible {
  /// The seed's label, or the preselected part's number.
  public let label: String
  /// Why.
  public let reason: Reason

  /// Why a start gave no lesion.
  public enum Reason: Error, Hashable, Sendable, Codable, CustomStringConvertible {
    /// The point lies outside the image.
    case outsideImage
    /// The voxel there has no defined value, or none above zero.
    case noUptake
    /// The uptake there does not reach the threshold: the uptake and the threshold, in SUVbw.
    case belowThreshold(uptake: Double, threshold: Double)
    /// The uptake there is above the interval that may grow: the uptake and the bound, in SUVbw.
    case aboveInterval(uptake: Double, upper: Double)
    /// No voxel is left in the shell that local background is taken from.
    case noBackground
    /// Local background is as high as the lesion: background and lesion, in SUVbw.
    case noContrast(background: Double, uptake: Double)
    /// The region is smaller than asked for: its volume in mL.
    case tooSmall(volumeMilliliters: Double)
    /// Too few of the methods of a majority vote agree on any voxel.
    case noMajority

    /// The reason in plain words.
    public var description: String {
      switch self {
      case .outsideImage: "it lies outside the image"
      case .noUptake: "there is no uptake above zero there"
      case .belowThreshold(let uptake, let threshold):
        "its SUVbw of \(uptake) does not reach the threshold of \(threshold)"
      case .aboveInterval(let uptake, let upper):
        "its SUVbw of \(uptake) is above the upper bound of \(upper)"
      case .noBackground: "no voxel is left around it to take the local background from"
      case .noContrast(let background, let uptake):
        "the local background of SUVbw \(background) is not below its \(uptake)"
      case .tooSmall(let volume): "its \(volume) mL are less than the smallest volume asked for"
      case .noMajority: "too few of the methods agree on any voxel"
      }
    }
  }

  /// The start and the reason in plain words.
  public var description: String { "\(label): \(reason)" }
}
