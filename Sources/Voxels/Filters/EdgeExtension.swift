/// How an image goes on beyond its edge while it is filtered.
///
/// - Source: IBSI 2 reference manual (arXiv:2006.05470), boundary conditions.
public enum EdgeExtension: String, Codable, CaseIterable, Sendable {
  /// As zeros.
  case zero
  /// As the nearest voxel.
  case nearest
  /// As if the image began anew.
  case periodic
  /// As the image's mirror image; the voxel at the edge comes twice.
  case mirror

  /// The voxel that stands at an index of an axis.
  ///
  /// - Parameters:
  ///   - index: on the axis or beyond its ends.
  ///   - count: the axis's number of voxels.
  /// - Returns: a voxel of the axis; nil for a zero.
  package func voxel(at index: Int, of count: Int) -> Int? {
    guard index < 0 || index >= count else { return index }
    switch self {
    case .zero: return nil
    case .nearest: return index < 0 ? 0 : count - 1
    case .periodic:
      let rest = index % count
      return rest < 0 ? rest + count : rest
    case .mirror:
      let rest = index % (2 * count)
      let place = rest < 0 ? rest + 2 * count : rest
      return place < count ? place : 2 * count - 1 - place
    }
  }

  /// The voxels of an image that a filter reads for those of a box.
  ///
  /// - Parameters:
  ///   - box: within the image.
  ///   - reach: how far the filter reaches to either side, in voxels along each axis.
  ///   - size: the image's.
  /// - Returns: a box within the image that holds `box`.
  package func box(
    readFor box: VoxelBox,
    reach: SIMD3<Int>,
    imageSize size: SIMD3<Int>
  ) -> VoxelBox {
    var (lower, upper) = (box.lower, box.upper)
    for axis in 0..<3 {
      for index in box.lower[axis] - reach[axis]..<box.upper[axis] + reach[axis] {
        guard let voxel = voxel(at: index, of: size[axis]) else { continue }
        lower[axis] = min(lower[axis], voxel)
        upper[axis] = max(upper[axis], voxel + 1)
      }
    }
    return VoxelBox(lower: lower, upper: upper)
  }
}
