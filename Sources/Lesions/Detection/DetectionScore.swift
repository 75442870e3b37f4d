public import Voxels

/// A lesion that is known to be there: drawn by a simulation or by a person.
public struct KnownLesion: Hashable, Sendable {
  /// Its voxels, on the scan's grid.
  public let region: Region
  /// Its volume, in mL; may differ from the voxels' where it is known better.
  public let volumeMilliliters: Double
  /// The SUVpeak that a scan without noise would show, in SUVbw; nil where it isn't known.
  public let peakSUVbw: Double?

  /// A known lesion.
  ///
  /// - Parameters:
  ///   - region: its voxels.
  ///   - volumeMilliliters: its volume, in mL; the voxels' where nil.
  ///   - peakSUVbw: the SUVpeak without noise, in SUVbw, or nil.
  public init(region: Region, volumeMilliliters: Double? = nil, peakSUVbw: Double? = nil) {
    self.region = region
    self.volumeMilliliters = volumeMilliliters ?? region.volumeMilliliters
    self.peakSUVbw = peakSUVbw
  }
}

/// How a scan's findings stand against the lesions that are known to be there.
///
/// A lesion is found where a finding shares at least a quarter of the voxels of the smaller of the two
/// with it. A finding may find several lesions, as where nodes have grown together; a lesion's Dice,
/// volume and peak are those of the finding that shares most voxels with it. A finding that finds none is
/// false.
public struct DetectionScore: Hashable, Sendable {
  /// The share of the smaller region's voxels from which on two regions are the same lesion.
  public static let smallestShare = 0.25

  /// How one known lesion was found.
  public struct Hit: Hashable, Sendable {
    /// The place of the finding that shares most with it.
    public let finding: Int
    /// Twice the shared volume over the sum of both, by voxels.
    public let dice: Double
    /// The found volume over the known one, less 1.
    public let volumeError: Double
    /// The found SUVpeak over the one without noise, less 1; nil where that isn't known.
    public let peakError: Double?
  }

  /// For each known lesion how it was found; nil where it was missed.
  public let hits: [Hit?]
  /// The places of the findings that find no known lesion.
  public let falseFindings: [Int]

  /// How many voxels a finding shares with a known lesion; nil where they are too few to find it.
  package static func shared(_ known: Region, with found: Region) -> Int? {
    let shared = known.intersection(found).voxelCount
    let least = smallestShare * Double(min(known.voxelCount, found.voxelCount))
    return shared > 0 && Double(shared) >= least ? shared : nil
  }

  /// Holds found regions against known lesions.
  ///
  /// - Parameters:
  ///   - found: the regions that were taken for lesions.
  ///   - known: the lesions that are there.
  ///   - suv: the uptake that the regions were found on.
  /// - Throws: ``LesionsError/otherGrid(_:)`` when a region lies on another grid.
  public init(
    of found: [Region],
    against known: [KnownLesion],
    on suv: Volume<SUVbw>
  ) throws(LesionsError) {
    for (number, region) in found.enumerated() where region.grid != suv.grid {
      throw .otherGrid("finding \(number + 1)")
    }
    for (number, lesion) in known.enumerated() where lesion.region.grid != suv.grid {
      throw .otherGrid("known lesion \(number + 1)")
    }
    let spheres = PeakSpheres(grid: suv.grid)
    let sizes = found.map(\.voxelCount)
    var isTrue = [Bool](repeating: false, count: found.count)
    var hits: [Hit?] = []
    for lesion in known {
      let size = lesion.region.voxelCount
      var best: (finding: Int, shared: Int)?
      for (number, region) in found.enumerated() {
        guard let shared = Self.shared(lesion.region, with: region) else { continue }
        isTrue[number] = true
        if best.map({ shared > $0.shared }) ?? true { best = (number, shared) }
      }
      hits.append(
        best.map { finding, shared in
          let peak = Peak(spheres.oneMilliliter, of: suv, in: found[finding]).mean.value
          return Hit(
            finding: finding,
            dice: 2 * Double(shared) / Double(size + sizes[finding]),
            volumeError: found[finding].volumeMilliliters / lesion.volumeMilliliters - 1,
            peakError: lesion.peakSUVbw.flatMap { known in peak.map { $0 / known - 1 } }
          )
        }
      )
    }
    self.hits = hits
    falseFindings = isTrue.indices.filter { !isTrue[$0] }
  }
}
