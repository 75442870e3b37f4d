import Voxels

/// The uptake on the lattice that foci are searched on: upright, isotropic, no larger than the body.
///
/// A search on one lattice treats every scanner's voxels alike, and its cost depends on the body's
/// size, not on the matrix.
struct SearchVolume: Sendable {
  /// The step of the lattice, in mm: fine enough for a focus of 4 mm seen by a scanner.
  static let stepMillimeters = 3.0
  /// Below this uptake there is no body to search, in SUVbw.
  static let airSUVbw: Float = 0.1

  /// The uptake.
  let suv: Volume<SUVbw>

  /// The search lattice of a scan; nil where nothing in it takes up anything.
  init?(_ scan: Volume<SUVbw>) {
    guard let grid = Self.grid(about: scan) else { return nil }
    suv = scan.resampled(to: grid, outside: 0, interpolation: .linear)
  }

  var grid: Grid { suv.grid }

  /// The uptake smoothed to a standard deviation, in mm.
  func smoothed(_ sigma: Double, from volume: Volume<SUVbw>? = nil) -> Volume<SUVbw> {
    do throws(GridError) {
      return try (volume ?? suv).smoothed(sigmaMillimeters: sigma)
    } catch {
      preconditionFailure("the search lattice is upright: \(error)")
    }
  }

  /// An upright lattice about the parts of a scan that are larger than a speck.
  private static func grid(about scan: Volume<SUVbw>) -> Grid? {
    let body = scan.region(atLeast: airSUVbw)
    let speck = max(2, Int(1 / scan.grid.voxelVolumeMilliliters))
    var lower = SIMD3(repeating: Double.infinity)
    var upper = -lower
    for part in body.components(.faces) where part.voxelCount >= speck {
      guard let box = part.boundingBox else { continue }
      for corner in 0..<8 {
        let index = SIMD3(
          corner & 1 == 0 ? box.lower.x : box.upper.x - 1,
          corner & 2 == 0 ? box.lower.y : box.upper.y - 1,
          corner & 4 == 0 ? box.lower.z : box.upper.z - 1
        )
        let position = scan.grid.position(of: index)
        lower = pointwiseMin(lower, position)
        upper = pointwiseMax(upper, position)
      }
    }
    guard lower.x <= upper.x else { return nil }
    let step = stepMillimeters
    // Whole multiples of the step, so that the lattice doesn't hang on the scan's own voxels.
    let first = ((lower - 1) / step).rounded(.down)
    let last = ((upper + 1) / step).rounded(.up)
    let count = last - first
    do throws(GridError) {
      return try Grid(
        size: SIMD3(Int(count.x) + 1, Int(count.y) + 1, Int(count.z) + 1),
        affine: Affine(
          columnStep: SIMD3(step, 0, 0),
          rowStep: SIMD3(0, step, 0),
          sliceStep: SIMD3(0, 0, step),
          origin: first * step
        )
      )
    } catch {
      preconditionFailure("a lattice about a scan's voxels is a grid: \(error)")
    }
  }
}
