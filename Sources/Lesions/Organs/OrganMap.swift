public import Voxels

/// Where a scan's organs lie, how each was found, and what is in doubt.
///
/// An organ that wasn't found isn't there: ``missing`` says why. Organs don't overlap, but for the
/// injection site, which lies in an arm's other tissues.
public struct OrganMap: Sendable {
  /// Where an organ's place is known from.
  public enum Evidence: Hashable, Sendable, Codable {
    /// The CT's shapes and the PET's uptake.
    case ctAndPET
    /// The CT's shapes alone.
    case ct
    /// The PET's uptake alone.
    case pet
    /// A place relative to organs that were seen: the region says where it has to be, not its outline.
    case position
    /// A mask that somebody else made: the label it was imported under.
    case imported(label: String)
  }

  /// An organ in its place.
  public struct Located: Sendable, Equatable {
    /// The organ's voxels.
    public let region: Region
    /// What its place is known from.
    public let evidence: Evidence
    /// What is in doubt about it, in words.
    public let doubts: [String]

    /// An organ in its place.
    ///
    /// - Parameters:
    ///   - region: the organ's voxels.
    ///   - evidence: what its place is known from.
    ///   - doubts: what is in doubt about it, in words.
    public init(region: Region, evidence: Evidence, doubts: [String] = []) {
      self.region = region
      self.evidence = evidence
      self.doubts = doubts
    }
  }

  /// Where a map comes from.
  public enum Origin: Hashable, Sendable, Codable {
    /// Found in the scan.
    case found
    /// Taken from a file: its name.
    case imported(file: String)
  }

  /// The grid of all regions: the PET's.
  public let grid: Grid
  /// Where the map comes from.
  public let origin: Origin
  /// The patient, without the air around and the table; nil where an imported map doesn't say.
  public let body: Region?
  /// The organs that were found.
  public let organs: [Organ: Located]
  /// The organs that were looked for and not found, with the reason.
  public let missing: [Organ: String]
  /// Doubts about the map as a whole.
  public let doubts: [String]

  /// Organs in their places.
  ///
  /// - Parameters:
  ///   - grid: the grid of all regions.
  ///   - origin: where the map comes from.
  ///   - body: the patient without air and table, or nil.
  ///   - organs: the organs that were found.
  ///   - missing: the organs that were not found, with the reason.
  ///   - doubts: doubts about the map as a whole.
  /// - Precondition: all regions lie on the grid.
  public init(
    grid: Grid,
    origin: Origin,
    body: Region?,
    organs: [Organ: Located],
    missing: [Organ: String],
    doubts: [String]
  ) {
    precondition(
      organs.values.allSatisfy { $0.region.grid == grid } && body.map { $0.grid == grid } ?? true,
      "regions of the map's grid"
    )
    self.grid = grid
    self.origin = origin
    self.body = body
    self.organs = organs
    self.missing = missing
    self.doubts = doubts
  }

  /// The voxels of each organ that was found.
  public var regions: [Organ: Region] { organs.mapValues(\.region) }

  /// An organ's voxels; nil where it wasn't found.
  public subscript(organ: Organ) -> Region? { organs[organ]?.region }
}
