/// The lattice that a volume's voxels lie on: how many, and where.
///
/// Voxels are stored with the column index fastest: `index = i + columns * (j + rows * k)`.
public struct Grid: Hashable, Sendable {
  /// The number of voxels along i (columns), j (rows) and k (slices); each at least 1.
  public let size: SIMD3<Int>
  /// Where the voxel centres lie, in LPS mm.
  public let affine: Affine

  /// The most voxels a grid may have; a larger one is refused.
  public static let voxelCountLimit = Int(Int32.max)

  /// A grid of the given size and affine.
  ///
  /// - Parameters:
  ///   - size: the number of columns, rows and slices.
  ///   - affine: the positions of voxel centres, in LPS mm.
  /// - Throws: ``GridError`` when a dimension is below 1, the voxels are too many to index, or the
  ///   affine can't be inverted.
  public init(size: SIMD3<Int>, affine: Affine) throws(GridError) {
    guard size.x >= 1, size.y >= 1, size.z >= 1 else { throw .emptyDimension(size) }
    let (slice, overflow) = size.x.multipliedReportingOverflow(by: size.y)
    let (count, overflow2) = slice.multipliedReportingOverflow(by: size.z)
    guard !overflow, !overflow2, count <= Self.voxelCountLimit else { throw .tooManyVoxels(size) }
    let determinant = affine.determinant
    guard determinant.isFinite, abs(determinant) > 1e-12 else { throw .singularAffine(affine) }
    self.size = size
    self.affine = affine
  }

  /// The number of voxels.
  public var voxelCount: Int { size.x * size.y * size.z }

  /// The volume of one voxel, in mL.
  public var voxelVolumeMilliliters: Double { abs(affine.determinant) / 1000 }

  /// The distance between voxel centres along i, j and k, in mm.
  public var spacingMillimeters: SIMD3<Double> { affine.spacingMillimeters }

  /// The place of a voxel in storage.
  public func offset(of index: SIMD3<Int>) -> Int {
    index.x + size.x * (index.y + size.y * index.z)
  }

  /// The voxel stored at an offset.
  public func index(at offset: Int) -> SIMD3<Int> {
    SIMD3(offset % size.x, (offset / size.x) % size.y, offset / (size.x * size.y))
  }

  /// The position of a voxel's centre, in LPS mm.
  public func position(of index: SIMD3<Int>) -> SIMD3<Double> {
    affine.position(ofVoxel: SIMD3(Double(index.x), Double(index.y), Double(index.z)))
  }
}

/// Why a grid can't be made.
public enum GridError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A dimension is zero or negative.
  case emptyDimension(SIMD3<Int>)
  /// There are more voxels than can be indexed.
  case tooManyVoxels(SIMD3<Int>)
  /// The axes lie in one plane, or a step is zero or not finite.
  case singularAffine(Affine)
  /// The axes aren't perpendicular, and what was asked for needs them to be.
  case shearedAxes(Affine)

  /// What is wrong, with the values found.
  public var description: String {
    switch self {
    case .emptyDimension(let size): "a grid needs at least one voxel along each axis: \(size)"
    case .tooManyVoxels(let size):
      "a grid of \(size) voxels is larger than \(Grid.voxelCountLimit) voxels"
    case .singularAffine(let affine): "the voxel axes don't span a volume: \(affine)"
    case .shearedAxes(let affine):
      "the voxel axes aren't perpendicular; resample the volume to a grid whose are: \(affine)"
    }
  }
}
