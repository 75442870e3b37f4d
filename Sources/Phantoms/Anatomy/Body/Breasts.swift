import Glibc

/// The breasts: their skin, and the glands within.
struct Breasts: Sendable {
  let frame: Frame
  let trunk: Trunk
  /// The volume of each breast, in mL: right, left.
  let volumes: SIMD2<Float>
  /// How much of the breast is gland, by volume.
  let glandShare: Float
  let ripplePlace: SIMD3<Float>

  /// Where a breast sits on the wall, in body mm.
  func root(_ side: Float) -> SIMD3<Float> {
    let z = frame.z(528)
    var p = trunk.wall.point(at: z, angle: 2.42)
    p.x *= side
    return p
  }

  /// The direction in which a breast points, a unit vector.
  func direction(_ side: Float) -> SIMD3<Float> { SIMD3(side * 0.42, -0.9, -0.08).unit }

  /// The radius of the breast's base, in mm.
  func radius(_ side: Float) -> Float {
    // Half an ellipsoid, 0.62 times as high as it is wide.
    let volume = (side < 0 ? volumes.x : volumes.y) * 1000
    return powf(volume / (2.0944 * 0.66), 1 / 3)
  }

  /// The skin of a breast over the wall and its fat.
  func skin(_ side: Float, fat: Float) -> Solid {
    let r = radius(side)
    let centre = root(side) + SIMD3(side * r * 0.06, -fat * 0.5, -r * 0.08)
    return Solid.ellipsoid(centre, SIMD3(r * 1.05, r * 1.05, r * 0.66)).pointed(direction(side))
  }

  /// Glands of both breasts.
  func glands(fat: Float) -> [Layer] {
    [Float(-1), 1].map { side in
      let r = radius(side)
      let share = powf(glandShare, 1 / 3)
      let out = direction(side)
      let base = skin(side, fat: fat).centre + out * (r * 0.16) + SIMD3(side * r * 0.1, 0, r * 0.08)
      let nipple = skin(side, fat: fat).centre + out * (r * 0.62)
      let half = SIMD3(r * 0.95 * share, r * 0.9 * share, r * 0.42 * share)
      return Layer(
        side < 0 ? .rightBreast : .leftBreast,
        Form(
          solids: [
            Solid.ellipsoid(base, half).pointed(out), .cone(base, nipple, r * 0.3 * share, 4),
            .cone(
              base,
              base + SIMD3(side * r * 0.5, r * 0.1, r * 0.4) * share,
              r * 0.3 * share,
              r * 0.15 * share
            ),
          ],
          blend: r * 0.15,
          ripple: r * 0.09,
          ripplePlace: ripplePlace,
          rippleScale: 2.2
        )
      )
    }
  }
}
