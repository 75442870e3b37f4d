extension SphereKernel {
  /// The mean value in the sphere around a voxel's centre.
  ///
  /// At the grid's edge only the voxels of the grid count, and their weights are normalised to sum
  /// to 1; ``coveredFraction(at:)`` tells how much of the sphere that is. A value that is not a number
  /// makes the mean not a number.
  ///
  /// - Parameters:
  ///   - volume: on the kernel's grid.
  ///   - index: the middle voxel.
  /// - Returns: the weighted mean, in the volume's unit.
  /// - Precondition: the volume lies on the kernel's grid, and the voxel on the grid.
  public func mean<Unit>(of volume: Volume<Unit>, at index: SIMD3<Int>) -> Double {
    precondition(volume.grid == grid, "a volume of the kernel's grid")
    precondition(all(index .>= .zero) && all(index .< grid.size), "a voxel of the grid")
    var means = [0.0]
    var weights = [0.0]
    addMeans(of: volume.values, from: index, to: &means, weights: &weights)
    return means[0]
  }

  /// The mean value in the sphere around each voxel of a region, in storage order.
  ///
  /// Voxels outside the region count where they lie in the sphere. Edges and values that are not
  /// numbers are as in ``mean(of:at:)``.
  ///
  /// - Parameters:
  ///   - volume: on the kernel's grid.
  ///   - region: the middle voxels.
  /// - Returns: a weighted mean for each voxel of the region, in the volume's unit.
  /// - Precondition: volume and region lie on the kernel's grid.
  public func means<Unit>(of volume: Volume<Unit>, in region: Region) -> [Double] {
    precondition(volume.grid == grid && region.grid == grid, "the kernel's grid")
    let slabs = Slabs.map(region.runs.count, voxels: region.voxelCount * rows.count) { range in
      var slab: [Double] = []
      var means: [Double] = []
      var weights: [Double] = []
      for run in region.runs[range] {
        means = [Double](repeating: 0, count: Int(run.count))
        weights = means
        let index = grid.index(at: Int(run.start))
        addMeans(of: volume.values, from: index, to: &means, weights: &weights)
        slab += means
      }
      return slab
    }
    return Array(slabs.joined())
  }

  /// The highest mean value of all spheres around a region's voxels.
  ///
  /// - Parameters:
  ///   - volume: on the kernel's grid.
  ///   - region: the middle voxels; a middle voxel outside the region is not tried.
  /// - Returns: the peak; of equal ones the first in storage order. A mean that is not a number is
  ///   passed over; nil where there is none other.
  /// - Source: IBSI 3.2, global intensity peak, where the radius is 6.2 mm and voxel centres count.
  public func peak<Unit>(of volume: Volume<Unit>, in region: Region) -> SpherePeak? {
    var best: (value: Double, offset: Int)?
    for (mean, offset) in zip(means(of: volume, in: region), region.offsets) where !mean.isNaN {
      if best.map({ mean > $0.value }) ?? true { best = (mean, offset) }
    }
    return best.map { best in
      let index = grid.index(at: best.offset)
      return SpherePeak(
        value: best.value,
        index: index,
        coveredFraction: coveredFraction(at: index)
      )
    }
  }

  /// The part of the sphere around a voxel's centre that lies on the grid: 1 away from its edges.
  ///
  /// - Parameter index: the middle voxel.
  /// - Returns: the weights on the grid by the weights of the whole sphere, above 0 and at most 1.
  /// - Precondition: the voxel lies on the grid.
  public func coveredFraction(at index: SIMD3<Int>) -> Double {
    precondition(all(index .>= .zero) && all(index .< grid.size), "a voxel of the grid")
    var covered = 0.0
    for row in rows where grid.row(index.y + row.rows, index.z + row.slices) != nil {
      for (number, weight) in row.weights.enumerated() {
        let column = index.x + row.firstColumn + number
        if column >= 0, column < grid.size.x { covered += weight }
      }
    }
    return covered / totalWeight
  }

  /// Fills `means` with the means around consecutive voxels of a row, from `index` on.
  private func addMeans(
    of values: [Float],
    from index: SIMD3<Int>,
    to means: inout [Double],
    weights: inout [Double]
  ) {
    let columns = grid.size.x
    let values = values.span
    var sums = means.mutableSpan
    var totals = weights.mutableSpan
    for row in rows {
      guard let rowNumber = grid.row(index.y + row.rows, index.z + row.slices) else { continue }
      let line = values.extracting(rowNumber * columns..<(rowNumber + 1) * columns)
      for (number, weight) in row.weights.enumerated() {
        let first = index.x + row.firstColumn + number
        let start = max(0, -first)
        let end = min(sums.count, columns - first)
        guard start < end else { continue }
        for position in start..<end {
          sums[position] += weight * Double(line[first &+ position])
          totals[position] += weight
        }
      }
    }
    for position in 0..<sums.count { sums[position] /= totals[position] }
  }
}

/// The highest mean of a sphere, and where it is.
public struct SpherePeak: Hashable, Sendable {
  /// The mean value in the sphere, in the volume's unit.
  public let value: Double
  /// The sphere's middle voxel.
  public let index: SIMD3<Int>
  /// The part of the sphere that lies on the grid: below 1 where the grid's edge cuts it.
  public let coveredFraction: Double
}
