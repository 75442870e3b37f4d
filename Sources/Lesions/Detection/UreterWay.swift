import Voxels

/// The way that the ureters take: from the kidneys along the psoas, over the pelvic brim to the bladder.
///
/// Urine shows there in beads, wherever a wave of it was during the scan.
struct UreterWay: Sendable {
  /// Points of the ways, in LPS mm, from the kidney down.
  private let ways: [[SIMD3<Double>]]
  /// How far from its way a bead may lie, in mm.
  private static let reach = 20.0
  /// The way as shares of the height from the kidney's middle to the bladder's, with the distance from
  /// the body's middle and behind the kidney's, in mm: before the psoas, out over the pelvic brim to the
  /// wall of the pelvis, and back to the middle.
  private static let course: [(share: Double, side: Double, back: Double)] = [
    (0, 34, -5), (0.19, 37, -23), (0.33, 34, -25), (0.47, 39, -27), (0.61, 48, -21),
    (0.72, 56, -12), (0.79, 57, -3), (0.86, 54, -3), (0.95, 42, -12),
  ]

  /// The ways in a body; a kidney that wasn't found is taken to mirror the other one.
  ///
  /// None where neither kidney was found, or neither bladder nor hip bones.
  init(_ organs: OrganMap) {
    let kidneys = [Organ.kidneyLeft, .kidneyRight].map { organs[$0]?.centroid }
    guard let pool = organs[.urinaryBladder]?.centroid ?? organs[.pelvis]?.centroid,
      let one = kidneys[0] ?? kidneys[1]
    else {
      ways = []
      return
    }
    let middle = organs[.vertebrae]?.centroid?.x ?? organs[.pelvis]?.centroid?.x ?? pool.x
    ways = [1.0, -1].enumerated().compactMap { number, sign -> [SIMD3<Double>]? in
      let mirrored = SIMD3(2 * middle - one.x, one.y, one.z)
      let kidney = kidneys[number] ?? mirrored
      guard kidney.z > pool.z + 60, (kidney.x - middle) * sign > 20 else { return nil }
      let fall = kidney.z - pool.z
      return Self.course.map { point in
        SIMD3(
          middle + sign * point.side,
          kidney.y + point.back,
          kidney.z - point.share * fall
        )
      } + [SIMD3(middle + sign * 25, pool.y + 15, pool.z)]
    }
  }

  /// From 1 on a way to 0 at its reach and beyond.
  func nearness(of position: SIMD3<Double>) -> Double {
    var least = Double.infinity
    for way in ways {
      for (from, to) in zip(way, way.dropFirst()) {
        let along = to - from
        let share = max(0, min(1, dot(position - from, along) / dot(along, along)))
        least = min(least, length(position - from - along * share))
      }
    }
    return max(0, 1 - least / Self.reach)
  }
}
