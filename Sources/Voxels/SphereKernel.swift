/// A sphere as weights on the voxels around its middle voxel: for mean values such as SUVpeak.
public struct SphereKernel: Sendable {
  /// Which voxels a sphere takes in, and how much each counts.
  public enum Weighting: String, Sendable, CaseIterable {
    /// Voxels whose centre lies in the sphere count fully, a centre on its surface included; others
    /// not at all.
    ///
    /// - Source: IBSI 3.2, local intensity peak.
    case voxelCenters
    /// Each voxel counts by the exact fraction of its box that lies in the sphere.
    case exactFraction
  }

  /// The radius of a sphere of 1 mL, in mm: 10 * cbrt(3 / (4 pi)).
  public static let oneMilliliterRadiusMillimeters = 6.203504908994

  /// The sphere's radius, in mm.
  public let radiusMillimeters: Double
  /// Which voxels count, and how much.
  public let weighting: Weighting
  /// The volume that the weights stand for: their sum times the voxel volume, in mL.
  ///
  /// With exact fractions it is the sphere's own volume; with voxel centres it differs from it.
  public let volumeMilliliters: Double

  let grid: Grid
  let rows: [Row]
  let totalWeight: Double
  /// The furthest steps from the middle voxel.
  let reach: SIMD3<Int>

  /// The weights of a row of voxels.
  struct Row: Sendable {
    /// The step in j from the middle voxel.
    let rows: Int
    /// The step in k from the middle voxel.
    let slices: Int
    /// The step in i from the middle voxel to the first weight.
    let firstColumn: Int
    /// The weights, each above 0 and at most 1.
    let weights: [Double]
  }

  /// A sphere for volumes of a grid.
  ///
  /// - Parameters:
  ///   - radius: in mm.
  ///   - grid: the grid of the volumes to measure; may be rotated in any way, and its spacing may
  ///     differ between axes.
  ///   - weighting: which voxels count, and how much.
  /// - Throws: ``SphereKernelError`` when the radius isn't a positive number or reaches beyond the grid
  ///   on all sides, or when exact fractions are asked for on a sheared grid.
  public init(
    radiusMillimeters radius: Double,
    grid: Grid,
    weighting: Weighting
  ) throws(SphereKernelError) {
    guard radius > 0, radius.isFinite else { throw .radiusNotPositive(radius) }
    let reach = grid.affine.indexReach(ofMillimeters: radius)
    guard reach.x < 512, reach.y < 512, reach.z < 512 else { throw .tooManyVoxels(radius) }
    switch weighting {
    case .voxelCenters:
      rows = ballRows(radius: radius, affine: grid.affine).map { row in
        Row(
          rows: row.rows,
          slices: row.slices,
          firstColumn: row.columns.lowerBound,
          weights: [Double](repeating: 1, count: row.columns.count)
        )
      }
    case .exactFraction:
      guard grid.affine.isOrthogonal else { throw .shearedGrid }
      rows = fractionRows(radius: radius, spacing: grid.spacingMillimeters)
    }
    radiusMillimeters = radius
    self.weighting = weighting
    self.grid = grid
    self.reach = rows.reduce(.zero) { furthest, row in
      let columns = max(-row.firstColumn, row.firstColumn + row.weights.count - 1)
      return pointwiseMax(furthest, SIMD3(columns, abs(row.rows), abs(row.slices)))
    }
    totalWeight = rows.reduce(0) { $1.weights.reduce($0, +) }
    volumeMilliliters = totalWeight * grid.voxelVolumeMilliliters
  }
}

/// Why a sphere can't be laid on a grid.
public enum SphereKernelError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The radius is zero, negative, infinite or not a number.
  case radiusNotPositive(Double)
  /// The sphere spans more than a thousand voxels along an axis.
  case tooManyVoxels(Double)
  /// The voxels are no boxes, so that their exact fraction in a sphere isn't known.
  case shearedGrid

  /// What is wrong, and what to do.
  public var description: String {
    switch self {
    case .radiusNotPositive(let radius): "a sphere needs a radius above 0 mm: \(radius)"
    case .tooManyVoxels(let radius):
      "a sphere of radius \(radius) mm spans more than a thousand voxels of this grid"
    case .shearedGrid:
      """
      the grid's axes aren't perpendicular, so that its voxels are no boxes: resample the volume, or \
      weight by voxel centres
      """
    }
  }
}
