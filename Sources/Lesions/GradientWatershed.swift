import Voxels

extension Volume where Unit == SUVbw {
  /// The watershed of the gradient's magnitude between an inner marker and all that lies outside a
  /// region, over shared faces.
  ///
  /// Beside an undefined value there is no gradient; such voxels stay outside.
  ///
  /// - Parameters:
  ///   - inside: the inner marker, part of `limit`.
  ///   - limit: what the result stays within.
  /// - Returns: the inner marker and what was flooded from it.
  func gradientBasin(of inside: Region, within limit: Region) -> Region {
    guard let box = limit.boundingBox else { return inside }
    // Two voxels around the limit: one for the outer marker, one more for its gradient.
    let lower = pointwiseMax(box.lower &- 2, .zero)
    let part = cropped(
      to: VoxelBox(lower: lower, upper: pointwiseMin(box.upper &+ 2, grid.size))
    )
    let field = limit.moved(to: part.grid, from: lower)
    let everywhere = field.dilated(.faces)
    let basins = part.gradientMagnitude().watershed(
      markers: [inside.moved(to: part.grid, from: lower), everywhere.subtracting(field)],
      within: everywhere,
      .faces,
      order: .ascending
    )
    return inside.union(basins[0].moved(to: grid, from: SIMD3<Int>.zero &- lower))
  }

  /// The voxels of a box as a volume of its own.
  private func cropped(to box: VoxelBox) -> Volume<SUVbw> {
    let affine = grid.affine
    let part: Grid
    do throws(GridError) {
      part = try Grid(
        size: box.size,
        affine: Affine(
          columnStep: affine.columnStep,
          rowStep: affine.rowStep,
          sliceStep: affine.sliceStep,
          origin: grid.position(of: box.lower)
        )
      )
    } catch {
      preconditionFailure("a box of a grid's voxels is a grid: \(error)")
    }
    var inside: [Float] = []
    inside.reserveCapacity(part.voxelCount)
    for k in box.lower.z..<box.upper.z {
      for j in box.lower.y..<box.upper.y {
        let start = grid.offset(of: SIMD3(box.lower.x, j, k))
        inside += values[start..<start + box.size.x]
      }
    }
    return Volume(grid: part, values: inside)
  }
}

extension Region {
  /// The same voxels on a grid whose first voxel is this grid's voxel `origin`.
  fileprivate func moved(to other: Grid, from origin: SIMD3<Int>) -> Region {
    Region(
      grid: other,
      sortedRuns: runs.map { run in
        let index = grid.index(at: Int(run.start)) &- origin
        return Run(start: other.offset(of: index), count: Int(run.count))
      }
    )
  }
}
