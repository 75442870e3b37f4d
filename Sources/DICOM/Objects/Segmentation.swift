public import Voxels

/// A segmentation: named regions of one grid, which may overlap.
///
/// - Source: DICOM PS3.3 A.51.
public struct Segmentation: Sendable {
  /// The grid of all regions.
  public let grid: Grid
  /// The segments, by number.
  public let segments: [Segment]
  /// The frame of reference that the grid's positions are in.
  public let frameOfReferenceUID: String
  /// The series that the segmentation was made from, as it states; nil where it states none.
  public let sourceSeriesInstanceUID: String?
  /// Doubts that a user of the regions has to know.
  public let caveats: [Caveat]

  /// A doubt about a segmentation that was read or brought to another grid.
  public enum Caveat: Hashable, Sendable, CustomStringConvertible {
    /// Fractions were turned into a mask: those of at least half the maximum are inside.
    case fractionsThresholded(maximum: Int)
    /// The regions lie on another grid: each voxel took the segment voxel nearest to its centre.
    case resampledNearest
    /// Voxels of a segment lie outside the grid it was brought to, and are lost.
    case outsideGrid(segment: Int, voxelCount: Int)
    /// The segments were declared not to overlap, but do.
    case undeclaredOverlap
    /// A segment holds no voxel.
    case emptySegment(Int)

    /// What is in doubt.
    public var description: String {
      switch self {
      case .fractionsThresholded(let maximum):
        "fractional segmentation: values of at least half of \(maximum) count as inside"
      case .resampledNearest:
        "the segmentation lies on another grid: resampled by the nearest voxel"
      case .outsideGrid(let segment, let voxelCount):
        "segment \(segment): \(voxelCount) voxels lie outside the image"
      case .undeclaredOverlap: "the segments overlap though the object says they don't"
      case .emptySegment(let number): "segment \(number) holds no voxel"
      }
    }
  }

  /// Named regions of one grid.
  ///
  /// - Parameters:
  ///   - grid: the grid of all regions.
  ///   - segments: the segments, by number.
  ///   - frameOfReferenceUID: the frame of reference that the grid's positions are in.
  ///   - sourceSeriesInstanceUID: the series that the segmentation was made from, or nil.
  ///   - caveats: doubts that a user of the regions has to know.
  package init(
    grid: Grid,
    segments: [Segment],
    frameOfReferenceUID: String,
    sourceSeriesInstanceUID: String?,
    caveats: [Caveat]
  ) {
    self.grid = grid
    self.segments = segments
    self.frameOfReferenceUID = frameOfReferenceUID
    self.sourceSeriesInstanceUID = sourceSeriesInstanceUID
    self.caveats = caveats
  }
}

/// Whether any voxel is in two of the regions.
func overlap(_ regions: [Region]) -> Bool {
  let runs = regions.flatMap(\.runs).sorted { $0.start < $1.start }
  return zip(runs, runs.dropFirst()).contains { $0.start + $0.count > $1.start }
}
