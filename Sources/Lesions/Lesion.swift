public import Voxels

/// A region of uptake with its name, its place in the body and how it was drawn.
public struct Lesion: Hashable, Sendable {
  /// The lesion's name: a seed's or an imported region's label, or a running number.
  public var label: String
  /// The lesion's voxels.
  public var region: Region
  /// Where in the body it lies, when somebody or something has said so.
  public var site: AnatomicalSite?
  /// What it was judged to be.
  public var category: LesionCategory
  /// How it was drawn, with the parameters: ``SegmentationMethod/name(on:)``, or where it came from.
  public var method: String
  /// The SUVbw at and above which voxels belong to it, where one threshold drew it.
  public var thresholdSUVbw: Double?
  /// What was in doubt when it was drawn.
  public var caveats: [LesionCaveat]

  /// A lesion.
  ///
  /// - Parameters:
  ///   - label: its name.
  ///   - region: its voxels.
  ///   - site: where in the body it lies.
  ///   - category: what it was judged to be.
  ///   - method: how it was drawn, with the parameters.
  ///   - thresholdSUVbw: the threshold that drew it, where there is one.
  ///   - caveats: what was in doubt when it was drawn.
  public init(
    label: String,
    region: Region,
    site: AnatomicalSite? = nil,
    category: LesionCategory = .unclassified,
    method: String,
    thresholdSUVbw: Double? = nil,
    caveats: [LesionCaveat] = []
  ) {
    self.label = label
    self.region = region
    self.site = site
    self.category = category
    self.method = method
    self.thresholdSUVbw = thresholdSUVbw
    self.caveats = caveats
  }
}

/// What a region of uptake was judged to be.
public enum LesionCategory: String, Hashable, Sendable, Codable, CaseIterable {
  /// Nobody has judged it.
  case unclassified
  /// Disease.
  case lesion
  /// Normal uptake of an organ or of excretion.
  case physiological
  /// Uptake that is neither, such as inflammation or an injection site.
  case other
}

/// A place in the body, coded where a code is known.
public struct AnatomicalSite: Hashable, Sendable, Codable {
  /// The SNOMED CT code, such as `10200004`; nil where only words were given.
  public let code: String?
  /// The place in words, such as `Liver`.
  public let meaning: String

  /// A place in the body.
  ///
  /// - Parameters:
  ///   - code: the SNOMED CT code (DICOM coding scheme SCT), where known.
  ///   - meaning: the place in words.
  public init(code: String?, meaning: String) {
    self.code = code
    self.meaning = meaning
  }
}

/// A doubt about a lesion's outline or numbers, to be shown beside them.
public enum LesionCaveat: Hashable, Sendable, Codable, CustomStringConvertible {
  /// The volume is below 1 mL: partial volume lowers every number, and a 1 mL peak reaches outside.
  case belowOneMilliliter(volumeMilliliters: Double)
  /// The region touches the edge of the image: it may go on outside.
  case touchesImageEdge
  /// A peak sphere reaches out of the image; its mean is over the part inside.
  case peakSphereLeavesImage
  /// Voxels without a defined value lie in the region; they are left out of every number.
  case undefinedVoxels(count: Int)
  /// Growth was stopped by the distance that a seed may reach, not by the threshold.
  case cutAtReach(millimeters: Double)
  /// The method would have gone below the threshold of the preselection, and was held at it.
  case heldAtPreselection(thresholdSUVbw: Double)
  /// Several seeds or starts gave overlapping regions, which were merged.
  case merged(labels: [String])
  /// Voxels that several seeds claimed were given to the nearest one.
  case sharedVoxelsDivided(count: Int)
  /// The iteration had not come to rest when it was stopped.
  case notConverged(iterations: Int)
  /// One of the methods of a majority vote could not be applied and cast no vote.
  case voteMissing(method: String, reason: String)
  /// Voxels that an edit would have taken in stayed with the regions that hold them.
  case leftToOtherRegions(count: Int)

  /// The doubt in plain words.
  public var description: String {
    switch self {
    case .belowOneMilliliter(let volume):
      "below 1 mL (\((volume * 1000).rounded() / 1000) mL): partial volume lowers its numbers"
    case .touchesImageEdge: "touches the edge of the image: it may go on outside"
    case .peakSphereLeavesImage: "a peak sphere reaches out of the image"
    case .undefinedVoxels(let count): "\(count) voxels without a defined value are left out"
    case .cutAtReach(let millimeters):
      "cut off \(plain(millimeters)) mm from its seed: a longer reach would have made it larger"
    case .heldAtPreselection(let threshold):
      "held at the preselection's SUVbw of \(plain(threshold)): the method alone would go lower"
    case .merged(let labels): "merged from overlapping \(labels.joined(separator: " and "))"
    case .sharedVoxelsDivided(let count): "\(count) shared voxels were given to the nearest seed"
    case .notConverged(let iterations): "not at rest after \(iterations) iterations"
    case .voteMissing(let method, let reason): "\(method) cast no vote: \(reason)"
    case .leftToOtherRegions(let count): "\(count) voxels stayed with the regions that hold them"
    }
  }
}

/// A number as a person would write it: `41`, not `41.0`.
func plain(_ number: Double) -> String {
  number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
}
