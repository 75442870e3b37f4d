public import Voxels

/// Where all of a tracer truly is in one scan, before any scanner has looked: no blur, no noise.
public struct TrueScan: Sendable {
  /// The tracer, by name.
  public let tracer: String
  /// The hours since the injection.
  public let hours: Double
  /// The true uptake.
  public let suv: Volume<SUVbw>
  /// The tissue of each voxel, lesions not drawn.
  public let tissues: TissueMap
  /// The uptake of each tissue, and what was excreted.
  public let uptake: TissueUptake
  /// The lesions that are there at this visit and on this grid.
  public let lesions: [LesionTruth]

  /// A lesion as one scan truly has it.
  public struct LesionTruth: Sendable {
    /// The lesion's number in the participant.
    public let number: Int
    /// Its voxels, and how much of each it fills.
    public let coverage: LesionCoverage
    /// The mean of its true uptake, in SUVbw.
    public let meanSUV: Double
    /// The highest true uptake of a voxel that is at least half lesion, in SUVbw.
    public let maximumSUV: Double
    /// Its true volume, in mL.
    public let volumeMilliliters: Double

    /// The voxels that it fills by half or more.
    public var region: Region { coverage.core }
  }

  /// The share of the injected activity that the grid and what was voided account for; 1 when the grid
  /// holds the whole body.
  ///
  /// - Parameter massKilograms: the body mass.
  /// - Returns: the sum of SUVbw times volume, over the mass, plus the voided share.
  public func accountedShare(massKilograms: Double) -> Double {
    let sum = suv.values.reduce(0.0) { $0 + Double($1) }
    return sum * suv.grid.voxelVolumeMilliliters / (massKilograms * 1000) + uptake.voidedShare
  }
}
