import Glibc
package import Voxels

/// The blur of a PET image, from true activity to voxel: reconstruction and positron range together.
///
/// A sum of round Gaussians, so that it can be applied exactly, one axis at a time.
package struct PointSpread: Hashable, Sendable {
  /// One Gaussian of the sum.
  package struct Term: Hashable, Sendable {
    /// Its weight; those of all terms add up to 1.
    package let weight: Double
    /// Its variance along each axis, in mm².
    package let varianceSquareMillimeters: Double
  }

  /// The Gaussians.
  package let terms: [Term]

  /// The blur of a reconstruction for a nuclide.
  ///
  /// A profile's kernel is that of F-18, whose range is taken out of it before the nuclide's goes in.
  ///
  /// - Parameters:
  ///   - profile: the reconstruction.
  ///   - emitter: the nuclide.
  ///   - driftMillimeters: the standard deviation of the body's place during the scan, along each axis.
  package init(
    _ profile: ReconstructionProfile,
    emitter: PositronEmitter,
    driftMillimeters: Double = 0
  ) {
    let fluorine = PositronRange(of: .fluorine18).varianceSquareMillimeters
    let main = variance(ofFullWidth: profile.fullWidthMillimeters)
    let wide = variance(ofFullWidth: profile.fullWidthMillimeters * profile.overshootRatio)
    let kernel: [(weight: Double, variance: Double)] =
      profile.overshoot == 0
      ? [(1, main)] : [(1 + profile.overshoot, main), (-profile.overshoot, wide)]
    let range = PositronRange(of: emitter).gaussians
    terms = kernel.flatMap { weight, variance in
      range.map {
        Term(
          weight: weight * $0.weight,
          varianceSquareMillimeters: variance - fluorine + $0.varianceSquareMillimeters
            + driftMillimeters * driftMillimeters
        )
      }
    }
  }

  private init(terms: [Term]) { self.terms = terms }

  /// No blur: the mean over each voxel.
  static let voxelMean = PointSpread(terms: [Term(weight: 1, varianceSquareMillimeters: 0)])

  /// The density of the blur at a distance from its centre, per mm³.
  package func density(atMillimeters distance: Double) -> Double {
    terms.reduce(0) { sum, term in
      let variance = term.varianceSquareMillimeters
      return sum
        + term.weight * exp(-distance * distance / (2 * variance))
        / pow(2 * .pi * variance, 1.5)
    }
  }

  /// The width of the blur where it has fallen to half of its maximum, in mm.
  package var fullWidthMillimeters: Double {
    let half = density(atMillimeters: 0) / 2
    var (near, far) = (0.0, 50.0)
    for _ in 0..<60 {
      let middle = (near + far) / 2
      if density(atMillimeters: middle) > half { near = middle } else { far = middle }
    }
    return near + far
  }

  /// The image of an activity: blurred, and averaged over the voxels of another grid.
  ///
  /// Each voxel of the source spreads over the target's voxels as its share of each, so that activity
  /// is conserved. The widths of both grids' voxels are taken out of the blur, which holds for image
  /// and voxels together; where a voxel is wider than the blur, the voxel's width stays. Beyond the
  /// source there is no activity.
  ///
  /// - Parameters:
  ///   - activity: the true concentrations; the axes have to be parallel to the target's.
  ///   - grid: the image's grid; axes flipped or not.
  /// - Returns: the mean of the blurred activity over each voxel.
  package func image<Unit: VoxelUnit>(
    of activity: Volume<Unit>,
    on grid: Grid
  ) -> Volume<Unit> {
    let axes = terms.map { term in
      (0..<3).map { axis in
        AxisSpread(
          from: activity.grid,
          to: grid,
          axis: axis,
          variance: term.varianceSquareMillimeters,
          scale: axis == 0 ? term.weight : 1
        )
      }
    }
    let source = activity.grid.size
    let size = grid.size
    let values = filledSlices(size.z, of: size.x * size.y) { slice, out in
      var plane = [Float](repeating: 0, count: source.x * source.y)
      var line = [Float](repeating: 0, count: source.x)
      for axis in axes {
        let places = axis[2].sources(of: slice)
        guard !places.isEmpty else { continue }
        unsafe activity.values.withUnsafeBufferPointer { values in
          unsafe plane.withUnsafeMutableBufferPointer { plane in
            unsafe mix(axis[2], at: slice, values, of: source.x * source.y, into: plane)
          }
        }
        for row in 0..<size.y where !axis[1].sources(of: row).isEmpty {
          unsafe plane.withUnsafeBufferPointer { plane in
            unsafe line.withUnsafeMutableBufferPointer { line in
              unsafe mix(axis[1], at: row, plane, of: source.x, into: line)
            }
          }
          axis[0].add(line, to: &out, at: row * size.x)
        }
      }
    }
    return Volume(grid: grid, values: values)
  }
}

