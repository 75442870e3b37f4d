import Voxels

/// The grid that features are computed on, and how intensities and masks come onto it.
struct Resampling {
  let axes: [AxisInterpolation]
  let method: RadiomicsSettings.Interpolation.Method
  let roundsIntensities: Bool
  private let grid: Grid

  init(of grid: Grid, _ settings: RadiomicsSettings) {
    let spacing = grid.spacingMillimeters
    let wanted = settings.interpolation
    axes = [
      AxisInterpolation(
        count: grid.size.x,
        spacing: spacing.x,
        to: wanted?.inPlaneMillimeters
      ),
      AxisInterpolation(
        count: grid.size.y,
        spacing: spacing.y,
        to: wanted?.inPlaneMillimeters
      ),
      AxisInterpolation(count: grid.size.z, spacing: spacing.z, to: wanted?.sliceMillimeters),
    ]
    method = wanted?.method ?? .nearest
    roundsIntensities = settings.roundsIntensities
    self.grid = grid
  }

  /// Whether the image stays as it is, value by value.
  var keepsImage: Bool { !roundsIntensities && axes.allSatisfy(\.isIdentity) }

  /// The numbers of voxels of the new grid.
  var size: SIMD3<Int> { SIMD3(axes[0].count, axes[1].count, axes[2].count) }

  /// The spacing of the new grid, in mm.
  var spacing: SIMD3<Double> { SIMD3(axes[0].spacing, axes[1].spacing, axes[2].spacing) }

  /// A part of the new grid.
  func grid(of ranges: [Range<Int>]) throws(RadiomicsError) -> Grid {
    let old = grid.affine
    func start(_ axis: Int) -> Double {
      axes[axis].first + axes[axis].step * Double(ranges[axis].lowerBound)
    }
    do {
      return try Grid(
        size: SIMD3(ranges[0].count, ranges[1].count, ranges[2].count),
        affine: Affine(
          columnStep: old.columnStep * axes[0].step,
          rowStep: old.rowStep * axes[1].step,
          sliceStep: old.sliceStep * axes[2].step,
          origin: old.position(ofVoxel: SIMD3(start(0), start(1), start(2)))
        )
      )
    } catch {
      throw .grid("\(error)")
    }
  }

  /// The intensities of a part of the new grid.
  func intensities<Unit>(of volume: Volume<Unit>, in ranges: [Range<Int>]) -> [Float] {
    // A spline's coefficient feels samples that far away by less than single precision shows.
    let reach = method == .cubic ? 24 : 1
    let (origin, size) = source(ranges, reach: reach)
    var box = Box(of: volume, from: origin, size: size)
    for axis in 0..<3 where !axes[axis].isIdentity {
      if method == .cubic { box.prefilter(axis) }
      box = box.interpolated(
        axis,
        axes[axis].taps(ranges[axis], method, offset: origin[axis], length: size[axis])
      )
    }
    return box.values.map { Float(roundsIntensities ? $0.rounded() : $0) }
  }

  /// The part of a region, on the old grid, in a part of the new one: where interpolation says that at
  /// least half of a voxel is inside.
  func mask(of region: Region, in ranges: [Range<Int>]) -> [Bool] {
    let (origin, size) = source(ranges, reach: 1)
    var box = Box(of: region, from: origin, size: size)
    let method: RadiomicsSettings.Interpolation.Method = method == .nearest ? .nearest : .linear
    for axis in 0..<3 where !axes[axis].isIdentity {
      box = box.interpolated(
        axis,
        axes[axis].taps(ranges[axis], method, offset: origin[axis], length: size[axis])
      )
    }
    // Exactly half is inside, in spite of rounding (IBSI 2.4).
    return box.values.map { $0 >= 0.5 - 1e-6 }
  }

  /// The old voxels that a part of the new grid is interpolated from.
  ///
  /// An axis that stays as it is needs its own voxels alone.
  private func source(_ ranges: [Range<Int>], reach: Int) -> (SIMD3<Int>, SIMD3<Int>) {
    var (origin, size) = (SIMD3<Int>.zero, SIMD3<Int>.zero)
    for axis in 0..<3 {
      let reach = axes[axis].isIdentity ? 0 : reach
      let lower = Int(axes[axis].place(ranges[axis].lowerBound).rounded(.down)) - reach
      let upper = Int(axes[axis].place(ranges[axis].upperBound - 1).rounded(.up)) + reach
      origin[axis] = max(0, lower)
      size[axis] = min(axes[axis].oldCount - 1, upper) - origin[axis] + 1
    }
    return (origin, size)
  }
}
