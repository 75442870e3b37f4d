/// The grey levels of a region: what histogram and texture features are computed from.
///
/// Levels begin at 1; 0 is outside the region. They lie in the region's bounding box, column index
/// fastest.
public struct DiscretizedRegion: Hashable, Sendable {
  /// The numbers of voxels of the box along columns, rows and slices.
  public let size: SIMD3<Int>
  /// The voxel spacing, in mm.
  public let spacingMillimeters: SIMD3<Double>
  /// The level of each voxel of the box; 0 outside the region.
  public let levels: [UInt16]
  /// The greatest level that the discretisation can give (Ng); at least that of any voxel.
  public let levelCount: Int

  /// The levels of a region.
  ///
  /// - Parameters:
  ///   - size: the box, in voxels.
  ///   - spacingMillimeters: the voxel spacing.
  ///   - levels: one for each voxel of the box, 0 outside.
  ///   - levelCount: the number of levels.
  /// - Precondition: a level for each voxel, none above `levelCount`.
  public init(
    size: SIMD3<Int>,
    spacingMillimeters: SIMD3<Double>,
    levels: [UInt16],
    levelCount: Int
  ) {
    precondition(levels.count == size.x * size.y * size.z, "a level for each voxel")
    precondition(levels.allSatisfy { $0 <= levelCount }, "levels within the count")
    self.size = size
    self.spacingMillimeters = spacingMillimeters
    self.levels = levels
    self.levelCount = levelCount
  }
}
