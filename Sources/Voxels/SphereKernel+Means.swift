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
    fillMeans(of: volume.values, from: index, &means)
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
    let slabs = Slabs.map(region.runs.count, voxels: region.voxelCount * rows.count * 4) { range in
      var slab: [Double] = []
      for run in region.runs[range] {
        var means = [Double](repeating: 0, count: Int(run.count))
        fillMeans(of: volume.values, from: grid.index(at: Int(run.start)), &means)
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
  private func fillMeans(of values: [Float], from index: SIMD3<Int>, _ means: inout [Double]) {
    if isWhole(from: index, count: means.count) {
      fillWholeMeans(of: values, from: grid.offset(of: index), &means)
    } else {
      fillCutMeans(of: values, from: index, &means)
    }
  }

  /// Whether the spheres around consecutive voxels of a row lie on the grid, with room to read eight
  /// voxels at a time.
  private func isWhole(from index: SIMD3<Int>, count: Int) -> Bool {
    all(index .>= reach)
      && all(index &+ SIMD3((count + 7) / 8 * 8 - 1, 0, 0) .< grid.size &- reach)
  }

  /// The means of whole spheres, eight neighbouring ones at a time.
  private func fillWholeMeans(of values: [Float], from offset: Int, _ means: inout [Double]) {
    unsafe values.withUnsafeBytes { bytes in
      for block in stride(from: 0, to: means.count, by: 8) {
        var sums = SIMD8<Double>.zero
        for row in rows {
          let step = row.firstColumn + grid.size.x * (row.rows + grid.size.y * row.slices)
          var byte = (offset + block + step) * 4
          for weight in row.weights {
            let lanes = unsafe bytes.loadUnaligned(fromByteOffset: byte, as: SIMD8<Float>.self)
            sums += weight * SIMD8<Double>(lanes)
            byte &+= 4
          }
        }
        for lane in 0..<min(8, means.count - block) {
          means[block + lane] = sums[lane] / totalWeight
        }
      }
    }
  }

  /// The means of spheres that the grid's edge may cut.
  private func fillCutMeans(of values: [Float], from index: SIMD3<Int>, _ means: inout [Double]) {
    let columns = grid.size.x
    for position in means.indices {
      var (sum, total) = (0.0, 0.0)
      for row in rows {
        guard let line = grid.row(index.y + row.rows, index.z + row.slices) else { continue }
        let first = index.x + position + row.firstColumn
        for (number, weight) in row.weights.enumerated() {
          guard first + number >= 0, first + number < columns else { continue }
          sum += weight * Double(values[line * columns + first + number])
          total += weight
        }
      }
      means[position] = sum / total
    }
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
