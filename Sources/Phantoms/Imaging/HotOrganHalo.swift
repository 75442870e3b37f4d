import Glibc
import Voxels

/// The cold ring that scatter correction leaves around a very hot organ: the full bladder, kidneys.
///
/// In the slices of the organ the surroundings lose uptake, most at 18 mm from the organ's edge at half
/// its maximum; a full bladder also darkens its whole slices a little.
///
/// - Source: one FDG scan (bladder SUV 48: 0.6 to 0.9 falls to 0.2 at 18 mm, gone at 35 mm), and
///   J Nucl Med 2019;60:1642 for 68Ga; the form is assumed.
struct HotOrganHalo: Hashable, Sendable {
  /// What is taken away over the organ's maximum; published cases lie between 0.004 and 0.013.
  var depth = 0.008
  /// The share that a whole slice loses at an organ's maximum of 50.
  var sliceLoss = 0.08

  /// Below this maximum, in SUVbw, no ring is seen.
  private static let faintest: Float = 10
  /// What is left at least, in SUVbw, where there was more.
  private static let floor: Float = 0.1

  /// An image with the halo of an organ.
  ///
  /// - Parameters:
  ///   - image: the image.
  ///   - organ: the organ, on the image's grid.
  ///   - darkensSlices: whether whole slices lose uptake too.
  /// - Throws: `GridError` when the part around the organ can't be cut out.
  func apply(
    to image: inout Volume<SUVbw>,
    around organ: Region,
    darkeningSlices darkensSlices: Bool
  ) throws(GridError) {
    let grid = image.grid
    guard let bounds = organ.boundingBox else { return }
    var hottest: Float = 0
    for offset in organ.runs.lazy.flatMap(\.offsets) {
      hottest = max(hottest, image.values[offset])
    }
    guard hottest > Self.faintest else { return }
    let spacing = grid.spacingMillimeters
    func voxels(_ reach: SIMD3<Double>) -> SIMD3<Int> {
      let steps = (reach / spacing).rounded(.up)
      return SIMD3(Int(steps.x), Int(steps.y), Int(steps.z))
    }
    let box = bounds.grown(by: voxels(SIMD3(45, 45, 15)), within: grid)
    let part = try Grid(
      size: box.upper &- box.lower,
      affine: Affine(
        columnStep: grid.affine.columnStep,
        rowStep: grid.affine.rowStep,
        sliceStep: grid.affine.sliceStep,
        origin: grid.position(of: box.lower)
      )
    )
    let near = bounds.grown(by: voxels(SIMD3(12, 12, 12)), within: grid)
    let hot = Region(grid: part) { index in
      let place = index &+ box.lower
      let isNear = (0..<3).allSatisfy { place[$0] >= near.lower[$0] && place[$0] < near.upper[$0] }
      return isNear && image[place] > hottest / 2
    }
    let distances = try hot.distances()
    let edge = (spacing.x + spacing.y) / 4
    let loss = Float(depth) * hottest
    for offset in 0..<part.voxelCount {
      let distance = Double(distances.values[offset]) - edge
      guard distance > 0, distance < 42 else { continue }
      let index = grid.offset(of: part.index(at: offset) &+ box.lower)
      let value = image.values[index]
      guard value > Self.floor, value < hottest / 2 else { continue }
      let ring = (distance - 18) / 7
      image.values[index] = max(Self.floor, value - loss * Float(exp(-0.5 * ring * ring)))
    }
    guard darkensSlices else { return }
    let perSlice = grid.size.x * grid.size.y
    let share = Float(sliceLoss) * min(1, hottest / 50)
    let hotSlices = Set(hot.runs.map { part.index(at: Int($0.start)).z + box.lower.z })
    for slice in hotSlices {
      for index in slice * perSlice..<(slice + 1) * perSlice
      where image.values[index] < hottest / 2 {
        image.values[index] *= 1 - share
      }
    }
  }
}
