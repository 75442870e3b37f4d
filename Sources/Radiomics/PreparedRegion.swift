import Voxels

/// A region after image processing: intensities on the final grid in a box around it, and its two
/// masks.
///
/// The box reaches as far beyond the region as the sphere of the local intensity peak, so that
/// nothing outside it matters.
struct PreparedRegion: Sendable {
  /// The box, as a grid.
  let grid: Grid
  /// Where the box lies in the processed image.
  private let box: VoxelBox
  /// The intensities of the box.
  let intensities: [Float]
  /// The voxels of the morphological mask: the region as drawn.
  let morphologicalMask: [Bool]
  /// The voxels of the intensity mask: the region after re-segmentation.
  let intensityMask: [Bool]
  /// The intensities of the intensity mask, in storage order.
  let values: [Double]
  /// The range that intensities were re-segmented to.
  let range: RadiomicsSettings.IntensityRange

  /// Interpolates, rounds and re-segments.
  ///
  /// - Source: IBSI 2.4 to 2.6.
  init<Unit>(
    _ region: Region,
    of volume: Volume<Unit>,
    _ resampling: Resampling,
    _ settings: RadiomicsSettings
  ) throws(RadiomicsError) {
    let bounds = region.boundingBox
    let ranges = (0..<3).map { axis -> Range<Int> in
      let axisMap = resampling.axes[axis]
      // An empty region has one voxel's box, and no voxel in it.
      let lower = Double(bounds?.lower[axis] ?? 0)
      let upper = Double((bounds?.upper[axis] ?? 1) - 1)
      let margin = axisMap.isIdentity ? 0.0 : 1.0
      let touched = axisMap.range(from: lower - margin, to: upper + margin)
      let reach = Int(SphereKernel.oneMilliliterRadiusMillimeters / axisMap.spacing) + 1
      let start = max(0, min(touched.lowerBound, axisMap.count - 1) - reach)
      return start..<min(axisMap.count, max(touched.upperBound, start + 1) + reach)
    }
    grid = try resampling.grid(of: ranges)
    box = VoxelBox(
      lower: SIMD3(ranges[0].lowerBound, ranges[1].lowerBound, ranges[2].lowerBound),
      upper: SIMD3(ranges[0].upperBound, ranges[1].upperBound, ranges[2].upperBound)
    )
    let intensities = resampling.intensities(of: volume, in: ranges)
    let morphologicalMask = resampling.mask(of: region, in: ranges)
    range = settings.range ?? .init(lower: nil, upper: nil)

    let missing = zip(intensities, morphologicalMask).count { $1 && !$0.isFinite }
    guard missing == 0 else { throw .notFinite(voxels: missing) }

    // Several ways of re-segmentation act on the region as it was, and what all keep stays.
    var kept = settings.range ?? .init(lower: nil, upper: nil)
    if let sigma = settings.outlierSigma {
      let moments = Moments(
        zip(intensities, morphologicalMask).filter(\.1).map { Double($0.0) }
      )
      if let moments {
        let reach = sigma * moments.variance.squareRoot()
        kept.lower = max(kept.lower ?? -.infinity, moments.mean - reach)
        kept.upper = min(kept.upper ?? .infinity, moments.mean + reach)
      }
    }
    let intensityMask = zip(intensities, morphologicalMask).map {
      $1 && kept.contains(Double($0))
    }
    values = zip(intensities, intensityMask).compactMap { $1 ? Double($0) : nil }
    self.intensityMask = intensityMask
    self.intensities = intensities
    self.morphologicalMask = morphologicalMask
  }

  /// The region with the responses of a filter in place of intensities; its masks stay.
  private init(_ region: PreparedRegion, responses: [Float]) {
    grid = region.grid
    intensities = responses
    morphologicalMask = region.morphologicalMask
    intensityMask = region.intensityMask
    range = RadiomicsSettings.IntensityRange(lower: nil, upper: nil)
    values = zip(responses, region.intensityMask).compactMap { $1 ? Double($0) : nil }
    box = region.box
  }

  /// The region of an image's response map: the filter acts on the interpolated image, and the masks
  /// are those of its intensities.
  ///
  /// - Source: IBSI 2 reference manual, image processing scheme.
  func filtered<Unit>(
    by filter: ImageFilter,
    of volume: Volume<Unit>,
    _ resampling: Resampling
  ) throws(RadiomicsError) -> PreparedRegion {
    try filter.validate(spacing: resampling.spacing)
    let size = resampling.size
    let source = FilterSource(size: size, spacing: resampling.spacing) { box in
      let ranges = (0..<3).map { box.lower[$0]..<box.upper[$0] }
      return ImagePatch(
        imageSize: size,
        box: box,
        values: resampling.intensities(of: volume, in: ranges).map(Double.init)
      )
    }
    let response = filter.response(in: box, of: source)
    return PreparedRegion(self, responses: response.values.map(Float.init))
  }

  /// Calls `body` with the index of each voxel of a mask.
  func forEachVoxel(of mask: [Bool], _ body: (_ index: SIMD3<Int>, _ offset: Int) -> Void) {
    var offset = 0
    for k in 0..<grid.size.z {
      for j in 0..<grid.size.y {
        for i in 0..<grid.size.x {
          if mask[offset] { body(SIMD3(i, j, k), offset) }
          offset += 1
        }
      }
    }
  }

  /// The box around a mask's voxels; nil where it has none.
  func bounds(of mask: [Bool]) -> (lower: SIMD3<Int>, upper: SIMD3<Int>)? {
    var found: (lower: SIMD3<Int>, upper: SIMD3<Int>)?
    forEachVoxel(of: mask) { index, _ in
      guard let box = found else {
        found = (index, index)
        return
      }
      found = (pointwiseMin(box.lower, index), pointwiseMax(box.upper, index))
    }
    return found
  }
}

/// Mean and central moments of a set of numbers.
struct Moments {
  let mean: Double
  /// The mean square distance from the mean: 1/N.
  let variance: Double
  /// The mean third and fourth power of the distance from the mean.
  let third: Double
  let fourth: Double

  /// The moments of numbers; nil where there are none.
  init?(_ values: [Double]) {
    guard !values.isEmpty else { return nil }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    var (second, third, fourth) = (0.0, 0.0, 0.0)
    for value in values {
      let distance = value - mean
      let square = distance * distance
      second += square
      third += square * distance
      fourth += square * square
    }
    self.mean = mean
    variance = second / count
    self.third = third / count
    self.fourth = fourth / count
  }
}
