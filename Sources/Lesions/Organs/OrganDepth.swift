import Voxels

/// How deep the points of an organ lie in it, on cubes of 3 mm.
struct OrganDepth {
  /// A point of an organ, and its distance to the nearest point outside, in mm.
  struct Point {
    let position: SIMD3<Double>
    let depth: Double
  }

  /// The points of the organ's inside, in storage order.
  let points: [Point]

  /// The depths in an organ; where the image cuts it off, it counts as ending.
  ///
  /// - Parameters:
  ///   - organ: the organ.
  ///   - avoided: what isn't to be touched.
  ///   - least: points that lie less deep are left out, in mm.
  /// - Throws: ``LesionsError/badSetting(_:_:)`` when the organ's extent makes no grid.
  init(of organ: Region, without avoided: [Region], atLeast least: Double) throws(LesionsError) {
    let spacing = 3.0
    guard let box = organ.boundingBox else {
      points = []
      return
    }
    var lower = SIMD3(repeating: Double.infinity)
    var upper = -lower
    for corner in 0..<8 {
      let index = SIMD3(
        corner & 1 == 0 ? box.lower.x : box.upper.x - 1,
        corner & 2 == 0 ? box.lower.y : box.upper.y - 1,
        corner & 4 == 0 ? box.lower.z : box.upper.z - 1
      )
      lower = pointwiseMin(lower, organ.grid.position(of: index))
      upper = pointwiseMax(upper, organ.grid.position(of: index))
    }
    // A rim of empty cubes all around, so that the organ ends where the image does.
    lower -= 2 * spacing
    let size = ((upper - lower) / spacing).rounded(.up) + 3
    do {
      let cubes = try Grid(
        size: SIMD3(Int(size.x), Int(size.y), Int(size.z)),
        affine: Affine(
          columnStep: SIMD3(spacing, 0, 0),
          rowStep: SIMD3(0, spacing, 0),
          sliceStep: SIMD3(0, 0, spacing),
          origin: lower
        )
      )
      let free = avoided.reduce(organ.resampled(to: cubes)) {
        $0.subtracting($1.resampled(to: cubes).dilated(byMillimeters: 8))
      }
      let depth = try free.complement.distances()
      points = free.offsets.compactMap { offset in
        // From a cube's centre to the edge of the next one outside.
        let deep = Double(depth.values[offset]) - spacing / 2
        return deep >= least
          ? Point(position: cubes.position(of: cubes.index(at: offset)), depth: deep) : nil
      }
    } catch {
      throw .badSetting("organ's extent", Double(organ.voxelCount))
    }
  }

  /// The deepest point; of several the first.
  var deepest: Point? { points.max { $0.depth < $1.depth } }
}