/// The variance of a Gaussian of a full width at half maximum, in mm².
func variance(ofFullWidth width: Double) -> Double { width * width / (8 * log(2)) }

/// The full width at half maximum of a Gaussian of a variance, in mm.
func fullWidth(ofVariance variance: Double) -> Double { (variance * 8 * log(2)).squareRoot() }

/// Adds up consecutive blocks by the weights of a place of an axis.
private func mix(
  _ spread: AxisSpread,
  at place: Int,
  _ values: UnsafeBufferPointer<Float>,
  of length: Int,
  into sums: UnsafeMutableBufferPointer<Float>
) {
  for index in 0..<length { unsafe sums[index] = 0 }
  for source in spread.sources(of: place) {
    let weight = spread.weight(of: source, at: place)
    let start = source * length
    for index in 0..<length { unsafe sums[index] += weight * values[start &+ index] }
  }
}

/// How the voxels along one axis of a grid share in those of another: for each target a stretch of
/// sources and their weights.
struct AxisSpread: Sendable {
  private let first: [Int]
  private let count: [Int]
  private let start: [Int]
  private let weights: [Float]

  init(from source: Grid, to target: Grid, axis: Int, variance: Double, scale: Double) {
    let from = AxisPlaces(source, axis: axis)
    let to = AxisPlaces(target, axis: axis)
    let voxels = (from.spacing * from.spacing + to.spacing * to.spacing) / 12
    // At least half a source voxel, so that no step between sources shows.
    let sigma = max(variance - voxels, from.spacing * from.spacing / 4).squareRoot()
    let reach = 4.5 * sigma + to.spacing / 2
    var first: [Int] = []
    var count: [Int] = []
    var start: [Int] = []
    var weights: [Float] = []
    for place in 0..<target.size[axis] {
      let center = to.center(place)
      let ends = [from.place(center - reach), from.place(center + reach)]
      let lowest = max(0, Int(min(ends[0], ends[1]).rounded(.up)))
      let highest = min(source.size[axis] - 1, Int(max(ends[0], ends[1]).rounded(.down)))
      first.append(lowest)
      start.append(weights.count)
      count.append(max(0, highest - lowest + 1))
      guard highest >= lowest else { continue }
      for index in lowest...highest {
        let offset = center - from.center(index)
        // The share of a source at one point that falls into the target's voxel.
        let share =
          0.5
          * (erf((offset + to.spacing / 2) / (sigma * 2.0.squareRoot()))
            - erf((offset - to.spacing / 2) / (sigma * 2.0.squareRoot())))
        weights.append(Float(scale * share * from.spacing / to.spacing))
      }
    }
    self.first = first
    self.count = count
    self.start = start
    self.weights = weights
  }

  /// The sources that reach a target.
  func sources(of target: Int) -> Range<Int> { first[target]..<first[target] + count[target] }

  /// The weight of a source in a target.
  func weight(of source: Int, at target: Int) -> Float {
    weights[start[target] + source - first[target]]
  }

  /// Adds a line's share in each target to the targets that start at an offset.
  func add(_ line: [Float], to out: inout MutableSpan<Float>, at offset: Int) {
    let line = line.span
    let weights = weights.span
    for target in 0..<first.count where count[target] > 0 {
      let sources = line.extracting(first[target]..<first[target] + count[target])
      let shares = weights.extracting(start[target]..<start[target] + count[target])
      var sum: Float = 0
      for index in 0..<sources.count { sum += sources[index] * shares[index] }
      out[offset &+ target] += sum
    }
  }
}

/// Where the voxels along an axis of a grid lie, in mm along the patient's axis.
private struct AxisPlaces {
  let origin: Double
  let step: Double
  var spacing: Double { abs(step) }

  init(_ grid: Grid, axis: Int) {
    origin = grid.affine.origin[axis]
    step = [grid.affine.columnStep, grid.affine.rowStep, grid.affine.sliceStep][axis][axis]
  }

  func center(_ place: Int) -> Double { origin + step * Double(place) }
  func place(_ position: Double) -> Double { (position - origin) / step }
}
